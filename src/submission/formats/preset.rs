//! A description of how a common system takes leads, as data.

use super::text::Shape;
use crate::json::parse;
use crate::program::Format;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The description of one system.
#[derive(Deserialize)]
pub struct Preset {
    /// The format of the body: `json` or `form`.
    pub body: String,
    /// True if pages cannot read the system's answer.
    #[serde(default)]
    pub opaque: bool,
    /// True if all answers are sent under their own names when the program maps nothing.
    #[serde(default)]
    pub answers: bool,
    /// Fields that are always sent: target and source.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Values beside the list of fields: path and source.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
    /// The list, if the system takes fields as one.
    pub list: Option<List>,
    /// Targets that must be numbers. In a submission, amounts are texts so that nothing is rounded.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Targets that must be lists of objects: the target, and the member that holds the value.
    #[serde(default)]
    pub listed: BTreeMap<String, String>,
    /// Objects that the system refuses if one of these members is missing. Such an object is left out.
    #[serde(default)]
    pub whole: BTreeMap<String, Vec<String>>,
    /// Objects that must exist first. Each takes a request of its own.
    #[serde(default)]
    pub first: Vec<First>,
    /// The longest value of a field, in characters. The system would silently refuse more.
    #[serde(default)]
    pub limits: BTreeMap<String, usize>,
    /// Fields that accept only some texts. The system would silently refuse others.
    #[serde(default)]
    pub shapes: BTreeMap<String, Shape>,
    /// The field for values that do not fit elsewhere.
    #[serde(default)]
    pub notes: String,
    /// Fields without which the system refuses the lead.
    #[serde(default)]
    pub needed: Vec<String>,
}

/// The shape of fields in a list of objects.
#[derive(Deserialize)]
pub struct List {
    /// The list's path.
    pub at: String,
    /// The member for a field's name.
    pub name: String,
    /// The member for its value.
    pub value: String,
    /// The member for the part of a target before a slash.
    pub prefix: String,
    /// The default for that part.
    pub otherwise: String,
}

/// An object that a lead refers to.
#[derive(Deserialize)]
pub struct First {
    /// Its name. Targets that begin with this name and a point belong to it.
    pub of: String,
    /// The path of the request on the host of the destination.
    pub path: String,
    /// The member that it needs. Without it, no request is made.
    pub needs: String,
    /// The path of its id in the answer. Later requests use it as the source `made.NAME`.
    pub id: String,
    /// Values that are always sent: path and source.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
}

impl Preset {
    /// The preset of a format. `None` for the formats that are not another system's.
    pub fn for_format(format: Format) -> Option<Preset> {
        let (word, _) = Format::WORDS.into_iter().find(|(_, known)| *known == format)?;
        let mut all: BTreeMap<String, Preset> = parse(include_str!("presets.json")).ok()?;
        all.remove(word)
    }
}
