//! Conditions of the program: `visible_when` of fields and steps, and `valid_when` of fields. They are compiled after
//! the script, so that a condition can use the script's constants and functions.

use super::answers::Fields;
use super::declare::{Rule, VALID, VISIBLE};
use crate::program::{Problem, Program};
use rhai::Position;

/// An expression in the program: its place, the function that declares it, and the fields that it applies to.
struct Expression<'a> {
    place: String,
    text: &'a str,
    function: &'static str,
    fields: std::ops::Range<usize>,
}

/// A condition on some fields. If it does not hold, they are hidden or their answer is wrong.
pub struct Condition {
    pub fields: Fields,
    pub is_of_answer: bool,
    /// The fields that the condition reads.
    pub reads: Fields,
    pub rule: Rule,
}

/// A script with the program's conditions appended.
pub struct Extended<'a> {
    pub text: String,
    conditions: Vec<Expression<'a>>,
    /// The names of the program's fields.
    names: Vec<&'a str>,
    /// The number of lines that belong to the script.
    script_lines: usize,
}

impl Expression<'_> {
    /// The code before the expression in its line.
    fn head(&self) -> String {
        [self.function, "(|lead| "].concat()
    }
}

impl<'a> Extended<'a> {
    /// Appends the conditions of fields and steps to the script. Each takes two lines, because an expression may end in
    /// a comment.
    pub fn of_program(program: &'a Program, script: &str) -> Self {
        let mut conditions = Vec::new();
        for (i, field) in program.fields.iter().enumerate() {
            for (function, text) in [(VISIBLE, &field.visible_when), (VALID, &field.valid_when)] {
                conditions.extend(text.as_deref().map(|text| Expression {
                    place: format!("fields[{i}] `{}`, {function}", field.name),
                    text,
                    function,
                    fields: i..i + 1,
                }));
            }
        }
        let mut first = 0;
        for (i, step) in program.steps.iter().enumerate() {
            let fields = first..first + step.fields.len();
            first = fields.end;
            conditions.extend(step.visible_when.as_deref().map(|text| Expression {
                place: format!("steps[{i}], {VISIBLE}"),
                text,
                function: VISIBLE,
                fields,
            }));
        }
        // A field may depend on the fields before it, so conditions are decided in the order of the questions. A step
        // comes before its fields.
        conditions.sort_by_key(|condition| (condition.fields.start, std::cmp::Reverse(condition.fields.end)));
        let mut text = script.to_string();
        let script_lines = text.split('\n').count();
        for condition in &conditions {
            text.push('\n');
            text.push_str(&condition.head());
            text.push_str(&condition.text.replace(['\r', '\n'], " "));
            text.push_str("\n);");
        }
        let names = program.fields.iter().map(|field| field.name.as_str()).collect();
        Extended { text, conditions, names, script_lines }
    }

    /// Reports comments that would hide the conditions after them.
    pub fn comments(&self) -> Vec<(Position, String)> {
        let mut found = Vec::new();
        for (i, condition) in self.conditions.iter().enumerate() {
            let Some(before) = condition.text.find("/*").and_then(|at| condition.text.get(..at)) else {
                continue;
            };
            let column = condition.head().len() + before.chars().count() + 1;
            if let (Ok(line), Ok(column)) =
                (u16::try_from(self.script_lines + 2 * i + 1), u16::try_from(column))
            {
                found.push((Position::new(line, column), "must have no comment".into()));
            }
        }
        found
    }

    /// Splits the declared rules into rules and conditions. Checks must be formulas by now. Also returns the problems
    /// of conditions, with their places in the text.
    pub fn take(&self, declared: Vec<Rule>) -> (Vec<Rule>, Vec<Condition>, Vec<(Position, String)>) {
        let mut wrong = Vec::new();
        let behind = |rule: &Rule| rule.position.line().is_some_and(|line| line > self.script_lines);
        for rule in declared.iter().filter(|rule| rule.is_condition != behind(rule)) {
            let message = match rule.is_condition {
                true => format!("{} belongs to a field of the program, not in the script", rule.code),
                false => "must be one expression, such as lead.existing_customer == \"yes\"".into(),
            };
            wrong.push((rule.position, message));
        }
        let (conditions, rules): (Vec<Rule>, Vec<Rule>) =
            declared.into_iter().partition(|rule| rule.is_condition);
        if wrong.is_empty() && conditions.len() != self.conditions.len() {
            wrong.push((
                Position::NONE,
                "ends within a comment, and hides what follows: close it with */".into(),
            ));
        }
        let mut taken = Vec::new();
        for (rule, expression) in conditions.into_iter().zip(&self.conditions) {
            let is_of_answer = expression.function == VALID;
            let Some(reads) = rule.formula.as_ref().and_then(|formula| formula.fields()) else {
                wrong.push((
                    rule.position,
                    "must compare fields (with `==`, not `=`), without loops and closures".into(),
                ));
                continue;
            };
            // A `valid_when` may also read its own field.
            let end = expression.fields.start + usize::from(is_of_answer);
            if let Some(later) = reads.iter().find(|field| *field >= end) {
                let message = match self.names.get(later) {
                    Some(name) => {
                        format!("reads `{name}`, which is not asked before: it can read earlier fields")
                    }
                    None => "reads a fact of the partner: only rules of the script can read one".into(),
                };
                wrong.push((rule.position, message));
                continue;
            }
            let mut fields = Fields::default();
            expression.fields.clone().for_each(|field| _ = fields.add(field));
            taken.push(Condition { fields, is_of_answer, reads, rule });
        }
        (rules, taken, wrong)
    }

    /// Changes the place of a problem after the script to the place in the program.
    pub fn placed(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        for problem in &mut problems {
            let Some(at) = problem.at.as_deref() else { continue };
            let Some(behind) = at.line.checked_sub(self.script_lines + 1) else { continue };
            if let Some(condition) = self.conditions.get(behind / 2) {
                let column = at.column.saturating_sub(condition.head().len()).max(1);
                problem.place = format!("{}, column {column}", condition.place);
                problem.at = None;
                problem.is_of_script = false;
            }
        }
        problems
    }
}
