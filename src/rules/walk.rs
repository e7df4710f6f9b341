//! Walking through the syntax tree of a script.

use rhai::{AST, ASTNode, Expr, Position};

/// The largest number of findings. Searching for the nearest known name takes time.
const MOST: usize = 100;

/// Visits every node of a script, with the path to it, until `see` returns false. Rhai's own walk takes 2 KB of Wasm
/// for each closure that it is given.
pub fn walk(ast: &AST, see: &mut dyn FnMut(&[ASTNode]) -> bool) {
    ast.walk(see);
}

/// The first step of a chain. `lead.a.b()` nests to the right, so it is the leftmost part.
pub fn first_step(mut expr: &Expr) -> &Expr {
    while let Expr::Dot(step, ..) | Expr::Index(step, ..) = expr {
        expr = &step.lhs;
    }
    expr
}

/// Adds a finding at its position, once for each position, in the order of the script: Rhai visits functions in no
/// fixed order. Only the first are kept. A binary search finds the position, because a sort would take 4 KB of Wasm.
pub fn note(found: &mut Vec<(Position, String)>, position: Position, what: String) {
    let key = |position: Position| (position.line(), position.position());
    let at = found.partition_point(|(known, _)| key(*known) < key(position));
    if at < MOST && found.get(at).is_none_or(|(known, _)| *known != position) {
        found.insert(at, (position, what));
        found.truncate(MOST);
    }
}
