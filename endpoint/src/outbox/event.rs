//! An event of a referral as webhooks get it, in the form that Standard Webhooks propose.

use referral_store::Happened;
use referral_widget::json::{Unread, parse};
use serde_json::{Value, json};

/// The body. It is the same for every attempt, and holds nothing that a person wrote.
pub fn body(program: &str, referral: &str, happened: &Happened) -> Result<Value, Unread> {
    // An event is its name, or an object of its name and its details.
    let (name, details) = match parse::<Value>(happened.event.get())? {
        Value::String(name) => (name, json!({})),
        Value::Object(event) => event.into_iter().next().unwrap_or_default(),
        _ => Default::default(),
    };
    Ok(json!({
        "type": format!("referral.{name}"),
        "timestamp": happened.at.to_string(),
        "data": {
            "program": program,
            "referral": referral,
            "sequence": happened.revision,
            "actor": happened.actor,
            "user": happened.user,
            "details": details,
        },
    }))
}
