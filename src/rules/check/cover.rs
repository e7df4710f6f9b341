//! Sample values that represent all values of a field, as far as a formula can distinguish them.
//!
//! A formula that only compares fields with constants cannot distinguish two numbers between the same constants. So a
//! few values of each field are enough to find every possible result.

use crate::lead::date;
use crate::program::{AnswerKind, Field, FieldType, Program};
use crate::rules::answers::{Reads, Scalar};
use crate::rules::formula::{Comparison, Node, Run, Value, What};
use jiff::civil::Date;
use rhai::RangeCase;
use rust_decimal::Decimal;

/// The largest number of combinations of values to try.
const MAX_TRIALS: usize = 20_000;

/// The fields of a formula, each with its sample values.
pub struct Cover {
    fields: Vec<(usize, Vec<Scalar>)>,
}

impl Cover {
    /// The samples for a formula. `None` if the formula does more with a field than compare it with constants, or if
    /// there are too many combinations. Then nothing is known about its results.
    pub fn of_formula(program: &Program, formula: &Node, today: Date) -> Option<Cover> {
        let mut met = Met { program, aliases: Vec::new(), compared: Vec::new(), today };
        met.look(formula)?;
        let mut fields = Vec::new();
        let mut trials = 1_usize;
        for i in 0..program.fields.len() + program.partner_facts.len() {
            let constants: Vec<&Scalar> = met
                .compared
                .iter()
                .filter(|(compared, _)| *compared == i)
                .map(|(_, constant)| constant)
                .collect();
            if constants.is_empty() {
                continue;
            }
            let values = match program.fields.get(i) {
                Some(field) => values(program, field, &constants)?,
                // A fact of the partner is a text, or `()`.
                None => texts(&constants).into_iter().chain([Scalar::Unit]).collect(),
            };
            trials = trials.checked_mul(values.len()).filter(|trials| *trials <= MAX_TRIALS)?;
            fields.push((i, values));
        }
        Some(Cover { fields })
    }

    /// Runs the formula on every combination. `None` if one of them has no certain value.
    pub fn run(
        &self,
        program: &Program,
        formula: &Node,
        today: Date,
        mut see: impl FnMut(Value),
    ) -> Option<()> {
        let today = date::text(today);
        let mut answers = vec![Scalar::Unit; program.fields.len() + program.partner_facts.len()];
        let mut place = vec![0; self.fields.len()];
        loop {
            for ((field, values), i) in self.fields.iter().zip(&place) {
                answers[*field].clone_from(values.get(*i)?);
            }
            see(Run::run(formula, &answers, &today, None, &mut Reads::default())?);
            // The next combination. The places count like the digits of a number.
            let next = place.iter().zip(&self.fields).position(|(i, (_, values))| i + 1 < values.len());
            let Some(next) = next else { return Some(()) };
            place[next] += 1;
            place[..next].fill(0);
        }
    }
}

/// The constants that fields are compared with.
struct Met<'a> {
    program: &'a Program,
    /// Variables that hold a field's answer, each with the field.
    aliases: Vec<(usize, usize)>,
    compared: Vec<(usize, Scalar)>,
    today: Date,
}

impl Met<'_> {
    fn field(&self, node: &Node) -> Option<usize> {
        match node.what {
            What::Field(field) => Some(field),
            What::Local(local) => {
                self.aliases.iter().rev().find(|(known, _)| *known == local).map(|(_, field)| *field)
            }
            _ => None,
        }
    }

    /// True if a few values represent all for comparisons by order. This is not so for free text.
    fn has_order(&self, field: usize) -> bool {
        self.program.fields.get(field).is_some_and(|field| match field.kind.answer_kind() {
            AnswerKind::Number | AnswerKind::Date | AnswerKind::Option | AnswerKind::Truth => true,
            AnswerKind::Text | AnswerKind::Options | AnswerKind::Rows => false,
        })
    }

    fn constant(&self, node: &Node) -> Option<Scalar> {
        match &node.what {
            What::Constant(constant) => Some(constant.clone()),
            What::Today => Some(Scalar::Text(date::text(self.today).into())),
            _ => None,
        }
    }

    /// Collects the comparisons. `None` if the formula does something else with a field.
    fn look(&mut self, node: &Node) -> Option<()> {
        match &node.what {
            What::Constant(_) | What::Today => Some(()),
            // A bare field is a truth value, is checked for an answer, or is the result.
            What::Field(_) | What::Local(_) => {
                let field = self.field(node)?;
                self.compared.push((field, Scalar::Unit));
                Some(())
            }
            What::Let(local, parts) => {
                match self.field(&parts[0]) {
                    Some(field) => {
                        self.aliases.push((*local, field));
                        self.compared.push((field, Scalar::Unit));
                    }
                    None => self.look(&parts[0])?,
                }
                self.look(&parts[1])
            }
            What::Compare(comparison, parts) => {
                let by_order = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
                for (a, b) in [(0, 1), (1, 0)] {
                    if let (Some(field), Some(constant)) = (self.field(&parts[a]), self.constant(&parts[b])) {
                        self.compared.push((field, constant));
                        return (!by_order || self.has_order(field)).then_some(());
                    }
                }
                let both = self.constant(&parts[0]).and(self.constant(&parts[1]));
                both.map(|_| ())
            }
            What::Contains(parts) => {
                let What::List(items) = &parts[0].what else { return None };
                if self.constant(&parts[1]).is_some() {
                    return Some(());
                }
                let field = self.field(&parts[1])?;
                self.compared.push((field, Scalar::Unit));
                self.compared.extend(items.iter().map(|item| (field, item.clone())));
                Some(())
            }
            What::Switch(switch) => {
                let (value, arms) = switch.parts.split_first()?;
                if self.constant(value).is_none() {
                    let field = self.field(value)?;
                    self.compared.push((field, Scalar::Unit));
                    self.compared.extend(switch.cases.iter().map(|(case, _)| (field, case.clone())));
                    for range in &switch.ranges {
                        let (from, to) = match range {
                            RangeCase::ExclusiveInt(range, _) => (range.start, range.end),
                            RangeCase::InclusiveInt(range, _) => (*range.start(), *range.end()),
                        };
                        self.compared.extend([from, to].map(|end| (field, Scalar::Int(end))));
                    }
                }
                arms.iter().try_for_each(|part| self.look(part))
            }
            What::Not(_) | What::All(_) | What::Any(_) | What::If(_) | What::Coalesce(_) => {
                node.parts().iter().try_for_each(|part| self.look(part))
            }
            What::List(_) | What::Arithmetic(..) | What::Call(..) | What::Unknown(_) => None,
        }
    }
}

/// One value for each set of values that the constants do not distinguish.
fn values(program: &Program, field: &Field, constants: &[&Scalar]) -> Option<Vec<Scalar>> {
    let mut values: Vec<Scalar> = match field.kind.answer_kind() {
        AnswerKind::Option => {
            field.options.iter().map(|option| Scalar::Text(option.value.as_str().into())).collect()
        }
        AnswerKind::Truth if field.required => vec![Scalar::Bool(true)],
        AnswerKind::Truth => vec![Scalar::Bool(false), Scalar::Bool(true)],
        AnswerKind::Number => numbers(field, constants),
        AnswerKind::Date => dates(constants)?,
        // There would be a value for each set of options, or of rows.
        AnswerKind::Options | AnswerKind::Rows => return None,
        AnswerKind::Text => texts(constants),
    };
    let is_optional = !field.required && field.kind != FieldType::Checkbox;
    if is_optional || program.is_conditional(field) {
        values.push(Scalar::Unit);
    }
    Some(values)
}

/// Each constant, a step below and above it, and the ends of the range.
fn numbers(field: &Field, constants: &[&Scalar]) -> Vec<Scalar> {
    let digits = if field.kind == FieldType::Money { 2 } else { field.decimals.min(9) };
    let step = Decimal::new(1, digits);
    let (min, max) = (field.min.map(|min| min.0), field.max.map(|max| max.0));
    let mut values: Vec<Decimal> = constants
        .iter()
        .filter_map(|constant| match constant {
            Scalar::Int(number) => Some(Decimal::from(*number)),
            Scalar::Decimal(number) => Some(*number),
            _ => None,
        })
        .flat_map(|number| [number.checked_sub(step), Some(number), number.checked_add(step)])
        .flatten()
        .chain([min.unwrap_or_default(), max.or(min).unwrap_or_default()])
        .filter(|number| min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max))
        .collect();
    values.sort_unstable();
    values.dedup();
    let is_whole = field.kind == FieldType::Number && field.decimals == 0;
    let value = |number: Decimal| match i64::try_from(number) {
        Ok(number) if is_whole => Scalar::Int(number),
        _ => Scalar::Decimal(number),
    };
    values.into_iter().map(value).collect()
}

fn dates(constants: &[&Scalar]) -> Option<Vec<Scalar>> {
    let mut values = Vec::new();
    for constant in constants {
        match constant {
            Scalar::Text(text) => {
                let day = date::parse_date(text)?;
                values.extend([day.yesterday().ok(), Some(day), day.tomorrow().ok()]);
            }
            _ => values.push(Some(Date::constant(2026, 1, 1))),
        }
    }
    let mut values: Vec<Date> = values.into_iter().flatten().collect();
    values.sort_unstable();
    values.dedup();
    Some(values.into_iter().map(|day| Scalar::Text(date::text(day).into())).collect())
}

/// The texts themselves, and two others: one that sorts before all letters, one after.
fn texts(constants: &[&Scalar]) -> Vec<Scalar> {
    let known =
        constants.iter().filter(|constant| matches!(constant, Scalar::Text(_))).map(|text| (*text).clone());
    let mut values: Vec<Scalar> =
        known.chain([Scalar::Text("!".into()), Scalar::Text("\u{10ffff}".into())]).collect();
    values.dedup();
    values
}
