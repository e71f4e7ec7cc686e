//! RSS 0.90 to 2.0, RSS 1.0 in RDF, Atom 0.3 and 1.0, with what Russian newsrooms add to them.
//!
//! The elements of all dialects are looked for in every item, because feeds mix them.

use std::io::{self, BufRead};

use vestnik_schema::canonical_url;

use super::fields::{Fields, authors};
use super::fragment::Fragment;
use super::xml::{Element, Items, Space, escape, resolve};
use super::{Flaw, Sink};
use crate::clean;
use crate::record::Record;

/// Reads the articles of a feed.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut items = Items::new(input, &["item", "entry"]);
    while let Some((line, item)) = items.next()? {
        let found: Result<Record, Flaw> = item.map(|item| Entry::new(&item, &items).into_record());
        if sink(line, found).is_break() {
            break;
        }
    }
    Ok(())
}

/// An item or an entry, and what its feed says of all of them.
struct Entry<'a> {
    element: &'a Element,
    channel: &'a Element,
    base: Option<String>,
    language: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn new(element: &'a Element, items: &'a Items<'_>) -> Self {
        let head = items.head();
        let channel = own(head, "channel").unwrap_or(head);
        let around = items.base().map(str::to_owned).or_else(|| page_of(channel, None));
        let base = match element.attribute_of(Space::Xml, "base") {
            Some(inner) => Some(resolve(around.as_deref(), inner)),
            None => around,
        };
        let language = element.attribute_of(Space::Xml, "lang").or(items.language());
        Self { element, channel, base, language }
    }

    fn into_record(self) -> Record {
        let mut fields = Fields::default();
        let url = self.url();
        fields.text("id", self.id(url.as_deref()));
        fields.text("url", url);
        fields.text("title", self.title());
        let texts = self.texts();
        fields.text("lead", texts.lead);
        fields.text("body", texts.body.html);
        fields.list("captions", texts.body.captions.into_iter().chain(self.captions()));
        let (rubrics, tags) = self.categories();
        fields.list("rubrics", rubrics);
        fields.list("tags", tags);
        fields.list("authors", self.authors());
        fields.text("source", self.source());
        let (published, updated) = self.dates();
        published.into_iter().for_each(|date| fields.text("published_at", date));
        updated.into_iter().for_each(|date| fields.text("updated_at", date));
        fields.text("image", self.image().map(|address| self.resolve(&address)));
        fields.text("language", self.language());
        fields.into_record()
    }

    fn resolve(&self, address: &str) -> String {
        resolve(self.base.as_deref(), address)
    }

    fn url(&self) -> Option<String> {
        let about = || Some(self.element.attribute_of(Space::Other, "about")?.to_owned());
        let guid = || own(self.element, "guid").filter(|guid| is_permalink(guid)).map(Element::text);
        page_of(self.element, self.base.as_deref())
            .or_else(|| guid().map(|address| self.resolve(&address)))
            .or_else(|| about().map(|address| self.resolve(&address)))
            .filter(|url| !is_site(url))
    }

    /// What the feed calls the item, unless that is only its address once more.
    fn id(&self, url: Option<&str>) -> Option<String> {
        let id = own_text(self.element, "guid").or_else(|| own_text(self.element, "id"))?;
        let same = canonical_url(&id).is_some_and(|page| url.and_then(canonical_url) == Some(page));
        (!same && url != Some(&id) && !is_site(&id)).then_some(id)
    }

    fn title(&self) -> Option<String> {
        let title = own(self.element, "title").map(html_of);
        title
            .filter(|title| !title.trim().is_empty())
            .or_else(|| self.element.child_text(Space::Dc, "title"))
            .or_else(|| self.element.child_text(Space::Media, "title"))
    }

    /// The longest text is the body. A summary that says no less is that body.
    fn texts(&self) -> Texts {
        let named = |names: &[&str], spaces: &[Space]| {
            let is_named = |child: &&Element| names.contains(&&*child.name) && spaces.contains(&child.space);
            self.element.children().filter(is_named).map(|child| Fragment::read(&html_of(child))).collect()
        };
        let own_spaces = [Space::Plain, Space::Atom];
        let mut bodies: Vec<Fragment> = named(&["encoded", "content"], &[Space::Content, Space::Turbo]);
        bodies.extend(named(
            &["content", "content_html", "fulltext", "full-text", "yandex-fulltext"],
            &own_spaces,
        ));
        bodies.extend(named(&["full-text", "fulltext", "yandex-fulltext"], &[Space::Yandex, Space::Other]));
        let mut leads: Vec<Fragment> = named(&["description", "summary", "subtitle", "tagline"], &own_spaces);
        leads.extend(named(&["anons"], &[Space::Yandex, Space::Other]));
        leads.extend(named(&["description", "abstract"], &[Space::Dc, Space::DcTerms]));
        let media = self.media();
        let of_all = media.iter().filter(|media| media.name != "content");
        let told = of_all.filter_map(|media| media.child_text(Space::Media, "description"));
        leads.extend(told.map(|text| Fragment::read(&text)));
        Texts::choose(bodies, leads)
    }

    /// The item and what in it groups media.
    fn media(&self) -> Vec<&'a Element> {
        let mut found: Vec<&Element> = vec![self.element];
        for group in self.element.all(Space::Media, "group") {
            found.push(group);
        }
        let contents: Vec<&Element> =
            found.iter().flat_map(|element| element.all(Space::Media, "content")).collect();
        found.extend(contents);
        found
    }

    fn captions(&self) -> Vec<String> {
        let has_text = own(self.element, "description").or_else(|| own(self.element, "content")).is_some();
        let of_media = |element: &&Element| {
            let text = ["description", "text"].iter().find_map(|name| element.child_text(Space::Media, name));
            let text = text.filter(|_| has_text || element.name == "content");
            captioned(text, element.child_text(Space::Media, "credit"))
        };
        let of_image = |image: &Element| {
            let credit = image.child_text(Space::Other, "copyright");
            captioned(image.child_text(Space::Other, "description"), credit)
        };
        let media = self.media();
        let images = self.element.all(Space::Other, "image").filter_map(of_image);
        media.iter().filter_map(of_media).chain(images).collect()
    }

    fn image(&self) -> Option<String> {
        let is_picture = |element: &&Element| {
            let kind = element.attribute("medium").or(element.attribute("type")).unwrap_or_default();
            kind.starts_with("image")
                || kind.is_empty() && element.attribute("url").is_some_and(is_picture_name)
        };
        let url =
            |element: &Element| element.attribute("url").or(element.attribute("href")).map(str::to_owned);
        let media = self.media();
        let contents = media.iter().filter(|element| element.name == "content").copied();
        let enclosures = self.element.all(Space::Plain, "enclosure");
        let linked = |link: &&Element| link.name == "link" && link.attribute("rel") == Some("enclosure");
        let links = self.element.children().filter(linked);
        let mut pictures = contents.chain(enclosures).chain(links).filter(is_picture).filter_map(url);
        let thumbnails =
            || media.iter().flat_map(|element| element.all(Space::Media, "thumbnail")).find_map(url);
        let own_image = || {
            let image = own(self.element, "image")?;
            Some(own_text(image, "url").unwrap_or_else(|| image.text())).filter(|url| !url.trim().is_empty())
        };
        pictures.next().or_else(thumbnails).or_else(own_image)
    }

    /// Rubrics and tags. A scheme that speaks of tags or keywords makes a category a tag.
    fn categories(&self) -> (Vec<String>, Vec<String>) {
        let (mut rubrics, mut tags) = (Vec::new(), Vec::new());
        for child in self.element.children() {
            let name = match (child.space, &*child.name) {
                (Space::Plain | Space::Atom, "category") => {
                    let label = child.attribute("label").or(child.attribute("term")).map(str::to_owned);
                    label.unwrap_or_else(|| child.text())
                }
                (Space::Dc, "subject") => child.text(),
                (Space::Plain | Space::Other | Space::Yandex, "tag") => {
                    tags.push(child.text());
                    continue;
                }
                (Space::Plain | Space::Media | Space::News, "keywords") => {
                    tags.extend(child.text().split([',', ';']).map(str::to_owned));
                    continue;
                }
                _ => continue,
            };
            let scheme =
                child.attribute("domain").or(child.attribute("scheme")).unwrap_or_default().to_lowercase();
            let is_tag = scheme.contains("tag") || scheme.contains("keyword");
            if is_tag { &mut tags } else { &mut rubrics }.push(name);
        }
        (rubrics, tags)
    }

    fn authors(&self) -> Vec<String> {
        let named = |element: &Element| {
            let mut found = Vec::new();
            for child in element.children() {
                match (child.space, &*child.name) {
                    (Space::Dc, "creator") => found.extend(authors(&child.text())),
                    (Space::Atom | Space::Plain | Space::Yandex, "author" | "contributor") => {
                        let name = own_text(child, "name").unwrap_or_else(|| child.text());
                        found.extend(authors(&name));
                    }
                    _ => {}
                }
            }
            found
        };
        let found = named(self.element);
        // Of a feed only Atom means the author of the entries.
        let of_feed = || if self.channel.space == Space::Atom { named(self.channel) } else { Vec::new() };
        if found.is_empty() { of_feed() } else { found }
    }

    fn source(&self) -> Option<String> {
        let source = own(self.element, "source")
            .map(|source| own_text(source, "title").unwrap_or_else(|| source.text()));
        source
            .filter(|title| !title.trim().is_empty())
            .or_else(|| own(self.channel, "title").map(html_of))
            .or_else(|| self.channel.child_text(Space::Dc, "publisher"))
    }

    /// All that states the publication and the last change, the best first; the first that can be read counts.
    /// Atom demands only the latter, which has to do for both then.
    fn dates(&self) -> (Vec<String>, Vec<String>) {
        let named = |space: Space, names: &[&str]| -> Vec<String> {
            names.iter().filter_map(|name| self.element.child_text(space, name)).collect()
        };
        let own = |names: &[&str]| -> Vec<String> {
            names.iter().filter_map(|name| own_text(self.element, name)).collect()
        };
        let mut published = own(&["pubDate", "published", "issued", "created"]);
        published.extend(named(Space::Dc, &["date"]));
        published.extend(named(Space::DcTerms, &["issued", "created", "available", "date"]));
        let mut updated = own(&["updated", "modified", "lastBuildDate"]);
        updated.extend(named(Space::DcTerms, &["modified"]));
        updated.extend(named(Space::Other, &["newsModifDate"]));
        if published.is_empty() {
            published.clone_from(&updated);
        }
        (published, updated)
    }

    fn language(&self) -> Option<String> {
        let stated = self.element.child_text(Space::Dc, "language").or(self.language.map(str::to_owned));
        stated
            .or_else(|| own_text(self.channel, "language"))
            .or_else(|| self.channel.child_text(Space::Dc, "language"))
    }
}

struct Texts {
    lead: Option<String>,
    body: Fragment,
}

impl Texts {
    fn choose(bodies: Vec<Fragment>, leads: Vec<Fragment>) -> Self {
        let read = |fragment: Fragment| (clean::paragraphs(&fragment.html), fragment);
        let body = bodies.into_iter().map(read).rev().max_by_key(|(text, _)| text.len());
        let (body_text, mut body) = body.unwrap_or_default();
        let lead = leads.into_iter().map(read).find(|(text, _)| !text.is_empty());
        let Some((text, lead)) = lead else { return Self { lead: None, body } };
        if text == body_text {
            Self { lead: None, body }
        } else if body_text.is_empty() {
            body.captions.extend(lead.captions);
            Self { lead: Some(lead.html), body: Fragment { html: String::new(), ..body } }
        } else if text.len() > body_text.len() {
            Self { lead: Some(body.html), body: lead }
        } else {
            Self { lead: Some(lead.html), body }
        }
    }
}

/// A caption with the credit behind it.
fn captioned(text: Option<String>, credit: Option<String>) -> Option<String> {
    match (text, credit) {
        (Some(text), Some(credit)) => Some(format!("{text} ({credit})")),
        (text, credit) => text.or(credit),
    }
}

/// A child in the vocabulary of feeds.
fn own<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    element.children().find(|child| child.name == name && matches!(child.space, Space::Plain | Space::Atom))
}

fn own_text(element: &Element, name: &str) -> Option<String> {
    Some(own(element, name)?.text().trim().to_owned()).filter(|text| !text.is_empty())
}

/// The page that an item or a feed is of.
fn page_of(element: &Element, base: Option<&str>) -> Option<String> {
    let is_link =
        |child: &&Element| child.name == "link" && matches!(child.space, Space::Plain | Space::Atom);
    let rank = |link: &&Element| match (link.attribute("rel"), link.attribute("type")) {
        (None | Some("alternate"), None | Some("text/html")) => Some(0),
        (None | Some("alternate"), Some(_)) => Some(1),
        _ => None,
    };
    let address =
        |link: &Element| link.attribute("href").map_or_else(|| link.text().trim().to_owned(), str::to_owned);
    let links =
        element.children().filter(is_link).filter(|link| rank(link).is_some() && !address(link).is_empty());
    let link = links.min_by_key(rank)?;
    let base = match link.attribute_of(Space::Xml, "base") {
        Some(inner) => Some(resolve(base, inner)),
        None => base.map(str::to_owned),
    };
    Some(resolve(base.as_deref(), &address(link)))
}

/// RSS calls every `guid` an address that does not say otherwise; many are none.
fn is_permalink(guid: &Element) -> bool {
    let text = guid.text();
    let is_address = text.trim_start().starts_with("http://") || text.trim_start().starts_with("https://");
    is_address && guid.attribute("isPermaLink").is_none_or(|value| !value.eq_ignore_ascii_case("false"))
}

/// The address of a whole site, which some feeds give to every item, tells no articles apart.
fn is_site(address: &str) -> bool {
    let is_address = address.starts_with("http://") || address.starts_with("https://");
    is_address && canonical_url(address).is_none()
}

fn is_picture_name(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"].iter().any(|ending| path.ends_with(ending))
}

/// The content of a text element as HTML. Only Atom says what it is; all others mean HTML.
fn html_of(element: &Element) -> String {
    let kind = element.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let is_tree = element.children().next().is_some();
    match (element.space, kind.as_str()) {
        _ if is_tree => element.inner_html(),
        (Space::Atom, "text" | "text/plain") if element.attribute("mode") != Some("escaped") => {
            escape(&element.text())
        }
        (Space::Atom, kind) if kind.contains('/') && !kind.starts_with("text/") && !kind.contains("html") => {
            String::new()
        }
        _ => element.text(),
    }
}

#[cfg(test)]
#[path = "feed_tests.rs"]
mod tests;
