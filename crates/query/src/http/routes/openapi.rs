use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{PathItem, Required};

use crate::http::parameters::{self, Kind, PARAMETERS};
use crate::http::routes::{article, health, related, rubrics, search, suggest};

const SEARCH_PATH: &str = "/api/v1/search";

#[derive(OpenApi)]
#[openapi(
    info(title = "Vestnik", description = "Search over a Russian-language news archive.",
         license(name = "MIT OR Apache-2.0")),
    paths(search::search, suggest::suggest, article::article, related::related, rubrics::rubrics, health::live, health::ready),
    tags((name = "search", description = "Questions to the archive"),
         (name = "archive", description = "What the archive holds"),
         (name = "health", description = "For whoever runs the service"))
)]
struct Document;

/// The description of the API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    let search = document.paths.paths.get_mut(SEARCH_PATH);
    if let Some(PathItem { get: Some(operation), .. }) = search {
        operation.parameters = Some(PARAMETERS.iter().map(|parameter| describe(parameter).into()).collect());
    }
    document
}

/// `GET /api/v1/openapi.json`
pub(crate) async fn document() -> impl IntoResponse {
    static JSON: LazyLock<String> = LazyLock::new(|| openapi().to_json().unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], JSON.as_str())
}

fn describe(parameter: &parameters::Parameter) -> Parameter {
    let value = ObjectBuilder::new();
    let value = match parameter.kind {
        Kind::Text => value.schema_type(Type::String),
        Kind::Integer => value.schema_type(Type::Integer),
        Kind::Choice(choices) => value.schema_type(Type::String).enum_values(Some(choices.iter().copied())),
    };
    let schema = match parameter.repeatable {
        true => Schema::Array(ArrayBuilder::new().items(value).build()),
        false => Schema::Object(value.build()),
    };
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(format!("{} Allowed: {}.", parameter.description, parameter.allowed)))
        .schema(Some(schema))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_described_once_with_what_is_allowed() {
        let document: serde_json::Value = serde_json::from_str(&openapi().to_json().unwrap()).unwrap();
        let described = document["paths"][SEARCH_PATH]["get"]["parameters"].as_array().unwrap();
        assert_eq!(described.len(), PARAMETERS.len());
        for (found, expected) in described.iter().zip(PARAMETERS) {
            assert_eq!(found["name"], expected.name);
            assert_eq!(found["in"], "query");
            assert!(found["description"].as_str().unwrap().contains(expected.allowed));
        }
        let schema = |name: &str| {
            let found = described.iter().find(|parameter| parameter["name"] == name);
            found.map(|parameter| &parameter["schema"]).unwrap_or_else(|| panic!("{name}"))
        };
        assert_eq!(schema("rubric")["type"], "array");
        for switch in ["synonyms", "repair", "periods"] {
            assert_eq!(schema(switch)["enum"], serde_json::json!(["on", "off"]));
        }
        assert_eq!(schema("explain")["enum"], serde_json::json!(["true", "false"]));
        assert_eq!(schema("sort")["enum"], serde_json::json!(["relevance", "newest", "oldest"]));
    }

    #[test]
    fn every_schema_that_is_referred_to_is_there() {
        let json = openapi().to_json().unwrap();
        let document: serde_json::Value = serde_json::from_str(&json).unwrap();
        for reference in json.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name}");
        }
    }
}
