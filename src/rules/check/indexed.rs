//! Items that a script takes out of lists by index or with `find`: `lead.contacts[0].role`.
//!
//! The variable of the chain takes the place of the item, and then stands for it. The rest is checked like a closure: a
//! formula over the item's questions.

use super::kinds;
use super::lists::Items;
use crate::program::Problem;
use crate::rules::place::Source;
use rhai::{ASTNode, Expr, Position, Stmt};

/// Reports probable mistakes where an item is used in an expression or a statement.
pub fn check_indexed(node: &ASTNode, items: &[Items], source: Source) -> Vec<Problem> {
    let said = |items: &Items, root: &Expr, statement: Stmt| match name(root) {
        // If the statement uses the variable for other parts of the lead, it cannot be checked with the item's
        // questions.
        Some(name) if times(&statement, name) == 1 => {
            kinds::check_item(items.program, source, &items.formula(&[statement], name), false)
        }
        _ => Vec::new(),
    };
    match node {
        ASTNode::Expr(chain @ (Expr::Dot(..) | Expr::Index(..))) => match taken(chain, items) {
            Some((items, root, rest)) => said(items, root, Stmt::Expr(Box::new(rest))),
            None => Vec::new(),
        },
        ASTNode::Expr(Expr::FnCall(call, at)) | ASTNode::Stmt(Stmt::FnCall(call, at)) => {
            let mut found = Vec::new();
            for (i, argument) in call.args.iter().enumerate() {
                if let Some((items, root, rest)) = taken(argument, items) {
                    let mut call = call.clone();
                    call.args[i] = rest;
                    found.extend(said(items, root, Stmt::Expr(Box::new(Expr::FnCall(call, *at)))));
                }
            }
            found
        }
        ASTNode::Stmt(Stmt::Switch(switch, at)) => match taken(&switch.0, items) {
            Some((items, root, rest)) => {
                let mut switch = switch.clone();
                switch.0 = rest;
                for arm in &mut switch.1.expressions {
                    arm.lhs = Expr::BoolConstant(true, Position::NONE);
                    arm.rhs = Expr::Unit(Position::NONE);
                }
                said(items, root, Stmt::Switch(switch, *at))
            }
            None => Vec::new(),
        },
        ASTNode::Expr(Expr::Stmt(block)) => variables(block.statements(), items, source),
        ASTNode::Stmt(Stmt::Block(block)) => variables(block.statements(), items, source),
        _ => Vec::new(),
    }
}

/// Reports probable mistakes in the statements that follow a variable holding an item.
pub fn variables(statements: &[Stmt], items: &[Items], source: Source) -> Vec<Problem> {
    let mut found = Vec::new();
    for (i, statement) in statements.iter().enumerate() {
        if let Stmt::Var(variable, ..) = statement
            && let Some((items, _, Expr::Variable(..))) = taken(&variable.1, items)
        {
            let formula = items.formula(&statements[i + 1..], &variable.0.name);
            found.extend(kinds::check_item(items.program, source, &formula, false));
        }
    }
    found
}

/// Finds the last item that a chain takes out of a list. Returns its list, the variable that the chain begins with, and
/// the chain with that variable in the item's place.
fn taken<'i, 'a, 'e>(chain: &'e Expr, items: &'i [Items<'a>]) -> Option<(&'i Items<'a>, &'e Expr, Expr)> {
    let (Expr::Dot(first, ..) | Expr::Index(first, ..)) = chain else { return None };
    let root = &first.lhs;
    name(root)?;
    let named = |name: &str| items.iter().find(|items| items.name == name);
    let (mut list, mut found, mut is_index, mut rest) = (None::<&Items>, None, false, chain);
    loop {
        let (step, next) = match rest {
            Expr::Dot(access, ..) | Expr::Index(access, ..) => (&access.lhs, Some(&access.rhs)),
            step => (step, None),
        };
        let is_item = match step {
            Expr::StringConstant(..) => false,
            Expr::MethodCall(call, _) => call.name == "find",
            _ => is_index,
        };
        if let Some(items) = list.filter(|_| is_item) {
            let mut behind = if next.is_some() { rest.clone() } else { root.clone() };
            if let Expr::Dot(access, ..) | Expr::Index(access, ..) = &mut behind {
                access.lhs = root.clone();
            }
            found = Some((items, root, behind));
        }
        list = match step {
            Expr::Property(property, _) => named(&property.2),
            Expr::StringConstant(name, _) if is_index => named(name),
            Expr::MethodCall(call, _) => list.filter(|_| call.name == "filter"),
            _ => None,
        };
        is_index = matches!(rest, Expr::Index(..));
        match next {
            Some(next) => rest = next,
            None => return found,
        }
    }
}

fn name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Variable(variable, ..) => Some(&variable.1),
        _ => None,
    }
}

/// The number of times that a statement uses a variable.
fn times(statement: &Stmt, variable: &str) -> usize {
    let mut times = 0;
    statement.walk(&mut Vec::new(), &mut |path: &[ASTNode]| {
        times +=
            usize::from(matches!(path.last(), Some(ASTNode::Expr(expr)) if name(expr) == Some(variable)));
        true
    });
    times
}
