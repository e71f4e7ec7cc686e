use proptest::prelude::*;
use vestnik_analysis::{Analyzer, AnalyzerName};

use super::file::{Join, MAX_FILE_BYTES, MAX_GROUPS};
use super::problem::MAX_PROBLEMS;
use super::*;

fn words(query: &str) -> Vec<QueryWord> {
    let mut analyzer = Analyzer::new(AnalyzerName::RussianText);
    let mut read = |written: &str| -> Vec<QueryWord> {
        analyzer.positions(written).into_iter().map(|terms| QueryWord::new(terms, written)).collect()
    };
    query.split_whitespace().flat_map(&mut read).collect()
}

/// What the words of a query find too: `words: synonym, synonym; …`.
fn show(pack: &SynonymPack, query: &str) -> String {
    let one = |found: SynonymMatch| {
        let others: Vec<&str> = found.others.iter().map(|other| other.written.as_str()).collect();
        format!("{}..{} {}: {}", found.range.start, found.range.end, found.written, others.join(", "))
    };
    pack.matches(&words(query)).into_iter().map(one).collect::<Vec<_>>().join("; ")
}

fn pack(text: &str) -> SynonymPack {
    let (pack, problems) = SynonymPack::only_site_file(text, "site.txt");
    assert_eq!(problems, [], "{text}");
    pack
}

fn check(text: &str, query: &str, expected: &str) {
    assert_eq!(show(&pack(text), query), expected, "{query} in {text}");
}

const RUSSIA: &str = "РФ = Россия = Российская Федерация";

#[test]
fn members_find_each_other_in_any_form() {
    check(RUSSIA, "рф", "0..1 РФ: Россия, Российская Федерация");
    check(RUSSIA, "посол России", "1..2 Россия: РФ, Российская Федерация");
    check(RUSSIA, "с Российской Федерацией", "1..3 Российская Федерация: РФ, Россия");
    check(RUSSIA, "федерация", "");
    check(RUSSIA, "российская", "");
    check(RUSSIA, "", "");
}

#[test]
fn one_way_lines_are_one_way() {
    let text = "Кремль > администрация президента = АП";
    check(text, "в Кремле", "1..2 Кремль: администрация президента, АП");
    check(text, "администрация президента", "");
    let text = "ЦБ = Центробанк > регулятор";
    check(text, "ЦБ Центробанк", "0..1 ЦБ: регулятор; 1..2 Центробанк: регулятор");
    check(text, "регулятор", "");
    // A member may be on both sides; it does not find itself.
    check("Пётр = Павел > Павел", "Пётр и Павел", "0..1 Пётр: Павел");
}

#[test]
fn the_longest_member_wins() {
    let text = "РФ = Россия\nЦБ = Банк России\nбанк = кредитная организация";
    check(text, "Банка России", "0..2 Банк России: ЦБ");
    check(text, "банки и Россия", "0..1 банк: кредитная организация; 2..3 Россия: РФ");
    check(text, "банк Банка России", "0..1 банк: кредитная организация; 1..3 Банк России: ЦБ");
    // A longer one wins over one that begins earlier.
    check(
        "альфа бета = аб\nбета гамма дельта = бгд",
        "альфа бета гамма дельта",
        "1..4 бета гамма дельта: бгд",
    );
    // Of equally long ones the first.
    check("альфа бета = аб\nбета гамма = бг", "альфа бета гамма", "0..2 альфа бета: аб");
    // A name that finds nothing still holds its words together.
    check("РФ = Россия\nрегулятор > Банк России", "Банк России", "");
}

#[test]
fn all_groups_of_a_member_count() {
    let text = "ГД = Госдума\nГосдума > парламент\nГосдума = нижняя палата";
    check(text, "Госдумы", "0..1 Госдума: ГД, парламент, нижняя палата");
    check("Россия = РФ\nроссии = рф = Русь", "РОССИЯ", "0..1 Россия: РФ, Русь");
}

#[test]
fn others_are_limited() {
    let many: Vec<String> = ('a'..='t').map(|letter| format!("site{letter}")).collect();
    let text = format!("{}\nслово > {}", many.join(" = "), many[..18].join(" = "));
    for query in ["sitec", "слово"] {
        let matches = pack(&text).matches(&words(query));
        assert_eq!(matches[0].others.len(), MAX_OTHERS, "{query}");
    }
}

#[test]
fn an_unlikely_reading_yields_to_a_likely_one() {
    let stali = words("стали");
    assert!(stali[0].terms.len() > 1, "{stali:?}");
    let text = "сталь = железо\nстать = сделаться";
    check(text, "стали", "0..1 стать: сделаться");
    check("сталь = железо", "стали", "0..1 сталь: железо");
    // Two words that share only an unlikely reading of each have nothing to do with each other.
    let unlikely =
        QueryWord { terms: vec!["другое".to_owned(), stali[0].terms[1].clone()], upper: false };
    assert_eq!(pack("стали = железо").matches(&[unlikely]), []);
}

#[test]
fn abbreviations_that_are_usual_words_need_capitals() {
    let text = "МОК = Международный олимпийский комитет\nРАН = Академия наук\nВАЗ = автозавод\nВОЗ = здравоохранение\n\
        МАК = авиационный комитет\nБАК = коллайдер\nГАЗ = Горьковский автозавод\nМИР = платёжная система\n\
        ПРО = противоракетная оборона\nКТО = операция";
    for query in ["мок", "ран", "ваз", "воз", "мак", "бак", "газ", "мир", "про", "кто"]
    {
        check(text, query, "");
        assert_ne!(show(&pack(text), &query.to_uppercase()), "", "{query}");
    }
    for query in ["Мак", "Мок", "маком", "мокнуть", "раны", "вазы"] {
        check(text, query, "");
    }
    check(text, "МАКом", "0..1 МАК: авиационный комитет");
    check(text, "РАНА", "");
    let text =
        "РФ = Россия\nСША = Штаты\nМИД = дипломаты\nЦБ = регулятор\nФСБ = контрразведка\nЕС = Евросоюз";
    for query in ["рф", "сша", "мид", "цб", "фсб", "ес"] {
        assert_ne!(show(&pack(text), query), "", "{query}");
        assert_eq!(show(&pack(text), query), show(&pack(text), &query.to_uppercase()), "{query}");
    }
    let builtin = SynonymPack::builtin();
    for (small, matches) in [("мак бак воз ран мок про кто мир", false), ("рф сша мид цб фсб ес", true)]
    {
        for query in small.split(' ') {
            assert_eq!(!show(&builtin, query).is_empty(), matches, "{query}");
        }
    }
    // The same letters as a word are another member.
    check("МОК = комитет\nмок = промокший", "мок", "0..1 мок: промокший");
    check("МАК = комитет\nмак = цветок", "мак", "0..1 мак: цветок");
    check("МАК = комитет\nмак = цветок", "МАК", "0..1 МАК: комитет, цветок");
}

#[test]
fn abbreviations_are_looked_up_as_themselves() {
    let text = "МОК = Международный олимпийский комитет = МОК России";
    let matches = pack(text).matches(&words("международного олимпийского комитета"));
    let [abbreviation, longer] = matches[0].others.as_slice() else { panic!("{matches:?}") };
    assert_eq!(abbreviation.terms, [["мок"]]);
    assert_eq!(longer.terms, [["мок"], ["россия"]]);
}

#[test]
fn loose_lines_lead_both_ways() {
    let text =
        "РФ = Россия ~ российский = россиянин\nроссиянин = россиянка\nроссиянин = россиянка ~ российский";
    check(text, "рф", "0..1 РФ: российский, россиянин");
    check(text, "российской", "0..1 российский: РФ, Россия, россиянин, россиянка");
    check(text, "россиянка", "0..1 россиянка: россиянин, российский");
    check("Россия ~ россии = Русь", "Россия", "0..1 Россия: Русь");
}

#[test]
fn names_of_the_same_thing_come_first() {
    let text = "альфа ~ бета = гамма\nгамма > дельта\nальфа > дельта = гамма\nэпсилон ~ альфа";
    let loose = |query: &str| -> Vec<(String, bool)> {
        let found = pack(text).matches(&words(query)).remove(0);
        found.others.into_iter().map(|other| (other.written, other.loose)).collect()
    };
    let expected = [("дельта", false), ("гамма", false), ("бета", true), ("эпсилон", true)];
    assert_eq!(loose("альфа"), expected.map(|(written, loose)| (written.to_owned(), loose)));
    let expected = [("дельта", false), ("альфа", true)];
    assert_eq!(loose("гамма"), expected.map(|(written, loose)| (written.to_owned(), loose)));
}

#[test]
fn comments_and_odd_lines_are_understood() {
    let text = "\u{feff}## Страны\r\n\r\n  # заметка = не группа\r\nРФ=Россия\t# причина = проста\r\n C# = си шарп #";
    check(text, "Россия", "0..1 Россия: РФ");
    check(text, "c#", "0..1 C#: си шарп");
    check("", "Россия", "");
}

fn faults(text: &str) -> Vec<(usize, Fault)> {
    let (_, problems) = SynonymPack::with_site_file(text, "site.txt");
    problems.into_iter().map(|problem| (problem.line, problem.fault)).collect()
}

#[test]
fn broken_lines_are_told_and_skipped() {
    let member = |written: &str| written.to_owned();
    let long = "а б в г д е ж з и к л м н о п";
    let many = vec!["слово"; 25].join(" = ");
    for (line, fault) in [
        ("Россия", Fault::OneMember),
        ("Россия = России", Fault::OneMember),
        ("Россия > Россия", Fault::OneMember),
        ("Россия = = РФ", Fault::EmptyMember),
        ("Россия >", Fault::EmptyMember),
        ("= Россия", Fault::EmptyMember),
        ("!", Fault::EmptyMember),
        ("Россия = 7", Fault::NoLetters { member: member("7") }),
        ("Россия = ★", Fault::NoLetters { member: member("★") }),
        (&format!("Россия = {long}"), Fault::MemberTooLong { member: member(long) }),
        (&many, Fault::TooManyMembers),
        ("Россия ~ Россия", Fault::OneMember),
        ("Россия ~", Fault::EmptyMember),
        ("Россия > РФ > Русь", Fault::TwoArrows),
        ("Россия ~ РФ ~ Русь", Fault::TwoArrows),
        ("Россия > РФ ~ Русь", Fault::TwoArrows),
        ("Россия ~ РФ > Русь", Fault::TwoArrows),
        ("! Россия ~ РФ", Fault::DropOfSeveral),
        ("! Россия = РФ", Fault::DropOfSeveral),
        ("! абракадабра", Fault::NothingToDrop { member: member("абракадабра") }),
    ] {
        let text = format!("альфа = бета\n{line}\nгамма = дельта");
        assert_eq!(faults(&text), [(2, fault)], "{line}");
        let (pack, _) = SynonymPack::with_site_file(&text, "site.txt");
        assert_eq!(show(&pack, "альфа гамма"), "0..1 альфа: бета; 1..2 гамма: дельта", "{line}");
    }
    let fourteen = vec!["а"; 14].join(" ");
    assert_eq!(faults(&format!("Россия = {fourteen}")), []);
    let built_in = file::read("РФ = Россия\n! РФ", "x", file::Owner::Builtin).problems.into_vec();
    assert_eq!(built_in[0].fault, Fault::DropInBuiltin);
}

#[test]
fn a_problem_says_where_and_what() {
    let (_, problems) = SynonymPack::with_site_file("\nРоссия", "site.txt");
    let told = problems[0].to_string();
    assert_eq!(
        told,
        "site.txt:2: fewer than two different members; write at least two, with =, > or ~ between them"
    );
}

#[test]
fn large_files_are_read_up_to_the_limit() {
    let line = format!("альфа = бета # {}\n", "x".repeat(1000));
    let lines = MAX_FILE_BYTES / line.len();
    let text = format!("{}омега = тета", line.repeat(lines + 1));
    assert_eq!(faults(&text), [(lines + 1, Fault::FileTooLarge)]);
    let (pack, _) = SynonymPack::only_site_file(&text, "x");
    assert_eq!(show(&pack, "альфа омега"), "0..1 альфа: бета");

    let text = "альфа = бета\n".repeat(MAX_GROUPS);
    assert_eq!(faults(&text), []);
    assert_eq!(faults(&format!("{text}омега = тета\n\n!")), [(MAX_GROUPS + 1, Fault::TooManyGroups)]);
}

#[test]
fn many_problems_are_counted() {
    let told = faults(&format!("{}! абракадабра\n", "Россия\n".repeat(MAX_PROBLEMS + 5)));
    assert_eq!(told.len(), MAX_PROBLEMS + 1);
    assert_eq!(told[MAX_PROBLEMS], (MAX_PROBLEMS + 1, Fault::More { count: 6 }));
}

#[test]
fn a_site_group_replaces_built_in_ones() {
    let builtin = SynonymPack::builtin();
    assert!(show(&builtin, "РФ").contains("Россия"));
    let (site, problems) = SynonymPack::with_site_file("россии = Третий Рим", "site.txt");
    assert_eq!(problems, []);
    assert!(show(&site, "Россия").starts_with("0..1 россии: Третий Рим"), "{}", show(&site, "Россия"));
    assert!(!show(&site, "Россия").contains("РФ"));
    assert!(!show(&site, "РФ").contains("Россия"));
    assert_eq!(show(&site, "США"), show(&builtin, "США"));
    // Another kind of line leaves the group alone.
    let (site, _) = SynonymPack::with_site_file("Россия > Третий Рим", "site.txt");
    assert!(show(&site, "Россия").starts_with("0..1 Россия: Третий Рим, РФ"), "{}", show(&site, "Россия"));
}

#[test]
fn a_site_one_way_line_replaces_built_in_ones_with_its_left() {
    let group = builtin::groups().iter().find(|group| group.join == Join::OneWay);
    let left = &group.expect("a one-way line").left[0].written;
    let (site, problems) = SynonymPack::with_site_file(&format!("{left} > абракадабра"), "site.txt");
    assert_eq!(problems, []);
    let (alone, _) = SynonymPack::with_site_file(&format!("! {left}\n{left} > абракадабра"), "site.txt");
    for pack in [site, alone] {
        assert!(show(&pack, left).contains(": абракадабра"), "{left}: {}", show(&pack, left));
    }
}

#[test]
fn a_site_loose_line_replaces_built_in_ones_with_its_left_on_either_side() {
    let builtin = SynonymPack::builtin();
    assert!(show(&builtin, "Франция").contains("французский"), "{}", show(&builtin, "Франция"));
    assert!(show(&builtin, "французский").contains("Франция"), "{}", show(&builtin, "французский"));
    for (line, query) in [("Франция ~ галл", "Франция"), ("французский ~ галл", "французский")]
    {
        let (site, problems) = SynonymPack::with_site_file(line, "site.txt");
        assert_eq!(problems, []);
        assert!(show(&site, query).ends_with("галл"), "{}", show(&site, query));
        assert!(!show(&site, "Франция").contains("французский"), "{}", show(&site, "Франция"));
        assert!(!show(&site, "французский").contains("Франция"), "{}", show(&site, "французский"));
        assert!(show(&site, "Французская Республика").contains("Франция"), "other kinds of lines stay");
    }
    // What is only on the right of the site's line keeps its built-in ones.
    let (site, _) = SynonymPack::with_site_file("галл ~ французский", "site.txt");
    assert!(show(&site, "Франция").contains("французский"));
}

#[test]
fn a_member_can_be_dropped() {
    let (site, problems) = SynonymPack::with_site_file("! россия\nСША = Штаты", "site.txt");
    assert_eq!(problems, []);
    assert_eq!(show(&site, "РФ Россия"), "");
    assert!(show(&site, "США").starts_with("0..1 США: Штаты"), "{}", show(&site, "США"));
    // Dropping is for the built-in groups only.
    let (site, _) = SynonymPack::with_site_file("Россия = Русь\n! Россия", "site.txt");
    assert_eq!(show(&site, "Россия"), "0..1 Россия: Русь");
}

#[test]
fn the_built_in_pack_can_be_left_out() {
    assert_eq!(show(&SynonymPack::none(), "РФ"), "");
    let (site, problems) = SynonymPack::only_site_file("Москва = белокаменная\n! Россия", "site.txt");
    assert_eq!(problems, []);
    assert_eq!(show(&site, "Москва РФ"), "0..1 Москва: белокаменная");
}

#[test]
fn built_in_members_match_themselves() {
    let pack = SynonymPack::builtin();
    for member in builtin::groups().iter().flat_map(|group| &group.left) {
        let upper = member.phrase.capitals;
        let query: Vec<QueryWord> =
            member.phrase.terms.iter().map(|terms| QueryWord { terms: terms.clone(), upper }).collect();
        let matches = pack.matches(&query);
        assert_eq!(matches.len(), 1, "{}", member.written);
        assert_eq!(matches[0].range, 0..query.len(), "{}", member.written);
        assert!(
            matches[0].others.iter().all(|other| other.terms != member.phrase.terms),
            "{}",
            member.written
        );
    }
}

#[test]
fn the_same_file_gives_the_same_synonyms() {
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    let text = "альфа = бета\nбета = гамма > дельта\nальфа ~ гамма\n! РФ";
    let query = words("альфа бета гамма в Банке России и США");
    let first = SynonymPack::with_site_file(text, "x").0;
    shared(&first);
    for _ in 0..4 {
        assert_eq!(SynonymPack::with_site_file(text, "x").0.matches(&query), first.matches(&query));
    }
}

proptest! {
    // Each case joins the whole built-in pack anew.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_a_file(text in r"([=>~!# \r\n\t\x{feff}.«»№0-9-]|[А-Яа-яёA-Cа-в]{1,4}|МОК|стали|\PC){0,120}") {
        let (pack, problems) = SynonymPack::with_site_file(&text, "x");
        for problem in &problems {
            prop_assert!((1..=text.split('\n').count()).contains(&problem.line), "{}", problem);
        }
        let words = words(&text);
        let mut end = 0;
        for found in pack.matches(&words) {
            prop_assert!(found.range.start >= end && !found.range.is_empty() && found.range.end <= words.len());
            end = found.range.end;
            prop_assert!((1..=MAX_OTHERS).contains(&found.others.len()));
            for (place, other) in found.others.iter().enumerate() {
                prop_assert!(!other.terms.is_empty() && other.terms.iter().all(|terms| !terms.is_empty()));
                prop_assert!(!found.others[..place].contains(other));
            }
        }
    }
}
