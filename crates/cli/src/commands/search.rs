//! `vestnik search`: search from the terminal.

use anyhow::Result;
use jiff::tz::TimeZone;
use vestnik_query::http;
use vestnik_query::search::{
    Abandon, Engine, FacetField, Filters, Forms, Highlighted, Hit, Paging, QueryRepair, SearchError,
    SearchRequest, SearchResults, Sort, parse_period_bound,
};

use crate::args::{FormsArg, Search, SortArg};
use crate::config::Config;
use crate::output::{self, Style, harmless};

pub(crate) fn run(search: &Search, config: &Config) -> Result<()> {
    let engine = Engine::open(&config.data(), config.engine()?)?;
    let zone = &engine.settings().time_zone;
    let request = request(search, zone)?;
    let started = std::time::Instant::now();
    let results = engine.search(&request, &Abandon::default())?;
    let took = started.elapsed();
    if search.json {
        return output::line(http::search_json(&request, results, took, zone)?);
    }
    output::print(&page(&results, &request, zone, Style::for_stdout()))
}

fn request(search: &Search, zone: &TimeZone) -> Result<SearchRequest, SearchError> {
    let bound = |parameter, text: &Option<String>, end| {
        text.as_ref()
            .map(|text| parse_period_bound(text, end, zone))
            .transpose()
            .map_err(|detail| SearchError::Invalid { parameter, detail })
    };
    let filters = Filters {
        rubrics: search.rubric.clone(),
        tags: search.tag.clone(),
        authors: search.author.clone(),
        sources: search.source.clone(),
        from: bound("from", &search.from, false)?,
        until: bound("to", &search.to, true)?,
        condition: None,
    };
    let sort = match search.sort {
        SortArg::Relevance => Sort::Relevance,
        SortArg::Newest => Sort::Newest,
        SortArg::Oldest => Sort::Oldest,
    };
    let forms = match search.forms {
        FormsArg::Written => Forms::Written,
        FormsArg::Any => Forms::Any,
    };
    let facets = if search.json {
        vec![FacetField::Rubric, FacetField::Source, FacetField::Author, FacetField::Tag]
    } else {
        vec![FacetField::Rubric]
    };
    Ok(SearchRequest {
        text: search.query.join(" "),
        forms,
        without_synonyms: search.no_synonyms,
        without_repair: search.no_repair,
        without_periods: search.no_periods,
        group_stories: search.group_stories,
        explain: search.explain,
        filters,
        sort,
        paging: Paging { page: search.page, per_page: search.per_page, after: None },
        facets,
        ..SearchRequest::default()
    })
}

fn page(results: &SearchResults, request: &SearchRequest, zone: &TimeZone, style: Style) -> String {
    let mut page = String::new();
    if let Some(QueryRepair { typed, searched, applied, .. }) = &results.understood.repair {
        let (typed, searched) = (harmless(typed), harmless(searched));
        let told = if *applied {
            format!("Showing results for «{searched}»; --no-repair searches for «{typed}».")
        } else {
            format!("Did you mean «{searched}»?")
        };
        page += &format!("{}\n", style.dim(&told));
    }
    for warning in &results.understood.warnings {
        page += &format!("{}\n", style.dim(&http::warning_text(warning)));
    }
    for part in results.understood.parts.iter().filter(|part| part.is_plain_period()) {
        let words = harmless(&part.text);
        let told = format!("Read «{words}» as a time; --no-periods searches the words.");
        page += &format!("{}\n", style.dim(&told));
    }
    for used in &results.understood.synonyms {
        let names = harmless(&format!("«{}» also as {}", used.text, used.also.join(", ")));
        page += &format!("{}\n", style.dim(&format!("Searched {names}; --no-synonyms leaves these out.")));
    }
    let first = request.paging.page.saturating_sub(1) * request.paging.per_page + 1;
    for (number, hit) in (first..).zip(&results.hits) {
        page += &entry(number, hit, zone, style);
    }
    page += &totals(results, first);
    if let Some(further) = &results.further {
        page += &format!("\n{} more with some of the words:\n", further.total);
        for (number, hit) in (first + results.hits.len()..).zip(&further.hits) {
            page += &entry(number, hit, zone, style);
        }
    }
    if let Some(count) = results.understood.any_form {
        page += &format!("{count} found in any form: add --forms any.\n");
    }
    page
}

fn entry(number: usize, hit: &Hit, zone: &TimeZone, style: Style) -> String {
    let article = &hit.article;
    let title = highlighted(&hit.title, style, |plain| style.bold(plain));
    let date = article
        .published_at
        .map(|moment| moment.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string());
    let facts =
        [date, article.source.clone(), Some(article.rubrics.join(", ")), Some(article.authors.join(", "))];
    let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    let snippet = highlighted(&hit.snippet, style, str::to_owned);
    let address = article.url.as_deref().unwrap_or(&article.id);
    let missing = if hit.missing.is_empty() {
        String::new()
    } else {
        format!("     {}\n", style.dim(&harmless(&format!("without {}", hit.missing.join(", ")))))
    };
    let explanation = story(hit, style) + &explanation(hit, style);
    format!(
        "{number:>3}. {title}\n     {}\n     {snippet}\n{missing}     {}\n{explanation}\n",
        style.dim(&harmless(&facts.join(" · "))),
        style.dim(&harmless(address))
    )
}

/// How many others tell the same story, and the first of them.
fn story(hit: &Hit, style: Style) -> String {
    let Some(story) = &hit.story else { return String::new() };
    let titles = story
        .articles
        .iter()
        .take(3)
        .map(|article| format!("       {}\n", style.dim(&harmless(&article.title))));
    format!(
        "     {}\n{}",
        style.dim(&format!("{} more on the same story:", story.count)),
        titles.collect::<String>()
    )
}

/// The score and a line for each part of it; nothing if that was not asked for.
fn explanation(hit: &Hit, style: Style) -> String {
    if hit.explanation.is_empty() {
        return String::new();
    }
    let line = |value: f32, text: &str| format!("     {}\n", style.dim(&format!("{value:>8.3}  {text}")));
    let parts = hit.explanation.iter().map(|part| line(part.value, &harmless(&http::score_text(part))));
    std::iter::once(line(hit.score, "score")).chain(parts).collect()
}

fn highlighted(text: &Highlighted, style: Style, plain: impl Fn(&str) -> String) -> String {
    text.segments()
        .map(
            |(piece, matched)| {
                if matched { style.matched(&harmless(piece)) } else { plain(&harmless(piece)) }
            },
        )
        .collect()
}

fn totals(results: &SearchResults, first: usize) -> String {
    if results.total == 0 {
        return "Nothing found.\n".to_owned();
    }
    let shown = match results.hits.len() {
        0 => String::new(),
        count => format!(", {first} to {} shown", first + count - 1),
    };
    let rubrics = results.facets.iter().flat_map(|facets| &facets.values).take(8);
    let rubrics: Vec<String> =
        rubrics.map(|facet| format!("{} {}", harmless(&facet.value), facet.count)).collect();
    let rubrics =
        if rubrics.is_empty() { String::new() } else { format!("Rubrics: {}\n", rubrics.join(", ")) };
    format!("{} found{shown}.\n{rubrics}", results.total)
}
