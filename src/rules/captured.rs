//! The variables that closures capture as copies.
//!
//! Rhai lets a closure share what it captures with the code around it, and keeps what a chain begins with locked while
//! the chain runs. So a check like `lead.contacts.some(|c| c.country == lead.country)` would fail: the lead that the
//! closure reads is locked. A copy has no lock, and where nothing changes a variable, nothing can tell the two apart.

use super::walk::first_step;
use rhai::{ASTNode, Expr, ImmutableString, Stmt};

/// The functions that change what they are called on: those of the vocabulary with `mut` in their signatures.
const CHANGING: [&str; 4] = ["push", "pop", "trim", "replace"];

/// Notes the variables that the node at the end of a path changes: those are shared.
pub fn changed(path: &[ASTNode], names: &mut Vec<ImmutableString>) {
    match path.last() {
        Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => note(&assignment.1.lhs, names),
        Some(
            ASTNode::Stmt(Stmt::FnCall(call, _))
            | ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _)),
        ) if CHANGING.contains(&call.name.as_str()) => {
            call.args.iter().for_each(|value| note(value, names));
            for node in path {
                if let ASTNode::Expr(chain) = node {
                    note(chain, names);
                }
            }
        }
        _ => {}
    }
}

/// Notes the variable that a chain begins with.
fn note(chain: &Expr, names: &mut Vec<ImmutableString>) {
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
        // An operator with `=` is an assignment.
        for known in signatures().filter(|known| known.name != "+=") {
            let is_known = signatures().any(|other| other.name == known.name && other.changes);
            assert_eq!(CHANGING.contains(&known.name), is_known, "{}", known.line);
        }
    }
}
