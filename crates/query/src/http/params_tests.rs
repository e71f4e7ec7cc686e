use super::*;

fn read(query: &str) -> Result<SearchParams, ApiError> {
    SearchParams::read(query, Dialect::Api)
}

fn of(change: impl FnOnce(&mut SearchParams)) -> SearchParams {
    let mut params = SearchParams::default();
    change(&mut params);
    params
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn well_formed_query_strings_are_read() {
    use HistogramInterval::{Auto, Day, Month, Year};
    let table = [
        ("", of(|_| {})),
        ("&&", of(|_| {})),
        ("q", of(|_| {})),
        ("q=", of(|_| {})),
        ("q=+++", of(|_| {})),
        ("q=%D0%BA%D0%BE%D1%82", of(|p| p.text = "кот".to_owned())),
        ("q=кот", of(|p| p.text = "кот".to_owned())),
        ("q=a+b%2Bc", of(|p| p.text = "a b+c".to_owned())),
        ("q=a=b", of(|p| p.text = "a=b".to_owned())),
        ("%71=x", of(|p| p.text = "x".to_owned())),
        ("q=%00", of(|p| p.text = "\0".to_owned())),
        ("q=&q=x", of(|p| p.text = "x".to_owned())),
        ("q=a;b", of(|p| p.text = "a;b".to_owned())),
        ("rubric=A&rubric=B", of(|p| p.rubrics = texts(&["A", "B"]))),
        ("rubric=A&rubric=A&rubric=", of(|p| p.rubrics = texts(&["A"]))),
        ("rubric=A%26B", of(|p| p.rubrics = texts(&["A&B"]))),
        (
            "tag=x&author=y&source=z",
            of(|p| {
                (p.tags, p.authors, p.sources) = (texts(&["x"]), texts(&["y"]), texts(&["z"]));
            }),
        ),
        ("from=&to=", of(|_| {})),
        ("from=2016-07-15", of(|p| p.from = Some("2016-07-15".to_owned()))),
        ("to=2016-07-15T09:12%2B03:00", of(|p| p.to = Some("2016-07-15T09:12+03:00".to_owned()))),
        ("forms=written", of(|_| {})),
        ("forms=any", of(|p| p.forms = Forms::Any)),
        ("synonyms=on", of(|_| {})),
        ("synonyms=off", of(|p| p.synonyms = false)),
        ("sort=relevance", of(|_| {})),
        ("sort=newest", of(|p| p.sort = Sort::Newest)),
        ("sort=oldest", of(|p| p.sort = Sort::Oldest)),
        ("page=7", of(|p| p.page = 7)),
        ("page=&per_page=", of(|_| {})),
        ("per_page=0", of(|p| p.per_page = 0)),
        ("per_page=100&page=100", of(|p| (p.per_page, p.page) = (100, 100))),
        ("facets=rubric", of(|p| p.facets = vec![FacetField::Rubric])),
        (
            "facets=tag,source,+author,tag",
            of(|p| {
                p.facets = vec![FacetField::Tag, FacetField::Source, FacetField::Author];
            }),
        ),
        ("histogram=auto", of(|p| p.histogram = Some(Auto))),
        ("histogram=year", of(|p| p.histogram = Some(Year))),
        ("histogram=month", of(|p| p.histogram = Some(Month))),
        ("histogram=day", of(|p| p.histogram = Some(Day))),
        ("lang=en", of(|p| p.lang = Lang::En)),
    ];
    for (query, expected) in table {
        assert_eq!(read(query), Ok(expected), "{query}");
    }
}

#[test]
fn everything_else_is_refused_by_name() {
    let table = [
        ("limit=5", "unknown_parameter", "limit"),
        ("rubrics=A", "unknown_parameter", "rubrics"),
        ("Q=x", "unknown_parameter", "Q"),
        ("=x", "unknown_parameter", ""),
        ("debug", "unknown_parameter", "debug"),
        ("q[]=x", "unknown_parameter", "q[]"),
        ("q=a&q=b", "repeated_parameter", "q"),
        ("page=1&page=1", "repeated_parameter", "page"),
        ("lang=ru&lang=en", "repeated_parameter", "lang"),
        ("q=%", "invalid_encoding", "q"),
        ("q=%2", "invalid_encoding", "q"),
        ("q=%zz", "invalid_encoding", "q"),
        ("q=%+1", "invalid_encoding", "q"),
        ("q=%ff", "invalid_encoding", "q"),
        ("rubric=%D0", "invalid_encoding", "rubric"),
        ("%D0=x", "invalid_encoding", "%D0"),
        ("forms=exact", "invalid_parameter", "forms"),
        ("forms=any&forms=any", "repeated_parameter", "forms"),
        ("synonyms=0", "invalid_parameter", "synonyms"),
        ("synonyms=on&synonyms=off", "repeated_parameter", "synonyms"),
        ("page=0", "invalid_parameter", "page"),
        ("page=-1", "invalid_parameter", "page"),
        ("page=%2B1", "invalid_parameter", "page"),
        ("page=1.5", "invalid_parameter", "page"),
        ("page=x", "invalid_parameter", "page"),
        ("page=99999999999999999999", "invalid_parameter", "page"),
        ("page=1001", "invalid_parameter", "page"),
        ("page=101&per_page=100", "invalid_parameter", "page"),
        ("per_page=101", "invalid_parameter", "per_page"),
        ("sort=best", "invalid_parameter", "sort"),
        ("sort=Newest", "invalid_parameter", "sort"),
        ("facets=rubric,", "invalid_parameter", "facets"),
        ("facets=date", "invalid_parameter", "facets"),
        ("histogram=week", "invalid_parameter", "histogram"),
        ("cursor=x!", "invalid_parameter", "cursor"),
        ("lang=de", "invalid_parameter", "lang"),
    ];
    for (query, code, parameter) in table {
        let error = read(query).unwrap_err();
        assert_eq!(error.describe().1, code, "{query}");
        let ApiError::Parameter(bad) = error else { panic!("{query}: {error:?}") };
        assert_eq!(bad.parameter, parameter, "{query}");
        assert!(!bad.allowed.is_empty(), "{query}");
    }
}

#[test]
fn a_filter_takes_only_so_many_values() {
    let values: Vec<String> = (0..=MAX_FILTER_VALUES).map(|number| format!("tag={number}")).collect();
    assert!(read(&values[1..].join("&")).is_ok());
    assert_eq!(read(&values.join("&")).unwrap_err().describe().1, "invalid_parameter");
}

#[test]
fn a_person_is_not_troubled_with_parameters_of_others() {
    let params = SearchParams::read("utm_source=mail&q=x&yclid=%ff&per_page=x&histogram=week", Dialect::Page);
    assert_eq!(params, Ok(of(|p| p.text = "x".to_owned())));
}

#[test]
fn a_cursor_goes_with_its_own_order_and_without_a_page() {
    let cursor = Cursor { sort: Sort::Newest, score: 0.0, published: Some(1), id_key: 2 };
    let cursor = cursor.encode();
    assert!(read(&format!("sort=newest&cursor={cursor}")).is_ok());
    for refused in [format!("cursor={cursor}"), format!("sort=newest&page=1&cursor={cursor}")] {
        assert_eq!(read(&refused).unwrap_err().describe().1, "invalid_parameter", "{refused}");
    }
}

#[test]
fn links_read_back_as_what_they_stand_for() {
    let params = of(|p| {
        p.text = "100% «да» & нет+ё".to_owned();
        (p.rubrics, p.tags) = (texts(&["Общество и жизнь", "Спорт"]), texts(&["#=?"]));
        (p.authors, p.sources) = (texts(&["О’Генри"]), texts(&["a b"]));
        (p.from, p.to) = (Some("2016-07-15".to_owned()), Some("2016-07-16T01:02+03:00".to_owned()));
        (p.sort, p.page, p.lang) = (Sort::Oldest, 3, Lang::En);
        (p.forms, p.synonyms) = (Forms::Any, false);
    });
    assert_eq!(SearchParams::read(&params.query_string(), Dialect::Page), Ok(params));
    assert_eq!(SearchParams::default().query_string(), "");
}

#[test]
fn a_wrong_day_is_told_with_its_parameter_and_value() {
    let params = read("q=x&to=2016-02-30").unwrap();
    let error = params.request(&TimeZone::UTC).unwrap_err();
    let ApiError::Parameter(bad) = error else { panic!("{error:?}") };
    assert_eq!((bad.parameter.as_str(), bad.value.as_str()), ("to", "2016-02-30"));
}

#[test]
fn what_is_in_order_is_salvaged() {
    let salvaged =
        SearchParams::salvage("q=a&q=b&tag=%ff&tag=t&sort=best&page=0&from=x&to=2016&lang=en&zz=1");
    let expected = of(|p| {
        (p.text, p.tags, p.to, p.lang) = ("a".to_owned(), texts(&["t"]), Some("2016".to_owned()), Lang::En);
    });
    assert_eq!(salvaged, expected);
    assert_eq!(SearchParams::salvage("page=9999").page, 1);
}

#[test]
fn routes_without_parameters_take_none() {
    assert_eq!(read_none(None), Ok(()));
    assert_eq!(read_none(Some("")), Ok(()));
    assert_eq!(read_none(Some("x=1")).unwrap_err().describe().1, "unknown_parameter");
}
