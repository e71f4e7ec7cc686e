use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use vestnik_widget::{Attributes, Endpoint, Setup, Snippets, Style};

use super::pairs;
use crate::http::AppState;
use crate::http::access::Access;
use crate::http::error::ApiError;
use crate::http::feeds::Site;
use crate::http::page::CONTENT_TYPE;
use crate::http::page::embed::EmbedPage;
use crate::http::page::i18n::Lang;
use crate::http::routes::JsonBody;

/// The page runs its own script and shows the search in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /embed`: configures the search for another site and writes the snippet.
pub(crate) async fn page(
    State(state): State<AppState>,
    access: Access,
    site: Site,
    RawQuery(query): RawQuery,
) -> Result<impl IntoResponse, ApiError> {
    let form = Form::read(query.as_deref(), &site);
    let rubrics = rubrics(&state, &access).await;
    let page = EmbedPage { site_name: &site.name, lang: form.lang, setup: &form.setup, rubrics: &rubrics };
    let headers = [(header::CONTENT_TYPE, CONTENT_TYPE), (header::CONTENT_SECURITY_POLICY, POLICY)];
    Ok((headers, page.render().into_string()))
}

/// `GET /embed/snippet`: the same snippets as JSON, for the script of that page.
pub(crate) async fn snippets(site: Site, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    let Form { setup, .. } = Form::read(query.as_deref(), &site);
    let Snippets { tag, frame, instantsearch, react, vue, policy, frame_policy } = setup.snippets();
    let frame_path = setup.frame_path();
    let texts = SnippetTexts { tag, frame, instantsearch, react, vue, policy, frame_policy };
    Ok(JsonBody::new(&Answer { snippets: texts, frame_path })?.into_response())
}

#[derive(Serialize)]
struct Answer {
    snippets: SnippetTexts,
    frame_path: String,
}

#[derive(Serialize)]
struct SnippetTexts {
    tag: String,
    frame: String,
    instantsearch: String,
    react: String,
    vue: String,
    policy: String,
    frame_policy: String,
}

/// The form of the page as it was sent.
struct Form {
    lang: Lang,
    setup: Setup,
}

impl Form {
    fn read(query: Option<&str>, site: &Site) -> Self {
        let mut pairs = pairs(query);
        let get =
            |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let lang = get("lang").and_then(Lang::from_code).unwrap_or_default();
        let endpoint = get("endpoint").and_then(Endpoint::read).or_else(|| Endpoint::read(&site.address("")));
        let pinned = get("pin").is_some();
        // `lang` is the language of the page; that of the search has a name of its own.
        pairs.retain(|(name, _)| name != "lang");
        pairs.iter_mut().filter(|(name, _)| name == "language").for_each(|(name, _)| "lang".clone_into(name));
        let setup = Setup {
            endpoint: endpoint.unwrap_or_default(),
            attributes: Attributes::read(&pairs),
            style: Style::read(&pairs),
            pinned,
        };
        Self { lang, setup }
    }
}

/// The rubrics that the client may know of; none is no reason to refuse the page.
async fn rubrics(state: &AppState, access: &Access) -> Vec<String> {
    let answer = state.ask(access, |engine, _| Ok(engine.rubrics()?));
    let counts = answer.await.unwrap_or_default();
    counts.into_iter().map(|rubric| rubric.value).filter(|rubric| !rubric.contains('|')).collect()
}
