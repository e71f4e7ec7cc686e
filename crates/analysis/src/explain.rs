//! Where a canonical term comes from.

/// What made a canonical term of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The dictionary holds the form.
    Dictionary,
    /// The list of abbreviations holds it.
    Abbreviation,
    /// The dictionary holds it in another spelling: of before 1918, or a careful one.
    Respelt,
    /// The dictionary holds what follows a known prefix.
    Prefixed,
    /// It is unknown and inflected as known words with the same ending are.
    Ending,
    /// The stemmer cut it.
    Stem,
    /// It stands as it is written, letter case and the like aside.
    Spelling,
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
