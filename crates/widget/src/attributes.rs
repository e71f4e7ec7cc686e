//! The attributes of the element that may come from an address or a form.

/// What an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// One of these; the first is the default and is the same as no attribute.
    OneOf(&'static [&'static str]),
    /// One of these or none.
    OneOrNone(&'static [&'static str]),
    /// Any of these words, separated by spaces.
    AnyOf(&'static [&'static str]),
    /// A whole number between these; the last is the default.
    Number(u32, u32, u32),
    /// A day `2016-07-15`.
    Day,
    /// A text of at most so many characters.
    Text(usize),
    /// Texts separated by `|`, of at most so many characters together.
    Texts(usize),
    /// The name of a frame, or a word such as `_blank`.
    Target,
    /// Letters, digits and `.-_`, or nothing: that the attribute is there counts too.
    Prefix,
}

/// An attribute of the element.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// Its name, also in query strings.
    pub name: &'static str,
    /// What it takes.
    pub values: Values,
}

/// All attributes but `endpoint`, in the order in which snippets have them.
pub const ATTRIBUTES: [Attribute; 20] = [
    Attribute { name: "key", values: Values::Text(200) },
    Attribute { name: "mode", values: Values::OneOf(&["inline", "dropdown", "dialog"]) },
    Attribute { name: "lang", values: Values::OneOrNone(&["ru", "en"]) },
    Attribute { name: "q", values: Values::Text(1000) },
    Attribute { name: "rubric", values: Values::Texts(1000) },
    Attribute { name: "source", values: Values::Texts(1000) },
    Attribute { name: "period", values: Values::OneOrNone(&["day", "week", "month", "year"]) },
    Attribute { name: "from", values: Values::Day },
    Attribute { name: "to", values: Values::Day },
    Attribute { name: "sort", values: Values::OneOf(&["relevance", "newest", "oldest"]) },
    Attribute { name: "per-page", values: Values::Number(1, 50, 10) },
    Attribute { name: "lock", values: Values::AnyOf(&["rubric", "source", "period", "sort"]) },
    Attribute { name: "target", values: Values::Target },
    Attribute { name: "theme", values: Values::OneOf(&["auto", "light", "dark"]) },
    Attribute { name: "images", values: Values::OneOf(&["on", "off"]) },
    Attribute { name: "suggestions", values: Values::OneOf(&["on", "off"]) },
    Attribute { name: "url-state", values: Values::Prefix },
    Attribute { name: "hotkey", values: Values::Text(32) },
    Attribute { name: "placeholder", values: Values::Text(200) },
    Attribute { name: "label", values: Values::Text(200) },
];

/// Attributes that are parameters of the results page too.
const FORM_FIELDS: [&str; 7] = ["key", "lang", "rubric", "source", "from", "to", "sort"];

impl Attribute {
    /// The value as it is written into a tag; `None` if it is none or says what holds without it.
    fn accept(&self, given: &[&str]) -> Option<String> {
        let first = given.first()?.trim();
        let value = match self.values {
            Values::OneOf(values) => (*values.iter().skip(1).find(|value| **value == first)?).to_owned(),
            Values::OneOrNone(values) => (*values.iter().find(|value| **value == first)?).to_owned(),
            Values::AnyOf(values) => {
                let is_given = |value: &&str| {
                    given.iter().any(|given| given.split_whitespace().any(|word| word == *value))
                };
                values.iter().copied().filter(is_given).collect::<Vec<_>>().join(" ")
            }
            Values::Number(least, most, default) => {
                let number: u32 = first.parse().ok()?;
                (number != default && (least..=most).contains(&number)).then(|| number.to_string())?
            }
            Values::Day => is_day(first).then(|| first.to_owned())?,
            Values::Text(most) => short(first, most)?.to_owned(),
            Values::Texts(most) => {
                let texts = given.iter().flat_map(|given| given.split('|')).map(str::trim);
                let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
                short(&texts.join("|"), most)?.to_owned()
            }
            Values::Target => (first != "_self" && is_word(first, 64)).then(|| first.to_owned())?,
            Values::Prefix if first.is_empty() || is_word(first, 32) => return Some(first.to_owned()),
            Values::Prefix => return None,
        };
        (!value.is_empty()).then_some(value)
    }
}

/// Attributes with values that the element understands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    /// Reads names and values of an address or a form. What the element does not know and what says the default is
    /// left out; repeated `rubric`, `source` and `lock` are taken together, of others the first one counts.
    pub fn read<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> Self {
        let read = |attribute: &Attribute| {
            let given = pairs.iter().filter(|(name, _)| name.as_ref() == attribute.name);
            let given: Vec<&str> = given.map(|(_, value)| value.as_ref()).collect();
            Some((attribute.name, attribute.accept(&given)?))
        };
        Self(ATTRIBUTES.iter().filter_map(read).collect())
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// What a form to the results page has to send besides the text.
    pub fn form_fields(&self) -> Vec<(&'static str, &str)> {
        let fields = self.iter().filter(|(name, _)| FORM_FIELDS.contains(name));
        fields
            .flat_map(|(name, value)| match name {
                "rubric" | "source" => value.split('|').map(|value| (name, value)).collect(),
                _ => vec![(name, value)],
            })
            .collect()
    }

    /// Names and values in the order of [`ATTRIBUTES`].
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

/// A text that is not empty, not too long, and one line.
fn short(text: &str, most: usize) -> Option<&str> {
    (!text.is_empty() && text.chars().count() <= most && !text.contains(char::is_control)).then_some(text)
}

fn is_word(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

fn is_day(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('-').collect();
    let number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten()
    };
    let [year, month, day] = numbers.as_slice() else { return false };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day)) else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_element_understands_is_taken() {
        let table = [
            ("key", "vk_1", Some("vk_1")),
            ("mode", "dialog", Some("dialog")),
            ("mode", "inline", None),
            ("mode", "popup", None),
            ("lang", "ru", Some("ru")),
            ("lang", "de", None),
            ("q", "  «Керри» <b> ", Some("«Керри» <b>")),
            ("q", "a\nb", None),
            ("rubric", " Спорт || Политика|", Some("Спорт|Политика")),
            ("period", "week", Some("week")),
            ("from", "2016-02-29", Some("2016-02-29")),
            ("from", "2015-02-29", None),
            ("from", "2016-1-1", None),
            ("from", "2016-+1-01", None),
            ("to", "2016-12-32", None),
            ("per-page", "50", Some("50")),
            ("per-page", "51", None),
            ("per-page", "10", None),
            ("lock", "sort  nothing rubric", Some("rubric sort")),
            ("target", "_blank", Some("_blank")),
            ("target", "_self", None),
            ("target", "a b", None),
            ("url-state", "", Some("")),
            ("url-state", "s-", Some("s-")),
            ("url-state", "&", None),
            ("placeholder", "", None),
            ("endpoint", "https://evil.example", None),
            ("onclick", "alert(1)", None),
            ("style", "color: red", None),
        ];
        for (name, value, expected) in table {
            let attributes = Attributes::read(&[(name, value)]);
            assert_eq!(attributes.get(name), expected, "{name}={value}");
            assert_eq!(attributes.iter().count(), usize::from(expected.is_some()), "{name}={value}");
        }
        let long = "x".repeat(1001);
        assert_eq!(Attributes::read(&[("q", long.as_str())]).get("q"), None);
    }

    #[test]
    fn lists_may_be_given_value_by_value() {
        let pairs = [
            ("lock", "sort"),
            ("rubric", "Спорт"),
            ("rubric", "Мир"),
            ("lock", "rubric"),
            ("q", "a"),
            ("q", "b"),
        ];
        let attributes = Attributes::read(&pairs);
        let expected = [("q", "a"), ("rubric", "Спорт|Мир"), ("lock", "rubric sort")];
        assert_eq!(attributes.iter().collect::<Vec<_>>(), expected);
    }
}
