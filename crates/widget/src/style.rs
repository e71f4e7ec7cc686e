use crate::write::query;

/// Widest radius that is offered, px.
const MAX_RADIUS: u32 = 24;
const MAX_FONT_CHARS: usize = 100;

/// Looks that differ from the element's own, as custom properties. Holds nothing but values that were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Style {
    accent: Option<String>,
    radius: Option<u32>,
    font: Option<String>,
}

impl Style {
    /// Reads `accent` (`#rrggbb`), `radius` (px, 0 to 24) and `font` (names of fonts, separated by commas). What is none
    /// of these is left out.
    pub fn read<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> Self {
        let get = |name: &str| {
            pairs
                .iter()
                .find(|(given, _)| given.as_ref() == name)
                .map(|(_, value)| value.as_ref().trim().to_owned())
        };
        Self {
            accent: get("accent").filter(|color| is_color(color)),
            radius: get("radius")
                .and_then(|radius| radius.parse().ok())
                .filter(|radius| *radius <= MAX_RADIUS),
            font: get("font").filter(|font| is_font(font)),
        }
    }

    /// The names and values that [`Self::read`] understands.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let radius = self.radius.map(|radius| radius.to_string());
        let pairs = [("accent", self.accent.clone()), ("radius", radius), ("font", self.font.clone())];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The same as a query string.
    pub fn query(&self) -> String {
        query(self.pairs())
    }

    /// The value of one of them.
    pub fn get(&self, name: &str) -> Option<String> {
        self.pairs().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The custom properties. Text on the accent is black or white, whichever stands out more.
    pub fn properties(&self) -> Vec<(&'static str, String)> {
        let mut properties = Vec::new();
        if let Some(accent) = &self.accent {
            properties.push(("--vestnik-accent", accent.clone()));
            properties.push(("--vestnik-accent-text", text_on(accent).to_owned()));
        }
        properties.extend(self.radius.map(|radius| ("--vestnik-radius", format!("{radius}px"))));
        properties.extend(self.font.clone().map(|font| ("--vestnik-font", font)));
        properties
    }

    /// A rule of CSS, empty if nothing differs.
    pub fn css(&self) -> String {
        match self.properties().as_slice() {
            [] => String::new(),
            properties => {
                let lines = properties.iter().map(|(name, value)| format!("  {name}: {value};\n"));
                format!("vestnik-search {{\n{}}}\n", lines.collect::<String>())
            }
        }
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn is_font(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.chars().count() <= MAX_FONT_CHARS
        && text.chars().all(|letter| letter.is_alphanumeric() || " ,-".contains(letter))
}

/// Black or white, by the contrast of WCAG.
fn text_on(color: &str) -> &'static str {
    let channel = |at: usize| {
        let digits = color.get(at..at + 2).unwrap_or_default();
        let share = f64::from(u8::from_str_radix(digits, 16).unwrap_or_default()) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    let (with_white, with_black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
    if with_white >= with_black { "#ffffff" } else { "#000000" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_values_become_css() {
        let table = [
            ("accent", "#0055AA", "--vestnik-accent: #0055AA;"),
            ("accent", "red", ""),
            ("accent", "#0055aa;}*{", ""),
            ("accent", "#00ё55", ""),
            ("radius", "0", "--vestnik-radius: 0px;"),
            ("radius", "25", ""),
            ("radius", "-1", ""),
            ("font", "PT Serif, serif", "--vestnik-font: PT Serif, serif;"),
            ("font", "x;} body{display:none", ""),
            ("font", "url(https://evil.example)", ""),
            ("font", "\"PT Serif\"", ""),
            ("color", "#000000", ""),
        ];
        for (name, value, expected) in table {
            let css = Style::read(&[(name, value)]).css();
            assert_eq!(css.is_empty(), expected.is_empty(), "{name}={value}: {css}");
            assert!(css.contains(expected), "{name}={value}: {css}");
        }
    }

    #[test]
    fn text_on_the_accent_stands_out() {
        for (accent, text) in [("#ffdd00", "#000000"), ("#9b2c1f", "#ffffff"), ("#777777", "#000000")] {
            assert_eq!(text_on(accent), text, "{accent}");
        }
    }

    #[test]
    fn what_was_read_reads_back() {
        let style = Style::read(&[("font", "serif"), ("accent", "#123456"), ("radius", "8")]);
        assert_eq!(Style::read(&style.pairs()), style);
        assert_eq!(style.get("radius").as_deref(), Some("8"));
    }
}
