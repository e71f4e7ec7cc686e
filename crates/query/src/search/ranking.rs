//! Every constant that decides the order of hits, with its reason. BM25 itself is tantivy's: k1 1.2, b 0.75.

/// The part of the ranking that a site may set; the defaults are the constants of this module.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankingSettings {
    /// What a synonym is worth beside the words that were typed, 0 to 1.
    pub synonym_weight: f32,
    /// Part of the telling power of a query's words that an article must hold where those with all words are few,
    /// above 0, at most 1.
    pub enough_share: f64,
    /// Weight of words that stand early in an article, from 0; 1 is what a word is worth by itself.
    pub early_weight: f32,
    /// Weight of words in the form in which they were typed, from 0.
    pub typed_weight: f32,
    /// How much nearness of words counts, from 0; 1 leaves it as measured.
    pub near_factor: f32,
    /// Weight of words in the title, from 0.
    pub title_weight: f32,
    /// Weight of a title that has all words, from 0.
    pub whole_title_weight: f32,
    /// Weight of being new where a query looks like news of the day, from 0.
    pub news_weight: f32,
    /// Days in which news is new and its weight halves, above 0.
    pub news_days: f32,
}

impl Default for RankingSettings {
    fn default() -> Self {
        Self {
            synonym_weight: SYNONYM_WEIGHT,
            enough_share: ENOUGH_SHARE,
            early_weight: EARLY_WEIGHT,
            typed_weight: TYPED_WEIGHT,
            near_factor: 1.0,
            title_weight: IN_TITLE_WEIGHT,
            whole_title_weight: WHOLE_TITLE_WEIGHT,
            news_weight: NEWS_WEIGHT,
            news_days: NEWS_DAYS,
        }
    }
}

/// Weight of a word in `text`, which holds everything including the title: the unit of the others.
pub(super) const TEXT_WEIGHT: f32 = 1.0;

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

/// The part of the telling power of a query's words that an article must hold to be shown where no article holds them
/// all, or too few do: one of five equal words. From 0.34 to 0.2 questions gain .017 nDCG@10, titles .016; 0.15 adds .001.
pub(super) const ENOUGH_SHARE: f64 = 0.2;

/// What a relative of a missing word is worth («арестовать» for «арест»), at most. Headlines gain .004 MRR@10, keywords
/// .002.
pub(super) const RELATIVE_WEIGHT: f32 = 0.45;

/// Most relatives of a word, the most frequent ones.
pub(super) const MAX_RELATIVES: usize = 6;

/// What is left of a score where words are missing: `share` is the part of the telling power that is held.
/// Exponents of 0.25 to 0.5 are best for headlines and keywords, 1 and 2 for entities.
pub(super) fn coverage(share: f32) -> f32 {
    share.max(0.0).sqrt()
}

/// Hits of BM25 that are looked at again: more changes nothing that a reader sees on ten pages.
pub(super) const RESCORED: usize = 200;

/// Words of a query that the second look takes in.
pub(super) const MAX_RESCORED_WORDS: usize = 32;

/// Weight of words that stand early in an article; the units of this and the weights below are the words' rarities.
/// The lead tells what an article is about. From 0.5 to 1 headlines and keywords gain, entities begin to lose.
pub(super) const EARLY_WEIGHT: f32 = 0.75;

/// How early the first place of a word is: 1 at the beginning, a half after 24 words.
pub(super) fn early(first: u32) -> f32 {
    1.0 / (1.0 + first as f32 / 24.0)
}

/// Most words of a query whose words are weighed by [`short_query_gain`].
pub(super) const SHORT_QUERY_WORDS: usize = 5;

/// What a word gains where a query is short: BM25 with k1 0.8 and b 0.55 instead of 1.2 and 0.75, so that the second and
/// third occurrence, and a short text, count for less. `length` is that of the text by the average. Keywords gain .003
/// MRR@10, entities of three words .008 nDCG@10; headlines, which are longer, would lose .003 MRR@10.
pub(super) fn short_query_gain(occurrences: usize, length: f32) -> f32 {
    let occurrences = occurrences as f32;
    let part = |k1: f32, b: f32| occurrences / (occurrences + k1 * (1.0 - b + b * length));
    let gain = (1.0 + 1.2) * (part(0.8, 0.55) - part(1.2, 0.75));
    if occurrences > 0.0 { gain.max(0.0) } else { 0.0 }
}

/// Weight of words that stand in the form in which they were typed.
pub(super) const TYPED_WEIGHT: f32 = 0.15;

/// Weight of neighbours of the query that stand near each other, by the number of its words. Few words are mostly a name
/// or a set phrase: entities of two words gain .013 nDCG@10 from 0.1 to 0.8, those of three .002 to 0.3; with more
/// words anything above 0.1 harms keywords.
pub(super) fn near_weight(words: usize) -> f32 {
    match words {
        0..=2 => 0.8,
        3 => 0.3,
        _ => 0.1,
    }
}

/// How near two words are, by their distance; nothing beyond four words.
pub(super) fn near(distance: f32) -> f32 {
    if distance <= 4.0 { 1.0 / distance } else { 0.0 }
}

/// Weight of words that stand in the title. They already count as words of the text: with 0.6 and more, entities
/// lose .02 nDCG@10.
pub(super) const IN_TITLE_WEIGHT: f32 = 0.2;

/// How much a word of a title says, by the length of the title: as much as in BM25 with b 0.3 and titles of ten words.
pub(super) fn title_length(words: u32) -> f32 {
    if words == 0 { 0.0 } else { 1.0 / (0.7 + 0.3 * words as f32 / 10.0) }
}

/// Weight of a title that has all words of the query, the more so the less else it has.
pub(super) const WHOLE_TITLE_WEIGHT: f32 = 0.5;

/// Most words of a query that may be about news of the day.
pub(super) const NEWS_WORDS: usize = 3;

/// Days in which news is new; its weight halves in as many.
pub(super) const NEWS_DAYS: f32 = 4.0;

/// The share of the best hits that must be that new, reckoned from the newest of them.
pub(super) const NEWS_SHARE: f32 = 0.2;

/// Weight of being new, times that share.
pub(super) const NEWS_WEIGHT: f32 = 0.5;
