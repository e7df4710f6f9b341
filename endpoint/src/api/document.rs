//! The description of the API as an OpenAPI document (3.1).

use super::operation::{Answer, AnswerHeader, Operation};
use super::operations::OPERATIONS;
use crate::http::conditional::{etag_of, unless_known};
use crate::http::problem_kind::ProblemKind;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use referral_widget::submission::ProblemDetails;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The document of all operations.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| document(&OPERATIONS));
static TEXT: LazyLock<String> = LazyLock::new(|| DOCUMENT.to_string());

const PROBLEM: &str = "application/problem+json";

/// `GET /api/openapi.json`
pub async fn show_document(request: HeaderMap) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    unless_known(&request, etag_of(&TEXT), (headers, TEXT.as_str()))
}

fn document(operations: &[Operation]) -> Value {
    // What is read may have other members than what is written. So the schemas of requests stand where they are used, and
    // share none with answers.
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
    let mut read = settings.clone().with(|settings| settings.inline_subschemas = true).into_generator();
    let mut written = settings
        .for_serialize()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        let method = operation.method.as_str().to_ascii_lowercase();
        let described = described(operation, &mut read, &mut written);
        paths.entry(operation.path).or_insert_with(|| json!({}))[method] = described;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Referrals",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The endpoint takes referrals from partners, and the vendor's other systems report back here \
                            what became of them.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "Public", "description": "Open to everybody." },
            { "name": "Vendor", "description": "Needs a token that has the scope, or the vendor’s token, which may do everything." },
        ],
        "paths": paths,
        "components": {
            "schemas": written.take_definitions(true),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token that an admin has made at the desk, or the vendor’s token.",
                },
                "password": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "The vendor’s token as the password, with any user name.",
                },
            },
        },
    })
}

fn described(operation: &Operation, read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "operationId": operation.name,
        "tags": [if operation.needs.is_some() { "Vendor" } else { "Public" }],
        "summary": operation.summary,
        "parameters": parameters(operation, read),
        "responses": responses(operation, written),
    });
    let about = operation.whole_about();
    if !about.is_empty() {
        described["description"] = about.into();
    }
    if let Some(right) = operation.needs {
        described["security"] = json!([{ "token": [right.as_str()] }, { "password": [] }]);
    }
    if let Some(body) = &operation.body {
        described["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": (body.schema)(read), "example": body.example } },
        });
    }
    described
}

/// The parts of the path, the query and the headers.
fn parameters(operation: &Operation, read: &mut SchemaGenerator) -> Vec<Value> {
    let own = operation.parameters.iter().map(|parameter| {
        json!({
            "in": parameter.place,
            "name": parameter.name,
            "description": parameter.about,
            "required": parameter.place == "path",
            "schema": parameter.schema,
        })
    });
    let mut all: Vec<Value> = own.collect();
    let Some(query) = operation.query.map(|query| query(read)) else { return all };
    for (name, schema) in query.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let mut schema = schema.clone();
        let about = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        // In a query nothing can be null: what has no value is left out.
        without_null(&mut schema);
        all.push(json!({
            "in": "query", "name": name, "description": about, "required": false, "schema": schema,
        }));
    }
    all
}

/// Takes `null` out of what a schema allows.
fn without_null(schema: &mut Value) {
    let is_null = |it: &Value| it.is_null() || it == "null" || it["type"] == "null";
    if let Some(members) = schema.as_object_mut() {
        members.retain(|key, value| key != "writeOnly" && (key != "default" || !value.is_null()));
    }
    for key in ["type", "enum", "anyOf"] {
        if let Some(all) = schema.get_mut(key).and_then(Value::as_array_mut) {
            all.retain(|it| !is_null(it));
        }
    }
}

fn responses(operation: &Operation, written: &mut SchemaGenerator) -> Map<String, Value> {
    let answers = operation.answers.iter().map(|answer| (answer.status, answered(answer, written)));
    let mut all: Vec<(StatusCode, Value)> = answers.collect();
    for (status, kinds) in operation.all_refusals() {
        all.push((status, refused(status, &kinds, written)));
    }
    all.into_iter().map(|(status, response)| (status.as_str().to_string(), response)).collect()
}

fn answered(answer: &Answer, written: &mut SchemaGenerator) -> Value {
    let mut response = json!({ "description": answer.about, "headers": headers(&answer.headers) });
    if !answer.content.is_empty() {
        let content = answer.content.iter();
        let content = content.map(|(kind, schema)| (kind.to_string(), json!({ "schema": schema(written) })));
        response["content"] = content.collect::<Map<_, _>>().into();
    }
    for (operation, place) in &answer.links {
        let id = format!("$response.body#{place}");
        response["links"][operation] = json!({ "operationId": operation, "parameters": { "id": id } });
    }
    response
}

fn refused(status: StatusCode, kinds: &[ProblemKind], written: &mut SchemaGenerator) -> Value {
    let sentences = kinds.iter().map(|kind| match kind {
        ProblemKind::ByStatus => meaning(status).to_string(),
        kind => format!("`{}`: {}", kind.word(), kind.about()),
    });
    let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let schema = json!({
        "allOf": [written.subschema_for::<ProblemDetails>()],
        "properties": { "type": { "enum": words }, "status": { "const": status.as_u16() } },
    });
    let headers = headers(match status {
        StatusCode::UNAUTHORIZED => {
            &[AnswerHeader { name: "WWW-Authenticate", about: "How to name the token.", always: true }]
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => &[AnswerHeader {
            name: "Retry-After",
            about: "After how many seconds the same request may be sent again.",
            always: true,
        }],
        _ => &[],
    });
    json!({
        "description": sentences.collect::<Vec<_>>().join(" "),
        "headers": headers,
        "content": { PROBLEM: { "schema": schema } },
    })
}

/// What a status means whose refusals have no kind of their own.
fn meaning(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "The address, a header or the body cannot be read.",
        StatusCode::UNAUTHORIZED => "There is no token, or it is not valid.",
        StatusCode::FORBIDDEN => {
            "The token lacks the scope, or a page of another website has sent the request."
        }
        StatusCode::NOT_FOUND => "There is nothing at this address.",
        StatusCode::GONE => "The vendor has revoked the key.",
        StatusCode::REQUEST_TIMEOUT => "The request took too long. Send it again.",
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The body is in a media type that is not read here.",
        StatusCode::UNPROCESSABLE_ENTITY => "The body has mistakes. `detail` names them.",
        StatusCode::TOO_MANY_REQUESTS => "Too many wrong tokens came from this address.",
        StatusCode::INTERNAL_SERVER_ERROR => "The endpoint has a fault. Its log says where.",
        StatusCode::SERVICE_UNAVAILABLE => "The endpoint cannot serve the request now. Send it again later.",
        other => other.canonical_reason().unwrap_or_default(),
    }
}

fn headers(headers: &[AnswerHeader]) -> Map<String, Value> {
    let described = headers.iter().map(|header| {
        let of_one = json!({
            "description": header.about, "required": header.always, "schema": { "type": "string" },
        });
        (header.name.to_string(), of_one)
    });
    described.collect()
}
