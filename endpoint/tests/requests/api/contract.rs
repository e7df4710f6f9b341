//! Holds answers against the document that describes them.

use crate::site::{Site, TOKEN, header};
use jsonschema::Draft;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// An operation as the document names it: `GET /api/referrals`.
pub type Name = (String, String);

/// The document, and which of its answers were seen.
pub struct Contract {
    pub document: Value,
    seen: BTreeMap<Name, BTreeSet<u16>>,
}

impl Contract {
    pub async fn of(site: &Site) -> Self {
        let document = site.get("/api/openapi.json").send().await.unwrap().json().await.unwrap();
        Contract { document, seen: BTreeMap::new() }
    }

    /// Returns all operations.
    pub fn operations(&self) -> Vec<(Name, Value)> {
        let mut all = Vec::new();
        for (path, methods) in self.document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                all.push(((method.to_ascii_uppercase(), path.clone()), operation.clone()));
            }
        }
        all
    }

    /// Sends a request, and holds the answer against the operation. Returns the answer’s JSON, or null if it has none.
    pub async fn send(&mut self, method: &str, path: &str, status: u16, request: RequestBuilder) -> Value {
        self.hold(method, path, status, request.send().await.unwrap()).await
    }

    pub async fn hold(&mut self, method: &str, path: &str, status: u16, mut response: Response) -> Value {
        let what = format!("{method} {path} {status}");
        let operation = &self.document["paths"][path][method.to_ascii_lowercase()];
        assert!(operation.is_object(), "{what}: the document does not have it");
        let described = operation["responses"][status.to_string()].clone();
        let got = response.status().as_u16();
        let headers = response.headers().clone();
        let kind = header(&response, "content-type").split(';').next().unwrap().to_string();
        // A stream does not end by itself.
        let body = match kind.as_str() {
            "text/event-stream" => {
                String::from_utf8(response.chunk().await.unwrap().unwrap().into()).unwrap()
            }
            _ => response.text().await.unwrap(),
        };
        assert_eq!(got, status, "{what}: {body}");
        assert!(described.is_object(), "{what}: the document does not have that answer");
        for (name, header) in described["headers"].as_object().unwrap() {
            assert!(header["required"] == false || headers.contains_key(name), "{what}: {name} is missing");
        }
        self.seen.entry((method.into(), path.into())).or_default().insert(status);
        let Some(content) = described["content"].as_object() else {
            assert_eq!((kind.as_str(), body.as_str()), ("", ""), "{what}");
            return Value::Null;
        };
        let schema = content.get(&kind).unwrap_or_else(|| panic!("{what}: the answer is {kind}"));
        let value: Value = match kind.as_str() {
            "text/event-stream" => {
                let lines = body.lines().filter_map(|line| line.split_once(": "));
                lines.map(|(name, value)| (name.to_string(), json!(value))).collect()
            }
            kind if kind.ends_with("json") => serde_json::from_str(&body).unwrap(),
            _ => json!(body),
        };
        let mistakes = self.mistakes(&schema["schema"], &value);
        assert!(mistakes.is_empty(), "{what}: {mistakes:#?}\n{value:#}");
        value
    }

    /// Lists where a value is not as a schema says. A member that the schema does not name is a mistake too.
    pub fn mistakes(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut components = self.document["components"].clone();
        for named in components["schemas"].as_object_mut().unwrap().values_mut() {
            close(named);
        }
        let whole = json!({ "allOf": [schema], "components": components });
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator = options.build(&whole).unwrap_or_else(|error| panic!("{error}: {schema:#}"));
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// Lists the answers that were never seen, other than those that a test cannot bring about at each operation.
    pub fn unseen(&self) -> Vec<String> {
        // `access.rs` tries every role on every route, which is 403.
        let rare = ["403", "408", "429", "500", "503"];
        let mut missing = Vec::new();
        for ((method, path), operation) in self.operations() {
            let seen = self.seen.get(&(method.clone(), path.clone())).cloned().unwrap_or_default();
            let described = operation["responses"].as_object().unwrap().keys();
            let unseen = described.filter(|status| {
                !rare.contains(&status.as_str()) && !seen.contains(&status.parse().unwrap())
            });
            missing.extend(unseen.map(|status| format!("{method} {path} {status}")));
        }
        missing
    }
}

/// Lets an object have no other members than those that its schema names.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") && !members.contains_key("additionalProperties") {
                members.insert("additionalProperties".into(), json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Makes a request to an operation, as the vendor if it needs that.
pub fn request(site: &Site, (method, _): &Name, path: &str, operation: &Value) -> RequestBuilder {
    let request = site.client.request(Method::from_bytes(method.as_bytes()).unwrap(), site.url(path));
    if operation["security"].is_null() { request } else { request.bearer_auth(TOKEN) }
}
