//! What makes the archive a search engine of a browser: OpenSearch 1.1 and its suggestions.

use crate::http::feeds::feed::{FeedKind, OPENSEARCH};
use crate::http::feeds::site::Site;
use crate::http::feeds::xml::Xml;
use crate::http::page::i18n::Lang;
use crate::http::page::{article_path, is_web_address};
use crate::http::params::SearchParams;
use crate::http::routes::assets::ICON;
use crate::search::{FacetField, Suggestion, SuggestionKind, Suggestions};

/// Media type of suggestions, as browsers ask for them.
pub(crate) const SUGGESTIONS_TYPE: &str = "application/x-suggestions+json";

/// Media type of the description.
pub(crate) const DESCRIPTION_TYPE: &str = "application/opensearchdescription+xml";

/// Most characters of a short name.
const MAX_SHORT_NAME: usize = 16;

/// The description of the search.
pub(crate) fn description(site: &Site) -> String {
    let mut xml = Xml::new();
    xml.open("OpenSearchDescription", &[("xmlns", OPENSEARCH)]);
    xml.element("ShortName", &[], &shortened(&site.name, MAX_SHORT_NAME));
    let tagline = Lang::Ru.texts().tagline;
    xml.element("Description", &[], &format!("{tagline} «{}»", site.name));
    xml.element("Language", &[], "ru");
    xml.element("InputEncoding", &[], "UTF-8");
    xml.element("OutputEncoding", &[], "UTF-8");
    let icon = site.address(&ICON.href());
    xml.element("Image", &[("width", "16"), ("height", "16"), ("type", "image/svg+xml")], &icon);
    let page = site.keyed_address("/?q={searchTerms}&page={startPage?}");
    xml.empty("Url", &[("type", "text/html"), ("method", "get"), ("template", &page)]);
    for kind in [FeedKind::Rss, FeedKind::Atom] {
        let template = format!("{}?q={{searchTerms}}&page={{startPage?}}&count={{count?}}", kind.path());
        xml.empty("Url", &[("type", kind.media_type()), ("template", &site.keyed_address(&template))]);
    }
    let suggest = site.keyed_address("/opensearch/suggest?q={searchTerms}");
    xml.empty("Url", &[("type", SUGGESTIONS_TYPE), ("rel", "suggestions"), ("template", &suggest)]);
    let own = site.keyed_address("/opensearch.xml");
    xml.empty("Url", &[("type", DESCRIPTION_TYPE), ("rel", "self"), ("template", &own)]);
    xml.finish()
}

/// Suggestions as browsers read them: the typed text, then the suggested ones, what each is, and where each leads.
pub(crate) fn suggestions(typed: &str, suggested: Suggestions, site: &Site) -> impl serde::Serialize + use<> {
    let mut lists: [Vec<String>; 3] = Default::default();
    for suggestion in suggested.items {
        let told = [description_of(&suggestion), address_of(&suggestion, site)];
        lists[0].push(suggestion.text.text);
        for (list, told) in lists[1..].iter_mut().zip(told) {
            list.push(told);
        }
    }
    let [texts, descriptions, addresses] = lists;
    (typed.to_owned(), texts, descriptions, addresses)
}

fn description_of(suggestion: &Suggestion) -> String {
    let articles = suggestion.articles.map(|articles| Lang::Ru.articles(articles));
    let rubric = suggestion.rubric.clone().filter(|_| suggestion.kind != SuggestionKind::Rubric);
    rubric.into_iter().chain(articles).collect::<Vec<_>>().join(", ")
}

fn address_of(suggestion: &Suggestion, site: &Site) -> String {
    let params = SearchParams::default();
    if let Some(article) = &suggestion.article {
        let own = article.url.clone().filter(|url| is_web_address(url));
        return own.unwrap_or_else(|| site.keyed_address(&article_path(&article.id)));
    }
    let search = match &suggestion.rubric {
        Some(rubric) if suggestion.kind == SuggestionKind::Rubric => {
            params.toggled(FacetField::Rubric, rubric)
        }
        _ => params.with_text(&suggestion.text.text),
    };
    site.keyed_address(&search.href())
}

/// The first words of a name that fit, or as much of the first as does.
fn shortened(name: &str, most: usize) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() <= most {
        return name;
    }
    let start: String = name.chars().take(most + 1).collect();
    let words =
        start.rsplit_once(' ').map(|(words, _)| words.trim_end_matches(|last: char| !last.is_alphanumeric()));
    match words.filter(|words| !words.is_empty()) {
        Some(words) => words.to_owned(),
        None => start.chars().take(most - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_between_words() {
        let table = [
            ("Вестник", "Вестник"),
            ("Северный  курьер", "Северный курьер"),
            ("Московский вестник", "Московский"),
            ("Вестник — архив новостей", "Вестник — архив"),
            ("Вестник — архивариус", "Вестник"),
            ("Нижегородскийвестник", "Нижегородскийве…"),
        ];
        for (name, expected) in table {
            let short = shortened(name, MAX_SHORT_NAME);
            assert_eq!(short, expected);
            assert!(short.chars().count() <= MAX_SHORT_NAME);
        }
    }
}
