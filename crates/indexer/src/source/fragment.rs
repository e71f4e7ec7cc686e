//! Pieces of HTML as feeds and exports carry them: what is no text of the article goes, captions stand apart.

use std::collections::HashSet;

use crate::clean;

/// The text of an article, still as HTML, and what stood under its pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Fragment {
    pub(super) html: String,
    pub(super) captions: Vec<String>,
}

/// Elements that hold no text of an article.
const DROPPED: &str = " head title script style iframe form button select textarea template object embed svg video audio canvas menu nav header footer aside ";
/// Words in `class` and `id` of advertisement and of blocks around the text.
const BLOCKS: &str =
    " ad ads adv advert advertisement adfox adsbygoogle banner promo related share social yandex_rtb ";
/// Widgets of Turbo pages.
const WIDGETS: &str = " ad share feed widget-feedback cards comments breadcrumblist search ";
/// Elements that begin or end a paragraph.
const PARAGRAPHS: &str = " p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table tr article section figure address center main hr ";
/// Elements without an end tag.
const VOID: &str = " area base br col embed hr img input link meta param source track wbr ";
/// Elements that make lines. With one of them, a newline in the source is a space.
const LINES: [&str; 5] = ["<p>", "<p ", "<br", "<div", "<li"];

impl Fragment {
    pub(super) fn read(html: &str) -> Self {
        let lower = html.to_ascii_lowercase();
        let flat = LINES.iter().any(|tag| lower.contains(tag));
        let mut fragment = Self::default();
        let mut unclosed = HashSet::new();
        let mut at = 0;
        while let Some(start) = lower[at..].find('<').map(|start| at + start) {
            fragment.add(&html[at..start], flat);
            if lower[start..].starts_with("<!--") {
                at = lower[start..].find("-->").map_or(lower.len(), |end| start + end + 3);
                continue;
            }
            let Some((name, tag_end)) = tag(&lower, start) else {
                fragment.html.push_str("&lt;");
                at = start + 1;
                continue;
            };
            let tag = &lower[start..tag_end];
            let is_caption =
                name == "figcaption" || words(tag, "class").any(|word| word == "wp-caption-text");
            let is_apart = !tag.starts_with("</") && (is_caption || is_dropped(name, tag));
            let inner =
                (is_apart && !unclosed.contains(name)).then(|| closing(&lower, tag_end, name)).flatten();
            if is_apart && inner.is_none() {
                unclosed.insert(name);
            }
            if let Some((inner_end, _)) = inner {
                let inner = &html[tag_end..inner_end];
                if is_caption {
                    fragment.captions.push(clean::line(inner));
                } else if name == "header" {
                    // The title picture of a Turbo page stands in its header, which only repeats the headline.
                    fragment.captions.extend(captions_in(inner, &lower[tag_end..inner_end]));
                }
            }
            fragment.html.push_str(match name {
                "br" => "<br>",
                "td" | "th" => " ",
                _ if is_apart || PARAGRAPHS.contains(&format!(" {name} ")) => "<p>",
                _ => "",
            });
            at = inner.map_or(tag_end, |(_, end)| end);
        }
        fragment.add(&html[at..], flat);
        fragment.captions.retain(|caption| !caption.is_empty());
        fragment
    }

    /// How many bytes of plain text there are.
    pub(super) fn text_len(&self) -> usize {
        clean::paragraphs(&self.html).len()
    }

    fn add(&mut self, text: &str, flat: bool) {
        if flat {
            self.html.push_str(&text.replace(['\n', '\r'], " "));
        } else {
            self.html.push_str(text);
        }
    }
}

/// The texts of all `figcaption` in a piece of HTML.
fn captions_in(html: &str, lower: &str) -> Vec<String> {
    let mut captions = Vec::new();
    let mut at = 0;
    while let Some(start) = lower[at..].find("<figcaption").map(|start| at + start) {
        let Some(inner) = lower[start..].find('>').map(|end| start + end + 1) else { break };
        let Some(end) = lower[inner..].find("</figcaption").map(|end| inner + end) else { break };
        captions.push(clean::line(&html[inner..end]));
        at = end;
    }
    captions
}

fn is_dropped(name: &str, tag: &str) -> bool {
    let is_in = |list: &str, word: &str| list.contains(&format!(" {word} "));
    !is_in(VOID, name)
        && (is_in(DROPPED, name)
            || tag.contains("data-turbo-ad-id")
            || words(tag, "data-block").any(|word| is_in(WIDGETS, word))
            || words(tag, "class").any(|word| is_in(BLOCKS, word))
            || words(tag, "id").any(|word| is_in(BLOCKS, word)))
}

/// The words in an attribute of a tag.
fn words<'a>(tag: &'a str, attribute: &str) -> impl Iterator<Item = &'a str> {
    let place = tag.match_indices(attribute).map(|(at, _)| (&tag[..at], &tag[at + attribute.len()..]));
    let mut values = place.filter_map(|(before, after)| {
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        before.ends_with(char::is_whitespace).then_some(value)
    });
    let value = values.next().unwrap_or_default();
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
        _ => value.split([' ', '>']).next(),
    };
    value.unwrap_or_default().split_whitespace()
}

/// The name of the tag at `start`, and where it ends.
fn tag(lower: &str, start: usize) -> Option<(&str, usize)> {
    let slash = usize::from(lower[start + 1..].starts_with('/'));
    let start = start + slash;
    let rest = &lower[start + 1..];
    let length = rest.find(|character: char| !character.is_ascii_alphanumeric())?;
    if length == 0 {
        return None;
    }
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().skip(length) {
        match (byte, quote) {
            (b'>', None) => return Some((&rest[..length], start + at + 2)),
            (b'<', None) => return None,
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the content of an element ends whose start tag ends at `from`, and where its end tag ends.
fn closing(lower: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let mut depth = 1;
    let mut at = from;
    while let Some(start) = lower[at..].find('<').map(|start| at + start) {
        let rest = &lower[start + 1..];
        let (inner, is_end) = rest.strip_prefix('/').map_or((rest, false), |inner| (inner, true));
        let is_same = inner
            .strip_prefix(name)
            .is_some_and(|after| !after.starts_with(|character: char| character.is_ascii_alphanumeric()));
        at = start + 1;
        if is_same && is_end {
            depth -= 1;
            if depth == 0 {
                return Some((start, lower[start..].find('>').map_or(lower.len(), |end| start + end + 1)));
            }
        } else if is_same && !matches!(name, "script" | "style") {
            depth += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(html: &str, text: &str, captions: &[&str]) {
        let fragment = Fragment::read(html);
        assert_eq!(clean::paragraphs(&fragment.html), text, "{html}");
        assert_eq!(fragment.captions, captions, "{html}");
    }

    #[test]
    fn text_stays_and_the_rest_goes() {
        check("Первый.\n\nВторой\nс переносом.", "Первый.\n\nВторой\nс переносом.", &[]);
        check("<p>Первый\nи ещё.</p>\n<p>Второй.</p>", "Первый и ещё.\n\nВторой.", &[]);
        check("<p>До</p><script>var a = '<p>';</script><style>p {}</style>после", "До\n\nпосле", &[]);
        check("<p>Да</p><div class=\"b banner\"><div>Реклама</div></div><p>Нет</p>", "Да\n\nНет", &[]);
        check("<p>Да<div id='adfox'><div>Купите</div>", "Да\n\nКупите", &[]);
        check("<p class='brand ad-less'>Да</p>", "Да", &[]);
        check("5 < 7 <!-- нет --> и R&amp;D <form", "5 < 7 и R&D <form", &[]);
        check("<script src='a'/>Да", "Да", &[]);
        check("<html><head><title>Имя</title></head><body><p>Да</p></body></html>", "Да", &[]);
        check("<center>Да</center><o:p>и</o:p> <time>ещё</time> <y>", "Да\n\nи ещё", &[]);
    }

    #[test]
    fn captions_stand_apart() {
        let turbo = "<header><h1>Заголовок</h1><figure><img src='a'><figcaption>Мост. Фото: <b>Иван</b></figcaption>\
            </figure></header><p>Текст.</p><figure data-turbo-ad-id='x'>Реклама</figure><FIGCAPTION>Ещё</FIGCAPTION>\
            <div data-block=\"share\">Поделиться</div><p class='wp-caption-text'>Третья</p><p>Конец.</p>";
        check(turbo, "Текст.\n\nКонец.", &["Мост. Фото: Иван", "Ещё", "Третья"]);
    }

    #[test]
    fn many_open_tags_take_no_time() {
        let html = "<form><div class=ad>".repeat(20_000);
        assert_eq!(Fragment::read(&html).text_len(), 0);
        Fragment::read(&"<p a='".repeat(100_000));
        let nested = ["<header>".repeat(100_000), "</header>".repeat(100_000)].concat();
        assert_eq!(Fragment::read(&nested).text_len(), 0);
    }

    proptest! {
        #[test]
        fn nothing_panics(html in "(<|>|/|!|--|'|\"|=| |\n|я|form|<div class=ad>|</div>|<figcaption>|</figcaption>){0,40}") {
            Fragment::read(&html);
        }
    }
}
