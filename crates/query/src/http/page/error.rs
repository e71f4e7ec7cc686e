use maud::{Markup, html};

use crate::http::access::Refusal;
use crate::http::error::{ApiError, BadParameter, Fault};
use crate::http::page::i18n::Lang;
use crate::http::page::layout::Layout;
use crate::http::page::paging::last_page;
use crate::http::parameters;
use crate::http::params::{MAX_FILTER_VALUES, SearchParams};

/// The page of an error. `query` is the query string of the request, from which language and text are kept.
pub(crate) fn error_page(site_name: &str, error: &ApiError, query: &str) -> String {
    let saved = SearchParams::salvage(query);
    // Filters would be sent along unseen.
    let key = saved.key.clone().filter(|_| !matches!(error, ApiError::Refused(_)));
    let params = SearchParams { text: saved.text.clone(), lang: saved.lang, key, ..SearchParams::default() };
    let go_on = match error {
        ApiError::Parameter(bad) => Some(saved.without_parameter(bad).href()),
        _ => None,
    };
    let (title, explanation) = explain(error, params.lang);
    let layout = Layout {
        site_name,
        title: Some(title),
        params: &params,
        path: "/",
        canonical: None,
        feeds: false,
        listed: false,
        search_in_header: true,
    };
    layout.document(&body(&params, title, &explanation, go_on)).into_string()
}

fn body(params: &SearchParams, title: &str, explanation: &str, go_on: Option<String>) -> Markup {
    let home = params.start().href();
    html! {
        main #main.failure tabindex="-1" {
            h1 { (title) }
            p { (explanation) }
            @if let Some(go_on) = go_on { p { a href=(go_on) { (params.lang.texts().go_on) } } }
            p { a href=(home) { (params.lang.texts().to_start) } }
        }
    }
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
        ApiError::Refused(refusal) => refused_russian(*refusal),
        ApiError::ArticleNotFound { .. } => {
            ("Такого материала нет", "Возможно, его убрали из архива или в адресе опечатка.".to_owned())
        }
        ApiError::NotFound | ApiError::MethodNotAllowed => {
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
        // The rest is about writing, which no page does.
        _ => {
            ("Что-то сломалось", "Мы уже знаем об этом из журнала. Попробуйте ещё раз чуть позже.".to_owned())
        }
    }
}

fn refused_russian(refusal: Refusal) -> (&'static str, String) {
    match refusal {
        Refusal::RateLimited { retry_after } => {
            ("Слишком много запросов", format!("Обновите страницу через {retry_after} с."))
        }
        Refusal::NotLocal => (
            "Архив ещё не открыт",
            "Пока нет ключей, он отвечает только с этого компьютера. Ключ для посетителей создаёт владелец: \
             vestnik keys create --name «Посетители» --pages."
                .to_owned(),
        ),
        Refusal::KeyMissing => (
            "Архив закрыт",
            "Чтобы открыть его посетителям, владелец создаёт ключ: vestnik keys create --name «Посетители» --pages."
                .to_owned(),
        ),
        Refusal::KeyUnknown | Refusal::KeyRevoked | Refusal::KeyExpired => {
            ("Ключ не подходит", "Он неизвестен, отозван или истёк. Вернитесь на сайт, с которого пришли.".to_owned())
        }
        Refusal::ScopeMissing(_) | Refusal::OriginForbidden => {
            ("Ключ не подходит", "Он не открывает эту страницу. Вернитесь на сайт, с которого пришли.".to_owned())
        }
    }
}

fn refused_english(refusal: Refusal) -> (&'static str, String) {
    match refusal {
        Refusal::RateLimited { retry_after } => {
            ("Too many requests", format!("Reload the page in {retry_after} s."))
        }
        Refusal::NotLocal => (
            "The archive is not open yet",
            "As long as it has no keys, it answers only this computer. Its owner makes one for visitors: \
             vestnik keys create --name Visitors --pages."
                .to_owned(),
        ),
        Refusal::KeyMissing => (
            "The archive is closed",
            "To open it to visitors its owner makes a key: vestnik keys create --name Visitors --pages."
                .to_owned(),
        ),
        Refusal::KeyUnknown | Refusal::KeyRevoked | Refusal::KeyExpired => (
            "The key does not fit",
            "It is unknown, revoked or expired. Go back to the site that you came from.".to_owned(),
        ),
        Refusal::ScopeMissing(_) | Refusal::OriginForbidden => (
            "The key does not fit",
            "It does not open this page. Go back to the site that you came from.".to_owned(),
        ),
    }
}

fn bad_parameter_russian(BadParameter { fault, parameter, value, .. }: &BadParameter) -> String {
    match fault {
        Fault::Encoding => format!("Параметр «{parameter}» закодирован с ошибкой: «{value}»."),
        Fault::Repeated => format!("Параметр «{parameter}» указан несколько раз, второй раз — «{value}»."),
        Fault::Invalid | Fault::Rejected { .. } | Fault::Unknown { .. } => {
            let allowed = allowed_russian(parameter);
            format!("Параметр «{parameter}» не может быть «{value}». Допустимо: {allowed}.")
        }
    }
}

fn allowed_russian(parameter: &str) -> String {
    match parameter {
        "from" | "to" => {
            "год 2016, месяц 2016-07, день 2016-07-15 или время 2016-07-15T09:12[:30][+03:00]".to_owned()
        }
        "page" => format!("целое число от 1 до {}", last_page(u64::MAX, SearchParams::default().per_page)),
        "sort" => parameters::SORTS.join(", "),
        "lang" => parameters::LANGUAGES.join(", "),
        _ => format!("не больше {MAX_FILTER_VALUES} значений"),
    }
}

fn english(error: &ApiError) -> (&'static str, String) {
    match error {
        ApiError::Parameter(bad) => ("The address has an error", bad_parameter_english(bad)),
        ApiError::Refused(refusal) => refused_english(*refusal),
        ApiError::ArticleNotFound { .. } => (
            "No such article",
            "It may have been taken out of the archive, or the address has a typo.".to_owned(),
        ),
        ApiError::NotFound | ApiError::MethodNotAllowed => {
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
        _ => ("Something broke", "The log already tells us about it. Try again a little later.".to_owned()),
    }
}

fn bad_parameter_english(BadParameter { fault, parameter, value, allowed }: &BadParameter) -> String {
    match fault {
        Fault::Encoding => format!("The parameter “{parameter}” is wrongly encoded: “{value}”."),
        Fault::Repeated => {
            format!("The parameter “{parameter}” is given more than once, the second time as “{value}”.")
        }
        Fault::Invalid | Fault::Rejected { .. } | Fault::Unknown { .. } => {
            format!("The parameter “{parameter}” cannot be “{value}”. Allowed: {allowed}.")
        }
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
            ApiError::Refused(Refusal::KeyMissing),
            ApiError::Refused(Refusal::RateLimited { retry_after: 3 }),
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
