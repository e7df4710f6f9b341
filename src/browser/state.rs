//! What one form knows.

use crate::lead::{Answers, FieldError, Lead, NumberStyle};
use crate::markup::{AGREEMENT, AGREEMENT_ERROR, Check};
use crate::program::Program;
use std::collections::BTreeMap;

/// Everything that changes while a form lives.
pub struct State {
    /// The program in force, and the text it came from.
    pub program: Option<(Program, String)>,
    /// The newest script, in force or refused.
    pub script: Option<String>,
    /// Whether the engine has compiled a script.
    pub has_rules: bool,
    /// Why the newest script or program is not used, where it is not.
    pub refused: Option<String>,
    /// The answers as typed.
    pub answers: Answers,
    /// Whether the agreement is accepted.
    pub accepted: bool,
    /// The errors that are shown.
    pub errors: BTreeMap<String, String>,
    /// The verdict, or why there is none.
    pub check: Check,
    /// The idempotency key: made when the form is first touched.
    pub key: Option<String>,
    /// How many verdicts were asked for; the newest answer counts.
    pub asked: u32,
    /// Whether a verdict is awaited, and whether the answers have changed since it was asked for.
    pub awaiting: bool,
    pub stale: bool,
    /// Whether a submission is on its way, or has arrived.
    pub sending: bool,
    pub sent: bool,
    /// When the form was last touched, in milliseconds since 1970.
    pub touched_at: f64,
    /// What the verdict's region shows, so that the same is not rendered twice.
    pub panel: String,
}

impl Default for State {
    fn default() -> Self {
        State {
            program: None,
            script: None,
            has_rules: false,
            refused: None,
            answers: Answers::new(),
            accepted: false,
            errors: BTreeMap::new(),
            check: Check::OnItsWay,
            key: None,
            asked: 0,
            awaiting: false,
            stale: false,
            sending: false,
            sent: false,
            touched_at: js_sys::Date::now(),
            panel: String::new(),
        }
    }
}

impl State {
    /// The lead as far as the answers are right, and what is wrong with the others.
    pub fn lead(&self) -> (Lead, Vec<FieldError>) {
        match &self.program {
            Some((program, _)) => {
                Lead::read(program, &self.answers, NumberStyle::typed_in(&program.language))
            }
            None => (Lead::default(), Vec::new()),
        }
    }

    /// What is wrong with one field as it stands; a missing answer is not, before submitting.
    pub fn error_of(&self, name: &str) -> Option<String> {
        self.lead().1.into_iter().find(|error| error.field == name).map(|error| error.message)
    }

    /// The lead, if it can be sent, else all that keeps it from being sent, in the order of the form.
    pub fn complete_lead(&self) -> Result<Lead, Vec<FieldError>> {
        let Some((program, _)) = &self.program else { return Err(Vec::new()) };
        let (lead, mut errors) = self.lead();
        let missing = lead.missing(program).into_iter();
        errors.extend(
            missing.filter(|missing| errors.iter().all(|e| e.field != missing.field)).collect::<Vec<_>>(),
        );
        errors.sort_by_key(|error| program.fields.iter().position(|field| field.name == error.field));
        if !self.accepted {
            errors.push(FieldError { field: AGREEMENT.into(), message: AGREEMENT_ERROR.into() });
        }
        if errors.is_empty() { Ok(lead) } else { Err(errors) }
    }
}
