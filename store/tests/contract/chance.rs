//! Random commands, the same in every run.

use jiff::civil::Date;
use referral_widget::office::{Actor, Role};
use serde_json::{Value, json};

/// Numbers that are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A command. If it extends a protection, then until that day.
pub fn any_order(until: Date, dice: &mut Dice) -> Value {
    let orders = [
        json!({ "command": "decide", "decision": "accept" }),
        json!({ "command": "decide", "decision": "decline", "reason": "no-need" }),
        json!({ "command": "advance", "stage": "meeting" }),
        json!({ "command": "win", "value": 100, "currency": "EUR", "on": "2026-11-29" }),
        json!({ "command": "lose", "reason": "price" }),
        json!({ "command": "withdraw" }),
        json!({ "command": "reopen", "note": "Once more." }),
        json!({ "command": "ask", "message": "When?" }),
        json!({ "command": "answer", "message": "Soon." }),
        json!({ "command": "note", "note": "They called." }),
        json!({ "command": "assign", "to": "jon" }),
        json!({ "command": "extend", "until": until, "note": "Slow." }),
        json!({ "command": "release", "note": "Their wish." }),
        json!({ "command": "expire" }),
        json!({ "command": "correct", "value": 200, "currency": "EUR", "on": "2026-11-29", "note": "A typo." }),
        json!({ "command": "undo" }),
        json!({ "command": "undo" }),
    ];
    orders[dice.roll(orders.len())].clone()
}

/// Somebody who gives a command. Most often a manager does.
pub fn any_actor(dice: &mut Dice) -> Actor {
    let user = |id: &str, role| Actor::User { id: id.into(), role };
    match dice.roll(7) {
        0..4 => user("mara", Role::Manager),
        4 => user("fin", Role::Finance),
        5 => Actor::Partner,
        _ => Actor::Clock,
    }
}
