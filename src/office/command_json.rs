//! Orders as JSON: `{"command": "decide", "decision": "decline", "reason": "no-budget", "message": "…"}`.

use super::{Command, CommandName, Deal, Decision, Order};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The keys of all commands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    command: CommandName,
    decision: Option<DecisionName>,
    reason: Option<String>,
    stage: Option<String>,
    value: Option<i64>,
    currency: Option<String>,
    on: Option<Date>,
    to: Option<String>,
    until: Option<Date>,
    message: Option<String>,
    note: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DecisionName {
    Accept,
    Decline,
}

/// The keys of a command, besides `command`, `message` and `note`.
fn own_keys(command: CommandName) -> &'static [&'static str] {
    match command {
        CommandName::Decide => &["decision", "reason"],
        CommandName::Advance => &["stage"],
        CommandName::Win => &["value", "currency", "on"],
        CommandName::Lose => &["reason"],
        CommandName::Assign => &["to"],
        CommandName::Extend => &["until"],
        CommandName::Withdraw
        | CommandName::Reopen
        | CommandName::Ask
        | CommandName::Answer
        | CommandName::Note
        | CommandName::Release
        | CommandName::Expire => &[],
    }
}

impl Order {
    /// Reads an order.
    ///
    /// # Errors
    ///
    /// What is wrong, in a sentence.
    pub fn from_json(json: &Map<String, Value>) -> Result<Order, String> {
        let keys: Keys = serde_json::from_value(Value::Object(json.clone()))
            .map_err(|error| format!("The command cannot be read: {error}."))?;
        let name = keys.command;
        let others = json.keys().filter(|key| !["command", "message", "note"].contains(&key.as_str()));
        if let Some(other) = others.into_iter().find(|key| !own_keys(name).contains(&key.as_str())) {
            return Err(format!("The command `{}` has no `{other}`.", name.as_str()));
        }
        let missing = |key: &str| format!("The command `{}` needs `{key}`.", name.as_str());
        let command = match name {
            CommandName::Decide => {
                Command::Decide(match keys.decision.ok_or_else(|| missing("decision"))? {
                    DecisionName::Accept if keys.reason.is_some() => {
                        return Err("`reason` is only for a decision to decline.".into());
                    }
                    DecisionName::Accept => Decision::Accept,
                    DecisionName::Decline => {
                        Decision::Decline { reason: keys.reason.ok_or_else(|| missing("reason"))? }
                    }
                })
            }
            CommandName::Advance => Command::Advance { stage: keys.stage.ok_or_else(|| missing("stage"))? },
            CommandName::Win => Command::Win(Deal {
                value: keys.value.ok_or_else(|| missing("value"))?,
                currency: keys.currency.ok_or_else(|| missing("currency"))?,
                on: keys.on.ok_or_else(|| missing("on"))?,
            }),
            CommandName::Lose => Command::Lose { reason: keys.reason.ok_or_else(|| missing("reason"))? },
            CommandName::Withdraw => Command::Withdraw,
            CommandName::Reopen => Command::Reopen,
            CommandName::Ask => Command::Ask,
            CommandName::Answer => Command::Answer,
            CommandName::Note => Command::Note,
            CommandName::Assign => {
                if keys.to.as_ref().is_some_and(|to| !is_user_id(to)) {
                    return Err(
                        "`to` must be a user’s id: 1 to 64 letters, digits, dots, hyphens and underscores."
                            .into(),
                    );
                }
                Command::Assign { to: keys.to }
            }
            CommandName::Extend => Command::Extend { until: keys.until.ok_or_else(|| missing("until"))? },
            CommandName::Release => Command::Release,
            CommandName::Expire => Command::Expire,
        };
        Ok(Order { command, message: keys.message, note: keys.note })
    }
}

/// Whether it can be a user's id.
pub(super) fn is_user_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
