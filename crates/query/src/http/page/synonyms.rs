//! What was searched beside the words of the query, and the way to do without.

use maud::{Markup, html};

use crate::http::page::view::View;
use crate::search::{SynonymsUsed, Understood};

/// Other names that are told per name; the first are the nearest.
const SHOWN: usize = 5;

pub(crate) fn synonyms(view: &View<'_>, understood: &Understood) -> Markup {
    let (params, texts) = (view.params, view.texts());
    let used = &understood.synonyms;
    let typed: Vec<&str> = used.iter().map(|used| used.text.as_str()).collect();
    html! {
        @if !params.synonyms {
            p.remark {
                (texts.without_synonyms) " "
                a href=(params.with_synonyms(true).href()) rel="nofollow" { (texts.to_synonyms) }
            }
        } @else if !used.is_empty() {
            p.remark {
                (texts.also_searched) " " (names(view, used)) ". "
                a href=(params.with_synonyms(false).href()) rel="nofollow" { (view.lang().only(&typed)) }
            }
        }
    }
}

/// `Центробанк, Банк России; Соединённые Штаты, Америка и ещё 2`
fn names(view: &View<'_>, used: &[SynonymsUsed]) -> String {
    let names = |used: &SynonymsUsed| {
        let shown = used.also.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        match used.also.len().saturating_sub(SHOWN) {
            0 => shown,
            more => format!("{shown} {}", view.lang().and_more(more)),
        }
    };
    used.iter().map(names).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use vestnik_schema::Article;

    use crate::http::testing::{TestArchive, encoded};

    fn archive() -> TestArchive {
        let article = |id: &str, title: &str| Article {
            id: id.to_owned(),
            title: title.to_owned(),
            rubrics: vec!["Экономика".to_owned()],
            ..Article::default()
        };
        TestArchive::of(&[
            article("1", "Ставка ЦБ прежняя"),
            article("2", "Центробанк сохранил ставку"),
            article("3", "Банк России ждёт"),
        ])
    }

    #[tokio::test]
    async fn the_page_tells_what_else_was_searched_and_leads_to_what_was_typed_alone_and_back() {
        let archive = archive();
        let query = format!("/?q={}", encoded("ЦБ"));
        let page = archive.get(&query).await.body;
        let off = format!("{query}&amp;synonyms=off");
        let link = format!("<a href=\"{off}\" rel=\"nofollow\">только «ЦБ»</a>");
        assert!(page.contains("Ищем также: ") && page.contains(&link), "{page}");
        assert!(
            page.contains("<mark>Центробанк</mark>") && page.contains("<mark>Банк России</mark>"),
            "{page}"
        );

        let page = archive.get(&off.replace("&amp;", "&")).await.body;
        assert!(page.contains("Найден 1") || page.contains("Найден\u{a0}1"), "{page}");
        let back = format!("<a href=\"{query}\" rel=\"nofollow\">Искать и их</a>");
        assert!(page.contains(&back) && !page.contains("Ищем также"), "{page}");
        let links = page.split("href=\"/?q=").skip(1).filter(|link| !link.contains("synonyms=off"));
        assert_eq!(links.count(), 1, "every link but the one back keeps it: {page}");
        assert_eq!(page.matches("type=\"hidden\" name=\"synonyms\" value=\"off\"").count(), 2, "{page}");

        let english = archive.get(&format!("{query}&lang=en")).await.body;
        assert!(english.contains("Also searched: ") && english.contains("only “ЦБ”"), "{english}");
        let plain = archive.get(&format!("/?q={}", encoded("!ЦБ ставка"))).await.body;
        assert!(!plain.contains("Ищем также"), "{plain}");
    }

    #[tokio::test]
    async fn the_api_names_the_synonyms_that_the_archive_holds() {
        let archive = archive();
        let answer = archive.get(&format!("/api/v1/search?q={}", encoded("ЦБ ставка"))).await.json();
        assert_eq!(answer["total"], 2, "{answer}");
        let synonyms = &answer["query"]["synonyms"];
        assert_eq!(synonyms[0]["text"], "ЦБ", "{answer}");
        let also: Vec<&str> =
            synonyms[0]["also"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
        assert!(also.contains(&"Центробанк") && also.contains(&"Банк России"), "{answer}");
        let off =
            archive.get(&format!("/api/v1/search?q={}&synonyms=off", encoded("ЦБ ставка"))).await.json();
        assert_eq!(
            (off["total"].as_u64(), &off["query"]["synonyms"]),
            (Some(1), &serde_json::json!([])),
            "{off}"
        );
    }
}
