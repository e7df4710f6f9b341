//! The functions by which a script declares its rules.

use super::Kind;
use super::formula::Node;
use rhai::{AST, Engine, FnPtr, ImmutableString, NativeCallContext, Position};
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
    said.sort_unstable_by_key(|(position, _)| (position.line(), position.position()));
    said
}

/// One declared rule.
pub struct Rule {
    pub kind: Kind,
    pub code: String,
    pub message: String,
    pub check: FnPtr,
    pub position: Position,
    /// The check, as far as it is understood.
    pub formula: Option<Node>,
    /// Where the check has captured `today`.
    pub today: Option<usize>,
}

impl Rule {
    /// The check on a given day: a closure that uses `today` has captured it.
    pub fn check_on(&self, today: &ImmutableString) -> FnPtr {
        let mut check = self.check.clone();
        if let Some(captured) = self.today.and_then(|place| check.iter_curry_mut().nth(place)) {
            *captured = today.clone().into();
        }
        check
    }
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
        engine.register_fn(name, move |at: NativeCallContext, code: &str, message: &str, check: FnPtr| {
            add(&declared, kind, code, message, check, at.call_position());
        });
    }
    let scores = declared.clone();
    engine.register_fn("score", move |at: NativeCallContext, code: &str, check: FnPtr| {
        add(&scores, Kind::Score, code, "", check, at.call_position());
    });
    for (name, kind) in [("plan", Kind::Plan), ("route", Kind::Route)] {
        let declared = declared.clone();
        engine.register_fn(name, move |at: NativeCallContext, check: FnPtr| {
            add(&declared, kind, name, "", check, at.call_position());
        });
    }
    let thresholds = declared.clone();
    engine.register_fn("qualify_at", move |at: NativeCallContext, score: i64| {
        thresholds.borrow_mut().qualify_at.push((score, at.call_position()));
    });
    declared
}

fn add(
    declared: &RefCell<Declared>,
    kind: Kind,
    code: &str,
    message: &str,
    check: FnPtr,
    position: Position,
) {
    let (code, message) = (code.trim().to_string(), message.trim().to_string());
    let rule = Rule { kind, code, message, check, position, formula: None, today: None };
    declared.borrow_mut().rules.push(rule);
}
