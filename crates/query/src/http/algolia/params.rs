use serde_json::{Map, Value};

use crate::http::algolia::error::{AlgoliaError, echo};
use crate::http::percent::decode;

/// The parameters of one request by their names. A value is as JSON states it, or a text that stands for it: clients
/// send both. What is `null` is not there.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// Reads a query string.
    ///
    /// # Errors
    /// 400 if it is not percent-encoded UTF-8.
    pub(crate) fn of_query(query: &str) -> Result<Self, AlgoliaError> {
        let mut params = Map::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                let why = format!("{:?} is not percent-encoded UTF-8", echo(pair));
                return Err(AlgoliaError::parameter("params", why));
            };
            params.insert(name, Value::String(value));
        }
        Ok(Self(params))
    }

    /// Takes what a request states at its top level and in its `params`, which count more: an object or a query string.
    ///
    /// # Errors
    /// 400 if `params` are neither.
    pub(crate) fn of_request(mut request: Map<String, Value>) -> Result<Self, AlgoliaError> {
        let inner = match request.remove("params") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(params)) => params,
            Some(Value::String(query)) => Self::of_query(&query)?.0,
            Some(other) => return Err(wrong("params", &other, "an object or a query string")),
        };
        request.extend(inner);
        Ok(Self(request))
    }

    /// Takes a parameter away.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Leaves only those whose names `keep` keeps.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|name, _| keep(name));
    }

    /// A parameter as it was given.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text. A number stands for itself.
    ///
    /// # Errors
    /// 400 if it is none.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, AlgoliaError> {
        self.value(name)
            .map(|value| match value {
                Value::String(text) => Ok(text.clone()),
                Value::Number(number) => Ok(number.to_string()),
                other => Err(wrong(name, other, "a text")),
            })
            .transpose()
    }

    /// A whole number from 0 to `most`.
    ///
    /// # Errors
    /// 400 if it is none.
    pub(crate) fn count(&self, name: &str, most: usize) -> Result<Option<usize>, AlgoliaError> {
        self.value(name)
            .map(|value| {
                let number = match value {
                    Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
                    Value::String(text) => text.trim().parse().ok(),
                    _ => None,
                };
                let number = number.and_then(|number| usize::try_from(number).ok());
                number.filter(|number| *number <= most).ok_or_else(|| match most {
                    usize::MAX => wrong(name, value, "a whole number from 0"),
                    most => wrong(name, value, &format!("a whole number from 0 to {most}")),
                })
            })
            .transpose()
    }

    /// Whether something is wanted; not if it is not said.
    ///
    /// # Errors
    /// 400 if it is neither true nor false.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, AlgoliaError> {
        match self.value(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if ["true", "1"].contains(&text.as_str()) => Ok(true),
            Some(Value::String(text)) if ["false", "0"].contains(&text.as_str()) => Ok(false),
            Some(other) => Err(wrong(name, other, "true or false")),
        }
    }

    /// A list of texts, which one text may stand for: a JSON list, or values parted by commas.
    ///
    /// # Errors
    /// 400 if it is none.
    pub(crate) fn list(&self, name: &str) -> Result<Option<Vec<String>>, AlgoliaError> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let refused = || wrong(name, value, "a list of texts");
        let list = match value {
            Value::String(text) if text.trim_start().starts_with('[') => {
                serde_json::from_str(text).map_err(|_| refused())?
            }
            Value::String(text) => {
                text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
            }
            Value::Array(list) => list
                .iter()
                .map(|one| one.as_str().map(str::to_owned).ok_or_else(refused))
                .collect::<Result<_, _>>()?,
            _ => return Err(refused()),
        };
        Ok(Some(list))
    }

    /// All of them as a query string, as answers repeat it.
    pub(crate) fn written(&self) -> String {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pairs: Vec<_> = self.0.iter().map(|(name, value)| (name, text(value))).collect();
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

fn whole(number: f64) -> Option<u64> {
    (number >= 0.0 && number.fract() == 0.0 && number <= 1e15).then_some(number as u64)
}

fn wrong(name: &str, value: &Value, allowed: &str) -> AlgoliaError {
    AlgoliaError::parameter(name, format!("{} is not {allowed}", echo(&value.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn params(request: &Value) -> Params {
        Params::of_request(request.as_object().unwrap().clone()).unwrap()
    }

    #[test]
    fn what_is_stated_anywhere_counts() {
        for request in [
            json!({ "query": "x", "page": 1, "facets": ["a", "b"] }),
            json!({ "query": "x", "params": { "page": 1, "facets": ["a", "b"] } }),
            json!({ "query": "x", "params": "page=1&facets=%5B%22a%22,%22b%22%5D" }),
            json!({ "query": "wrong", "params": "query=x&page=+1&facets=a,+b&none" }),
            json!({ "query": "x", "page": "1", "facets": "a,b", "filters": null, "params": null }),
            json!({ "query": "x", "page": 1.0, "facets": "[\"a\",\"b\"]" }),
        ] {
            let params = params(&request);
            assert_eq!(params.text("query"), Ok(Some("x".to_owned())), "{request}");
            assert_eq!(params.count("page", 5), Ok(Some(1)), "{request}");
            assert_eq!(params.list("facets"), Ok(Some(vec!["a".to_owned(), "b".to_owned()])), "{request}");
            assert_eq!(params.text("filters"), Ok(None), "{request}");
        }
        let year = params(&json!({ "params": "query=2018" }));
        assert_eq!(year.text("query"), Ok(Some("2018".to_owned())));
    }

    #[test]
    fn what_is_of_another_type_is_refused_by_name() {
        let params = params(&json!({
            "query": ["x"], "page": "second", "length": -1, "offset": 1.5, "hitsPerPage": 1001, "facets": [1],
            "getRankingInfo": "maybe", "attributesToRetrieve": "[\"a\"", "maxFacetHits": {},
        }));
        let told = |result: Result<(), AlgoliaError>, name: &str| {
            let error = result.unwrap_err();
            assert_eq!(error.status().as_u16(), 400);
            assert!(error.message().starts_with(&format!("{name}: ")), "{}", error.message());
        };
        told(params.text("query").map(drop), "query");
        for name in ["page", "length", "offset", "hitsPerPage", "maxFacetHits"] {
            told(params.count(name, 1000).map(drop), name);
        }
        told(params.list("facets").map(drop), "facets");
        told(params.list("attributesToRetrieve").map(drop), "attributesToRetrieve");
        told(params.flag("getRankingInfo").map(drop), "getRankingInfo");
        assert!(Params::of_query("query=%ff").is_err());
        let list = json!({ "params": [] });
        assert!(Params::of_request(list.as_object().unwrap().clone()).is_err());
    }

    #[test]
    fn flags_may_be_texts() {
        let params = params(&json!({ "a": true, "b": "true", "c": false, "d": "false", "e": null }));
        for (name, expected) in
            [("a", true), ("b", true), ("c", false), ("d", false), ("e", false), ("f", false)]
        {
            assert_eq!(params.flag(name), Ok(expected), "{name}");
        }
    }

    #[test]
    fn they_are_repeated_as_a_query_string() {
        let params = params(&json!({ "query": "а б", "facets": ["x"], "page": 0 }));
        assert_eq!(params.written(), "facets=%5B%22x%22%5D&page=0&query=%D0%B0+%D0%B1");
    }
}
