//! The functions of a script with their bodies, closures included.

use crate::rules::walk::walk;
use rhai::{AST, ASTNode, Position, Stmt};

/// All functions of a script.
pub struct Functions(Vec<Function>);

/// One function.
pub struct Function {
    pub name: String,
    pub params: Vec<String>,
    pub body: Vec<Stmt>,
}

impl Functions {
    /// Collects the functions of a script.
    pub fn declared_in(ast: &AST) -> Self {
        let mut functions: Vec<_> = ast.iter_fn_def().map(|function| (function, Vec::new())).collect();
        let place = |position: Position| (position.line(), position.position());
        let mut declarations = ast.statements().len();
        // A walk visits the statements of every body, but does not say which function they belong to: it is the
        // innermost one, that is, the one that begins last before them. A body that is a single expression has no end
        // position, and begins with it.
        walk(ast, &mut |path| {
            if let [ASTNode::Stmt(statement)] = path {
                if declarations > 0 {
                    declarations -= 1;
                    return true;
                }
                let at = place(statement.position());
                let around = functions.iter_mut().filter(|(function, _)| {
                    let (start, end) = (function.body.start_position(), function.body.end_position());
                    if end.is_none() { place(start) == at } else { place(start) <= at && at <= place(end) }
                });
                if let Some((_, body)) =
                    around.max_by_key(|(function, _)| place(function.body.start_position()))
                {
                    body.push((*statement).clone());
                }
            }
            true
        });
        let functions = functions.into_iter().map(|(function, body)| {
            let params = function.params.iter().map(ToString::to_string).collect();
            Function { name: function.name.to_string(), params, body }
        });
        Functions(functions.collect())
    }

    /// The functions in order.
    pub fn all(&self) -> impl Iterator<Item = &Function> {
        self.0.iter()
    }

    /// The function with that name and that number of parameters.
    pub fn get(&self, name: &str, params: usize) -> Option<&Function> {
        self.0.iter().find(|function| function.params.len() == params && function.name == name)
    }
}
