use maud::{Markup, html};
use vestnik_widget::Texts;

use crate::http::page::embed::EmbedPage;

/// Names and texts of what can be chosen.
type Choices<'a> = &'a [(&'a str, &'a str)];

/// All settings. The names are those of the attributes, except `language`: `lang` is that of the page.
pub(crate) fn form(page: &EmbedPage<'_>) -> Markup {
    let texts = page.texts();
    html! {
        form #embed-form.settings action="/embed" method="get" aria-label=(texts.settings) {
            @if page.lang.code() != "ru" { input type="hidden" name="lang" value=(page.lang.code()); }
            (kind(page))
            (presets(page))
            (behaviour(page))
            (looks(page))
            (server(page))
            button type="submit" { (texts.update) }
        }
    }
}

fn kind(page: &EmbedPage<'_>) -> Markup {
    let texts = page.texts();
    let usual = Texts::of(&page.setup.attributes);
    let chosen = page.value("mode").unwrap_or("inline");
    html! {
        fieldset {
            legend { (texts.mode) }
            @for (value, text) in ["inline", "dropdown", "dialog"].into_iter().zip(texts.modes) {
                label.option { input type="radio" name="mode" value=(value) checked[value == chosen]; span { (text) } }
            }
            (text_field(page, "label", texts.label, usual.label))
            (text_field(page, "placeholder", texts.placeholder, usual.placeholder))
            (text_field(page, "hotkey", texts.hotkey, "ctrl+k"))
        }
    }
}

fn presets(page: &EmbedPage<'_>) -> Markup {
    let texts = page.texts();
    let periods: Vec<(&str, &str)> =
        ["", "day", "week", "month", "year"].into_iter().zip(texts.periods).collect();
    let sorts: Vec<(&str, &str)> = ["relevance", "newest", "oldest"].into_iter().zip(texts.sorts).collect();
    html! {
        fieldset {
            legend { (texts.presets) }
            (text_field(page, "q", texts.query, ""))
            (rubrics(page))
            (text_field(page, "source", texts.source, ""))
            (select(page, "period", texts.period, &periods))
            div.pair {
                label.field { span { (texts.from) } input type="date" name="from" value=[page.value("from")]; }
                label.field { span { (texts.to) } input type="date" name="to" value=[page.value("to")]; }
            }
            (select(page, "sort", texts.sort, &sorts))
            fieldset.inner {
                legend { (texts.lock) }
                @for (value, text) in ["rubric", "source", "period", "sort"].into_iter().zip(texts.locks) {
                    (option(page, "lock", value, text))
                }
            }
        }
    }
}

fn rubrics(page: &EmbedPage<'_>) -> Markup {
    let texts = page.texts();
    if page.rubrics.is_empty() {
        return html! {
            label.field { span { (texts.rubrics) } input type="text" name="rubric" value=[page.value("rubric")]; }
            p.hint { (texts.rubrics_hint) }
        };
    }
    html! {
        fieldset.inner {
            legend { (texts.rubrics) }
            div.rubric-options {
                @for rubric in page.rubrics { (option(page, "rubric", rubric, rubric)) }
            }
        }
    }
}

fn behaviour(page: &EmbedPage<'_>) -> Markup {
    let texts = page.texts();
    let languages: Vec<(&str, &str)> = ["", "ru", "en"].into_iter().zip(texts.languages).collect();
    let targets: Vec<(&str, &str)> = ["", "_blank", "_top"].into_iter().zip(texts.targets).collect();
    html! {
        fieldset {
            legend { (texts.behaviour) }
            label.field {
                span { (texts.per_page) }
                input type="number" name="per-page" min="1" max="50" value=(page.value("per-page").unwrap_or("10"));
            }
            (select(page, "language", texts.language, &languages))
            (select(page, "target", texts.target, &targets))
            (option(page, "images", "off", texts.no_images))
            (option(page, "suggestions", "off", texts.no_suggestions))
            (option(page, "url-state", "", texts.url_state))
        }
    }
}

fn looks(page: &EmbedPage<'_>) -> Markup {
    let texts = page.texts();
    let themes: Vec<(&str, &str)> = ["auto", "light", "dark"].into_iter().zip(texts.themes).collect();
    let style = &page.setup.style;
    html! {
        fieldset {
            legend { (texts.looks) }
            (select(page, "theme", texts.theme, &themes))
            div.color {
                label.field {
                    span { (texts.accent) }
                    input type="text" name="accent" value=[style.get("accent")] pattern="#[0-9A-Fa-f]{6}" autocomplete="off";
                }
                // Shown by the script, which copies the colour into the box.
                input type="color" data-for="accent" value=(style.get("accent").unwrap_or_else(|| "#9b2c1f".to_owned()))
                    aria-label=(texts.pick) hidden;
            }
            label.field {
                span { (texts.radius) }
                input type="number" name="radius" min="0" max="24" value=[style.get("radius")];
            }
            label.field { span { (texts.font) } input type="text" name="font" value=[style.get("font")]; }
        }
    }
}

fn server(page: &EmbedPage<'_>) -> Markup {
    let texts = page.texts();
    html! {
        fieldset {
            legend { (texts.server) }
            label.field {
                span { (texts.endpoint) }
                input type="url" name="endpoint" value=(page.setup.endpoint.as_str());
            }
            label.field {
                span { (texts.key) }
                input type="text" name="key" value=[page.value("key")] autocomplete="off" spellcheck="false"
                    aria-describedby="key-hint";
            }
            p.hint #key-hint { (texts.key_hint) }
            label.option {
                input type="checkbox" name="pin" value="on" checked[page.setup.pinned];
                span { (texts.pin) }
            }
        }
    }
}

/// A line of text; `usual` is what holds without it.
fn text_field(page: &EmbedPage<'_>, name: &str, text: &str, usual: &str) -> Markup {
    let usual = Some(usual).filter(|usual| !usual.is_empty());
    html! {
        label.field {
            span { (text) }
            input type="text" name=(name) value=[page.value(name)] placeholder=[usual] autocomplete="off";
        }
    }
}

fn select(page: &EmbedPage<'_>, name: &str, text: &str, choices: Choices<'_>) -> Markup {
    let chosen = page.value(name).unwrap_or_default();
    html! {
        label.field {
            span { (text) }
            select name=(name) {
                @for (value, text) in choices { option value=(value) selected[*value == chosen] { (text) } }
            }
        }
    }
}

/// A box to tick.
fn option(page: &EmbedPage<'_>, name: &str, value: &str, text: &str) -> Markup {
    html! {
        label.option {
            input type="checkbox" name=(name) value=(value) checked[page.is_chosen(name, value)];
            span { (text) }
        }
    }
}

impl EmbedPage<'_> {
    fn value(&self, field: &str) -> Option<&str> {
        let name = if field == "language" { "lang" } else { field };
        self.setup.attributes.get(name)
    }

    fn is_chosen(&self, name: &str, value: &str) -> bool {
        let separator = if name == "lock" { ' ' } else { '|' };
        self.value(name).is_some_and(|chosen| chosen.split(separator).any(|chosen| chosen == value))
    }
}
