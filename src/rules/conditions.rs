//! When a field is asked: `visible_when` of fields and steps, compiled behind the script, so that a condition can use
//! the script's constants and functions.

use super::answers::Fields;
use super::declare::Rule;
use crate::program::{Problem, Program};
use rhai::Position;

/// An expression of the program, where it stands, and the places of the fields that are hidden where it is false.
struct Condition<'a> {
    place: String,
    expression: &'a str,
    fields: std::ops::Range<usize>,
}

/// Fields that are hidden unless their condition holds.
pub struct Hiding {
    pub hides: Fields,
    pub rule: Rule,
}

/// A script with the program's conditions behind it.
pub struct Extended<'a> {
    pub text: String,
    conditions: Vec<Condition<'a>>,
    /// Of the program's fields.
    names: Vec<&'a str>,
    /// How many lines of the text are the script.
    script_lines: usize,
}

/// What stands before the expression in its line.
const HEAD: &str = "visible_when(|lead| ";

impl<'a> Extended<'a> {
    /// Puts the conditions of fields and steps behind the script, each in two lines: one may end in a comment.
    pub fn of(program: &'a Program, script: &str) -> Self {
        let mut conditions = Vec::new();
        for (i, field) in program.fields.iter().enumerate() {
            let expression = field.visible_when.as_deref();
            let place = || format!("fields[{i}] `{}`, visible_when", field.name);
            conditions.extend(expression.map(|expression| Condition {
                place: place(),
                expression,
                fields: i..i + 1,
            }));
        }
        let mut first = 0;
        for (i, step) in program.steps.iter().enumerate() {
            let fields = first..first + step.fields.len();
            first = fields.end;
            let expression = step.visible_when.as_deref();
            let place = || format!("steps[{i}], visible_when");
            conditions.extend(expression.map(|expression| Condition { place: place(), expression, fields }));
        }
        // A field may depend on those before it, so what is asked first is decided first; a step before its fields.
        conditions.sort_by_key(|condition| (condition.fields.start, std::cmp::Reverse(condition.fields.end)));
        let mut text = script.to_string();
        let script_lines = text.split('\n').count();
        for condition in &conditions {
            text.push('\n');
            text.push_str(HEAD);
            text.push_str(&condition.expression.replace(['\r', '\n'], " "));
            text.push_str("\n);");
        }
        let names = program.fields.iter().map(|field| field.name.as_str()).collect();
        Extended { text, conditions, names, script_lines }
    }

    /// Comments that would hide the conditions behind them.
    pub fn comments(&self) -> Vec<(Position, String)> {
        let mut found = Vec::new();
        for (i, condition) in self.conditions.iter().enumerate() {
            let Some(before) = condition.expression.find("/*").and_then(|at| condition.expression.get(..at))
            else {
                continue;
            };
            let column = HEAD.len() + before.chars().count() + 1;
            if let (Ok(line), Ok(column)) =
                (u16::try_from(self.script_lines + 2 * i + 1), u16::try_from(column))
            {
                found.push((Position::new(line, column), "must have no comment".into()));
            }
        }
        found
    }

    /// Takes the conditions out of what was declared, once checks are formulas; and says what is wrong with them, and
    /// where in the text.
    pub fn take(&self, declared: Vec<Rule>) -> (Vec<Rule>, Vec<Hiding>, Vec<(Position, String)>) {
        let mut wrong = Vec::new();
        let behind = |rule: &Rule| rule.position.line().is_some_and(|line| line > self.script_lines);
        for rule in declared.iter().filter(|rule| rule.is_condition != behind(rule)) {
            let message = match rule.is_condition {
                true => "visible_when stands at a field or a step of the program, not in the script",
                false => "must be one expression, such as lead.existing_customer == \"yes\"",
            };
            wrong.push((rule.position, message.into()));
        }
        let (conditions, rules): (Vec<Rule>, Vec<Rule>) =
            declared.into_iter().partition(|rule| rule.is_condition);
        if wrong.is_empty() && conditions.len() != self.conditions.len() {
            wrong.push((
                Position::NONE,
                "ends within a comment, and hides what follows: close it with */".into(),
            ));
        }
        let mut hiding = Vec::new();
        for (rule, condition) in conditions.into_iter().zip(&self.conditions) {
            let read = rule.formula.as_ref().and_then(|formula| formula.fields());
            match read.map(|read| read.iter().find(|field| *field >= condition.fields.start)) {
                None => wrong.push((rule.position, "must compare fields, without loops and closures".into())),
                Some(Some(later)) => {
                    let name = self.names.get(later).copied().unwrap_or_default();
                    let message =
                        format!("reads `{name}`, which is not asked before: it can read earlier fields");
                    wrong.push((rule.position, message));
                }
                Some(None) => {
                    let mut hides = Fields::default();
                    condition.fields.clone().for_each(|field| _ = hides.add(field));
                    hiding.push(Hiding { hides, rule });
                }
            }
        }
        (rules, hiding, wrong)
    }

    /// Says of problems behind the script where in the program they are.
    pub fn placed(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        for problem in &mut problems {
            let Some(at) = problem.at.as_deref() else { continue };
            let Some(behind) = at.line.checked_sub(self.script_lines + 1) else { continue };
            if let Some(condition) = self.conditions.get(behind / 2) {
                let column = at.column.saturating_sub(HEAD.len()).max(1);
                problem.place = format!("{}, column {column}", condition.place);
                problem.at = None;
            }
        }
        problems
    }
}
