//! What one gets from the engine alone: its own tokenizer, the Snowball stemmer, its snippets, its defaults. The index has
//! title and text, the rubric and the date, as small programs built on it do.

pub(crate) mod naive;

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::ops::Bound;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Serialize;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query as EngineQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{
    DateOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions, Value,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{
    Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream,
};
use tantivy::{DateTime, Index, Order as SortOrder, Searcher, TantivyDocument, Term, doc};

use crate::corpus::Article;
use crate::queries::{Link, Order, Query};

const TOKENIZER: &str = "snowball";

#[derive(Clone, Copy)]
struct Fields {
    id: Field,
    title: Field,
    text: Field,
    url: Field,
    rubric: Field,
    published: Field,
}

impl Fields {
    fn build() -> (Schema, Self) {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = || TextOptions::default().set_indexing_options(indexing.clone()).set_stored();
        let mut schema = Schema::builder();
        let fields = Self {
            id: schema.add_text_field("id", STRING | STORED),
            title: schema.add_text_field("title", text()),
            text: schema.add_text_field("text", text()),
            url: schema.add_text_field("url", STORED),
            rubric: schema.add_text_field("rubric", STRING | STORED),
            published: schema.add_date_field("published", DateOptions::from(INDEXED | FAST | STORED)),
        };
        (schema.build(), fields)
    }
}

fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Russian))
        .build()
}

/// Indexes NDJSON with the memory and the threads given, and merges nothing that the engine does not merge by itself.
pub(crate) fn index(articles: &Path, folder: &Path, threads: usize, memory: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    let (schema, fields) = Fields::build();
    let index = Index::create_in_dir(folder, schema)?;
    index.tokenizers().register(TOKENIZER, analyzer());
    let mut writer = index.writer_with_num_threads(threads, memory)?;
    for line in BufReader::new(File::open(articles)?).lines() {
        let article: Article = serde_json::from_str(&line?)?;
        let moment: Timestamp = article.published_at.parse()?;
        writer.add_document(doc!(
            fields.id => article.id, fields.title => article.title, fields.text => article.text,
            fields.url => article.url, fields.rubric => article.rubric,
            fields.published => DateTime::from_timestamp_secs(moment.as_second()),
        ))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// An index that is searched.
pub(crate) struct Reference {
    index: Index,
    searcher: Searcher,
    fields: Fields,
}

/// A page of results.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    pub(crate) total: usize,
    pub(crate) hits: Vec<Hit>,
}

/// A hit, as a page shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Hit {
    id: String,
    title: String,
    url: String,
    rubric: String,
    published: String,
    snippet: String,
}

impl Reference {
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let index = Index::open_in_dir(folder)?;
        index.tokenizers().register(TOKENIZER, analyzer());
        let searcher = index.reader()?.searcher();
        let (_, fields) = Fields::build();
        Ok(Self { index, searcher, fields })
    }

    /// The ten best hits alone.
    pub(crate) fn top(&self, query: &Query) -> Result<usize> {
        let compiled = self.compile(query)?;
        Ok(match query.order {
            Order::Relevance => {
                self.searcher.search(&compiled, &TopDocs::with_limit(10).order_by_score())?.len()
            }
            Order::Newest => self.searcher.search(&compiled, &newest())?.len(),
        })
    }

    /// The ten best hits with their texts, the total and snippets.
    pub(crate) fn page(&self, query: &Query) -> Result<Page> {
        let compiled = self.compile(query)?;
        let (total, found) = match query.order {
            Order::Relevance => {
                let best = TopDocs::with_limit(10).order_by_score();
                let (total, found) = self.searcher.search(&compiled, &(Count, best))?;
                (total, found.into_iter().map(|(_, address)| address).collect::<Vec<_>>())
            }
            Order::Newest => {
                let (total, found) = self.searcher.search(&compiled, &(Count, newest()))?;
                (total, found.into_iter().map(|(_, address)| address).collect())
            }
        };
        let snippets = SnippetGenerator::create(&self.searcher, &compiled, self.fields.text)?;
        let mut hits = Vec::with_capacity(found.len());
        for address in found {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let text = |field| {
                let value = document.get_first(field).and_then(|value| value.as_str());
                value.unwrap_or_default().to_owned()
            };
            let published = document.get_first(self.fields.published).and_then(|value| value.as_datetime());
            hits.push(Hit {
                id: text(self.fields.id),
                title: text(self.fields.title),
                url: text(self.fields.url),
                rubric: text(self.fields.rubric),
                published: published.map(|moment| format!("{moment:?}")).unwrap_or_default(),
                snippet: snippets.snippet_from_doc(&document).to_html(),
            });
        }
        Ok(Page { total, hits })
    }

    fn compile(&self, query: &Query) -> Result<BooleanQuery> {
        let mut clauses: Vec<(Occur, Box<dyn EngineQuery>)> = Vec::new();
        if query.link == Link::Phrase {
            let fields = [self.fields.title, self.fields.text];
            let phrases =
                fields.map(|field| self.phrase(field, &query.words)).into_iter().collect::<Result<_>>()?;
            clauses.push((Occur::Must, Box::new(BooleanQuery::union(phrases))));
        } else {
            let occur = if query.link == Link::All { Occur::Must } else { Occur::Should };
            for word in &query.words {
                clauses.push((occur, self.word(word)?));
            }
        }
        let mut clauses = vec![(Occur::Must, Box::new(BooleanQuery::new(clauses)) as Box<dyn EngineQuery>)];
        if let Some(rubric) = &query.rubric {
            let term = Term::from_field_text(self.fields.rubric, rubric);
            clauses.push((Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
        }
        if let Some((from, until)) = &query.period {
            let bound = |day: &str| -> Result<Term> {
                let moment: Timestamp = format!("{day}T00:00:00+03:00").parse()?;
                Ok(Term::from_field_date(
                    self.fields.published,
                    DateTime::from_timestamp_secs(moment.as_second()),
                ))
            };
            let range = RangeQuery::new(Bound::Included(bound(from)?), Bound::Excluded(bound(until)?));
            clauses.push((Occur::Must, Box::new(range)));
        }
        Ok(BooleanQuery::new(clauses))
    }

    /// A word in the title or in the text.
    fn word(&self, word: &str) -> Result<Box<dyn EngineQuery>> {
        let mut either: Vec<Box<dyn EngineQuery>> = Vec::new();
        for field in [self.fields.title, self.fields.text] {
            for term in self.terms(field, word)? {
                either.push(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)));
            }
        }
        Ok(Box::new(BooleanQuery::union(either)))
    }

    fn phrase(&self, field: Field, words: &[String]) -> Result<Box<dyn EngineQuery>> {
        let mut terms = Vec::new();
        for word in words {
            terms.extend(self.terms(field, word)?);
        }
        Ok(match terms.pop() {
            // The tokenizer drops long words, and a phrase has two at least.
            Some(term) if terms.is_empty() => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            Some(last) => {
                terms.push(last);
                Box::new(PhraseQuery::new(terms))
            }
            None => Box::new(EmptyQuery),
        })
    }

    fn terms(&self, field: Field, text: &str) -> Result<Vec<Term>> {
        let mut analyzer = self.index.tokenizers().get(TOKENIZER).context("a tokenizer")?;
        let mut stream = analyzer.token_stream(text);
        let mut terms = Vec::new();
        stream.process(&mut |token| terms.push(Term::from_field_text(field, &token.text)));
        Ok(terms)
    }
}

fn newest() -> impl tantivy::collector::Collector<Fruit = Vec<(Option<DateTime>, tantivy::DocAddress)>> {
    TopDocs::with_limit(10).order_by_fast_field::<DateTime>("published", SortOrder::Desc)
}
