//! A small reader of XML as it is found: one item element after another, each as a tree, in bounded memory.
//!
//! [`split`] cuts the stream into items and what stands around them, so that a broken item, or one that is far
//! too long, costs itself only; [`parse`] makes the tree. Entities of a DTD are never expanded.

mod parse;
mod split;

use std::io::{self, BufRead};

use super::Flaw;
pub(crate) use parse::resolve;
use parse::{Parsed, Scope, parse};
use split::Splitter;

/// A vocabulary that some source reads. The own vocabularies of RSS, of sitemaps and of NewsML-G2 are `Plain`, as are
/// elements without a namespace: their documents are told apart by their roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Space {
    #[default]
    Plain,
    Atom,
    Content,
    Dc,
    DcTerms,
    Excerpt,
    Media,
    News,
    Turbo,
    WordPress,
    Xhtml,
    Xml,
    Yandex,
    Other,
}

impl Space {
    /// Addresses are compared without scheme, and so that their variants in the wild agree.
    fn of_uri(uri: &str) -> Self {
        let uri = uri.trim().to_ascii_lowercase();
        let uri = uri.strip_prefix("http://").or(uri.strip_prefix("https://")).unwrap_or(&uri);
        let table = [
            ("www.w3.org/2005/atom", Self::Atom),
            ("purl.org/atom/ns", Self::Atom),
            ("purl.org/rss/1.0/modules/content", Self::Content),
            ("purl.org/dc/elements", Self::Dc),
            ("purl.org/dc/terms", Self::DcTerms),
            ("wordpress.org/export", Self::WordPress),
            ("search.yahoo.com/mrss", Self::Media),
            ("www.google.com/schemas/sitemap-news", Self::News),
            ("turbo.yandex", Self::Turbo),
            ("news.yandex", Self::Yandex),
            ("www.w3.org/1999/xhtml", Self::Xhtml),
            ("www.w3.org/xml/1998/namespace", Self::Xml),
        ];
        if uri.starts_with("wordpress.org/export") && uri.contains("/excerpt") {
            return Self::Excerpt;
        }
        if let Some((_, space)) = table.iter().find(|(start, _)| uri.starts_with(start)) {
            return *space;
        }
        let own = [
            "purl.org/rss/1.0",
            "my.netscape.com/",
            "channel.netscape.com/",
            "my.userland.com/",
            "backend.userland.com/",
            "blogs.law.harvard.edu/",
            "purl.org/net/rss1.1",
            "www.sitemaps.org/",
            "www.google.com/schemas/sitemap/",
            "iptc.org/std/nar/",
            "iptc.org/std/nitf/",
        ];
        if uri.is_empty() || own.iter().any(|start| uri.starts_with(start)) {
            Self::Plain
        } else {
            Self::Other
        }
    }

    /// What a prefix means that is not declared, which is common.
    fn of_prefix(prefix: &str) -> Self {
        match prefix {
            "" | "rss" => Self::Plain,
            "atom" | "a10" => Self::Atom,
            "content" => Self::Content,
            "dc" => Self::Dc,
            "dcterms" => Self::DcTerms,
            "excerpt" => Self::Excerpt,
            "media" => Self::Media,
            "news" => Self::News,
            "turbo" => Self::Turbo,
            "wp" => Self::WordPress,
            "xhtml" => Self::Xhtml,
            "xml" => Self::Xml,
            "yandex" => Self::Yandex,
            _ => Self::Other,
        }
    }
}

/// An element with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Element {
    pub(crate) space: Space,
    /// The name without its prefix.
    pub(crate) name: String,
    attributes: Vec<(Space, String, String)>,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(crate) fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// The elements directly in this one.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of a name directly in this one.
    pub(crate) fn all<'a>(&'a self, space: Space, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children().filter(move |child| child.is(space, name))
    }

    pub(crate) fn child(&self, space: Space, name: &str) -> Option<&Self> {
        self.children().find(|child| child.is(space, name))
    }

    /// All elements below this one, in the order of the document.
    pub(crate) fn descendants(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in self.children() {
            found.push(child);
            found.extend(child.descendants());
        }
        found
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_of(Space::Plain, name)
    }

    pub(crate) fn attribute_of(&self, space: Space, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(of, known, _)| *of == space && known == name);
        found.map(|(_, _, value)| value.trim())
    }

    /// All text in the element and below it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.add_text(text),
            }
        }
    }

    /// The text of a child, if it has one.
    pub(crate) fn child_text(&self, space: Space, name: &str) -> Option<String> {
        self.all(space, name).map(|child| child.text().trim().to_owned()).find(|text| !text.is_empty())
    }

    /// What is in the element as HTML: text escaped, tags by their names without prefixes.
    pub(crate) fn inner_html(&self) -> String {
        self.inner_html_without(&[])
    }

    /// The same without elements of some names.
    pub(crate) fn inner_html_without(&self, left_out: &[&str]) -> String {
        let mut html = String::new();
        self.add_inner_html(left_out, &mut html);
        html
    }

    fn add_inner_html(&self, left_out: &[&str], html: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => html.push_str(&escape(text)),
                Node::Element(element) if left_out.contains(&&*element.name) => {}
                Node::Element(element) => {
                    html.push('<');
                    html.push_str(&element.name);
                    for (_, name, value) in &element.attributes {
                        html.push_str(&format!(" {name}=\"{}\"", escape(value).replace('"', "&quot;")));
                    }
                    html.push('>');
                    element.add_inner_html(left_out, html);
                    html.push_str(&format!("</{}>", element.name));
                }
            }
        }
    }

    fn add_text_node(&mut self, text: &str) {
        match self.nodes.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => self.nodes.push(Node::Text(text.to_owned())),
        }
    }
}

/// Plain text as HTML, so that cleaning leaves it as it is.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Reads the items of XML documents one by one.
pub(crate) struct Items<'a> {
    splitter: Splitter<'a>,
    head: Element,
    scope: Scope,
}

impl<'a> Items<'a> {
    /// `names` are the local names of item elements; the first one that is met settles the prefix.
    pub(crate) fn new(input: &'a mut dyn BufRead, names: &'static [&'static str]) -> Self {
        Self { splitter: Splitter::new(input, names), head: Element::default(), scope: Scope::default() }
    }

    /// The next item with the line it begins in.
    pub(crate) fn next(&mut self) -> io::Result<Option<(u64, Result<Element, Flaw>)>> {
        let Some(piece) = self.splitter.next()? else { return Ok(None) };
        if let Some(head) = piece.head {
            // A head that is broken is read as far as it goes.
            let Parsed { root, scope, .. } = parse(&String::from_utf8_lossy(&head), &Scope::default());
            (self.head, self.scope) = (root.unwrap_or_default(), scope);
        }
        let item = piece.item.and_then(|bytes| {
            let text = std::str::from_utf8(&bytes).map_err(|_| super::encoding::bad_utf8(&bytes))?;
            let parsed = parse(text, &self.scope);
            parsed.flaw.map_or_else(|| Ok(parsed.root.unwrap_or_default()), Err)
        });
        Ok(Some((piece.line, item)))
    }

    /// The root of the document, with what stood in it before its first item.
    pub(crate) fn head(&self) -> &Element {
        &self.head
    }

    /// What addresses in items are relative to, from the `xml:base` of the elements around them.
    pub(crate) fn base(&self) -> Option<&str> {
        self.scope.base()
    }

    /// The language that the elements around the items state.
    pub(crate) fn language(&self) -> Option<&str> {
        self.scope.language()
    }
}

/// The local name of the root element that a document begins with, and its start tag.
pub(crate) fn root(head: &[u8]) -> Option<(String, String)> {
    let mut rest = head.trim_ascii_start();
    loop {
        rest = rest.strip_prefix(b"<")?;
        let end = match rest.first()? {
            b'?' => split::find(rest, b"?>")? + 2,
            b'!' if rest.starts_with(b"!--") => split::find(rest, b"-->")? + 3,
            b'!' => split::end_of_doctype(rest)?,
            _ => break,
        };
        rest = rest[end..].trim_ascii_start();
    }
    let tag = &rest[..rest.iter().position(|byte| *byte == b'>')?];
    let tag = String::from_utf8_lossy(tag).into_owned();
    let name = tag.split(|character: char| character.is_whitespace() || character == '/').next()?;
    let name = name.rsplit(':').next()?.to_owned();
    (!name.is_empty()).then_some((name, tag))
}

#[cfg(test)]
#[path = "xml_tests.rs"]
mod tests;
