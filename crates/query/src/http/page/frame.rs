use maud::{DOCTYPE, Markup, html};
use vestnik_widget::{Attributes, FRAME, Style, Texts, WIDGET};

/// The page inside of an iframe.
pub(crate) fn frame_page(attributes: &Attributes, style: &Style) -> Markup {
    let looks = style.query();
    html! {
        (DOCTYPE)
        html lang=(attributes.get("lang").unwrap_or("ru")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (Texts::of(attributes).label) }
                link rel="stylesheet" href={ "/embed/frame.css" @if !looks.is_empty() { "?" (looks) } };
                script type="module" src=(WIDGET.pinned_path()) {}
                script type="module" src=(FRAME.pinned_path()) {}
            }
            body { (element(attributes)) }
        }
    }
}

fn element(attributes: &Attributes) -> Markup {
    let get = |name| attributes.get(name);
    html! {
        vestnik-search endpoint="/" key=[get("key")] mode=[get("mode")] lang=[get("lang")] q=[get("q")]
            rubric=[get("rubric")] source=[get("source")] period=[get("period")] from=[get("from")] to=[get("to")]
            sort=[get("sort")] per-page=[get("per-page")] lock=[get("lock")] target=(target(attributes))
            theme=[get("theme")] images=[get("images")] suggestions=[get("suggestions")]
            url-state=[get("url-state")] hotkey=[get("hotkey")] placeholder=[get("placeholder")]
            label=[get("label")] { (form(attributes)) }
    }
}

/// Leads to the results page where no script runs.
fn form(attributes: &Attributes) -> Markup {
    let texts = Texts::of(attributes);
    html! {
        form method="get" action="/" target=(target(attributes)) {
            input type="search" name="q" value=[attributes.get("q")]
                aria-label=(attributes.get("label").unwrap_or(texts.label))
                placeholder=(attributes.get("placeholder").unwrap_or(texts.placeholder));
            @for (name, value) in attributes.form_fields() { input type="hidden" name=(name) value=(value); }
            button { (texts.search) }
        }
    }
}

/// Articles replace the page around the frame: other sites refuse to be shown in one.
fn target(attributes: &Attributes) -> &str {
    attributes.get("target").unwrap_or("_top")
}
