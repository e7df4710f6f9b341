//! Orders as JSON: `{"command": "decide", "decision": "decline", "reason": "no-budget", "message": "…"}`.

#[cfg(feature = "schema")]
use super::{Actor, Role, deal::MAX_VALUE, decide::MAX_TEXT};
use super::{Command, CommandName, Deal, Decision, Order};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The keys of all commands.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Keys {
    command: CommandName,
    decision: Option<DecisionName>,
    reason: Option<String>,
    stage: Option<String>,
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MAX_VALUE)))]
    value: Option<i64>,
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Z]{3}$")))]
    currency: Option<String>,
    on: Option<Date>,
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Za-z0-9._-]{1,64}$")))]
    to: Option<String>,
    until: Option<Date>,
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_TEXT)))]
    message: Option<String>,
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_TEXT)))]
    note: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        CommandName::Win | CommandName::Correct => &["value", "currency", "on"],
        CommandName::Lose => &["reason"],
        CommandName::Assign => &["to"],
        CommandName::Extend => &["until"],
        CommandName::Withdraw
        | CommandName::Reopen
        | CommandName::Ask
        | CommandName::Answer
        | CommandName::Note
        | CommandName::Release
        | CommandName::Undo
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
            CommandName::Win | CommandName::Correct => {
                let deal = Deal {
                    value: keys.value.ok_or_else(|| missing("value"))?,
                    currency: keys.currency.ok_or_else(|| missing("currency"))?,
                    on: keys.on.ok_or_else(|| missing("on"))?,
                };
                if name == CommandName::Win { Command::Win(deal) } else { Command::Correct(deal) }
            }
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
            CommandName::Undo => Command::Undo,
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

/// One object for each command that a user may give.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Order {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Command".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let keys = Keys::json_schema(generator);
        let schema_of = |key: &str| keys.pointer(&format!("/properties/{key}")).cloned().unwrap_or_default();
        let admin = Actor::User { id: String::new(), role: Role::Admin };
        let commands = CommandName::WORDS.into_iter().filter(|(_, command)| admin.may(*command));
        let objects = commands.map(|(word, command)| {
            let mut properties = Map::from_iter([("command".into(), serde_json::json!({ "const": word }))]);
            for key in own_keys(command).iter().chain(&["message", "note"]) {
                properties.insert((*key).into(), schema_of(key));
            }
            let required: Vec<&str> = std::iter::once("command").chain(needed_keys(command)).collect();
            schemars::json_schema!({
                "type": "object",
                "title": word,
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            })
        });
        schemars::json_schema!({ "oneOf": objects.collect::<Vec<_>>() })
    }
}

/// The keys without which a command cannot be read. A decision to decline also needs a reason.
#[cfg(feature = "schema")]
fn needed_keys(command: CommandName) -> impl Iterator<Item = &'static str> {
    let is_needed = move |key: &&str| !matches!((command, *key), (CommandName::Assign, "to") | (_, "reason"));
    let keys = own_keys(command).iter().copied();
    keys.filter(move |key| is_needed(key) || command == CommandName::Lose)
}
