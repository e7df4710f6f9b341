//! How the form and the rules engine talk: in JSON text, across a worker's boundary or on the main thread. The
//! form's side is `browser/judge.rs` and `browser/loader/engine.js`.
//!
//! The engine's side does all that needs the lead's types: it reads the answers, judges them and renders what
//! the form shows of the verdict. So the form's module stays small.

use crate::json::text;
use crate::lead::{Answers, FieldError};
use crate::markup::Panel;
use crate::program::Problem;
use crate::rules::Verdict;
use serde::Serialize;
use serde_json::Value;

/// What the form asks of the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Compile a script. Where it is refused, the one before stays.
    Load {
        /// The text of `program.json`.
        program: String,
        /// The text of the script.
        script: String,
        /// The language that the form is shown in (BCP 47), if it is not the program's.
        language: Option<String>,
    },
    /// Judge the answers.
    Judge {
        /// Which request this is; the answer carries it too.
        id: u32,
        /// The answers as typed.
        answers: Answers,
        /// The evaluation date (RFC 3339 full-date).
        today: String,
    },
}

/// What the engine answers.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// The script is in force.
    Loaded {
        /// Whether a page may wait while a lead is judged ([`Rules::are_quick`](crate::rules::Rules::are_quick)).
        quick: bool,
    },
    /// The script, or the program, is refused.
    Refused {
        /// Why.
        problems: Vec<Problem>,
        /// Whether it is the program that has the mistake.
        program: bool,
    },
    /// What there is to say of the answers.
    Judged(Box<Judged>),
}

/// What there is to say of the answers.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// Which request it answers.
    pub id: u32,
    /// The verdict.
    pub verdict: Verdict,
    /// The answers that are right, in plain style: what is sent.
    pub lead: Answers,
    /// What is wrong with others.
    pub errors: Vec<FieldError>,
    /// What is said of required answers that are missing.
    pub missing: Vec<FieldError>,
    /// The verdict as HTML.
    pub panel: Panel,
    /// The rules that failed, for the vendor. Empty where none did.
    pub failed: String,
}

impl Request {
    /// Reads a request. By hand: nothing else in the module needs a derived reader.
    #[must_use]
    pub fn from_json(json: &Value) -> Option<Request> {
        if let Some(load) = json.get("load") {
            return Some(Request::Load {
                program: text(load, "program")?,
                script: text(load, "script")?,
                language: text(load, "language"),
            });
        }
        let judge = json.get("judge")?;
        Some(Request::Judge {
            id: u32::try_from(judge.get("id")?.as_u64()?).ok()?,
            answers: judge.get("answers")?.as_object()?.clone(),
            today: text(judge, "today")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn requests_are_read_as_the_loader_writes_them() {
        let load = json!({ "load": { "program": "{}", "script": "\"", "language": "de" } });
        assert_eq!(
            Request::from_json(&load),
            Some(Request::Load { program: "{}".into(), script: "\"".into(), language: Some("de".into()) })
        );
        let answers = json!({ "a": "1,5", "b": true });
        let judge = json!({ "judge": { "id": 7, "answers": answers, "today": "2026-11-23" } });
        let answers = answers.as_object().cloned().expect("an object");
        assert_eq!(
            Request::from_json(&judge),
            Some(Request::Judge { id: 7, answers, today: "2026-11-23".into() })
        );
    }
}
