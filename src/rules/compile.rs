//! Compiling a script into rules.

use super::answers::{self, Fields};
use super::conditions::{Condition, Extended};
use super::declare::{self, Declared, Rule, SIGNATURES};
use super::formula::Lowering;
use super::partner::{self, PARTNER};
use super::place::{Source, called, describe};
use super::work::Work;
use super::{Kind, MAX_SCRIPT_BYTES, fields, sandbox};
use crate::program::{Code, Problem, Program};
use rhai::{AST, Dynamic, Engine, EvalAltResult, Module, ParseError, ParseErrorType, Position, Scope};
use sha2::{Digest, Sha256};
use std::rc::Rc;

const MAX_RULES: usize = 1_000;
const MAX_MESSAGE: usize = 500;

/// A program's compiled rules. Compile once, evaluate often.
pub struct Rules {
    pub(super) engine: Engine,
    pub(super) ast: AST,
    can_take_long: bool,
    pub(super) rules: Vec<Rule>,
    /// The conditions, in the order of their fields.
    pub(super) conditions: Vec<Condition>,
    pub(super) work: Rc<Work>,
    /// The set of required fields.
    pub(super) required: Fields,
    /// The set of facts of the partner.
    pub(super) facts: Fields,
    /// For each plan, the field that its percentages are taken of.
    pub(super) bases: Vec<Option<usize>>,
    /// The fields that rules or plans may read.
    pub(super) concerned: Fields,
    pub(super) qualify_at: Option<(i64, Position)>,
    pub(super) program: Program,
    pub(super) program_hash: String,
    pub(super) rules_hash: String,
}

impl Rules {
    /// Compiles a script for a program. `program_json` is the text that `program` was read from: its hash is part of
    /// every verdict.
    ///
    /// # Errors
    ///
    /// All mistakes found, with line and column: syntax errors, declarations that fail, fields that the program does
    /// not have, and contradictory declarations.
    pub fn compile(program: &Program, program_json: &str, script: &str) -> Result<Rules, Vec<Problem>> {
        if script.len() > MAX_SCRIPT_BYTES {
            let message = format!("is {} bytes long; the limit is {MAX_SCRIPT_BYTES}", script.len());
            let problem = Problem::new(Code::TooLong, &program.rules, message);
            return Err(vec![Problem { is_of_script: true, ..problem }]);
        }
        let extended = Extended::of_program(program, script.trim_start_matches('\u{feff}'));
        let compiled = Rules::compile_extended(program, &extended, sha256(program_json), sha256(script));
        compiled.map_err(|problems| extended.placed(problems))
    }

    fn compile_extended(
        program: &Program,
        extended: &Extended,
        program_hash: String,
        rules_hash: String,
    ) -> Result<Rules, Vec<Problem>> {
        let source = Source { file: &program.rules, text: &extended.text };
        let problems = |code: Code, found: Vec<(Position, String)>| match found.is_empty() {
            true => Ok(()),
            false => Err(found_at(&source, code, found)),
        };
        problems(Code::BadCondition, extended.comments())?;
        let mut functions = Module::new();
        let (mut engine, work, literals) = sandbox::engine(program, &mut functions);
        answers::register(&mut functions, program);
        let declared = declare::register(&mut functions);
        engine.register_global_module(functions.into());
        let mut scope = Scope::new();
        scope.push_constant("today", Dynamic::UNIT);
        if !program.partner_facts.is_empty() {
            scope.push_constant(PARTNER, Dynamic::UNIT);
        }
        let ast = engine
            .compile_with_scope(&scope, source.text)
            .map_err(|error| vec![unreadable(&source, &error)])?;
        let can_take_long = sandbox::run(&mut engine, &ast, work.clone());
        problems(Code::TakenName, declare::hidden(&ast, program))?;
        problems(Code::MisusedToday, fields::today_misused(&ast))?;
        if !program.partner_facts.is_empty() {
            problems(Code::TakenName, fields::partner_misused(&ast))?;
        }
        engine.run_ast_with_scope(&mut scope, &ast).map_err(|error| vec![failed(&source, &error)])?;
        let Declared { mut rules, qualify_at } = declared.take();
        problems(
            Code::UnknownField,
            fields::unknown_fields(&ast, program, &fields::names_of_lead(&ast, &rules)),
        )?;
        let lowering = Lowering::new(program, &ast, literals);
        for rule in &mut rules {
            isolate(rule);
            rule.today = lowering.captured(&rule.check, "today");
            rule.partner =
                lowering.captured(&rule.check, PARTNER).filter(|_| !program.partner_facts.is_empty());
            rule.formula = lowering.lower(&rule.check);
        }
        let named = fields::named_fields(&ast, program, &fields::names_of_lead(&ast, &rules));
        problems(Code::WrongCall, unfit_checks(&rules))?;
        problems(Code::UnknownField, lowering.unknown_fields())?;
        let (rules, conditions, wrong) = extended.take(rules);
        problems(Code::BadCondition, wrong)?;
        let contradictions = contradictions(&source, &rules, &qualify_at);
        if !contradictions.is_empty() {
            return Err(contradictions);
        }
        work.limit(rules.len());
        let mut required = Fields::default();
        for (i, _) in program.fields.iter().enumerate().filter(|(_, field)| field.required) {
            required.add(i);
        }
        let mut concerned = Fields::default();
        for (i, field) in program.fields.iter().enumerate() {
            let is_basis =
                || program.compensation.iter().any(|plan| plan.basis.as_ref() == Some(&field.name));
            if named.as_ref().is_none_or(|named| named.contains(&field.name)) || is_basis() {
                concerned.add(i);
            }
        }
        let place = |name: &String| program.fields.iter().position(|field| field.name == *name);
        let bases = program.compensation.iter().map(|plan| plan.basis.as_ref().and_then(place)).collect();
        Ok(Rules {
            engine,
            ast,
            can_take_long,
            rules,
            conditions,
            work,
            required,
            facts: partner::places(program),
            bases,
            concerned,
            qualify_at: qualify_at.first().copied(),
            program: program.clone(),
            program_hash,
            rules_hash,
        })
    }

    /// The plan that applies if the script chooses none: the program's only plan.
    pub(super) fn only_plan(&self) -> Option<&str> {
        let declared = self.rules.iter().any(|rule| rule.kind == Kind::Plan);
        match self.program.compensation.as_slice() {
            [only] if !declared => Some(&only.id),
            _ => None,
        }
    }

    /// True if a rule or a plan may read the field with that index. Other fields cannot change a verdict.
    #[must_use]
    pub fn concern(&self, field: usize) -> bool {
        self.concerned.contains(field)
    }

    /// True if judging a lead is so quick that a page may wait for it: nothing in the script can run twice for one
    /// rule, and no answer must match a pattern, which can take a browser long.
    #[must_use]
    pub fn are_quick(&self) -> bool {
        let mut fields =
            self.program.fields.iter().flat_map(|field| std::iter::once(field).chain(&field.fields));
        !self.can_take_long && fields.all(|field| field.pattern.is_none())
    }

    /// The codes of the rules, in the script's order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.code.as_str())
    }

    /// The number of rules.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a script without rules is refused")]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// The program that the rules were compiled for.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// SHA-256 of the script, in hexadecimal.
    #[must_use]
    pub fn rules_hash(&self) -> &str {
        &self.rules_hash
    }

    /// SHA-256 of `program.json`, in hexadecimal.
    #[must_use]
    pub fn program_hash(&self) -> &str {
        &self.program_hash
    }
}

fn found_at(source: &Source, code: Code, found: Vec<(Position, String)>) -> Vec<Problem> {
    found.into_iter().map(|(position, message)| source.problem(code, position, message)).collect()
}

/// The problem of a script that does not parse.
fn unreadable(source: &Source, error: &ParseError) -> Problem {
    match error.err_type() {
        ParseErrorType::VariableUndefined(name) => source
            .problem(Code::UndefinedVariable, error.position(), format!("there is no variable `{name}` here"))
            .help(match name.as_str() {
                PARTNER => "list the facts that the script reads in `partner_facts` of program.json",
                _ => "a function sees its parameters, and a check sees the constants above it",
            }),
        kind => source.problem(Code::ScriptSyntax, error.position(), kind.to_string()),
    }
}

/// The problem of a declaration that failed.
fn failed(source: &Source, error: &EvalAltResult) -> Problem {
    let (position, message) = describe(error);
    let code = match error {
        EvalAltResult::ErrorFunctionNotFound(..) => Code::WrongCall,
        _ => Code::ScriptFailed,
    };
    let problem = source.problem(code, position, message);
    match error {
        EvalAltResult::ErrorFunctionNotFound(call, _) => {
            match SIGNATURES.iter().find(|(name, _)| *name == called(call)) {
                Some((_, usage)) => problem.help(format!("write {usage}")),
                None => problem,
            }
        }
        _ => problem,
    }
}

/// Reports checks that do not take the lead.
fn unfit_checks(rules: &[Rule]) -> Vec<(Position, String)> {
    let unfit = rules.iter().filter(|rule| rule.formula.is_none());
    unfit
        .map(|rule| (rule.position, format!("the check of `{}` must take the lead: |lead| …", rule.code)))
        .collect()
}

/// Gives a rule its own copies of captured variables. A closure shares them with other closures, so one rule could
/// change what another sees, or count its own calls. With copies, a rule always sees the values at the end of the
/// declarations.
fn isolate(rule: &mut Rule) {
    for captured in rule.check.iter_curry_mut() {
        *captured = captured.flatten_clone();
    }
}

fn contradictions(source: &Source, rules: &[Rule], qualify_at: &[(i64, Position)]) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut say =
        |code: Code, position: Position, message: String| found.push(source.problem(code, position, message));
    if rules.is_empty() {
        say(
            Code::NoRules,
            Position::NONE,
            "the script declares no rules: every lead would qualify without a check".into(),
        );
    }
    if rules.len() > MAX_RULES {
        say(
            Code::TooMany,
            Position::NONE,
            format!("the script declares {} rules; the limit is {MAX_RULES}", rules.len()),
        );
    }
    if let Some((_, position)) = qualify_at.get(1) {
        say(Code::Duplicate, *position, "qualify_at is declared twice".into());
    }
    for (i, rule) in rules.iter().take(MAX_RULES).enumerate() {
        let speaks = matches!(rule.kind, Kind::Require | Kind::Review);
        if rule.code.is_empty() || rule.code.len() > 64 || rule.code.chars().any(char::is_control) {
            say(Code::NotAName, rule.position, "a rule's code has 1 to 64 characters".into());
        } else if speaks && rule.message.is_empty() {
            say(Code::Missing, rule.position, format!("rule `{}` has no message for the partner", rule.code));
        } else if rule.message.chars().count() > MAX_MESSAGE {
            let message =
                format!("the message of rule `{}` is longer than {MAX_MESSAGE} characters", rule.code);
            say(Code::TooLong, rule.position, message);
        }
        if let Some(first) = rules.iter().take(i).find(|first| first.code == rule.code) {
            let line = first.position.line().unwrap_or_default();
            say(
                Code::Duplicate,
                rule.position,
                format!("`{}` is declared twice, first in line {line}", rule.code),
            );
        }
    }
    found
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
