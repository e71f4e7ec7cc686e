//! One article of one HTML page.
//!
//! A page says of itself what it is in several ways, and they are trusted in this order, each property for itself:
//! JSON-LD, microdata, the `meta` elements of OpenGraph and its relatives, elements such as `<time>` and `<h1>`, and for
//! the text, where nothing better is there, readability. A page that is no article, such as a front page or an error,
//! yields none.

mod body;
mod json_ld;
mod meta;
mod microdata;
mod nesting;
mod page;

use std::io::{self, BufRead, Read};

use dom_query::Document;

use super::fields::Fields;
use super::{Flaw, Sink, encoding};
use crate::SkipReason;
use crate::record::Record;
use page::Page;

/// The longest page that is read: the longest articles have a few hundred kilobytes.
pub(super) const MAX_PAGE_BYTES: usize = 16 << 20;

/// Elements inside of each other; parsers take time that grows with the square of it. Real pages have below a hundred.
const MAX_DEPTH: usize = 2_000;

/// Reads the page that a file is.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MAX_PAGE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let found = if bytes.len() > MAX_PAGE_BYTES {
        let detail = format!("the page is longer than {} MiB", MAX_PAGE_BYTES >> 20);
        Err(Flaw::new(SkipReason::TooLong, detail))
    } else {
        read_page(&encoding::decode(&bytes, None), None)
    };
    let _ = sink(1, found);
    Ok(())
}

/// Reads the article of a page; `address` is where the page was found.
pub(super) fn read_page(html: &str, address: Option<&str>) -> Result<Record, Flaw> {
    let no_article = |detail: &str| Flaw::new(SkipReason::NoArticle, detail);
    if nesting::depth(html) > MAX_DEPTH {
        return Err(no_article("the page is nested too deeply to be an article"));
    }
    let page = Page::new(Document::from(html), address);
    if page.is_closed_to_robots() {
        return Err(no_article("the page asks not to be indexed (robots noindex)"));
    }
    let stated = [json_ld::read(&page), microdata::read(&page), meta::read(&page)];
    let is_stated = stated.iter().any(|stated| stated.is_article);
    let mut found = stated.into_iter().reduce(Found::or).unwrap_or_default();
    found.captions.extend(body::captions(&page));
    let own = body::read(page, found.body.take().filter(|body| is_text(body)));
    if !is_stated && own.is_listing {
        return Err(no_article(
            "the page is no article: it says of itself that it is none, and has no long text",
        ));
    }
    found.body = own.html;
    found.captions.extend(own.captions);
    if found.title.is_none() && found.body.is_none() {
        return Err(no_article("neither a title nor a text was found in the page"));
    }
    Ok(found.into_record())
}

/// Characters from which on a stated text is taken for the text of an article and not for its beginning.
const MIN_TEXT_CHARS: usize = 200;

fn is_text(html: &str) -> bool {
    html.chars().take(MIN_TEXT_CHARS).count() == MIN_TEXT_CHARS
}

/// What one way of stating says of the article. Texts may be HTML.
#[derive(Debug, Default)]
struct Found {
    /// Whether it says that the page is an article.
    is_article: bool,
    url: Option<String>,
    title: Option<String>,
    lead: Option<String>,
    body: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    expires: Option<String>,
    source: Option<String>,
    image: Option<String>,
    language: Option<String>,
    status: Option<String>,
    authors: Vec<String>,
    rubrics: Vec<String>,
    tags: Vec<String>,
    captions: Vec<String>,
}

impl Found {
    /// What is stated here, and where nothing is, what is stated there.
    fn or(self, other: Self) -> Self {
        let list = |ours: Vec<String>, theirs| if ours.is_empty() { theirs } else { ours };
        Self {
            is_article: self.is_article || other.is_article,
            url: self.url.or(other.url),
            title: self.title.or(other.title),
            lead: self.lead.or(other.lead),
            body: self.body.or(other.body),
            published: self.published.or(other.published),
            updated: self.updated.or(other.updated),
            expires: self.expires.or(other.expires),
            source: self.source.or(other.source),
            image: self.image.or(other.image),
            language: self.language.or(other.language),
            status: self.status.or(other.status),
            authors: list(self.authors, other.authors),
            rubrics: list(self.rubrics, other.rubrics),
            tags: list(self.tags, other.tags),
            captions: list(self.captions, other.captions),
        }
    }

    fn into_record(self) -> Record {
        let mut fields = Fields::default();
        let lead = self.lead.filter(|lead| self.title.as_ref() != Some(lead));
        for (name, value) in [
            ("url", self.url),
            ("title", self.title),
            ("lead", lead),
            ("text", self.body),
            ("published_at", self.published),
            ("updated_at", self.updated),
            ("expires_at", self.expires),
            ("source", self.source),
            ("image", self.image),
            ("language", self.language),
            ("status", self.status),
        ] {
            fields.text(name, value);
        }
        for (name, values) in [
            ("authors", self.authors),
            ("rubrics", self.rubrics),
            ("tags", self.tags),
            ("captions", self.captions),
        ] {
            fields.list(name, values);
        }
        fields.into_record()
    }
}

#[cfg(test)]
mod tests;
