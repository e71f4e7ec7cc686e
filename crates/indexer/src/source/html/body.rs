//! The text of a page without everything around it.

use dom_query::{Document, Selection};
use dom_smoothie::{Config, Readability};

use super::page::{Page, line};
use crate::source::fragment::Fragment;

/// What is taken out of every page before its text is looked for.
const NO_TEXT: &str = "script, style, noscript, template, iframe, form, button, select, nav, aside, footer, svg, \
     amp-ad, amp-embed, amp-analytics, amp-social-share, amp-sidebar";
/// Words of `class` and `id` of what stands in or around a text and does not belong to it.
const APART: [&str; 27] = [
    "ad",
    "ads",
    "adfox",
    "adv",
    "advert",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "inject",
    "newsletter",
    "promo",
    "readalso",
    "recommend",
    "recommendations",
    "related",
    "seealso",
    "share",
    "sharing",
    "social",
    "subscribe",
    "subscription",
    "tags",
    "teaser",
    "teasers",
    "telegram",
];
/// How paragraphs begin that lead elsewhere.
const LEADS_AWAY: [&str; 12] = [
    "читайте также",
    "читайте в",
    "читать также",
    "смотрите также",
    "см. также",
    "материалы по теме",
    "подписывайтесь",
    "подпишитесь",
    "больше новостей",
    "следите за новостями",
    "наш канал",
    "реклама",
];
/// Longest paragraph of this kind: a longer one has something to say.
const MAX_LEADING_AWAY_CHARS: usize = 200;
/// Letters of text below which a page that does not say that it is an article is none.
const MIN_UNSTATED_CHARS: usize = 250;

/// The text of a page.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) html: Option<String>,
    pub(super) captions: Vec<String>,
    /// There is too little text, or too much of it is links.
    pub(super) is_listing: bool,
}

/// What stands under the pictures of the article. They are taken out of the page.
pub(super) fn captions(page: &Page) -> Vec<String> {
    let all = page.document.select("figcaption, [itemprop~=caption], .wp-caption-text");
    let in_article = page.document.select("article, main, [itemprop~=articleBody]");
    let of_article = in_article.select("figcaption, [itemprop~=caption], .wp-caption-text");
    let wanted = if of_article.exists() { of_article } else { all };
    let mut captions: Vec<String> = Vec::new();
    for caption in wanted.iter().filter_map(|caption| line(&caption)) {
        if !captions.contains(&caption) {
            captions.push(caption);
        }
    }
    page.document.select("figcaption, [itemprop~=caption], .wp-caption-text").remove();
    captions
}

/// Finds the text, unless it is stated.
pub(super) fn read(page: Page, stated: Option<String>) -> Body {
    if let Some(stated) = stated {
        let is_html = stated.contains('<');
        let html = if is_html { cleaned_fragment(&stated) } else { stated };
        let Fragment { html, captions } = Fragment::read(&html);
        return Body { html: Some(html), captions, is_listing: false };
    }
    clean(&page.document);
    let text_chars = page.document.body().map_or(0, |body| letters(&body.text()));
    let links: usize = page.document.select("a").iter().map(|link| letters(&link.text())).sum();
    let is_listing = text_chars < MIN_UNSTATED_CHARS || links * 2 > text_chars;
    let config = Config { disable_json_ld: true, max_elements_to_parse: 200_000, ..Config::default() };
    let article =
        Readability::with_document(page.document, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(article) = article else { return Body { is_listing: true, ..Body::default() } };
    let Fragment { html, captions } = Fragment::read(&article.content);
    let is_empty = letters(&crate::clean::paragraphs(&html)) == 0;
    Body { html: (!is_empty).then_some(html), captions, is_listing }
}

fn cleaned_fragment(html: &str) -> String {
    let document = Document::fragment(html);
    clean(&document);
    document.html_root().inner_html().to_string()
}

fn clean(document: &Document) {
    document.select(NO_TEXT).remove();
    let whole = letters(&document.text());
    for element in document.select("[class], [id]").iter() {
        // A whole page may be called by such a name, and so may a text about it.
        if is_apart(&element) && !element.select("h1, [itemprop~=articleBody]").exists() {
            let part = letters(&element.text());
            if part * 3 < whole {
                element.remove();
            }
        }
    }
    for paragraph in document.select("p, div, li, blockquote, h2, h3, h4, strong").iter() {
        let text = paragraph.text();
        let text = text.trim();
        let lower: String = text.chars().take(MAX_LEADING_AWAY_CHARS + 1).collect::<String>().to_lowercase();
        let is_short = lower.chars().count() <= MAX_LEADING_AWAY_CHARS;
        if is_short && LEADS_AWAY.iter().any(|beginning| lower.starts_with(beginning)) {
            paragraph.remove();
        }
    }
}

fn is_apart(element: &Selection<'_>) -> bool {
    let names = [element.attr("class"), element.attr("id")];
    names.into_iter().flatten().any(|names| {
        let names = names.to_ascii_lowercase();
        names.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| APART.contains(&word))
    })
}

fn letters(text: &str) -> usize {
    text.chars().filter(|letter| letter.is_alphanumeric()).count()
}
