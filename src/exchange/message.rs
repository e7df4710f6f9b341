//! The messages between the form and the rules engine: JSON texts, to and from a worker or on the main thread. The
//! form's side is in `browser/judge.rs` and `browser/loader/engine.js`.
//!
//! The engine's side does everything that needs the types of a lead: it reads the answers, judges them, and renders the
//! verdict. This keeps the form's module small.

use crate::json::text;
use crate::lead::{Answers, FieldError};
use crate::markup::Panel;
use crate::program::Problem;
use crate::rules::Verdict;
use serde::Serialize;
use serde_json::Value;

/// A request of the form.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Compile a script. If it is refused, the previous one stays in force.
    Load {
        /// The text of `program.json`.
        program: String,
        /// The text of the script.
        script: String,
        /// The language of the form (BCP 47), if it is not the program's.
        language: Option<String>,
    },
    /// Judge the answers.
    Judge {
        /// The number of the request. The reply repeats it.
        id: u32,
        /// The typed answers.
        answers: Answers,
        /// The evaluation date (RFC 3339 full-date).
        today: String,
        /// The partner's token, if the page has one.
        token: Option<String>,
    },
}

/// A reply of the engine.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// The script is in force.
    Loaded {
        /// True if a page may wait while a lead is judged ([`Rules::are_quick`](crate::rules::Rules::are_quick)).
        quick: bool,
    },
    /// The script or the program is refused.
    Refused {
        /// The reasons.
        problems: Vec<Problem>,
        /// True if the mistake is in the program.
        program: bool,
    },
    /// The answers were judged.
    Judged(Box<Judged>),
}

/// The result of judging the answers.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// The number of the request.
    pub id: u32,
    /// The verdict.
    pub verdict: Verdict,
    /// The valid answers in plain style, as they are sent.
    pub lead: Answers,
    /// The errors in other answers.
    pub errors: Vec<FieldError>,
    /// The messages for missing required answers.
    pub missing: Vec<FieldError>,
    /// The verdict as HTML.
    pub panel: Panel,
    /// The errors of the rules that failed, for the vendor. Empty if none failed.
    pub failed: String,
}

impl Request {
    /// Reads a request. Written by hand, because nothing else in the module needs a derived reader.
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
            token: text(judge, "token"),
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
        for (given, token) in [(json!(null), None), (json!("a.b.c"), Some("a.b.c".into()))] {
            let judge =
                json!({ "judge": { "id": 7, "answers": answers, "today": "2026-11-23", "token": given } });
            let answers = answers.as_object().cloned().expect("an object");
            assert_eq!(
                Request::from_json(&judge),
                Some(Request::Judge { id: 7, answers, today: "2026-11-23".into(), token })
            );
        }
    }
}
