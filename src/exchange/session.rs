//! The engine's side of the conversation with a form.

use super::{Judged, Reply, Request};
use crate::json::{object, text_or_null};
use crate::lead::{Answers, Lead, NumberStyle, date};
use crate::markup;
use crate::program::{Problem, Program};
use crate::rules::{MAX_SCRIPT_BYTES, Outcome, Rules, Verdict};
use serde_json::Value;

/// Keeps the last script that compiled, and answers requests.
#[derive(Default)]
pub struct Session {
    rules: Option<Rules>,
}

impl Session {
    /// Answers one request, both JSON text. What is no request gets no answer.
    pub fn answer_json(&mut self, request: &str) -> Option<String> {
        let reply = self.answer(serde_json::from_str(request).ok()?)?;
        serde_json::to_string(&reply).ok()
    }

    /// Answers one request. `None` where there is nothing to say: no script is in force, or the date is none.
    pub fn answer(&mut self, request: Request) -> Option<Reply> {
        match request {
            Request::Load { program, script } => Some(self.load(&program, &script)),
            Request::Judge { id, answers, today } => {
                let rules = self.rules.as_ref()?;
                Some(Reply::Judged(Box::new(judge(rules, id, &answers, date::read(&today)?))))
            }
        }
    }

    fn load(&mut self, program_json: &str, script: &str) -> Reply {
        let program = match Program::parse(program_json) {
            Ok(program) => program,
            Err(problems) => return Reply::Refused { problems: first(problems), program: true },
        };
        let compiled = if script.len() > MAX_SCRIPT_BYTES {
            let message = format!("is {} bytes long; the limit is {MAX_SCRIPT_BYTES}", script.len());
            Err(vec![Problem::new(&program.rules, message)])
        } else {
            Rules::compile(&program, program_json, script)
        };
        match compiled {
            Ok(rules) => {
                self.rules = Some(rules);
                Reply::Loaded
            }
            Err(problems) => Reply::Refused { problems: first(problems), program: false },
        }
    }
}

/// As many problems as anyone mends at once.
fn first(mut problems: Vec<Problem>) -> Vec<Problem> {
    const MOST: usize = 20;
    if let (Some(further), Some(last)) = (problems.len().checked_sub(MOST), problems.get(MOST - 1))
        && further > 0
    {
        let more = Problem::new(&last.place, format!("and {further} more problems after it"));
        problems.truncate(MOST);
        problems.push(more);
    }
    problems
}

fn judge(rules: &Rules, id: u32, answers: &Answers, today: jiff::civil::Date) -> Judged {
    let program = rules.program();
    let (lead, errors) = Lead::read(program, answers, NumberStyle::typed_in(&program.language));
    let wrong = |field: &str| errors.iter().any(|error| error.field == field);
    let missing = lead.missing(program).into_iter().filter(|missing| !wrong(&missing.field)).collect();
    let verdict = rules.evaluate(&lead, today);
    Judged {
        id,
        panel: markup::panel(program, &verdict).into_string(),
        headline: markup::headline(&verdict),
        event: event(&verdict),
        failed: failed(&verdict),
        lead: lead.answers(),
        verdict,
        errors,
        missing,
    }
}

/// Ids and outcomes, no answers.
fn event(verdict: &Verdict) -> Value {
    let findings = verdict.findings.iter().map(|finding| {
        object([
            ("code", finding.code.as_str().into()),
            ("kind", finding.kind.as_str().into()),
            ("outcome", finding.outcome.as_str().into()),
        ])
    });
    object([
        ("status", verdict.status.as_str().into()),
        ("score", verdict.score.into()),
        ("plan", text_or_null(verdict.plan.as_deref())),
        ("findings", findings.collect()),
    ])
}

fn failed(verdict: &Verdict) -> String {
    let failed = verdict.findings.iter().filter(|finding| finding.outcome == Outcome::Error);
    let said = failed.map(|finding| {
        format!("Rule `{}` failed. {}", finding.code, finding.error.as_deref().unwrap_or_default())
    });
    said.collect::<Vec<_>>().join(" ")
}
