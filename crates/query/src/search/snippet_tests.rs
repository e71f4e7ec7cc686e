use super::super::highlight::tests::highlighter;
use super::*;

/// Marks every match with square brackets.
fn show(highlighted: &Highlighted) -> String {
    highlighted
        .segments()
        .map(|(piece, matched)| if matched { format!("[{piece}]") } else { piece.to_owned() })
        .collect()
}

fn article(lead: &str, body: &str) -> Article {
    Article { lead: lead.to_owned(), body: body.to_owned(), ..Article::default() }
}

fn check(query: &str, article: &Article, expected: &str) {
    let snippet = snippet(&mut highlighter(query), article);
    assert_eq!(show(&snippet), expected, "{query}");
    assert!(snippet.text.chars().count() <= SNIPPET_CHARS + 3, "{}", snippet.text);
}

const FILLER: &str =
    "Заседание длилось несколько часов и закончилось поздно вечером, журналистов на него не пустили.";

#[test]
fn short_texts_are_shown_whole() {
    check("", &article("", ""), "");
    check("", &article("Лид.", "Тело."), "Лид. Тело.");
    check("слово", &article("Лид.", " Тело\n\nстатьи. "), "Лид. Тело статьи.");
    check("лид тело", &article("Лид.", "Тело."), "[Лид]. [Тело].");
}

#[test]
fn every_form_lights_up() {
    check("путин", &article("", "Путину, о Путине, с ПУТИНЫМ."), "[Путину], о [Путине], с [ПУТИНЫМ].");
    check("елка", &article("", "Ёлки и ёлочки"), "[Ёлки] и ёлочки");
    check("Ил-76", &article("", "Самолёт Ил-76, не Ил и не 76."), "Самолёт [Ил-76], не Ил и не 76.");
    check("«рынок нефти»", &article("", "Нефть, рынок нефти, рынок."), "Нефть, [рынок нефти], рынок.");
    check("«рынок нефти»", &article("", "Рынку нефти, рынок нефти"), "Рынку нефти, [рынок нефти]");
    check(
        "«рынок нефти»",
        &article("", "Рынок, нефти рынок нефти рынок"),
        "[Рынок, нефти] [рынок нефти] рынок",
    );
    check("«о о а»", &article("", "о о о а о"), "о [о о а] о");
    check("!елки", &article("", "Ёлка, ЁЛКИ, елки, ёлке"), "Ёлка, [ЁЛКИ], [елки], ёлке");
    check("«елки»", &article("", "Ёлка, ЁЛКИ"), "Ёлка, [ЁЛКИ]");
    check("!Ил-76", &article("", "Ил, ИЛ-76, 76, Ил-86"), "Ил, [ИЛ-76], 76, Ил-86");
    check("!рынка нефть", &article("", "Рынок нефти, рынка"), "Рынок [нефти], [рынка]");
    check("рынок -!нефти", &article("", "Рынок нефти"), "[Рынок] нефти");
    check("«рынок нефти» нефть", &article("", "Нефть, рынок нефти."), "[Нефть], [рынок нефти].");
    check("санкц*", &article("", "Санкции, санкциями, санкт."), "[Санкции], [санкциями], санкт.");
    check("Ил-7*", &article("", "Ил-76 и Ил-86"), "[Ил-76] и Ил-86");
    check("рынок -нефть", &article("", "Рынок нефти"), "[Рынок] нефти");
    check("рынок | нефть", &article("", "Рынок нефти"), "[Рынок] [нефти]");
    check("title:рынок", &article("", "Рынок нефти"), "Рынок нефти");
    check("о о о", &article("", "о о о"), "[о] [о] [о]");
    check("«о о»", &article("", "о о о"), "[о о о]");
}

#[test]
fn words_near_each_other_light_up_alone() {
    check("«рынок нефти»~1", &article("", "Рынок, рынок сырой нефти"), "Рынок, [рынок] сырой [нефти]");
    check("«рынок нефти»~1", &article("", "Нефти рынок, нефти"), "[Нефти] [рынок], [нефти]");
    check("«рынок нефти»~1", &article("", "Рынок очень сырой нефти"), "Рынок очень сырой нефти");
    check("«рынок нефти»~2 очень", &article("", "Рынок очень сырой нефти"), "[Рынок] [очень] сырой [нефти]");
    check("«о о»~3", &article("", "о себе"), "о себе");
    check("«рынок нефти и газа»~2", &article("", "Рынок газа и нефти, и"), "[Рынок] [газа] [и] [нефти], и");
}

#[test]
fn a_preposition_lights_up_beside_other_words_only() {
    check("рынок в москве", &article("", "В среду рынок в Москве"), "В среду [рынок] [в] [Москве]");
    check("не в москве", &article("", "В среду, не в Москве"), "В среду, [не] [в] [Москве]");
    check("в москве", &article("", "В среду в среду"), "В среду в среду");
    check("в и", &article("", "В среду и в четверг"), "[В] среду [и] [в] четверг");
    check("!в москве", &article("", "В среду"), "[В] среду");
}

#[test]
fn a_text_begins_behind_its_title_and_dateline() {
    let mut repeated = article("", "Рынок вырос. МОСКВА, 5 мая — РИА Новости. Нефть подорожала.");
    repeated.title = "Рынок вырос".to_owned();
    check("рынок нефть", &repeated, "[Нефть] подорожала.");
    repeated.lead = "Рынок вырос.".to_owned();
    repeated.body = String::new();
    check("нефть", &repeated, "Рынок вырос.");
}

#[test]
fn no_phrase_stands_across_lead_and_body() {
    check("«рынок нефти»", &article("Это рынок", "нефти и газа"), "Это рынок нефти и газа");
}

#[test]
fn the_title_is_highlighted_whole() {
    let title = highlighter("title:рынок нефть").title("Рынок  нефти и нефть");
    assert_eq!(show(&title), "[Рынок]  [нефти] и [нефть]");
}

#[test]
fn the_window_stands_around_the_best_cluster() {
    let body = format!("Нефть. {0} {0} {0} Вчера рынок нефти вырос. {0} {0} {0}", FILLER);
    let snippet = snippet(&mut highlighter("рынок нефть"), &article("", &body));
    let shown = show(&snippet);
    assert!(shown.starts_with("…Вчера [рынок] [нефти] вырос. Заседание"), "{shown}");
    assert!(shown.ends_with("пустили."), "a sentence ends near the end: {shown}");
    let words: Vec<&str> = body.split_whitespace().collect();
    let cut = snippet.text.trim_matches('…').trim();
    assert!(cut.split_whitespace().all(|word| words.contains(&word)), "{cut}");
}

#[test]
fn telling_words_beat_repeated_and_common_ones() {
    let common = "В среду в город и в область по делам по воде по суше.";
    for (lead, body, query, expected) in [
        (
            common,
            format!("{FILLER} {FILLER} {FILLER} Прошли выборы в Думу."),
            "выборы в думу",
            "[выборы] [в] [Думу].",
        ),
        (
            "Переговоры по делам, по делам и по делам.",
            format!("{FILLER} {FILLER} {FILLER} Переговоры о судьбе и будущем Сирии по видео."),
            "переговоры по Сирии",
            "[Переговоры] о судьбе и будущем [Сирии] [по] видео.",
        ),
        (
            "Нефть, нефть, нефть, нефть и ещё раз нефть.",
            format!("{FILLER} {FILLER} {FILLER} Рынок и нефть."),
            "рынок нефть",
            "[Рынок] и [нефть].",
        ),
        ("Рынок.", format!("{FILLER} {FILLER} {FILLER} Рынок и нефть."), "рынок нефть", "[Рынок] и [нефть]."),
    ] {
        let shown = show(&snippet(&mut highlighter(query), &article(lead, &body)));
        assert!(shown.contains(expected), "{query}: {shown}");
    }
    let mut captioned = article("", common);
    captioned.captions = vec!["Выборы в Думу".to_owned()];
    check("выборы в думу", &captioned, "[Выборы] [в] [Думу]");
    captioned.body = "Выборы в Думу.".to_owned();
    check("выборы в думу", &captioned, "[Выборы] [в] [Думу].");
}

#[test]
fn a_snippet_ends_cleanly() {
    let end = |text: &str| {
        let mut line = Line { text: text.to_owned(), matches: Vec::new() };
        line.break_off();
        line.text
    };
    assert_eq!(end("Рынок вырос,"), "Рынок вырос…");
    assert_eq!(end("Рынок вырос —"), "Рынок вырос…");
    assert_eq!(end("Рынок вырос:"), "Рынок вырос…");
    assert_eq!(end("Рынок вырос"), "Рынок вырос…");
    assert_eq!(end("Рынок вырос."), "Рынок вырос.");
    assert_eq!(end("«Рынок вырос!»"), "«Рынок вырос!»");
    assert_eq!(end("Рынок «Юг»"), "Рынок «Юг»…");
    assert_eq!(end("Рынок…"), "Рынок…");
    assert_eq!(end("Рынок вырос на"), "Рынок вырос…");
    assert_eq!(end("Рынок вырос, а к 5"), "Рынок вырос…");
    assert_eq!(end("Рынок вырос с «"), "Рынок вырос…");
    assert_eq!(end("Рынок вырос на 500"), "Рынок вырос на 500…");
    assert_eq!(end("и в на с"), "и…");
    let mut line =
        Line { text: "Рынок и на с".to_owned(), matches: std::iter::once(14..18).collect() };
    line.break_off();
    assert_eq!(line.text, "Рынок и на…");
}

#[test]
fn a_snippet_begins_and_ends_with_sentences_if_it_can() {
    let long = "Заседание длилось несколько часов, и закончилось оно поздно вечером без всякого решения";
    let shown = |body: &str| show(&snippet(&mut highlighter("рынок"), &article("", body)));
    let found = shown(&format!("Рынок вырос. {long}. {long}, сообщил И. Петров. {long}."));
    assert!(found.ends_with("сообщил И. Петров."), "{found}");
    let found = shown(&format!("Рынок вырос. {long}. {long}, сообщил его глава И. Петров, и потом {long}."));
    assert!(found.ends_with('…'), "an initial ends no sentence: {found}");
    let found = shown(&format!("{long}. {long}. {long}. Об этом сообщил рынок."));
    assert!(found.starts_with("…Заседание длилось"), "{found}");
    let found = shown(&format!("{long}, {long}, {long}. Об этом сообщил рынок."));
    assert!(
        found.starts_with('…') && found.chars().count() > 200,
        "better half a sentence than little: {found}"
    );
}

#[test]
fn the_end_of_a_text_is_shown_with_what_precedes_it() {
    let body = format!("{0} {0} {0} Рынок вырос", FILLER);
    let shown = show(&snippet(&mut highlighter("рынок"), &article("", &body)));
    assert!(shown.starts_with('…') && shown.ends_with("пустили. [Рынок] вырос"), "{shown}");
    assert!(shown.chars().count() > 180, "{shown}");
}

#[test]
fn captions_are_shown_if_nothing_else_matches() {
    let mut article = article("", "Тело статьи.");
    article.captions = vec!["Рынок в Химках".to_owned(), "Рынок нефти".to_owned()];
    check("рынок нефть", &article, "[Рынок] [нефти]");
    check("химки", &article, "Рынок в [Химках]");
    check("тело", &article, "[Тело] статьи.");
    check("газ", &article, "Тело статьи.");
}

#[test]
fn no_letter_loses_its_marks() {
    let body = "и\u{306}".repeat(2_000);
    let cut = snippet(&mut highlighter("слово"), &article("", &body));
    let text = cut.text.trim_end_matches('…');
    assert!(text.ends_with('\u{306}') && text.chars().count() <= SNIPPET_CHARS + 2, "{text}");
}

#[test]
fn a_pile_of_marks_is_bounded() {
    let body = format!("{}{} конец", "и".repeat(SNIPPET_CHARS), "\u{301}".repeat(1_000));
    let cut = snippet(&mut highlighter("слово"), &article("", &body));
    assert!(cut.text.chars().count() <= SNIPPET_CHARS + 4, "{}", cut.text.chars().count());
}

#[test]
fn endless_words_are_bounded() {
    for (query, body) in [
        ("рынок", format!("{}рынок", "слово".repeat(10_000))),
        ("рынок", format!("{} рынок {}", "слово".repeat(10_000), "слово".repeat(10_000))),
        (&"о".repeat(500), format!("а {} б", "о".repeat(500))),
    ] {
        let cut = snippet(&mut highlighter(query), &article("", &body));
        assert!(cut.text.chars().count() <= SNIPPET_CHARS + 3, "{}", cut.text.chars().count());
        assert_eq!(cut.matches.len(), usize::from(!body.ends_with("рынок")), "{cut:?}");
    }
}

proptest::proptest! {
    #[test]
    fn ranges_are_sound_in_any_text(
        lead in ".{0,60}",
        body in "(рынок|нефть|[а-я]{1,9}|[ .\n!…«»]|\u{301}|😀|\\PC){0,300}",
        query in "(рынок|нефть|«рынок нефть»|не*| )+",
    ) {
        let cut = snippet(&mut highlighter(&query), &article(&lead, &body));
        let mut end = 0;
        for range in &cut.matches {
            proptest::prop_assert!(range.start >= end && range.start < range.end && range.end <= cut.text.len());
            proptest::prop_assert!(cut.text.get(range.clone()).is_some());
            end = range.end;
        }
        proptest::prop_assert!(cut.text.chars().count() <= SNIPPET_CHARS + 4);
        proptest::prop_assert!(!cut.text.contains(['\n', '\t', '\r']));
    }
}
