//! How deep elements stand in each other, told before anything is parsed.

/// Elements that have no end tag or need none.
const WITHOUT_END: &str = " area base br col dd dt embed hr img input li link meta option p param rb rp rt source tbody td \
     tfoot th thead tr track wbr ";
/// Longest name of an element in HTML, `blockquote` and `figcaption`, is shorter.
const MAX_NAME_BYTES: usize = 16;

/// The most elements that are open at once, about: more than there are, but for end tags that end nothing.
pub(super) fn depth(html: &str) -> usize {
    let bytes = html.as_bytes();
    let (mut depth, mut deepest) = (0_usize, 0);
    for (at, _) in html.match_indices('<') {
        match bytes.get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(letter) if letter.is_ascii_alphabetic() && !is_without_end(&bytes[at + 1..]) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            _ => {}
        }
    }
    deepest
}

fn is_without_end(tag: &[u8]) -> bool {
    let name = tag.iter().take(MAX_NAME_BYTES).take_while(|byte| byte.is_ascii_alphanumeric());
    let name: String = name.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    WITHOUT_END.contains(&format!(" {name} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_open_counts() {
        let table = [
            ("", 0),
            ("<div><p>a<p>b<br><b>c</b></div><div></div>", 2),
            ("</div></div><div>", 1),
            ("a < b <3 <!-- <b> -->", 1),
        ];
        for (html, expected) in table {
            assert_eq!(depth(html), expected, "{html}");
        }
        assert_eq!(depth(&"<DIV>".repeat(5000)), 5000);
    }
}
