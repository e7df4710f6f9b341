//! The functions by which a script declares its rules.

use super::Kind;
use super::formula::Node;
use super::registry;
use super::walk::note;
use rhai::{AST, Dynamic, FnPtr, ImmutableString, Module, NativeCallContext, Position, Shared};
use std::any::TypeId;
use std::cell::RefCell;
use std::rc::Rc;

/// The declaring functions, with how each is called: the help where a call does not fit.
pub const SIGNATURES: [(&str, &str); 8] = [
    ("require", "require(\"code\", \"What must hold.\", |lead| …)"),
    ("review", "review(\"code\", \"What must hold, or a partner manager decides.\", |lead| …)"),
    ("score", "score(\"code\", |lead| …)"),
    ("qualify_at", "qualify_at(40)"),
    ("plan", "plan(|lead| \"plan-id\")"),
    ("route", "route(|lead| \"name\")"),
    (VISIBLE, "\"visible_when\": \"lead.field == …\" at a field or a step of the program"),
    (VALID, "\"valid_when\": \"lead.field >= …\" at a field of the program"),
];

/// What conditions of the program are to the script engine: functions that declare them.
pub const VISIBLE: &str = "visible_when";
pub const VALID: &str = "valid_when";

/// The functions that a script defines and must not: a rule that one of them hides would never be declared.
pub fn hidden(ast: &AST) -> Vec<(Position, String)> {
    let ours = |name: &str| name == "today" || SIGNATURES.iter().any(|(declares, _)| *declares == name);
    let defined = ast.iter_fn_def().filter(|function| ours(&function.name));
    let mut said = Vec::new();
    for function in defined {
        let message = format!("the name `{}` is taken; give the function another", function.name);
        note(&mut said, function.body.start_position(), message);
    }
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
    /// Whether it is no rule, but a condition of a field.
    pub is_condition: bool,
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

/// Adds the declaring functions. They add to what is returned.
pub fn register(module: &mut Module) -> Rc<RefCell<Declared>> {
    let declared = Rc::new(RefCell::new(Declared::default()));
    let (text, check) = (TypeId::of::<ImmutableString>(), TypeId::of::<FnPtr>());
    let functions: [(_, _, &[TypeId]); 7] = [
        ("require", Kind::Require, &[text, text, check]),
        ("review", Kind::Review, &[text, text, check]),
        ("score", Kind::Score, &[text, check]),
        ("plan", Kind::Plan, &[check]),
        ("route", Kind::Route, &[check]),
        (VISIBLE, Kind::Require, &[check]),
        (VALID, Kind::Require, &[check]),
    ];
    for (name, kind, types) in functions {
        let declared = declared.clone();
        let declare = move |at: Option<NativeCallContext>, arguments: &mut [&mut Dynamic]| {
            let Some((check, texts)) = arguments.split_last() else { return Ok(Dynamic::UNIT) };
            let text = |i: usize| {
                let text = texts.get(i)?.as_immutable_string_ref().ok()?;
                Some(text.trim().to_string())
            };
            if let Some(check) = check.flatten_clone().try_cast::<FnPtr>() {
                declared.borrow_mut().rules.push(Rule {
                    kind,
                    code: text(0).unwrap_or_else(|| name.into()),
                    message: text(1).unwrap_or_default(),
                    check,
                    position: place(at),
                    formula: None,
                    is_condition: [VISIBLE, VALID].contains(&name),
                    today: None,
                });
            }
            Ok(Dynamic::UNIT)
        };
        registry::add(module, name, types, true, Shared::new(declare));
    }
    let thresholds = declared.clone();
    let declare = move |at: Option<NativeCallContext>, arguments: &mut [&mut Dynamic]| {
        let score = arguments.first().and_then(|score| score.as_int().ok());
        thresholds.borrow_mut().qualify_at.extend(score.map(|score| (score, place(at))));
        Ok(Dynamic::UNIT)
    };
    registry::add(module, "qualify_at", &[TypeId::of::<i64>()], true, Shared::new(declare));
    declared
}

fn place(call: Option<NativeCallContext>) -> Position {
    call.map_or(Position::NONE, |call| call.call_position())
}
