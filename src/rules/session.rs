//! The engine's side of the conversation with a form.

use super::{MAX_SCRIPT_BYTES, Reply, Request, Rules};
use crate::lead::{Lead, NumberStyle};
use crate::program::{Problem, Program};

/// Keeps the last script that compiled, and answers requests.
#[derive(Default)]
pub struct Session {
    rules: Option<Rules>,
}

impl Session {
    /// Answers one request. `None` where there is nothing to say: no script is in force, or the date is none.
    pub fn answer(&mut self, request: Request) -> Option<Reply> {
        match request {
            Request::Load { program, script } => Some(match load(&program, &script) {
                Ok(rules) => {
                    self.rules = Some(rules);
                    Reply::Loaded
                }
                Err(problems) => Reply::Refused { problems },
            }),
            Request::Evaluate { id, lead, today } => {
                let rules = self.rules.as_ref()?;
                let (lead, _) = Lead::read(rules.program(), &lead, NumberStyle::Plain);
                let verdict = Box::new(rules.evaluate(&lead, today.parse().ok()?));
                Some(Reply::Verdict { id, verdict })
            }
        }
    }
}

fn load(program_json: &str, script: &str) -> Result<Rules, Vec<Problem>> {
    if script.len() > MAX_SCRIPT_BYTES {
        let message = format!("is {} bytes long; the limit is {MAX_SCRIPT_BYTES}", script.len());
        return Err(vec![Problem::new("the rules script", message)]);
    }
    let program = Program::parse(program_json)?;
    Rules::compile(&program, program_json, script)
}
