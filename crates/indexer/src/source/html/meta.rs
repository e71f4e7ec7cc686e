//! What stands in the head of a page and in a few telling elements.

use super::Found;
use super::page::{Page, attribute, line};

pub(super) fn read(page: &Page) -> Found {
    let metas: Vec<(String, String)> = page
        .document
        .select("meta[content]")
        .iter()
        .filter_map(|meta| {
            let name = attribute(&meta, "property").or_else(|| attribute(&meta, "name"))?;
            Some((name.to_ascii_lowercase(), attribute(&meta, "content")?))
        })
        .collect();
    let values = |wanted: &str| -> Vec<String> {
        metas.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
    };
    let first = |wanted: &[&str]| wanted.iter().find_map(|name| values(name).into_iter().next());
    let element = |selector: &str| page.document.select(selector).iter().next();
    let link = |selector: &str| element(selector).and_then(|link| attribute(&link, "href"));
    let site = first(&["og:site_name", "application-name"]);
    let canonical = link("link[rel~=canonical]").and_then(|url| page.article_address(&url));
    let open_graph = first(&["og:url"]).and_then(|url| page.article_address(&url));
    let is_name = |name: &String| !name.contains("://") && !name.starts_with('@');
    let authors: Vec<String> =
        ["article:author", "author", "dc.creator", "parsely-author", "mediator_author"]
            .iter()
            .map(|name| values(name).into_iter().filter(is_name).collect::<Vec<_>>())
            .find(|names| !names.is_empty())
            .unwrap_or_else(|| {
                page.document
                    .select("[rel~=author]")
                    .iter()
                    .filter_map(|author| line(&author))
                    .take(5)
                    .collect()
            });
    let times = page.document.select("time[datetime]");
    let time = times.iter().find_map(|time| attribute(&time, "datetime"));
    let title = element("title").and_then(|title| line(&title));
    Found {
        is_article: first(&["og:type"]).is_some_and(|kind| kind.to_ascii_lowercase().contains("article"))
            || first(&["article:published_time"]).is_some(),
        url: canonical.or(open_graph).or_else(|| page.own_address()),
        title: first(&["og:title", "twitter:title", "dc.title", "parsely-title", "mediator_title"])
            .map(|title| without_site(&title, site.as_deref()))
            .or_else(|| element("h1").and_then(|title| line(&title)))
            .or_else(|| title.map(|title| without_site(&title, site.as_deref()))),
        lead: first(&["og:description", "description", "twitter:description", "dc.description"]),
        body: None,
        published: first(&[
            "article:published_time",
            "og:article:published_time",
            "dc.date.issued",
            "dc.date",
            "dcterms.created",
            "parsely-pub-date",
            "mediator_published_time",
            "pubdate",
            "date",
        ])
        .or(time),
        updated: first(&["article:modified_time", "og:updated_time", "dcterms.modified", "last-modified"]),
        expires: first(&["article:expiration_time"]),
        source: site,
        image: first(&["og:image", "og:image:url", "twitter:image"]).and_then(|image| page.absolute(&image)),
        language: element("html[lang]").and_then(|html| attribute(&html, "lang")),
        status: None,
        authors,
        rubrics: first(&["article:section", "parsely-section", "mediator_theme"]).into_iter().collect(),
        tags: tags(&values("article:tag"), first(&["news_keywords", "parsely-tags"])),
        captions: Vec::new(),
    }
}

fn tags(each: &[String], line: Option<String>) -> Vec<String> {
    let split = |text: &str| text.split(',').map(|tag| tag.trim().to_owned()).collect::<Vec<_>>();
    let mut tags: Vec<String> = each.iter().flat_map(|text| split(text)).collect();
    if tags.is_empty() {
        tags = line.map(|line| split(&line)).unwrap_or_default();
    }
    tags.retain(|tag| !tag.is_empty());
    tags
}

/// A title without the name of the site behind it.
fn without_site(title: &str, site: Option<&str>) -> String {
    let Some(site) = site.filter(|site| !site.is_empty()) else { return title.to_owned() };
    let rest = title.strip_suffix(site).map(str::trim_end);
    let bare = rest.and_then(|rest| rest.strip_suffix(['|', '—', '–', '-', ':', '/', '·', '•']));
    bare.map(str::trim).filter(|bare| !bare.is_empty()).unwrap_or(title).to_owned()
}
