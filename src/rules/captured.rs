//! The variables that closures capture as copies.
//!
//! Rhai lets a closure share what it captures with the code around it, and keeps what a chain begins with locked while
//! the chain runs. So a check like `lead.contacts.some(|c| c.country == lead.country)` would fail: the lead that the
//! closure reads is locked. A copy has no lock, and where nothing changes a variable, nothing can tell the two apart.

use super::fields::{first_step, walk};
use rhai::{AST, ASTNode, Expr, ImmutableString, Stmt};

/// The functions that change what they are called on: those of the vocabulary with `mut` in their signatures.
const CHANGING: [&str; 5] = ["push", "pop", "trim", "replace", "+="];

/// The names of variables that the script changes: those are shared.
pub fn changed(ast: &AST) -> Vec<ImmutableString> {
    let mut changed = Vec::new();
    walk(ast, &mut |path| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => note(&mut changed, &assignment.1.lhs),
            Some(
                ASTNode::Stmt(Stmt::FnCall(call, _))
                | ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _)),
            ) if CHANGING.contains(&call.name.as_str()) => {
                call.args.iter().for_each(|value| note(&mut changed, value));
                for node in path {
                    if let ASTNode::Expr(chain) = node {
                        note(&mut changed, chain);
                    }
                }
            }
            _ => {}
        }
        true
    });
    changed
}

/// Notes the variable that a chain begins with.
fn note(names: &mut Vec<ImmutableString>, chain: &Expr) {
    if let Expr::Variable(variable, ..) = first_step(chain) {
        names.push(variable.1.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::CHANGING;
    use crate::rules::vocabulary::signatures;

    #[test]
    fn the_functions_that_change_a_value_are_known() {
        let known: Vec<_> = signatures().filter(|known| known.changes).map(|known| known.name).collect();
        assert!(known.iter().all(|name| CHANGING.contains(name)), "{known:?}");
        assert!(CHANGING.iter().all(|name| known.contains(name)), "{known:?}");
    }
}
