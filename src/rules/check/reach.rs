//! The possible results of rules, over all leads.

use super::cover::Cover;
use super::{kinds, points};
use crate::program::{Code, Problem, Program, Severity};
use crate::rules::Kind;
use crate::rules::Rules;
use crate::rules::answers::Scalar;
use crate::rules::conditions::Condition;
use crate::rules::declare::Rule;
use crate::rules::formula::{Node, Value, What};
use crate::rules::place::Source;
use jiff::civil::Date;
use rhai::Position;
use std::collections::BTreeSet;

/// The possible results of a rule.
#[derive(Default)]
struct Reach {
    met: bool,
    unmet: bool,
    points: Option<(i64, i64)>,
    names: BTreeSet<String>,
}

/// Reports rules that every lead meets or that none meets, scores out of reach, plans that no lead gets, and fields
/// that no rule reads. Rules with other problems (not `sound`) are skipped.
pub fn check_reach(rules: &Rules, source: Source, today: Date, sound: &[bool]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let reach = |(rule, sound): (&Rule, &bool)| {
        let formula = rule.formula.as_ref().filter(|_| *sound)?;
        reach(&rules.program, formula, today)
    };
    let reaches: Vec<Option<Reach>> = rules.rules.iter().zip(sound).map(reach).collect();
    for (rule, reach) in rules.rules.iter().zip(&reaches) {
        problems.extend(reach.as_ref().and_then(|reach| outcome(source, rule, reach)));
    }
    problems.extend(threshold(rules, source, &reaches));
    problems.extend(plans(rules, source, &reaches));
    problems.extend(unused_fields(rules));
    problems
}

/// Reports conditions of fields and steps that always or never hold.
pub fn conditions(rules: &Rules, source: Source, today: Date) -> Vec<Problem> {
    let said = |condition: &Condition| {
        let rule = &condition.rule;
        let formula =
            rule.formula.as_ref().filter(|_| kinds::check_kinds(&rules.program, source, rule).is_empty())?;
        let reach = reach(&rules.program, formula, today)?;
        let code = if reach.met { Code::AlwaysMet } else { Code::NeverMet };
        let (message, help) = match (condition.is_of_answer, reach.met, reach.unmet) {
            (true, false, true) => ("no answer meets it: the question cannot be answered", "allow an answer"),
            (true, true, false) => ("every answer meets it", "leave it out, or ask for more"),
            (false, false, true) => ("never holds: it is asked of no lead", "name answers that can be given"),
            (false, true, false) => ("always holds: it is asked of every lead", "leave it out"),
            _ => return None,
        };
        Some(source.warning(code, rule.position, message).help(help))
    };
    rules.conditions.iter().filter_map(said).collect()
}

/// The possible results of a formula. `None` if they are unknown.
fn reach(program: &Program, formula: &Node, today: Date) -> Option<Reach> {
    let mut reach = Reach::default();
    let cover = Cover::of_formula(program, formula, today)?;
    cover.run(program, formula, today, |value| match value {
        Value::Bool(true) => reach.met = true,
        Value::Bool(false) => reach.unmet = true,
        Value::Int(points) => {
            let (least, most) = reach.points.unwrap_or((points, points));
            reach.points = Some((least.min(points), most.max(points)));
        }
        Value::Text(name) => {
            reach.names.insert(name.to_string());
        }
        Value::Unit | Value::Decimal(_) | Value::List(_) => {}
    })?;
    Some(reach)
}

fn outcome(source: Source, rule: &Rule, reach: &Reach) -> Option<Problem> {
    let code = &rule.code;
    match (rule.kind, reach.met, reach.unmet) {
        (Kind::Require, false, true) => Some(
            source
                .warning(
                    Code::NeverMet,
                    rule.position,
                    format!("`{code}` can never be met: every lead is declined"),
                )
                .help("no answers that the fields allow make it true"),
        ),
        (Kind::Review, false, true) => Some(
            source
                .warning(
                    Code::NeverMet,
                    rule.position,
                    format!("`{code}` can never be met: every lead goes to a review"),
                )
                .help("no answers that the fields allow make it true"),
        ),
        (Kind::Require | Kind::Review, true, false) => Some(
            source
                .warning(
                    Code::AlwaysMet,
                    rule.position,
                    format!("`{code}` can never fail: every lead meets it"),
                )
                .help("all answers that the fields allow make it true"),
        ),
        _ => None,
    }
}

/// Reports a threshold that no lead reaches, or that every lead reaches.
fn threshold(rules: &Rules, source: Source, reaches: &[Option<Reach>]) -> Option<Problem> {
    let (least_needed, position) = rules.qualify_at?;
    let scores: Option<Vec<(i64, i64)>> = rules
        .rules
        .iter()
        .zip(reaches)
        .filter(|(rule, _)| rule.kind == Kind::Score)
        .map(|(rule, reach)| {
            let known = reach.as_ref().and_then(|reach| reach.points);
            known.or_else(|| points::range(&rules.program, rule.formula.as_ref()?))
        })
        .collect();
    let (least, most) = scores?
        .into_iter()
        .fold((0_i64, 0_i64), |(a, b), (least, most)| (a.saturating_add(least), b.saturating_add(most)));
    if most < least_needed {
        let message =
            format!("a lead gets {most} points at most, and qualifies with {least_needed}: none does");
        return Some(
            source.warning(Code::NeverMet, position, message).help("lower it, or let the scores add more"),
        );
    }
    if least >= least_needed {
        let message = format!("every lead gets {least} points or more, and qualifies with {least_needed}");
        return Some(source.warning(Code::AlwaysMet, position, message).help("raise it, or leave it out"));
    }
    None
}

/// Reports plans that no lead gets.
fn plans(rules: &Rules, source: Source, reaches: &[Option<Reach>]) -> Vec<Problem> {
    let plans = &rules.program.compensation;
    let choosing = rules.rules.iter().zip(reaches).find(|(rule, _)| rule.kind == Kind::Plan);
    let Some((rule, reach)) = choosing else {
        if plans.len() < 2 {
            return Vec::new();
        }
        let message =
            format!("the program has {} plans, and the script chooses none: nothing is paid", plans.len());
        let help = format!("declare plan(|lead| \"{}\"), or leave one plan in the program", plans[0].id);
        return vec![source.warning(Code::UnusedPlan, Position::NONE, message).help(help)];
    };
    let gets = |plan: &str| match reach {
        Some(reach) => reach.names.contains(plan),
        None => named(rule.formula.as_ref(), plan) || source.text.contains(&format!("\"{plan}\"")),
    };
    let unreachable = plans.iter().filter(|plan| !gets(&plan.id));
    let problem = |id: &str| {
        source
            .warning(Code::UnusedPlan, rule.position, format!("no lead gets the plan `{id}`"))
            .help("choose it, or take it out of the program")
    };
    unreachable.map(|plan| problem(&plan.id)).collect()
}

fn named(formula: Option<&Node>, plan: &str) -> bool {
    let Some(node) = formula else { return false };
    let here = matches!(&node.what, What::Constant(Scalar::Text(text)) if text.as_str() == plan);
    here || node.parts().iter().any(|part| named(Some(part), plan))
}

/// Reports fields that neither a rule nor a plan reads. Most are contact data, so one note is enough.
fn unused_fields(rules: &Rules) -> Option<Problem> {
    let program = &rules.program;
    let fields = program.fields.iter().enumerate().filter(|(place, _)| !rules.concern(*place));
    let unused: Vec<String> = fields.map(|(_, field)| format!("`{}`", field.name)).collect();
    if unused.is_empty() {
        return None;
    }
    let verb = if unused.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} read by no rule", unused.join(", "));
    let problem = Problem::new(Code::UnusedField, "fields", message)
        .help("that is fine for what only your people need");
    Some(Problem { severity: Severity::Note, ..problem })
}
