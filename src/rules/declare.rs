//! The functions by which a script declares its rules.

use super::Kind;
use rhai::{AST, Engine, FnPtr, NativeCallContext, Position};
use std::cell::RefCell;
use std::rc::Rc;

/// The declaring functions, with how each is called: the help where a call does not fit.
pub const SIGNATURES: [(&str, &str); 6] = [
    ("require", "require(\"code\", \"What must hold.\", |lead| …)"),
    ("review", "review(\"code\", \"What must hold, or a partner manager decides.\", |lead| …)"),
    ("score", "score(\"code\", |lead| …)"),
    ("qualify_at", "qualify_at(40)"),
    ("plan", "plan(|lead| \"plan-id\")"),
    ("route", "route(|lead| \"name\")"),
];

/// The functions that a script defines and must not: a rule that one of them hides would never be declared.
pub fn hidden(ast: &AST) -> Vec<(Position, String)> {
    let ours = |name: &str| name == "today" || SIGNATURES.iter().any(|(declares, _)| *declares == name);
    let defined = ast.iter_fn_def().filter(|function| ours(&function.name));
    let said = defined.map(|function| {
        let message = format!("the name `{}` is taken; give the function another", function.name);
        (function.body.start_position(), message)
    });
    let mut said: Vec<_> = said.collect();
    // Rhai has them in no order.
    said.sort_by_key(|(position, _)| (position.line(), position.position()));
    said
}

/// One declared rule.
pub struct Rule {
    pub kind: Kind,
    pub code: String,
    pub message: String,
    pub test: FnPtr,
    pub position: Position,
}

/// What a script has declared.
#[derive(Default)]
pub struct Declared {
    pub rules: Vec<Rule>,
    pub qualify_at: Vec<(i64, Position)>,
}

/// Teaches the engine the declaring functions. They add to what is returned.
pub fn register(engine: &mut Engine) -> Rc<RefCell<Declared>> {
    let declared = Rc::new(RefCell::new(Declared::default()));
    for (name, kind) in [("require", Kind::Require), ("review", Kind::Review)] {
        let declared = declared.clone();
        engine.register_fn(name, move |at: NativeCallContext, code: &str, message: &str, test: FnPtr| {
            add(&declared, kind, code, message, test, at.call_position());
        });
    }
    let scores = declared.clone();
    engine.register_fn("score", move |at: NativeCallContext, code: &str, test: FnPtr| {
        add(&scores, Kind::Score, code, "", test, at.call_position());
    });
    for (name, kind) in [("plan", Kind::Plan), ("route", Kind::Route)] {
        let declared = declared.clone();
        engine.register_fn(name, move |at: NativeCallContext, test: FnPtr| {
            add(&declared, kind, name, "", test, at.call_position());
        });
    }
    let thresholds = declared.clone();
    engine.register_fn("qualify_at", move |at: NativeCallContext, score: i64| {
        thresholds.borrow_mut().qualify_at.push((score, at.call_position()));
    });
    declared
}

fn add(declared: &RefCell<Declared>, kind: Kind, code: &str, message: &str, test: FnPtr, position: Position) {
    let (code, message) = (code.trim().to_string(), message.trim().to_string());
    declared.borrow_mut().rules.push(Rule { kind, code, message, test, position });
}
