//! A lead as rules see it: one plain value for each field, and a record of which fields were read.

use super::registry;
use super::work::{PER_STEP, Work};
use crate::lead::{Lead, Value, date};
use crate::program::{Program, closest};
use rhai::{
    Array, Dynamic, EvalAltResult, ImmutableString, Map, Module, NativeCallContext, Position, Shared,
};
use rust_decimal::Decimal;
use std::any::TypeId;
use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// A value that a script reads from a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// No answer.
    #[default]
    Unit,
    /// The answer to a checkbox.
    Bool(bool),
    /// A number without decimals.
    Int(i64),
    /// Money, a percentage, or a number with decimals.
    Decimal(Decimal),
    /// Any other answer. A date is its RFC 3339 full-date.
    Text(ImmutableString),
    /// The chosen options.
    List(Rc<[ImmutableString]>),
    /// The rows of a group: the answers of each row by name, `Unit` if an answer is missing.
    Rows(Rc<[Vec<(ImmutableString, Scalar)>]>),
}

impl From<&Value> for Scalar {
    fn from(value: &Value) -> Scalar {
        match value {
            Value::Text(text) => Scalar::Text(text.as_str().into()),
            Value::Integer(number) => Scalar::Int(*number),
            Value::Decimal(number) => Scalar::Decimal(*number),
            Value::Bool(yes) => Scalar::Bool(*yes),
            Value::Date(date) => Scalar::Text(date::text(*date).into()),
            Value::List(values) => Scalar::List(values.iter().map(Into::into).collect()),
            Value::Rows(rows) => {
                let scalar = |value: &Option<Value>| value.as_ref().map(Scalar::from).unwrap_or_default();
                Scalar::Rows(
                    rows.iter()
                        .map(|row| row.iter().map(|(name, value)| (name.into(), scalar(value))).collect())
                        .collect(),
                )
            }
        }
    }
}

impl Scalar {
    /// The value for the script.
    pub fn to_dynamic(&self) -> Dynamic {
        match self {
            Scalar::Unit => Dynamic::UNIT,
            Scalar::Bool(yes) => (*yes).into(),
            Scalar::Int(number) => (*number).into(),
            Scalar::Decimal(number) => (*number).into(),
            Scalar::Text(text) => text.clone().into(),
            Scalar::List(values) => values.iter().cloned().map(Dynamic::from).collect::<Array>().into(),
            Scalar::Rows(rows) => {
                let map = |row: &Vec<(ImmutableString, Scalar)>| {
                    row.iter()
                        .map(|(name, value)| (name.as_str().into(), value.to_dynamic()))
                        .collect::<Map>()
                };
                rows.iter().map(map).map(Dynamic::from).collect::<Array>().into()
            }
        }
    }

    /// The number of letters and items that an operator may have to read. Each answer in a row is copied for the
    /// script, which takes as long as a step.
    fn weight(&self) -> usize {
        match self {
            Scalar::Text(text) => text.len(),
            Scalar::List(values) => values.len(),
            Scalar::Rows(rows) => rows.iter().flatten().map(|(_, value)| PER_STEP + value.weight()).sum(),
            _ => 0,
        }
    }

    /// True if it is the same value. Shared texts, such as those of a column, are compared by pointer first.
    #[inline(always)]
    pub fn is(&self, other: &Scalar) -> bool {
        matches!((self, other), (Scalar::Text(a), Scalar::Text(b)) if a.ptr_eq(b)) || self == other
    }

    /// The plain value of a script's value. `None` for lists and other types.
    pub fn from_dynamic(value: &Dynamic) -> Option<Scalar> {
        if value.is_unit() {
            return Some(Scalar::Unit);
        }
        if let Ok(yes) = value.as_bool() {
            return Some(Scalar::Bool(yes));
        }
        if let Ok(number) = value.as_int() {
            return Some(Scalar::Int(number));
        }
        if let Ok(number) = value.as_decimal() {
            return Some(Scalar::Decimal(number));
        }
        value.as_immutable_string_ref().ok().map(|text| Scalar::Text(text.clone()))
    }
}

/// The lead's answers, in the order of the program's fields.
pub fn of_lead(program: &Program, lead: &Lead) -> Vec<Scalar> {
    let value = |name: &str| lead.get(name).map(Scalar::from).unwrap_or_default();
    program.fields.iter().map(|field| value(&field.name)).collect()
}

/// A set of fields. A field is its index in the program, which has at most 200.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields([u64; 4]);

impl Fields {
    /// The set of one field.
    pub fn only(field: usize) -> Self {
        let mut fields = Fields::default();
        fields.add(field);
        fields
    }

    /// Adds a field. Returns false if it was in the set already.
    #[inline(always)]
    pub fn add(&mut self, field: usize) -> bool {
        let (word, bit) = (field / 64 % 4, 1 << (field % 64));
        let is_new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        is_new
    }

    /// Removes a field.
    pub fn remove(&mut self, field: usize) {
        self.0[field / 64 % 4] &= !(1 << (field % 64));
    }

    /// True if a field is in the set.
    #[inline(always)]
    pub fn contains(&self, field: usize) -> bool {
        self.0[field / 64 % 4] & 1 << (field % 64) != 0
    }

    /// The field with the lowest index.
    pub fn first(self) -> Option<usize> {
        self.iter().next()
    }

    /// The fields in ascending order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..256).filter(move |field| self.contains(*field))
    }

    /// The union of two sets.
    pub fn or(self, other: Fields) -> Fields {
        let ([a, b, c, d], [w, x, y, z]) = (self.0, other.0);
        Fields([a | w, b | x, c | y, d | z])
    }

    /// The intersection of two sets.
    #[inline(always)]
    pub fn both(self, other: Fields) -> Fields {
        let ([a, b, c, d], [w, x, y, z]) = (self.0, other.0);
        Fields([a & w, b & x, c & y, d & z])
    }
}

/// The fields that were read, in the order of their first read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    order: Vec<u8>,
    /// The same fields as a set.
    pub all: Fields,
}

impl Reads {
    /// Records a field.
    #[inline(always)]
    pub fn note(&mut self, field: usize) {
        if self.all.add(field) {
            #[allow(clippy::cast_possible_truncation, reason = "a program has at most 200 fields")]
            self.order.push(field as u8);
        }
    }

    /// The fields, in the order of their first read.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.order.iter().map(|field| usize::from(*field))
    }

    /// Forgets them all.
    pub fn clear(&mut self) {
        self.order.clear();
        self.all = Fields::default();
    }
}

/// The lead that scripts receive, or its partner. Copies share one set of answers. One type for both saves Wasm.
#[derive(Clone)]
pub struct Reading {
    shared: Rc<Inner>,
    is_partner: bool,
}

struct Inner {
    answers: RefCell<Vec<Scalar>>,
    reads: RefCell<Reads>,
    work: Rc<Work>,
}

impl Reading {
    /// A lead with these answers. `work` is the counter of the script that reads it.
    pub fn new(answers: Vec<Scalar>, work: Rc<Work>) -> Self {
        let shared = Rc::new(Inner { answers: RefCell::new(answers), reads: RefCell::default(), work });
        Reading { shared, is_partner: false }
    }

    /// The partner of the lead.
    pub fn partner(&self) -> Self {
        Reading { is_partner: true, ..self.clone() }
    }

    /// The current answers.
    #[inline(always)]
    pub fn answers(&self) -> Ref<'_, Vec<Scalar>> {
        self.shared.answers.borrow()
    }

    /// Changes an answer, and returns the previous one.
    #[inline(always)]
    pub fn set(&self, field: usize, value: Scalar) -> Scalar {
        self.shared
            .answers
            .borrow_mut()
            .get_mut(field)
            .map(|slot| std::mem::replace(slot, value))
            .unwrap_or_default()
    }

    /// The fields that were read since the last call.
    pub fn take_reads(&self) -> Reads {
        self.shared.reads.take()
    }

    fn get(&self, field: usize) -> Dynamic {
        self.shared.reads.borrow_mut().note(field);
        let answers = self.shared.answers.borrow();
        let Some(answer) = answers.get(field) else { return Dynamic::UNIT };
        // An operator may read all of the answer. If that is too much work, the next step ends the script.
        let _ = self.shared.work.add((answer.weight() / PER_STEP) as u64);
        answer.to_dynamic()
    }
}

/// Adds `lead.field` and `lead["field"]` for the fields of this program, and `partner.fact` in the same way. The facts of
/// the partner follow the answers.
pub fn register(module: &mut Module, program: &Program) {
    module.set_custom_type::<Reading>("lead");
    let (lead, text) = (TypeId::of::<Reading>(), TypeId::of::<ImmutableString>());
    let fields: Vec<String> = program.fields.iter().map(|field| field.name.clone()).collect();
    let facts: Vec<String> = program.partner_facts.iter().map(|fact| fact.as_str().into()).collect();
    let place = |names: &[String], name: &str| names.iter().position(|known| known == name);
    for name in fields.iter().chain(&facts) {
        let of_lead = place(&fields, name);
        let of_partner = place(&facts, name).map(|fact| fields.len() + fact);
        let name = name.clone();
        let key = ["get$", &name].concat();
        let get = Shared::new(move |_: Option<NativeCallContext>, arguments: &mut [&mut Dynamic]| {
            let Some(reading) = reading(arguments) else { return Ok(Dynamic::UNIT) };
            let place = if reading.is_partner { of_partner } else { of_lead };
            place.map(|place| reading.get(place)).ok_or_else(|| unknown(&name, &[]))
        });
        registry::add(module, &key, &[lead], true, get);
    }
    let index = Shared::new(move |_: Option<NativeCallContext>, arguments: &mut [&mut Dynamic]| {
        let name =
            arguments.get(1).and_then(|name| name.as_immutable_string_ref().ok().map(|name| name.clone()));
        let name = name.unwrap_or_default();
        let Some(reading) = reading(arguments) else { return Ok(Dynamic::UNIT) };
        let (first, names) = if reading.is_partner { (fields.len(), &facts) } else { (0, &fields) };
        match place(names, &name) {
            Some(place) => Ok(reading.get(first + place)),
            None => Err(unknown(&name, names)),
        }
    });
    registry::add(module, "index$get$", &[lead, text], true, index);
}

/// The error for a name that is none of these.
fn unknown(name: &str, names: &[String]) -> Box<EvalAltResult> {
    let mut message = format!("unknown field `{name}`");
    if let Some(meant) = closest(name, names.iter().map(String::as_str)) {
        message += &format!("; did you mean `{meant}`?");
    }
    Box::new(EvalAltResult::ErrorRuntime(message.into(), Position::NONE))
}

/// The lead or the partner in the arguments of a call.
fn reading(arguments: &[&mut Dynamic]) -> Option<Reading> {
    Some(arguments.first()?.read_lock::<Reading>()?.clone())
}
