//! From rules and a lead to a verdict.

use super::compile::{Rules, describe, place};
use super::declare::Rule;
use super::reading::Reading;
use super::{Finding, Kind, Outcome, Status, Verdict};
use crate::compensation;
use crate::lead::Lead;
use crate::program::closest;
use jiff::civil::Date;
use rhai::{Dynamic, EvalAltResult, FnPtr, Position};

/// What a rule's closure said, before anything is known about missing answers.
enum Said {
    Met,
    Unmet,
    Points(i64),
    Name(Option<String>),
    Wrong(Position, String),
}

impl Rules {
    /// Judges a lead. The same script, program, lead and date give the same verdict, everywhere.
    #[must_use]
    pub fn evaluate(&self, lead: &Lead, today: Date) -> Verdict {
        let reading = Reading::new(&self.program, lead);
        let today = today.to_string();
        let (mut findings, mut plan, mut route, mut score) = (Vec::new(), None, None, 0_i64);
        for rule in &self.rules {
            let said = self.run(rule, &reading, &today);
            let (finding, name) = self.finding(rule, said, &reading, lead);
            score = score.saturating_add(finding.points.unwrap_or(0));
            match rule.kind {
                Kind::Plan => plan = name,
                Kind::Route => route = name,
                Kind::Require | Kind::Review | Kind::Score => {}
            }
            findings.push(finding);
        }
        let declares_plan = self.rules.iter().any(|rule| rule.kind == Kind::Plan);
        if let ([only], false) = (self.program.compensation.as_slice(), declares_plan) {
            plan = Some(only.id.clone());
        }
        let status = status(&findings, score, self.qualify_at);
        let estimate = plan
            .as_deref()
            .filter(|_| status != Status::Disqualified)
            .and_then(|plan| self.program.plan(plan))
            .and_then(|plan| compensation::estimate(&self.program, plan, lead));
        Verdict {
            status,
            findings,
            score,
            qualify_at: self.qualify_at,
            plan,
            estimate,
            route,
            today,
            rules_hash: self.rules_hash.clone(),
            program_hash: self.program_hash.clone(),
        }
    }

    fn run(&self, rule: &Rule, reading: &Reading, today: &str) -> Said {
        let mut test = rule.test.clone();
        self.set_today(&mut test, today);
        let answer: Result<Dynamic, Box<EvalAltResult>> =
            test.call(&self.engine, &self.ast, (reading.clone(),));
        let answer = match answer {
            Ok(answer) => answer.flatten(),
            Err(error) => {
                let (position, message) = describe(&error);
                return Said::Wrong(position.or_else(rule.position), message);
            }
        };
        let wrong = |message: String| Said::Wrong(rule.position, message);
        let kind = self.engine.map_type_name(answer.type_name()).to_string();
        match rule.kind {
            Kind::Require | Kind::Review => match answer.as_bool() {
                Ok(true) => Said::Met,
                Ok(false) => Said::Unmet,
                Err(_) => {
                    wrong(format!("must answer true or false, but answered with a value of type {kind}"))
                }
            },
            Kind::Score => match answer.as_int() {
                Ok(points) => Said::Points(points),
                Err(_) => {
                    wrong(format!("must answer with whole points, but answered with a value of type {kind}"))
                }
            },
            Kind::Plan | Kind::Route if answer.is_unit() => Said::Name(None),
            Kind::Plan | Kind::Route => match answer.into_string() {
                Ok(name) if rule.kind == Kind::Plan && self.program.plan(&name).is_none() => {
                    let known = self.program.compensation.iter().map(|plan| plan.id.as_str());
                    let help = closest(&name, known).map(|plan| format!("; did you mean `{plan}`?"));
                    wrong(format!("the program has no plan `{name}`{}", help.unwrap_or_default()))
                }
                Ok(name) => Said::Name(Some(name)),
                Err(_) => wrong(format!("must answer with a name, but answered with a value of type {kind}")),
            },
        }
    }

    /// A closure that uses `today` has captured it: it is an input, put in place for each evaluation.
    fn set_today(&self, test: &mut FnPtr, today: &str) {
        if !test.is_curried() {
            return;
        }
        let Some(function) = self.ast.iter_fn_def().find(|function| function.name == test.fn_name()) else {
            return;
        };
        for (captured, name) in test.iter_curry_mut().zip(&function.params) {
            if name == "today" {
                *captured = today.into();
            }
        }
    }

    fn finding(&self, rule: &Rule, said: Said, reading: &Reading, lead: &Lead) -> (Finding, Option<String>) {
        let read: Vec<_> =
            reading.take_read().into_iter().filter_map(|i| self.program.fields.get(i)).collect();
        let waits = |field: &&&crate::program::Field| field.required && lead.get(&field.name).is_none();
        let waiting_for: Vec<String> = read.iter().filter(waits).map(|field| field.name.clone()).collect();
        let mut finding = Finding {
            code: rule.code.clone(),
            kind: rule.kind,
            message: rule.message.clone(),
            outcome: Outcome::Pending,
            points: None,
            read: read.iter().map(|field| field.name.clone()).collect(),
            waiting_for,
            error: None,
        };
        if !finding.waiting_for.is_empty() {
            return (finding, None);
        }
        let mut named = None;
        finding.outcome = match said {
            Said::Met => Outcome::Met,
            Said::Unmet => Outcome::Unmet,
            Said::Points(points) => {
                finding.points = Some(points);
                Outcome::Met
            }
            Said::Name(name) => {
                named = name;
                Outcome::Met
            }
            Said::Wrong(position, message) => {
                finding.error = Some(format!("{}: {message}", place(&self.program.rules, position)));
                Outcome::Error
            }
        };
        (finding, named)
    }
}

/// In this order: an unmet requirement disqualifies, even while other answers are missing; anything pending
/// leaves it incomplete; an unmet review, an error or too low a score is for a partner manager.
fn status(findings: &[Finding], score: i64, qualify_at: Option<i64>) -> Status {
    let any = |outcome: Outcome, kind: Option<Kind>| {
        findings.iter().any(|f| f.outcome == outcome && kind.is_none_or(|kind| f.kind == kind))
    };
    if any(Outcome::Unmet, Some(Kind::Require)) {
        Status::Disqualified
    } else if any(Outcome::Pending, None) {
        Status::Incomplete
    } else if any(Outcome::Unmet, Some(Kind::Review))
        || any(Outcome::Error, None)
        || qualify_at.is_some_and(|least| score < least)
    {
        Status::Review
    } else {
        Status::Qualified
    }
}
