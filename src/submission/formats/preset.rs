//! How a system that vendors have takes leads, as data.

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
    /// How many characters a field takes. More would be refused, and nobody told.
    #[serde(default)]
    pub limits: BTreeMap<String, usize>,
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

impl Preset {
    /// `None` for formats that are not built on others.
    pub fn of(format: Format) -> Option<Preset> {
        let (word, _) = Format::WORDS.into_iter().find(|(_, known)| *known == format)?;
        let mut all: BTreeMap<String, Preset> = serde_json::from_str(include_str!("presets.json")).ok()?;
        all.remove(word)
    }
}
