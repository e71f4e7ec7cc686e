use tantivy::schema::{
    Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use vestnik_analysis::AnalyzerName;

/// Field names as tantivy stores them. They appear here and nowhere else.
mod names {
    pub(super) const ID: &str = "id";
    pub(super) const ID_KEY: &str = "id_key";
    pub(super) const ALIASES: &str = "aliases";
    pub(super) const URL_KEY: &str = "url_key";
    pub(super) const FINGERPRINT: &str = "fingerprint";
    pub(super) const ARTICLE: &str = "article";
    pub(super) const PUBLISHED: &str = "published";
    pub(super) const EXPIRES: &str = "expires";
    pub(super) const TITLE: &str = "title";
    pub(super) const TITLE_FORMS: &str = "title_forms";
    pub(super) const TEXT: &str = "text";
    pub(super) const TEXT_FORMS: &str = "text_forms";
    pub(super) const RUBRIC: &str = "rubric";
    pub(super) const TAG: &str = "tag";
    pub(super) const AUTHOR: &str = "author";
    pub(super) const SOURCE: &str = "source";
}

/// Handles of all fields of an index.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The article id, a raw term, and one for each other id that the article goes by.
    pub id: Field,
    /// The other ids that the article goes by, stored.
    pub aliases: Field,
    /// 64-bit hash of the canonical address, a term; see [`crate::url_key`]. Absent where there is none.
    pub url_key: Field,
    /// 64-bit hash of the id, a column: the last key of every sort order, so that no two articles tie.
    pub id_key: Field,
    /// 64-bit hash of the whole article, a column: tells an unchanged article from a new version.
    pub fingerprint: Field,
    /// The article as JSON, stored.
    pub article: Field,
    /// Publication time in Unix seconds, a column; absent where the source states none.
    pub published: Field,
    /// When the article expires, in Unix seconds, a column; absent where it never does.
    pub expires: Field,
    /// Title: canonical terms with positions.
    pub title: Field,
    /// Title: word forms as written, with positions.
    pub title_forms: Field,
    /// Title, lead, body, captions, tags and authors together: canonical terms with positions.
    /// A word that must match is looked up here, once.
    pub text: Field,
    /// The same texts: word forms as written, with positions.
    pub text_forms: Field,
    /// Rubrics: one folded term each, and a column of the values as given.
    pub rubric: Field,
    /// Tags, likewise.
    pub tag: Field,
    /// Authors, likewise.
    pub author: Field,
    /// Source, likewise.
    pub source: Field,
}

impl Fields {
    /// Builds the schema and the handles into it.
    pub(crate) fn build() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let fields = Self {
            id: builder.add_text_field(names::ID, STRING),
            aliases: builder.add_text_field(names::ALIASES, STORED),
            url_key: builder.add_u64_field(names::URL_KEY, INDEXED),
            id_key: builder.add_u64_field(names::ID_KEY, NumericOptions::default().set_fast()),
            fingerprint: builder.add_u64_field(names::FINGERPRINT, NumericOptions::default().set_fast()),
            article: builder.add_bytes_field(names::ARTICLE, STORED),
            published: builder.add_i64_field(names::PUBLISHED, NumericOptions::default().set_fast()),
            expires: builder.add_i64_field(names::EXPIRES, NumericOptions::default().set_fast()),
            title: builder.add_text_field(names::TITLE, full_text(AnalyzerName::RussianText)),
            title_forms: builder.add_text_field(names::TITLE_FORMS, full_text(AnalyzerName::RussianExact)),
            text: builder.add_text_field(names::TEXT, full_text(AnalyzerName::RussianText)),
            text_forms: builder.add_text_field(names::TEXT_FORMS, full_text(AnalyzerName::RussianExact)),
            rubric: builder.add_text_field(names::RUBRIC, facet()),
            tag: builder.add_text_field(names::TAG, facet()),
            author: builder.add_text_field(names::AUTHOR, facet()),
            source: builder.add_text_field(names::SOURCE, facet()),
        };
        (builder.build(), fields)
    }

    /// Name of the column that orders documents inside a segment.
    pub(crate) const fn sort_column() -> &'static str {
        names::PUBLISHED
    }
}

fn full_text(analyzer: AnalyzerName) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(analyzer.as_str())
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    )
}

fn facet() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(AnalyzerName::Keyword.as_str())
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing).set_fast("raw")
}
