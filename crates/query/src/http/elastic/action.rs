use axum::http::StatusCode;
use serde_json::{Map, Value};
use vestnik_schema::{Action, Content, Operation, Origin};

use super::error::{Failure, illegal};

/// What a line of actions asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Index,
    Create,
    Update,
    Delete,
}

impl Verb {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    const fn of(name: &str) -> Option<Self> {
        match name.as_bytes() {
            b"index" => Some(Self::Index),
            b"create" => Some(Self::Create),
            b"update" => Some(Self::Update),
            b"delete" => Some(Self::Delete),
            _ => None,
        }
    }
}

/// One action of a bulk request, or a request about one document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) verb: Verb,
    pub(super) index: String,
    pub(super) id: Option<String>,
    /// Article to add where there is none to update.
    pub(super) upsert: Option<Vec<u8>>,
    refused: Option<Failure>,
}

/// Properties of an action that ask for what this archive does not keep.
const UNKNOWN: [&str; 4] = ["if_seq_no", "if_primary_term", "version", "version_type"];

impl Item {
    pub(super) fn new(verb: Verb, index: &str, id: Option<String>) -> Self {
        Self { verb, index: index.to_owned(), id, upsert: None, refused: None }
    }

    /// Reads a line of actions. `index` is the one that the address names.
    pub(super) fn read(line: &[u8], index: Option<&str>) -> Result<Self, Failure> {
        let malformed = |reason: &str| illegal(&format!("Malformed action/metadata line: {reason}"));
        let action: Map<String, Value> =
            serde_json::from_slice(line).map_err(|error| malformed(&error.to_string()))?;
        let mut entries = action.into_iter();
        let (Some((name, properties)), None) = (entries.next(), entries.next()) else {
            return Err(malformed("expected one of index, create, update, delete"));
        };
        let verb = Verb::of(&name).ok_or_else(|| malformed(&format!("unknown action [{name}]")))?;
        let text = |name: &str| match properties.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let index =
            text("_index").or_else(|| index.map(str::to_owned)).unwrap_or_else(|| "articles".to_owned());
        let unknown =
            UNKNOWN.iter().find(|name| properties.get(**name).is_some_and(|value| !value.is_null()));
        let refused = unknown.map(|name| {
            illegal(&format!(
                "[{name}] is not supported; versions are kept by `updated_at` and by ETags of the native API"
            ))
        });
        Ok(Self { verb, index, id: text("_id"), upsert: None, refused })
    }

    pub(super) fn has_source(&self) -> bool {
        self.verb != Verb::Delete
    }

    /// What the archive is asked to do.
    pub(super) fn operation(&mut self, source: Vec<u8>) -> Result<Operation, Failure> {
        if let Some(refused) = self.refused.take() {
            return Err(refused);
        }
        let (action, content) = match self.verb {
            Verb::Index => (Action::Put, Some(source)),
            Verb::Create => (Action::Create, Some(source)),
            Verb::Delete => (Action::Delete, None),
            Verb::Update => self.update(&source)?,
        };
        if self.id.is_none() && matches!(self.verb, Verb::Update | Verb::Delete) {
            return Err(illegal("an id is required for this action"));
        }
        Ok(Operation {
            action,
            id: self.id.clone(),
            content: content.map(Content::Json),
            precondition: None,
            origin: Origin::Client,
        })
    }

    fn update(&mut self, source: &[u8]) -> Result<(Action, Option<Vec<u8>>), Failure> {
        let mut request: Map<String, Value> = serde_json::from_slice(source).map_err(|error| Failure {
            status: StatusCode::BAD_REQUEST,
            kind: "x_content_parse_exception",
            reason: error.to_string(),
        })?;
        if request.contains_key("script") {
            return Err(illegal("scripts are not supported; send the changed properties in [doc]"));
        }
        let bytes = |value: &Value| serde_json::to_vec(value).unwrap_or_default();
        let is_upsert = request.get("doc_as_upsert") == Some(&Value::Bool(true));
        self.upsert = request.remove("upsert").map(|article| bytes(&article));
        let doc = request.remove("doc").ok_or_else(|| illegal("script or doc is missing"))?;
        Ok((Action::Update { upsert: is_upsert }, Some(bytes(&doc))))
    }
}
