//! Cases in `cases.json`: leads, each with the verdict that the rules must give it.

use super::{Outcome, Rules, Status};
use crate::lead::{Answers, Lead, NumberStyle, PartnerFacts, date};
use crate::program::{Amount, Code, Object, Problem, closest, document};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeSet;

/// The largest `cases.json` that is read, in bytes.
pub const MAX_CASES_BYTES: usize = 4 * 1024 * 1024;

const FILE: &str = "cases.json";
/// The longest name in a place, in characters. Longer names are cut.
const MAX_NAME: usize = 60;

/// A lead with its expected verdict.
#[derive(Clone, Debug)]
pub struct Case {
    /// The point of the case, in a sentence. Each case has a different name.
    pub name: String,
    /// The date on which the lead is judged.
    pub today: Date,
    /// The answers as written in the file.
    pub answers: Answers,
    /// The lead that was read from the answers.
    pub lead: Lead,
    /// What is known of the partner. A case is judged as the endpoint judges: a fact that is missing does not exist.
    pub partner: PartnerFacts,
    /// The expected verdict.
    pub expected: Expected,
}

/// The expected verdict. Parts that the case does not mention may have any value.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The status.
    pub status: Status,
    /// Outcomes by the rule's code.
    pub findings: Vec<(String, Outcome)>,
    /// The score.
    pub score: Option<i64>,
    /// The id of the compensation plan.
    pub plan: Wanted<String>,
    /// The fee, in major units of its currency.
    pub estimate: Wanted<Amount>,
    /// The route.
    pub route: Wanted<String>,
}

/// The expectation for a value that a verdict may lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted<T> {
    /// The case does not mention it.
    Anything,
    /// `null`: the value must be missing.
    Nothing,
    /// The value must be this.
    Exactly(T),
}

impl Rules {
    /// Reads `cases.json` for these rules.
    ///
    /// # Errors
    ///
    /// All problems of the shape. If the shape is right, all conflicts with the program and its rules: unknown fields,
    /// plans and rules, answers that do not fit their field, and duplicate names.
    pub fn read_cases(&self, json: &str) -> Result<Vec<Case>, Vec<Problem>> {
        if json.len() > MAX_CASES_BYTES {
            let message = format!("is {} bytes long; the limit is {MAX_CASES_BYTES}", json.len());
            return Err(vec![Problem::new(Code::TooLong, FILE, message)]);
        }
        let json = document(FILE, json)?;
        if !json.is_object() {
            let problem = Problem::new(Code::WrongType, FILE, "must be an object in braces");
            return Err(vec![problem.help("write { \"cases\": [ … ] }")]);
        }
        let mut problems = Vec::new();
        let mut object = Object::new(&json, String::new(), &mut problems);
        if object.raw("cases").is_none_or(Value::is_null) {
            object.missing("cases");
        }
        let written = object.list("cases", case);
        object.finish();
        if !problems.is_empty() {
            return Err(problems);
        }
        let cases = self.fit(written, &mut problems);
        if problems.is_empty() { Ok(cases) } else { Err(problems) }
    }

    /// Checks that the JSON shape cannot express.
    fn fit(&self, written: Vec<Written>, problems: &mut Vec<Problem>) -> Vec<Case> {
        let codes: Vec<&str> = self.rules.iter().map(|rule| rule.code.as_str()).collect();
        let fields: Vec<&str> = self.program().fields.iter().map(|field| field.name.as_str()).collect();
        let plans: Vec<&str> = self.program().compensation.iter().map(|plan| plan.id.as_str()).collect();
        let (mut cases, mut names) = (Vec::new(), BTreeSet::new());
        for (i, Written { name, today, answers, partner, expected }) in written.into_iter().enumerate() {
            let cut: String = name.chars().take(MAX_NAME).collect();
            let place = |key: &str| format!("cases[{i}] `{cut}`, {key}");
            let unknown = |code: Code, place: String, what: &str, name: &str, known: &[&str]| {
                let help = closest(name, known.iter().copied()).map(|m| format!("did you mean `{m}`?"));
                Problem::new(code, place, format!("there is no {what} `{name}`")).or_help(help)
            };
            if name.trim().is_empty() {
                problems.push(Problem::new(Code::Empty, format!("cases[{i}].name"), "is empty"));
            } else if !names.insert(name.clone()) {
                let problem = Problem::new(Code::Duplicate, place("name"), "is the name of two cases");
                problems.push(problem.help("say what is different about this one"));
            }
            let day = date::parse_date(&today);
            if day.is_none() {
                let today: String = today.chars().take(MAX_NAME).collect();
                let message = format!("must be a date that exists, such as 2026-11-23, but is \"{today}\"");
                problems.push(Problem::new(Code::NotADate, place("today"), message));
            }
            for field in answers.keys().filter(|field| !fields.contains(&field.as_str())) {
                problems.push(unknown(
                    Code::UnknownField,
                    place(&format!("lead.{field}")),
                    "field",
                    field,
                    &fields,
                ));
            }
            let partner = match partner.as_ref().map_or(Ok(PartnerFacts::default()), PartnerFacts::from_json)
            {
                Ok(facts) => facts.settled(),
                Err(why) => {
                    problems.push(Problem::new(Code::WrongAnswer, place("partner"), why));
                    continue;
                }
            };
            let (lead, errors) = Lead::read(self.program(), &answers, NumberStyle::Plain);
            for error in errors {
                problems.push(Problem::new(
                    Code::WrongAnswer,
                    place(&format!("lead.{}", error.field)),
                    error.message,
                ));
            }
            for (code, _) in expected.findings.iter().filter(|(code, _)| !codes.contains(&code.as_str())) {
                problems.push(unknown(
                    Code::UnknownRule,
                    place(&format!("findings.{code}")),
                    "rule",
                    code,
                    &codes,
                ));
            }
            if let Wanted::Exactly(plan) = &expected.plan
                && !plans.contains(&plan.as_str())
            {
                problems.push(unknown(Code::UnknownPlan, place("plan"), "plan", plan, &plans));
            }
            cases.extend(day.map(|today| Case { name, today, answers, lead, partner, expected }));
        }
        cases
    }
}

/// A case as written. Its shape is right.
struct Written {
    name: String,
    today: String,
    answers: Answers,
    partner: Option<Value>,
    expected: Expected,
}

fn case(o: &mut Object) -> Written {
    if o.raw("lead").is_none_or(Value::is_null) {
        o.missing("lead");
    }
    Written {
        name: o.text("name"),
        today: o.text("today"),
        answers: o.members("lead").cloned().unwrap_or_default(),
        partner: o.raw("partner").filter(|facts| !facts.is_null()).cloned(),
        expected: Expected {
            // An unknown word is already a problem, so the case is dropped and this value is never used.
            status: o.word("verdict", &Status::WORDS).unwrap_or(Status::Review),
            findings: o.words("findings", &Outcome::WORDS),
            score: o.optional_integer("score"),
            plan: wanted(o, "plan", Object::optional_text),
            estimate: wanted(o, "estimate", Object::optional_amount),
            route: wanted(o, "route", Object::optional_text),
        },
    }
}

fn wanted<'a, T>(
    o: &mut Object<'a>,
    key: &'static str,
    read: fn(&mut Object<'a>, &'static str) -> Option<T>,
) -> Wanted<T> {
    if o.raw(key).is_some_and(Value::is_null) {
        return Wanted::Nothing;
    }
    read(o, key).map_or(Wanted::Anything, Wanted::Exactly)
}
