//! Turns the encodings of old archives into UTF-8.
//!
//! What bytes say of themselves counts for more than what is declared for them: a byte order mark first,
//! then text that is plainly UTF-8, then the declaration if the text reads sensibly with it, and else what
//! a detector makes of the letters. A broken byte or two in UTF-8 stay as they are, so that
//! the record that holds them can be told as bad and all others can be read.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};
use std::mem;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Flaw;
use crate::SkipReason;
use crate::input::peek;

/// How much of a text decides about its encoding, counted from its first byte that is not ASCII.
const SAMPLE_BYTES: usize = 1 << 16;
/// Where a declaration of the encoding has to stand.
const DECLARATION_BYTES: usize = 1 << 12;
/// Fewer bytes that are not UTF-8 are damage and no other encoding, unless one is declared.
const MIN_FOREIGN_BYTES: usize = 4;
/// A text with a larger share of odd characters is hardly in the encoding that is declared for it.
/// Abbreviations in capitals are the odd characters of good texts.
const MAX_ODDNESS: f64 = 0.15;
/// Size of the pieces in which a stream is converted.
const PIECE_BYTES: usize = 1 << 16;

/// Says where bytes stop being UTF-8.
pub(super) fn bad_utf8(bytes: &[u8]) -> Flaw {
    let valid = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    Flaw::new(SkipReason::BadUtf8, format!("not UTF-8 from byte {} of the record on", valid + 1))
}

/// Reads a whole text, without its byte order mark. `declared` is what came with it, such as the charset of an HTTP
/// answer; what the text declares itself (XML declaration, HTML `meta`) is found here. Bytes that mean nothing
/// become `U+FFFD`.
pub(crate) fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = byte_order_mark(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    let encoding = utf_16(bytes).unwrap_or_else(|| {
        let declared = declared.and_then(known).or_else(|| known(&declared_in(bytes)?));
        let ascii = Encoding::ascii_valid_up_to(bytes);
        choose(&bytes[ascii..bytes.len().min(ascii + SAMPLE_BYTES)], declared)
    });
    encoding.decode_without_bom_handling(bytes).0
}

/// The same text as UTF-8, converted while it is read, in constant memory and with the same line ends.
/// Bytes that are broken in a text of UTF-8 stay as they are. `declared` is as for [`decode`].
pub(crate) fn to_utf8(input: Box<dyn BufRead>, declared: Option<String>) -> io::Result<Box<dyn BufRead>> {
    let (head, mut input) = peek(input, DECLARATION_BYTES as u64)?;
    let state = match byte_order_mark(&head) {
        Some((encoding, mark)) => {
            io::copy(&mut Read::by_ref(&mut input).take(mark as u64), &mut io::sink())?;
            State::of(encoding)
        }
        None => utf_16(&head).map_or(State::Ascii(0), State::of),
    };
    let declared = declared.and_then(|label| known(&label)).or_else(|| known(&declared_in(&head)?));
    Ok(Box::new(Converted { input, declared, state, piece: Vec::new(), at: 0 }))
}

/// What is known of the stream so far.
enum State {
    /// Nothing but ASCII was read: every encoding that is left looks like that. So many more bytes are known to be.
    Ascii(usize),
    /// Handed on as it is.
    Utf8,
    Foreign(Box<Decoder>),
}

impl State {
    fn of(encoding: &'static Encoding) -> Self {
        if encoding == UTF_8 {
            Self::Utf8
        } else {
            Self::Foreign(Box::new(encoding.new_decoder_without_bom_handling()))
        }
    }
}

struct Converted {
    input: Box<dyn BufRead>,
    declared: Option<&'static Encoding>,
    state: State,
    /// Converted text; what is before `at` was handed out.
    piece: Vec<u8>,
    at: usize,
}

impl Converted {
    /// Counts the bytes of ASCII that come next; decides about the encoding where there are none but the text goes on.
    fn look_ahead(&mut self) -> io::Result<()> {
        let next = self.input.fill_buf()?;
        let count = Encoding::ascii_valid_up_to(next);
        if count == 0 && !next.is_empty() {
            let input = mem::replace(&mut self.input, Box::new(io::empty()));
            let (sample, input) = peek(input, SAMPLE_BYTES as u64)?;
            self.input = input;
            self.state = State::of(choose(&sample, self.declared));
        } else {
            self.state = State::Ascii(count);
        }
        Ok(())
    }

    fn convert(&mut self) -> io::Result<()> {
        let State::Foreign(decoder) = &mut self.state else { return Ok(()) };
        self.piece.resize(PIECE_BYTES, 0);
        self.at = 0;
        let mut filled = 0;
        while filled == 0 {
            let source = self.input.fill_buf()?;
            let is_end = source.is_empty();
            let (result, read, written, _) = decoder.decode_to_utf8(source, &mut self.piece, is_end);
            self.input.consume(read);
            filled = written;
            if is_end && result == CoderResult::InputEmpty {
                self.state = State::Utf8;
                break;
            }
        }
        self.piece.truncate(filled);
        Ok(())
    }
}

impl BufRead for Converted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if matches!(self.state, State::Ascii(0)) {
            self.look_ahead()?;
        }
        if let State::Ascii(count) = self.state {
            let next = self.input.fill_buf()?;
            return Ok(&next[..count.min(next.len())]);
        }
        if self.at == self.piece.len() {
            self.convert()?;
        }
        if self.at < self.piece.len() { Ok(&self.piece[self.at..]) } else { self.input.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        if self.at < self.piece.len() {
            self.at += count;
            return;
        }
        if let State::Ascii(known) = &mut self.state {
            *known = known.saturating_sub(count);
        }
        self.input.consume(count);
    }
}

impl Read for Converted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// The encoding that a mark states, and the length of the mark. Old encodings have letters for the marks of UTF-16,
/// but no letters for the other bytes that it has.
fn byte_order_mark(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    let head = &head[..head.len().min(DECLARATION_BYTES)];
    let has_units = |mark: usize| head.len() <= mark || head[mark..].iter().any(|byte| matches!(byte, 0 | 4));
    Encoding::for_bom(head).filter(|(encoding, mark)| *encoding == UTF_8 || has_units(*mark))
}

/// UTF-16 without a mark: in a text with ASCII in it, every second byte is that of a Latin or Cyrillic block.
fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    let units = &head[..head.len().min(DECLARATION_BYTES)];
    let (mut high, mut low) = (0, 0);
    let is_block = |byte: u8| matches!(byte, 0 | 4 | 0x20);
    for unit in units.chunks_exact(2) {
        low += usize::from(is_block(unit[0]));
        high += usize::from(is_block(unit[1]));
    }
    let enough = units.len() / 2 * 9 / 10;
    if units.len() < 4 || !units.contains(&0) {
        None
    } else if high > enough && high > low * 2 {
        Some(UTF_16LE)
    } else {
        (low > enough && low > high * 2).then_some(UTF_16BE)
    }
}

/// The encoding of a label, if it can be that of a text in single bytes.
fn known(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    let name = match label.as_str() {
        "cp866" | "cp-866" | "dos-866" | "ibm-866" | "cp_866" | "866" => "ibm866",
        "win-1251" | "windows1251" | "win1251" | "cp-1251" | "1251" => "windows-1251",
        name => name,
    };
    let encoding = Encoding::for_label(name.as_bytes())?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

/// The label in an XML declaration or in a `meta` element of HTML.
fn declared_in(head: &[u8]) -> Option<String> {
    let head = &head[..head.len().min(DECLARATION_BYTES)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let place = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(rest, |(inside, _)| inside).split_once("encoding"),
        None => None,
    };
    let in_meta = || {
        text.match_indices("<meta").find_map(|(at, _)| {
            let tag = text[at..].split_once('>')?.0;
            tag.split_once("charset")
        })
    };
    let (_, value) = place.or_else(in_meta)?;
    let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end =
        value.find(|character: char| !(character.is_ascii_alphanumeric() || "-_:.".contains(character)));
    Some(value[..end.unwrap_or(value.len())].to_owned()).filter(|label| !label.is_empty())
}

/// The encoding of a sample that begins with a byte that is not ASCII.
fn choose(sample: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    let declared = declared.filter(|encoding| *encoding != UTF_8);
    let (good, bad) = count_utf8(sample);
    let is_utf_8 = match declared {
        Some(_) => good > bad * 2,
        None => bad < MIN_FOREIGN_BYTES || good >= bad * 2,
    };
    if is_utf_8 {
        return UTF_8;
    }
    let odd_declared = declared.map(|declared| (declared, oddness(sample, declared)));
    if let Some((declared, odd)) = odd_declared
        && odd <= MAX_ODDNESS
    {
        return declared;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let detected = detector.guess(Some(b"ru"), Utf8Detection::Deny);
    match odd_declared {
        Some((declared, odd)) if oddness(sample, detected) * 2.0 > odd => declared,
        _ => detected,
    }
}

/// Characters of more than one byte in a text of UTF-8, and bytes that are not UTF-8. A character that the sample cuts
/// off at its end is neither.
fn count_utf8(sample: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    let is_cut = sample.len() == SAMPLE_BYTES;
    let tail = sample.utf8_chunks().last().map_or(0, |chunk| chunk.invalid().len());
    (good, if is_cut { bad - tail } else { bad })
}

/// The share of characters that do not look like those of words. A text that is read in a wrong encoding has
/// signs, capitals or accents in the middle of words.
fn oddness(sample: &[u8], encoding: &'static Encoding) -> f64 {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut all, mut odd) = (0_u32, 0_u32);
    let mut previous = ' ';
    for character in text.chars() {
        if !character.is_ascii() {
            all += 1;
            odd += u32::from(is_odd(previous, character));
        }
        previous = character;
    }
    f64::from(odd) / f64::from(all.max(1))
}

fn is_odd(previous: char, character: char) -> bool {
    match character {
        '«' | '»' | '„' | '“' | '”' | '‘' | '’' | '–' | '—' | '…' | '№' | '\u{a0}' | '€' | '§' | '°'
        | '©' => false,
        // Serbian and Macedonian letters are what other Cyrillic letters become.
        'Ђ' | 'Ѓ' | 'ѓ' | 'Љ' | 'Њ' | 'Ќ' | 'Ћ' | 'Џ' | 'ђ' | 'љ' | 'њ' | 'ќ' | 'ћ' | 'џ' | 'Ѕ' | 'ѕ' => {
            true
        }
        '\u{400}'..='\u{4ff}' => previous.is_alphabetic() && character.is_uppercase(),
        _ if character.is_alphabetic() => !previous.is_ascii() && previous.is_alphabetic(),
        _ => true,
    }
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
