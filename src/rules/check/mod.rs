//! Warnings for the author of a script, before a partner sees the form.

mod amounts;
mod arguments;
mod arithmetic;
mod autofill;
mod blanks;
mod checking;
mod constants;
mod cover;
mod dates;
mod fractions;
mod gaps;
mod grain;
mod indexed;
mod items;
mod kinds;
mod lists;
mod messages;
mod pay;
mod points;
mod questions;
mod reach;
mod rows;
mod slips;
mod terms;
mod translations;
mod words;

use super::Rules;
use super::conditions::Extended;
use super::formula::Lowering;
use super::parsing;
use super::place::Source;
use crate::program::{Problem, Program};
use jiff::civil::Date;

/// Compiles a script, and returns its rules with the probable mistakes in script and program, in the order of the
/// script's lines. `today` is the day on which rules are tried.
///
/// # Errors
///
/// All problems for which the script is refused.
pub fn check_script(
    program: &Program,
    program_json: &str,
    script: &str,
    today: Date,
) -> Result<(Rules, Vec<Problem>), Vec<Problem>> {
    let rules = Rules::compile(program, program_json, script)?;
    let extended = Extended::of_program(program, script.trim_start_matches('\u{feff}'));
    let source = Source { file: &program.rules, text: &extended.text };
    let kinds: Vec<_> = rules.rules.iter().map(|rule| kinds::check_kinds(program, source, rule)).collect();
    let sound: Vec<bool> = kinds.iter().map(Vec::is_empty).collect();
    let mut problems: Vec<Problem> = kinds.into_iter().flatten().collect();
    problems.extend(
        rules.conditions.iter().flat_map(|condition| kinds::check_kinds(program, source, &condition.rule)),
    );
    problems.extend(reach::check_reach(&rules, source, today, &sound));
    problems.extend(reach::conditions(&rules, source, today));
    problems.extend(rows::check_row_names(program, source, &rules.ast));
    let literals = parsing::literals(source.text);
    let lowering = Lowering::new(program, &rules.ast, literals.clone());
    let constants = lowering.all_captured(&rules.rules);
    problems.extend(items::check_closures(program, source, &rules.ast, &literals, &constants));
    problems.extend(slips::check_slips(source, &rules.ast, &rules.rules, &lowering));
    let mut problems = extended.placed(problems);
    problems.extend(autofill::check_autofill(program));
    problems.extend(messages::check_messages(&rules, program_json));
    problems.extend(translations::check_translations(&rules, program_json));
    problems.extend(amounts::check_amounts(program));
    problems.extend(pay::check_plans(program));
    problems.extend(questions::check_questions(program));
    problems.extend(terms::check_terms(program, today));
    let line = |problem: &Problem| problem.at.as_ref().map_or(usize::MAX, |at| at.line);
    problems.sort_by_key(|problem| (problem.severity, line(problem)));
    // A helper function is part of every rule that calls it, so its problems occur several times.
    problems.dedup();
    Ok((rules, problems))
}
