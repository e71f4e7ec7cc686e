//! How much a suggestion looks at, so that it is there before the next letter. All bounds count terms and steps, not
//! time: the same question to the same index has one answer.

/// Most forms, or names, with one beginning that are weighed; more frequent ones first.
pub(super) const MAX_CANDIDATES: usize = 32;

/// How many times as many words and names are looked at if only a part of the archive may be told of: most of the
/// frequent ones may stand outside it.
pub(super) const CONFINED_TIMES: usize = 8;

/// Most candidates from titles that hold the words before, and as many of the most frequent ones, that are looked up
/// together with these words.
pub(super) const MAX_COMPANY: usize = 10;

/// Newest titles with the words before, of all segments together, that candidates are taken from.
pub(super) const TITLES_FOR_COMPANY: usize = 24;

/// Most forms that the last word of a title may be.
pub(super) const MAX_TITLE_FORMS: usize = 24;

/// Titles that are read for every one that is wanted: those that begin as typed come before newer ones.
pub(super) const TITLES_READ: usize = 2;

/// Steps from article to article in search of titles, in all segments together.
pub(super) const TITLE_STEPS: u32 = 2_000;

/// The same in search of articles that hold a candidate and the words before it.
pub(super) const COMPANY_STEPS: u32 = 200;

/// The same to count the articles of one suggestion.
pub(super) const COUNT_STEPS: u32 = 400;

/// Newest articles of each segment that tell how fresh a word is and in which rubric it is at home.
pub(super) const SAMPLED: usize = 16;

/// Articles of the last days of the archive count more than others.
pub(super) const FRESH_DAYS: i64 = 30;

/// How many other articles a fresh one is worth.
pub(super) const FRESH_WEIGHT: f64 = 10.0;

/// An article that holds a word in its text only is worth this share of one that holds it in its title.
pub(super) const TEXT_WEIGHT: f64 = 0.1;

/// How much more likely a word is meant if it always stands directly behind the words before it.
pub(super) const BEHIND_WEIGHT: f64 = 3.0;

/// A word is suggested in its basic form if that has this share of the holders of its most frequent form.
pub(super) const BASIC_FORM_SHARE: u64 = 4;

/// Titles that are read to see how a word is written.
pub(super) const TITLES_FOR_SPELLING: usize = 2;

/// Shortest beginning, in characters, that is looked up in the texts where titles have too few words for it.
pub(super) const MIN_TEXT_PREFIX: usize = 3;

/// Terms of one segment that such a look may pass.
pub(super) const MAX_TEXT_TERMS: usize = 2_000;

/// How many times as many articles must hold the reading in the other keyboard layout.
pub(super) const LAYOUT_TIMES: u64 = 10;

/// A rubric is told if this share of the sampled articles, in percent, is in it and there are some.
pub(super) const RUBRIC_PERCENT: usize = 60;
pub(super) const MIN_RUBRIC_SAMPLE: usize = 3;
