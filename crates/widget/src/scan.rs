//! Tells code from comments and from text in a script, as far as dropping comments needs it.

/// What a byte of a script belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    /// Part of a string, a template or a regular expression.
    Text,
}

/// A line without its comments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The line as it is written.
    pub(crate) text: String,
    /// The same as it is served: without indentation and the spaces that mean nothing.
    pub(crate) packed: String,
    /// The same with strings, templates and regular expressions blanked: what remains is code.
    pub(crate) code: String,
    /// Brackets that are open where it begins; 0 at the top level.
    pub(crate) depth: usize,
    /// Whether it begins inside a template, where its indentation counts.
    pub(crate) begins_in_text: bool,
    /// Whether it ends inside one.
    pub(crate) ends_in_text: bool,
}

/// Why a script cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// A string or a regular expression that does not end on its line, or a comment or template without an end.
    NoEnd,
    /// A slash after a closing brace: a division or the beginning of a regular expression.
    AmbiguousSlash,
    /// More brackets are closed than opened, or fewer.
    Brackets,
}

/// Cuts a script into lines; a failure comes with the number of its line, from 1.
pub(crate) fn lines(source: &str) -> Result<Vec<Line>, (usize, Unreadable)> {
    let mut scanner =
        Scanner { bytes: source.as_bytes(), kinds: Vec::with_capacity(source.len()), braces: Vec::new() };
    scanner.run().map_err(|fault| {
        let read = source.bytes().take(scanner.kinds.len()).filter(|byte| *byte == b'\n').count();
        (read + 1, fault)
    })?;
    cut(source, &scanner.kinds)
}

fn cut(source: &str, kinds: &[Kind]) -> Result<Vec<Line>, (usize, Unreadable)> {
    let (mut lines, mut depth, mut begin) = (Vec::new(), 0usize, 0);
    for raw in source.split_inclusive('\n') {
        let (line, end) = (raw.trim_end_matches('\n'), begin + raw.len());
        let kind = |at: usize| kinds.get(begin + at).copied().unwrap_or(Kind::Code);
        let letters: Vec<(char, Kind)> = line
            .char_indices()
            .map(|(at, letter)| match kind(at) {
                // A comment separates what stands around it.
                Kind::Comment => (' ', Kind::Code),
                kind => (letter, kind),
            })
            .collect();
        let text: String = letters.iter().map(|(letter, _)| *letter).collect();
        let blank = |(letter, kind): &(char, Kind)| if *kind == Kind::Code { *letter } else { ' ' };
        let code: String = letters.iter().map(blank).collect();
        let opens = code.bytes().filter(|byte| b"([{".contains(byte)).count();
        let closes = code.bytes().filter(|byte| b")]}".contains(byte)).count();
        let is_text = |at: Option<usize>| at.is_some_and(|at| kinds.get(at) == Some(&Kind::Text));
        lines.push(Line {
            text,
            packed: pack(&letters),
            code,
            depth,
            // A line break inside a template is text.
            begins_in_text: is_text(begin.checked_sub(1)),
            ends_in_text: raw.ends_with('\n') && is_text(end.checked_sub(1)),
        });
        depth = (depth + opens).checked_sub(closes).ok_or((lines.len(), Unreadable::Brackets))?;
        begin = end;
    }
    if depth == 0 { Ok(lines) } else { Err((lines.len(), Unreadable::Brackets)) }
}

/// Drops the spaces of code that separate nothing.
fn pack(letters: &[(char, Kind)]) -> String {
    let mut packed = String::with_capacity(letters.len());
    let (mut last, mut space) = (None, false);
    for letter in letters {
        if letter.1 == Kind::Code && letter.0.is_whitespace() {
            space = true;
            continue;
        }
        if space && last.is_some_and(|last| is_separated(last, *letter)) {
            packed.push(' ');
        }
        packed.push(letter.0);
        (last, space) = (Some(*letter), false);
    }
    packed
}

/// Whether two neighbours would mean something else without a space between them.
fn is_separated(left: (char, Kind), right: (char, Kind)) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || "_$#".contains(letter);
    let is_sign = |letter: char| "+-*/%=<>!&|^~?:.@".contains(letter);
    match (left, right) {
        // A regular expression begins or ends with what is a division elsewhere, and letters behind it are its flags.
        (('/', Kind::Text), (letter, _)) | ((letter, _), ('/', Kind::Text)) => {
            is_word(letter) || is_sign(letter)
        }
        ((left, Kind::Code), (right, Kind::Code)) => {
            (is_word(left) && is_word(right)) || (is_sign(left) && is_sign(right)) || right == '.'
        }
        _ => false,
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    /// One per byte that was read.
    kinds: Vec<Kind>,
    /// For each open brace, whether it is `${` of a template.
    braces: Vec<bool>,
}

impl Scanner<'_> {
    fn run(&mut self) -> Result<(), Unreadable> {
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'/')) => self.take_until(Kind::Comment, |rest| rest.starts_with(b"\n")),
                (b'/', Some(b'*')) => {
                    self.take(Kind::Comment, 2);
                    self.take_until(Kind::Comment, |rest| rest.is_empty() || rest.starts_with(b"*/"));
                    self.end(Kind::Comment, b"*/")?;
                }
                (b'/', _) if self.is_regex()? => self.regex()?,
                (b'\'' | b'"', _) => self.string(byte)?,
                (b'`', _) => {
                    self.take(Kind::Text, 1);
                    self.template()?;
                }
                (b'{', _) => {
                    self.braces.push(false);
                    self.take(Kind::Code, 1);
                }
                (b'}', _) => match self.braces.pop() {
                    Some(false) => self.take(Kind::Code, 1),
                    Some(true) => {
                        self.take(Kind::Text, 1);
                        self.template()?;
                    }
                    None => return Err(Unreadable::Brackets),
                },
                _ => self.take(Kind::Code, 1),
            }
        }
        if self.braces.is_empty() { Ok(()) } else { Err(Unreadable::Brackets) }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.kinds.len() + ahead).copied()
    }

    fn take(&mut self, kind: Kind, count: usize) {
        let count = count.min(self.bytes.len() - self.kinds.len());
        self.kinds.extend(std::iter::repeat_n(kind, count));
    }

    fn take_until(&mut self, kind: Kind, is_end: impl Fn(&[u8]) -> bool) {
        while self.bytes.get(self.kinds.len()..).is_some_and(|rest| !rest.is_empty() && !is_end(rest)) {
            self.take(kind, 1);
        }
    }

    fn end(&mut self, kind: Kind, mark: &[u8]) -> Result<(), Unreadable> {
        let is_there = self.bytes.get(self.kinds.len()..).is_some_and(|rest| rest.starts_with(mark));
        self.take(kind, mark.len());
        if is_there { Ok(()) } else { Err(Unreadable::NoEnd) }
    }

    fn string(&mut self, quote: u8) -> Result<(), Unreadable> {
        self.take(Kind::Text, 1);
        loop {
            match self.peek(0) {
                Some(b'\\') => self.take(Kind::Text, 2),
                Some(byte) if byte == quote => {
                    self.take(Kind::Text, 1);
                    return Ok(());
                }
                None | Some(b'\n') => return Err(Unreadable::NoEnd),
                Some(_) => self.take(Kind::Text, 1),
            }
        }
    }

    /// The text of a template, to its end or to the next `${`.
    fn template(&mut self) -> Result<(), Unreadable> {
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b'\\'), _) => self.take(Kind::Text, 2),
                (Some(b'`'), _) => {
                    self.take(Kind::Text, 1);
                    return Ok(());
                }
                (Some(b'$'), Some(b'{')) => {
                    self.take(Kind::Text, 2);
                    self.braces.push(true);
                    return Ok(());
                }
                (Some(_), _) => self.take(Kind::Text, 1),
                (None, _) => return Err(Unreadable::NoEnd),
            }
        }
    }

    fn regex(&mut self) -> Result<(), Unreadable> {
        self.take(Kind::Text, 1);
        let mut in_class = false;
        loop {
            match self.peek(0) {
                Some(b'\\') => self.take(Kind::Text, 2),
                Some(b'/') if !in_class => {
                    self.take(Kind::Text, 1);
                    return Ok(());
                }
                None | Some(b'\n') => return Err(Unreadable::NoEnd),
                Some(byte) => {
                    in_class = byte == b'[' || (in_class && byte != b']');
                    self.take(Kind::Text, 1);
                }
            }
        }
    }

    /// Whether a slash begins a regular expression, which what stands before it tells.
    fn is_regex(&self) -> Result<bool, Unreadable> {
        let mut before = self.kinds.iter().zip(self.bytes).rev();
        let last = before.find(|(kind, byte)| **kind != Kind::Comment && !byte.is_ascii_whitespace());
        match last {
            None => Ok(true),
            Some((Kind::Text, _)) => Ok(false),
            Some((_, b'}')) => Err(Unreadable::AmbiguousSlash),
            Some((_, b')' | b']')) => Ok(false),
            Some((_, byte)) if byte.is_ascii_alphanumeric() || b"_$".contains(byte) => {
                let word: Vec<u8> = std::iter::once(*byte)
                    .chain(before.map(|(_, byte)| *byte).take_while(u8::is_ascii_alphanumeric))
                    .collect();
                let keywords: [&[u8]; 4] = [b"nruter", b"foepyt", b"esac", b"fo"];
                Ok(keywords.contains(&word.as_slice()))
            }
            Some(_) => Ok(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_go_where_they_separate_nothing() {
        let table = [
            ("  const a = b ? c : { d: 'e f' };  // g", "const a=b?c:{d:'e f'};"),
            ("return a /* b */ + +c - -d++ + e;", "return a+ +c- -d++ +e;"),
            ("return typeof a in b;", "return typeof a in b;"),
            ("return /a b/g.test(c) && 'd' in e", "return /a b/g.test(c)&&'d'in e"),
            ("a = b / /c/ .length", "a=b/ /c/ .length"),
            ("`a  b ${ c + `d  ${e }` } f`", "`a  b ${c+`d  ${e}`} f`"),
            ("static #a = (b, c) => b;", "static #a=(b,c)=>b;"),
            ("async (a) => { await a; }", "async(a)=>{await a;}"),
            ("a/**/b", "a b"),
        ];
        for (source, expected) in table {
            assert_eq!(lines(source).unwrap()[0].packed, expected, "{source}");
        }
    }

    fn texts(source: &str) -> Vec<String> {
        lines(source).unwrap().into_iter().map(|line| line.packed).collect()
    }

    #[test]
    fn comments_are_told_from_text_that_looks_like_them() {
        let table = [
            ("a(); // b", "a();"),
            ("a /* b */ + c", "a+c"),
            ("'// a' + \"/* b */\"", "'// a'+\"/* b */\""),
            (r"'\' // a'", r"'\' // a'"),
            ("`// ${b /* c */ + `/* ${d}`}`", "`// ${b+`/* ${d}`}`"),
            ("x.replace(/[/'\"]/g, '') // y", "x.replace(/[/'\"]/g,'')"),
            ("return /`/.test(a) // b", "return /`/.test(a)"),
            ("a / b // c / d", "a/b"),
            ("(a) / b // c", "(a)/b"),
            ("a = b ? /\\// : /'/; // c", "a=b? /\\// : /'/;"),
            ("const ё = 'ж'; // я", "const ё='ж';"),
        ];
        for (source, expected) in table {
            assert_eq!(texts(source), [expected], "{source}");
        }
    }

    #[test]
    fn lines_know_where_they_begin() {
        let read = lines("a(`\n // b\n`, {\n  c,\n}); /* d\n e */ f;").unwrap();
        let places: Vec<_> = read
            .iter()
            .map(|line| (line.packed.as_str(), line.depth, line.begins_in_text, line.ends_in_text))
            .collect();
        let expected = [
            ("a(`", 0, false, true),
            (" // b", 1, true, true),
            ("`,{", 1, true, false),
            ("c,", 2, false, false),
            ("});", 2, false, false),
            ("f;", 0, false, false),
        ];
        assert_eq!(places, expected);
        assert_eq!(lines("a('b');").unwrap()[0].code, "a(   );");
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let table = [
            ("a\n'b\n", 2, Unreadable::NoEnd),
            ("`a", 1, Unreadable::NoEnd),
            ("/* a\n", 2, Unreadable::NoEnd),
            ("a = /b\n", 1, Unreadable::NoEnd),
            ("if (a) {\n}\n/b/.test(c)", 3, Unreadable::AmbiguousSlash),
            ("a\n}", 2, Unreadable::Brackets),
            ("a(\nb))", 2, Unreadable::Brackets),
            ("a(\n", 1, Unreadable::Brackets),
        ];
        for (source, line, fault) in table {
            assert_eq!(lines(source), Err((line, fault)), "{source}");
        }
    }
}
