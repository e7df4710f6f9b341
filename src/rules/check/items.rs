//! Checks of the items of lists: rows of groups and chosen options.
//!
//! A row is to a closure what a lead is to a rule. So the closure becomes a formula, like a rule's check, over a
//! program that asks the row's questions. The same checks apply to it.

use super::lists::{Items, lists};
use super::{indexed, kinds};
use crate::program::{Problem, Program};
use crate::rules::formula::{Literals, Lowering};
use crate::rules::place::Source;
use crate::rules::walk::walk;
use rhai::{AST, ASTNode, Dynamic, Expr, FnPtr, Stmt};

/// Functions of lists whose closure must return true or false.
const TESTS: [&str; 4] = ["some", "all", "filter", "find"];

/// Reports probable mistakes in closures and loops over lists of a lead. `constants` are the values that closures may
/// capture.
pub fn check_closures(
    program: &Program,
    source: Source,
    ast: &AST,
    literals: &Literals,
    constants: &[(String, Dynamic)],
) -> Vec<Problem> {
    let asked = lists(program, ast);
    let items: Vec<Items> = asked
        .iter()
        .map(|(name, program)| Items {
            name,
            lowering: Lowering::new(program, ast, literals.clone()),
            program,
            constants,
        })
        .collect();
    let mut problems: Vec<Problem> = Vec::new();
    walk(ast, &mut |path| {
        let mut found = Vec::new();
        match path.last() {
            Some(ASTNode::Expr(expr @ Expr::Dot(..))) => _ = along(expr, &items, source, &mut found),
            Some(ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _))) => {
                if let [list, closure, ..] = &call.args[..]
                    && let Some(items) = along(list, &items, source, &mut Vec::new())
                {
                    found = items.closure(source, &call.name, closure);
                }
            }
            Some(ASTNode::Stmt(Stmt::For(each, _))) => {
                if let Some(items) = along(&each.2.expr, &items, source, &mut Vec::new()) {
                    let formula = items.formula(each.2.body.statements(), &each.0.name);
                    found = kinds::check_item(items.program, source, &formula, false);
                }
            }
            _ => {}
        }
        found.extend(path.last().into_iter().flat_map(|node| indexed::check_indexed(node, &items, source)));
        for problem in found {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        true
    });
    let bodies = items.first().into_iter().flat_map(|items| items.lowering.functions());
    for problem in bodies.flat_map(|function| indexed::variables(&function.body, &items, source)) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}

impl Items<'_> {
    /// Checks a closure that a function calls with each item.
    fn closure(&self, source: Source, function: &str, closure: &Expr) -> Vec<Problem> {
        let is_test = TESTS.contains(&function);
        if !is_test && !["map", "reduce"].contains(&function) {
            return Vec::new();
        }
        let function =
            name_of(closure).and_then(|name| self.lowering.functions().find(|known| known.name == name));
        let Some((function, item)) = function.and_then(|function| Some((function, function.params.last()?)))
        else {
            return Vec::new();
        };
        let formula = self.formula(&function.body, item);
        kinds::check_item(self.program, source, &formula, is_test)
    }
}

/// The list that a chain ends with. Problems of closures on the way are added to `found`.
fn along<'i, 'a>(
    chain: &Expr,
    items: &'i [Items<'a>],
    source: Source,
    found: &mut Vec<Problem>,
) -> Option<&'i Items<'a>> {
    let (mut list, mut rest, mut is_first) = (None::<&Items>, chain, true);
    loop {
        let (step, more) = match rest {
            Expr::Dot(access, ..) | Expr::Index(access, ..) => (&access.lhs, Some(&access.rhs)),
            step => (step, None),
        };
        list = match step {
            // A chain within a chain is checked with the whole chain.
            Expr::Property(..) | Expr::MethodCall(..) if is_first => return None,
            Expr::Property(property, _) => items.iter().find(|items| items.name == property.2.as_str()),
            Expr::MethodCall(call, _) => {
                if let (Some(items), Some(closure)) = (list, call.args.first()) {
                    found.extend(items.closure(source, &call.name, closure));
                }
                list.filter(|_| call.name == "filter")
            }
            _ => None,
        };
        // `list[0]` is an item, not a list.
        list = list.filter(|_| !matches!(rest, Expr::Index(..)));
        is_first = false;
        match more {
            Some(next) => rest = next,
            None => return list,
        }
    }
}

/// The function behind a closure or a function name. A closure that captures values has the form
/// `{ curry(closure, captured, …) }`.
fn name_of(closure: &Expr) -> Option<String> {
    let curried = |call: &rhai::FnCallExpr| call.args.first().and_then(name_of);
    match closure {
        Expr::DynamicConstant(value, _) => {
            value.read_lock::<FnPtr>().map(|closure| closure.fn_name().to_string())
        }
        Expr::Variable(variable, ..) => Some(variable.1.to_string()),
        Expr::FnCall(call, _) if call.name == "curry" => curried(call),
        Expr::Stmt(block) => block.statements().iter().find_map(|statement| match statement {
            Stmt::Expr(expr) => name_of(expr),
            Stmt::FnCall(call, _) if call.name == "curry" => curried(call),
            _ => None,
        }),
        _ => None,
    }
}
