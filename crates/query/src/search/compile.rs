use std::ops::Bound;

use jiff::Timestamp;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery,
    Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use vestnik_analysis::{Analyzer, AnalyzerName};
use vestnik_schema::Fields;

use super::ast::{Filter, Scope};
use super::enough::{EnoughQuery, Wanted};
use super::exclude::Excluded;
use super::family::Relative;
use super::near::NearQuery;
use super::plan::{Clause, Optional, Other, Plan, Prefix, Words};
use super::weigh::Rarities;
use super::{FacetField, Filters, Forms, Period, RankingSettings, ranking};

type BoxedQuery = Box<dyn Query>;

/// Most combinations of readings that one phrase is looked up in.
const MAX_PHRASES: usize = 32;

/// Turns a plan and its filters into tantivy queries.
pub(super) struct Compiler<'a> {
    fields: &'a Fields,
    plan: &'a Plan,
    rarities: &'a Rarities,
    synonym_weight: f32,
    filters: Vec<(FacetField, BoxedQuery)>,
    period: Option<BoxedQuery>,
    condition: Option<BoxedQuery>,
}

/// How much of a plan an article must satisfy.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Demand {
    /// Everything.
    All,
    /// Of what may be given up only enough.
    Enough {
        words: Vec<EnoughWord>,
        /// How much of what the words tell together an article must hold.
        needed: f64,
        /// Whether articles that satisfy everything are left out.
        without_full: bool,
    },
}

/// A word that an article need not hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EnoughWord {
    pub(super) clause: Clause,
    /// As written.
    pub(super) written: String,
    /// How telling it is; above 0.
    pub(super) rarity: f64,
    /// Terms that count a little where the word itself is missing.
    pub(super) relatives: Vec<Relative>,
}

/// The conditions of a query that give scores, each as written.
pub(super) struct Scored {
    pub(super) parts: Vec<(String, BoxedQuery)>,
    /// Of what may be given up.
    pub(super) words: Vec<(String, Wanted<BoxedQuery>)>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        fields: &'a Fields,
        plan: &'a Plan,
        rarities: &'a Rarities,
        filters: &Filters,
        settings: &RankingSettings,
    ) -> Self {
        let lists = [
            (FacetField::Rubric, &filters.rubrics),
            (FacetField::Tag, &filters.tags),
            (FacetField::Author, &filters.authors),
            (FacetField::Source, &filters.sources),
        ];
        let mut keyword = Analyzer::new(AnalyzerName::Keyword);
        let filters_of = |(field, values): (FacetField, &Vec<String>)| {
            any_value(field.of(fields), values, &mut keyword).map(|query| (field, query))
        };
        Self {
            fields,
            plan,
            rarities,
            synonym_weight: settings.synonym_weight,
            filters: lists.into_iter().filter_map(filters_of).collect(),
            period: period(fields.published, filters.from, filters.until),
            condition: filters.condition.as_ref().map(|condition| condition.query(fields)),
        }
    }

    /// Whether values of a property are filtered.
    pub(super) fn filters_by(&self, field: FacetField) -> bool {
        self.filters.iter().any(|(filtered, _)| *filtered == field)
    }

    /// Which articles match. One filter may be left out.
    pub(super) fn matching(&self, demand: &Demand, without: Option<FacetField>) -> BoxedQuery {
        let mut clauses = self.required(demand);
        if clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        clauses.extend(self.plan.excluded.iter().map(|clause| (Occur::MustNot, self.excluded(clause))));
        let filters =
            self.filters.iter().filter(|(field, _)| Some(*field) != without).map(|(_, query)| query);
        for query in filters.chain(&self.period).chain(&self.condition) {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(query.box_clone(), 0.0))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// Which articles satisfy one condition of the plan, filters aside.
    pub(super) fn holding(&self, clause: &Clause) -> BoxedQuery {
        self.clause(clause)
    }

    fn required(&self, demand: &Demand) -> Vec<(Occur, BoxedQuery)> {
        let all = matches!(demand, Demand::All);
        let parts = self.plan.required.iter().filter(|part| all || part.optional == Optional::Never);
        let mut clauses: Vec<(Occur, BoxedQuery)> =
            parts.map(|part| (Occur::Must, self.clause(&part.clause))).collect();
        if let Demand::Enough { words, needed, without_full } = demand {
            let counted = self.plan.gives_up_words_only();
            let words = words.iter().map(|word| self.wanted(word)).collect();
            let enough = EnoughQuery::new(words, *needed, *without_full && counted);
            clauses.push((Occur::Must, Box::new(enough)));
            if *without_full && !counted {
                let full = BooleanQuery::new(self.required(&Demand::All));
                clauses.push((Occur::MustNot, Box::new(Excluded::new(Box::new(full)))));
            }
        }
        clauses
    }

    /// What the first phase adds up to a score, condition by condition.
    pub(super) fn scored(&self, demand: &Demand) -> Scored {
        let all = matches!(demand, Demand::All);
        let parts = self.plan.required.iter().filter(|part| all || part.optional == Optional::Never);
        let parts = parts.map(|part| (part.written.clone(), self.clause(&part.clause))).collect();
        let words = match demand {
            Demand::All => Vec::new(),
            Demand::Enough { words, .. } => {
                words.iter().map(|word| (word.written.clone(), self.wanted(word))).collect()
            }
        };
        Scored { parts, words }
    }

    fn wanted(&self, word: &EnoughWord) -> Wanted<BoxedQuery> {
        let field = field(self.fields, Scope::Anywhere, Forms::Any);
        let relative = |relative: &Relative| -> BoxedQuery {
            let weight = ranking::RELATIVE_WEIGHT * ratio(word.rarity as f32, relative.rarity).min(1.0);
            let term = Term::from_field_text(field, &relative.term);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(query), weight))
        };
        let relatives: Vec<BoxedQuery> = word.relatives.iter().map(relative).collect();
        Wanted {
            rarity: word.rarity,
            word: self.clause(&word.clause),
            relative: (!relatives.is_empty()).then(|| best(relatives)),
        }
    }

    fn clause(&self, clause: &Clause) -> BoxedQuery {
        match clause {
            Clause::Words(words) => {
                Box::new(BoostQuery::new(self.words(words, words.scope), ranking::TEXT_WEIGHT))
            }
            Clause::Widened { word, widening } => {
                let widened = self.widened(word, *widening, word.scope);
                Box::new(BoostQuery::new(widened, ranking::TEXT_WEIGHT))
            }
            Clause::Prefix(prefix) => prefix_query(field(self.fields, prefix.scope, Forms::Written), prefix),
            Clause::All(clauses) => self.all(clauses),
            Clause::Any(clauses) => {
                Box::new(BooleanQuery::union(clauses.iter().map(|clause| self.clause(clause)).collect()))
            }
            Clause::Not(_) => self.all(std::slice::from_ref(clause)),
            Clause::Filter(filter) => Box::new(ConstScoreQuery::new(self.filter(filter), 0.0)),
        }
    }

    /// Words that follow each other or stand near each other, each in any of its readings.
    fn words(&self, words: &Words, scope: Scope) -> BoxedQuery {
        let field = field(self.fields, scope, words.forms);
        match words.terms.as_slice() {
            [] => Box::new(EmptyQuery),
            [terms] => self.word(field, terms),
            near if words.slack > 0 => self.near(field, near, words.slack),
            words => phrase(field, words, 0),
        }
    }

    /// Words near each other: they score as they do alone.
    fn near(&self, field: Field, words: &[Vec<String>], slack: u32) -> BoxedQuery {
        let terms = |terms: &Vec<String>| -> Vec<Term> {
            terms.iter().map(|term| Term::from_field_text(field, term)).collect()
        };
        let near = NearQuery::new(words.iter().map(terms).collect(), slack);
        let mut queries: Vec<BoxedQuery> = words.iter().map(|terms| self.word(field, terms)).collect();
        queries.push(Box::new(ConstScoreQuery::new(Box::new(near), 0.0)));
        Box::new(BooleanQuery::intersection(queries))
    }

    /// One word. Readings after the first are unlikely, and count less.
    fn word(&self, field: Field, terms: &[String]) -> BoxedQuery {
        let rarity = |term: &String| self.rarities.of_term(field, term);
        let likeliest = terms.first().map(rarity).unwrap_or_default();
        let readings = terms.iter().enumerate().map(|(place, term)| -> BoxedQuery {
            let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
            if place == 0 {
                return Box::new(query);
            }
            let weight = ranking::OTHER_READING_WEIGHT * ratio(likeliest, rarity(term)).min(1.0);
            Box::new(BoostQuery::new(Box::new(query), weight))
        });
        best(readings.collect())
    }

    /// A word or its synonyms. One of these is worth the share that the word has in all words that it stands for.
    fn widened(&self, word: &Words, widening: usize, scope: Scope) -> BoxedQuery {
        let rarity =
            |words: &Words| self.rarities.of_words(field(self.fields, scope, words.forms), &words.terms);
        let synonym = |other: &Other| -> BoxedQuery {
            let weight = if other.loose { ranking::LOOSE_SYNONYM_WEIGHT } else { ranking::SYNONYM_WEIGHT };
            let weight = weight * (self.synonym_weight / ranking::SYNONYM_WEIGHT);
            let weight = weight * ratio(rarity(word), rarity(&other.words));
            Box::new(BoostQuery::new(self.words(&other.words, scope), weight))
        };
        let others = self.plan.others(widening).iter().map(synonym);
        best(std::iter::once(self.words(word, scope)).chain(others).collect())
    }

    fn filter(&self, filter: &Filter) -> BoxedQuery {
        match filter {
            Filter::Value { field, value } => {
                let term = Term::from_field_text(field.of(self.fields), value);
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            }
            Filter::Period(Period { from, until }) => {
                period(self.fields.published, *from, *until).unwrap_or_else(|| Box::new(AllQuery))
            }
        }
    }

    fn excluded(&self, clause: &Clause) -> BoxedQuery {
        Box::new(Excluded::new(self.clause(clause)))
    }

    fn all(&self, clauses: &[Clause]) -> BoxedQuery {
        let mut queries: Vec<(Occur, BoxedQuery)> = Vec::new();
        for clause in clauses {
            queries.push(match clause {
                Clause::Not(excluded) => (Occur::MustNot, self.excluded(excluded)),
                wanted => (Occur::Must, self.clause(wanted)),
            });
        }
        if queries.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            queries.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        Box::new(BooleanQuery::new(queries))
    }
}

/// The field that holds the word forms or the canonical terms of a scope.
pub(super) fn field(fields: &Fields, scope: Scope, forms: Forms) -> Field {
    match (scope, forms) {
        (Scope::Anywhere, Forms::Written) => fields.text_forms,
        (Scope::Anywhere, Forms::Any) => fields.text,
        (Scope::Title, Forms::Written) => fields.title_forms,
        (Scope::Title, Forms::Any) => fields.title,
    }
}

/// How many times as telling one is as the other; 1 where nothing is known of them, as in searches without scores.
fn ratio(one: f32, other: f32) -> f32 {
    if other > 0.0 { one / other } else { 1.0 }
}

/// A phrase in every combination of its words' readings, within [`MAX_PHRASES`]. Beyond that words keep only their
/// likeliest one: an article has all readings of the forms in it, so the phrase as typed is still found.
fn phrase(field: Field, words: &[Vec<String>], slop: u32) -> BoxedQuery {
    let mut phrases: Vec<Vec<Term>> = vec![Vec::new()];
    for terms in words {
        let kept = if phrases.len() * terms.len() > MAX_PHRASES { 1 } else { terms.len() };
        phrases = phrases
            .iter()
            .flat_map(|phrase| {
                terms
                    .iter()
                    .take(kept)
                    .map(|term| phrase.iter().cloned().chain([Term::from_field_text(field, term)]).collect())
            })
            .collect();
    }
    let query = |terms| -> BoxedQuery {
        let mut phrase = PhraseQuery::new(terms);
        phrase.set_slop(slop);
        Box::new(phrase)
    };
    best(phrases.into_iter().map(query).collect())
}

/// Any of the queries; the one that scores best counts, so that an ambiguous word does not count twice.
fn best(mut queries: Vec<BoxedQuery>) -> BoxedQuery {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(DisjunctionMaxQuery::new(queries)),
    }
}

fn prefix_query(field: Field, prefix: &Prefix) -> BoxedQuery {
    if prefix.forms.is_empty() {
        return Box::new(EmptyQuery);
    }
    let matching: BoxedQuery = if prefix.before.is_empty() {
        Box::new(TermSetQuery::new(prefix.forms.iter().map(|form| Term::from_field_text(field, form))))
    } else {
        let phrase = |form: &String| {
            let words: Vec<Vec<String>> =
                prefix.before.iter().chain([form]).map(|term| vec![term.clone()]).collect();
            phrase(field, &words, 0)
        };
        Box::new(BooleanQuery::union(prefix.forms.iter().map(phrase).collect()))
    };
    Box::new(ConstScoreQuery::new(matching, ranking::PREFIX_SCORE))
}

/// `None` if no value is given; blank ones, as empty form fields send them, are none.
fn any_value(field: Field, values: &[String], keyword: &mut Analyzer) -> Option<BoxedQuery> {
    let terms: Vec<Term> = values
        .iter()
        .flat_map(|value| keyword.terms(value))
        .map(|term| Term::from_field_text(field, &term))
        .collect();
    match terms.as_slice() {
        [] => None,
        [term] => Some(Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic))),
        _ => Some(Box::new(TermSetQuery::new(terms))),
    }
}

pub(super) fn period(field: Field, from: Option<Timestamp>, until: Option<Timestamp>) -> Option<BoxedQuery> {
    if from.is_none() && until.is_none() {
        return None;
    }
    // Dates are kept in whole seconds: a bound inside a second is the beginning of the next one.
    let term = |moment: Timestamp| {
        let second = moment.as_second().saturating_add(i64::from(moment.subsec_nanosecond() > 0));
        Term::from_field_i64(field, second)
    };
    let from = from.map_or(Bound::Unbounded, |moment| Bound::Included(term(moment)));
    let until = until.map_or(Bound::Unbounded, |moment| Bound::Excluded(term(moment)));
    Some(Box::new(RangeQuery::new(from, until)))
}
