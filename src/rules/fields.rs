//! Field names in a script, checked against the program before anything runs.

use super::reading::unknown;
use crate::program::Program;
use rhai::{AST, ASTNode, Expr, Position};
use std::collections::BTreeMap;

/// For more, nobody looks: to find the name that was meant takes its time.
const MOST: usize = 100;

/// Every read of a field that the program does not have, with its place.
///
/// A missing field is silent in Rhai: `lead.nope < 50` and `lead.nope >= 50` are both false.
pub fn unknown_fields(ast: &AST, program: &Program) -> Vec<(Position, String)> {
    // By place, since Rhai walks the closures in no order.
    let mut found = BTreeMap::new();
    // The lead is the last parameter of a rule's closure; the ones before it are captured constants.
    let closures = ast.iter_fn_def().filter(|function| function.name.starts_with("anon$"));
    let leads: Vec<&str> =
        closures.filter_map(|closure| closure.params.last()).map(|name| name.as_str()).collect();
    ast.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Expr(expr)) = path.last()
            && let Some((name, position)) = field_read(expr, &leads)
            && program.field(&name).is_none()
        {
            found.insert((position.line(), position.position()), (position, name));
        }
        true
    });
    let names = || program.fields.iter().map(|field| field.name.as_str());
    let said = found.into_values().take(MOST);
    said.map(|(position, name)| (position, unknown(&name, names()))).collect()
}

/// The field that `lead.name` or `lead["name"]` reads.
fn field_read(expr: &Expr, leads: &[&str]) -> Option<(String, Position)> {
    let (Expr::Dot(access, ..) | Expr::Index(access, ..)) = expr else { return None };
    let Expr::Variable(variable, ..) = &access.lhs else { return None };
    if !leads.contains(&variable.1.as_str()) {
        return None;
    }
    match (expr, first_step(&access.rhs)) {
        (Expr::Dot(..), Expr::Property(property, position)) => Some((property.2.to_string(), *position)),
        (Expr::Index(..), Expr::StringConstant(name, position)) => Some((name.to_string(), *position)),
        _ => None,
    }
}

/// `lead.a.b()` nests to the right: the field is the left end of what follows.
fn first_step(expr: &Expr) -> &Expr {
    match expr {
        Expr::Dot(step, ..) | Expr::Index(step, ..) => first_step(&step.lhs),
        step => step,
    }
}
