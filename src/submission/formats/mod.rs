//! Turns a submission into the request that a receiving system expects. The differences between systems are data
//! (`presets.json`), not code.

mod object;
mod preset;
mod request;
mod sources;
mod text;

pub use object::{Before, before};
pub use request::Request;

use crate::program::{Barred, Destination, Format, Origins};
use object::{object, put};
use preset::Preset;
use serde_json::{Value, json};
use sources::Sources;
use text::{cut, form_text, is_exact, length};

/// The type of a `CloudEvents` event, unless the program sets another.
const EVENT_TYPE: &str = "referral.submitted";

/// The request that sends a submission (`Submission` as JSON) to a destination. `now_ms` is the time in milliseconds
/// since 1970 in UTC, `now` the same time as text (RFC 3339).
#[must_use]
pub fn request(destination: &Destination, submission: &Value, now: &str, now_ms: u64) -> Request {
    let sources = Sources { submission, now, now_ms };
    let preset = Preset::for_format(destination.format);
    let (content_type, body) = match &preset {
        None if destination.format == Format::CloudEvents => {
            ("application/cloudevents+json; charset=UTF-8", event(destination, &sources).to_string())
        }
        None => ("application/json", plain(destination, &sources).to_string()),
        Some(preset) if preset.list.is_some() => {
            ("application/json", listed(destination, preset, &sources).to_string())
        }
        Some(preset) if preset.body == "json" => {
            ("application/json", object(destination, preset, None, &sources).to_string())
        }
        Some(preset) => {
            ("application/x-www-form-urlencoded;charset=UTF-8", form(destination, preset, &sources))
        }
    };
    let mut request = Request::new(destination, content_type, body);
    match preset {
        Some(preset) if preset.opaque => request.mode = "no-cors",
        Some(_) => {}
        // Only for the submission's own formats. Other systems do not know the header, and would refuse a page's
        // request with an unknown header (CORS).
        None => request
            .headers
            .extend(sources.get("key").map(|key| ("idempotency-key".to_string(), form_text(&key, ";")))),
    }
    request
}

/// The request as a page sends it, within the limits of what a program may choose.
///
/// # Errors
///
/// The reason why the page does not send it.
pub fn page_request(
    destination: &Destination,
    origins: &Origins,
    submission: &Value,
    now: &str,
    now_ms: u64,
) -> Result<Request, Barred> {
    destination.allowed(origins)?;
    Ok(request(destination, submission, now, now_ms))
}

/// The submission, or with a map, an object of the mapped values.
fn plain(destination: &Destination, sources: &Sources) -> Value {
    let mut body = if destination.map.is_empty() { sources.submission.clone() } else { json!({}) };
    for (target, source) in &destination.map {
        if let Some(value) = sources.get(source) {
            put(&mut body, target, value);
        }
    }
    for (target, value) in &destination.constants {
        put(&mut body, target, value.clone());
    }
    body
}

/// A `CloudEvents` 1.0 event, section 3.1, with the data as JSON. Constants become attributes of the event.
fn event(destination: &Destination, sources: &Sources) -> Value {
    let source = sources.get("attribution.page").unwrap_or_else(|| "referral-form".into());
    let mut event = json!({
        "specversion": "1.0",
        "id": sources.get("key"),
        "type": EVENT_TYPE,
        "source": source,
        "subject": sources.get("program"),
        "time": sources.now,
        "datacontenttype": "application/json",
    });
    for (target, value) in &destination.constants {
        put(&mut event, target, value.clone());
    }
    event["data"] = plain(&Destination { constants: Vec::new(), ..destination.clone() }, sources);
    event
}

/// Targets and values in this order: the preset's map, then the program's map or else all answers under their own
/// names, then constants. A later value replaces an earlier one with the same target.
fn flat(destination: &Destination, preset: &Preset, sources: &Sources) -> Vec<(String, String)> {
    let own = destination.map.iter().cloned();
    let answers = sources.answers().filter(|_| preset.answers && destination.map.is_empty());
    let mapped =
        preset.map.iter().map(|(target, source)| (target.clone(), source.clone())).chain(own).chain(answers);
    let mapped = mapped.filter_map(|(target, source)| Some((target, sources.get(&source)?)));
    let constants = destination.constants.iter().cloned();
    let mut found: Vec<(String, String)> = Vec::new();
    for (target, value) in mapped.chain(constants) {
        let text = form_text(&value, ";");
        match found.iter_mut().find(|(known, _)| *known == target) {
            Some((_, known)) => *known = text,
            None => found.push((target, text)),
        }
    }
    fitted(preset, found)
}

/// Fits the values to the system's fields. Prose that is too long is cut. A value that is useless when cut is left out.
/// Both are kept whole in the field for notes.
fn fitted(preset: &Preset, found: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut notes = Vec::new();
    let mut fitted = Vec::new();
    for (target, text) in found {
        let shape = preset.shapes.get(&target);
        let limit = preset.limits.get(&target).copied().unwrap_or(usize::MAX);
        if target == preset.notes || length(&text) <= limit && shape.is_none_or(|shape| shape.takes(&text)) {
            fitted.push((target, text));
            continue;
        }
        notes.push(format!("{target}: {text}"));
        if shape.is_none() && !is_exact(&text) {
            fitted.push((target, cut(&text, limit)));
        } else if preset.needed.contains(&target) {
            fitted.push((target, "…".into()));
        }
    }
    let own = fitted.iter().position(|(target, _)| *target == preset.notes).map(|at| fitted.remove(at).1);
    notes.extend(own);
    if !notes.is_empty() {
        let limit = preset.limits.get(&preset.notes).copied().unwrap_or(usize::MAX);
        fitted.push((preset.notes.clone(), cut(&notes.join("\n"), limit)));
    }
    fitted
}

fn form(destination: &Destination, preset: &Preset, sources: &Sources) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(flat(destination, preset, sources)).finish()
}

/// The fields as a list of names and values. A name may have a prefix for the type of its object: `0-2/domain`.
fn listed(destination: &Destination, preset: &Preset, sources: &Sources) -> Value {
    let mut body = json!({});
    for (target, source) in &preset.fixed {
        if let Some(value) = sources.get(source) {
            put(&mut body, target, value);
        }
    }
    let Some(list) = &preset.list else { return body };
    let fields = flat(destination, preset, sources).into_iter().map(|(target, value)| {
        let (prefix, name) = target.split_once('/').unwrap_or((&list.otherwise, &target));
        json!({ list.prefix.as_str(): prefix, list.name.as_str(): name, list.value.as_str(): value })
    });
    put(&mut body, &list.at, fields.collect());
    body
}
