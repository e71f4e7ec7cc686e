//! `vestnik search`, `analyze` and `inspect`: the same index seen from the terminal.

use serde_json::{Value, json};
use vestnik_tests::json::{differences, string};
use vestnik_tests::{TestIndex, Vestnik, article, sample_server};

type Parameters<'p> = &'p [(&'p str, &'p str)];

#[test]
fn search_prints_what_the_http_api_answers() {
    let server = sample_server();
    let table: [(&[&str], Parameters<'_>); 15] = [
        (&["Керри", "Лавров"], &[("q", "Керри Лавров")]),
        (&["--rubric=Спорт", "сборная -футбол"], &[("q", "сборная -футбол"), ("rubric", "Спорт")]),
        (
            &["--sort=oldest", "--per-page=3", "--page=2"],
            &[("sort", "oldest"), ("per_page", "3"), ("page", "2")],
        ),
        (
            &["--source=Вестник", "--source=деловая неделя", "--from=2025-09-08", "--to=2025-12", "метро"],
            &[
                ("q", "метро"),
                ("source", "Вестник"),
                ("source", "деловая неделя"),
                ("from", "2025-09-08"),
                ("to", "2025-12"),
            ],
        ),
        (
            &["--tag=рубль", "--author=Дмитрий Лобов", "ставка"],
            &[("q", "ставка"), ("tag", "рубль"), ("author", "Дмитрий Лобов")],
        ),
        (&["абракадабра лавров"], &[("q", "абракадабра лавров"), ("lang", "en")]),
        (&["«переговоров с Лавровым»"], &[("q", "«переговоров с Лавровым»")]),
        (&["--forms=any", "!переговоров"], &[("q", "!переговоров"), ("forms", "any")]),
        (&["Центробанк"], &[("q", "Центробанк")]),
        (&["--no-synonyms", "Центробанк"], &[("q", "Центробанк"), ("synonyms", "off")]),
        (&["gthtujdjhs"], &[("q", "gthtujdjhs")]),
        (&["--no-repair", "gthtujdjhs"], &[("q", "gthtujdjhs"), ("repair", "off")]),
        (&["--no-periods", "мост 2016..2017"], &[("q", "мост 2016..2017"), ("periods", "off")]),
        (&["--explain", "визит Керри"], &[("q", "визит Керри"), ("explain", "true"), ("lang", "en")]),
        (&["мост", "рубрика:Общество", "дата:2016.."], &[("q", "мост рубрика:Общество дата:2016..")]),
    ];
    for (args, parameters) in table {
        let parameters = [parameters, &[("facets", "rubric,source,author,tag")]].concat();
        let mut cli = server.index.search(&[&["--json"], args].concat()).json();
        let mut http = server.search(&parameters);
        for answer in [&mut http, &mut cli] {
            answer["took_ms"] = Value::Null;
            // The one in the terminal speaks to its operator; codes are what counts.
            for warning in answer["query"]["warnings"].as_array_mut().expect("a list") {
                warning["message"] = Value::Null;
            }
        }
        let wrong = [differences(&http, &cli, ""), differences(&cli, &http, "")].concat();
        assert!(wrong.is_empty(), "{args:?}: {}", wrong.join("\n"));
    }
}

#[test]
fn options_may_stand_behind_the_query_and_exclusions_behind_two_dashes() {
    let server = sample_server();
    let hits = |args: &[&str]| server.index.search(args).json()["hits"].clone();
    let expected = hits(&["--json", "--rubric=Спорт", "сборная -футбол"]);
    assert_eq!(hits(&["сборная -футбол", "--rubric", "Спорт", "--json"]), expected);
    assert_eq!(hits(&["--json", "--rubric", "Спорт", "--", "сборная", "-футбол"]), expected);
    server.index.search(&["сборная", "-футбол"]).exits(2).complains(&["--"]);
}

#[test]
fn search_is_readable_without_colours_in_a_pipe() {
    let server = sample_server();
    let run = server.index.search(&["переговоры", "лаврова"]).ok();
    let run = run.says(&["[", "]", "politika", "found", "Rubrics:"]);
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
    server.index.search(&["абракадабра"]).ok().says(&["Nothing found"]);
    let exact = server.index.search(&["«переговорам с Лавровым»"]).ok();
    exact.says(&["Nothing found", "1 found in any form: add --forms any"]);
    let any = server.index.search(&["--forms", "any", "«переговорам с Лавровым»"]).ok();
    assert!(!any.stdout.contains("--forms"), "{}", any.stdout);
    any.says(&["[переговоры с Лавровым]", "1 found"]);
    server.index.search(&["--from", "вчера", "Керри"]).exits(2).complains(&["from", "вчера", "2016-07-15"]);
    server.index.search(&["--per-page", "1000", "Керри"]).exits(2).complains(&["per_page", "100"]);
}

#[test]
fn an_archive_cannot_steer_the_terminal() {
    let index = TestIndex::of_articles(&[article("1", "Мост \u{1b}[31m открыт", "Текст \u{7} моста.")]);
    let run = index.search(&["мост"]).ok();
    assert!(!run.stdout.contains(['\u{1b}', '\u{7}']), "{:?}", run.stdout);
}

#[test]
fn analyze_explains_every_word() {
    let all = Vestnik::new(["analyze", "Съёмки", "в", "США"]).run().ok();
    all.says(&["russian_text", "russian_exact", "keyword", "lower case, yo folded"]);
    let one = Vestnik::new(["analyze", "--analyzer", "russian_text", "-"])
        .input("Съёмки в США, МОК, 1 000 т. д.")
        .run()
        .ok();
    let expected = "russian_text
  position  bytes   characters  text    form    term     kind          origin           changes
  0         0..12   0..6        Съёмки  съемки  съемка   noun          dictionary       lower case, yo folded
  1         13..15  7..8        в       в       в                      as written
  2         16..22  9..12       США     сша     сша      abbreviation  capital letters  lower case
  3         24..30  14..17      МОК     мок     мок      abbreviation  capital letters  lower case
                                                мокнуть  verb          dictionary
  4         32..37  19..24      1 000   1000    1000                   as written       number
  5         38..45  25..30      т. д.   т.д.    т.д.                   as written       fixed term
";
    assert_eq!(one.stdout, expected);
    Vestnik::new(["analyze", "--analyzer", "french", "текст"])
        .run()
        .exits(2)
        .complains(&["french", "russian_text"]);
}

#[test]
fn analyze_explains_in_json() {
    let all = Vestnik::new(["analyze", "--json", "МОК"]).run().json();
    let analyzers: Vec<String> =
        all.as_array().expect("a list").iter().map(|it| string(&it["analyzer"])).collect();
    assert_eq!(analyzers, ["russian_text", "russian_exact", "keyword"]);
    let expected = json!([{
        "position": 0,
        "bytes": [0, 6],
        "characters": [0, 3],
        "text": "МОК",
        "form": "мок",
        "changes": [{ "step": "lower_case", "text": "мок" }],
        "terms": [
            { "term": "мок", "kind": "abbreviation", "origin": "capital_letters" },
            { "term": "мокнуть", "kind": "verb", "origin": "dictionary" },
        ],
    }]);
    assert_eq!(all[0]["words"], expected);
    Vestnik::new(["analyze", "--json", "--words", "index"]).run().exits(2).complains(&["--json", "--words"]);
}

#[test]
fn inspect_tells_facts_of_the_index() {
    let server = sample_server();
    let facts = server.index.vestnik(&["inspect", "--json"]).run().json();
    assert_eq!((facts["articles"].as_u64(), facts["undated"].as_u64()), (Some(196), Some(0)), "{facts}");
    assert_eq!(facts["oldest"], "2016-01-07T10:00:00Z", "{facts}");
    assert_eq!(facts["generation"], 1, "{facts}");
    assert!(facts["bytes"].as_u64() > Some(10_000), "{facts}");
    let of = |field: &str| facts["field_bytes"][field].as_u64().unwrap_or_else(|| panic!("{field}: {facts}"));
    assert!(of("title_forms") < of("text_forms") && of("text") < of("articles"), "{facts}");
    assert!(facts["format_version"].is_number() && facts["analyzer_version"].is_number(), "{facts}");
    server.index.vestnik(&["inspect"]).run().ok().says(&["articles", "196", "generation", "text_forms"]);
}

#[test]
fn inspect_shows_one_article_as_it_is_stored() {
    let server = sample_server();
    let id = "politika-2016-07-15-kerri";
    let stored = server.index.vestnik(&["inspect", "article", id]).run().json();
    let served = server.get(&format!("/api/v1/articles/{id}")).ok();
    for name in ["id", "url", "title", "lead", "body", "rubrics", "tags", "authors", "source"] {
        assert_eq!(stored[name], served[name], "{name}");
    }
    assert_eq!(stored["title"], "Керри провёл в Москве переговоры с Лавровым");
    let unknown = server.index.vestnik(&["inspect", "article", "нет такой"]).run();
    unknown.exits(1).complains(&["нет такой"]);
}

#[test]
fn inspect_knows_how_often_a_word_occurs() {
    let articles = [
        article("1", "Мост открыт", "По мосту прошли люди. У моста встали."),
        article("2", "Каток", "Мостов тут нет."),
        article("3", "Театр", "Премьера."),
    ];
    let index = TestIndex::of_articles(&articles);
    let facts = index.vestnik(&["inspect", "term", "Мосты", "--json"]).run().json();
    let of = |field: &str| {
        facts.as_array().and_then(|all| all.iter().find(|fact| fact["field"] == field)).cloned()
    };
    let text = of("text").unwrap_or_else(|| panic!("no field `text`: {facts}"));
    let expected = json!({ "term": "мост", "articles": 2, "occurrences": 4 });
    assert_eq!(differences(&expected, &text, ""), Vec::<String>::new());
    let forms = of("text_forms").unwrap_or_else(|| panic!("no field `text_forms`: {facts}"));
    assert_eq!(
        (string(&forms["term"]), forms["articles"].as_u64()),
        ("мосты".to_owned(), Some(0)),
        "{facts}"
    );
    index.vestnik(&["inspect", "term", "мост"]).run().ok().says(&["title", "text", "мост"]);
}

#[test]
fn the_exit_codes_are_documented() {
    let help = Vestnik::new(["--help"]).run().ok();
    help.says(&[
        "Exit codes:",
        "2  wrong usage",
        "3  --strict",
        "4  there is no index",
        "5  another process",
    ]);
    Vestnik::new(["serf"]).run().exits(2).complains(&["serf", "serve"]);
    Vestnik::new(["--version"]).run().ok().says(&["vestnik 0."]);
}
