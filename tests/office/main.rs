//! The lifecycle of a referral: commands, events, who may do what, and deadlines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod clock;
mod lifecycle;
mod orders;
mod random;
mod reminders;
mod undo;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use referral_widget::office::{Actor, Circumstances, Order, Role, Terms};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The date on which the tests take place.
const TODAY: Date = date(2026, 11, 23);

static TERMS: LazyLock<Terms> = LazyLock::new(|| Terms {
    stages: ["contacted", "meeting", "proposal"].map(Into::into).into(),
    decline_reasons: ["territory", "no-need"].map(Into::into).into(),
    loss_reasons: ["price", "no-decision"].map(Into::into).into(),
});

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn user(role: Role) -> Actor {
    Actor::User { id: "mara".into(), role }
}

fn manager() -> Actor {
    user(Role::Manager)
}

fn order(json: Value) -> Order {
    Order::from_json(json.as_object().unwrap()).unwrap()
}

/// An order with all that it needs.
fn whole(command: &str) -> Order {
    let mut json = match command {
        "accept" => json!({ "command": "decide", "decision": "accept" }),
        "decline" => json!({ "command": "decide", "decision": "decline", "reason": "no-need" }),
        "advance" => json!({ "command": "advance", "stage": "meeting" }),
        "win" => json!({ "command": "win", "value": 4_500_000, "currency": "EUR", "on": "2026-11-20" }),
        "correct" => {
            json!({ "command": "correct", "value": 4_000_000, "currency": "EUR", "on": "2026-11-19" })
        }
        "lose" => json!({ "command": "lose", "reason": "price" }),
        "assign" => json!({ "command": "assign", "to": "jon" }),
        "extend" => json!({ "command": "extend", "until": "2027-06-30" }),
        other => json!({ "command": other }),
    };
    match json["command"].as_str().unwrap() {
        "ask" | "answer" => json["message"] = json!("How many seats?"),
        "note" | "reopen" | "extend" | "release" | "correct" => json["note"] = json!("They called again."),
        _ => {}
    }
    order(json)
}

fn circumstances() -> Circumstances<'static> {
    Circumstances {
        now: at("2026-11-23T10:00:00Z"),
        today: TODAY,
        terms: &TERMS,
        protects_until: Some(date(2027, 2, 21)),
        rival: None,
        last_step: None,
        quiet_days: 30,
    }
}
