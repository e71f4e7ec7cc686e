use maud::{Markup, html};

use crate::http::error::{ApiError, BadParameter};
use crate::http::page::i18n::Lang;
use crate::http::page::layout::Layout;
use crate::http::params::{Dialect, SearchParams};

/// The page of an error. `query` is the query string of the request, from which language and text are kept.
pub(crate) fn error_page(site_name: &str, error: &ApiError, query: &str) -> String {
    let params = salvage(query);
    let (title, explanation) = explain(error, params.lang);
    let layout =
        Layout { site_name, title: Some(title), params: &params, listed: false, search_in_header: true };
    layout.document(&body(&params, title, &explanation)).into_string()
}

fn body(params: &SearchParams, title: &str, explanation: &str) -> Markup {
    let home = SearchParams { lang: params.lang, ..SearchParams::default() }.href();
    html! {
        main #main.failure tabindex="-1" {
            h1 { (title) }
            p { (explanation) }
            p { a href=(home) { (params.lang.texts().to_start) } }
        }
    }
}

/// What can be saved of a query string that may be wrong elsewhere.
fn salvage(query: &str) -> SearchParams {
    let mut saved = SearchParams::default();
    for pair in query.split('&') {
        if let Ok(params) = SearchParams::read(pair, Dialect::Page) {
            let SearchParams { text, lang, .. } = params;
            saved.text = if text.is_empty() { saved.text } else { text };
            saved.lang = if lang == Lang::default() { saved.lang } else { lang };
        }
    }
    saved
}

fn explain(error: &ApiError, lang: Lang) -> (&'static str, String) {
    match lang {
        Lang::Ru => russian(error),
        Lang::En => english(error),
    }
}

fn russian(error: &ApiError) -> (&'static str, String) {
    match error {
        ApiError::Parameter(bad) => ("Адрес страницы с ошибкой", bad_parameter_russian(bad)),
        ApiError::NotFound | ApiError::ArticleNotFound { .. } | ApiError::MethodNotAllowed => {
            ("Такой страницы нет", "Возможно, она переехала или в адресе опечатка.".to_owned())
        }
        ApiError::UriTooLong { .. } => {
            ("Слишком длинный запрос", "Попробуйте сократить его: хватит нескольких слов.".to_owned())
        }
        ApiError::Overloaded | ApiError::Abandoned => {
            ("Сейчас слишком много запросов", "Подождите несколько секунд и обновите страницу.".to_owned())
        }
        ApiError::OutOfTime { .. } => (
            "Поиск занял слишком много времени",
            "Уточните запрос или сузьте период и попробуйте ещё раз.".to_owned(),
        ),
        ApiError::IndexUnavailable | ApiError::Internal => {
            ("Что-то сломалось", "Мы уже знаем об этом из журнала. Попробуйте ещё раз чуть позже.".to_owned())
        }
    }
}

fn bad_parameter_russian(BadParameter { parameter, value, .. }: &BadParameter) -> String {
    match parameter.as_str() {
        "from" | "to" => format!("Не получилось прочитать дату «{value}». Пример: 2016-07-15."),
        "page" => format!("Страницы «{value}» нет."),
        _ => format!("Не получилось прочитать параметр «{parameter}»."),
    }
}

fn english(error: &ApiError) -> (&'static str, String) {
    match error {
        ApiError::Parameter(bad) => ("The address has an error", bad_parameter_english(bad)),
        ApiError::NotFound | ApiError::ArticleNotFound { .. } | ApiError::MethodNotAllowed => {
            ("No such page", "It may have moved, or the address has a typo.".to_owned())
        }
        ApiError::UriTooLong { .. } => {
            ("The query is too long", "Try a shorter one: a few words are enough.".to_owned())
        }
        ApiError::Overloaded | ApiError::Abandoned => {
            ("Too many searches right now", "Wait a few seconds and reload the page.".to_owned())
        }
        ApiError::OutOfTime { .. } => {
            ("The search took too long", "Narrow the query or the period and try again.".to_owned())
        }
        ApiError::IndexUnavailable | ApiError::Internal => {
            ("Something broke", "The log already tells us about it. Try again a little later.".to_owned())
        }
    }
}

fn bad_parameter_english(BadParameter { parameter, value, .. }: &BadParameter) -> String {
    match parameter.as_str() {
        "from" | "to" => format!("The date “{value}” could not be read. Example: 2016-07-15."),
        "page" => format!("There is no page “{value}”."),
        _ => format!("The parameter “{parameter}” could not be read."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_a_page_in_both_languages() {
        let errors = [
            ApiError::invalid("from", "x", ""),
            ApiError::invalid("page", "0", ""),
            ApiError::invalid("sort", "x", ""),
            ApiError::NotFound,
            ApiError::UriTooLong { max_bytes: 1 },
            ApiError::Overloaded,
            ApiError::OutOfTime { budget_ms: 1 },
            ApiError::IndexUnavailable,
            ApiError::Internal,
        ];
        for error in errors {
            for (query, lang) in [("", "<html lang=\"ru\">"), ("sort=x&lang=en", "<html lang=\"en\">")] {
                let page = error_page("Вестник", &error, query);
                assert!(page.contains(lang) && page.contains("<main") && page.contains("<h1>"), "{page}");
            }
        }
    }

    #[test]
    fn the_query_survives_an_error_elsewhere_in_the_address() {
        let page = error_page("Вестник", &ApiError::invalid("page", "0", ""), "page=0&q=%3Cb%3E&q=%ff");
        assert!(page.contains("value=\"&lt;b&gt;\""), "{page}");
    }
}
