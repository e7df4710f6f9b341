//! Bodies that are JSON objects. Some systems take a lead in several requests; this also makes the earlier ones.

use super::preset::{First, Preset};
use super::request::Request;
use super::sources::Sources;
use crate::program::Destination;
use serde_json::{Number, Value, json};

/// A request for an object that the lead refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// The object's name. After the request, the submission has its id as `made.NAME`.
    pub name: String,
    /// The path of the request on the host of the destination.
    pub path: String,
    /// The path of the id in the answer.
    pub id: String,
    /// The request that creates the object.
    pub request: Request,
}

/// The next request before the lead itself. `None` once all objects exist.
#[must_use]
pub fn before(destination: &Destination, submission: &Value, now: &str, now_ms: u64) -> Option<Before> {
    let preset = Preset::for_format(destination.format)?;
    let sources = Sources { submission, now, now_ms };
    let is_made = |first: &&First| sources.get(&format!("made.{}", first.of)).is_some();
    preset.first.iter().filter(|first| !is_made(first)).find_map(|first| {
        let body = object(destination, &preset, Some(first), &sources);
        body.get(&first.needs)?;
        let request = Request::new(destination, "application/json", body.to_string());
        Some(Before { name: first.of.clone(), path: first.path.clone(), id: first.id.clone(), request })
    })
}

/// The body for one of these objects, or without `part` the body for the lead, which gets the remaining targets.
pub fn object(destination: &Destination, preset: &Preset, part: Option<&First>, sources: &Sources) -> Value {
    let mut body = json!({});
    for (path, source) in part.map_or(&preset.fixed, |first| &first.fixed) {
        if let Some(value) = sources.get(source) {
            put(&mut body, path, value);
        }
    }
    let mapped = destination.map.iter().filter_map(|(target, source)| Some((target, sources.get(source)?)));
    let constants = destination.constants.iter().map(|(target, value)| (target, value.clone()));
    for (target, value) in mapped.chain(constants) {
        if let Some(path) = own(preset, part, target) {
            put(&mut body, path, shaped(preset, target, value));
        }
    }
    if let (None, Some(members)) = (part, body.as_object_mut()) {
        for (name, needed) in &preset.whole {
            if needed.iter().any(|member| members.get(name).is_some_and(|it| it.get(member).is_none())) {
                members.remove(name);
            }
        }
    }
    body
}

/// The path in the body, if the target belongs to it.
fn own<'a>(preset: &Preset, part: Option<&First>, target: &'a str) -> Option<&'a str> {
    let within = |first: &First| target.strip_prefix(first.of.as_str())?.strip_prefix('.');
    match part {
        Some(first) => within(first),
        None if preset.first.iter().any(|first| within(first).is_some()) => None,
        None => Some(target),
    }
}

fn shaped(preset: &Preset, target: &str, value: Value) -> Value {
    if let Some(member) = preset.listed.get(target) {
        return json!([{ member.as_str(): value }]);
    }
    match value.as_str().map(str::parse::<Number>) {
        Some(Ok(number)) if preset.numbers.iter().any(|known| known == target) => number.into(),
        _ => value,
    }
}

/// Puts a value at a path, and creates missing objects on the way.
pub fn put(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for part in path.split('.') {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[part];
    }
    *at = value;
}
