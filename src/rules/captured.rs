//! The variables that closures capture as copies.
//!
//! Rhai lets a closure share what it captures with the code around it, and keeps what a chain begins with locked while
//! the chain runs. So a check like `lead.contacts.some(|c| c.country == lead.country)` would fail: the lead that the
//! closure reads is locked. A copy has no lock, and where nothing changes a variable, nothing can tell the two apart.

use super::fields;
use super::vocabulary::signatures;
use rhai::{AST, ASTNode, Expr, ImmutableString, Stmt};

/// The names of variables that are captured somewhere and changed nowhere.
pub fn unchanged(ast: &AST) -> Vec<ImmutableString> {
    let (mut captured, mut changed) = (Vec::new(), Vec::new());
    fields::walk(ast, &mut |path| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Share(names))) => {
                captured.extend(names.iter().map(|(name, _)| name.name.clone()));
            }
            Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => changed.extend(first(&assignment.1.lhs)),
            Some(ASTNode::Stmt(Stmt::FnCall(call, _)) | ASTNode::Expr(Expr::FnCall(call, _)))
                if changes(&call.name) =>
            {
                changed.extend(call.args.first().and_then(first));
            }
            Some(ASTNode::Expr(Expr::MethodCall(call, _))) if changes(&call.name) => {
                let around = path.iter().filter_map(|node| match node {
                    ASTNode::Expr(expr) => first(expr),
                    _ => None,
                });
                changed.extend(around);
            }
            _ => {}
        }
        true
    });
    captured.retain(|name| !changed.contains(name));
    captured
}

/// Whether a function changes what it is called on.
fn changes(function: &str) -> bool {
    signatures().any(|known| known.changes && known.name == function)
}

/// The variable that a chain begins with.
fn first(mut expr: &Expr) -> Option<ImmutableString> {
    while let Expr::Dot(step, ..) | Expr::Index(step, ..) = expr {
        expr = &step.lhs;
    }
    match expr {
        Expr::Variable(variable, ..) => Some(variable.1.clone()),
        _ => None,
    }
}
