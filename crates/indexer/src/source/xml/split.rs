//! Cuts a stream of XML into its items, without understanding more than where tags begin and end.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::mem;

use super::super::Flaw;
use super::super::jsonl::too_long;
use crate::SkipReason;
use crate::lines::MAX_RECORD_BYTES;

/// How much of what stands before the first item is kept.
const MAX_HEAD_BYTES: usize = 4 << 20;
/// A longer tag is none; one with a picture in it as data is shorter.
const MAX_TAG_BYTES: usize = 4 << 20;

/// One item as it stands in the stream.
pub(super) struct Piece {
    /// The line it begins in.
    pub(super) line: u64,
    pub(super) item: Result<Vec<u8>, Flaw>,
    /// What stands before it, if it is the first of its document.
    pub(super) head: Option<Vec<u8>>,
}

/// What the bytes that come next belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// A tag, or the beginning of something else with `<`; in quotes if there is one.
    Tag(Option<u8>),
    Comment,
    CData,
    Instruction,
    /// With so many open brackets.
    Doctype(u32, Option<u8>),
}

pub(super) struct Splitter<'a> {
    input: &'a mut dyn BufRead,
    names: &'static [&'static str],
    state: State,
    /// Newlines so far.
    line: u64,
    /// The markup that is being read, from its `<` on.
    tag: Vec<u8>,
    tag_line: u64,
    /// The last two bytes of a comment, an instruction or a CDATA section.
    tail: [u8; 2],
    root: Option<Vec<u8>>,
    /// The name of item elements with its prefix.
    item_name: Option<Vec<u8>>,
    head: Option<Vec<u8>>,
    item: Option<Item>,
    found: VecDeque<Piece>,
}

struct Item {
    line: u64,
    bytes: Vec<u8>,
    is_too_long: bool,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, names: &'static [&'static str]) -> Self {
        Self {
            input,
            names,
            state: State::Text,
            line: 0,
            tag: Vec::new(),
            tag_line: 0,
            tail: [0; 2],
            root: None,
            item_name: None,
            head: Some(Vec::new()),
            item: None,
            found: VecDeque::new(),
        }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        while self.found.is_empty() {
            let available = self.input.fill_buf()?;
            if available.is_empty() {
                self.cut_off();
                return Ok(self.found.pop_front());
            }
            match self.state {
                State::Tag(_) | State::Doctype(..) => self.take_markup()?,
                State::Text => self.take_up_to(b'<')?,
                State::Comment | State::CData | State::Instruction => self.take_up_to(b'>')?,
            }
        }
        Ok(self.found.pop_front())
    }

    /// Takes the bytes up to the first that can end what is being read.
    fn take_up_to(&mut self, stop: u8) -> io::Result<()> {
        let available = self.input.fill_buf()?;
        let end = available.iter().position(|byte| *byte == stop);
        let part = available[..end.map_or(available.len(), |end| end + 1)].to_vec();
        self.input.consume(part.len());
        self.line += part.iter().filter(|byte| **byte == b'\n').count() as u64;
        let inside = &part[..part.len() - usize::from(end.is_some())];
        if self.state == State::Text {
            self.keep(inside);
        } else {
            self.take_skipped(&part, inside);
        }
        if self.state == State::Text && end.is_some() && stop == b'<' {
            self.begin_tag();
        }
        Ok(())
    }

    /// Takes bytes as long as they belong to a tag or a document type declaration.
    fn take_markup(&mut self) -> io::Result<()> {
        let available = self.input.fill_buf()?;
        let end = available.iter().position(|byte| *byte == b'>');
        let part = available[..end.map_or(available.len(), |end| end + 1)].to_vec();
        let mut count = 0;
        for byte in part {
            count += 1;
            self.line += u64::from(byte == b'\n');
            match self.state {
                State::Tag(quote) => self.in_tag(byte, quote),
                State::Doctype(depth, quote) => self.in_doctype(byte, depth, quote),
                State::Text | State::Comment | State::CData | State::Instruction => {}
            }
            if !matches!(self.state, State::Tag(_) | State::Doctype(..)) {
                break;
            }
        }
        self.input.consume(count);
        Ok(())
    }

    /// A part of a comment, an instruction or a CDATA section; `inside` is what stands before a stop byte.
    fn take_skipped(&mut self, part: &[u8], inside: &[u8]) {
        if self.state == State::CData {
            self.keep(part);
        }
        let end: &[u8] = match self.state {
            State::Comment => b"--",
            State::CData => b"]]",
            _ => b"?",
        };
        let tail = |bytes: &[u8], before: [u8; 2]| match bytes {
            [] => before,
            [only] => [before[1], *only],
            [.., first, second] => [*first, *second],
        };
        if inside.len() < part.len() && tail(inside, self.tail).ends_with(end) {
            self.state = State::Text;
        }
        self.tail = tail(part, self.tail);
    }

    fn begin_tag(&mut self) {
        self.state = State::Tag(None);
        self.tag_line = self.line + 1;
        self.tag.clear();
        self.tag.push(b'<');
    }

    fn in_tag(&mut self, byte: u8, quote: Option<u8>) {
        let is_name_start =
            byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'/' | b'!' | b'?') || byte >= 0x80;
        if byte == b'<' || (self.tag.len() == 1 && !is_name_start) || self.tag.len() >= MAX_TAG_BYTES {
            // Not a tag after all.
            let tag = mem::take(&mut self.tag);
            self.keep(b"&lt;");
            self.keep(&tag[1..]);
            self.state = State::Text;
            if byte == b'<' {
                self.begin_tag();
            } else {
                self.keep(&[byte]);
            }
            return;
        }
        self.tag.push(byte);
        match (self.tag.as_slice(), quote) {
            (b"<!--", _) => self.skip(State::Comment),
            (b"<![CDATA[", _) => {
                let tag = mem::take(&mut self.tag);
                self.keep(&tag);
                self.skip(State::CData);
            }
            (b"<?", _) => self.skip(State::Instruction),
            ([b'<', b'!', b'D' | b'd', ..], _) => self.state = State::Doctype(0, None),
            ([_, b'!' | b'/', ..], _) if byte == b'>' => self.end_tag(),
            ([_, b'!' | b'/', ..], _) => {}
            (_, Some(open)) if byte == open => self.state = State::Tag(None),
            (_, Some(_)) => {}
            (_, None) if matches!(byte, b'"' | b'\'') => self.state = State::Tag(Some(byte)),
            (_, None) if byte == b'>' => self.end_tag(),
            (_, None) => {}
        }
    }

    fn skip(&mut self, state: State) {
        self.state = state;
        self.tail = [0; 2];
        self.tag.clear();
    }

    fn in_doctype(&mut self, byte: u8, depth: u32, quote: Option<u8>) {
        self.state = match (byte, quote) {
            (b'>', None) if depth == 0 => State::Text,
            (b'[', None) => State::Doctype(depth + 1, None),
            (b']', None) => State::Doctype(depth.saturating_sub(1), None),
            (b'"' | b'\'', None) => State::Doctype(depth, Some(byte)),
            (_, Some(open)) if open == byte => State::Doctype(depth, None),
            _ => State::Doctype(depth, quote),
        };
    }

    /// A whole tag has been read.
    fn end_tag(&mut self) {
        self.state = State::Text;
        let tag = mem::take(&mut self.tag);
        if tag[1] == b'!' {
            return;
        }
        let is_end = tag[1] == b'/';
        let name = name_of(&tag[1 + usize::from(is_end)..]);
        let is_item = self.is_item(name);
        let is_root = self.root.as_deref() == Some(name);
        if is_end {
            if is_item || !is_root {
                self.keep(&tag);
            }
            if is_item || is_root {
                self.emit();
            }
            if is_root {
                self.begin_document();
            }
            return;
        }
        if is_root && !is_item {
            // Another document begins; the one before does not end.
            self.cut_off();
            self.begin_document();
        }
        if self.root.is_none() {
            self.root = Some(name.to_vec());
        }
        if is_item {
            // An item inside an item: the end tag of the first is missing.
            self.emit();
            self.item_name = Some(name.to_vec());
            self.item = Some(Item { line: self.tag_line, bytes: Vec::new(), is_too_long: false });
        }
        let is_empty = tag.ends_with(b"/>");
        self.keep(&tag);
        if is_empty && is_item {
            self.emit();
        }
    }

    fn begin_document(&mut self) {
        self.root = None;
        self.item_name = None;
        self.head = Some(Vec::new());
    }

    fn is_item(&self, name: &[u8]) -> bool {
        match &self.item_name {
            Some(known) => known == name,
            None => {
                let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
                self.names.iter().any(|known| known.as_bytes() == local)
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if let Some(item) = &mut self.item {
            item.is_too_long |= item.bytes.len() + bytes.len() > MAX_RECORD_BYTES;
            if item.is_too_long {
                item.bytes = Vec::new();
            } else {
                item.bytes.extend_from_slice(bytes);
            }
        } else if let Some(head) = self.head.as_mut().filter(|head| head.len() < MAX_HEAD_BYTES) {
            head.extend_from_slice(bytes);
        }
    }

    fn emit(&mut self) {
        if let Some(item) = self.item.take() {
            let bytes = if item.is_too_long { Err(too_long()) } else { Ok(item.bytes) };
            self.found.push_back(Piece { line: item.line, item: bytes, head: self.head.take() });
        }
    }

    /// The document ends in the middle.
    fn cut_off(&mut self) {
        if let Some(item) = self.item.take() {
            let flaw = Flaw::new(SkipReason::BadXml, "the document ends inside this item");
            self.found.push_back(Piece { line: item.line, item: Err(flaw), head: self.head.take() });
        }
    }
}

fn name_of(inner: &[u8]) -> &[u8] {
    let end = inner.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    &inner[..end.unwrap_or(inner.len())]
}

/// Where `wanted` begins in `bytes`.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The length of a document type declaration, its `>` included.
pub(super) fn end_of_doctype(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, byte) in bytes.iter().enumerate() {
        match (*byte, quote) {
            (b'>', None) if depth == 0 => return Some(at + 1),
            (b'[', None) => depth += 1,
            (b']', None) => depth = depth.saturating_sub(1),
            (b'"' | b'\'', None) => quote = Some(*byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}
