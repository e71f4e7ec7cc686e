//! What kind of word a reading is, read from its tag.

/// Kind of word, as one letter of the class file; the more telling of two comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Surname,
    FirstName,
    Patronymic,
    Place,
    Organisation,
    Abbreviation,
    Noun,
    Adjective,
    Participle,
    Verb,
    Other,
}

impl Kind {
    pub(crate) fn of(tag: &str) -> Self {
        let names = [
            ("Patr", Self::Patronymic),
            ("Surn", Self::Surname),
            ("Name", Self::FirstName),
            ("Geox", Self::Place),
            ("Orgn", Self::Organisation),
            ("Abbr", Self::Abbreviation),
        ];
        if let Some((_, kind)) = names.into_iter().find(|(grammeme, _)| has(tag, grammeme)) {
            return kind;
        }
        match tag.get(..4) {
            Some("NOUN") => Self::Noun,
            Some("ADJF" | "ADJS" | "COMP") => Self::Adjective,
            Some("PRTF") => Self::Participle,
            Some("VERB" | "INFN" | "PRTS" | "GRND") => Self::Verb,
            _ => Self::Other,
        }
    }

    /// Its letter in the class file.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Surname => 's',
            Self::FirstName => 'f',
            Self::Patronymic => 'p',
            Self::Place => 'g',
            Self::Organisation => 'o',
            Self::Abbreviation => 'b',
            Self::Noun => 'n',
            Self::Adjective => 'a',
            Self::Participle | Self::Verb => 'v',
            Self::Other => 'x',
        }
    }

    /// Whether a capital letter speaks for it.
    pub(crate) fn is_name(self) -> bool {
        matches!(self, Self::Surname | Self::FirstName | Self::Patronymic | Self::Place | Self::Organisation)
    }
}

/// Whether a tag of OpenCorpora holds a grammeme.
pub(crate) fn has(tag: &str, grammeme: &str) -> bool {
    tag.split([',', ' ']).any(|part| part == grammeme)
}

/// The kind of lexeme and the grammatical form in it, for [`super::likelihood`].
///
/// Verbs, participles and gerunds are one lexeme, as are full and short adjectives; grammemes that all forms of a
/// lexeme share belong to its kind.
pub(crate) fn lexeme_and_inflection(tag: &str) -> (String, String) {
    const NAMES: [&str; 7] = ["Surn", "Name", "Patr", "Geox", "Orgn", "Abbr", "Fixd"];
    const PARADIGMS: [&str; 7] = ["masc", "femn", "neut", "ms-f", "Pltm", "perf", "impf"];
    const FORMS: [&str; 4] = ["pres", "past", "actv", "pssv"];
    let (lexical, inflected) = tag.split_once(' ').unwrap_or((tag, ""));
    let part_of_speech = lexical.split(',').next().unwrap_or(lexical);
    let among = |list: &[&str]| -> String {
        lexical.split(',').filter(|grammeme| list.contains(grammeme)).collect::<Vec<_>>().join(",")
    };
    let group = match part_of_speech {
        "VERB" | "INFN" | "PRTF" | "PRTS" | "GRND" => "V",
        "ADJF" | "ADJS" | "COMP" => "A",
        other => other,
    };
    let lexeme = format!("{group} {}", among(&NAMES));
    let kind = format!("{lexeme} {}", among(&PARADIGMS));
    (lexeme, format!("{kind}|{part_of_speech} {inflected} {}", among(&FORMS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        assert_eq!(Kind::of("NOUN,anim,masc,Sgtm,Surn sing,gent"), Kind::Surname);
        assert_eq!(Kind::of("NOUN,anim,masc,Name,Patr sing,nomn"), Kind::Patronymic);
        assert_eq!(Kind::of("PRTF,perf,tran,past,pssv masc,sing,nomn"), Kind::Participle);
        assert_eq!(Kind::of("PREP"), Kind::Other);
    }

    #[test]
    fn forms_of_one_verb_are_one_lexeme() {
        let (verb, past) = lexeme_and_inflection("VERB,perf,tran plur,past,indc");
        let (participle, form) = lexeme_and_inflection("PRTF,perf,tran,past,pssv masc,sing,nomn");
        assert_eq!(verb, participle);
        assert_eq!(past.split('|').next(), form.split('|').next());
        assert_ne!(past, form);
    }
}
