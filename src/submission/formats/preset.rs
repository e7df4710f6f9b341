//! How a system that vendors have takes leads, as data.

use super::text::Shape;
use crate::json::parse;
use crate::program::Format;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One system.
#[derive(Deserialize)]
pub struct Preset {
    /// `json` or `form`.
    pub body: String,
    /// Whether pages cannot read its answer.
    #[serde(default)]
    pub opaque: bool,
    /// Whether, where the program maps nothing, all answers go along under their own names.
    #[serde(default)]
    pub answers: bool,
    /// Fields that always go along: target and source.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// What stands beside the list of fields: path and source.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
    /// Where fields are a list.
    pub list: Option<List>,
    /// Targets that are numbers there: amounts are texts in a submission, so that nothing is rounded.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Targets that are lists of objects there: target, and the object's member that has the value.
    #[serde(default)]
    pub listed: BTreeMap<String, String>,
    /// Objects that are refused where one of these members is missing, and left out then.
    #[serde(default)]
    pub whole: BTreeMap<String, Vec<String>>,
    /// What must be there before, each by a request of its own.
    #[serde(default)]
    pub first: Vec<First>,
    /// How many characters a field takes. More would be refused, and nobody told.
    #[serde(default)]
    pub limits: BTreeMap<String, usize>,
    /// Fields that do not take any text. Another one would be refused, and nobody told.
    #[serde(default)]
    pub shapes: BTreeMap<String, Shape>,
    /// The field for what others do not take.
    #[serde(default)]
    pub notes: String,
    /// Fields without which nothing is taken.
    #[serde(default)]
    pub needed: Vec<String>,
}

/// Fields as a list of objects.
#[derive(Deserialize)]
pub struct List {
    /// The list's path.
    pub at: String,
    /// The member that has a field's name.
    pub name: String,
    /// The one that has its value.
    pub value: String,
    /// The one that has what stands before a slash in a target.
    pub prefix: String,
    /// What it has where there is none.
    pub otherwise: String,
}

/// Something that a lead hangs on.
#[derive(Deserialize)]
pub struct First {
    /// Its name. Targets that begin with it and a point are its own.
    pub of: String,
    /// Where it is made, at the host of the destination.
    pub path: String,
    /// The member without which it is not made.
    pub needs: String,
    /// The path of its id in the answer. It is the source `made.NAME` of what comes after it.
    pub id: String,
    /// What always goes along: path and source.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
}

impl Preset {
    /// `None` for formats that are not built on others.
    pub fn of(format: Format) -> Option<Preset> {
        let (word, _) = Format::WORDS.into_iter().find(|(_, known)| *known == format)?;
        let mut all: BTreeMap<String, Preset> = parse(include_str!("presets.json")).ok()?;
        all.remove(word)
    }
}
