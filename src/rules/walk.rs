//! Ways through the syntax tree of a script.

use rhai::{AST, ASTNode, Expr, Position};

/// For more, nobody looks: to find the name that was meant takes its time.
const MOST: usize = 100;

/// Shows every node of a script with the way to it, until the answer is false. Rhai's own walk is 2 KB of Wasm for
/// each closure that it is handed.
pub fn walk(ast: &AST, see: &mut dyn FnMut(&[ASTNode]) -> bool) {
    ast.walk(see);
}

/// `lead.a.b()` nests to the right: the field is the left end of what follows.
pub fn first_step(mut expr: &Expr) -> &Expr {
    while let Expr::Dot(step, ..) | Expr::Index(step, ..) = expr {
        expr = &step.lhs;
    }
    expr
}

/// Notes what stands at a place, once, in the order of the script: Rhai has its functions in none. The first are kept.
/// By looking for the place, since a sort would be 4 KB of Wasm.
pub fn note(found: &mut Vec<(Position, String)>, position: Position, what: String) {
    let key = |position: Position| (position.line(), position.position());
    let at = found.partition_point(|(known, _)| key(*known) < key(position));
    if at < MOST && found.get(at).is_none_or(|(known, _)| *known != position) {
        found.insert(at, (position, what));
        found.truncate(MOST);
    }
}
