//! How telling the terms of a plan are in the index that is searched.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use vestnik_schema::Fields;

use super::ast::Scope;
use super::compile::field;
use super::error::engine_error;
use super::plan::{Plan, Words};
use super::view::View;
use super::{Forms, SearchError, ranking};

/// Inverse document frequencies, as BM25 reckons them, of terms in their fields.
#[derive(Debug, Default)]
pub(super) struct Rarities(HashMap<Term, f32>);

impl Rarities {
    /// That of a term; 0 if it is not known.
    pub(super) fn of_term(&self, field: Field, term: &str) -> f32 {
        self.0.get(&Term::from_field_text(field, term)).copied().unwrap_or_default()
    }

    /// That of words in their likeliest readings, all together.
    pub(super) fn of_words(&self, field: Field, words: &[Vec<String>]) -> f32 {
        words.iter().filter_map(|terms| terms.first()).map(|term| self.of_term(field, term)).sum()
    }
}

/// Looks up the terms of words in any form and of synonyms. Readings and synonyms that no article holds leave the plan,
/// abbreviations that one holds become readings; a word keeps one reading.
pub(super) fn weigh(plan: &mut Plan, view: View<'_>, fields: &Fields) -> Result<Rarities, SearchError> {
    let articles = view.searcher.segment_readers().iter().map(|reader| u64::from(reader.max_doc())).sum();
    let mut scales = Scales { view, articles, rarities: HashMap::new() };
    for words in plan.words_mut().into_iter().filter(|words| words.forms == Forms::Any) {
        scales.weigh(words, fields)?;
    }
    for widening in &mut plan.widenings {
        widening.others.retain(|other| {
            let field = field(fields, other.words.scope, other.words.forms);
            other.words.terms.iter().flatten().all(|term| scales.is_held(field, term))
        });
    }
    Ok(Rarities(scales.rarities))
}

struct Scales<'a> {
    view: View<'a>,
    /// All that BM25 counts, deleted ones included.
    articles: u64,
    rarities: HashMap<Term, f32>,
}

impl Scales<'_> {
    fn weigh(&mut self, words: &mut Words, fields: &Fields) -> Result<(), SearchError> {
        let own = field(fields, words.scope, words.forms);
        if let ([terms], Some(form)) = (words.terms.as_mut_slice(), words.abbreviation.take())
            && !terms.contains(&form)
        {
            terms.push(form);
        }
        for terms in &mut words.terms {
            for term in terms.iter() {
                self.look_up(own, term)?;
                self.look_up(field(fields, Scope::Title, words.forms), term)?;
            }
            let likeliest = terms.first().cloned();
            terms.retain(|term| self.is_held(own, term));
            if terms.is_empty() {
                terms.extend(likeliest);
            }
        }
        Ok(())
    }

    fn look_up(&mut self, field: Field, term: &str) -> Result<(), SearchError> {
        let term = Term::from_field_text(field, term);
        let mut holders = self.view.searcher.doc_freq(&term).map_err(engine_error)?;
        if self.view.is_confined()
            && !self.view.any(&TermQuery::new(term.clone(), IndexRecordOption::Basic))?
        {
            holders = 0;
        }
        self.rarities.insert(term, ranking::rarity(self.articles, holders));
        Ok(())
    }

    /// Whether an article that may be told of holds the term: one that none holds is rarer than any.
    fn is_held(&self, field: Field, term: &str) -> bool {
        let rarity = self.rarities.get(&Term::from_field_text(field, term));
        rarity.is_some_and(|rarity| *rarity < ranking::rarity(self.articles, 0))
    }
}
