//! Turning a script's syntax tree into formulas.

use super::functions::{Function, Functions};
use super::run::MAX_LOCALS;
use super::{Comparison, Literals, Node, Operator, What};
use crate::program::Program;
use crate::rules::answers::Scalar;
use crate::rules::declare::Rule;
use crate::rules::fields;
use crate::rules::partner::{self, PARTNER};
use rhai::{AST, Dynamic, Expr, FnCallExpr, FnPtr, Position, Stmt, Token};
use std::cell::RefCell;

/// The largest number of parts in a formula, including inlined helper functions.
const MAX_PARTS: usize = 1_000;
/// The deepest nesting of helper function calls.
const MAX_CALLS: usize = 8;
/// The deepest nesting of expressions. Deeper ones would take too much of Wasm's stack.
const MAX_LEVELS: usize = 80;

/// Turns the functions of a script into formulas.
pub struct Lowering<'a> {
    program: &'a Program,
    functions: Functions,
    literals: Literals,
    /// Unknown fields that helper functions read.
    unknown: RefCell<Vec<(Position, String)>>,
}

/// The meaning of a name.
#[derive(Clone)]
enum Bound {
    Lead,
    Partner,
    Value(What),
}

/// A formula under construction.
struct Formula<'a> {
    lowering: &'a Lowering<'a>,
    names: Vec<(String, Bound)>,
    locals: usize,
    parts: usize,
    calls: usize,
    level: usize,
}

impl<'a> Lowering<'a> {
    /// Collects the functions of a script, closures included.
    pub fn new(program: &'a Program, ast: &AST, literals: Literals) -> Self {
        Lowering { program, functions: Functions::declared_in(ast), literals, unknown: RefCell::default() }
    }

    /// Reads of unknown fields found so far, with their places.
    pub fn unknown_fields(&self) -> Vec<(Position, String)> {
        self.unknown.take()
    }

    /// The index of a variable among the captured values of a check.
    pub fn captured(&self, check: &FnPtr, variable: &str) -> Option<usize> {
        let captured = check.curry().len();
        let function = self.functions.get(check.fn_name(), captured + 1)?;
        function.params.iter().take(captured).position(|name| name == variable)
    }

    /// The formula of a rule's check. `None` if it is not a function of the lead alone.
    pub fn lower(&self, check: &FnPtr) -> Option<Node> {
        let captured = check.curry();
        let function = self.functions.get(check.fn_name(), captured.len() + 1)?;
        let mut names = Vec::new();
        for (name, value) in function.params.iter().zip(captured) {
            let bound = match name.as_str() {
                "today" => Bound::Value(What::Today),
                PARTNER if !self.program.partner_facts.is_empty() => Bound::Partner,
                _ => Bound::Value(constant(value)),
            };
            names.push((name.clone(), bound));
        }
        names.push((function.params.last()?.clone(), Bound::Lead));
        let mut formula = Formula { lowering: self, names, locals: 0, parts: 0, calls: 0, level: 0 };
        Some(formula.block(&function.body, Position::NONE))
    }

    /// The functions of the script, closures included.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.functions.all()
    }

    /// The values that checks have captured, by name.
    pub fn all_captured(&self, rules: &[Rule]) -> Vec<(String, Dynamic)> {
        let captured = rules.iter().flat_map(|rule| {
            let values = rule.check.curry();
            let function = self.functions.get(rule.check.fn_name(), values.len() + 1);
            let names = function.into_iter().flat_map(|function| function.params.iter().cloned());
            names.zip(values.iter().cloned())
        });
        captured.collect()
    }

    /// The formula of statements over an item of a list. The item is a row, which has answers like a lead, or else the
    /// value of the first field. `constants` are other values that the statements may name.
    pub fn item(&self, body: &[Stmt], item: &str, is_row: bool, constants: &[(String, Dynamic)]) -> Node {
        // The facts of the partner are left to the engine: here, the fields are those of the row.
        let known = |(name, value): &(String, Dynamic)| match name.as_str() {
            PARTNER => (name.clone(), Bound::Value(What::Unknown(Vec::new()))),
            _ => (name.clone(), Bound::Value(constant(value))),
        };
        let mut names: Vec<_> = constants.iter().map(known).collect();
        names.push(("today".into(), Bound::Value(What::Today)));
        names.push((item.into(), if is_row { Bound::Lead } else { Bound::Value(What::Field(0)) }));
        let mut formula = Formula { lowering: self, names, locals: 0, parts: 0, calls: 0, level: 0 };
        formula.block(body, Position::NONE)
    }
}

fn constant(value: &Dynamic) -> What {
    if let Some(scalar) = Scalar::from_dynamic(value) {
        return What::Constant(scalar);
    }
    let list: Option<Vec<Scalar>> =
        value.as_array_ref().ok().and_then(|items| items.iter().map(Scalar::from_dynamic).collect());
    list.map_or(What::Unknown(Vec::new()), What::List)
}

impl Formula<'_> {
    fn node(&mut self, position: Position, what: What) -> Node {
        self.parts += 1;
        let what = if self.parts > MAX_PARTS { What::Unknown(Vec::new()) } else { what };
        Node { position, what }
    }

    /// Lowers statements. The last one is the value.
    fn block(&mut self, statements: &[Stmt], position: Position) -> Node {
        let known = self.names.len();
        let node = self.statements(statements, position);
        self.names.truncate(known);
        node
    }

    fn statements(&mut self, statements: &[Stmt], position: Position) -> Node {
        let Some((first, rest)) = statements.split_first() else {
            return self.node(position, What::Constant(Scalar::Unit));
        };
        let at = first.position();
        let (name, value) = match first {
            Stmt::Noop(_) | Stmt::Share(_) if !rest.is_empty() => return self.statements(rest, position),
            Stmt::Var(variable, ..) => (Some(variable.0.name.to_string()), self.expr(&variable.1)),
            statement if rest.is_empty() => return self.statement(statement),
            statement => (None, self.statement(statement)),
        };
        let known = self.locals < MAX_LOCALS && self.parts < MAX_PARTS;
        if let Some(name) = name {
            let bound = if known { What::Local(self.locals) } else { What::Unknown(Vec::new()) };
            self.names.push((name, Bound::Value(bound)));
        }
        if !known {
            let mut parts = vec![value];
            parts.extend(rest.iter().take(MAX_PARTS).map(|statement| self.statement(statement)));
            return self.node(at, What::Unknown(parts));
        }
        let local = self.locals;
        self.locals += 1;
        let rest = self.statements(rest, position);
        self.node(at, What::Let(local, Box::new([value, rest])))
    }

    fn statement(&mut self, statement: &Stmt) -> Node {
        let position = statement.position();
        match statement {
            Stmt::Expr(expr) => self.expr(expr),
            Stmt::FnCall(call, position) => self.call(call, *position),
            Stmt::Block(block) => self.block(block.statements(), position),
            Stmt::If(flow, _) => {
                let condition = self.expr(&flow.expr);
                let then = self.block(flow.body.statements(), flow.body.position());
                let otherwise = self.block(flow.branch.statements(), flow.branch.position());
                self.node(position, What::If(Box::new([condition, then, otherwise])))
            }
            Stmt::Switch(switch, _) => {
                let mut parts = vec![self.expr(&switch.0)];
                for arm in &switch.1.expressions {
                    parts.push(self.expr(&arm.lhs));
                    parts.push(self.expr(&arm.rhs));
                }
                let what = self.lowering.literals.switch(parts, &switch.1);
                self.node(position, what)
            }
            Stmt::Noop(_) | Stmt::Share(_) => self.node(position, What::Constant(Scalar::Unit)),
            Stmt::Var(variable, ..) => self.expr(&variable.1),
            Stmt::Assignment(assignment) => {
                let part = self.expr(&assignment.1.rhs);
                self.node(position, What::Unknown(vec![part]))
            }
            Stmt::Return(Some(expr), ..) => {
                let part = self.expr(expr);
                self.node(position, What::Unknown(vec![part]))
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) | Stmt::TryCatch(flow, _) => {
                let parts = vec![
                    self.expr(&flow.expr),
                    self.block(flow.body.statements(), position),
                    self.block(flow.branch.statements(), position),
                ];
                self.node(position, What::Unknown(parts))
            }
            Stmt::For(each, _) => {
                let (name, counter, flow) = &**each;
                let over = self.expr(&flow.expr);
                let known = self.names.len();
                for name in [Some(name), counter.as_ref()].into_iter().flatten() {
                    self.names.push((name.name.to_string(), Bound::Value(What::Unknown(Vec::new()))));
                }
                let body = self.block(flow.body.statements(), position);
                self.names.truncate(known);
                self.node(position, What::Unknown(vec![over, body]))
            }
            _ => self.node(position, What::Unknown(Vec::new())),
        }
    }

    fn exprs(&mut self, exprs: &[Expr]) -> Vec<Node> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn expr(&mut self, expr: &Expr) -> Node {
        if self.level == MAX_LEVELS || self.parts > MAX_PARTS {
            return self.node(expr.start_position(), What::Unknown(Vec::new()));
        }
        self.level += 1;
        let node = self.understood(expr);
        self.level -= 1;
        node
    }

    fn understood(&mut self, expr: &Expr) -> Node {
        let position = expr.start_position();
        let what = match expr {
            Expr::BoolConstant(..)
            | Expr::IntegerConstant(..)
            | Expr::StringConstant(..)
            | Expr::Unit(_)
            | Expr::DynamicConstant(..) => {
                expr.get_literal_value(None).as_ref().map_or(What::Unknown(Vec::new()), constant)
            }
            Expr::Array(items, _) => {
                let items = self.exprs(items);
                let constants = items.iter().map(|item| match &item.what {
                    What::Constant(scalar) => Some(scalar.clone()),
                    _ => None,
                });
                constants.collect::<Option<Vec<_>>>().map_or_else(|| What::Unknown(items), What::List)
            }
            Expr::Variable(variable, ..) => match self.bound(&variable.1) {
                Some(Bound::Value(what)) => what,
                _ => What::Unknown(Vec::new()),
            },
            Expr::Stmt(block) => return self.block(block.statements(), position),
            Expr::FnCall(call, at) => return self.call(call, *at),
            Expr::Dot(..) | Expr::Index(..) => return self.chain(expr),
            Expr::And(parts, _) => What::All(self.exprs(parts)),
            Expr::Or(parts, _) => What::Any(self.exprs(parts)),
            Expr::Coalesce(parts, _) => What::Coalesce(self.exprs(parts)),
            Expr::InterpolatedString(parts, _) => What::Unknown(self.exprs(parts)),
            _ => What::Unknown(Vec::new()),
        };
        self.node(position, what)
    }

    fn bound(&self, name: &str) -> Option<Bound> {
        self.names.iter().rev().find(|(known, _)| known == name).map(|(_, bound)| bound.clone())
    }

    /// The lead or the partner, if a variable holds it.
    fn owner(&self, expr: &Expr) -> Option<Bound> {
        let Expr::Variable(variable, ..) = expr else { return None };
        self.bound(&variable.1).filter(|bound| !matches!(bound, Bound::Value(_)))
    }

    /// Lowers `lead.field` and the calls on it.
    fn chain(&mut self, expr: &Expr) -> Node {
        let position = expr.start_position();
        let (Expr::Dot(access, ..) | Expr::Index(access, ..)) = expr else {
            return self.node(position, What::Unknown(Vec::new()));
        };
        let whose = self.owner(&access.lhs);
        let Some(whose) = whose else {
            let base = self.expr(&access.lhs);
            return self.steps(base, expr, &access.rhs);
        };
        let (first, rest) = match &access.rhs {
            step @ (Expr::Dot(more, ..) | Expr::Index(more, ..)) => (&more.lhs, Some((step, &more.rhs))),
            step => (step, None),
        };
        let name = match (expr, first) {
            (Expr::Dot(..), Expr::Property(property, _)) => property.2.as_str(),
            (Expr::Index(..), Expr::StringConstant(name, _)) => name.as_str(),
            _ => return self.node(position, What::Unknown(Vec::new())),
        };
        let program = self.lowering.program;
        let field = match whose {
            Bound::Partner => partner::place(program, name),
            _ => program.fields.iter().position(|field| field.name == name),
        };
        let Some(field) = field else {
            let message = match whose {
                Bound::Partner => partner::unknown(&[PARTNER, ".", name].concat()),
                _ => fields::unknown(name, program),
            };
            let unknown = (first.start_position(), message);
            let mut found = self.lowering.unknown.borrow_mut();
            if !found.contains(&unknown) {
                found.push(unknown);
            }
            return Node { position, what: What::Unknown(Vec::new()) };
        };
        let base = self.node(first.start_position(), What::Field(field));
        match rest {
            Some((step, rest)) => self.steps(base, step, rest),
            None => base,
        }
    }

    /// Lowers calls on a value: `.len()`, `.domain()`. Everything else is left to the engine.
    fn steps(&mut self, base: Node, via: &Expr, rest: &Expr) -> Node {
        let (mut value, mut via, mut rest) = (base, via, rest);
        loop {
            let (step, more) = match rest {
                step @ (Expr::Dot(more, ..) | Expr::Index(more, ..)) => (&more.lhs, Some((step, &more.rhs))),
                step => (step, None),
            };
            let position = step.start_position();
            value = match (via, step) {
                (Expr::Dot(..), Expr::MethodCall(call, _)) => {
                    let mut parts = vec![value];
                    parts.extend(self.exprs(&call.args));
                    // A script function that is called as a method gets its receiver as `this`.
                    if self.lowering.functions.get(&call.name, call.args.len()).is_some() {
                        self.node(position, What::Unknown(parts))
                    } else {
                        self.native(&call.name, parts, position)
                    }
                }
                (Expr::Dot(..), Expr::Property(property, _)) => {
                    self.node(position, What::Call(format!(".{}", property.2), vec![value]))
                }
                _ => {
                    let index = self.expr(step);
                    self.node(position, What::Unknown(vec![value, index]))
                }
            };
            match more {
                Some(_) if self.parts > MAX_PARTS => return self.node(position, What::Unknown(vec![value])),
                Some((step, next)) => (via, rest) = (step, next),
                None => return value,
            }
        }
    }

    fn call(&mut self, call: &FnCallExpr, position: Position) -> Node {
        if call.capture_parent_scope {
            return self.node(position, What::Unknown(Vec::new()));
        }
        if let Some(function) = self.lowering.functions.get(&call.name, call.args.len()) {
            let args = call.args.iter().map(|arg| self.owner(arg).map_or_else(|| Err(self.expr(arg)), Ok));
            let args = args.collect();
            return self.inline(function, args, position);
        }
        let mut parts = self.exprs(&call.args);
        let token = call.op_token.as_ref();
        let what = match (token, parts.len()) {
            (Some(token), 2) if comparison(token).is_some() || operator(token).is_some() => {
                let (Some(b), Some(a)) = (parts.pop(), parts.pop()) else {
                    return self.node(position, What::Unknown(parts));
                };
                let sides = Box::new([a, b]);
                let position = sides[0].position;
                let what = match (comparison(token), operator(token)) {
                    (Some(comparison), _) => What::Compare(comparison, sides),
                    (_, Some(operator)) => What::Arithmetic(operator, sides),
                    _ => What::Unknown(sides.to_vec()),
                };
                return self.node(position, what);
            }
            (Some(Token::Bang), 1) => match parts.pop() {
                Some(part) => What::Not(Box::new(part)),
                None => What::Unknown(Vec::new()),
            },
            _ => return self.native(&call.name, parts, position),
        };
        self.node(position, what)
    }

    fn native(&mut self, name: &str, mut parts: Vec<Node>, position: Position) -> Node {
        if name == "contains"
            && let [_, _] = parts[..]
            && let (Some(needle), Some(haystack)) = (parts.pop(), parts.pop())
        {
            let position = needle.position.or_else(position);
            return self.node(position, What::Contains(Box::new([haystack, needle])));
        }
        self.node(position, What::Call(name.to_string(), parts))
    }

    /// Inlines a helper function. Arguments are the lead or the partner, or else values. Values become variables, because
    /// the engine reads their fields once, before the function runs.
    fn inline(&mut self, function: &Function, args: Vec<Result<Bound, Node>>, position: Position) -> Node {
        if self.calls == MAX_CALLS || self.parts > MAX_PARTS || self.locals + args.len() > MAX_LOCALS {
            return self.node(position, What::Unknown(args.into_iter().filter_map(Result::err).collect()));
        }
        let (mut names, mut bound) = (Vec::new(), Vec::new());
        for (name, arg) in function.params.iter().zip(args) {
            let value = match arg {
                Ok(owner) => owner,
                Err(Node { what: what @ (What::Constant(_) | What::List(_) | What::Today), .. }) => {
                    Bound::Value(what)
                }
                Err(node) => {
                    bound.push((self.locals, node));
                    self.locals += 1;
                    Bound::Value(What::Local(self.locals - 1))
                }
            };
            names.push((name.clone(), value));
        }
        let outer = std::mem::replace(&mut self.names, names);
        self.calls += 1;
        let mut node = self.statements(&function.body, position);
        self.calls -= 1;
        self.names = outer;
        for (local, value) in bound.into_iter().rev() {
            node = self.node(position, What::Let(local, Box::new([value, node])));
        }
        node
    }
}

fn comparison(token: &Token) -> Option<Comparison> {
    Some(match token {
        Token::EqualsTo => Comparison::Equal,
        Token::NotEqualsTo => Comparison::NotEqual,
        Token::LessThan => Comparison::Less,
        Token::LessThanEqualsTo => Comparison::LessOrEqual,
        Token::GreaterThan => Comparison::Greater,
        Token::GreaterThanEqualsTo => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn operator(token: &Token) -> Option<Operator> {
    Some(match token {
        Token::Plus => Operator::Add,
        Token::Minus => Operator::Subtract,
        Token::Multiply => Operator::Multiply,
        Token::Divide => Operator::Divide,
        Token::Modulo => Operator::Remainder,
        _ => return None,
    })
}
