//! Whatever is typed or sent, the server answers, and answers others as before.

use std::thread;

use vestnik_tests::json::{ids, total};
use vestnik_tests::random::Random;
use vestnik_tests::{Client, SampleServer, encode, sample_server};

const STRINGS: usize = 10_000;
const THREADS: usize = 4;

#[test]
fn ten_thousand_random_strings_are_answered() {
    let server = sample_server();
    thread::scope(|scope| {
        for number in 0..THREADS {
            let client = server.client();
            scope.spawn(move || send_strings(&client, number as u64));
        }
    });
    check_alive(&server);
}

fn send_strings(client: &Client, seed: u64) {
    let mut random = Random::new(seed);
    for _ in 0..STRINGS / THREADS {
        let text = string(&mut random);
        let path = format!("/api/v1/search?q={}", encode(&text));
        let reply = client.get(&path);
        if std::str::from_utf8(&text).is_ok() {
            let answer = reply.ok();
            assert!(answer["query"]["warnings"].is_array(), "{path}: {answer}");
        } else {
            let problem = reply.problem(400);
            assert_eq!(problem["parameter"], "q", "{path}: {problem}");
        }
    }
}

/// Bytes, characters, or pieces of the query language, in equal shares.
fn string(random: &mut Random) -> Vec<u8> {
    let length = random.below(60);
    match random.below(3) {
        0 => (0..length).map(|_| random.number() as u8).collect(),
        1 => (0..length).map(|_| character(random)).collect::<String>().into_bytes(),
        _ => (0..length / 3).map(|_| *random.pick(&PIECES)).collect::<String>().into_bytes(),
    }
}

fn character(random: &mut Random) -> char {
    let limit = *random.pick(&[0x80, 0x500, 0x3000, 0x11_0000]);
    char::from_u32(random.below(limit) as u32).unwrap_or('я')
}

const PIECES: [&str; 36] = [
    "\"",
    "«",
    "»",
    "„",
    "“",
    "”",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "-",
    "--",
    "—",
    "+",
    "*",
    "?",
    "~",
    "^",
    ":",
    "|",
    " ",
    " OR ",
    " ИЛИ ",
    " AND ",
    " НЕ ",
    "title:",
    "заголовок:",
    "Керри",
    "лёд",
    "Ил-76",
    "1 000",
    "\0",
    "\u{301}",
];

fn check_alive(server: &SampleServer) {
    let answer = server.search(&[("q", "Керри Лавров")]);
    assert!(ids(&answer).contains(&"politika-2016-07-15-kerri".to_owned()), "{answer}");
    assert_eq!(total(&server.search(&[("q", "")])), 196);
    server.get("/livez").is(200);
}

#[test]
fn odd_queries_are_answered_with_a_warning_or_without() {
    let server = sample_server();
    let nested = format!("{}Керри{}", "(".repeat(500), ")".repeat(500));
    let alternating = "-(".repeat(400);
    let queries = [
        "OR",
        "OR OR OR",
        "| | |",
        "-",
        "- - -",
        "--Керри",
        "НЕ НЕ НЕ",
        "AND",
        "()",
        "(()())",
        "((((",
        "))))",
        "\"",
        "\"\"",
        "«",
        "»",
        "«Керри",
        "Керри»",
        "\"Керри",
        "\"Керри «Лавров\" -»",
        "*",
        "**",
        "К*",
        "*ерри",
        "ке*ри",
        "\"Кер*\"",
        "title:",
        "title:title:",
        "title:(",
        "title:-",
        "заголовок:\"",
        ":",
        "a:b:c",
        "\0",
        "Керри\0Лавров",
        "\u{1}\u{7f}\u{9f}",
        "\u{feff}",
        "\u{202e}Керри",
        "🙂",
        "а\u{301}\u{301}\u{301}",
        "\u{301}",
        "\r\n\t",
        "<script>alert(1)</script>",
        "' OR '1'='1",
        "../../etc/passwd",
        "%00",
        "%",
        "Керри AND",
        "OR Керри",
        "(Керри OR) Лавров",
        "-(Керри -(Лавров -Сирия))",
        "-Керри -Лавров",
        &nested,
        &alternating,
    ];
    for query in queries {
        let answer = server.search(&[("q", query), ("facets", "rubric,tag"), ("histogram", "auto")]);
        assert!(total(&answer) <= 196, "{query:?}");
        let kept = if query.trim().is_empty() { "" } else { query };
        let (text, repair) = (&answer["query"]["text"], &answer["query"]["repair"]);
        let typed = if repair["applied"] == true { &repair["typed"] } else { text };
        assert_eq!(typed, kept, "the text comes back as it was typed");
    }
    check_alive(&server);
}

/// Codes of the warnings that an answer must have; none means that there are none.
#[test]
fn bad_input_is_told_in_warnings() {
    let server = sample_server();
    let many = |piece: &str, count: usize| piece.repeat(count);
    let table: Vec<(String, &[&str])> = vec![
        (many("a ", 8_000), &["truncated", "too_many_words"]),
        (many("а б ", 40), &["too_many_words"]),
        (format!("{}Керри{}", many("(", 40), many(")", 40)), &["too_deep"]),
        (many("(", 10), &["unbalanced_bracket"]),
        ("(Керри | Лавров".to_owned(), &["unbalanced_bracket"]),
        ("Керри)".to_owned(), &["unbalanced_bracket"]),
        ("()".to_owned(), &["nothing_to_search"]),
        ("\"Керри".to_owned(), &["unbalanced_quote"]),
        ("«Керри «Лавров»".to_owned(), &["unbalanced_quote"]),
        ("Керри»".to_owned(), &["unbalanced_quote"]),
        ("„Керри".to_owned(), &["unbalanced_quote"]),
        ("“Керри Лавров".to_owned(), &["unbalanced_quote"]),
        ("тег:\"не закрыто".to_owned(), &["unbalanced_quote"]),
        ("\"\"".to_owned(), &["nothing_to_search"]),
        ("|".to_owned(), &["dangling_operator"]),
        (many("| ", 1_000), &["dangling_operator"]),
        (many("|", 1_000), &["dangling_operator"]),
        ("Керри ИЛИ".to_owned(), &["dangling_operator"]),
        (many("-", 1_000), &["nothing_to_search"]),
        (many("- ", 1_000), &["nothing_to_search"]),
        ("-Керри -Лавров".to_owned(), &["only_exclusions"]),
        ("и в на".to_owned(), &[]),
        ("*".to_owned(), &["nothing_to_search"]),
        ("~".to_owned(), &["nothing_to_search"]),
        ("!".to_owned(), &["nothing_to_search"]),
        ("Керри ~ ! Лавров".to_owned(), &[]),
        ("\"Джон Керри\"~3".to_owned(), &[]),
        ("\"Джон Керри\"~".to_owned(), &["no_distance"]),
        ("\"Джон Керри\"~abc".to_owned(), &["no_distance"]),
        ("\"Джон Керри\"~99999999999".to_owned(), &["distance_cut"]),
        ("(а+)+$ .*.*.*.* [^x]{1,99999}".to_owned(), &["relaxed"]),
        ("Керри\u{0}\u{7}\u{1b}\u{202e} Лавров".to_owned(), &[]),
        ("дата:31.02.2016".to_owned(), &["bad_date"]),
        ("дата:0".to_owned(), &["bad_date"]),
        ("дата:0000".to_owned(), &["bad_date"]),
        ("дата:99999".to_owned(), &["bad_date"]),
        ("дата:2016..2014".to_owned(), &["bad_date"]),
        ("дата:..".to_owned(), &["dangling_operator"]),
        ("рубрика:".to_owned(), &["dangling_operator"]),
        ("автор: ".to_owned(), &["dangling_operator"]),
        ("раздел:Керри".to_owned(), &["unknown_field"]),
    ];
    for (query, expected) in table {
        let answer = server.search(&[("q", &query)]);
        let warnings = answer["query"]["warnings"].as_array().expect("a list");
        let codes: Vec<&str> = warnings.iter().filter_map(|warning| warning["code"].as_str()).collect();
        for code in expected {
            assert!(codes.contains(code), "{query:.60}: {codes:?}, not {code}");
        }
        assert!(!expected.is_empty() || codes.is_empty(), "{query:.60}: {codes:?}");
        let told =
            |warning: &serde_json::Value| warning["message"].as_str().is_some_and(|text| text.len() > 10);
        assert!(warnings.iter().all(told), "{query:.60}: {warnings:?}");
        server.get(&format!("/?q={}", encode(query.as_bytes()))).is(200);
    }
    assert!(total(&server.search(&[("q", "и в на")])) > 0);
    check_alive(&server);
}

#[test]
fn huge_queries_are_answered_or_refused() {
    let server = sample_server();
    let words = |count: usize, word: &str| vec![word; count].join(" ");
    let lengthy = [
        words(10_000, "a"),
        words(3_000, "б"),
        "я".repeat(5_000),
        "(".repeat(20_000),
        "\"a\" ".repeat(5_000),
    ];
    for query in &lengthy {
        let reply = server.get(&format!("/api/v1/search?q={}", encode(query.as_bytes())));
        match reply.status {
            200 => assert!(
                !reply.json()["query"]["warnings"].as_array().expect("a list").is_empty(),
                "{query:.40}"
            ),
            status => _ = reply.problem(status),
        }
    }
    let request = format!(
        "GET /api/v1/search?q={} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "%61".repeat(34_000)
    );
    let reply = server.client().raw(request.as_bytes());
    let status: u16 = reply.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    assert!(status == 200 || (400..500).contains(&status), "100 kB: {reply:.300}");
    check_alive(&server);
}

#[test]
fn ten_thousand_words_on_the_command_line_are_answered() {
    let server = sample_server();
    let query = vec!["слово"; 8_000].join(" ");
    server.index.search(&[&query]).ok();
}

#[test]
fn malformed_requests_leave_the_server_as_it_was() {
    let server = sample_server();
    let requests: [&[u8]; 7] = [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /api/v1/search?q=\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/v1/search?q=a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for request in requests {
        let reply = server.client().raw(request);
        assert!(!reply.contains("HTTP/1.1 5"), "{:?}: {reply:.300}", String::from_utf8_lossy(request));
    }
    check_alive(&server);
}
