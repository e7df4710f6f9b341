//! The engine's side of the exchange with a form.

use super::{Judged, Reply, Request, token};
use crate::date;
use crate::json::parse;
use crate::lead::{Answers, NumberStyle};
use crate::markup;
use crate::program::{Problem, Program};
use crate::rules::{Assessment, Judging, Outcome, Rules, Verdict};
use jiff::civil::Date;
use serde_json::Value;
use std::fmt::Write;

/// Answers requests. Keeps the last script that compiled, and the last lead.
#[derive(Default)]
pub struct Session {
    in_force: Option<InForce>,
}

struct InForce {
    rules: Rules,
    /// The program in the language of the form.
    shown: Program,
    /// The last lead. If few answers change, few rules run.
    lead: Option<(Date, Judging)>,
}

impl Session {
    /// Answers a request. Both are JSON texts. `None` if the text is not a request.
    pub fn answer_json(&mut self, request: &str) -> Option<String> {
        let request: Value = parse(request).ok()?;
        let reply = self.answer(Request::from_json(&request)?)?;
        Some(ascii(&serde_json::to_string(&reply).ok()?))
    }

    /// Answers a request. `None` if no script is in force, or if the date is invalid.
    pub fn answer(&mut self, request: Request) -> Option<Reply> {
        match request {
            Request::Load { program, script, language } => Some(self.load(&program, &script, language)),
            Request::Judge { id, answers, today, token } => {
                let (rules, shown, judging) = self.in_force.as_mut()?.on(date::parse_date(&today)?);
                judging.know(rules, &token.as_deref().map(token::facts).unwrap_or_default());
                Some(Reply::Judged(Box::new(judge(rules, shown, judging, id, &answers))))
            }
        }
    }

    fn load(&mut self, program_json: &str, script: &str, language: Option<String>) -> Reply {
        let program = match Program::parse(program_json) {
            Ok(program) => program,
            Err(problems) => return Reply::Refused { problems: first(problems), program: true },
        };
        match Rules::compile(&program, program_json, script) {
            Ok(rules) => {
                let quick = rules.are_quick();
                let shown = Program::parse_in(program_json, language.as_deref()).unwrap_or(program);
                self.in_force = Some(InForce { rules, shown, lead: None });
                Reply::Loaded { quick }
            }
            Err(problems) => Reply::Refused { problems: first(problems), program: false },
        }
    }
}

/// The same JSON in ASCII: JavaScript copies such a text several times as fast.
fn ascii(json: &str) -> String {
    let mut ascii = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find(|letter: char| !letter.is_ascii()) {
        let (before, others) = rest.split_at(at);
        let end = others.find(|letter: char| letter.is_ascii()).unwrap_or(others.len());
        let (others, after) = others.split_at(end);
        ascii.push_str(before);
        for unit in others.encode_utf16() {
            _ = write!(ascii, "\\u{unit:04x}");
        }
        rest = after;
    }
    ascii.push_str(rest);
    ascii
}

/// The first problems: nobody corrects more at once.
fn first(mut problems: Vec<Problem>) -> Vec<Problem> {
    const MOST: usize = 20;
    if let (Some(further), Some(last)) = (problems.len().checked_sub(MOST), problems.get(MOST - 1))
        && further > 0
    {
        let more = Problem::new(last.code, &last.place, format!("and {further} more problems after it"));
        problems.truncate(MOST);
        problems.push(more);
    }
    problems
}

impl InForce {
    /// The rules, the program to show, and a lead that is judged on that day.
    fn on(&mut self, today: Date) -> (&Rules, &Program, &mut Judging) {
        let rules = &self.rules;
        if self.lead.as_ref().is_none_or(|(day, _)| *day != today) {
            self.lead = None;
        }
        (rules, &self.shown, &mut self.lead.get_or_insert_with(|| (today, Judging::new(rules, today))).1)
    }
}

fn judge(rules: &Rules, program: &Program, judging: &mut Judging, id: u32, answers: &Answers) -> Judged {
    let style = NumberStyle::typed_in(&program.language);
    let Assessment { lead, verdict, errors, missing } = Assessment::assess(program, answers, style, |lead| {
        judging.take(rules, lead);
        judging.verdict(rules)
    });
    Judged {
        id,
        panel: markup::panel(program, &verdict),
        failed: failed(&verdict),
        lead: lead.answers(),
        verdict,
        errors,
        missing,
    }
}

fn failed(verdict: &Verdict) -> String {
    let failed = verdict.findings.iter().filter(|finding| finding.outcome == Outcome::Error);
    let said = failed.map(|finding| {
        format!("Rule `{}` failed. {}", finding.code, finding.error.as_deref().unwrap_or_default())
    });
    said.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_in_ascii_says_the_same() {
        for said in
            ["", "plain", "Söhne", "x\u{2713}y", "\u{1f600}\u{1f600}", "é\"\\é", "\u{7f}\u{80}\u{ffff}"]
        {
            let json = serde_json::to_string(&[said]).expect("JSON");
            assert!(ascii(&json).is_ascii());
            assert_eq!(serde_json::from_str::<[String; 1]>(&ascii(&json)).expect("JSON"), [said]);
        }
    }
}
