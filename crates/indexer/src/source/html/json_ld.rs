//! JSON-LD: what pages tell search engines of themselves, often carelessly.

use serde_json::{Map, Value};

use super::Found;
use super::page::Page;

/// Types of schema.org that are articles, beside all that end in `NewsArticle`.
const ARTICLES: [&str; 7] = [
    "Article",
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
    "TechArticle",
    "SocialMediaPosting",
    "ScholarlyArticle",
];
/// Objects inside of each other are followed so far.
const MAX_DEPTH: usize = 8;

pub(super) fn read(page: &Page) -> Found {
    let mut objects = Vec::new();
    let blocks: Vec<Value> = page
        .document
        .select("script[type]")
        .iter()
        .filter(|script| {
            script.attr("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
        })
        .filter_map(|script| parse(&script.text()))
        .collect();
    blocks.iter().for_each(|block| collect(block, 0, &mut objects));
    let articles = objects.iter().filter(|object| is_article(object));
    let article =
        articles.max_by_key(|object| (object.contains_key("headline"), object.contains_key("articleBody")));
    let mut found = article.map(|article| of_article(article, page)).unwrap_or_default();
    if found.rubrics.is_empty() {
        found.rubrics = objects.iter().find_map(|object| breadcrumb(object)).into_iter().collect();
    }
    found
}

fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = text.strip_prefix("<!--").and_then(|text| text.strip_suffix("-->")).unwrap_or(text).trim();
    let text = text.strip_prefix("//").map_or(text, str::trim);
    let text = text.strip_prefix("<![CDATA[").unwrap_or(text);
    let text = text.trim_end().strip_suffix("]]>").unwrap_or(text).trim_end().trim_end_matches("//");
    let text = text.trim().trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        // Line ends and tabs inside of strings, which JSON does not permit and templates produce.
        let harmless: String =
            text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let without_commas =
            harmless.replace(",}", "}").replace(", }", "}").replace(",]", "]").replace(", ]", "]");
        serde_json::from_str(&harmless).or_else(|_| serde_json::from_str(&without_commas)).ok()
    })
}

/// All objects that the page is about. Lists of other articles are not.
fn collect<'a>(value: &'a Value, depth: usize, objects: &mut Vec<&'a Map<String, Value>>) {
    match value {
        _ if depth > MAX_DEPTH => {}
        Value::Array(values) => values.iter().for_each(|value| collect(value, depth + 1, objects)),
        Value::Object(object) => {
            objects.push(object);
            for name in ["@graph", "mainEntity"] {
                object.get(name).into_iter().for_each(|inner| collect(inner, depth + 1, objects));
            }
        }
        _ => {}
    }
}

fn types(object: &Map<String, Value>) -> Vec<&str> {
    let types = match object.get("@type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    types.into_iter().map(|name| name.rsplit(['/', ':']).next().unwrap_or(name)).collect()
}

fn is_article(object: &Map<String, Value>) -> bool {
    types(object).iter().any(|name| ARTICLES.contains(name) || name.ends_with("NewsArticle"))
}

fn of_article(article: &Map<String, Value>, page: &Page) -> Found {
    let text = |name: &str| article.get(name).and_then(first_text);
    let address = |value: &Value| match value {
        Value::Object(object) => {
            ["@id", "url", "contentUrl"].iter().find_map(|name| object.get(*name)).and_then(first_text)
        }
        other => first_text(other),
    };
    let main_entity = article.get("mainEntityOfPage").and_then(address);
    let images: Vec<&Value> = article.get("image").into_iter().flat_map(all).collect();
    let caption = |image: &&Value| image.get("caption").and_then(first_text);
    Found {
        is_article: true,
        url: text("url").or(main_entity).and_then(|url| page.article_address(&url)),
        title: text("headline").or_else(|| text("name")),
        lead: text("description").or_else(|| text("alternativeHeadline")),
        body: text("articleBody").or_else(|| text("text")),
        published: text("datePublished").or_else(|| text("dateCreated")),
        updated: text("dateModified"),
        expires: text("expires"),
        source: article.get("publisher").and_then(|publisher| names(publisher).into_iter().next()),
        image: images.first().and_then(|image| address(image)).and_then(|image| page.absolute(&image)),
        language: article.get("inLanguage").and_then(language),
        status: text("creativeWorkStatus"),
        authors: article.get("author").map(names).unwrap_or_default(),
        rubrics: article.get("articleSection").map(texts).unwrap_or_default(),
        tags: article.get("keywords").map(keywords).unwrap_or_default(),
        captions: images.iter().filter_map(caption).collect(),
    }
}

fn all(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        other => vec![other],
    }
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(first_text),
        Value::Object(object) => {
            ["@value", "name", "@id", "url"].iter().find_map(|name| first_text(object.get(*name)?))
        }
        Value::Bool(_) | Value::Null => None,
    }
}

fn texts(value: &Value) -> Vec<String> {
    all(value).into_iter().filter_map(first_text).collect()
}

fn keywords(value: &Value) -> Vec<String> {
    let separate =
        |text: String| text.split([',', ';']).map(str::trim).map(str::to_owned).collect::<Vec<_>>();
    texts(value).into_iter().flat_map(separate).filter(|word| !word.is_empty()).collect()
}

/// Names of people and organisations. A bare address is none.
fn names(value: &Value) -> Vec<String> {
    let name = |value: &Value| match value {
        Value::Object(object) => object.get("name").and_then(first_text),
        other => first_text(other),
    };
    all(value).into_iter().filter_map(name).filter(|name| !name.starts_with("http")).collect()
}

fn language(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("alternateName").or(object.get("name")).and_then(first_text),
        other => first_text(other),
    }
}

/// The section that a trail of links leads through: the last but the page itself, unless that is the front page.
fn breadcrumb(object: &Map<String, Value>) -> Option<String> {
    if !types(object).contains(&"BreadcrumbList") {
        return None;
    }
    let name = |item: &Value| {
        let own = item.get("name").and_then(first_text);
        own.or_else(|| item.get("item")?.get("name").and_then(first_text))
    };
    let trail: Vec<String> = all(object.get("itemListElement")?).into_iter().filter_map(name).collect();
    (trail.len() >= 3).then(|| trail[trail.len() - 2].clone())
}
