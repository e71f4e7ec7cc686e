use super::*;
use crate::search::parse::tests::parse;

const SYNONYMS: &str = "\
ЦБ = Центробанк = Банк России = ЦБ РФ
мост = переправа
мост ~ паром
река > поток
Нью-Йорк = Большое яблоко
";

fn planned(text: &str, synonyms: &str) -> Plan {
    let (pack, problems) = SynonymPack::only_site_file(synonyms, "s.txt");
    assert!(problems.is_empty(), "{problems:?}");
    Plan::new(&parse(text).nodes, Forms::Written, &pack, &mut Vec::new())
}

/// A plan in one line: a widened word has the number of its widening behind it.
fn shown(plan: &Plan) -> String {
    let excluded = plan.excluded.iter().map(|clause| format!("-{}", show(clause)));
    plan.required.iter().map(|part| show(&part.clause)).chain(excluded).collect::<Vec<_>>().join(" ")
}

fn show(clause: &Clause) -> String {
    let list = |clauses: &[Clause], between: &str| clauses.iter().map(show).collect::<Vec<_>>().join(between);
    let words = |words: &Words| {
        let field = if words.scope == Scope::Title { "title:" } else { "" };
        let mark = if words.forms == Forms::Written { "!" } else { "" };
        let terms: Vec<String> = words.terms.iter().map(|terms| terms.join("/")).collect();
        format!("{field}{mark}{}", terms.join("_"))
    };
    match clause {
        Clause::Words(word) => words(word),
        Clause::Widened { word, widening } => format!("{}+{widening}", words(word)),
        Clause::Prefix(prefix) => format!("{}*", prefix.start),
        Clause::All(clauses) => format!("({})", list(clauses, " ")),
        Clause::Any(clauses) => format!("({})", list(clauses, " | ")),
        Clause::Not(clause) => format!("-{}", show(clause)),
        Clause::Filter(filter) => format!("{filter:?}"),
    }
}

/// Each widening in one line.
fn widened(plan: &Plan) -> Vec<String> {
    let others = |widening: &Widening| {
        let names = widening
            .others
            .iter()
            .map(|other| format!("{}{}", if other.loose { "~" } else { "" }, other.written));
        names.collect::<Vec<_>>().join(", ")
    };
    plan.widenings.iter().map(|widening| format!("{}: {}", widening.text, others(widening))).collect()
}

#[test]
fn bare_words_are_widened_and_nothing_else() {
    let table = [
        ("визит ЦБ", "визит цб+0"),
        ("банком россии", "банк+0 россия+0"),
        ("ЦБ Банк России", "цб+0 банк+1 россия+1"),
        ("ЦБ !цб «цб»", "цб+0 !цб"),
        ("цб* -ЦБ", "цб* -цб"),
        ("-(река -мост)", "-(река -мост)"),
        ("-(-мост) река", "мост+0 река+1"),
        ("ЦБ ИЛИ мост", "(цб+0 | мост+1)"),
        ("(банк россии) река", "банк+1 россия+1 река+0"),
        ("(банк россии) ИЛИ река", "((банк+1 россия+1) | река+0)"),
        ("банк ИЛИ россии", "(банк | россия)"),
        ("title:мост мост", "title:мост+0 мост+1"),
        ("title:банк россии", "title:банк россия"),
        ("title:(банк россии)", "title:банк+0 title:россия+0"),
        ("поток", "поток"),
        ("мост мосты", "мост+0"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(&planned(text, SYNONYMS)), expected, "{text}");
    }
    assert_eq!(shown(&planned("ЦБ мост", "")), "цб мост");
}

#[test]
fn what_is_searched_too_is_told_with_the_words_as_typed() {
    let table: [(&str, &[&str]); 6] = [
        // «ЦБ РФ» holds «ЦБ».
        ("цб", &["цб: Центробанк, Банк России"]),
        ("Банка России", &["Банка России: ЦБ, Центробанк"]),
        ("мосту река", &["мосту: переправа, ~паром", "река: поток"]),
        ("Нью-Йорк", &["Нью-Йорк: Большое яблоко"]),
        ("Нью Йорк", &["Нью Йорк: Большое яблоко"]),
        ("Нью-Йорк-Таймс", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(widened(&planned(text, SYNONYMS)), expected, "{text}");
    }
}

/// A made-up word.
fn name(group: usize, number: usize) -> String {
    let letter = |place: usize| "бвгджзклмнпрстфх".chars().nth(place).unwrap();
    format!("ы{}ы{}ыг", letter(group), letter(number))
}

#[test]
fn a_query_has_only_so_many_synonyms() {
    let line = |group| (0..16).map(|number| name(group, number)).collect::<Vec<_>>().join(" = ");
    let lines = (0..6).map(line).collect::<Vec<_>>().join("\n");
    let query = (0..6).map(|group| name(group, 0)).collect::<Vec<_>>().join(" ");
    let plan = planned(&query, &lines);
    let counts: Vec<usize> = plan.widenings.iter().map(|widening| widening.others.len()).collect();
    assert_eq!(counts, [15, 15, 15, 15, 4]);
    assert_eq!(shown(&plan).matches('+').count(), 5);
    // Both words of the member are looked up with all of its synonyms.
    let two_words = planned(&query, &lines.replacen(" = ", " ", 1).replacen(&name(0, 1), &name(1, 0), 1));
    let counts: Vec<usize> = two_words.widenings.iter().map(|widening| widening.others.len()).collect();
    assert_eq!(counts, [14, 15, 15, 6]);
}

#[test]
fn short_words_in_small_letters_may_be_abbreviations() {
    let table = [
        ("мок", Some("мок")),
        ("ёж", Some("еж")),
        ("МОК", None),
        ("Мок", None),
        ("мостик", None),
        ("!мок", None),
        ("«мок»", None),
    ];
    for (text, expected) in table {
        let plan = planned(text, "");
        let Clause::Words(words) = &plan.required[0].clause else { panic!("{plan:?}") };
        assert_eq!(words.abbreviation.as_deref(), expected, "{text}");
    }
    assert_eq!(planned("дома дом дому", "").required.len(), 2, "«дома» may be the adverb, «дому» is «дом»");
}
