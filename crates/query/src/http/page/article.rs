use maud::{Markup, html};
use vestnik_schema::Article;

use crate::http::page::layout::Layout;
use crate::http::page::links::article_path;
use crate::http::page::results::{is_web_address, link, meta, origin};
use crate::http::page::view::View;
use crate::search::RelatedArticle;

/// The language of an article that names none.
const ARCHIVE_LANGUAGE: &str = "ru";

/// The page of one article: what is read of an article that has no address elsewhere, with others like it.
pub(crate) fn article_page(view: &View<'_>, article: &Article, related: &[RelatedArticle]) -> Markup {
    let title = match article.title.trim() {
        "" => view.texts().untitled,
        title => title,
    };
    let path = article_path(&article.id);
    let own = article.url.as_deref().filter(|url| is_web_address(url));
    let layout = Layout {
        site_name: view.site_name,
        title: Some(title),
        params: view.params,
        path: &path,
        canonical: Some(own.unwrap_or(&path)),
        feeds: false,
        listed: true,
        search_in_header: true,
    };
    layout.document(&html! {
        main #main.reading tabindex="-1" {
            article {
                (meta(view, article))
                div lang=(article.language.as_deref().unwrap_or(ARCHIVE_LANGUAGE)) {
                    h1 { (title) }
                    @if !article.lead.trim().is_empty() { p.lead { (article.lead.trim()) } }
                    @for paragraph in paragraphs(&article.body) { p { (paragraph) } }
                    @if !article.captions.is_empty() { (captions(view, &article.captions)) }
                }
                (origin(article))
                @if let Some(url) = own {
                    p { a href=(url) { (view.texts().open_at_site) } }
                }
            }
            @if !related.is_empty() {
                section.related {
                    h2 { (view.texts().related) }
                    ul {
                        @for RelatedArticle { article, .. } in related {
                            li {
                                (link(view, &article.id, article.url.as_deref(), &article.title))
                                (meta(view, article))
                            }
                        }
                    }
                }
            }
        }
    })
}

/// The pictures are elsewhere; their captions were searched and so are shown.
fn captions(view: &View<'_>, captions: &[String]) -> Markup {
    html! {
        h2 lang=(view.lang().code()) { (view.texts().captions) }
        ul.captions { @for caption in captions { li { (caption) } } }
    }
}

/// Blank lines separate paragraphs.
fn paragraphs(body: &str) -> impl Iterator<Item = &str> {
    body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}
