//! The second phase of ranking: the best hits of BM25 are looked at again, word by word.
//!
//! Every part only adds to a score. So a hit that was looked at again stays before all that were not, and the order
//! of hits is one order whatever page or cursor it is read by.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, Term};
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_schema::Fields;

use super::ast::Scope;
use super::compile::field;
use super::error::engine_error;
use super::order::Found;
use super::plan::{Clause, Optional, Other, Plan, Words};
use super::watch::Watch;
use super::weigh::Rarities;
use super::{Forms, RankingSettings, SearchError, ranking};

/// Looks at hits again.
pub(super) struct Rescorer<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    settings: RankingSettings,
    words: Vec<Word>,
    /// Of all words together.
    rarity: f32,
    /// Terms of an article on the average.
    average: f32,
    /// When the newest article of the archive was published, if the query may be about news of the day.
    newest: Option<i64>,
}

/// A word of the query, in its order.
struct Word {
    /// In the whole text: its readings and those of its synonyms that are one word.
    text: Vec<Term>,
    title: Vec<Term>,
    /// As typed, where the article may have it in any form.
    form: Option<Term>,
    rarity: f32,
}

/// What the second phase adds to a score, by reason; each is at least 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Bonus {
    pub(super) early: f32,
    pub(super) typed: f32,
    pub(super) near: f32,
    pub(super) title: f32,
    pub(super) whole_title: f32,
    pub(super) short_query: f32,
    pub(super) news: f32,
}

impl Bonus {
    /// All of it.
    pub(super) fn sum(&self) -> f32 {
        self.early + self.typed + self.near + self.title + self.whole_title + self.short_query + self.news
    }
}

/// What one article has of one word.
#[derive(Debug, Clone, Default)]
struct Places {
    /// Positions in the whole text, ascending.
    text: Vec<u32>,
    in_title: bool,
    as_typed: bool,
}

impl Word {
    /// The words of one condition, which follow each other. `typed` are their forms as typed.
    fn of(
        own: &Words,
        others: &[Other],
        typed: &[String],
        fields: &Fields,
        rarities: &Rarities,
    ) -> impl Iterator<Item = Self> {
        own.terms.iter().enumerate().map(move |(place, terms)| {
            let single = others.iter().filter_map(|other| match other.words.terms.as_slice() {
                [terms] if other.words.forms == own.forms => Some(terms),
                _ => None,
            });
            let all: Vec<&String> = terms.iter().chain(single.flatten()).collect();
            let in_field = |scope| -> Vec<Term> {
                let field = field(fields, scope, own.forms);
                all.iter().map(|term| Term::from_field_text(field, term)).collect()
            };
            let typed = typed.get(place).filter(|_| own.forms == Forms::Any);
            let text = field(fields, own.scope, own.forms);
            Self {
                text: in_field(Scope::Anywhere),
                title: in_field(Scope::Title),
                form: typed.map(|form| Term::from_field_text(fields.text_forms, form)),
                rarity: rarities.of_words(text, std::slice::from_ref(terms)),
            }
        })
    }
}

impl<'a> Rescorer<'a> {
    /// `None` if the query has no words that can be looked at.
    pub(super) fn new(
        plan: &Plan,
        searcher: &'a Searcher,
        fields: &'a Fields,
        rarities: &Rarities,
        settings: &RankingSettings,
        recency: bool,
    ) -> Result<Option<Self>, SearchError> {
        let mut forms = Analyzer::new(AnalyzerName::RussianExact);
        let mut words = Vec::new();
        for part in &plan.required {
            let pieces: Vec<(&Clause, &str)> = match &part.optional {
                Optional::Words(pieces) => {
                    pieces.iter().map(|piece| (&piece.clause, piece.written.as_str())).collect()
                }
                _ => vec![(&part.clause, part.written.as_str())],
            };
            for (clause, written) in pieces {
                let (own, others): (&Words, &[Other]) = match clause {
                    Clause::Words(own) => (own, &[]),
                    Clause::Widened { word, widening } => (word, plan.others(*widening)),
                    _ => continue,
                };
                if own.scope == Scope::Anywhere {
                    words.extend(Word::of(own, others, &forms.terms(written), fields, rarities));
                }
            }
        }
        let rarity = words.iter().map(|word| word.rarity).sum();
        words.truncate(ranking::MAX_RESCORED_WORDS);
        let may_be_news = recency && words.len() <= ranking::NEWS_WORDS;
        let newest = if may_be_news { newest(searcher, fields)? } else { None };
        let average = average_length(searcher, fields)?;
        Ok((rarity > 0.0).then_some(Self {
            searcher,
            fields,
            settings: *settings,
            words,
            rarity,
            average,
            newest,
        }))
    }

    /// Adds to the scores what the second look finds.
    pub(super) fn rescore(&self, hits: &mut [Found], watch: &mut Watch<'_>) -> Result<(), SearchError> {
        let mut order: Vec<usize> = (0..hits.len()).collect();
        order.sort_by_key(|place| hits[*place].address);
        let mut bonuses = vec![Bonus::default(); hits.len()];
        for same in order.chunk_by(|a, b| hits[*a].address.segment_ord == hits[*b].address.segment_ord) {
            watch.check()?;
            self.segment(hits, same, &mut bonuses)?;
        }
        self.add_recency(hits, &mut bonuses);
        for (hit, bonus) in hits.iter_mut().zip(bonuses) {
            hit.score += bonus.sum();
            hit.bonus = Some(bonus);
        }
        Ok(())
    }

    /// The hits at `places`, which are of one segment, in the order of its documents.
    fn segment(&self, hits: &[Found], places: &[usize], bonuses: &mut [Bonus]) -> Result<(), SearchError> {
        let Some(first) = places.first() else { return Ok(()) };
        let reader = self.searcher.segment_reader(hits[*first].address.segment_ord);
        let mut found = vec![vec![Places::default(); self.words.len()]; places.len()];
        let mut positions = Vec::new();
        for (number, word) in self.words.iter().enumerate() {
            let mut each =
                |terms: &[Term], option, note: &mut dyn FnMut(&mut Places, &mut SegmentPostings)| {
                    for term in terms {
                        let index = reader.inverted_index(term.field()).map_err(engine_error)?;
                        let Some(mut postings) = index.read_postings(term, option).map_err(engine_error)?
                        else {
                            continue;
                        };
                        for (row, place) in places.iter().enumerate() {
                            let doc = hits[*place].address.doc_id;
                            if postings.doc() < doc {
                                postings.seek(doc);
                            }
                            if postings.doc() == doc {
                                note(&mut found[row][number], &mut postings);
                            }
                        }
                    }
                    Ok::<(), SearchError>(())
                };
            each(&word.text, IndexRecordOption::WithFreqsAndPositions, &mut |places, postings| {
                postings.positions(&mut positions);
                places.text.extend(&positions);
            })?;
            each(&word.title, IndexRecordOption::Basic, &mut |places, _| places.in_title = true)?;
            if let Some(form) = &word.form {
                each(std::slice::from_ref(form), IndexRecordOption::Basic, &mut |places, _| {
                    places.as_typed = true
                })?;
            }
        }
        let titles = reader.get_fieldnorms_reader(self.fields.title).map_err(engine_error)?;
        let texts = reader.get_fieldnorms_reader(self.fields.text).map_err(engine_error)?;
        for (row, place) in places.iter().enumerate() {
            found[row].iter_mut().for_each(|places| places.text.sort_unstable());
            let doc = hits[*place].address.doc_id;
            let length = texts.fieldnorm(doc) as f32 / self.average;
            bonuses[*place] = self.bonus(&found[row], titles.fieldnorm(doc), length);
        }
        Ok(())
    }

    fn bonus(&self, found: &[Places], title_words: u32, length: f32) -> Bonus {
        let words = || self.words.iter().zip(found);
        let sum = |value: &dyn Fn(&Places) -> f32| -> f32 {
            words().map(|(word, places)| word.rarity * value(places)).sum()
        };
        let early = sum(&|places| places.text.first().map_or(0.0, |first| ranking::early(*first)));
        let typed = sum(&|places| f32::from(u8::from(places.as_typed)));
        let in_title = sum(&|places| f32::from(u8::from(places.in_title)));
        let whole = if title_words > 0 && found.iter().all(|places| places.in_title) {
            self.rarity * (found.len() as f32 / title_words as f32).min(1.0)
        } else {
            0.0
        };
        let near: f32 = self
            .words
            .windows(2)
            .zip(found.windows(2))
            .filter_map(|(words, places)| {
                let distance = distance(&places.first()?.text, &places.last()?.text)?;
                Some(words.iter().map(|word| word.rarity).fold(f32::MAX, f32::min) * ranking::near(distance))
            })
            .sum();
        let short = if self.words.len() <= ranking::SHORT_QUERY_WORDS {
            sum(&|places| ranking::short_query_gain(places.text.len(), length))
        } else {
            0.0
        };
        let held = sum(&|places| f32::from(u8::from(!places.text.is_empty())));
        let covered = ranking::coverage((held / self.rarity).min(1.0));
        let settings = &self.settings;
        Bonus {
            early: covered * settings.early_weight * early,
            typed: covered * settings.typed_weight * typed,
            near: covered * settings.near_factor * ranking::near_weight(self.words.len()) * near,
            title: covered * settings.title_weight * in_title * ranking::title_length(title_words),
            whole_title: covered * settings.whole_title_weight * whole,
            short_query: covered * short,
            news: 0.0,
        }
    }

    /// A short query that many of the latest articles answer is about news of the day.
    fn add_recency(&self, hits: &[Found], bonuses: &mut [Bonus]) {
        let Some(newest) = self.newest else { return };
        let days = |hit: &Found| hit.published.map(|date| (newest - date) as f32 / 86_400.0);
        let fresh = hits.iter().filter_map(days).filter(|days| *days <= self.settings.news_days).count();
        let share = fresh as f32 / hits.len() as f32;
        if share < ranking::NEWS_SHARE {
            return;
        }
        for (hit, bonus) in hits.iter().zip(bonuses) {
            let fresh = days(hit).map_or(0.0, |days| (-days / self.settings.news_days).exp2());
            bonus.news = self.settings.news_weight * share * self.rarity * fresh;
        }
    }
}

/// Terms of the text of an article on the average; at least 1.
fn average_length(searcher: &Searcher, fields: &Fields) -> Result<f32, SearchError> {
    let (mut terms, mut articles) = (0, 0);
    for reader in searcher.segment_readers() {
        terms += reader.inverted_index(fields.text).map_err(engine_error)?.total_num_tokens();
        articles += u64::from(reader.max_doc());
    }
    Ok((terms as f32 / articles.max(1) as f32).max(1.0))
}

fn newest(searcher: &Searcher, fields: &Fields) -> Result<Option<i64>, SearchError> {
    let mut newest = None;
    for reader in searcher.segment_readers() {
        let name = reader.schema().get_field_name(fields.published);
        let column = reader.fast_fields().column_opt::<i64>(name).map_err(engine_error)?;
        newest = newest.max(column.filter(|column| column.num_docs() > 0).map(|column| column.max_value()));
    }
    Ok(newest)
}

/// The smallest distance from a position of one word to one of the next, both ascending. Words in the order of the
/// query are one word nearer than words the other way round.
fn distance(one: &[u32], next: &[u32]) -> Option<f32> {
    let (mut a, mut b) = (one.iter().peekable(), next.iter().peekable());
    let mut best: Option<f32> = None;
    while let (Some(&&first), Some(&&second)) = (a.peek(), b.peek()) {
        let distance = if second > first {
            a.next();
            (second - first) as f32
        } else {
            b.next();
            (first - second) as f32 + 1.0
        };
        best = Some(best.map_or(distance, |best| best.min(distance)));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance(&[], &[1]), None);
        assert_eq!(distance(&[5], &[6]), Some(1.0));
        assert_eq!(distance(&[6], &[5]), Some(2.0));
        assert_eq!(distance(&[1, 20, 90], &[11, 23]), Some(3.0));
        assert_eq!(distance(&[7], &[7]), Some(1.0));
    }
}
