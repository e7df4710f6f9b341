//! The lists that a script asks for: the rows of groups, and the options that were chosen.

use crate::program::{AnswerKind, Field, FieldType, Program};
use crate::rules::formula::{Lowering, Node};
use crate::rules::walk::walk;
use rhai::{AST, ASTNode, Dynamic, Expr, Stmt};

/// The items of a list that is asked for.
pub struct Items<'a> {
    /// The list's name.
    pub name: &'a str,
    /// Of a row: the program that asks what it asks. Of an option: one with that question alone.
    pub lowering: Lowering<'a>,
    pub program: &'a Program,
    pub constants: &'a [(String, Dynamic)],
}

impl Items<'_> {
    /// What is done with an item of that name.
    pub fn formula(&self, body: &[Stmt], item: &str) -> Node {
        let is_row = self.program.fields.first().is_none_or(|field| field.name != self.name);
        self.lowering.item(body, item, is_row, self.constants)
    }
}

/// The lists that are asked for, each with a program for its items. Names that mean two lists, or a key of a map that the
/// script makes, are left out.
pub fn lists(program: &Program, ast: &AST) -> Vec<(String, Program)> {
    let (mut lists, mut taken): (Vec<(String, Program)>, Vec<String>) = (Vec::new(), Vec::new());
    walk(ast, &mut |path| {
        if let Some(ASTNode::Expr(Expr::Map(map, _))) = path.last() {
            taken.extend(map.0.iter().map(|(key, _)| key.name.to_string()));
        }
        true
    });
    let of_items = |fields: Vec<Field>| Program { fields, steps: Vec::new(), ..program.clone() };
    for field in program.fields.iter().chain(program.fields.iter().flat_map(|field| &field.fields)) {
        let fields = match field.kind.answer_kind() {
            AnswerKind::Rows => field.fields.clone(),
            AnswerKind::Options => {
                vec![Field { kind: FieldType::Select, required: true, visible_when: None, ..field.clone() }]
            }
            AnswerKind::Text
            | AnswerKind::Number
            | AnswerKind::Date
            | AnswerKind::Option
            | AnswerKind::Truth => {
                taken.push(field.name.clone());
                continue;
            }
        };
        if lists.iter().any(|(name, _)| *name == field.name) {
            taken.push(field.name.clone());
        }
        lists.push((field.name.clone(), of_items(fields)));
    }
    lists.retain(|(name, _)| !taken.contains(name));
    lists
}
