//! Checks the field names in a script against the program, before any lead is judged.

use super::declare::Rule;
use super::partner::{self, PARTNER};
use super::walk::{first_step, note, walk};
use crate::program::{Program, closest};
use rhai::{AST, ASTNode, Expr, FnPtr, Position, Stmt};

/// The parameter names for the lead in a script: the last parameter of each rule's check. The parameters before it are
/// captured constants.
pub fn names_of_lead(ast: &AST, checks: &[Rule]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for function in ast.iter_fn_def() {
        if let Some(name) = function.params.last()
            && !names.iter().any(|known| known == name.as_str())
            && checks.iter().any(|rule| FnPtr::fn_name(&rule.check) == function.name)
        {
            names.push(name.to_string());
        }
    }
    names
}

/// Reports misuse of `today`. It is known when a lead is judged, not when rules are declared, and cannot be redefined.
pub fn today_misused(ast: &AST) -> Vec<(Position, String)> {
    misused(
        ast,
        "today",
        "`today` is the day a lead is judged on, and can be nothing else",
        "`today` is not known yet here: use it in a check, |lead| …",
    )
}

/// Reports misuse of `partner`, in the same way.
pub fn partner_misused(ast: &AST) -> Vec<(Position, String)> {
    misused(
        ast,
        PARTNER,
        "`partner` is the partner who refers, and can be nothing else",
        "`partner` is not known yet here: use it in a check, |lead| …",
    )
}

/// Reports a variable that is declared anew, or used outside of a check.
fn misused(ast: &AST, known: &str, taken: &str, too_early: &str) -> Vec<(Position, String)> {
    let mut found = Vec::new();
    let mut declarations = ast.statements().len();
    walk(ast, &mut |path| {
        let is_root = path.len() == 1;
        match path {
            [.., ASTNode::Stmt(Stmt::Var(variable, ..))] if variable.0.name == known => {
                found.push((variable.0.pos, taken.into()));
            }
            // Capturing it in a check is allowed.
            [.., ASTNode::Expr(Expr::FnCall(call, _)), _] if call.name == "curry" => {}
            [.., ASTNode::Expr(Expr::Variable(variable, _, position))]
                if variable.1 == known && declarations > 0 =>
            {
                found.push((*position, too_early.into()));
            }
            _ => {}
        }
        if is_root {
            declarations = declarations.saturating_sub(1);
        }
        true
    });
    found
}

/// Every read of a field that the program does not have, or of a fact of the partner that it does not list, with its place.
///
/// A missing field is silent in Rhai: `lead.nope < 50` and `lead.nope >= 50` are both false.
pub fn unknown_fields(ast: &AST, program: &Program, leads: &[String]) -> Vec<(Position, String)> {
    let mut found: Vec<(Position, String)> = Vec::new();
    let has_facts = !program.partner_facts.is_empty();
    walk(ast, &mut |path| {
        if let Some(ASTNode::Expr(expr)) = path.last()
            && let Some((variable, name, position)) = field_read(expr)
        {
            if has_facts && variable == PARTNER {
                if partner::place(program, name).is_none() {
                    note(&mut found, position, [PARTNER, ".", name].concat());
                }
            } else if leads.iter().any(|lead| lead == variable) && program.field(name).is_none() {
                note(&mut found, position, name.to_string());
            }
        }
        true
    });
    let said = |name: &str| match name.strip_prefix("partner.") {
        Some(_) => partner::unknown(name),
        None => unknown(name, program),
    };
    found.into_iter().map(|(position, name)| (position, said(&name))).collect()
}

/// The fields that a script may read. `None` if it computes a name.
pub fn named_fields(ast: &AST, program: &Program, leads: &[String]) -> Option<Vec<String>> {
    let mut read: Vec<String> = Vec::new();
    let mut computed = false;
    // Any property with a field's name counts, because a helper function may use any name for the lead.
    walk(ast, &mut |path| {
        match path.last() {
            Some(ASTNode::Expr(Expr::Property(property, _))) => {
                read.push(property.2.to_string());
            }
            Some(ASTNode::Expr(Expr::Index(access, ..))) => match (&access.lhs, &access.rhs) {
                (_, Expr::StringConstant(name, _)) => {
                    read.push(name.to_string());
                }
                (Expr::Variable(variable, ..), _) if leads.iter().any(|lead| lead == variable.1.as_str()) => {
                    computed = true
                }
                _ => {}
            },
            _ => {}
        }
        true
    });
    read.retain(|name| program.field(name).is_some());
    (!computed).then_some(read)
}

/// The variable and the field in `lead.name` or `lead["name"]`.
fn field_read(expr: &Expr) -> Option<(&str, &str, Position)> {
    let (Expr::Dot(access, ..) | Expr::Index(access, ..)) = expr else { return None };
    let Expr::Variable(variable, ..) = &access.lhs else { return None };
    match (expr, first_step(&access.rhs)) {
        (Expr::Dot(..), Expr::Property(property, position)) => Some((&variable.1, &property.2, *position)),
        (Expr::Index(..), Expr::StringConstant(name, position)) => Some((&variable.1, name, *position)),
        _ => None,
    }
}

/// The message for a field that the program does not have.
pub fn unknown(name: &str, program: &Program) -> String {
    match closest(name, program.fields.iter().map(|field| field.name.as_str())) {
        Some(meant) => format!("unknown field `{name}`; did you mean `{meant}`?"),
        None => format!("unknown field `{name}`"),
    }
}
