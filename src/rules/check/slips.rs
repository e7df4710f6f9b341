//! Slips that the syntax tree shows: `=` for `==`, and quotients that are zero.

use crate::program::{Code, Problem};
use crate::rules::declare::Rule;
use crate::rules::fields;
use crate::rules::formula::Lowering;
use crate::rules::place::Source;
use crate::rules::walk::walk;
use rhai::{AST, ASTNode, Expr, FnPtr, Stmt, Token};

/// Reports assignments where a comparison is meant, and divisions of constants that lose their fraction.
pub fn check_slips(source: Source, ast: &AST, rules: &[Rule], lowering: &Lowering) -> Vec<Problem> {
    let leads = fields::names_of_lead(ast, rules);
    let mut problems = Vec::new();
    let mut say = |problem: Problem| {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    let help = "to compare, write `==`";
    walk(ast, &mut |path| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => {
                let is_lead =
                    root(&assignment.1.lhs).is_some_and(|root| leads.iter().any(|lead| lead == root));
                if is_lead && !assignment.0.is_op_assignment() {
                    let message =
                        "`=` would set an answer of the lead, which no rule can: the rule fails here";
                    say(source.warning(Code::Assignment, assignment.0.position(), message).help(help));
                }
            }
            Some(ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _))) => {
                if let (Some(Token::Divide), [Expr::IntegerConstant(a, at), Expr::IntegerConstant(b, _)]) =
                    (&call.op_token, &call.args[..])
                    && let (Some(quotient), Some(rest)) = (a.checked_div(*b), a.checked_rem(*b))
                    && rest != 0
                {
                    let message =
                        format!("`{a} / {b}` is {quotient}: a quotient of whole numbers has no fraction");
                    say(source
                        .warning(Code::LostFraction, *at, message)
                        .help(format!("write `{a}.0 / {b}`")));
                }
            }
            _ => {}
        }
        true
    });
    for function in lowering.functions() {
        let is_check = rules.iter().any(|rule| FnPtr::fn_name(&rule.check) == function.name);
        let is_meant = |lhs: &Expr| {
            let root = root(lhs);
            let is_lead = root.is_some_and(|root| leads.iter().any(|lead| lead == root));
            let is_parameter = root.is_some_and(|root| function.params.iter().any(|name| name == root));
            !is_lead && (is_check || is_parameter && !matches!(lhs, Expr::Variable(..)))
        };
        for at in last(&function.body).into_iter().filter(|assignment| is_meant(&assignment.1.lhs)) {
            let message = "`=` sets a value, and answers neither true nor false";
            say(source.warning(Code::Assignment, at.0.position(), message).help(help));
        }
    }
    problems
}

/// The variable that a chain begins with.
fn root(mut expr: &Expr) -> Option<&str> {
    while let Expr::Dot(step, ..) | Expr::Index(step, ..) = expr {
        expr = &step.lhs;
    }
    match expr {
        Expr::Variable(variable, ..) => Some(variable.1.as_str()),
        _ => None,
    }
}

type Assignment = (rhai::OpAssignment, rhai::BinaryExpr);

/// The assignments that a list of statements may end with.
fn last(statements: &[Stmt]) -> Vec<&Assignment> {
    match statements.last() {
        Some(Stmt::Assignment(assignment)) if !assignment.0.is_op_assignment() => vec![assignment],
        Some(Stmt::Block(block)) => last(block.statements()),
        Some(Stmt::Expr(expr)) => match &**expr {
            Expr::Stmt(block) => last(block.statements()),
            _ => Vec::new(),
        },
        Some(Stmt::If(flow, _)) => [last(flow.body.statements()), last(flow.branch.statements())].concat(),
        _ => Vec::new(),
    }
}
