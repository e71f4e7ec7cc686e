//! Every constant that decides the order of hits, with its reason. BM25 itself is tantivy's: k1 1.2, b 0.75.

/// Weight of a word in `text`, which holds everything including the title: the unit of the others.
pub(super) const TEXT_WEIGHT: f32 = 1.0;

/// Added weight of a word that stands in the title too. A headline says what an article is about, and its
/// BM25 is already high because titles are short; more than this lets one word in a title beat two in the text.
pub(super) const TITLE_WEIGHT: f32 = 0.6;

/// Added weight of the whole query standing together as one phrase: «курс доллара» over «курс … доллара».
pub(super) const TOGETHER_WEIGHT: f32 = 0.4;

/// Other words, and swaps counted double, that may stand between words that count as together.
pub(super) const TOGETHER_SLOP: u32 = 2;

/// Numbers of words for which togetherness is looked at: one has no neighbour, and a long question
/// almost never stands in an article as it is, while positions of many words are dear to read.
pub(super) const TOGETHER_WORDS: std::ops::RangeInclusive<usize> = 2..=5;

/// Score of a prefix. Its forms are of every rarity, so that BM25 would rank by the oddest of them.
pub(super) const PREFIX_SCORE: f32 = 1.0;

/// What a synonym is worth beside the words that it stands for, each as telling as the other: an article that says
/// what was typed comes before one that says it otherwise. Measured from 0.7 to 1; above 0.8 hardly anything changes.
pub(super) const SYNONYM_WEIGHT: f32 = 0.9;

/// The same for a synonym that only comes near what was typed. From 0.6 on places lose to their adjectives, at 0.3
/// keywords find less.
pub(super) const LOOSE_SYNONYM_WEIGHT: f32 = 0.5;

/// Part of its score that each further name adds where an article has several: one that says both «Банк России» and
/// «ЦБ» is more about it than one that says either, but not twice as much.
pub(super) const FURTHER_NAME_WEIGHT: f32 = 0.2;

/// Most word forms that one prefix stands for.
pub(super) const MAX_PREFIX_FORMS: usize = 200;

/// Most synonyms that one query is looked up by. Those of several words count once for each of them, because every word
/// is looked up with all of them.
pub(super) const MAX_SYNONYM_LOOKUPS: usize = 64;

/// What an unlikely reading of a word is worth beside the likeliest. It is never worth more than that by being rare:
/// else «стали» would bring the articles on steel first.
pub(super) const OTHER_READING_WEIGHT: f32 = 0.6;

/// How telling a word is: the inverse document frequency of BM25.
pub(super) fn rarity(articles: u64, holders: u64) -> f32 {
    let (articles, holders) = (articles as f32, holders as f32);
    (1.0 + ((articles - holders).max(0.0) + 0.5) / (holders + 0.5)).ln()
}
