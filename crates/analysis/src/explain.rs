//! How the terms of a word come about: what `vestnik analyze` shows.

/// One word, number or value of a text, and how it became its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Its first byte in the text.
    pub offset_from: usize,
    /// The byte behind it.
    pub offset_to: usize,
    /// What the steps of spelling leave of it: its word form, in the case of a word.
    pub form: String,
    /// The steps that changed it, in order.
    pub changes: Vec<Change>,
    /// Its terms, the likeliest first; never empty.
    pub readings: Vec<Reading>,
}

/// What one step made of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The step.
    pub step: Step,
    /// The word after it.
    pub text: String,
}

/// One term of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The term.
    pub term: String,
    /// The kind of word, where it is known.
    pub kind: Option<Kind>,
    /// What made the term.
    pub origin: Origin,
}

impl Explained {
    pub(crate) fn new(text: &str, offset_from: usize, offset_to: usize) -> Self {
        let form = text[offset_from..offset_to].to_owned();
        Self { offset_from, offset_to, form, changes: Vec::new(), readings: Vec::new() }
    }

    /// Notes what a step made of the word.
    pub(crate) fn note(&mut self, step: Step, text: &str) {
        if step.is_of_spelling() {
            text.clone_into(&mut self.form);
        }
        self.changes.push(Change { step, text: text.to_owned() });
    }

    /// Adds a term, unless it is known already or nothing is left of it.
    pub(crate) fn add(&mut self, term: &str, kind: Option<Kind>, origin: Origin) {
        if !term.is_empty() && self.readings.iter().all(|reading| reading.term != term) {
            self.readings.push(Reading { term: term.to_owned(), kind, origin });
        }
    }
}

/// A step that changes words, other than the choice of their canonical terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Soft hyphens and other invisible characters went.
    InvisibleDropped,
    /// Letters became small.
    LowerCase,
    /// Letters and marks became one character.
    Composed,
    /// Stress marks and the like went.
    MarksDropped,
    /// Apostrophes went, perhaps with the ending behind them.
    ApostrophesDropped,
    /// Raised and lowered digits became plain ones.
    DigitsFolded,
    /// Latin letters lost their diacritics.
    DiacriticsDropped,
    /// ё became е.
    YoFolded,
    /// A very long word was cut.
    Truncated,
    /// ъ at the end went.
    HardSignDropped,
    /// Letters of the other script were replaced by those that look like them.
    LookAlikesReplaced,
    /// White space became single spaces.
    SpacesSqueezed,
    /// A Latin word lost its Russian ending.
    RussianEndingCut,
    /// A form of a common English word became its base.
    EnglishBase,
    /// A number lost its spaces and its ending and got a decimal point.
    Number,
    /// The tokenizer knows the word, with its dots, hyphen or signs, as a term of its own: «т. д.», «C++».
    FixedTerm,
}

impl Step {
    /// Returns its name, in lower case with underscores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvisibleDropped => "invisible_dropped",
            Self::LowerCase => "lower_case",
            Self::Composed => "composed",
            Self::MarksDropped => "marks_dropped",
            Self::ApostrophesDropped => "apostrophes_dropped",
            Self::DigitsFolded => "digits_folded",
            Self::DiacriticsDropped => "diacritics_dropped",
            Self::YoFolded => "yo_folded",
            Self::Truncated => "truncated",
            Self::HardSignDropped => "hard_sign_dropped",
            Self::LookAlikesReplaced => "look_alikes_replaced",
            Self::SpacesSqueezed => "spaces_squeezed",
            Self::RussianEndingCut => "russian_ending_cut",
            Self::EnglishBase => "english_base",
            Self::Number => "number",
            Self::FixedTerm => "fixed_term",
        }
    }

    /// Whether every analyzer takes it: the others are for canonical terms.
    const fn is_of_spelling(self) -> bool {
        !matches!(self, Self::RussianEndingCut | Self::EnglishBase)
    }
}

/// What made a canonical term of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The dictionary holds the form.
    Dictionary,
    /// The list of abbreviations holds it.
    Abbreviation,
    /// It is in capital letters, as abbreviations are.
    Capitals,
    /// The dictionary holds it in another spelling: of before 1918, or a careful one.
    Respelt,
    /// The dictionary holds what follows a known prefix.
    Prefixed,
    /// It is unknown and inflected as known words with the same ending are.
    Ending,
    /// The stemmer cut it.
    Stem,
    /// It stands as it is written, or as the steps before left it.
    Spelling,
}

impl Origin {
    /// Returns its name, in lower case with underscores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dictionary => "dictionary",
            Self::Abbreviation => "abbreviation_list",
            Self::Capitals => "capital_letters",
            Self::Respelt => "other_spelling",
            Self::Prefixed => "known_prefix",
            Self::Ending => "ending_guess",
            Self::Stem => "stemmer",
            Self::Spelling => "as_written",
        }
    }
}

/// What kind of word a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Family name.
    Surname,
    /// First name.
    FirstName,
    /// Patronymic.
    Patronymic,
    /// City, country, river and the like.
    Place,
    /// Organisation.
    Organisation,
    /// A name of an unknown kind.
    Name,
    /// Abbreviation.
    Abbreviation,
    /// Common noun.
    Noun,
    /// Adjective, full or short, or comparative.
    Adjective,
    /// Verb, with its participles and gerunds.
    Verb,
    /// Any other part of speech.
    Other,
}

impl Kind {
    /// Whether it is a name of its own kind that the dictionary knows.
    #[cfg(feature = "lexicon")]
    pub(crate) fn is_name(self) -> bool {
        matches!(self, Self::Surname | Self::FirstName | Self::Patronymic | Self::Place | Self::Organisation)
    }

    /// Returns its name, in lower case with underscores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Surname => "surname",
            Self::FirstName => "first_name",
            Self::Patronymic => "patronymic",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Name => "name",
            Self::Abbreviation => "abbreviation",
            Self::Noun => "noun",
            Self::Adjective => "adjective",
            Self::Verb => "verb",
            Self::Other => "other",
        }
    }

    /// The kind that a letter of the class file stands for.
    #[cfg(feature = "lexicon")]
    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            's' => Self::Surname,
            'f' => Self::FirstName,
            'p' => Self::Patronymic,
            'g' => Self::Place,
            'o' => Self::Organisation,
            'b' => Self::Abbreviation,
            'n' => Self::Noun,
            'a' => Self::Adjective,
            'v' => Self::Verb,
            'x' => Self::Other,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Analyzer, AnalyzerName};

    /// Compares each word with `form: step=text step=text → term kind origin, …`.
    #[track_caller]
    fn check(name: AnalyzerName, table: &[(&str, &str)]) {
        for (text, expected) in table {
            let explained = Analyzer::new(name).explain(text);
            let lines: Vec<String> = explained.iter().map(line).collect();
            assert_eq!(lines.join("; "), *expected, "{text}");
        }
    }

    fn line(word: &Explained) -> String {
        let change = |change: &Change| format!(" {}={}", change.step.as_str(), change.text);
        let reading = |reading: &Reading| {
            let kind = reading.kind.map_or("-", Kind::as_str);
            format!(" {} {kind} {}", reading.term, reading.origin.as_str())
        };
        let changes: String = word.changes.iter().map(change).collect();
        let readings: Vec<String> = word.readings.iter().map(reading).collect();
        format!("{}:{changes} →{}", word.form, readings.join(","))
    }

    #[test]
    #[cfg(feature = "lexicon")]
    fn every_origin_is_told() {
        check(
            AnalyzerName::RussianText,
            &[
                ("Лавровым", "лавровым: lower_case=лавровым → лавров surname dictionary"),
                ("млрд", "млрд: → миллиард abbreviation abbreviation_list"),
                ("МИДа", "мида: lower_case=мида → мид abbreviation capital_letters"),
                ("МОК", "мок: lower_case=мок → мок abbreviation capital_letters, мокнуть verb dictionary"),
                ("міра", "міра: → мир noun other_spelling"),
                ("эксминистра", "эксминистра: → эксминистр noun known_prefix"),
                ("цзиньпином", "цзиньпином: → цзиньпин - ending_guess, цзиньпином name ending_guess"),
                ("україною", "україною: → україн - stemmer"),
                ("report", "report: → report - as_written"),
            ],
        );
    }

    #[test]
    fn steps_before_a_canonical_term_are_told() {
        check(
            AnalyzerName::RussianText,
            &[
                ("reports", "reports: english_base=report → report - as_written"),
                ("iPhoneом", "iphoneом: lower_case=iphoneом russian_ending_cut=iphone → iphone - as_written"),
                ("1 000", "1000: number=1000 → 1000 - as_written"),
                ("5", "5: → 5 - as_written"),
                ("т. д.", "т.д.: fixed_term=т.д. → т.д. - as_written"),
            ],
        );
    }

    #[test]
    fn steps_of_spelling_are_told() {
        check(
            AnalyzerName::RussianExact,
            &[
                ("Съёмки", "съемки: lower_case=съёмки yo_folded=съемки → съемки - as_written"),
                ("за\u{301}мок", "замок: marks_dropped=замок → замок - as_written"),
                ("пере\u{AD}нос", "перенос: invisible_dropped=перенос → перенос - as_written"),
                ("и\u{306}од", "йод: composed=йод → йод - as_written"),
                ("о’нил", "онил: apostrophes_dropped=онил → онил - as_written"),
                ("км²", "км2: digits_folded=км2 → км2 - as_written"),
                ("são", "sao: diacritics_dropped=sao → sao - as_written"),
                ("коммерсантъ", "коммерсант: hard_sign_dropped=коммерсант → коммерсант - as_written"),
                ("cтaль", "сталь: look_alikes_replaced=сталь → сталь - as_written"),
            ],
        );
        let long = &Analyzer::new(AnalyzerName::RussianExact).explain(&"ы".repeat(200))[0];
        assert_eq!(long.changes, [Change { step: Step::Truncated, text: "ы".repeat(127) }]);
    }

    #[test]
    fn values_are_told() {
        let squeezed = "в мире: lower_case=в  мире spaces_squeezed=в мире → в мире - as_written";
        check(AnalyzerName::Keyword, &[("В  мире", squeezed), ("\u{AD}", ""), ("", "")]);
    }
}
