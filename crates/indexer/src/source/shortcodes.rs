//! The shortcodes of WordPress: `[gallery ids="1"]`, `[caption]…[/caption]`.

use std::collections::HashMap;

use super::fragment::Fragment;
use crate::clean;

/// Shortcodes whose content is a picture and what stands under it.
const CAPTIONS: &str = " caption wp_caption ";
/// Shortcodes whose content is an address and no text.
const EMPTY: &str = " embed audio video playlist gallery ";

/// A text without its shortcodes, and the captions that were in them. What stands in a shortcode that means nothing
/// here stays. Brackets that are none stay too: a shortcode has attributes, a closing part or a known name.
pub(super) fn remove(text: &str) -> (String, Vec<String>) {
    let mut plain = String::with_capacity(text.len());
    let mut captions = Vec::new();
    let mut names = Names::default();
    let mut at = 0;
    while let Some(start) = text[at..].find('[').map(|start| at + start) {
        plain.push_str(&text[at..start]);
        let code = Shortcode::read(&text[start..]).filter(|code| names.is_meant(text, code));
        let Some(code) = code else {
            plain.push('[');
            at = start + 1;
            continue;
        };
        at = start + code.len;
        let is_caption = is_one_of(CAPTIONS, code.name);
        if !code.is_end && (is_caption || is_one_of(EMPTY, code.name)) {
            let Some((inner, behind)) = names.inner(text, at, code.name) else { continue };
            if is_caption {
                captions.extend(caption(inner));
            }
            at = behind;
        }
    }
    plain.push_str(&text[at..]);
    (plain, captions)
}

/// Other names in one text are not looked at; it has to be read in linear time.
const MAX_NAMES: usize = 64;

/// Where the last closing part of a shortcode stands, by its name.
#[derive(Default)]
struct Names<'a>(HashMap<&'a str, Option<usize>>);

impl<'a> Names<'a> {
    fn is_meant(&mut self, text: &str, code: &Shortcode<'a>) -> bool {
        let is_known = is_one_of(EMPTY, code.name) || is_one_of(CAPTIONS, code.name);
        is_known || code.is_certain || self.last_closing(text, code.name).is_some()
    }

    fn last_closing(&mut self, text: &str, name: &'a str) -> Option<usize> {
        if self.0.len() >= MAX_NAMES && !self.0.contains_key(name) {
            return None;
        }
        *self.0.entry(name).or_insert_with(|| text.rfind(&closing(name)))
    }

    /// What stands between here and the next closing part, and the place behind that. A shortcode of the same name
    /// before it means that this one has none.
    fn inner<'t>(&mut self, text: &'t str, at: usize, name: &'a str) -> Option<(&'t str, usize)> {
        self.last_closing(text, name).filter(|last| *last >= at)?;
        let closing = closing(name);
        let opening = format!("[{name}");
        let brackets = text[at..].match_indices('[').map(|(start, _)| at + start);
        let mut own = brackets
            .filter(|start| text[*start..].starts_with(&closing) || text[*start..].starts_with(&opening));
        let end = own.next().filter(|start| text[*start..].starts_with(&closing))?;
        Some((&text[at..end], end + closing.len()))
    }
}

fn closing(name: &str) -> String {
    format!("[/{name}]")
}

fn is_one_of(list: &str, name: &str) -> bool {
    list.contains(&format!(" {name} "))
}

/// The text of a caption: what is left of it without the picture.
fn caption(inner: &str) -> Option<String> {
    Some(clean::line(&Fragment::read(inner).html)).filter(|line| !line.is_empty())
}

struct Shortcode<'a> {
    name: &'a str,
    len: usize,
    is_end: bool,
    /// It has attributes or closes itself.
    is_certain: bool,
}

impl<'a> Shortcode<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let inner = &text[1..];
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let length = inner.find(|letter: char| !(letter.is_ascii_alphanumeric() || "_-".contains(letter)))?;
        let name = &inner[..length];
        if !name.starts_with(|letter: char| letter.is_ascii_lowercase()) {
            return None;
        }
        let after = &inner[length..];
        let end = after.bytes().position(|byte| matches!(byte, b'[' | b']'))?;
        if after.as_bytes()[end] == b'[' {
            return None;
        }
        let attributes = after[..end].trim();
        let is_bare = attributes.is_empty();
        if !(is_bare
            || after.starts_with(char::is_whitespace) && attributes.contains('=')
            || attributes == "/")
        {
            return None;
        }
        let len = 1 + usize::from(is_end) + length + end + 1;
        Some(Self { name, len, is_end, is_certain: !is_bare })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shortcodes_go_and_brackets_stay() {
        let table: [(&str, &str, &[&str]); 11] = [
            ("[video src=\"a\"] Текст [video src=\"b\"][/video]", " Текст ", &[]),
            ("До [gallery ids=\"1,2\"] после", "До  после", &[]),
            ("[embed]https://a.example/v[/embed]Да", "Да", &[]),
            ("[video src=\"a.mp4\"][/video]Да", "Да", &[]),
            (
                "[caption id=\"a\" width=\"1\"]<a href='x'><img src='y' /></a> Мост ночью[/caption]Да",
                "Да",
                &["Мост ночью"],
            ),
            ("[vc_row][vc_column width=\"1/2\"]Текст[/vc_column][/vc_row]", "Текст", &[]),
            ("[spoiler]Текст[/spoiler]", "Текст", &[]),
            ("«Он [министр] сказал» [1] [sic] [...] [a", "«Он [министр] сказал» [1] [sic] [...] [a", &[]),
            ("Да [ad_block /] нет", "Да  нет", &[]),
            ("[caption]без конца", "без конца", &[]),
            ("[gallery]", "", &[]),
        ];
        for (text, plain, captions) in table {
            assert_eq!(
                remove(text),
                (plain.to_owned(), captions.iter().map(|&c| c.to_owned()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn many_open_brackets_take_no_time() {
        for code in ["[embed]", "[caption]", "[a]", "[a b='", "[video a=b]"] {
            remove(&code.repeat(100_000));
            remove(&(code.repeat(100_000) + "[/video][/caption][/embed][/a]"));
        }
        let names: String = (0..50_000).map(|number| format!("[a{number}]")).collect();
        assert_eq!(remove(&names).0, names);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(\\[|\\]|/|caption|embed|a|=|\"| |ы){0,40}") {
            remove(&text);
        }
    }
}
