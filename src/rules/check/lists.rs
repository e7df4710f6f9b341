//! The lists that a program asks for: rows of groups and chosen options.

use crate::program::{AnswerKind, Field, FieldType, Program};
use crate::rules::formula::{Lowering, Node};
use crate::rules::walk::walk;
use rhai::{AST, ASTNode, Dynamic, Expr, Stmt};

/// The items of a list.
pub struct Items<'a> {
    /// The list's name.
    pub name: &'a str,
    /// Lowers code over an item. The program asks the questions of a row, or for an option, its one question.
    pub lowering: Lowering<'a>,
    pub program: &'a Program,
    pub constants: &'a [(String, Dynamic)],
}

impl Items<'_> {
    /// The formula of statements over an item with that name.
    pub fn formula(&self, body: &[Stmt], item: &str) -> Node {
        let is_row = self.program.fields.first().is_none_or(|field| field.name != self.name);
        self.lowering.item(body, item, is_row, self.constants)
    }
}

/// The lists of a program, each with a program for its items. Names that also belong to another list, to another field,
/// or to a key of a map in the script are left out.
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
