//! Every threshold of the repairs. Scores and costs are natural logarithms of odds; counts are of articles.

/// Words up to so many letters are looked at; nothing longer is typed by hand.
pub(super) const MAX_LETTERS: usize = 48;

/// Words of a query that is repaired, and the bytes that it takes; a longer one was not typed by hand.
pub(super) const MAX_WORDS: usize = 32;

/// See [`MAX_WORDS`].
pub(super) const MAX_BYTES: usize = 1000;

/// Rounds of repair: a repaired word may make another one plain.
pub(super) const MAX_ROUNDS: usize = 3;

/// Articles up to which an unknown word that keeps no company with the other words of the query may be a slip that
/// the archive shares.
pub(super) const RARE: u64 = 3;

/// How many times more frequent than an unknown word that articles hold another must be to have been meant.
pub(super) const FAR_MORE_FREQUENT: u64 = 1000;

/// The same if the word is rare and keeps no company with the other words of the query, and the other does.
pub(super) const FAR_MORE_FREQUENT_IN_COMPANY: u64 = 200;

// Keyboard layout and alphabet.

/// Letters of a word whose conversion is believed whatever stands around it.
pub(super) const MIN_LAYOUT_LETTERS: usize = 4;

/// Letters of a word whose conversion or spelling is believed if [`SHORT_HOLDERS`] articles hold it.
pub(super) const MIN_SHORT_LETTERS: usize = 3;

/// See [`MIN_SHORT_LETTERS`].
pub(super) const SHORT_HOLDERS: u64 = 20;

/// How many times less frequent than a held word its conversion may be once another word is surely converted.
pub(super) const LESS_FREQUENT_BESIDE: u64 = 4;

/// Cost per letter up to which a spelling in Latin letters is believed.
pub(super) const MAX_RUSSIAN_COST: f32 = 0.2;

/// How many times more frequent than a held word its spelling must be once another word is surely spelt so: brands
/// keep their letters.
pub(super) const MORE_FREQUENT_BESIDE: u64 = 3;

/// Letters of a spelling in Latin letters that is believed whatever stands around it; shorter ones need
/// [`SHORT_HOLDERS`].
pub(super) const MIN_ALPHABET_LETTERS: usize = 5;

/// Letters of a word that may be a foreign name.
pub(super) const MIN_FOREIGN_LETTERS: usize = 5;

/// Cost per letter up to which the spelling of a foreign name is believed.
pub(super) const MAX_FOREIGN_COST: f32 = 0.2;

// Misspelt words.

/// Letters of a word that may be one edit away from another; shorter ones resemble too many.
pub(super) const MIN_TYPO_LETTERS: usize = 4;

/// Letters of a word that may be two edits away.
pub(super) const MIN_TWO_EDITS_LETTERS: usize = 8;

/// Cost up to which slips are believed.
pub(super) const MAX_COST: f32 = 7.0;

/// Cost of slips from which two joined words are likelier.
pub(super) const MAX_COST_BEFORE_SPLIT: f32 = 2.0;

/// Guesses whose company is looked at.
pub(super) const SHORTLIST: usize = 8;

/// Other words of the query that a guess is looked up with.
pub(super) const MAX_COMPANY: usize = 3;

/// What the logarithm of a frequency counts for.
pub(super) const FREQUENCY_WEIGHT: f32 = 0.5;

/// What the logarithm of "more often together than by chance" counts for, per other word.
pub(super) const CONTEXT_WEIGHT: f32 = 0.7;

/// It counts for no less than this,
pub(super) const MIN_LIFT: f32 = -0.5;

/// and for no more than this.
pub(super) const MAX_LIFT: f32 = 3.0;

/// What it costs a form that only one article holds and no dictionary: it may be a slip itself.
pub(super) const LONE_FORM: f32 = 1.5;

/// What it counts for that a dictionary holds a form.
pub(super) const KNOWN_FORM: f32 = 0.5;

/// What it counts for, per letter, that the misspelt word is longer than [`COMMON_LETTERS`]: long words resemble each
/// other less by chance.
pub(super) const LONG_WORD: f32 = 0.3;

/// See [`LONG_WORD`].
pub(super) const COMMON_LETTERS: usize = 7;

/// Score from which a guess is believed if it costs at most [`ONE_SLIP`].
pub(super) const MIN_SCORE: f32 = 0.0;

/// Score from which others are believed.
pub(super) const MIN_SCORE_OF_DEAR: f32 = 0.5;

/// The most that one usual slip costs.
pub(super) const ONE_SLIP: f32 = 2.2;

// Joined and split words.

/// Letters of a word that may be two.
pub(super) const MIN_SPLIT_LETTERS: usize = 6;

/// Places to cut a word at that are looked up.
pub(super) const MAX_SPLITS: usize = 4;

/// Articles that must hold the two words one behind the other.
pub(super) const MIN_SPLIT_ADJACENT: u64 = 2;

/// Letters of a word that may have been written as two.
pub(super) const MIN_JOINED_LETTERS: usize = 6;

/// Articles that must hold it.
pub(super) const JOINED_HOLDERS: u64 = 5;

/// How many times more frequent it must be than the rarer of its parts.
pub(super) const JOINED_FREQUENCY: u64 = 100;
