//! IPTC NewsML-G2: news items alone or in a news message, with NITF, XHTML or plain text in them.

use std::io::{self, BufRead};

use super::fields::{Fields, authors};
use super::fragment::Fragment;
use super::xml::{Element, Items, Space, escape};
use super::{Flaw, Sink};
use crate::SkipReason;
use crate::record::Record;

/// Reads the articles of a NewsML-G2 document. Pictures, films and packages are no articles.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut items = Items::new(input, &["newsItem"]);
    let mut has_items = false;
    while let Some((line, item)) = items.next()? {
        has_items = true;
        let found = match item {
            Ok(item) if is_article(&item) => Ok(to_record(&item)),
            Ok(_) => continue,
            Err(flaw) => Err(flaw),
        };
        if sink(line, found).is_break() {
            return Ok(());
        }
    }
    if !has_items {
        let _ = sink(1, Err(Flaw::new(SkipReason::NoArticle, "a package without news items")));
    }
    Ok(())
}

/// What takes an article back has no text and still is one.
fn is_article(item: &Element) -> bool {
    let class =
        child(item, "itemMeta").and_then(|meta| child(meta, "itemClass")).map(code).unwrap_or_default();
    class.is_empty() || class == "text" || class == "composite"
}

fn to_record(item: &Element) -> Record {
    let empty = Element::default();
    let item_meta = child(item, "itemMeta").unwrap_or(&empty);
    let meta = child(item, "contentMeta").unwrap_or(&empty);
    let mut fields = Fields::default();
    fields.text("id", item.attribute("guid").map(str::to_owned));
    fields.text("url", address(item_meta));
    fields.text("status", child(item_meta, "pubStatus").map(code));
    match child(item_meta, "embargoed").map(Element::text) {
        // Until further notice.
        Some(until) if until.trim().is_empty() => fields.flag("withdrawn", true),
        until => fields.text("embargoed_until", until),
    }
    let created = child_text(meta, "contentCreated").or_else(|| child_text(item_meta, "firstCreated"));
    let version = child_text(item_meta, "versionCreated");
    fields.text("published_at", created.or_else(|| version.clone()));
    fields.text("updated_at", child_text(meta, "contentModified").or(version));
    let provider = child(item_meta, "provider");
    let provider_code = || provider.map(code).filter(|code| !code.is_empty());
    let source = child(meta, "infoSource").and_then(name).or_else(|| name(provider?));
    fields.text("source", source.or_else(provider_code));
    let tag = child(meta, "language").and_then(|language| language.attribute("tag"));
    fields.text("language", tag.or(item.attribute_of(Space::Xml, "lang")).map(str::to_owned));
    add_subjects(&mut fields, meta);
    add_content(&mut fields, item, item_meta, meta);
    fields.into_record()
}

/// The page of the article, if the item links to it.
fn address(item_meta: &Element) -> Option<String> {
    let links = children(item_meta, "link");
    let is_page = |link: &&Element| {
        let rel = link.attribute("rel").unwrap_or_default().to_ascii_lowercase();
        ["canonical", "permalink", "alternate", "iswebpageof"].iter().any(|name| rel.ends_with(name))
    };
    links.into_iter().filter(is_page).find_map(|link| link.attribute("href")).map(str::to_owned)
}

/// Subjects of the topics of IPTC are rubrics; people, places, companies and keywords are tags.
fn add_subjects(fields: &mut Fields, meta: &Element) {
    let (mut rubrics, mut tags) = (Vec::new(), Vec::new());
    for subject in children(meta, "subject") {
        let kind = subject.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let qcode = subject.attribute("qcode").or(subject.attribute("uri")).unwrap_or_default();
        let is_topic = kind.ends_with("abstract") || qcode.contains("medtop") || qcode.starts_with("subj:");
        let is_topic = is_topic || kind.is_empty() && qcode.is_empty();
        let list = if is_topic { &mut rubrics } else { &mut tags };
        list.extend(name(subject));
    }
    tags.extend(children(meta, "keyword").into_iter().map(Element::text));
    fields.list("rubrics", rubrics);
    fields.list("tags", tags);
}

fn add_content(fields: &mut Fields, item: &Element, item_meta: &Element, meta: &Element) {
    let content = Content::of(item);
    let headline = children(meta, "headline").first().map(|headline| headline.text());
    let headline = headline.filter(|text| !text.trim().is_empty()).or(content.title);
    fields.text("title", headline.or_else(|| child_text(item_meta, "title")).map(|title| escape(&title)));
    let (mut lead, mut captions) = (None, content.captions);
    for description in children(meta, "description") {
        let role = description.attribute("role").unwrap_or_default();
        if role.ends_with("caption") {
            captions.push(description.text());
        } else {
            lead = lead.or(Some(escape(&description.text())));
        }
    }
    let body = Fragment::read(&content.html);
    captions.extend(body.captions);
    fields.text("lead", lead.or(content.lead));
    fields.text("body", body.html);
    fields.list("captions", captions);
    let creators = children(meta, "creator").into_iter().filter_map(name);
    let mut names: Vec<String> = creators.collect();
    if names.is_empty() {
        names = children(meta, "by").into_iter().flat_map(|by| authors(&by.text())).collect();
    }
    fields.list("authors", if names.is_empty() { content.authors } else { names });
}

/// What the text of an item says.
#[derive(Default)]
struct Content {
    title: Option<String>,
    lead: Option<String>,
    html: String,
    captions: Vec<String>,
    authors: Vec<String>,
}

impl Content {
    fn of(item: &Element) -> Self {
        let Some(set) = child(item, "contentSet") else { return Self::default() };
        let inline = children(set, "inlineXML").into_iter().flat_map(Element::children).find_map(|root| {
            match root.name.as_str() {
                "nitf" => Some(Self::of_nitf(root)),
                "html" => Some(Self::of_html(root)),
                _ => None,
            }
        });
        inline.or_else(|| child(set, "inlineData").map(Self::of_data)).unwrap_or_default()
    }

    fn of_nitf(root: &Element) -> Self {
        let parts = root.descendants();
        let first = |name: &str| parts.iter().find(|part| part.name == name);
        let names: Vec<String> = match first("byline") {
            Some(byline) => {
                let people: Vec<String> = byline
                    .descendants()
                    .iter()
                    .filter(|part| part.name == "person")
                    .map(|part| part.text())
                    .collect();
                if people.is_empty() { authors(&byline.text()) } else { people }
            }
            None => Vec::new(),
        };
        let captions = parts.iter().filter(|part| part.name == "media-caption").map(|part| part.text());
        Self {
            title: first("hl1").or_else(|| first("title")).map(|title| title.text()),
            lead: first("abstract").map(|lead| lead.inner_html()),
            html: first("body.content").map(|body| body.inner_html_without(&["media"])).unwrap_or_default(),
            captions: captions.collect(),
            authors: names,
        }
    }

    fn of_html(root: &Element) -> Self {
        let parts = root.descendants();
        let first = |name: &str| parts.iter().find(|part| part.name == name);
        Self {
            title: first("title").map(|title| title.text()),
            html: first("body").map(|body| body.inner_html()).unwrap_or_default(),
            ..Self::default()
        }
    }

    fn of_data(data: &Element) -> Self {
        let is_html = data.attribute("contenttype").is_some_and(|kind| kind.contains("html"));
        let html = if is_html { data.text() } else { escape(&data.text()) };
        Self { html, ..Self::default() }
    }
}

/// The last part of a code: `stat:canceled` and `http://cv.iptc.org/newscodes/pubstatusg2/canceled` are one.
fn code(element: &Element) -> String {
    let code = element.attribute("qcode").or(element.attribute("uri")).unwrap_or_default();
    code.rsplit([':', '/']).next().unwrap_or_default().to_owned()
}

/// What a thing or a person is called, best in Russian.
fn name(element: &Element) -> Option<String> {
    let names = children(element, "name");
    let is_russian = |name: &&&Element| {
        name.attribute_of(Space::Xml, "lang")
            .is_some_and(|language| language.to_ascii_lowercase().starts_with("ru"))
    };
    let name = names.iter().find(is_russian).or(names.first()).map(|name| name.text().trim().to_owned());
    let literal = || element.attribute("literal").map(str::to_owned);
    name.filter(|name| !name.is_empty()).or_else(literal)
}

fn child<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    element.children().find(|child| child.name == name)
}

fn children<'a>(element: &'a Element, name: &str) -> Vec<&'a Element> {
    element.children().filter(|child| child.name == name).collect()
}

fn child_text(element: &Element, name: &str) -> Option<String> {
    Some(child(element, name)?.text().trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
#[path = "newsml_tests.rs"]
mod tests;
