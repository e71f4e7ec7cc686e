//! Makes text uniform: white space, control characters, leftovers of HTML.
//!
//! No-break spaces stay, they keep numbers and initials together. Everything else is squeezed.

use quick_xml::escape::resolve_html5_entity;

/// Cleans a text of one line, such as a title or a name.
pub(crate) fn line(text: &str) -> String {
    squeeze(&without_markup(text).replace(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}'], " "))
}

/// Cleans a text of several paragraphs: they are separated by one blank line afterwards.
/// In a text without blank lines, every line is a paragraph.
pub(crate) fn paragraphs(text: &str) -> String {
    let text = without_markup(text).replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{85}'], "\n");
    let text = text.replace('\u{2029}', "\n\n");
    let lines: Vec<String> = text.trim_matches('\n').split('\n').map(squeeze).collect();
    let has_blank_lines = lines.iter().any(String::is_empty);
    let mut cleaned = String::with_capacity(text.len());
    let mut gap = "";
    for line in lines {
        if line.is_empty() {
            gap = if cleaned.is_empty() { "" } else { "\n\n" };
            continue;
        }
        cleaned.push_str(gap);
        cleaned.push_str(&line);
        gap = if has_blank_lines { "\n" } else { "\n\n" };
    }
    cleaned
}

/// Drops control characters, makes one space of any run of white space, and trims.
fn squeeze(line: &str) -> String {
    let mut squeezed = String::with_capacity(line.len());
    for character in line.trim().chars() {
        match character {
            '\u{a0}' | '\u{202f}' | '\u{2007}' => squeezed.push(character),
            _ if character.is_whitespace() => {
                if !squeezed.ends_with(' ') {
                    squeezed.push(' ');
                }
            }
            '\u{feff}' | '\u{200b}' | '\u{fffe}' | '\u{ffff}' => {}
            _ if character.is_control() => {}
            _ => squeezed.push(character),
        }
    }
    // Dropped characters may have hidden white space at the ends.
    let trimmed = squeezed.trim();
    if trimmed.len() == squeezed.len() { squeezed } else { trimmed.to_owned() }
}

/// HTML elements that begin a new paragraph.
const BLOCKS: &str = " p div h1 h2 h3 h4 h5 h6 ul ol li blockquote table tr article section figure figcaption header footer hr ";
/// HTML elements inside a line.
const INLINE: &str = " a b i u s em strong span font small big sub sup mark q cite code abbr img picture source td th tbody thead noindex nobr ";
/// HTML elements whose content is no text.
const OPAQUE: &str = " script style iframe noscript svg video audio ";

/// Text without HTML tags, if it plainly has any. Only known tags are taken out: `5 < 7 > 3` stays.
fn without_markup(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((name, after)) = tag(rest) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = after;
        let listed = format!(" {name} ");
        if BLOCKS.contains(&listed) {
            plain.push_str("\n\n");
        } else if name == "br" {
            plain.push('\n');
        } else if OPAQUE.contains(&listed) && !text[..text.len() - after.len()].ends_with("/>") {
            rest = behind_closing(after, &name);
        }
    }
    plain.push_str(rest);
    decode_entities(&plain)
}

/// The name of the known tag that `text` begins with, and the text behind it.
fn tag(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix("</").or(text.strip_prefix('<'))?;
    let length = inner.find(|character: char| !character.is_ascii_alphanumeric())?;
    let name = inner[..length].to_ascii_lowercase();
    let listed = format!(" {name} ");
    let is_known = name == "br" || [BLOCKS, INLINE, OPAQUE].iter().any(|names| names.contains(&listed));
    let follows = inner[length..]
        .starts_with(|character: char| matches!(character, '>' | '/') || character.is_whitespace());
    if length == 0 || !is_known || !follows {
        return None;
    }
    let (_, after) = inner.split_once('>')?;
    Some((name, after))
}

/// The text behind `</name>`, or all of it if the element is not closed (or was a closing tag itself).
fn behind_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let closing = format!("</{name}");
    let found = text.match_indices("</").find(|(at, _)| {
        text.get(*at..at + closing.len()).is_some_and(|part| part.eq_ignore_ascii_case(&closing))
    });
    match found {
        Some((at, _)) => text[at..].split_once('>').map_or("", |(_, after)| after),
        None => text,
    }
}

/// Replaces the character references that newsrooms leave behind; unknown ones stay as they are.
fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(MAX_REFERENCE).position(|byte| byte == b';');
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((text, end)) => {
                decoded.push_str(&text);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

/// The longest reference that is looked for, in bytes; the names of HTML are shorter.
const MAX_REFERENCE: usize = 36;

/// The text that a reference stands for, without `&` and `;`: a character by its number or a name that HTML knows.
pub(crate) fn reference(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_squeezed_and_keep_no_break_spaces() {
        let table = [
            ("  Кремль \t рассказал\r\nоб итогах ", "Кремль рассказал об итогах"),
            ("\u{feff}А.\u{a0}С.\u{a0}Пушкин\u{a0}", "А.\u{a0}С.\u{a0}Пушкин"),
            ("нулевой\u{0} \u{7}байт", "нулевой байт"),
            ("\u{200b} слово \u{200b}", "слово"),
            ("5 < 7 > 3, R&D, a<b>", "5 < 7 > 3, R&D, a"),
            (
                "&laquo;Спартак&raquo; &mdash; &#1062;СКА&nbsp;&amp;amp; &unknown; &",
                "«Спартак» — ЦСКА\u{a0}&amp; &unknown; &",
            ),
            ("&bull; 2&times;2&hellip; &#x1F600; &#xD800;", "• 2×2… 😀 &#xD800;"),
            ("Журнал <Огонёк> вышел", "Журнал <Огонёк> вышел"),
            ("<b>Срочно</b>: <a href=\"/x\">новость</a>", "Срочно: новость"),
        ];
        for (text, expected) in table {
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn paragraphs_are_separated_by_blank_lines() {
        let table = [
            ("Первый.\nВторой.\r\nТретий.", "Первый.\n\nВторой.\n\nТретий."),
            ("\n\nПервый.\n \n\nВторой\nс переносом.\n", "Первый.\n\nВторой\nс переносом."),
            ("<p>Первый.</p><p>Второй.<br>Строка</p>", "Первый.\n\nВторой.\nСтрока"),
            ("До<script>var a = '<p>';</script> после<!-- нет -->.", "До после."),
            ("Текст <script>обрывается", "Текст обрывается"),
            ("<div", "<div"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(paragraphs(text), expected, "{text}");
        }
    }
}
