//! Finds the variables that closures must share rather than copy.
//!
//! In Rhai, a closure shares the variables that it captures with the code around it. While a method chain runs, Rhai
//! keeps the first variable of the chain locked. So a check like `lead.contacts.some(|c| c.country == lead.country)`
//! would fail, because the lead that the closure reads is locked. A copy has no lock. If nothing changes a variable, a
//! copy behaves the same.

use super::walk::first_step;
use rhai::{ASTNode, Expr, ImmutableString, Stmt};

/// The functions that change their receiver: those with `mut` in their signature in the vocabulary.
const CHANGING: [&str; 4] = ["push", "pop", "trim", "replace"];

/// Collects the variables that the last node of a path changes. These must be shared.
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

/// Collects the variable that a chain begins with.
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
        // Operators that end in `=` are assignments.
        for known in signatures().filter(|known| known.name != "+=") {
            let is_known = signatures().any(|other| other.name == known.name && other.changes);
            assert_eq!(CHANGING.contains(&known.name), is_known, "{}", known.line);
        }
    }
}
