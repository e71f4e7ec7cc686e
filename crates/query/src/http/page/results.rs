use maud::{Markup, html};
use vestnik_schema::Article;

use crate::http::page::answer::Answer;
use crate::http::page::layout::Layout;
use crate::http::page::view::View;
use crate::http::page::{chart, filters, paging, parts, repair, synonyms};
use crate::http::warning;
use crate::search::{Forms, Highlighted, Hit, Sort};

/// The page of a search.
pub(crate) fn results_page(view: &View<'_>, answer: &Answer) -> Markup {
    let text = view.params.text.trim();
    let title = if text.is_empty() { view.texts().all_articles } else { text };
    let layout = Layout {
        site_name: view.site_name,
        title: Some(title),
        params: view.params,
        path: "/",
        canonical: Some(&view.params.canonical().href()),
        feeds: true,
        listed: false,
        search_in_header: true,
    };
    layout.document(&html! {
        div.columns {
            (filters::filters(view, answer))
            main #main tabindex="-1" { (results(view, answer)) }
        }
    })
}

/// A list of articles.
pub(crate) fn hit_list(view: &View<'_>, hits: &[Hit], first: usize) -> Markup {
    html! {
        ol.hits #hits start=(first) {
            @for hit in hits { li { (hit_entry(view, hit)) } }
        }
    }
}

fn results(view: &View<'_>, answer: &Answer) -> Markup {
    let results = &answer.results;
    let (params, texts) = (view.params, view.texts());
    let first = (params.page - 1) * params.per_page + 1;
    html! {
        div.summary {
            h1 { (view.lang().found(results.total)) }
            p.took { (view.lang().took(answer.took)) }
            @if results.total > 1 { (orders(view)) }
        }
        (filters::chips(view))
        (parts::parts(view, &results.understood))
        (repair::repair(view, &results.understood))
        (forms(view, answer))
        (synonyms::synonyms(view, &answer.results.understood))
        (notes(view, answer))
        @if let Some(histogram) = &results.histogram { (chart::timeline(view, histogram)) }
        @if results.total == 0 { (nothing_found(view, answer)) }
        @else if results.hits.is_empty() {
            p.remark { (texts.beyond_last_page) " " a href=(params.with_page(1).href()) { (texts.to_first_page) } }
        } @else {
            h2.hidden { (texts.results) }
            (hit_list(view, &results.hits, first))
        }
        (further(view, answer))
        (paging::paging(view, results.stories.map_or(results.total, |stories| stories.entries)))
    }
}

/// Articles that hold not all words, under those that do.
fn further(view: &View<'_>, answer: &Answer) -> Markup {
    html! {
        @if let Some(further) = &answer.results.further {
            section.further {
                h2 { (view.texts().further) }
                ol.hits { @for hit in &further.hits { li { (hit_entry(view, hit)) } } }
            }
        }
    }
}

fn orders(view: &View<'_>) -> Markup {
    let orders = [Sort::Relevance, Sort::Newest, Sort::Oldest];
    html! {
        nav.orders aria-label=(view.texts().order) {
            @for (sort, name) in orders.into_iter().zip(view.texts().orders) {
                @let current = (sort == view.params.sort).then_some("true");
                a href=(view.params.with_sort(sort).href()) aria-current=[current] rel="nofollow" { (name) }
            }
            @let stories = view.params.stories;
            a href=(view.params.with_stories(!stories).href()) rel="nofollow" {
                @if stories { (view.texts().one_by_one) } @else { (view.texts().by_story) }
            }
        }
    }
}

fn notes(view: &View<'_>, answer: &Answer) -> Markup {
    let warnings = &answer.results.understood.warnings;
    html! {
        @if !warnings.is_empty() {
            ul.notes role="list" aria-label=(view.texts().notes) {
                @for warning in warnings { li { (warning::message(warning, view.lang())) } }
            }
        }
    }
}

/// How exact the hits are, and the way to the other choice.
fn forms(view: &View<'_>, answer: &Answer) -> Markup {
    let (params, texts) = (view.params, view.texts());
    let understood = &answer.results.understood;
    html! {
        @if let Some(count) = understood.any_form {
            p.remark {
                @if answer.results.total == 0 { (texts.not_as_written) } @else { (texts.as_written) }
                " " a href=(params.with_forms(Forms::Any).href()) rel="nofollow" { (view.lang().in_any_form(count)) }
            }
        } @else if understood.exact && params.forms == Forms::Any {
            p.remark {
                (texts.any_form) " "
                a href=(params.with_forms(Forms::Written).href()) rel="nofollow" { (texts.to_as_written) }
            }
        }
    }
}

fn nothing_found(view: &View<'_>, answer: &Answer) -> Markup {
    let (params, texts) = (view.params, view.texts());
    let tips = tips(view);
    if tips.is_empty() && answer.wider.is_empty() {
        return Markup::default();
    }
    html! {
        section.nothing {
            @if !answer.wider.is_empty() {
                h2 { (texts.drop_filters) }
                ul.wider {
                    @for (kind, count) in &answer.wider {
                        @let text = view.lang().without(filters::kind_name(view, *kind), *count);
                        li { a href=(params.without(*kind).href()) { (text) } }
                    }
                }
            }
            @if !tips.is_empty() {
                h2 { (texts.nothing_title) }
                ul { @for tip in tips { li { (tip) } } }
            }
        }
    }
}

/// The advice that the query leaves room for.
fn tips(view: &View<'_>) -> Vec<&'static str> {
    let (text, texts) = (view.params.text.trim(), view.texts());
    let tips = [
        (!text.is_empty(), texts.tip_typo),
        (text.split_whitespace().nth(1).is_some(), texts.tip_fewer_words),
        (text.contains(['"', '«', '»', '“', '”', '„']), texts.tip_quotes),
    ];
    tips.into_iter().filter(|(fits, _)| *fits).map(|(_, tip)| tip).collect()
}

fn hit_entry(view: &View<'_>, hit: &Hit) -> Markup {
    let article = &hit.article;
    html! {
        article.hit {
            (meta(view, article))
            h3 { (title(view, hit)) }
            @if !hit.snippet.text.is_empty() { p.snippet { (highlighted(&hit.snippet)) } }
            @if !hit.missing.is_empty() {
                p.missing { (view.texts().missing) " " @for word in &hit.missing { s { (word) } " " } }
            }
            (origin(article))
            (story(view, hit))
        }
    }
}

/// The other reports of the same event.
fn story(view: &View<'_>, hit: &Hit) -> Markup {
    html! {
        @if let Some(story) = &hit.story {
            details.story {
                summary { (view.lang().more_of_story(story.count)) }
                ul {
                    @for article in &story.articles {
                        li {
                            (link(view, &article.id, article.url.as_deref(), &article.title))
                            @if let Some(source) = &article.source { " " span.source { (source) } }
                            @if let Some(moment) = article.published_at {
                                " " time datetime=(moment) { (view.lang().moment(moment, view.zone)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A title that leads to its article: on its site, or here if it has no address there.
pub(crate) fn link(view: &View<'_>, id: &str, url: Option<&str>, title: &str) -> Markup {
    let title = match title.trim() {
        "" => view.texts().untitled,
        title => title,
    };
    html! {
        @match url.filter(|url| is_web_address(url)) {
            Some(url) => a href=(url) { (title) },
            None => a href=(view.params.article_href(id)) { (title) },
        }
    }
}

/// Rubrics and date of an article.
pub(crate) fn meta(view: &View<'_>, article: &Article) -> Markup {
    html! {
        p.meta {
            @for rubric in &article.rubrics { span.rubric { (rubric) } }
            @match article.published_at {
                Some(moment) => time datetime=(moment) { (view.lang().moment(moment, view.zone)) },
                None => span { (view.texts().undated) },
            }
        }
    }
}

/// Source and authors of an article.
pub(crate) fn origin(article: &Article) -> Markup {
    html! {
        @if article.source.is_some() || !article.authors.is_empty() {
            p.origin {
                @if let Some(source) = &article.source { span { (source) } }
                @for author in &article.authors { span { (author) } }
            }
        }
    }
}

fn title(view: &View<'_>, hit: &Hit) -> Markup {
    let text = html! {
        @if hit.title.text.trim().is_empty() { (view.texts().untitled) } @else { (highlighted(&hit.title)) }
    };
    html! {
        @match hit.article.url.as_deref().filter(|url| is_web_address(url)) {
            Some(url) => a href=(url) { (text) },
            None => a href=(view.params.article_href(&hit.article.id)) { (text) },
        }
    }
}

fn highlighted(text: &Highlighted) -> Markup {
    html! {
        @for (piece, matched) in text.segments() {
            @if matched { mark { (piece) } } @else { (piece) }
        }
    }
}

/// Whether an address may become a link: `javascript:` and its kin never do.
pub(crate) fn is_web_address(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default();
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::{TestArchive, encoded};

    #[test]
    fn only_web_addresses_become_links() {
        let table = [
            ("https://a.example/1", true),
            ("HTTP://a.example", true),
            ("javascript:alert(1)", false),
            ("javascript://a.example/%0aalert(1)", false),
            (" https://a.example", false),
            ("data:text/html,x", false),
            ("//a.example", false),
            ("/news/1", false),
            ("", false),
        ];
        for (url, expected) in table {
            assert_eq!(is_web_address(url), expected, "{url}");
        }
    }

    #[tokio::test]
    async fn any_form_is_offered_where_it_finds_more_and_leads_back() {
        let archive = TestArchive::sample();
        let written = format!("/?q={}&rubric={}", encoded("«номер завершились»"), encoded("Спорт"));
        let table = [
            ("!матчи", "В точно такой форме ничего нет. ", 0, "В любой форме — 25 материалов"),
            ("!переговоры", "", 1, ""),
            ("!Москва", "В точно такой форме ничего нет. ", 0, "В любой форме — 1 материал"),
            ("!Москва | !матч", "Показаны только точные формы. ", 25, "В любой форме — 26 материалов"),
        ];
        for (query, remark, total, offer) in table {
            let page = archive.get(&format!("/?q={}", encoded(query))).await;
            assert_eq!(page.status, 200);
            let text = page.body.replace('\u{a0}', " ");
            let json = archive.get(&format!("/api/v1/search?q={}", encoded(query))).await.json();
            assert_eq!(json["total"], total, "{query}");
            assert_eq!(json["query"]["any_form_total"].is_null(), offer.is_empty(), "{query}");
            let link =
                format!("<p class=\"remark\">{remark}<a href=\"/?q={}&amp;forms=any\"", encoded(query));
            assert_eq!(text.contains(&link), !offer.is_empty(), "{link}: {text}");
            assert!(text.contains(offer), "{offer}: {text}");
        }
        let any = archive.get(&format!("{written}&forms=any")).await.body;
        assert!(any.contains("в любой форме"), "{any}");
        assert!(any.contains(&format!("href=\"{}\"", written.replace('&', "&amp;"))), "{any}");
        let bare = archive.get("/?q=x&forms=any").await.body;
        assert!(!bare.contains("в любой форме."), "{bare}");
    }
}
