//! How much work a script does: counted, not timed, so that it ends at the same step everywhere.
//!
//! Rhai counts steps too, but forgets those of closures that a native function called (`list.map(|x| …)`), and
//! takes a copy of a long list, or a look into a long text, for one step. So steps are counted here as well, and
//! what is long counts for many.

use super::declare::SIGNATURES;
use rhai::{AST, ASTNode, Dynamic, Engine, Expr, FnPtr, Stmt};
use std::cell::Cell;

/// Steps that one rule, or the declarations together, may take: about 10 ms in a browser.
const MAX_STEPS: u64 = 50_000;
/// Steps that all rules of a script may take together. Each gets an equal share, whatever the others take, so
/// that a rule's outcome does not depend on which rules ran before it.
const MAX_STEPS_TOGETHER: u64 = 1_000_000;
/// What takes about as long as a step.
const BYTES_OF_A_STEP: usize = 32;
const ITEMS_OF_A_STEP: usize = 8;

/// Nodes of a script's syntax tree. A sample program's has fewer than 300.
const MANY_NODES: usize = 2_000;

thread_local! {
    /// The steps of the script that runs on this thread.
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Sets how many steps the declarations may take, or each of so many rules.
///
/// Only a script that can take long is counted closely: a count of our own makes an evaluation 5 % slower.
pub fn limit(engine: &mut Engine, ast: &AST, rules: usize) {
    let most = (MAX_STEPS_TOGETHER / (rules as u64).max(1)).min(MAX_STEPS);
    engine.set_max_operations(most);
    if !can_take_long(ast) {
        return;
    }
    engine.on_progress(move |operations| {
        // Where Rhai's count starts anew, so does ours.
        let steps = if operations <= 1 { 1 } else { STEPS.get().saturating_add(1) };
        STEPS.set(steps);
        (steps > most).then_some(Dynamic::UNIT)
    });
    // Each use of a variable counts for as many steps as its value is long.
    #[allow(deprecated, reason = "Rhai marks what may change in its next versions so")]
    engine.on_var(|name, _, context| {
        // What is locked is being walked already, and cannot be looked at.
        if let Some(value) = context.scope().get(name).filter(|value| !value.is_locked()) {
            take(weight(value));
        }
        Ok(None)
    });
}

/// Notes that a function walks a text.
pub fn walks(text: &str) {
    take(text.len() / BYTES_OF_A_STEP);
}

/// Notes that a function walks so many items.
pub fn walks_items(items: usize) {
    take(items / ITEMS_OF_A_STEP);
}

/// The step after it ends the script, if it was too much.
fn take(steps: usize) {
    STEPS.set(STEPS.get().saturating_add(steps as u64));
}

/// The steps that a copy of a value stands for.
fn weight(value: &Dynamic) -> usize {
    if let Ok(text) = value.as_immutable_string_ref() {
        text.len() / BYTES_OF_A_STEP
    } else if let Ok(list) = value.as_array_ref() {
        list.len() / ITEMS_OF_A_STEP + list.iter().map(weight_within).sum::<usize>()
    } else if let Ok(map) = value.as_map_ref() {
        map.values().map(|value| 1 + weight_within(value)).sum()
    } else if let Some(closure) = value.read_lock::<FnPtr>() {
        closure.curry().iter().filter(|captured| !captured.is_shared()).map(weight).sum()
    } else {
        0
    }
}

/// A text within a list is not copied with it.
fn weight_within(value: &Dynamic) -> usize {
    if value.is_array() || value.is_map() { 1 + weight(value) } else { 0 }
}

/// Whether anything in the script can run twice in one rule (a loop, a function, or a closure that is no rule), or
/// there is so much of it that once is enough.
fn can_take_long(ast: &AST) -> bool {
    let mut found = ast.iter_fn_def().any(|function| !function.name.starts_with("anon$"));
    let mut nodes = 0;
    ast.walk(&mut |path: &[ASTNode]| {
        nodes += 1;
        found |= match path.last() {
            Some(ASTNode::Stmt(Stmt::While(..) | Stmt::Do(..) | Stmt::For(..))) => true,
            Some(ASTNode::Expr(Expr::DynamicConstant(value, ..))) => value.is_fnptr() && !declares(path),
            _ => nodes > MANY_NODES,
        };
        !found
    });
    found
}

/// Whether the closure at the end of a path is what a declaration is given.
fn declares(path: &[ASTNode]) -> bool {
    let mut around = path.iter().rev().skip(1).map(|node| match node {
        ASTNode::Expr(Expr::FnCall(call, ..)) => call.name.as_str(),
        ASTNode::Stmt(Stmt::FnCall(call, ..)) => call.name.as_str(),
        // A closure that captures something is given as `{ curry(closure, captured, …) }`.
        ASTNode::Expr(Expr::Stmt(..)) | ASTNode::Stmt(Stmt::Expr(..)) => "curry",
        _ => "",
    });
    let caller = around.find(|name| *name != "curry");
    SIGNATURES.iter().any(|(name, _)| Some(*name) == caller)
}

#[cfg(test)]
mod tests {
    use super::can_take_long;
    use crate::rules::sandbox;

    #[test]
    fn what_can_take_long_is_told_from_what_cannot() {
        let engine = sandbox::engine();
        let is = |script: &str| can_take_long(&engine.compile(script).expect("it compiles"));
        for once in [
            include_str!("../../rules/cloud-migration/qualify.rhai"),
            include_str!("../../rules/industrial-automation/qualify.rhai"),
            r#"require("a", "A.", |lead| lead.a > 1 && lead.b in ["x"]);"#,
            r#"const LIST = [1]; require("a", "A.", |lead| lead.a in LIST); plan(|lead| if lead.a > 1 { "x" } else { LIST[0] });"#,
            r#"const A = 1; const B = 2; score("a", |lead| switch lead.a { 1 => A, _ => B }); qualify_at(3); route(|l| "x");"#,
        ] {
            assert!(!is(once), "{once}");
        }
        for again in [
            r#"require("a", "A.", |lead| { loop {} });"#,
            r#"require("a", "A.", |lead| { while true {} });"#,
            r#"require("a", "A.", |lead| { do {} while true });"#,
            r#"require("a", "A.", |lead| { for i in 0..9 {} true });"#,
            r#"fn f() { f() } require("a", "A.", |lead| f());"#,
            r#"require("a", "A.", |lead| [1].some(|x| x == lead.a));"#,
            r#"let f = |x| x; require("a", "A.", |lead| f.call(1));"#,
            r#"require("a", "A.", |lead| { let a = 1; let f = |x| x + a; f.call(1) });"#,
            "for i in 0..9 { score(`${i}`, |lead| i); }",
        ] {
            assert!(is(again), "{again}");
        }
    }
}
