//! The functions with which a script declares its rules.

use super::Kind;
use super::answers::Reading;
use super::formula::Node;
use super::partner::PARTNER;
use super::registry;
use super::walk::note;
use crate::program::Program;
use rhai::{AST, Dynamic, FnPtr, ImmutableString, Module, NativeCallContext, Position, Shared};
use std::any::TypeId;
use std::cell::RefCell;
use std::rc::Rc;

/// The declaring functions, each with its usage: the help for a wrong call.
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

/// The functions that declare conditions of the program.
pub const VISIBLE: &str = "visible_when";
pub const VALID: &str = "valid_when";

/// Reports functions of a script that have the name of a declaring function or `today`. A rule declared with a hidden
/// function would be lost.
pub fn hidden(ast: &AST, program: &Program) -> Vec<(Position, String)> {
    let is_partner = |name: &str| name == PARTNER && !program.partner_facts.is_empty();
    let ours = |name: &str| {
        name == "today" || is_partner(name) || SIGNATURES.iter().any(|(declares, _)| *declares == name)
    };
    let defined = ast.iter_fn_def().filter(|function| ours(&function.name));
    let mut said = Vec::new();
    for function in defined {
        let message = format!("the name `{}` is taken; give the function another", function.name);
        note(&mut said, function.body.start_position(), message);
    }
    said
}

/// A declared rule.
pub struct Rule {
    pub kind: Kind,
    pub code: String,
    pub message: String,
    pub check: FnPtr,
    pub position: Position,
    /// The check as a formula, as far as it is understood.
    pub formula: Option<Node>,
    /// True for a condition of the program, which is not a rule.
    pub is_condition: bool,
    /// The index of `today` among the captured values, if the check uses it.
    pub today: Option<usize>,
    /// The index of `partner` among the captured values, if the check uses it.
    pub partner: Option<usize>,
}

impl Rule {
    /// The check for a given day and lead, whose partner it may read. A closure that uses `today` or `partner` has captured it.
    pub fn check_on(&self, today: &ImmutableString, lead: &Reading) -> FnPtr {
        let mut check = self.check.clone();
        if let Some(captured) = self.partner.and_then(|place| check.iter_curry_mut().nth(place)) {
            *captured = Dynamic::from(lead.partner());
        }
        if let Some(captured) = self.today.and_then(|place| check.iter_curry_mut().nth(place)) {
            *captured = today.clone().into();
        }
        check
    }
}

/// The declarations of a script.
#[derive(Default)]
pub struct Declared {
    pub rules: Vec<Rule>,
    pub qualify_at: Vec<(i64, Position)>,
}

/// Registers the declaring functions. They add to the returned value.
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
                    partner: None,
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
