//! What a vendor publishes: `program.json`.

mod countries;
#[cfg(feature = "delivery")]
mod destination;
mod kinds;
#[cfg(feature = "engine")]
mod pattern;
#[cfg(feature = "engine")]
mod reading;
#[cfg(feature = "engine")]
mod time_zone;
mod types;
mod words;

#[cfg(feature = "engine")]
pub(crate) use countries::exists as country_exists;
pub(crate) use countries::fill as fill_countries;
#[cfg(feature = "delivery")]
pub use destination::{Barred, Destination, Format, Origins, RELAY, Relayed, SECRET};
pub use kinds::AnswerKind;
#[cfg(feature = "engine")]
pub use pattern::Pattern;
#[cfg(feature = "engine")]
pub use reading::{Amount, At, Code, MAX_PROGRAM_BYTES, Problem, Severity, closest, harmless};
#[cfg(feature = "engine")]
pub(crate) use reading::{Object, document, primary, texts};
pub use types::*;
pub use words::*;

/// An amount as it is written: the form shows what is paid, and does not reckon.
#[cfg(not(feature = "engine"))]
pub type Amount = String;

/// The form leaves it to the engine.
#[cfg(not(feature = "engine"))]
pub type Pattern = String;

impl Program {
    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that are not asked of every lead.
    pub fn conditional(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| self.is_conditional(field))
    }

    /// Whether a field is not asked of every lead.
    #[must_use]
    pub fn is_conditional(&self, field: &Field) -> bool {
        let hides = |step: &Step| step.visible_when.is_some() && step.fields.contains(&field.name);
        field.visible_when.is_some() || self.steps.iter().any(hides)
    }

    /// What the rule of that code says, where it is not as in the script.
    #[must_use]
    pub fn message<'a>(&'a self, code: &str, script: &'a str) -> &'a str {
        self.messages.iter().find(|(rule, _)| rule == code).map_or(script, |(_, message)| message)
    }

    /// The compensation plan of that id.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        self.compensation.iter().find(|plan| plan.id == id)
    }

    /// The currency of a money field: its own, else the program's.
    #[must_use]
    pub fn currency_of<'a>(&'a self, field: &'a Field) -> &'a str {
        field.currency.as_deref().unwrap_or(&self.currency)
    }
}
