//! Writes XML: all text is escaped, and characters that XML 1.0 forbids are left out.

/// Names and values of attributes.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document that is being written.
pub(crate) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document that begins with its declaration.
    pub(crate) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Begins an element. It ends with [`Self::close`].
    pub(crate) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes, ">\n");
        self.open.push(name);
    }

    /// Ends the element that was begun last.
    pub(crate) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.end(name);
        }
    }

    /// An element with text and nothing else.
    pub(crate) fn element(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.tag(name, attributes, ">");
        escape(text, &mut self.text);
        self.end(name);
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes, "/>\n");
    }

    /// The document, with all elements ended.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>, end: &str) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(value, &mut self.text);
            self.text.push('"');
        }
        self.text.push_str(end);
    }

    fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }
}

/// A plain text as HTML, for elements whose text is HTML.
pub(crate) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape(text, &mut escaped);
    escaped
}

fn escape(text: &str, escaped: &mut String) {
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(character),
            // Readers of XML would make line feeds of these.
            '\r' => escaped.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => escaped.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back_but_for_what_xml_forbids() {
        let text = "«Ё» & <b title=\"x\">жирно</b> ]]> \u{1f600}\t\n";
        let mut xml = Xml::new();
        xml.open("корень", &[("имя", "a<b&\"c\"'d'")]);
        xml.element("text", &[], text);
        xml.element("bad", &[], "а\0б\u{1b}в\u{fffe}г\u{ffff}д\u{b}е\u{85}");
        xml.empty("none", &[("n", "1")]);
        let written = xml.finish();
        let document = roxmltree::Document::parse(&written).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("имя"), Some("a<b&\"c\"'d'"));
        let texts: Vec<_> =
            root.children().filter(roxmltree::Node::is_element).map(|node| node.text()).collect();
        assert_eq!(texts, [Some(text), Some("абвгде\u{85}"), None]);
    }

    #[test]
    fn elements_are_ended_in_order() {
        let mut xml = Xml::new();
        xml.open("a", &[]);
        xml.open("b", &[]);
        xml.close();
        xml.open("c", &[]);
        let written = xml.finish();
        assert!(written.ends_with("<a>\n<b>\n</b>\n<c>\n</c>\n</a>\n"), "{written}");
    }

    #[test]
    fn plain_text_becomes_html() {
        assert_eq!(html("<b>Q&A</b>"), "&lt;b&gt;Q&amp;A&lt;/b&gt;");
    }
}
