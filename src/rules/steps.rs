//! Decides whether a script can take long. If so, each use of a variable counts as work.

use super::captured;
use super::declare::SIGNATURES;
use super::walk::walk;
use super::work::{PER_STEP, Work};
use rhai::{AST, ASTNode, Dynamic, Engine, Expr, FnPtr, ImmutableString, Stmt};
use std::rc::Rc;

/// The largest number of nodes in the syntax tree of a quick script. A sample program's script has fewer than 300.
const MANY_NODES: usize = 2_000;

/// Makes each use of a variable cost steps in proportion to the length of its value. Gives closures copies of shared
/// variables that nothing changes (`captured.rs`). Scripts that cannot take long do not need this: they use a value
/// only as often as they name it.
pub fn weigh_variables(engine: &mut Engine, work: Rc<Work>, changed: Vec<ImmutableString>) {
    #[allow(deprecated, reason = "Rhai marks what may change in its next versions so")]
    engine.on_var(move |name, _, context| {
        // A locked value is in use by a chain, and cannot be measured.
        let Some(value) = context.scope().get(name).filter(|value| !value.is_locked()) else {
            return Ok(None);
        };
        let is_shared = value.is_shared();
        let looked_at = if is_shared { changed.len() / PER_STEP } else { 0 };
        work.add((weight(value) + looked_at) as u64)?;
        // The copy is in a shared cell. Otherwise a list function would copy the value for each item.
        let is_copied = is_shared && changed.iter().all(|known| known != name);
        Ok(is_copied.then(|| value.flatten_clone().into_shared()))
    });
}

/// The number of steps for a copy of a value.
fn weight(value: &Dynamic) -> usize {
    if let Ok(text) = value.as_immutable_string_ref() {
        text.len() / PER_STEP
    } else if let Ok(list) = value.as_array_ref() {
        list.len() / PER_STEP + list.iter().map(weight_within).sum::<usize>()
    } else if let Ok(map) = value.as_map_ref() {
        map.values().map(|value| 1 + weight_within(value)).sum()
    } else if let Some(closure) = value.read_lock::<FnPtr>() {
        closure.curry().iter().filter(|captured| !captured.is_shared()).map(weight).sum()
    } else {
        0
    }
}

/// A text in a list is not copied with the list.
fn weight_within(value: &Dynamic) -> usize {
    if value.is_array() || value.is_map() { 1 + weight(value) } else { 0 }
}

/// True if anything in the script can run twice in one rule (a loop, a function, or a closure that is not a rule), or
/// if the script is so large that running it once takes long. Collects the variables that the script changes.
pub fn can_take_long(ast: &AST, changed: &mut Vec<ImmutableString>) -> bool {
    let mut found = ast.iter_fn_def().any(|function| !function.name.starts_with("anon$"));
    let mut nodes = 0;
    walk(ast, &mut |path| {
        nodes += 1;
        captured::changed(path, changed);
        found |= match path.last() {
            Some(ASTNode::Stmt(Stmt::While(..) | Stmt::Do(..) | Stmt::For(..))) => true,
            Some(ASTNode::Expr(Expr::DynamicConstant(value, ..))) => value.is_fnptr() && !declares(path),
            _ => nodes > MANY_NODES,
        };
        true
    });
    found
}

/// True if the closure at the end of a path is an argument of a declaration.
fn declares(path: &[ASTNode]) -> bool {
    let mut around = path.iter().rev().skip(1).map(|node| match node {
        ASTNode::Expr(Expr::FnCall(call, ..)) => call.name.as_str(),
        ASTNode::Stmt(Stmt::FnCall(call, ..)) => call.name.as_str(),
        // A closure that captures values has the form `{ curry(closure, captured, …) }`.
        ASTNode::Expr(Expr::Stmt(..)) | ASTNode::Stmt(Stmt::Expr(..)) => "curry",
        _ => "",
    });
    let caller = around.find(|name| *name != "curry");
    SIGNATURES.iter().any(|(name, _)| Some(*name) == caller)
}

#[cfg(test)]
mod tests {
    use super::can_take_long;

    #[test]
    fn what_can_take_long_is_told_from_what_cannot() {
        let engine = rhai::Engine::new_raw();
        let is = |script: &str| can_take_long(&engine.compile(script).expect("it compiles"), &mut Vec::new());
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
