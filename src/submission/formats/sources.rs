//! The values of a submission, under the names that programs and presets use.

use serde_json::{Map, Value};

/// The values that a submission has.
pub struct Sources<'a> {
    pub submission: &'a Value,
    pub now: &'a str,
    pub now_ms: u64,
}

impl Sources<'_> {
    /// The value at a path. `None` if it is missing, null or empty.
    pub fn get(&self, path: &str) -> Option<Value> {
        match path {
            "now" => Some(self.now.into()),
            "now_ms" => Some(self.now_ms.to_string().into()),
            "consented" => self.get("consent.text").map(|_| true.into()),
            _ => {
                let found = path.split('.').try_fold(self.submission, |value, part| value.get(part))?;
                (!found.is_null() && found != "").then(|| found.clone())
            }
        }
    }

    /// The names of the answers, each with its path.
    pub fn answers(&self) -> impl Iterator<Item = (String, String)> {
        let names = self.submission["lead"].as_object().into_iter().flat_map(Map::keys);
        names.map(|name| (name.clone(), format!("lead.{name}")))
    }
}
