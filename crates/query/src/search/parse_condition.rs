use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ast::{Filter, Node};
use super::calendar::Calendar;
use super::parse::{Parsed, parse};
use super::{Condition, QueryWarning};

const ALLOWED: &str = "properties of the query language, such as rubric:Спорт source:ТАСС, rubric:(Спорт OR Хоккей), \
     -author:Иванов, date:2016 or tag:\"Олимпиада в Рио\"";

/// Reads a condition in the words of the query language: fields with their values, exclusions, alternatives and
/// brackets. Days are days of `zone`, and «yesterday» is that of `now`.
///
/// # Errors
/// A sentence that says what is permitted, if it holds anything but properties or is odd in any way: a condition
/// guards something, so that nothing in it is guessed.
pub fn parse_condition(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Condition, String> {
    let today = zone.to_datetime(now).date();
    let Parsed { nodes, warnings, .. } = parse(text, &Calendar { today, zone, accepts: &|_| false });
    let is_odd = warnings.iter().any(|warning| *warning != QueryWarning::OnlyExclusions);
    let conditions: Option<Vec<Condition>> = nodes.into_iter().map(condition).collect();
    match conditions {
        Some(conditions) if !conditions.is_empty() && !is_odd => Ok(Condition::All(conditions)),
        _ => Err(ALLOWED.to_owned()),
    }
}

fn condition(node: Node) -> Option<Condition> {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(condition).collect::<Option<Vec<_>>>();
    Some(match node {
        Node::Leaf(_) => return None,
        Node::All(nodes) => Condition::All(all(nodes)?),
        Node::Any(nodes) => Condition::Any(all(nodes)?),
        Node::Not(node) => Condition::Not(Box::new(condition(*node)?)),
        Node::Filter(Filter::Value { field, value }) => Condition::Value { field, value },
        Node::Filter(Filter::Period(period)) => Condition::Published(period),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestnik_schema::Article;

    fn read(text: &str) -> Result<Condition, String> {
        parse_condition(text, "2016-07-20T09:00:00Z".parse().unwrap(), &TimeZone::UTC)
    }

    #[test]
    fn properties_become_a_condition() {
        let article = Article {
            rubrics: vec!["Спорт".to_owned(), "Хоккей".to_owned()],
            source: Some("ТАСС".to_owned()),
            tags: vec!["Олимпиада в Рио".to_owned()],
            published_at: "2016-07-15T06:12:00Z".parse().ok(),
            ..Article::default()
        };
        for (text, expected) in [
            ("rubric:спорт", true),
            ("рубрика:Спорт источник:ТАСС", true),
            ("rubric:Спорт source:РИА", false),
            ("rubric:(Политика OR Хоккей)", true),
            ("rubric:Политика OR source:ТАСС", true),
            ("-rubric:Спорт", false),
            ("-rubric:Политика", true),
            ("tag:\"олимпиада в рио\"", true),
            ("date:2016", true),
            ("date:2015", false),
            ("rubric:Спорт -date:2016-07-15", false),
            ("rubric:Спорт (source:РИА OR source:ТАСС)", true),
        ] {
            assert_eq!(read(text).unwrap().holds(&article), expected, "{text}");
        }
    }

    #[test]
    fn whatever_else_is_refused() {
        for text in [
            "",
            " ",
            "керри",
            "rubric:Спорт керри",
            "title:Керри",
            "rubric:",
            "(rubric:Спорт",
            "date:никогда",
            "\"фраза\"",
        ] {
            assert!(read(text).unwrap_err().contains("rubric:"), "{text}");
        }
    }
}
