//! Synonyms in a search over a real index.

use std::path::Path;

use vestnik_query::search::{
    Engine, EngineSettings, Forms, QueryWarning, SearchError, SearchRequest, SearchResults,
};
use vestnik_schema::{Article, DataDirectory};

use crate::archive::{Archive, article, ids, search};

const SYNONYMS: &str = "\
ЦБ = Центробанк = Банк России
мост = переправа
мост ~ паром
мост > виадук
";

/// An archive and an engine with synonyms of its own.
struct Library {
    archive: Archive,
    engine: Engine,
}

impl Library {
    fn new(articles: &[Article], synonyms: &str) -> Self {
        let archive = Archive::of(articles);
        let file = archive.data.root().join("synonyms.txt");
        std::fs::write(&file, synonyms).unwrap();
        let engine = open(&archive.data, &file, false).unwrap();
        Self { archive, engine }
    }

    /// Articles that are nothing but a title each, which is their id too.
    fn of_titles(titles: &[&str]) -> Self {
        let articles: Vec<Article> = titles.iter().map(|title| article(title, title, "")).collect();
        Self::new(&articles, SYNONYMS)
    }

    fn ask(&self, text: &str) -> SearchResults {
        search(&self.engine, &SearchRequest { text: text.to_owned(), ..SearchRequest::default() })
    }

    fn as_typed(&self, text: &str) -> SearchResults {
        let text = text.to_owned();
        search(&self.engine, &SearchRequest { text, without_synonyms: true, ..SearchRequest::default() })
    }

    fn found(&self, text: &str) -> Vec<String> {
        sorted(&self.ask(text))
    }
}

fn open(data: &DataDirectory, file: &Path, builtin: bool) -> Result<Engine, SearchError> {
    let settings = EngineSettings {
        synonyms_file: Some(file.to_owned()),
        builtin_synonyms: builtin,
        ..EngineSettings::default()
    };
    Engine::open(data, settings)
}

fn sorted(results: &SearchResults) -> Vec<String> {
    assert_eq!(results.total, results.hits.len() as u64, "exact");
    let mut ids: Vec<String> = ids(results).into_iter().map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}

/// What was searched too, in one line.
fn used(results: &SearchResults) -> String {
    let used = results.understood.synonyms.iter();
    used.map(|used| format!("{}: {}", used.text, used.also.join(", "))).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_synonym_finds_and_comes_after_an_equal_match_of_the_words_themselves() {
    let library =
        Library::of_titles(&["Доклад Центробанка", "Доклад ЦБ", "Доклад Банка России", "Доклад Минфина"]);
    let results = library.ask("цб");
    assert_eq!(results.total, 3);
    assert_eq!(ids(&results)[0], "Доклад ЦБ");
    assert_eq!(used(&results), "цб: Центробанк, Банк России");
    let off = library.as_typed("цб");
    assert_eq!((ids(&off), used(&off).as_str()), (vec!["Доклад ЦБ"], ""));
}

#[test]
fn several_words_and_one_find_each_other() {
    let library = Library::of_titles(&["Доклад ЦБ", "Доклад Банка России", "Банк в России", "Банк Англии"]);
    assert_eq!(library.found("ЦБ"), ["Доклад Банка России", "Доклад ЦБ"]);
    assert_eq!(library.found("банка россии"), ["Банк в России", "Доклад Банка России", "Доклад ЦБ"]);
    assert_eq!(library.found("доклад банк россии"), ["Доклад Банка России", "Доклад ЦБ"]);
    assert_eq!(used(&library.ask("(банк россии) ИЛИ цб")), "банк россии: ЦБ; цб: Банк России");
    assert_eq!(library.found("банк доклад россии"), ["Доклад Банка России"], "the words stand apart");
}

#[test]
fn what_is_marked_or_excluded_stays_as_it_is() {
    let library = Library::of_titles(&["мост", "переправа", "каток"]);
    for (text, expected) in [
        ("мост", &["мост", "переправа"][..]),
        ("!мост", &["мост"]),
        ("«мост»", &["мост"]),
        ("мос*", &["мост"]),
        ("-мост", &["каток", "переправа"]),
        ("каток | мост", &["каток", "мост", "переправа"]),
        ("заголовок:мост", &["мост", "переправа"]),
        ("виадук", &[]),
    ] {
        assert_eq!(library.found(text), expected, "{text}");
    }
}

#[test]
fn any_form_is_counted_with_the_synonyms_that_the_answer_has() {
    let library = Library::of_titles(&["мост мэра", "переправа мэру", "мост мэру"]);
    let count = |without_synonyms| {
        let text = "мост !мэру".to_owned();
        let request = SearchRequest { text, without_synonyms, ..SearchRequest::default() };
        let results = search(&library.engine, &request);
        (results.total, results.understood.any_form)
    };
    assert_eq!((count(false), count(true)), ((2, Some(3)), (1, Some(2))));
    let any = SearchRequest {
        text: "мост «мэр»".to_owned(), forms: Forms::Any, ..SearchRequest::default()
    };
    assert_eq!(search(&library.engine, &any).total, 3);
}

#[test]
fn a_synonym_is_worth_the_same_however_rare_its_words_are() {
    let bodies = ["Доклад о мосте", "Доклад о переправе", "Доклад о пароме", "Доклад о виадуке"];
    let mut all: Vec<Article> = bodies.map(|body| article(body, "", body)).to_vec();
    all.extend((0..30).map(|number| article(&number.to_string(), "", "далёкая переправа")));
    let library = Library::new(&all, SYNONYMS);
    let results = library.ask("доклад мост");
    let score = |id: &str| results.hits.iter().find(|hit| hit.article.id == id).unwrap().score;
    let [own, common, loose, rare] = bodies.map(score);
    assert!((common - rare).abs() < own * 1e-4, "{common} and {rare}");
    assert!(own > rare && rare > loose && loose > own / 4.0, "{own} {rare} {loose}");
}

#[test]
fn the_words_of_a_name_share_what_its_synonym_is_worth() {
    let told = [
        "Банк и его доклад по всей России",
        "Слово и его доклад по всей ЦБ",
        "Мост и его доклад по всей реке",
    ];
    let swapped = "Переправа и его доклад по всей реке";
    let mut all: Vec<Article> =
        told.into_iter().chain([swapped]).map(|body| article(body, "", body)).collect();
    all.extend((0..20).map(|number| article(&number.to_string(), "", "города России")));
    all.extend((20..24).map(|number| article(&number.to_string(), "", "банк")));
    let library = Library::new(&all, SYNONYMS);
    let worth = |text: &str| {
        let hits = library.ask(text).hits;
        assert_eq!(hits.len(), 2, "{text}");
        hits[1].score / hits[0].score
    };
    let (one, two) = (worth("мост"), worth("банк россии"));
    // The second phase adds a little for words as typed and near each other; not shared, two would be worth twice one.
    assert!((one - two).abs() < 0.1, "{one} of a word, {two} of two words");
}

#[test]
fn words_are_given_up_one_by_one_and_a_synonym_stands_for_all_of_its_own() {
    let library = Library::of_titles(&["ЦБ ждёт", "Банк ждёт", "Россия ждёт", "каток"]);
    let results = library.ask("банк россии каток");
    assert_eq!(sorted(&results), ["Банк ждёт", "Россия ждёт", "ЦБ ждёт", "каток"]);
    assert_eq!(ids(&results)[0], "ЦБ ждёт", "it holds two of the three");
    let relaxed = QueryWarning::Relaxed { missing: Vec::new() };
    assert_eq!(results.understood.warnings, [relaxed]);
    let off = library.as_typed("банк россии каток");
    assert_eq!(sorted(&off), ["Банк ждёт", "Россия ждёт", "каток"]);

    let library = Library::of_titles(&["Банк ждёт", "Россия ждёт"]);
    let results = library.ask("банк россии");
    assert_eq!(sorted(&results), ["Банк ждёт", "Россия ждёт"]);
    assert_eq!(used(&results), "", "no article holds another name");

    let missing = Library::of_titles(&["переправа", "каток"]).ask("мост каток синхрофазотрон");
    let absent = vec!["синхрофазотрон".to_owned()];
    let relaxed = QueryWarning::Relaxed { missing: absent };
    assert_eq!(missing.understood.warnings, [relaxed], "a word whose synonym is held is not missing");
}

#[test]
fn synonyms_light_up_in_titles_and_snippets() {
    let text = "Совет директоров Банка России оставил ставку. Решение ЦБ ждали, а Россия нет.";
    let library = Library::new(&[article("1", "Центробанк решил", text)], SYNONYMS);
    let results = library.ask("цб");
    let lit = |highlighted: &vestnik_query::search::Highlighted| -> Vec<String> {
        let pieces = highlighted.segments().filter(|(_, matched)| *matched);
        pieces.map(|(piece, _)| piece.to_owned()).collect()
    };
    assert_eq!(lit(&results.hits[0].title), ["Центробанк"]);
    assert_eq!(lit(&results.hits[0].snippet), ["Банка России", "ЦБ"]);
    let off = library.as_typed("цб");
    assert_eq!((lit(&off.hits[0].title).len(), lit(&off.hits[0].snippet)), (0, vec!["ЦБ".to_owned()]));
}

#[test]
fn the_sites_own_file_wins_over_the_built_in_list_and_is_followed() {
    let articles =
        ["США", "Соединённые Штаты", "Америка", "Северо-Американские"].map(|title| article(title, title, ""));
    let archive = Archive::of(&articles);
    let builtin = archive.engine();
    let ask = |engine: &Engine| {
        sorted(&search(engine, &SearchRequest { text: "США".to_owned(), ..SearchRequest::default() }))
    };
    assert!(ask(&builtin).contains(&"Соединённые Штаты".to_owned()));
    let file = archive.data.root().join("synonyms.txt");
    std::fs::write(&file, "! США\nСША = Северо-Американские\n").unwrap();
    let engine = open(&archive.data, &file, true).unwrap();
    assert_eq!(ask(&engine), ["США", "Северо-Американские"]);
    std::fs::write(&file, "! США\n").unwrap();
    assert!(!engine.refresh().unwrap(), "the index is the same");
    assert_eq!(ask(&engine), ["США"]);
    let lost = open(&archive.data, Path::new("нет такого"), true);
    assert!(matches!(lost, Err(SearchError::Synonyms { .. })), "{:?}", lost.err());
}

#[test]
fn an_unlikely_reading_does_not_come_first_by_being_rare() {
    let mut all: Vec<Article> =
        (0..20).map(|number| article(&number.to_string(), "", "цены стали выше")).collect();
    all.push(article("стать", "", "цены станут выше"));
    all.push(article("сталь", "", "марка сталью выше"));
    let library = Library::new(&all, "");
    let results = search(
        &library.engine,
        &SearchRequest {
            text: "стали".to_owned(),
            paging: vestnik_query::search::Paging { per_page: 100, ..Default::default() },
            ..SearchRequest::default()
        },
    );
    let score = |id: &str| results.hits.iter().find(|hit| hit.article.id == id).unwrap().score;
    assert_eq!(results.total, 22);
    assert!(score("стать") > score("сталь"), "{} and {}", score("стать"), score("сталь"));
}

#[test]
fn an_abbreviation_is_found_however_it_is_typed() {
    let library = Library::new(&[article("1", "", "Доклад МОКа"), article("2", "", "Плащ мок")], "");
    assert_eq!(library.found("мок"), ["1", "2"]);
    assert_eq!(ids(&library.ask("мок"))[0], "2");
    assert_eq!(ids(&library.ask("МОК"))[0], "1");
    drop(library.archive);
}
