//! What a source yields before anybody knows what its names mean, and how it becomes an article.
//!
//! Every property of an article goes by many names in the wild. [`ALIASES`] is the whole list;
//! where a record has several of them, the first in the list that has a value wins.
//! Names are compared without case, spaces, `_` and `-`, and with ё as е.
//! A value may be a string, a number, a list, or an object with a name or a text in it.
//! A list that is written as one string is cut at `;` and `|`, tags at commas as well.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use vestnik_schema::{Article, MAX_ID_BYTES, article_id};

use crate::source::Flaw;
use crate::{SkipReason, clean, dates};

/// A property of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Property {
    Id,
    Url,
    Title,
    Lead,
    Body,
    Captions,
    Rubrics,
    Tags,
    Authors,
    Source,
    Published,
    PublishedTime,
    Updated,
    Image,
    Language,
    Embargo,
    Expires,
    Withdrawn,
    Status,
}

const ALIASES: [(Property, &[&str]); 19] = [
    (Property::Id, &["id", "_id", "guid", "uid", "article_id", "news_id"]),
    (Property::Url, &["url", "link", "canonical_url", "permalink", "href", "ссылка", "адрес"]),
    (Property::Title, &["title", "headline", "заголовок", "название", "name"]),
    (
        Property::Lead,
        &[
            "lead",
            "description",
            "summary",
            "subtitle",
            "announce",
            "excerpt",
            "лид",
            "анонс",
            "подзаголовок",
        ],
    ),
    (
        Property::Body,
        &[
            "body",
            "text",
            "article_body",
            "content",
            "full_text",
            "content_html",
            "content_text",
            "текст",
            "содержание",
        ],
    ),
    (Property::Captions, &["captions", "caption", "image_caption", "подписи", "подпись"]),
    (
        Property::Rubrics,
        &[
            "rubrics",
            "rubric",
            "sections",
            "section",
            "topics",
            "topic",
            "categories",
            "category",
            "article_section",
            "рубрики",
            "рубрика",
            "раздел",
        ],
    ),
    (Property::Tags, &["tags", "tag", "keywords", "теги", "тег", "ключевые слова"]),
    (Property::Authors, &["authors", "author", "byline", "авторы", "автор"]),
    (Property::Source, &["source", "publisher", "outlet", "site", "источник", "издание"]),
    (
        Property::Published,
        &[
            "published_at",
            "published",
            "date_published",
            "publication_date",
            "pub_date",
            "date",
            "datetime",
            "timestamp",
            "created_at",
            "дата",
            "дата публикации",
        ],
    ),
    (Property::PublishedTime, &["time", "время"]),
    (Property::Updated, &["updated_at", "updated", "date_modified", "modified_at", "modified", "обновлено"]),
    (Property::Image, &["image", "picture", "image_url", "картинка", "изображение"]),
    (Property::Language, &["language", "lang", "in_language", "язык"]),
    (Property::Embargo, &["embargoed_until", "embargoed", "embargo", "эмбарго"]),
    (Property::Expires, &["expires_at", "expires", "expiration_date"]),
    (Property::Withdrawn, &["withdrawn", "retracted"]),
    (Property::Status, &["status", "pub_status", "creative_work_status", "статус"]),
];

/// Values of a status, in lower case, that take an article back.
const TAKEN_BACK: [&str; 12] = [
    "canceled",
    "cancelled",
    "deleted",
    "draft",
    "private",
    "retracted",
    "stat:canceled",
    "stat:withheld",
    "trash",
    "withdrawn",
    "withheld",
    "снято",
];

static BY_NAME: LazyLock<HashMap<String, (Property, usize)>> = LazyLock::new(|| {
    let each = |(property, names): &(Property, &'static [&'static str])| {
        let property = *property;
        names.iter().enumerate().map(move |(rank, name)| (plain_name(name), (property, rank)))
    };
    ALIASES.iter().flat_map(each).collect()
});

/// A leading `_` stays: `_id` is what a database adds beside an `id`.
fn plain_name(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}').trim();
    let letters = name
        .char_indices()
        .filter(|(at, letter)| !(letter.is_whitespace() || *letter == '-' || *letter == '_' && *at > 0));
    letters
        .flat_map(|(_, letter)| letter.to_lowercase())
        .map(|letter| if letter == 'ё' { 'е' } else { letter })
        .collect()
}

fn lookup(name: &str) -> Option<(Property, usize)> {
    BY_NAME.get(&plain_name(name)).copied()
}

/// Whether a name means any property of an article.
pub(crate) fn is_known_name(name: &str) -> bool {
    lookup(name).is_some()
}

/// Whether a name means a title or a text, without which there is no article.
pub(crate) fn names_content(name: &str) -> bool {
    matches!(lookup(name), Some((Property::Title | Property::Body, _)))
}

/// Whether a name means something that belongs to one article and not to a list of them.
pub(crate) fn names_one_article(name: &str) -> bool {
    matches!(lookup(name), Some((Property::Id | Property::Url | Property::Body | Property::Published, _)))
}

/// The values of one record, sorted by what they mean. Names that mean nothing here are dropped.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Record {
    values: Vec<(Property, usize, Value)>,
}

impl FromIterator<(String, Value)> for Record {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(fields: I) -> Self {
        let mut values: Vec<_> = fields
            .into_iter()
            .filter_map(|(name, value)| lookup(&name).map(|(property, rank)| (property, rank, value)))
            .filter(|(_, _, value)| !is_blank(value))
            .collect();
        values.sort_by_key(|(_, rank, _)| *rank);
        Self { values }
    }
}

impl Record {
    /// The record with this id in place of its own.
    pub(crate) fn with_id(mut self, id: &str) -> Self {
        self.values.retain(|(property, ..)| *property != Property::Id);
        self.values.push((Property::Id, 0, Value::String(id.to_owned())));
        self
    }

    /// An article with the properties that `changes` names, in place of its own. A blank value takes a property away;
    /// the id stays.
    pub(crate) fn patched(article: &Article, changes: Map<String, Value>) -> Self {
        let named: Vec<Property> =
            changes.keys().filter_map(|name| lookup(name).map(|(property, _)| property)).collect();
        let stays = |property: Property| property == Property::Id || !named.contains(&property);
        let mut record = match serde_json::to_value(article) {
            Ok(Value::Object(fields)) => fields.into_iter().collect(),
            _ => Self::default(),
        };
        record.values.retain(|(property, ..)| stays(*property));
        let changes: Self = changes.into_iter().collect();
        let changed = changes.values.into_iter().filter(|(property, ..)| *property != Property::Id);
        record.values.extend(changed);
        record
    }
}

/// An article and the dates in it that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Converted {
    pub(crate) article: Article,
    pub(crate) bad_dates: Vec<String>,
}

impl Record {
    /// Adds a value if the record says nothing of what its name means.
    pub(crate) fn complete(&mut self, name: &str, value: Option<Value>) {
        if let (Some((property, rank)), Some(value)) = (lookup(name), value)
            && !is_blank(&value)
            && self.first(property).is_none()
        {
            self.values.push((property, rank, value));
        }
    }

    /// Puts a value, if there is one, in place of all that the record says of what its name means.
    pub(crate) fn replace(&mut self, name: &str, value: Option<Value>) {
        if let (Some((property, _)), Some(_)) = (lookup(name), &value) {
            self.values.retain(|(found, _, _)| *found != property);
        }
        self.complete(name, value);
    }

    /// Makes the article. `zone` is that of dates without one.
    pub(crate) fn into_article(self, zone: &TimeZone) -> Result<Converted, Flaw> {
        let mut bad_dates = Vec::new();
        let mut article = Article {
            url: self.line(Property::Url),
            title: self.line(Property::Title).unwrap_or_default(),
            lead: self.text(Property::Lead),
            body: self.text(Property::Body),
            captions: self.list(Property::Captions, &[]),
            rubrics: self.list(Property::Rubrics, &[';', '|']),
            tags: self.list(Property::Tags, &[';', '|', ',']),
            authors: self.list(Property::Authors, &[';', '|']),
            source: self.line(Property::Source),
            published_at: self.moment(Property::Published, zone, &mut bad_dates),
            updated_at: self.moment(Property::Updated, zone, &mut bad_dates),
            image: self.first(Property::Image).and_then(address).map(|text| clean::line(&text)),
            language: self.line(Property::Language),
            embargoed_until: self.moment(Property::Embargo, zone, &mut bad_dates),
            expires_at: self.moment(Property::Expires, zone, &mut bad_dates),
            withdrawn: self.is_withdrawn(),
            id: String::new(),
        };
        if article.body.is_empty() && article.title.is_empty() {
            article.body = std::mem::take(&mut article.lead);
        }
        let names_article =
            article.withdrawn && (article.url.is_some() || self.first(Property::Id).is_some());
        if article.body.is_empty() && article.title.is_empty() && !names_article {
            return Err(Flaw::new(SkipReason::Empty, "neither a title nor a text"));
        }
        article.id = self.id()?.unwrap_or_else(|| made_id(&article));
        Ok(Converted { article, bad_dates })
    }

    fn all(&self, property: Property) -> impl Iterator<Item = &Value> {
        self.values.iter().filter(move |(found, _, _)| *found == property).map(|(_, _, value)| value)
    }

    fn first(&self, property: Property) -> Option<&Value> {
        self.all(property).next()
    }

    fn line(&self, property: Property) -> Option<String> {
        let mut lines = self.all(property).filter_map(flat_text).map(|text| clean::line(&text));
        lines.find(|line| !line.is_empty())
    }

    fn text(&self, property: Property) -> String {
        let mut texts = self.all(property).filter_map(flat_text).map(|text| clean::paragraphs(&text));
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }

    fn list(&self, property: Property, separators: &[char]) -> Vec<String> {
        let lists = self.all(property).map(|value| {
            let mut items = Vec::new();
            collect_items(value, separators, &mut items);
            items
        });
        lists.into_iter().find(|items| !items.is_empty()).unwrap_or_default()
    }

    fn moment(&self, property: Property, zone: &TimeZone, bad_dates: &mut Vec<String>) -> Option<Timestamp> {
        let mut bad = None;
        for value in self.all(property) {
            let moment = self.with_time(property, value, zone).or_else(|| dates::from_value(value, zone));
            if moment.is_some() {
                return moment;
            }
            bad = bad.or(Some(value));
        }
        bad_dates.extend(bad.map(|value| format!("`{}` is no date; indexed without it", shown(value))));
        None
    }

    fn is_withdrawn(&self) -> bool {
        let is_true = |value: &Value| match value {
            Value::Bool(value) => *value,
            Value::Number(number) => number.as_i64() == Some(1),
            Value::String(text) => matches!(text.trim().to_lowercase().as_str(), "true" | "1" | "yes" | "да"),
            Value::Array(_) | Value::Object(_) | Value::Null => false,
        };
        let is_taken_back = |text: String| TAKEN_BACK.contains(&text.to_lowercase().as_str());
        self.first(Property::Withdrawn).is_some_and(is_true)
            || self.line(Property::Status).is_some_and(is_taken_back)
    }

    /// Date and time of day in two columns.
    fn with_time(&self, property: Property, date: &Value, zone: &TimeZone) -> Option<Timestamp> {
        let time = self.first(Property::PublishedTime).filter(|_| property == Property::Published)?;
        dates::parse(&format!("{} {}", date.as_str()?.trim(), time.as_str()?.trim()), zone)
    }

    fn id(&self) -> Result<Option<String>, Flaw> {
        let Some(value) = self.first(Property::Id) else { return Ok(None) };
        let id = match value {
            Value::String(text) => clean::line(text),
            Value::Number(number) if !number.is_f64() => number.to_string(),
            Value::Object(fields) => match fields.get("$oid").or(fields.get("#text")) {
                Some(Value::String(text)) => clean::line(text),
                _ => return Err(bad_id("an object")),
            },
            Value::Number(_) => return Err(bad_id("a fraction or a number of more than 64 bits")),
            Value::Array(_) | Value::Bool(_) | Value::Null => return Err(bad_id("of another kind")),
        };
        if id.len() > MAX_ID_BYTES {
            let detail = format!("the id has {} bytes, {MAX_ID_BYTES} are allowed", id.len());
            return Err(Flaw::new(SkipReason::BadId, detail));
        }
        Ok(Some(id).filter(|id| !id.is_empty()))
    }
}

fn bad_id(what: &str) -> Flaw {
    Flaw::new(SkipReason::BadId, format!("the id must be a string or a whole number, it is {what}"))
}

/// Untitled articles are told apart by their texts: they would all be one article otherwise.
fn made_id(article: &Article) -> String {
    let title = if article.title.is_empty() { &article.body } else { &article.title };
    article_id(article.url.as_deref(), article.source.as_deref(), title, article.published_at)
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_blank),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The text of a value; the items of a list become paragraphs.
fn flat_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => Some(values.iter().filter_map(flat_text).collect::<Vec<_>>().join("\n\n")),
        Value::Object(fields) => {
            named_text(fields, &["name", "title", "text", "rendered", "value", "#text", "url"])
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// The address in a value: a string, or what an object calls its URL.
fn address(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().find_map(address),
        Value::Object(fields) => named_text(fields, &["url", "contentUrl", "src", "href"]),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn named_text(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| fields.get(*name).filter(|value| !is_blank(value)).and_then(flat_text))
}

fn collect_items(value: &Value, separators: &[char], items: &mut Vec<String>) {
    if let Value::Array(values) = value {
        // What is a list already needs no separators: its items may contain them.
        values.iter().for_each(|value| collect_items(value, &[], items));
        return;
    }
    let text = clean::line(&flat_text(value).unwrap_or_default());
    let parts: Vec<&str> = if separators.is_empty() { vec![&text] } else { text.split(separators).collect() };
    for part in parts {
        let part = part.trim();
        if !part.is_empty() && !items.iter().any(|item| item == part) {
            items.push(part.to_owned());
        }
    }
}

/// A value as a message shows it, cut short.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
