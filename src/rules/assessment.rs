//! Reads, judges and checks a partner's answers. The page, the page without script and the endpoint all use this one
//! function.

use super::{Verdict, verdict::Status};
use crate::lead::{Answers, FieldError, Lead, NumberStyle, ask_for, invalid};
use crate::program::Program;
use std::collections::BTreeSet;

/// A lead that was read and judged. Nothing in it concerns a question that is not asked.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The valid answers to questions that are asked.
    pub lead: Lead,
    /// The verdict on the answers that could be read.
    pub verdict: Verdict,
    /// The errors in the other answers: unreadable, or wrong in combination with other answers.
    pub errors: Vec<FieldError>,
    /// The messages for required questions without an answer.
    pub missing: Vec<FieldError>,
}

impl Assessment {
    /// Reads answers typed in a number style, and judges them.
    pub fn assess(
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

    /// The messages for questions that the program does not require, but that the rules wait for.
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
