//! Names of answers that a row does not have. In Rhai, they are silently `()`.

use crate::program::{Code, Problem, Program, closest};
use crate::rules::place::Source;
use crate::rules::vocabulary::signatures;
use crate::rules::walk::{note, walk};
use rhai::{AST, ASTNode, Expr, Position};

/// Reports property names that occur nowhere in script and program, but are similar to one of a group's fields.
pub fn check_row_names(program: &Program, source: Source, ast: &AST) -> Vec<Problem> {
    let asked = || program.fields.iter().flat_map(|field| &field.fields).map(|field| field.name.as_str());
    if asked().next().is_none() {
        return Vec::new();
    }
    let (mut used, mut keys) = (Vec::<(Position, String)>::new(), Vec::new());
    walk(ast, &mut |path| {
        match path.last() {
            Some(ASTNode::Expr(Expr::Property(property, position))) => {
                note(&mut used, *position, property.2.to_string());
            }
            Some(ASTNode::Expr(Expr::Map(map, _))) => {
                keys.extend(map.0.iter().map(|(key, _)| key.name.to_string()));
            }
            _ => {}
        }
        true
    });
    let is_known = |name: &str| {
        asked().any(|known| known == name)
            || program.field(name).is_some()
            || keys.iter().any(|key| key == name)
            || signatures().any(|known| known.property && known.name == name)
    };
    let unknown = used.into_iter().filter(|(_, name)| !is_known(name));
    let warning = unknown.filter_map(|(position, name)| {
        let meant = closest(&name, asked())?;
        let message = format!("no row has an answer `{name}`: it is always `()`");
        Some(source.warning(Code::UnknownField, position, message).help(format!("did you mean `{meant}`?")))
    });
    warning.collect()
}
