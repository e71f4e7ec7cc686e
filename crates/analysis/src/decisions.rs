#![doc = include_str!("decisions.md")]

#[cfg(test)]
#[cfg(feature = "lexicon")]
mod tests {
    use crate::AnalyzerName;
    use crate::testing::{assert_analyzes, check_invariants};

    struct Decision {
        analyzer: AnalyzerName,
        text: String,
        /// Terms, with the part of the text they cover where the table states it.
        tokens: Vec<(String, Option<String>)>,
        reason: &'static str,
    }

    fn decisions() -> Vec<Decision> {
        let mut analyzer = AnalyzerName::RussianExact;
        let mut decisions = Vec::new();
        for line in include_str!("decisions.md").lines() {
            if line.starts_with("# ") {
                analyzer = analyzer_of_section(line);
            } else if line.starts_with("| `") {
                decisions.push(parse(analyzer, line));
            }
        }
        decisions
    }

    fn analyzer_of_section(heading: &str) -> AnalyzerName {
        let is_named = |name: &AnalyzerName| heading.contains(&format!("`{}`", name.as_str()));
        AnalyzerName::ALL.into_iter().find(is_named).unwrap_or(AnalyzerName::RussianExact)
    }

    fn parse(analyzer: AnalyzerName, row: &'static str) -> Decision {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [text, terms, reason] = cells[..] else { panic!("help: a row has three cells: {row}") };
        let tokens = unescape(terms.trim_matches('`'));
        Decision { analyzer, text: unescape(text.trim_matches('`')), tokens: parse_tokens(&tokens), reason }
    }

    /// Reads `term term[covered text] …`; the covered text may have spaces.
    fn parse_tokens(mut rest: &str) -> Vec<(String, Option<String>)> {
        let mut tokens = Vec::new();
        while !rest.is_empty() {
            let end = rest.find([' ', '[']).unwrap_or(rest.len());
            let (term, tail) = rest.split_at(end);
            let covered = tail.strip_prefix('[').map(|covered| covered.split_once(']').unwrap());
            tokens.push((term.to_owned(), covered.map(|(covered, _)| covered.to_owned())));
            rest = covered.map_or(tail, |(_, tail)| tail).trim_start_matches(' ');
        }
        tokens
    }

    fn unescape(cell: &str) -> String {
        let mut parts = cell.split("\\u{");
        let mut text = parts.next().unwrap().to_owned();
        for part in parts {
            let (code, rest) = part.split_once('}').unwrap();
            text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
            text.push_str(rest);
        }
        text
    }

    #[test]
    fn every_decision_holds() {
        for Decision { analyzer, text, tokens, reason } in decisions() {
            let terms: Vec<&str> = tokens.iter().map(|(term, _)| term.as_str()).collect();
            assert!(!reason.is_empty(), "help: say why {text:?} gives {terms:?}");
            assert_analyzes(analyzer, &text, &terms);
            for (token, (_, covered)) in check_invariants(analyzer, &text).iter().zip(&tokens) {
                if let Some(covered) = covered {
                    assert_eq!(&text[token.offset_from..token.offset_to], covered, "{token:?} of {text:?}");
                }
            }
        }
    }

    #[test]
    fn the_table_is_read() {
        assert!(decisions().len() > 80);
        assert!(AnalyzerName::ALL.iter().all(|name| decisions().iter().any(|row| row.analyzer == *name)));
    }

    #[test]
    fn values_with_spaces_are_one_term() {
        for (value, term) in
            [("  В\u{A0}мире\n", "в мире"), ("Наука и  техника", "наука и техника"), ("ЁЛКИ", "елки")]
        {
            assert_analyzes(AnalyzerName::Keyword, value, &[term]);
        }
        for nothing in ["", " \u{A0}\n", "\u{AD}", "\u{FEFF} \u{200B}"] {
            assert_analyzes(AnalyzerName::Keyword, nothing, &[]);
        }
        assert_analyzes(AnalyzerName::Keyword, &"ж".repeat(1000), &[&"ж".repeat(127)]);
    }

    #[test]
    fn an_endless_word_is_one_token_with_the_beginning_as_its_term() {
        let word = "ы".repeat(500_000);
        let tokens = check_invariants(AnalyzerName::RussianExact, &word);
        assert_eq!((tokens[0].offset_from, tokens[0].offset_to), (0, word.len()));
        assert_eq!(tokens[0].text, "ы".repeat(127));
    }
}
