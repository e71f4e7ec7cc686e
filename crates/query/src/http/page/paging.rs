use maud::{Markup, html};

use crate::http::page::view::View;
use crate::search::MAX_WINDOW;

/// Pages beside the current one that have their own link.
const NEIGHBOURS: usize = 2;

/// Links to the other pages.
pub(crate) fn paging(view: &View<'_>, total: u64) -> Markup {
    let (params, texts) = (view.params, view.texts());
    let last = last_page(total, params.per_page);
    if last < 2 {
        return Markup::default();
    }
    html! {
        nav.paging aria-label=(texts.pages) {
            @if params.page > 1 && params.page <= last {
                a.step rel="prev" href=(params.with_page(params.page - 1).href()) { "← " (texts.previous) }
            }
            ol {
                @for shown in shown_pages(params.page, last) {
                    li { @match shown {
                        None => span.gap { "…" },
                        Some(page) if page == params.page => a aria-current="page" href=(params.href()) aria-label={ (texts.page) " " (page) } { (page) },
                        Some(page) => a href=(params.with_page(page).href()) aria-label={ (texts.page) " " (page) } { (page) },
                    } }
                }
            }
            @if params.page < last {
                a.step rel="next" href=(params.with_page(params.page + 1).href()) { (texts.next) " →" }
            }
        }
        @if params.page == last && total > MAX_WINDOW as u64 { p.remark { (texts.window_end) } }
    }
}

/// The last page that can be opened.
pub(crate) fn last_page(total: u64, per_page: usize) -> usize {
    let reachable = usize::try_from(total).unwrap_or(usize::MAX).min(MAX_WINDOW);
    if per_page == 0 { 0 } else { reachable.div_ceil(per_page) }
}

/// First and last page and the current one's neighbours; `None` where pages are left out.
fn shown_pages(current: usize, last: usize) -> Vec<Option<usize>> {
    let near = current.saturating_sub(NEIGHBOURS).max(1)..=current.saturating_add(NEIGHBOURS).min(last);
    let mut shown = Vec::new();
    let mut previous = 0;
    for page in std::iter::once(1).chain(near).chain(std::iter::once(last)) {
        match page.saturating_sub(previous) {
            0 => continue,
            1 => {}
            2 => shown.push(Some(page - 1)),
            _ => shown.push(None),
        }
        shown.push(Some(page));
        previous = page;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_pages_reach_both_ends() {
        let table = [
            (1, 2, "1 2"),
            (1, 5, "1 2 3 4 5"),
            (1, 6, "1 2 3 … 6"),
            (3, 7, "1 2 3 4 5 6 7"),
            (10, 20, "1 … 8 9 10 11 12 … 20"),
            (20, 20, "1 … 18 19 20"),
            (50, 20, "1 … 20"),
        ];
        for (current, last, expected) in table {
            let name = |page: Option<usize>| page.map_or("…".to_owned(), |page| page.to_string());
            let shown: Vec<_> = shown_pages(current, last).into_iter().map(name).collect();
            assert_eq!(shown.join(" "), expected, "{current} of {last}");
        }
    }

    #[test]
    fn pages_end_with_the_hits_or_with_the_window() {
        for (total, expected) in [(0, 0), (1, 1), (10, 1), (11, 2), (9_999, 1000), (50_000_000, 1000)] {
            assert_eq!(last_page(total, 10), expected, "{total}");
        }
    }
}
