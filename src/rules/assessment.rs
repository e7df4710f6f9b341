//! What becomes of answers: the one way from what a partner gave to what is said of it, on the page, on the page without
//! script and at the endpoint.

use super::{Verdict, verdict::Status};
use crate::lead::{Answers, FieldError, Lead, NumberStyle, ask_for, invalid};
use crate::program::Program;
use std::collections::BTreeSet;

/// A lead that was read and judged. Nothing of it is about a question that is not asked.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The answers that are right, and asked for.
    pub lead: Lead,
    /// What the rules say of the answers that could be read.
    pub verdict: Verdict,
    /// What is wrong with other answers: they cannot be read, or are wrong beside others.
    pub errors: Vec<FieldError>,
    /// What is said of required questions without an answer.
    pub missing: Vec<FieldError>,
}

impl Assessment {
    /// Reads answers by a program in the language of the form, and has them judged.
    pub fn of(
        program: &Program,
        answers: &Answers,
        style: NumberStyle,
        judge: impl FnOnce(&Lead) -> Verdict,
    ) -> Self {
        let (lead, mut errors) = Lead::read(program, answers, style);
        let is_wrong = |missing: &FieldError| errors.iter().any(|error| error.question() == missing.field);
        let mut missing = lead.missing(program);
        missing.retain(|missing| !is_wrong(missing));
        let verdict = judge(&lead);
        errors.extend(invalid(program, &verdict.invalid));
        for said in [&mut errors, &mut missing] {
            said.retain(|error| verdict.hidden.iter().all(|hidden| hidden != error.question()));
        }
        let lead = lead.without(&verdict.hidden).without(&verdict.invalid);
        Assessment { lead, verdict, errors, missing }
    }

    /// What is said of questions that the program does not require, but the rules wait for.
    #[must_use]
    pub fn awaited(&self, program: &Program) -> Vec<FieldError> {
        if self.verdict.status != Status::Incomplete {
            return Vec::new();
        }
        let waiting = self.verdict.findings.iter().flat_map(|finding| &finding.waiting_for);
        let awaited: BTreeSet<&str> = waiting.map(String::as_str).collect();
        awaited.into_iter().filter_map(|name| program.field(name)).map(ask_for).collect()
    }
}
