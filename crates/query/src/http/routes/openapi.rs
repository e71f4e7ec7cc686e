use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, PathItem, Ref, Required, ResponseBuilder};

use crate::http::parameters::{self, Kind, PARAMETERS};
use crate::http::routes::write::{one, stream};
use crate::http::routes::{article, followed, health, related, rubrics, search, suggest};

const SEARCH_PATH: &str = "/api/v1/search";
const REFUSALS: [(&str, &str); 3] = [
    ("401", "`key_missing`, `key_unknown`, `key_revoked` or `key_expired`"),
    (
        "403",
        "`scope_missing`; `origin_forbidden`; or `not_local`: without keys only this machine is answered",
    ),
    ("429", "`rate_limited`: too many requests with this key, or of this client. With Retry-After"),
];

#[derive(OpenApi)]
#[openapi(
    info(title = "Vestnik", description = "Search over a Russian-language news archive.",
         license(name = "MIT OR Apache-2.0")),
    paths(search::search, suggest::suggest, article::article, related::related, rubrics::rubrics,
          one::put, one::patch, one::delete, stream::post, followed::feeds, health::live, health::ready),
    tags((name = "search", description = "Questions to the archive"),
         (name = "archive", description = "What the archive holds"),
         (name = "writing", description = "Articles on their way in; keys need the scope `write`"),
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
    describe_keys(&mut document);
    document
}

/// Says of everything that tells of articles how it takes a key, and how it refuses.
fn describe_keys(document: &mut utoipa::openapi::OpenApi) {
    let schemes = [
        ("key", SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::new("key")))),
        ("header", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-API-Key")))),
        ("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer))),
    ];
    // Without keys this machine needs none: the empty requirement.
    let any: Vec<_> = std::iter::once(SecurityRequirement::default())
        .chain(schemes.iter().map(|(name, _)| SecurityRequirement::new(*name, Vec::<String>::new())))
        .collect();
    let components = document.components.get_or_insert_default();
    components.security_schemes.extend(schemes.map(|(name, scheme)| (name.to_owned(), scheme.into())));
    let telling = document.paths.paths.iter_mut().filter(|(path, _)| path.starts_with("/api/"));
    let operations = telling.flat_map(|(_, item)| {
        [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete]
    });
    for operation in operations.flatten() {
        operation.security = Some(any.clone());
        for (status, description) in REFUSALS {
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let response =
                ResponseBuilder::new().description(description).content("application/problem+json", problem);
            operation.responses.responses.insert(status.to_owned(), response.build().into());
        }
    }
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
    fn what_tells_of_articles_takes_a_key() {
        let document: serde_json::Value = serde_json::from_str(&openapi().to_json().unwrap()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            let keyed = path.starts_with("/api/");
            for (method, operation) in item.as_object().unwrap() {
                let responses = &operation["responses"];
                let needs_key = operation["security"].as_array().is_some_and(|any| any.len() == 4);
                assert_eq!(needs_key, keyed, "{method} {path}");
                let refusals = ["401", "403", "429"].map(|status| responses[status].is_object());
                assert_eq!(refusals, [keyed; 3], "{method} {path}");
            }
        }
        assert_eq!(document["components"]["securitySchemes"]["key"]["in"], "query");
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
