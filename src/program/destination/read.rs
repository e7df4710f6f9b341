//! A destination's keys.

use super::{Destination, Format, check};
use crate::program::reading::Object;
use crate::program::{Problem, Program};
use serde_json::Value;

const METHODS: [(&str, &str); 3] = [("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH")];
const CREDENTIALS: [(&str, &str); 3] =
    [("omit", "omit"), ("same-origin", "same-origin"), ("include", "include")];

impl Destination {
    /// Reads the keys that describe how to post to `endpoint`.
    pub(crate) fn keys(o: &mut Object, endpoint: String) -> Destination {
        Destination {
            endpoint,
            format: o.optional_word("format", &Format::WORDS).unwrap_or_default(),
            method: o.optional_word("method", &METHODS).unwrap_or("POST"),
            headers: o.named_texts("headers", false),
            credentials: o.optional_word("credentials", &CREDENTIALS).unwrap_or("omit"),
            map: o.named_texts("map", false),
            constants: o
                .members("constants")
                .into_iter()
                .flatten()
                .map(|(target, value)| (target.clone(), value.clone()))
                .collect(),
        }
    }

    /// Parses the destination in a program's `delivery`, where it is used. Unknown keys are ignored: they were checked
    /// when the program was published.
    ///
    /// # Errors
    ///
    /// All problems of the destination.
    pub fn parse(json: &Value) -> Result<Destination, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut o = Object::new(json, "delivery".into(), &mut problems);
        let endpoint = o.text("endpoint");
        let destination = Destination::keys(&mut o, endpoint);
        drop(o);
        check::check_destination(&mut problems, "delivery", &destination, None, false);
        if problems.is_empty() { Ok(destination) } else { Err(problems) }
    }

    /// Adds all problems of the destination, given the program's fields.
    pub(crate) fn check(&self, problems: &mut Vec<Problem>, place: &str, program: &Program) {
        check::check_destination(problems, place, self, Some(program), false);
    }
}
