//! Microdata: properties of schema.org on the elements themselves.

use dom_query::Selection;

use super::Found;
use super::page::{Page, attribute, line};

pub(super) fn read(page: &Page) -> Found {
    let item = page.document.select("[itemscope][itemtype]").iter().find(|item| {
        let kind = item.attr("itemtype").unwrap_or_default();
        let name = kind.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        name.ends_with("NewsArticle") || matches!(name.as_str(), "Article" | "BlogPosting")
    });
    let Some(item) = item else { return Found::default() };
    let first = |name: &str| properties(&item, name).into_iter().next();
    let value = |name: &str| first(name).and_then(|element| value(&element));
    let persons = |name: &str| -> Vec<String> {
        properties(&item, name).iter().filter_map(named).filter(|name| !name.starts_with("http")).collect()
    };
    let body = first("articleBody").map(|element| element.inner_html().to_string());
    Found {
        is_article: true,
        url: value("url").or_else(|| value("mainEntityOfPage")).and_then(|url| page.article_address(&url)),
        title: value("headline").or_else(|| value("name")),
        lead: value("description"),
        body,
        published: value("datePublished"),
        updated: value("dateModified"),
        expires: value("expires"),
        source: persons("publisher").into_iter().next(),
        image: first("image").and_then(|image| address(&image)).and_then(|image| page.absolute(&image)),
        language: value("inLanguage"),
        status: value("creativeWorkStatus"),
        authors: persons("author"),
        rubrics: properties(&item, "articleSection").iter().filter_map(self::value).collect(),
        tags: properties(&item, "keywords")
            .iter()
            .filter_map(self::value)
            .flat_map(|words| words.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>())
            .filter(|word| !word.is_empty())
            .collect(),
        captions: Vec::new(),
    }
}

/// Elements with a property of this very item, not of one inside of it.
fn properties<'a>(item: &Selection<'a>, name: &str) -> Vec<Selection<'a>> {
    let own = item.nodes().first().map(|node| node.id);
    let with_property = item.select(&format!("[itemprop~={name}]"));
    let belongs = |element: &Selection<'_>| {
        let scope = element.ancestors(None).iter().find(|ancestor| ancestor.has_attr("itemscope"));
        scope.and_then(|scope| scope.nodes().first().map(|node| node.id)) == own
    };
    with_property.iter().filter(belongs).collect()
}

fn value(element: &Selection<'_>) -> Option<String> {
    ["content", "datetime", "href", "src"]
        .iter()
        .find_map(|name| attribute(element, name))
        .or_else(|| line(element))
}

/// The name of a person or an organisation.
fn named(element: &Selection<'_>) -> Option<String> {
    let name = element.select_single("[itemprop~=name]");
    if name.exists() { value_or_text(&name) } else { value_or_text(element) }
}

fn value_or_text(element: &Selection<'_>) -> Option<String> {
    attribute(element, "content").or_else(|| line(element))
}

fn address(element: &Selection<'_>) -> Option<String> {
    let inner = element.select_single("[itemprop~=url], [itemprop~=contentUrl]");
    if inner.exists() { value(&inner) } else { value(element).filter(|value| !value.contains(' ')) }
}
