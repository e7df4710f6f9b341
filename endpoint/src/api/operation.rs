//! An operation of the API, as it is described to those who call it.

use crate::access::Right;
use crate::http::problem_kind::ProblemKind;
use axum::http::{Method, StatusCode};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

/// A function that makes a schema.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// Makes the schema of a type.
pub fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// An operation: a method at an address.
pub struct Operation {
    /// Its name, the same as its handler's.
    pub name: &'static str,
    pub method: Method,
    /// The address, with `{name}` for each variable part.
    pub path: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// What else there is to know.
    pub about: &'static str,
    /// The right that it needs, which a token has as a scope. Without one, it is open to everybody.
    pub needs: Option<Right>,
    pub parameters: Vec<Parameter>,
    /// The query, as a struct with a field for each parameter.
    pub query: Option<SchemaOf>,
    pub body: Option<Body>,
    pub answers: Vec<Answer>,
    /// The refusals that other operations do not have.
    pub refusals: Vec<(StatusCode, Vec<ProblemKind>)>,
}

/// A variable part of the path, or a header of the request.
pub struct Parameter {
    /// `path` or `header`.
    pub place: &'static str,
    pub name: &'static str,
    pub about: &'static str,
    pub schema: Value,
    /// What the example has, with variables of the shell.
    pub example: Option<&'static str>,
}

/// The body of a request, in JSON.
pub struct Body {
    pub schema: SchemaOf,
    pub example: Value,
}

/// An answer to a request that is served.
pub struct Answer {
    pub status: StatusCode,
    pub about: &'static str,
    /// The media types, each with its schema. Empty if the answer has no body.
    pub content: Vec<(&'static str, SchemaOf)>,
    pub headers: Vec<AnswerHeader>,
    /// The operations that take an id from it, each with the place of the id.
    pub links: Vec<(&'static str, &'static str)>,
}

/// A header of an answer.
#[derive(Clone, Copy)]
pub struct AnswerHeader {
    pub name: &'static str,
    pub about: &'static str,
    /// True if no such answer is without it.
    pub always: bool,
}

/// The state of what is answered.
pub const ETAG: AnswerHeader =
    AnswerHeader { name: "ETag", about: "Its state. `If-None-Match` takes it.", always: true };

impl Operation {
    /// Describes an operation that is open to all.
    pub fn new(name: &'static str, method: Method, path: &'static str, summary: &'static str) -> Self {
        Operation {
            name,
            method,
            path,
            summary,
            about: "",
            needs: None,
            parameters: Vec::new(),
            query: None,
            body: None,
            answers: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// Says which right it needs.
    pub fn needs(self, right: Right) -> Self {
        Operation { needs: Some(right), ..self }
    }

    /// Adds what else there is to know.
    pub fn about(self, about: &'static str) -> Self {
        Operation { about, ..self }
    }

    /// Adds a variable part of the path.
    pub fn path_part(mut self, name: &'static str, about: &'static str, example: &'static str) -> Self {
        let schema = json!({ "type": "string", "minLength": 1 });
        self.parameters.push(Parameter { place: "path", name, about, schema, example: Some(example) });
        self
    }

    /// Adds a header of the request, which may be left out.
    pub fn header(
        mut self,
        name: &'static str,
        about: &'static str,
        schema: Value,
        example: Option<&'static str>,
    ) -> Self {
        self.parameters.push(Parameter { place: "header", name, about, schema, example });
        self
    }

    /// Lets a client ask whether what it has is still the same.
    pub fn cached(self) -> Self {
        let about =
            "The `ETag` of what you have. If it is still the same, the answer is 304, without a body.";
        self.header("If-None-Match", about, json!({ "type": "string" }), None)
            .answers_in(StatusCode::NOT_MODIFIED, "It is still the same.", Vec::new())
            .with(&[ETAG])
    }

    /// Adds the query.
    pub fn query<T: JsonSchema>(self) -> Self {
        Operation { query: Some(of::<T>), ..self }
    }

    /// Adds the body of the request.
    pub fn body(self, schema: SchemaOf, example: Value) -> Self {
        Operation { body: Some(Body { schema, example }), ..self }
    }

    /// Adds an answer in JSON.
    pub fn answers<T: JsonSchema>(self, status: StatusCode, about: &'static str) -> Self {
        self.answers_in(status, about, vec![("application/json", of::<T>)])
    }

    /// Adds an answer in any of these media types. Without any, it has no body.
    pub fn answers_in(
        mut self,
        status: StatusCode,
        about: &'static str,
        content: Vec<(&'static str, SchemaOf)>,
    ) -> Self {
        self.answers.push(Answer { status, about, content, headers: Vec::new(), links: Vec::new() });
        self
    }

    /// Adds headers to the last answer.
    pub fn with(mut self, headers: &[AnswerHeader]) -> Self {
        if let Some(last) = self.answers.last_mut() {
            last.headers.extend(headers);
        }
        self
    }

    /// Says which operations take the id at a place of the last answer.
    pub fn leads_to(mut self, operations: &[&'static str], place: &'static str) -> Self {
        if let Some(last) = self.answers.last_mut() {
            last.links.extend(operations.iter().map(|operation| (*operation, place)));
        }
        self
    }

    /// Adds a refusal.
    pub fn refuses(mut self, status: StatusCode, kinds: &[ProblemKind]) -> Self {
        self.refusals.push((status, kinds.to_vec()));
        self
    }

    /// What else there is to know, with the scope that a token needs.
    pub fn whole_about(&self) -> String {
        let scope = self.needs.map(|right| format!("Needs the scope `{}`.", right.as_str()));
        let sentences = [Some(self.about.to_string()), scope];
        sentences.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Returns all refusals: those of its own, and those that come with what it takes.
    pub fn all_refusals(&self) -> Vec<(StatusCode, Vec<ProblemKind>)> {
        let has_parts = self.query.is_some() || self.path.contains('{');
        let mut statuses = vec![
            StatusCode::REQUEST_TIMEOUT,
            StatusCode::INTERNAL_SERVER_ERROR,
            StatusCode::SERVICE_UNAVAILABLE,
        ];
        if self.needs.is_some() {
            statuses.extend([StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS]);
        }
        if has_parts {
            statuses.push(StatusCode::BAD_REQUEST);
        }
        if self.body.is_some() {
            statuses.extend([StatusCode::PAYLOAD_TOO_LARGE, StatusCode::UNSUPPORTED_MEDIA_TYPE]);
        }
        let mut all: Vec<(StatusCode, Vec<ProblemKind>)> = Vec::new();
        let common = statuses.into_iter().map(|status| (status, vec![ProblemKind::ByStatus]));
        for (status, kinds) in common.chain(self.refusals.iter().cloned()) {
            match all.iter_mut().find(|(known, _)| *known == status) {
                Some((_, known)) => known.extend(kinds),
                None => all.push((status, kinds)),
            }
        }
        all.sort_by_key(|(status, _)| *status);
        all
    }
}
