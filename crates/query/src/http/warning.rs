//! What the service says about how a query was read: stable codes for programs, sentences for people.

use serde_json::{Map, Value, json};

use crate::http::page::i18n::Lang;
use crate::search::{DateFault, QueryWarning};

/// Stable name of a kind of warning.
pub(crate) fn code(warning: &QueryWarning) -> &'static str {
    match warning {
        QueryWarning::Truncated { .. } => "truncated",
        QueryWarning::TooManyWords { .. } => "too_many_words",
        QueryWarning::TooDeep => "too_deep",
        QueryWarning::UnbalancedQuote => "unbalanced_quote",
        QueryWarning::UnbalancedBracket => "unbalanced_bracket",
        QueryWarning::DanglingOperator { .. } => "dangling_operator",
        QueryWarning::NothingToSearch { .. } => "nothing_to_search",
        QueryWarning::UnknownField { .. } => "unknown_field",
        QueryWarning::BadDate { .. } => "bad_date",
        QueryWarning::NoDistance { .. } => "no_distance",
        QueryWarning::DistanceCut { .. } => "distance_cut",
        QueryWarning::OnlyExclusions => "only_exclusions",
        QueryWarning::EmptyPeriod => "empty_period",
        QueryWarning::PrefixTooBroad { .. } => "prefix_too_broad",
        QueryWarning::Relaxed { .. } => "relaxed",
        QueryWarning::NotFound { .. } => "words_not_found",
    }
}

/// The particulars of a warning, named.
pub(crate) fn data(warning: &QueryWarning) -> Map<String, Value> {
    let value = match warning {
        QueryWarning::Truncated { kept } | QueryWarning::TooManyWords { kept } => json!({ "kept": kept }),
        QueryWarning::DanglingOperator { operator } => json!({ "operator": operator }),
        QueryWarning::NothingToSearch { text } => json!({ "text": text }),
        QueryWarning::UnknownField { field } => json!({ "field": field }),
        QueryWarning::NoDistance { distance } => json!({ "distance": distance }),
        QueryWarning::DistanceCut { kept } => json!({ "kept": kept }),
        QueryWarning::BadDate { text, fault } => json!({ "text": text, "fault": fault_name(*fault) }),
        QueryWarning::Relaxed { missing } | QueryWarning::NotFound { missing } => {
            json!({ "missing": missing })
        }
        QueryWarning::PrefixTooBroad { prefix, kept } => json!({ "prefix": prefix, "kept": kept }),
        QueryWarning::TooDeep
        | QueryWarning::UnbalancedQuote
        | QueryWarning::UnbalancedBracket
        | QueryWarning::OnlyExclusions
        | QueryWarning::EmptyPeriod => Value::Null,
    };
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn fault_name(fault: DateFault) -> &'static str {
    match fault {
        DateFault::Empty => "empty",
        DateFault::Unreadable => "unreadable",
        DateFault::NoSuchDay => "no_such_day",
        DateFault::NoSuchMonth => "no_such_month",
        DateFault::YearOutOfRange => "year_out_of_range",
        DateFault::Backwards => "backwards",
    }
}

/// What is wrong with a date, as the end of a sentence.
fn fault_text(fault: DateFault, lang: Lang) -> &'static str {
    let [russian, english] = match fault {
        DateFault::Empty => ["нет самой даты", "there is no date"],
        DateFault::Unreadable => [
            "пишите 2016, 2016-07, 2016-07-05, 05.07.2016, 2014..2016 или «вчера»",
            "write 2016, 2016-07, 2016-07-05, 05.07.2016, 2014..2016 or вчера (yesterday)",
        ],
        DateFault::NoSuchDay => ["в этом месяце нет такого дня", "that month has no such day"],
        DateFault::NoSuchMonth => ["такого месяца нет", "there is no such month"],
        DateFault::YearOutOfRange => {
            ["годы понимаем с 1900-го по 2100-й", "years are understood from 1900 to 2100"]
        }
        DateFault::Backwards => ["конец раньше начала", "it ends before it begins"],
    };
    match lang {
        Lang::Ru => russian,
        Lang::En => english,
    }
}

/// A sentence for the one who typed the query.
pub(crate) fn message(warning: &QueryWarning, lang: Lang) -> String {
    match lang {
        Lang::Ru => russian(warning),
        Lang::En => english(warning),
    }
}

fn russian(warning: &QueryWarning) -> String {
    match warning {
        QueryWarning::Truncated { kept } => {
            let characters = Lang::Ru.counted(*kept as u64, ["символ", "символа", "символов"]);
            format!("Запрос слишком длинный, учтено его начало: {characters}.")
        }
        QueryWarning::TooManyWords { kept } => {
            let words = Lang::Ru.counted(*kept as u64, ["слово", "слова", "слов"]);
            format!("В запросе слишком много слов, учтены первые: {words}.")
        }
        QueryWarning::TooDeep => "Скобки вложены слишком глубоко, самые внутренние не учтены.".to_owned(),
        QueryWarning::UnbalancedQuote => "Кавычка без пары не учтена.".to_owned(),
        QueryWarning::UnbalancedBracket => "Скобка без пары не учтена.".to_owned(),
        QueryWarning::DanglingOperator { operator } => {
            format!("Оператор «{operator}» не учтён: рядом с ним нет слова, к которому он относится.")
        }
        QueryWarning::NothingToSearch { text } => {
            format!("«{text}» не учтено: здесь нет ни букв, ни цифр.")
        }
        QueryWarning::OnlyExclusions => {
            "В запросе только исключения, поэтому показаны все остальные материалы.".to_owned()
        }
        QueryWarning::EmptyPeriod => "Начало периода позже его конца, поэтому ничего не найдено.".to_owned(),
        QueryWarning::PrefixTooBroad { prefix, kept } => {
            let words = Lang::Ru.counted(*kept as u64, ["самое частое", "самых частых", "самых частых"]);
            format!("С «{prefix}» начинается слишком много слов, искали {words}.")
        }
        QueryWarning::Relaxed { missing } => {
            let sentence =
                "Ни в одном материале нет всех слов запроса. Показаны те, где есть самые важные из них.";
            with_list(sentence.to_owned(), "Нигде не встречается:", missing, ["«", "»"])
        }
        QueryWarning::UnknownField { field } => format!("Поля «{field}» нет, искали слова."),
        QueryWarning::NoDistance { distance } => {
            format!("«{distance}» не учтено: расстояние между словами фразы пишут числом, например ~3.")
        }
        QueryWarning::DistanceCut { kept } => {
            let words = Lang::Ru.counted(u64::from(*kept), ["слова", "слов", "слов"]);
            format!("Слова фразы ищем на расстоянии не больше {words}.")
        }
        QueryWarning::BadDate { text, fault } => {
            format!("Дата «{text}» не учтена: {}.", fault_text(*fault, Lang::Ru))
        }
        QueryWarning::NotFound { missing } => {
            format!("В архиве не встречается: {}.", list(missing, ["«", "»"]))
        }
    }
}

fn english(warning: &QueryWarning) -> String {
    match warning {
        QueryWarning::Truncated { kept } => {
            format!("The query is too long; only its first {kept} characters were read.")
        }
        QueryWarning::TooManyWords { kept } => {
            format!("The query has too many words; only the first {kept} were read.")
        }
        QueryWarning::TooDeep => "Brackets are nested too deeply; the innermost were ignored.".to_owned(),
        QueryWarning::UnbalancedQuote => "A quotation mark without its pair was ignored.".to_owned(),
        QueryWarning::UnbalancedBracket => "A bracket without its pair was ignored.".to_owned(),
        QueryWarning::DanglingOperator { operator } => {
            format!("The operator “{operator}” was ignored: there is no word for it to act on.")
        }
        QueryWarning::NothingToSearch { text } => {
            format!("“{text}” was ignored: it holds neither letters nor digits.")
        }
        QueryWarning::OnlyExclusions => {
            "The query only excludes words, so all other articles are shown.".to_owned()
        }
        QueryWarning::EmptyPeriod => "The period begins after its end, so nothing is found.".to_owned(),
        QueryWarning::PrefixTooBroad { prefix, kept } => {
            format!("Too many words begin with “{prefix}”; the {kept} most frequent were searched.")
        }
        QueryWarning::Relaxed { missing } => {
            let sentence =
                "No article has all the words of the query. Showing those with the most telling of them.";
            with_list(sentence.to_owned(), "Found nowhere:", missing, ["“", "”"])
        }
        QueryWarning::UnknownField { field } => {
            format!("There is no field “{field}”; the words were searched.")
        }
        QueryWarning::NoDistance { distance } => {
            format!("“{distance}” was ignored: the distance within a phrase is a number, as in ~3.")
        }
        QueryWarning::DistanceCut { kept } => {
            format!("The words of a phrase are searched at most {kept} words apart.")
        }
        QueryWarning::BadDate { text, fault } => {
            format!("The date “{text}” was left out: {}.", fault_text(*fault, Lang::En))
        }
        QueryWarning::NotFound { missing } => {
            format!("Found nowhere in the archive: {}.", list(missing, ["“", "”"]))
        }
    }
}

fn with_list(sentence: String, introduction: &str, words: &[String], quotes: [&str; 2]) -> String {
    if words.is_empty() {
        return sentence;
    }
    format!("{sentence} {introduction} {}.", list(words, quotes))
}

fn list(words: &[String], [open, close]: [&str; 2]) -> String {
    let list: Vec<String> = words.iter().map(|word| format!("{open}{word}{close}")).collect();
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<QueryWarning> {
        vec![
            QueryWarning::Truncated { kept: 2000 },
            QueryWarning::TooManyWords { kept: 64 },
            QueryWarning::TooDeep,
            QueryWarning::UnbalancedQuote,
            QueryWarning::UnbalancedBracket,
            QueryWarning::DanglingOperator { operator: "ИЛИ".to_owned() },
            QueryWarning::NothingToSearch { text: "***".to_owned() },
            QueryWarning::UnknownField { field: "раздел".to_owned() },
            QueryWarning::NoDistance { distance: "~abc".to_owned() },
            QueryWarning::DistanceCut { kept: 20 },
            QueryWarning::BadDate { text: "31.02.2016".to_owned(), fault: DateFault::NoSuchDay },
            QueryWarning::NotFound { missing: vec!["ыва".to_owned()] },
            QueryWarning::OnlyExclusions,
            QueryWarning::EmptyPeriod,
            QueryWarning::PrefixTooBroad { prefix: "по".to_owned(), kept: 101 },
            QueryWarning::Relaxed { missing: vec!["ыва".to_owned(), "йцу".to_owned()] },
        ]
    }

    #[test]
    fn codes_differ_and_sentences_end() {
        let mut codes: Vec<_> = all().iter().map(code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all().len());
        for warning in all() {
            for lang in [Lang::Ru, Lang::En] {
                assert!(message(&warning, lang).ends_with('.'), "{warning:?}");
            }
        }
    }

    #[test]
    fn a_relaxed_query_is_explained_in_words() {
        let relaxed = QueryWarning::Relaxed { missing: vec!["ыва".to_owned()] };
        assert_eq!(
            message(&relaxed, Lang::Ru),
            "Ни в одном материале нет всех слов запроса. Показаны те, где есть самые важные из них. \
             Нигде не встречается: «ыва»."
        );
        assert_eq!(Value::Object(data(&relaxed)), json!({ "missing": ["ыва"] }));
    }
}
