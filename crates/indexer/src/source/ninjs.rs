//! IPTC ninjs 1.x, 2.x and 3.x: an article as one JSON object. Names are compared without case and `_`,
//! so that `body_html`, `bodyHtml` and `versioncreated`, `versionCreated` are each one.

use serde_json::{Map, Value};

use super::fields::{Fields, authors};
use super::fragment::Fragment;
use super::xml::escape;
use crate::record::Record;

/// Names that only ninjs has beside `uri`.
const OWN_NAMES: [&str; 10] = [
    "versioncreated",
    "pubstatus",
    "bodyhtml",
    "bodytext",
    "bodyxhtml",
    "bodies",
    "headlines",
    "descriptiontext",
    "associations",
    "renditions",
];

/// Whether an object is an item of ninjs.
pub(super) fn is_ninjs(fields: &Map<String, Value>) -> bool {
    fields.get("uri").is_some_and(Value::is_string)
        && fields.keys().any(|name| OWN_NAMES.contains(&&*plain(name)))
}

fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

/// The record of an item; `None` is a picture or anything else without a text.
pub(super) fn to_record(fields: &Map<String, Value>) -> Option<Record> {
    let item = Item::new(fields);
    let kind = item.text(&["type"]).unwrap_or_default();
    if !matches!(kind.as_str(), "" | "text" | "composite" | "article") {
        return None;
    }
    let mut fields = Fields::default();
    let uri = item.text(&["uri"]);
    fields.text("url", item.url().or_else(|| uri.clone().filter(|uri| uri.starts_with("http"))));
    fields.text("id", uri);
    fields.text("status", item.text(&["pubstatus"]));
    fields.text("embargoed_until", item.text(&["embargoeduntil", "embargoed"]));
    fields.text("expires_at", item.text(&["expires"]));
    let version = item.text(&["versioncreated"]);
    let created = item.text(&["firstcreated", "contentcreated"]);
    fields.text("published_at", created.or_else(|| version.clone()));
    fields.text("updated_at", version);
    fields.text("language", item.text(&["language"]));
    fields.text("source", item.names(&["infosource", "infosources"]).into_iter().next());
    item.add_texts(&mut fields);
    item.add_subjects(&mut fields);
    Some(fields.into_record())
}

/// The fields of an item by their plain names.
struct Item<'a>(Vec<(String, &'a Value)>);

impl<'a> Item<'a> {
    fn new(fields: &'a Map<String, Value>) -> Self {
        Self(fields.iter().map(|(name, value)| (plain(name), value)).collect())
    }

    /// The first of several names that has a value.
    fn get(&self, names: &[&str]) -> Option<&'a Value> {
        let found = |name: &&str| self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        names.iter().find_map(found)
    }

    fn text(&self, names: &[&str]) -> Option<String> {
        let texts = names.iter().filter_map(|name| match self.get(&[name])? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        texts.into_iter().find(|text| !text.is_empty())
    }

    /// The objects of a list, or of an object whose values they are; each with the name it has there.
    fn parts(&self, names: &[&str]) -> Vec<(String, Self)> {
        let mut found = Vec::new();
        for value in names.iter().filter_map(|name| self.get(&[name])) {
            match value {
                Value::Array(values) => {
                    let objects = values.iter().filter_map(Value::as_object).map(Item::new);
                    found
                        .extend(objects.map(|item| (item.text(&["name", "role"]).unwrap_or_default(), item)));
                }
                Value::Object(fields) => found.extend(
                    fields
                        .iter()
                        .filter_map(|(name, value)| Some((name.clone(), Item::new(value.as_object()?)))),
                ),
                _ => {}
            }
        }
        found
    }

    /// What the objects of a list are called, best in Russian.
    fn names(&self, names: &[&str]) -> Vec<String> {
        self.parts(names).iter().filter_map(|(_, part)| part.name()).collect()
    }

    fn name(&self) -> Option<String> {
        let translations = self.parts(&["names"]);
        let is_russian = |(_, name): &&(String, Item<'_>)| {
            name.text(&["language"]).is_some_and(|language| language.to_lowercase().starts_with("ru"))
        };
        let translated = translations.iter().find(is_russian).or(translations.first());
        self.text(&["name"])
            .or_else(|| translated?.1.text(&["value", "name"]))
            .or_else(|| self.text(&["literal"]))
    }

    /// The texts of a field of ninjs 1, or of the objects of later versions, by their roles; all as HTML,
    /// those that are HTML already before plain ones. Agencies add their own XML to it, which is left out.
    fn html(&self, prefix: &str, list: &str) -> Vec<(String, String)> {
        let named = |kind: &str| self.text(&[&format!("{prefix}{kind}")]);
        let mut found = Vec::new();
        found.extend(named("html").or_else(|| named("xhtml")).map(|html| (String::new(), html)));
        found.extend(named("text").or_else(|| named("")).map(|text| (String::new(), escape(&text))));
        let is_html = |part: &Item<'_>| part.text(&["contenttype"]).is_some_and(|kind| kind.contains("html"));
        let is_plain = |part: &Item<'_>| part.text(&["contenttype"]).is_none_or(|kind| kind == "text/plain");
        let (rich, other): (Vec<_>, Vec<_>) =
            self.parts(&[list]).into_iter().map(|(_, part)| part).partition(is_html);
        for part in rich.into_iter().chain(other.into_iter().filter(is_plain)) {
            let Some(value) = part.text(&["value"]) else { continue };
            let html = if is_html(&part) { value } else { escape(&value) };
            found.push((part.text(&["role"]).unwrap_or_default(), html));
        }
        found
    }

    /// The longest body; HTML is taken although plain text beside it repeats the headline, because it has paragraphs.
    fn body(&self) -> Fragment {
        let bodies = self.html("body", "bodies").into_iter().filter(|(role, _)| !is_caption(role));
        let bodies: Vec<Fragment> = bodies.map(|(_, html)| Fragment::read(&html)).collect();
        let longest = bodies.iter().map(Fragment::text_len).max().unwrap_or(0);
        bodies.into_iter().find(|body| body.text_len() * 5 >= longest * 4).unwrap_or_default()
    }

    fn add_texts(&self, fields: &mut Fields) {
        let is_main = |role: &str| role.is_empty() || role.ends_with("main");
        let titles = self.html("headline", "headlines");
        let title = titles.iter().find(|(role, _)| is_main(role)).or(titles.first());
        fields.text("title", title.map(|(_, title)| title.clone()).or_else(|| self.text(&["title"])));
        let leads = self.html("description", "descriptions");
        let lead = leads.iter().find(|(role, _)| !is_caption(role));
        fields.text("lead", lead.map(|(_, lead)| lead.clone()));
        let body = self.body();
        fields.text("body", body.html);
        let pictures: Vec<_> =
            self.parts(&["associations"]).into_iter().filter(|(_, part)| part.is_picture()).collect();
        let captions = pictures.iter().filter_map(|(_, picture)| picture.caption());
        fields.list("captions", body.captions.into_iter().chain(captions));
        let image = pictures.iter().find_map(|(_, picture)| picture.rendition());
        fields.text("image", image.or_else(|| self.rendition()));
        let by = self.text(&["byline", "by"]).map(|line| authors(&line)).unwrap_or_default();
        fields.list("authors", if by.is_empty() { self.names(&["creator", "creators"]) } else { by });
    }

    /// Topics are rubrics; people, places, companies and what else an article is about are tags.
    fn add_subjects(&self, fields: &mut Fields) {
        let (mut rubrics, mut tags) = (Vec::new(), Vec::new());
        for (_, subject) in self.parts(&["subject", "subjects", "mediatopics"]) {
            let scheme = subject.text(&["scheme"]).or_else(|| subject.text(&["uri"])).unwrap_or_default();
            let is_tag = ["keyword", "tag", "person", "place", "organisation"]
                .iter()
                .any(|kind| scheme.contains(kind));
            if is_tag { &mut tags } else { &mut rubrics }.extend(subject.name());
        }
        tags.extend(self.names(&[
            "person",
            "people",
            "organisation",
            "organisations",
            "place",
            "places",
            "event",
            "events",
        ]));
        if let Some(Value::Array(words)) = self.get(&["keywords", "keyword"]) {
            tags.extend(words.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        fields.list("rubrics", rubrics);
        fields.list("tags", tags);
    }

    /// The page of the article, among its other identifiers.
    fn url(&self) -> Option<String> {
        let is_address = |text: &String| text.starts_with("https://") || text.starts_with("http://");
        let named = match self.get(&["altids"]) {
            Some(Value::Object(ids)) => {
                ids.values().filter_map(Value::as_str).map(str::to_owned).find(is_address)
            }
            Some(Value::Array(ids)) => ids
                .iter()
                .filter_map(Value::as_object)
                .filter_map(|id| Item::new(id).text(&["value", "id"]))
                .find(is_address),
            _ => None,
        };
        self.text(&["canonicalurl", "url", "weburl"]).or(named)
    }

    fn is_picture(&self) -> bool {
        match self.text(&["type"]) {
            Some(kind) => matches!(kind.as_str(), "picture" | "graphic"),
            None => self.get(&["renditions"]).is_some(),
        }
    }

    fn caption(&self) -> Option<String> {
        let texts = self.html("description", "descriptions");
        let text = texts.into_iter().next().or_else(|| self.html("headline", "headlines").into_iter().next());
        let credit = self.text(&["byline", "by", "creditline"]);
        match (text, credit) {
            (Some((_, text)), Some(credit)) if !text.contains(&credit) => {
                Some(format!("{text} ({})", escape(&credit)))
            }
            (Some((_, text)), _) => Some(text),
            (None, credit) => credit,
        }
    }

    /// The address of the widest picture.
    fn rendition(&self) -> Option<String> {
        let is_picture = |item: &Item<'_>| {
            item.text(&["mimetype", "contenttype"]).is_none_or(|kind| kind.starts_with("image/"))
        };
        let width = |item: &Item<'_>| item.get(&["width"]).and_then(Value::as_u64).unwrap_or(0);
        let renditions = self.parts(&["renditions"]).into_iter().map(|(_, item)| item);
        let pictures = renditions.filter(|item| is_picture(item) && item.text(&["href"]).is_some());
        pictures.max_by_key(width)?.text(&["href"])
    }
}

fn is_caption(role: &str) -> bool {
    role.ends_with("caption")
}

#[cfg(test)]
#[path = "ninjs_tests.rs"]
mod tests;
