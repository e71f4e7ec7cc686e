//! Makes a tree of one item, or of what stands before the items. Tags that do not match are closed where they have to be.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use url::Url;

use super::super::Flaw;
use super::{Element, Node, Space};
use crate::{SkipReason, clean};

/// Elements inside one another.
const MAX_DEPTH: usize = 128;
/// Elements and attributes of one item: far more than any article has, far less than memory holds.
const MAX_NODES: usize = 200_000;

/// What elements around an item say for what is in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    prefixes: Vec<(String, Space)>,
    bases: Vec<String>,
    languages: Vec<String>,
}

impl Scope {
    /// The innermost `xml:base`, resolved by those around it.
    pub(super) fn base(&self) -> Option<&str> {
        self.bases.last().map(String::as_str)
    }

    pub(super) fn language(&self) -> Option<&str> {
        self.languages.last().map(String::as_str)
    }

    fn space(&self, prefix: &str) -> Space {
        let declared = self.prefixes.iter().rev().find(|(known, _)| known == prefix);
        declared.map_or_else(|| Space::of_prefix(prefix), |(_, space)| *space)
    }

    fn lengths(&self) -> [usize; 3] {
        [self.prefixes.len(), self.bases.len(), self.languages.len()]
    }

    fn truncate(&mut self, [prefixes, bases, languages]: [usize; 3]) {
        self.prefixes.truncate(prefixes);
        self.bases.truncate(bases);
        self.languages.truncate(languages);
    }

    /// Takes what the attributes of an element declare.
    fn enter(&mut self, attributes: &[(String, String)]) {
        for (name, value) in attributes {
            if name == "xmlns" {
                // Whatever a document calls its own vocabulary, its elements have the names of RSS.
                let space = Space::of_uri(value);
                let space = if space == Space::Other { Space::Plain } else { space };
                self.prefixes.push((String::new(), space));
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.prefixes.push((prefix.to_owned(), Space::of_uri(value)));
            } else if name == "xml:base" {
                let base = resolve(self.base(), value);
                self.bases.push(base);
            } else if name == "xml:lang" {
                self.languages.push(value.trim().to_owned());
            }
        }
    }
}

/// An address as seen from `base`; as it stands if it is whole or cannot be resolved.
pub(crate) fn resolve(base: Option<&str>, address: &str) -> String {
    let address = address.trim();
    let is_whole = Url::parse(address).is_ok();
    let resolved = base.filter(|_| !is_whole).and_then(|base| Url::parse(base).ok()?.join(address).ok());
    resolved.map_or_else(|| address.to_owned(), String::from)
}

pub(super) struct Parsed {
    pub(super) root: Option<Element>,
    /// As it is where the text ends.
    pub(super) scope: Scope,
    pub(super) flaw: Option<Flaw>,
}

pub(super) fn parse(text: &str, scope: &Scope) -> Parsed {
    let mut tree = Tree { scope: scope.clone(), open: Vec::new(), root: None, nodes: 0 };
    let flaw = tree.read(text).err();
    let scope = tree.scope.clone();
    tree.close_to(0);
    Parsed { root: tree.root, scope, flaw }
}

struct Open {
    element: Element,
    /// The name as written, prefix included.
    name: String,
    outside: [usize; 3],
}

struct Tree {
    scope: Scope,
    open: Vec<Open>,
    root: Option<Element>,
    nodes: usize,
}

impl Tree {
    fn read(&mut self, text: &str) -> Result<(), Flaw> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Start(tag)) => self.start(&tag)?,
                Ok(Event::Empty(tag)) => {
                    self.start(&tag)?;
                    self.close_to(self.open.len().saturating_sub(1));
                }
                Ok(Event::End(tag)) => {
                    let name = tag.name();
                    let at = self.open.iter().rposition(|open| open.name == name.as_ref());
                    if let Some(at) = at {
                        self.close_to(at);
                    }
                }
                Ok(Event::Text(text)) => self.text(&text),
                Ok(Event::CData(text)) => self.text(&text),
                Ok(Event::GeneralRef(reference)) => match clean::reference(&reference) {
                    Some(text) => self.text(&text),
                    None => self.text(&format!("&{};", &*reference)),
                },
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
                Err(error) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(0).min(text.len());
                    let line = text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
                    let place = if line > 1 { format!(", line {line} of the item") } else { String::new() };
                    return Err(Flaw::new(SkipReason::BadXml, format!("{error}{place}")));
                }
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Flaw> {
        let attributes: Vec<(String, String)> = tag
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .map(|attribute| (attribute.key.as_ref().to_owned(), unescape(&attribute.value)))
            .collect();
        self.nodes += 1 + attributes.len();
        if self.open.len() >= MAX_DEPTH {
            return Err(Flaw::new(SkipReason::BadXml, "nested too deeply"));
        }
        if self.nodes > MAX_NODES {
            return Err(Flaw::new(
                SkipReason::TooLong,
                format!("the item has more than {MAX_NODES} elements"),
            ));
        }
        let outside = self.scope.lengths();
        self.scope.enter(&attributes);
        let name = tag.name().as_ref().to_owned();
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        let mut element =
            Element { space: self.scope.space(prefix), name: local.to_owned(), ..Element::default() };
        for (name, value) in attributes {
            let (space, local) = match name.split_once(':') {
                Some((prefix, local)) => (self.scope.space(prefix), local.to_owned()),
                None => (Space::Plain, name),
            };
            element.attributes.push((space, local, value));
        }
        self.open.push(Open { element, name, outside });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.element.add_text_node(text);
        }
    }

    /// Closes elements until `depth` are open.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(open) = self.open.pop() else { return };
            self.scope.truncate(open.outside);
            match self.open.last_mut() {
                Some(parent) => parent.element.nodes.push(Node::Element(open.element)),
                None => {
                    self.root.get_or_insert(open.element);
                }
            }
        }
    }
}

/// The value of an attribute with its references resolved; those that mean nothing stay.
fn unescape(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(40).position(|byte| byte == b';');
        match end.and_then(|end| Some((clean::reference(&rest[..end])?, end))) {
            Some((text, end)) => {
                plain.push_str(&text);
                rest = &rest[end + 1..];
            }
            None => plain.push('&'),
        }
    }
    plain + rest
}
