//! The part of the vendor's business in which a referral protects its customer.

use crate::lead::Answers;
use crate::program::{FieldType, Program};
use crate::rules::plain;

/// The answers of a lead to the questions that narrow its protection (`agreement.scope`). An empty scope is the whole program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Vec<Narrowing>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Narrowing {
    question: String,
    answer: String,
    /// True if the answer is typed and not chosen.
    is_typed: bool,
}

impl Scope {
    /// The scope of a lead. A question that it has not answered narrows nothing.
    #[must_use]
    pub fn of_lead(program: &Program, answers: &Answers) -> Self {
        let narrowing = |name: &String| {
            let is_typed = program.field(name)?.kind == FieldType::Text;
            Some(Narrowing { question: name.clone(), answer: compared(answers, name, is_typed)?, is_typed })
        };
        Scope(program.agreement.scope.iter().filter_map(narrowing).collect())
    }

    /// True if a lead with those answers protects the customer in this scope as well: it has the same answer to each question, or
    /// none.
    #[must_use]
    pub fn meets(&self, answers: &Answers) -> bool {
        self.0.iter().all(|Narrowing { question, answer, is_typed }| {
            compared(answers, question, *is_typed).is_none_or(|other| other == *answer)
        })
    }
}

/// An answer as it is compared: a typed one without case, accents and signs. `None` if nothing is left of it.
fn compared(answers: &Answers, name: &str, is_typed: bool) -> Option<String> {
    let answer = answers.get(name)?.as_str()?;
    let answer = if is_typed { plain(answer) } else { answer.into() };
    Some(answer).filter(|answer| !answer.is_empty())
}
