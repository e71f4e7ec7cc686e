use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::search::Period;

/// 16 May 2018, in an archive that has articles of every day.
pub(in crate::search) fn parse(text: &str) -> Parsed {
    let zone = TimeZone::UTC;
    let calendar = Calendar { today: date(2018, 5, 16), zone: &zone, accepts: &|_| true };
    super::parse(text, &calendar)
}

fn show(node: &Node) -> String {
    let list = |nodes: &[Node], between: &str| nodes.iter().map(show).collect::<Vec<_>>().join(between);
    match node {
        Node::Leaf(Leaf { kind, text, scope, slack }) => {
            let field = if *scope == Scope::Title { "title:" } else { "" };
            match kind {
                LeafKind::Word => format!("{field}{text}"),
                LeafKind::Form => format!("{field}!{text}"),
                LeafKind::Phrase if *slack > 0 => format!("{field}\"{text}\"~{slack}"),
                LeafKind::Phrase => format!("{field}\"{text}\""),
                LeafKind::Prefix => format!("{field}{text}*"),
            }
        }
        Node::All(nodes) => format!("({})", list(nodes, " ")),
        Node::Any(nodes) => format!("({})", list(nodes, " | ")),
        Node::Not(node) => format!("-{}", show(node)),
        Node::Filter(Filter::Value { field, value }) => format!("{field:?}={value}"),
        Node::Filter(Filter::Period(period)) => days(*period),
    }
}

fn days(period: Period) -> String {
    let day = |moment: Option<Timestamp>| {
        moment.map_or_else(String::new, |moment| TimeZone::UTC.to_datetime(moment).date().to_string())
    };
    format!("[{}..{}]", day(period.from), day(period.until))
}

fn complaint(warning: &QueryWarning) -> String {
    match warning {
        QueryWarning::DanglingOperator { operator } => format!("dangling {operator}"),
        QueryWarning::NothingToSearch { text } => format!("nothing {text}"),
        QueryWarning::UnknownField { field } => format!("unknown {field}"),
        QueryWarning::NoDistance { distance } => format!("no distance {distance}"),
        QueryWarning::BadDate { text, fault } => format!("{fault:?} {text}"),
        other => format!("{other:?}"),
    }
}

/// `expected` is the tree, and after ` ! ` the complaints.
pub(super) fn check(text: &str, expected: &str) {
    let parsed = parse(text);
    let tree: Vec<String> = parsed.nodes.iter().map(show).collect();
    let complaints: Vec<String> = parsed.warnings.iter().map(complaint).collect();
    let mut found = tree.join(" ");
    if !complaints.is_empty() {
        found += &format!(" ! {}", complaints.join(", "));
    }
    assert_eq!(found.trim(), expected, "{text:?}");
}

#[test]
fn words() {
    check("", "");
    check("  \t\n ", "");
    check("путин", "путин");
    check("курс доллара", "курс доллара");
    check("\u{a0}курс\u{0}доллара\u{2003}", "курс доллара");
    check("Ил-76 Нью-Йорк", "Ил-76 Нью-Йорк");
    check("a.b@c.ru http://lenta.ru/?a=b", "a.b@c.ru http://lenta.ru/?a=b");
    check("о'кей Д’Артаньян", "о'кей Д’Артаньян");
    check("что, где? когда!", "что, где? когда!");
    check("курс доллара, евро.", "курс доллара, евро.");
}

/// Checks the leaves one by one: [`check`] cannot tell one leaf with a space from two.
fn check_words(text: &str, expected: &[&str]) {
    let calendar = Calendar { today: date(2018, 5, 16), zone: &TimeZone::UTC, accepts: &|_| false };
    let nodes = super::parse(text, &calendar).nodes;
    let words: Vec<String> = nodes.iter().map(show).collect();
    assert_eq!(words, expected, "{text:?}");
}

#[test]
fn words_that_are_one_term_stay_together() {
    check_words("1 000 000", &["1 000 000"]);
    check_words("1\u{a0}000\u{a0}000 рублей", &["1\u{a0}000\u{a0}000", "рублей"]);
    check_words("20 000 майнер", &["20 000", "майнер"]);
    check_words("около 12 130, или", &["около", "12 130,", "или"]);
    check_words("т. д.", &["т. д."]);
    check_words("и т. п.", &["и", "т. п."]);
    check_words("title:20 000 майнер", &["title:20 000", "майнер"]);
    check_words("майнер -20 000", &["майнер", "-20 000"]);
    check_words("(20 000 | майнер)", &["(20 000 | майнер)"]);
    check_words("«20 000» 20 000*", &["\"20 000\"", "20 000*"]);
    check_words("8 (800) 555-35-35", &["8", "800", "555-35-35"]);
    check_words("5 - 300", &["5", "300"]);
    check_words("5 -300", &["5", "-300"]);
    check_words("5 | 300", &["(5 | 300)"]);
    check_words("5 \"300\"", &["5", "\"300\""]);
    check_words("2018 год т. дом", &["2018", "год", "т.", "дом"]);
}

#[test]
fn dashes_are_no_exclusions() {
    check("5 - 3", "5 3");
    check("Иран – Израиль", "Иран Израиль");
    check("Иран — Израиль", "Иран Израиль");
    check("Иран -- Израиль", "Иран Израиль");
    check("--слово", "слово");
    check("слово-", "слово-");
    check("слово -", "слово");
    check("–слово", "–слово");
    check("коммуна(-2)", "коммуна -2");
}

#[test]
fn exclusions() {
    check("спартак -зенит", "спартак -зенит");
    check("спартак \u{2212}зенит", "спартак -зенит");
    check("-\"красная площадь\" москва", "-\"красная площадь\" москва");
    check("-Нью-Йорк", "-Нью-Йорк");
    check("спартак НЕ зенит NOT цска", "спартак -зенит -цска");
    check("спартак не зенит not цска", "спартак не зенит not цска");
    check("НЕ НЕ зенит", "зенит");
    check("метро НЕ мост", "метро -мост");
    check("метро NOT мост", "метро -мост");
    check("метро не мост", "метро не мост");
    check("НЕ мост", "-мост");
    check("не", "не");
    check("НЕ", "НЕ");
    check("-(а б)", "-(а б)");
    check("-(-а)", "а");
    check("-(а | б)", "-(а | б)");
    check("-НЕ", "-НЕ");
    check("-зен*", "-зен*");
    check("а -) б", "а б ! dangling -, UnbalancedBracket");
    check("а НЕ", "а ! dangling НЕ");
    check("а НЕ OR б", "(а | б) ! dangling НЕ");
    check("- -", "! nothing - -");
}

#[test]
fn forms_as_written() {
    check("!мост", "!мост");
    check("река !мосты", "река !мосты");
    check("!Ил-76 !42", "!Ил-76 !42");
    check("-!мосты река", "-!мосты река");
    check("НЕ !мосты", "-!мосты");
    check("title:!мосты", "title:!мосты");
    check("!заголовок:мосты", "title:!мосты");
    check("-title:!мосты", "-title:!мосты");
    check("(!мосты|!река)", "(!мосты | !река)");
    check("title:(!мосты река)", "(title:!мосты title:река)");
    check("!«старый мост»", "\"старый мост\"");
    check("!\"старый мост\" река", "\"старый мост\" река");
    check("!«» мост", "мост ! nothing «»");
    check("!НЕ !ИЛИ", "!НЕ !ИЛИ");
    check("!мос*", "мос*");
    check("!foo:bar", "!foo:bar");
    check("!мост! !река,", "!мост! !река,");
    check_words("!1 000 000 рублей", &["!1 000 000", "рублей"]);
}

#[test]
fn other_exclamation_marks_are_punctuation() {
    check("ура!", "ура!");
    check("!", "! nothing !");
    check("! мост", "мост");
    check("!! мост !!!", "мост");
    check("ура!мост", "ура!мост");
    check("«ура!» мост", "\"ура!\" мост");
    check("«!мост»", "\"!мост\"");
    check("мост!«река»", "мост! \"река\"");
    check("!-мост", "!-мост");
    check("!\"мост", "мост ! UnbalancedQuote");
    for text in ["!-мост", "ура!мост"] {
        assert!(matches!(&parse(text).nodes[..], [Node::Leaf(Leaf { kind: LeafKind::Word, .. })]), "{text}");
    }
}

#[test]
fn phrases_in_every_kind_of_quotes() {
    for text in [
        "\"курс доллара\"",
        "«курс доллара»",
        "„курс доллара“",
        "“курс доллара”",
        "”курс доллара”",
        "„курс доллара”",
        "„курс доллара\"",
        "«курс\n  доллара»",
    ] {
        check(text, "\"курс доллара\"");
    }
    check("«ООО „Ромашка“ и сын»", "\"ООО „Ромашка“ и сын\"");
    check("«клуб «Спартак» и клуб»", "\"клуб «Спартак» и клуб\"");
    check("«клуб «Спартак» проиграл", "\"клуб «Спартак\" проиграл ! UnbalancedQuote");
    check("\"банк «Открытие»\"", "\"банк «Открытие»\"");
    check("ООО\"Ромашка\"", "ООО \"Ромашка\"");
    check("«а»«б»", "\"а\" \"б\"");
    check("\"курс доллара", "курс доллара ! UnbalancedQuote");
    check("курс» доллара", "курс доллара ! UnbalancedQuote");
    check("5\" экран", "5 экран ! UnbalancedQuote");
    check("\"\" а", "а ! nothing \"\"");
    check("«…»", "! nothing «…»");
    check("\"а ИЛИ (б | -в)\"", "\"а ИЛИ (б | -в)\"");
}

#[test]
fn alternatives() {
    check("рак OR щука", "(рак | щука)");
    check("рак ИЛИ щука | лебедь", "(рак | щука | лебедь)");
    check("рак|щука", "(рак | щука)");
    check("рак || щука", "(рак | щука)");
    check("а б OR в г", "а (б | в) г");
    check("рак или щука or лебедь", "рак или щука or лебедь");
    check("(а б) OR (в г)", "((а б) | (в г))");
    check("а OR -б", "(а | -б)");
    check("а OR \"б в\" OR г*", "(а | \"б в\" | г*)");
    check("рак OR", "рак ! dangling OR");
    check("OR рак", "рак ! dangling OR");
    check("рак OR | щука", "(рак | щука) ! dangling |");
    check("(рак OR) щука", "рак щука ! dangling OR");
    check("|", "! dangling |");
    check("ИЛИ", "ИЛИ");
    check("НЕ ИЛИ", "НЕ ИЛИ");
}

#[test]
fn conjunctions() {
    check("Путин И Лавров", "Путин Лавров");
    check("Путин AND Лавров", "Путин Лавров");
    check("И снова осень", "И снова осень");
    check("Путин и Лавров", "Путин и Лавров");
    check("Путин AND", "Путин ! dangling AND");
    check("AND Путин", "Путин ! dangling AND");
    check("а И НЕ б", "а -б");
    check("И", "И");
}

#[test]
fn brackets() {
    check("(а)", "а");
    check("(а б) в", "(а б) в");
    check("((((а))))", "а");
    check("сотрудник(и)", "сотрудник и");
    check("(а б", "(а б) ! UnbalancedBracket");
    check("а) б", "а б ! UnbalancedBracket");
    check("()", "! nothing ()");
    check("а () б", "а б ! nothing ()");
    check(")(", "! UnbalancedBracket");
    let deep = |depth: usize| format!("{}а{} б", "(".repeat(depth), ")".repeat(depth));
    check(&deep(16), "а б");
    check(&deep(17), "а б ! TooDeep");
    check(&deep(900), "а б ! TooDeep");
}

#[test]
fn the_title_field() {
    check("title:курс", "title:курс");
    check("Заголовок:курс", "title:курс");
    check("TITLE:курс", "title:курс");
    check("заголовок: курс доллара", "title:курс доллара");
    check("title:«курс доллара»", "title:\"курс доллара\"");
    check("title:кур*", "title:кур*");
    check("title:(курс -евро)", "(title:курс -title:евро)");
    check("-title:курс", "-title:курс");
    check("title:-курс", "-title:курс");
    check("title:title:курс", "title:курс");
    check("title:ИЛИ", "title:ИЛИ");
    check("title: OR курс", "курс ! dangling title:, dangling OR");
    check("title:", "! dangling title:");
    check("а title:", "а ! dangling title:");
}

#[test]
fn fields_that_do_not_exist_are_words() {
    check("раздел:спорт", "раздел спорт ! unknown раздел");
    check("foo:bar*", "foo bar* ! unknown foo");
    check("загловок:«мост» река", "загловок \"мост\" река ! unknown загловок");
    check("субтитл:курс site:lenta.ru", "субтитл курс site lenta.ru ! unknown субтитл, unknown site");
    check("foo:ИЛИ", "foo ИЛИ ! unknown foo");
    check("foo:title:курс", "foo title:курс ! unknown foo");
    check("-foo:bar", "-foo:bar");
    for text in ["17:54", "3:2", "http://lenta.ru", "ул:", "ул: мост", "ул:5", "Ил-76:мост", ":мост"]
    {
        check(text, text);
    }
}

#[test]
fn prefixes() {
    check("слов*", "слов*");
    check("сл*", "сл*");
    check("с*", "с*");
    check("слов**", "слов*");
    check("Ил-7*", "Ил-7*");
    check("*", "! nothing *");
    check("*** а", "а ! nothing ***");
    check("*слово", "*слово");
    check("сло*во", "сло*во");
    check("\"слов* о\"", "\"слов* о\"");
    assert!(matches!(&parse("слов*").nodes[..], [Node::Leaf(Leaf { kind: LeafKind::Prefix, .. })]));
    assert!(matches!(&parse("с*").nodes[..], [Node::Leaf(Leaf { kind: LeafKind::Word, .. })]));
}

#[test]
fn limits() {
    let kept = |text: &str| parse(text).nodes.len();
    let words = |count: usize| (0..count).map(|number| format!("с{number}")).collect::<Vec<_>>().join(" ");
    assert_eq!(parse(&words(64)).warnings, []);
    assert_eq!(parse(&words(65)).warnings, [QueryWarning::TooManyWords { kept: 64 }]);
    assert_eq!(kept(&words(300)), 64);
    let phrase = parse(&format!("«{}» слово", words(70)));
    assert_eq!((phrase.nodes.len(), phrase.warnings), (1, vec![QueryWarning::TooManyWords { kept: 64 }]));
    assert_eq!(
        parse(&format!("{} OR title:еще", words(64))).warnings,
        [QueryWarning::TooManyWords { kept: 64 }]
    );
    let long = parse(&"я".repeat(MAX_QUERY_CHARS + 1));
    assert_eq!(long.text.chars().count(), MAX_QUERY_CHARS);
    assert_eq!(long.warnings, [QueryWarning::Truncated { kept: MAX_QUERY_CHARS }]);
    assert_eq!(parse(&"я".repeat(MAX_QUERY_CHARS)).warnings, []);
}

fn depth(node: &Node) -> usize {
    match node {
        Node::Leaf(_) | Node::Filter(_) => 0,
        Node::All(nodes) | Node::Any(nodes) => 1 + nodes.iter().map(depth).max().unwrap_or(0),
        Node::Not(node) => 1 + depth(node),
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in prop_oneof![
        ".{0,200}",
        "([а-яА-Я]{0,3}|[-−\"«»„“”()|*:!~^ ]|title:|ИЛИ|НЕ |OR ){0,80}",
        "([а-я]{0,3}|[-\"«»()|*:!~., ]|рубрика:|дата:|source:|И |НЕ |вчера | в марте |2014|99999|\\.\\.){0,60}",
    ]) {
        let parsed = parse(&text);
        prop_assert!(parsed.nodes.iter().all(|node| depth(node) <= 3 * MAX_DEPTH + 3));
        prop_assert!(parsed.warnings.len() <= text.len());
        let places: Vec<Range<usize>> = parsed.parts.iter().map(|part| part.place.clone()).collect();
        prop_assert!(places.is_sorted_by(|one, next| one.end <= next.start), "{:?}", places);
        for part in &parsed.parts {
            prop_assert_eq!(&part.text, &parsed.text[part.place.clone()]);
            prop_assert!(part.removed_from(&parsed.text).len() <= parsed.text.len());
        }
        prop_assert_eq!(parse(&text), parsed);
    }
}

#[test]
fn fields_of_articles() {
    check("рубрика:Спорт матч", "Rubric=Спорт матч");
    check("РУБРИКА:Спорт", "Rubric=Спорт");
    check("рубрика：Спорт рубрика： «В мире»", "Rubric=Спорт Rubric=В мире");
    check(
        "rubric:Спорт author:Иванов tag:хоккей source:ТАСС",
        "Rubric=Спорт Author=Иванов Tag=хоккей Source=ТАСС",
    );
    check("автор:\"Иван Петров\" тег:«ЧМ-2018»", "Author=Иван Петров Tag=ЧМ-2018");
    check("рубрика: Спорт, матч", "Rubric=Спорт матч");
    check("-рубрика:Спорт НЕ тег:хоккей", "-Rubric=Спорт -Tag=хоккей");
    check("рубрика:(Спорт | \"В мире\")", "(Rubric=Спорт | Rubric=В мире)");
    check("рубрика:Спорт | хоккей", "(Rubric=Спорт | хоккей)");
    check("рубрика:И источник:title", "Rubric=И Source=title");
    check("источник:http://tass.ru/ а", "Source=http://tass.ru/ а");
    check("!рубрика:Спорт", "Rubric=Спорт");
    check("рубрика:", "! dangling рубрика:");
    check("рубрика:*", "! nothing *, dangling рубрика:");
    // Headlines begin so.
    check("Источник: в Сирии тихо", "Источник: в Сирии тихо");
}

#[test]
fn dates_in_fields() {
    check("дата:2016", "[2016-01-01..2017-01-01]");
    check("date:2016-07 мост", "[2016-07-01..2016-08-01] мост");
    check("дата:2014..2016", "[2014-01-01..2017-01-01]");
    check("дата:2014.. дата:..2016", "[2014-01-01..] [..2017-01-01]");
    check("дата:вчера", "[2018-05-15..2018-05-16]");
    check("дата:\"с 1 по 5 мая 2016\" мост", "[2016-05-01..2016-05-06] мост");
    check("дата:5 мая 2016 мост", "[2016-05-05..2016-05-06] мост");
    check("-дата:2016 мост", "-[2016-01-01..2017-01-01] мост");
    check("дата:(2014 | 2016)", "([2014-01-01..2015-01-01] | [2016-01-01..2017-01-01])");
    check("дата:31.02.2016 мост", "мост ! NoSuchDay 31.02.2016");
    check("дата:2016-13", "! NoSuchMonth 2016-13");
    check("дата:0000 дата:99999", "! YearOutOfRange 0000, Unreadable 99999");
    check("дата:мост", "! Unreadable мост");
    check("дата:2016..2014", "! Backwards 2016..2014");
    check("дата:", "! dangling дата:");
}

#[test]
fn words_that_are_plainly_a_period() {
    check("Крым в марте 2014", "Крым [2014-03-01..2014-04-01]");
    check("пожары 2014..2016", "пожары [2014-01-01..2017-01-01]");
    check("вчера", "[2018-05-15..2018-05-16]");
    check("погода с 1 по 5 мая 2016", "погода [2016-05-01..2016-05-06]");
    check("погода 1 – 5 мая 2016 года", "погода [2016-05-01..2016-05-06]");
    check("1 мая", "1 мая");
    check("выборы 2012", "выборы 2012");
    check(
        "Крым рубрика:Спорт -тег:мост -автор:а в марте 2014",
        "Крым Rubric=Спорт -Tag=мост -Author=а [2014-03-01..2014-04-01]",
    );
    check("Крым марте рубрика:Спорт 2014", "Крым марте Rubric=Спорт 2014");
    // Who writes operators around it means words.
    check("мост | вчера", "(мост | вчера)");
    check("вчера | мост", "(вчера | мост)");
    check("мост !вчера", "мост !вчера");
    check("мост -вчера", "мост -вчера");
    check("(мост вчера)", "(мост вчера)");
    check("\"вчера\"", "\"вчера\"");
    check("title:вчера", "title:вчера");
    // What the field says counts.
    check("вчера дата:2016", "вчера [2016-01-01..2017-01-01]");
}

/// Wednesday, 16 May 2018.
#[test]
fn what_the_documentation_says_of_dates_is_so() {
    check("дата:прошлая неделя", "[2018-05-07..2018-05-14]");
    check("дата:05.07.2016", "[2016-07-05..2016-07-06]");
    check("новости за прошлую неделю", "новости [2018-05-07..2018-05-14]");
    check("пожар вчера", "пожар [2018-05-15..2018-05-16]");
    check("санкции 2014..2016", "санкции [2014-01-01..2017-01-01]");
    check("Крым рубрика:Политика в марте 2014 -мост", "Крым Rubric=Политика [2014-03-01..2014-04-01] -мост");
    for words in ["1 мая", "выборы 2012", "Россия сегодня", "чемпионат мира 2018"]
    {
        check(words, words);
    }
    check("Крым мост | паром", "Крым (мост | паром)");
}

#[test]
fn periods_may_be_refused() {
    let zone = TimeZone::UTC;
    let calendar = Calendar { today: date(2018, 5, 16), zone: &zone, accepts: &|_| false };
    let parsed = super::parse("Крым в марте 2014 дата", &calendar);
    assert_eq!(parsed.nodes.len(), 5);
    assert_eq!(
        super::parse("дата:2014", &calendar).nodes.iter().map(show).collect::<String>(),
        "[2014-01-01..2015-01-01]"
    );
}

/// Kind and text of each part, its field and its period.
fn parts(text: &str) -> String {
    let shown = parse(text).parts.into_iter().map(|part| {
        let field = part.field.map_or_else(String::new, |(field, value)| format!(" {field:?}={value}"));
        let period = part.period.map_or_else(String::new, |period| format!(" {}", days(period)));
        format!("{:?} {}{field}{period}", part.kind, part.text)
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn parts_tell_what_was_understood() {
    let table = [
        ("", ""),
        ("мост «через реку» !мосты рек*", "Word мост; Phrase «через реку»; Form !мосты; Prefix рек*"),
        ("мост -река НЕ «лёд»", "Word мост; Excluded -река; Excluded НЕ «лёд»"),
        ("мост | река ИЛИ (лёд снег) вода", "Alternatives мост | река ИЛИ (лёд снег); Word вода"),
        ("(мост река) И вода", "Word мост; Word река; Word вода"),
        ("рубрика:\"В мире\"", "Field рубрика:\"В мире\" Facet(Rubric)=В мире"),
        ("-тег:лёд", "Excluded -тег:лёд Facet(Tag)=лёд"),
        ("title:«мост»", "Field title:«мост» Title=мост"),
        ("title:(мост | лёд)", "Field title:(мост | лёд) Title=(мост | лёд)"),
        ("дата:2016 мост", "Period дата:2016 Date=2016 [2016-01-01..2017-01-01]; Word мост"),
        ("-дата:2016", "Excluded -дата:2016 Date=2016 [2016-01-01..2017-01-01]"),
        ("Крым в марте 2014", "Word Крым; Period в марте 2014 [2014-03-01..2014-04-01]"),
    ];
    for (text, expected) in table {
        assert_eq!(parts(text), expected, "{text}");
    }
}
