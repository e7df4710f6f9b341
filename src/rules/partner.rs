//! The facts of the partner as rules see them. They follow the answers: to formulas, memory and lists of leads, a fact is
//! one more field.

use super::answers::{Fields, Scalar};
use crate::lead::PartnerFacts;
use crate::program::{Fact, Program};

/// The variable by which scripts read the facts.
pub const PARTNER: &str = "partner";

/// The index of a fact. `None` if the program does not list it.
pub fn place(program: &Program, fact: &str) -> Option<usize> {
    let place = program.partner_facts.iter().position(|known| known.as_str() == fact)?;
    Some(program.fields.len() + place)
}

/// The fact with that index.
pub fn fact(program: &Program, place: usize) -> Option<Fact> {
    program.partner_facts.get(place.checked_sub(program.fields.len())?).copied()
}

/// The name of the field or fact with that index: `company`, `partner.level`.
pub fn name(program: &Program, place: usize) -> Option<&str> {
    let field = program.fields.get(place).map(|field| field.name.as_str());
    field.or_else(|| fact(program, place).map(full_name))
}

/// The fact as scripts write it.
fn full_name(fact: Fact) -> &'static str {
    match fact {
        Fact::Country => "partner.country",
        Fact::Domain => "partner.domain",
        Fact::Level => "partner.level",
    }
}

/// The indexes of the program's facts.
pub fn places(program: &Program) -> Fields {
    let mut places = Fields::default();
    for place in program.fields.len()..program.fields.len() + program.partner_facts.len() {
        places.add(place);
    }
    places
}

/// The values of the program's facts, each with its index. `None` if a value is not known here.
pub fn values(program: &Program, facts: &PartnerFacts) -> Vec<(usize, Option<Scalar>)> {
    let value = |text: &str| if text.is_empty() { Scalar::Unit } else { Scalar::Text(text.into()) };
    let values = program.partner_facts.iter().map(|fact| facts.get(*fact).map(value));
    (program.fields.len()..).zip(values).collect()
}

/// The message for a fact that the program does not list. The name is as scripts write it.
pub fn unknown(name: &str) -> String {
    format!(
        "`{name}` is not listed in `partner_facts` of program.json; there are `country`, `domain` and `level`"
    )
}
