//! From a script to rules that can be run.

use super::declare::{self, Declared, Rule, SIGNATURES};
use super::{Kind, fields, reading, sandbox, steps, wording};
use crate::program::{Problem, Program};
use rhai::{AST, Dynamic, Engine, EvalAltResult, Position, Scope};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const MAX_RULES: usize = 1_000;
const MAX_MESSAGE: usize = 500;

/// A program's rules, compiled. Compile once, evaluate often.
pub struct Rules {
    pub(super) engine: Engine,
    pub(super) ast: AST,
    pub(super) rules: Vec<Rule>,
    pub(super) qualify_at: Option<i64>,
    pub(super) program: Program,
    pub(super) program_hash: String,
    pub(super) rules_hash: String,
}

impl Rules {
    /// Compiles a script for a program. `program_json` is the text that `program` was read from: its hash
    /// travels with every verdict.
    ///
    /// # Errors
    ///
    /// All mistakes found, with line and column: a script that does not parse or whose declarations fail,
    /// fields the program does not have, and declarations that contradict each other.
    pub fn compile(program: &Program, program_json: &str, script: &str) -> Result<Rules, Vec<Problem>> {
        let file = program.rules.as_str();
        let problem = |(position, message): (Position, String)| Problem::new(place(file, position), message);
        let mut engine = sandbox::engine();
        reading::register(&mut engine, program);
        let declared = declare::register(&mut engine);
        let mut scope = Scope::new();
        scope.push_constant("today", Dynamic::UNIT);
        let source = script.trim_start_matches('\u{feff}');
        let ast = engine
            .compile_with_scope(&scope, source)
            .map_err(|error| vec![problem((error.position(), error.err_type().to_string()))])?;
        sandbox::run(&mut engine, &ast);
        let mut mistakes = declare::hidden(&ast);
        mistakes.extend(fields::unknown_fields(&ast, program));
        if !mistakes.is_empty() {
            return Err(mistakes.into_iter().map(problem).collect());
        }
        engine.run_ast_with_scope(&mut scope, &ast).map_err(|error| {
            let (position, message) = describe(&error);
            let mut problem = Problem::new(place(file, position), message);
            if let EvalAltResult::ErrorFunctionNotFound(call, _) = &*error
                && let Some((_, usage)) = SIGNATURES.iter().find(|(name, _)| *name == called(call))
            {
                problem = problem.help(format!("write {usage}"));
            }
            vec![problem]
        })?;
        let Declared { mut rules, qualify_at } = declared.take();
        let contradictions = contradictions(&rules, &qualify_at);
        if !contradictions.is_empty() {
            return Err(contradictions.into_iter().map(problem).collect());
        }
        for rule in &mut rules {
            isolate(rule);
        }
        steps::limit(&mut engine, &ast, rules.len());
        Ok(Rules {
            engine,
            ast,
            rules,
            qualify_at: qualify_at.first().map(|(score, _)| *score),
            program: program.clone(),
            program_hash: sha256(program_json),
            rules_hash: sha256(script),
        })
    }

    /// The program they were compiled for.
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

/// A closure shares what it captured with other closures, so one rule could change what another sees, or
/// count its own calls. Copies end that: a rule sees what the declarations left, every time.
fn isolate(rule: &mut Rule) {
    for captured in rule.test.iter_curry_mut() {
        *captured = captured.flatten_clone();
    }
}

fn contradictions(rules: &[Rule], qualify_at: &[(i64, Position)]) -> Vec<(Position, String)> {
    let mut found = Vec::new();
    if rules.is_empty() {
        found.push((Position::NONE, "the script declares no rules: a lead would qualify unseen".into()));
    }
    if rules.len() > MAX_RULES {
        found.push((
            Position::NONE,
            format!("the script declares {} rules; the limit is {MAX_RULES}", rules.len()),
        ));
    }
    if let Some((_, position)) = qualify_at.get(1) {
        found.push((*position, "qualify_at is declared twice".into()));
    }
    let mut declared_at = BTreeMap::new();
    for rule in rules.iter().take(MAX_RULES) {
        let speaks = matches!(rule.kind, Kind::Require | Kind::Review);
        if rule.code.is_empty() || rule.code.len() > 64 || rule.code.chars().any(char::is_control) {
            found.push((rule.position, "a rule's code has 1 to 64 characters".into()));
        } else if speaks && rule.message.is_empty() {
            found.push((rule.position, format!("rule `{}` has no message for the partner", rule.code)));
        } else if rule.message.chars().count() > MAX_MESSAGE {
            let message =
                format!("the message of rule `{}` is longer than {MAX_MESSAGE} characters", rule.code);
            found.push((rule.position, message));
        }
        if let Some(first) = declared_at.insert(&rule.code, rule.position) {
            let line = first.line().unwrap_or_default();
            found.push((rule.position, format!("`{}` is declared twice, first in line {line}", rule.code)));
        }
    }
    found
}

/// Where and what: the innermost error, in words without its place.
pub(super) fn describe(error: &EvalAltResult) -> (Position, String) {
    let (mut inner, mut position) = (error, error.position());
    while let EvalAltResult::ErrorInFunctionCall(_, _, cause, _) = inner {
        inner = cause;
        position = inner.position().or_else(position);
    }
    let mut bare = inner.to_string();
    if let Some(place) = bare.rfind(" (line ") {
        bare.truncate(place);
    }
    let message = match inner {
        EvalAltResult::ErrorRuntime(value, _) => match value.to_string() {
            nothing if nothing.trim().is_empty() => "throws, and does not say why".into(),
            why => why,
        },
        EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..) => {
            "takes too many steps; is there an endless loop?".into()
        }
        EvalAltResult::ErrorStackOverflow(_) => "calls itself too deeply".into(),
        EvalAltResult::ErrorFunctionNotFound(call, _) => {
            format!("no function `{}` takes these arguments", called(call))
        }
        _ => bare,
    };
    (position, wording::plain(message).chars().take(300).collect())
}

/// The name in a call as Rhai describes it: `require (string, Fn)`.
fn called(call: &str) -> &str {
    call.split(" (").next().unwrap_or(call)
}

pub(super) fn place(file: &str, position: Position) -> String {
    match (position.line(), position.position()) {
        (Some(line), Some(column)) => format!("{file}, line {line}, column {column}"),
        (Some(line), None) => format!("{file}, line {line}"),
        _ => file.to_string(),
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
