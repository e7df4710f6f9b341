//! What a vendor publishes: `program.json`.

mod countries;
#[cfg(feature = "delivery")]
mod destination;
#[cfg(feature = "engine")]
mod fact;
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
#[cfg(feature = "engine")]
pub use fact::Fact;
pub use kinds::AnswerKind;
#[cfg(feature = "engine")]
pub use pattern::Pattern;
#[cfg(feature = "engine")]
pub use reading::{Amount, At, Code, MAX_PROGRAM_BYTES, Problem, Severity, closest, harmless};
#[cfg(feature = "engine")]
pub(crate) use reading::{Object, document, primary, texts};
pub use types::*;
pub use words::*;

/// An amount as the program writes it. The form shows amounts and does not calculate with them.
#[cfg(not(feature = "engine"))]
pub type Amount = String;

/// A pattern as the program writes it. The form leaves matching to the engine.
#[cfg(not(feature = "engine"))]
pub type Pattern = String;

impl Program {
    /// The field with that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that not every lead is asked.
    pub fn conditional(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| self.is_conditional(field))
    }

    /// True if a field is not asked of every lead.
    #[must_use]
    pub fn is_conditional(&self, field: &Field) -> bool {
        let hides = |step: &Step| step.visible_when.is_some() && step.fields.contains(&field.name);
        field.visible_when.is_some() || self.steps.iter().any(hides)
    }

    /// The message of the rule with that code: the program's translation, or else the script's own.
    #[must_use]
    pub fn message<'a>(&'a self, code: &str, script: &'a str) -> &'a str {
        self.messages.iter().find(|(rule, _)| rule == code).map_or(script, |(_, message)| message)
    }

    /// The compensation plan with that id.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        self.compensation.iter().find(|plan| plan.id == id)
    }

    /// The currency of a money field: its own, or else the program's.
    #[must_use]
    pub fn currency_of<'a>(&'a self, field: &'a Field) -> &'a str {
        field.currency.as_deref().unwrap_or(&self.currency)
    }
}
