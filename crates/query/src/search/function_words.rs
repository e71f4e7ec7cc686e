//! Words that tell nothing by themselves.

/// Prepositions, conjunctions and particles, in small letters and without ё.
const FUNCTION_WORDS: [&str; 58] = [
    "а",
    "без",
    "бы",
    "в",
    "во",
    "для",
    "до",
    "же",
    "за",
    "и",
    "из",
    "изо",
    "или",
    "к",
    "как",
    "ко",
    "ли",
    "между",
    "на",
    "над",
    "не",
    "ни",
    "но",
    "о",
    "об",
    "обо",
    "около",
    "от",
    "ото",
    "перед",
    "по",
    "под",
    "после",
    "при",
    "про",
    "против",
    "с",
    "со",
    "среди",
    "то",
    "у",
    "через",
    "что",
    "чтобы",
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
];

/// Words that ask: an answer need not hold them. Those that join sentences too («что», «как», «когда») are in nearly every
/// article and harm nothing.
const QUESTION_WORDS: [&str; 11] =
    ["где", "зачем", "какой", "кто", "куда", "насколько", "отчего", "откуда", "почему", "сколько", "чей"];

/// Whether a canonical term is of a question.
pub(super) fn is_question_word(term: &str) -> bool {
    QUESTION_WORDS.contains(&term)
}

/// Whether a term or a word in small letters is one of them.
pub(super) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.contains(&word)
}
