//! Orders as they come from outside.

use referral_widget::office::{Command, Deal, Decision, Event, LifecycleStatus, Order, Step, Undone};
use serde_json::{Value, json};

fn said(json: &Value) -> String {
    Order::from_json(json.as_object().unwrap()).unwrap_err()
}

#[test]
fn an_order_is_read_with_all_that_it_carries() {
    let read = |json: Value| Order::from_json(json.as_object().unwrap()).unwrap();
    let decline = json!({ "command": "decide", "decision": "decline", "reason": "no-need", "message": "Sorry.", "note": "Too small." });
    assert_eq!(
        read(decline),
        Order {
            command: Command::Decide(Decision::Decline { reason: "no-need".into() }),
            message: Some("Sorry.".into()),
            note: Some("Too small.".into()),
        }
    );
    let won = read(
        json!({ "command": "win", "value": 9_007_199_254_740_991_i64, "currency": "JPY", "on": "2026-02-28" }),
    );
    let deal =
        Deal { value: 9_007_199_254_740_991, currency: "JPY".into(), on: jiff::civil::date(2026, 2, 28) };
    assert_eq!(won.command, Command::Win(deal));
    assert_eq!(read(json!({ "command": "assign", "to": null })).command, Command::Assign { to: None });
    assert_eq!(read(json!({ "command": "release" })).command, Command::Release);
}

#[test]
fn what_is_wrong_with_an_order_is_said() {
    for (json, expected) in [
        (json!({}), "missing field `command`"),
        (json!({ "command": "approve" }), "unknown variant `approve`, expected one of `decide`, `advance`"),
        (json!({ "command": "decide" }), "The command `decide` needs `decision`."),
        (json!({ "command": "decide", "decision": "decline" }), "The command `decide` needs `reason`."),
        (
            json!({ "command": "decide", "decision": "accept", "reason": "x" }),
            "`reason` is only for a decision to decline.",
        ),
        (
            json!({ "command": "win", "value": "12", "currency": "EUR", "on": "2026-11-01" }),
            "invalid type: string",
        ),
        (
            json!({ "command": "win", "value": 12.5, "currency": "EUR", "on": "2026-11-01" }),
            "The command cannot be read:",
        ),
        (
            json!({ "command": "win", "value": 12, "currency": "EUR", "on": "2026-02-30" }),
            "The command cannot be read:",
        ),
        (json!({ "command": "win", "value": 12, "on": "2026-11-01" }), "The command `win` needs `currency`."),
        (json!({ "command": "note", "note": "x", "stage": "meeting" }), "The command `note` has no `stage`."),
        (json!({ "command": "lose", "reasn": "price" }), "unknown field `reasn`"),
        (json!({ "command": ["lose"] }), "The command cannot be read:"),
    ] {
        assert!(said(&json).contains(expected), "{json}: {}", said(&json));
    }
}

#[test]
fn an_event_is_stored_and_read_again_as_it_was() {
    let deal = Deal { value: 4_500_000, currency: "EUR".into(), on: jiff::civil::date(2026, 11, 20) };
    for (event, text) in [
        (Event::Accepted, r#""accepted""#),
        (Event::Declined { reason: "no-need".into() }, r#"{"declined":{"reason":"no-need"}}"#),
        (Event::Won(deal), r#"{"won":{"value":4500000,"currency":"EUR","on":"2026-11-20"}}"#),
        (
            Event::Undone(Undone {
                step: Step::Won,
                status: LifecycleStatus::Accepted,
                stage: Some("meeting".into()),
                protected_until: Some(jiff::civil::date(2027, 1, 31)),
                assignee: None,
                deal: None,
            }),
            r#"{"undone":{"step":"won","status":"accepted","stage":"meeting","protected_until":"2027-01-31"}}"#,
        ),
        (Event::Assigned { to: None }, r#"{"assigned":{"to":null}}"#),
        (
            Event::Protected { until: jiff::civil::date(2027, 1, 31) },
            r#"{"protected":{"until":"2027-01-31"}}"#,
        ),
        (Event::PartnerAsked, r#""partner-asked""#),
    ] {
        assert_eq!(serde_json::to_string(&event).unwrap(), text);
        assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event);
        // A database may return the keys in another order.
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::from_value::<Event>(value).unwrap(), event);
    }
}
