use std::cmp::Ordering;
use std::collections::HashMap;

use tantivy::DocAddress;
use tantivy::columnar::StrColumn;
use tantivy::schema::Field;
use vestnik_analysis::{Analyzer, AnalyzerName};

use super::limits::{
    BASIC_FORM_SHARE, BEHIND_WEIGHT, COMPANY_STEPS, COUNT_STEPS, FRESH_WEIGHT, MAX_CANDIDATES, MAX_COMPANY,
    MAX_TEXT_TERMS, MIN_RUBRIC_SAMPLE, MIN_TEXT_PREFIX, RUBRIC_PERCENT, SAMPLED, TEXT_WEIGHT,
    TITLES_FOR_COMPANY,
};
use super::typed::Typed;
use super::walk::{AnyTerm, Bounds, walk};
use super::{Suggester, Suggestion, SuggestionKind};
use crate::search::error::engine_error;
use crate::search::{Highlighted, SearchError};

/// A form that the last word may become.
struct Candidate {
    form: String,
    /// Titles, or texts, that hold it.
    count: u64,
    /// Field of word forms that it comes from.
    field: Field,
    /// Its canonical terms.
    terms: Vec<String>,
    /// In what share of the titles that hold it and the words before it stands directly behind these.
    behind: f64,
    /// The more, the likelier it is meant.
    score: f64,
}

impl Candidate {
    fn new(form: String, count: u64, field: Field, canonical: &mut Analyzer) -> Self {
        let terms = canonical.terms(&form);
        Self { form, count, field, terms, behind: 0.0, score: 0.0 }
    }

    /// Whether the likeliest reading of one is a reading of the other.
    fn is_same_word(&self, other: &Self) -> bool {
        let reads =
            |one: &Self, other: &Self| one.terms.first().is_some_and(|term| other.terms.contains(term));
        reads(self, other) || reads(other, self)
    }

    /// The likelier one first.
    fn order(&self, other: &Self) -> Ordering {
        let scores = other.score.total_cmp(&self.score);
        scores.then(other.count.cmp(&self.count)).then_with(|| self.form.cmp(&other.form))
    }
}

impl Suggester<'_> {
    /// Completions of the last word, the likeliest first; one form of each word.
    pub(super) fn words(&self, typed: &Typed, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        if !typed.open {
            return Ok(Vec::new());
        }
        let in_company = !typed.before.is_empty() && !typed.operators;
        let mut candidates = if in_company { self.in_company(typed)? } else { self.alone(typed)? };
        candidates.sort_by(Candidate::order);
        let mut suggestions = Vec::new();
        for candidate in candidates {
            if suggestions.len() == limit {
                break;
            }
            suggestions.extend(self.word(typed, &candidate, in_company)?);
        }
        Ok(suggestions)
    }

    /// Forms that begin as typed, most frequent first: those of titles, or of texts where titles have too few.
    fn candidates(&self, typed: &Typed, limit: usize) -> Result<Vec<Candidate>, SearchError> {
        let prefix = &typed.last.form;
        let fields = self.state.fields();
        let mut found: Vec<(String, u64, Field)> = self
            .title_forms(prefix, limit)?
            .into_iter()
            .map(|(form, count)| (form, count, fields.title_forms))
            .collect();
        if found.len() < limit {
            for (form, count) in self.in_texts(prefix)? {
                if found.len() < limit && found.iter().all(|(known, ..)| *known != form) {
                    found.push((form, count, fields.text_forms));
                }
            }
        }
        let mut canonical = Analyzer::new(AnalyzerName::RussianText);
        let mut candidates = Vec::new();
        for (form, count, field) in found {
            let candidate = Candidate::new(form, count, field, &mut canonical);
            if self.is_meant(&candidate, typed)? {
                candidates.push(candidate);
            }
        }
        Ok(candidates)
    }

    /// Forms of the texts that begin so, most frequent first; none for short beginnings.
    pub(super) fn in_texts(&self, prefix: &str) -> Result<Vec<(String, u64)>, SearchError> {
        if prefix.chars().count() < MIN_TEXT_PREFIX {
            return Ok(Vec::new());
        }
        let mut counts: HashMap<String, u64> = HashMap::new();
        for (segment, reader) in self.state.searcher.segment_readers().iter().enumerate() {
            let index = reader.inverted_index(self.state.fields().text_forms).map_err(engine_error)?;
            let mut stream = index.terms().range().ge(prefix).into_stream().map_err(engine_error)?;
            for _ in 0..MAX_TEXT_TERMS {
                let form = stream.advance().then(|| std::str::from_utf8(stream.key()).ok()).flatten();
                let Some(form) = form.filter(|form| form.starts_with(prefix)) else { break };
                let holders = self.view.holders_in(segment, &index, stream.value())?;
                if holders > 0 {
                    *counts.entry(form.to_owned()).or_default() += holders;
                }
            }
        }
        let mut found: Vec<(String, u64)> = counts.into_iter().collect();
        found.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        Ok(found)
    }

    /// By frequency and freshness.
    fn alone(&self, typed: &Typed) -> Result<Vec<Candidate>, SearchError> {
        let mut candidates = basic_forms(self.candidates(typed, MAX_CANDIDATES)?);
        for candidate in &mut candidates {
            let bounds = Bounds { keep: SAMPLED, steps: u32::MAX, count: false };
            let newest = walk(self.view, &[AnyTerm::one(candidate.field, &candidate.form)], bounds)?.articles;
            let fresh = newest.into_iter().filter(|address| self.is_fresh(*address)).count();
            let texts = self.holders(self.state.fields().text, &candidate.terms)?;
            candidate.score =
                candidate.count as f64 + TEXT_WEIGHT * texts as f64 + FRESH_WEIGHT * fresh as f64;
        }
        Ok(candidates)
    }

    /// By the titles that hold a form and the words before it, else by the articles that do. Others are none.
    fn in_company(&self, typed: &Typed) -> Result<Vec<Candidate>, SearchError> {
        let fields = self.state.fields();
        let before = |field| typed.before.iter().map(move |word| AnyTerm::new(field, &word.terms));
        let mut candidates = self.neighbours(typed)?;
        for candidate in self.candidates(typed, MAX_COMPANY)? {
            if candidates.iter().all(|known| known.form != candidate.form) {
                candidates.push(candidate);
            }
        }
        let bounds = Bounds { keep: 0, steps: COMPANY_STEPS, count: true };
        for candidate in &mut candidates {
            let form = AnyTerm::one(fields.title_forms, &candidate.form);
            let titles: Vec<AnyTerm> = before(fields.title).chain([form]).collect();
            let titles = walk(self.view, &titles, bounds)?.total;
            candidate.score = titles * (1.0 + BEHIND_WEIGHT * candidate.behind);
            if candidate.score == 0.0 {
                let form = AnyTerm::new(fields.text, &candidate.terms);
                let texts: Vec<AnyTerm> = before(fields.text).chain([form]).collect();
                let texts = walk(self.view, &texts, bounds)?.total;
                candidate.score = texts / (1.0 + texts);
            }
        }
        candidates.retain(|candidate| candidate.score > 0.0);
        candidates.sort_by(Candidate::order);
        let mut words: Vec<Candidate> = Vec::new();
        for candidate in candidates {
            if words.iter().all(|known| !known.is_same_word(&candidate)) {
                words.push(candidate);
            }
        }
        Ok(words)
    }

    /// Forms that begin as typed in the newest titles with the words before, most frequent first.
    fn neighbours(&self, typed: &Typed) -> Result<Vec<Candidate>, SearchError> {
        let fields = self.state.fields();
        let before: Vec<AnyTerm> =
            typed.before.iter().map(|word| AnyTerm::new(fields.title, &word.terms)).collect();
        let bounds = Bounds { keep: TITLES_FOR_COMPANY, steps: COMPANY_STEPS, count: false };
        let found = walk(self.view, &before, bounds)?;
        let mut forms = Analyzer::new(AnalyzerName::RussianExact);
        // By form: titles with it, and those in which it stands directly behind the words before.
        let mut counts: HashMap<String, (u64, u64)> = HashMap::new();
        for article in self.newest(found.articles, TITLES_FOR_COMPANY)? {
            let title = forms.terms(&article.title);
            for (place, form) in title.iter().enumerate().filter(|(_, form)| typed.is_last(form)) {
                let before = place.checked_sub(1).and_then(|before| title.get(before));
                let (titles, behind) = counts.entry(form.clone()).or_default();
                *titles += 1;
                *behind += u64::from(before == typed.before.last().map(|word| &word.form));
            }
        }
        let mut canonical = Analyzer::new(AnalyzerName::RussianText);
        let mut candidates = Vec::new();
        for (form, (titles, behind)) in counts {
            let mut candidate = Candidate::new(form, titles, fields.title_forms, &mut canonical);
            candidate.behind = behind as f64 / titles as f64;
            if self.is_meant(&candidate, typed)? {
                candidates.push(candidate);
            }
        }
        candidates.sort_by(Candidate::order);
        candidates.truncate(MAX_COMPANY);
        Ok(candidates)
    }

    /// Whether a candidate is another word than the one typed, or a more frequent form of it: «река» is meant by «рек»,
    /// but «моста» adds nothing to «мост».
    fn is_meant(&self, candidate: &Candidate, typed: &Typed) -> Result<bool, SearchError> {
        let is_other = candidate.terms.iter().all(|term| !typed.last.terms.contains(term));
        Ok(is_other
            || candidate.count.max(self.titles_with(&candidate.form)?)
                > self.titles_with(&typed.last.form)?)
    }

    /// The suggestion of a word; `None` if no article holds it any more.
    fn word(
        &self,
        typed: &Typed,
        word: &Candidate,
        in_company: bool,
    ) -> Result<Option<Suggestion>, SearchError> {
        let Some(written) = self.as_written(word.field, &word.form)? else { return Ok(None) };
        let fields = self.state.fields();
        let before = typed.before.iter().filter(|_| in_company);
        let mut groups: Vec<AnyTerm> = before.map(|word| AnyTerm::new(fields.text, &word.terms)).collect();
        groups.push(AnyTerm::new(fields.text, &word.terms));
        let bounds = Bounds { keep: SAMPLED, steps: COUNT_STEPS, count: true };
        let found = walk(self.view, &groups, bounds)?;
        Ok(Some(Suggestion {
            text: completed(typed, &written),
            kind: SuggestionKind::Word,
            articles: Some(found.total.round() as u64),
            rubric: self.common_rubric(&found.articles)?,
            article: None,
        }))
    }

    /// The rubric that most of the articles are in.
    fn common_rubric(&self, articles: &[DocAddress]) -> Result<Option<String>, SearchError> {
        if articles.len() < MIN_RUBRIC_SAMPLE || !self.has_rubrics {
            return Ok(None);
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut column: Option<(u32, Option<StrColumn>)> = None;
        for address in articles {
            if column.as_ref().is_none_or(|(segment, _)| *segment != address.segment_ord) {
                let reader = self.state.searcher.segment_reader(address.segment_ord);
                let name = reader.schema().get_field_name(self.state.fields().rubric);
                column = Some((address.segment_ord, reader.fast_fields().str(name).map_err(engine_error)?));
            }
            let Some((_, Some(column))) = &column else { continue };
            for ordinal in column.term_ords(address.doc_id) {
                let mut rubric = String::new();
                if column.ord_to_str(ordinal, &mut rubric).map_err(engine_error)? {
                    *counts.entry(rubric).or_default() += 1;
                }
            }
        }
        let most = counts.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
        Ok(most.filter(|(_, count)| count * 100 >= articles.len() * RUBRIC_PERCENT).map(|(rubric, _)| rubric))
    }
}

/// One candidate per canonical term: the most frequent form, or the basic one if it is frequent too. Candidates are
/// sorted by frequency.
fn basic_forms(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut words: Vec<Candidate> = Vec::new();
    let mut most: Vec<u64> = Vec::new();
    for candidate in candidates {
        match words.iter().position(|known| known.is_same_word(&candidate)) {
            None => {
                most.push(candidate.count);
                words.push(candidate);
            }
            Some(place) => {
                let is_basic = words[place].terms.first() == Some(&candidate.form);
                if is_basic && candidate.count.saturating_mul(BASIC_FORM_SHARE) >= most[place] {
                    words[place] = Candidate { count: most[place], ..candidate };
                }
            }
        }
    }
    words
}

/// The typed text with its last word completed.
fn completed(typed: &Typed, written: &str) -> Highlighted {
    let (before, last) = typed.text.split_at(typed.last_at);
    let same = written.char_indices().nth(last.chars().count()).map_or(written.len(), |(at, _)| at);
    let marked = 0..before.len() + same;
    Highlighted { text: format!("{before}{written}"), matches: Vec::from([marked]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(form: &str, count: u64, term: &str) -> Candidate {
        let field = Field::from_field_id(0);
        let terms = vec![term.to_owned()];
        Candidate { form: form.to_owned(), count, field, terms, behind: 0.0, score: 0.0 }
    }

    #[test]
    fn one_form_of_a_word_is_suggested_the_basic_one_if_it_is_usual() {
        let forms = |candidates| -> Vec<String> {
            basic_forms(candidates).into_iter().map(|candidate| candidate.form).collect()
        };
        let usual = vec![
            candidate("россии", 40, "россия"),
            candidate("росси", 12, "росси"),
            candidate("россия", 10, "россия"),
        ];
        assert_eq!(forms(usual), ["россия", "росси"]);
        assert_eq!(
            forms(vec![candidate("россии", 41, "россия"), candidate("россия", 10, "россия")]),
            ["россии"]
        );
    }

    #[test]
    fn what_was_typed_stays_as_it_is_and_is_marked() {
        let done = completed(&Typed::read("Визит кер").unwrap(), "Керри");
        assert_eq!(done.text, "Визит Керри");
        assert_eq!(done.segments().collect::<Vec<_>>(), [("Визит Кер", true), ("ри", false)]);
    }
}
