//! Puts together what a source has found in one article.

use serde_json::Value;

use crate::record::Record;

/// The values of one record by the names that [`Record`] knows.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, Value)>);

impl Fields {
    pub(super) fn text(&mut self, name: &str, value: impl Into<Option<String>>) {
        if let Some(value) = value.into() {
            self.0.push((name.to_owned(), Value::String(value)));
        }
    }

    pub(super) fn list(&mut self, name: &str, values: impl IntoIterator<Item = String>) {
        let values = values.into_iter().map(Value::String).collect();
        self.0.push((name.to_owned(), Value::Array(values)));
    }

    pub(super) fn flag(&mut self, name: &str, value: bool) {
        self.0.push((name.to_owned(), Value::Bool(value)));
    }

    pub(super) fn into_record(self) -> Record {
        self.0.into_iter().collect()
    }
}

/// What stands before the names in a line of authors.
const LABELS: [&str; 4] = ["Автор:", "Авторы:", "Текст:", "Автор текста:"];

/// The names in a line of authors: an address in front of a name goes, `Иван Котов, Анна Лугова` are two.
pub(super) fn authors(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = LABELS.iter().find_map(|label| line.strip_prefix(label)).unwrap_or(line).trim();
    let line = match line.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end().trim_end_matches(')'),
        _ => line,
    };
    if line.contains('@') {
        return Vec::new();
    }
    let parts = line.split([',', ';']).flat_map(|part| part.split(" и ")).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let are_names = parts.iter().all(|part| part.contains([' ', '\u{a0}']));
    if are_names { parts.into_iter().map(str::to_owned).collect() } else { vec![line.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_authors_is_a_list_of_names() {
        let table: [(&str, &[&str]); 8] = [
            ("Иван Котов", &["Иван Котов"]),
            ("Иван Котов, Анна Лугова; Пётр Белых", &["Иван Котов", "Анна Лугова", "Пётр Белых"]),
            ("news@a.example (Иван Котов)", &["Иван Котов"]),
            ("news@a.example", &[]),
            ("Котов, Иван", &["Котов, Иван"]),
            ("ТАСС", &["ТАСС"]),
            ("Текст: Иван Котов и Анна Лугова", &["Иван Котов", "Анна Лугова"]),
            ("Отдел культуры и спорта", &["Отдел культуры и спорта"]),
        ];
        for (line, expected) in table {
            assert_eq!(authors(line), expected, "{line}");
        }
    }
}
