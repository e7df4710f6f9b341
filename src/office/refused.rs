//! The reasons for refusing a command, and the commands that are possible instead.

use super::{CommandName, LifecycleStatus};
use jiff::civil::Date;
use std::fmt;

/// The reason for refusing a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The referral's state does not allow the command.
    Impossible {
        /// The command.
        command: CommandName,
        /// The referral's status.
        status: LifecycleStatus,
        /// The commands that the same actor may give instead.
        possible: Vec<CommandName>,
    },
    /// The actor may not give the command.
    NotAllowed {
        /// The command.
        command: CommandName,
        /// The commands that the same actor may give instead.
        possible: Vec<CommandName>,
    },
    /// There are events that the giver has not seen.
    Outdated {
        /// The number of events that the giver has seen.
        seen: u64,
        /// The number of events.
        now: u64,
    },
    /// Another partner's referral protects the customer.
    ProtectedForAnother {
        /// The first day of the protection.
        since: Date,
        /// The last day of the protection.
        until: Date,
    },
    /// The word is not one of the program's.
    UnknownWord {
        /// The key in the command.
        part: &'static str,
        /// The word.
        word: String,
        /// The allowed words.
        known: Vec<String>,
    },
    /// The command would change nothing.
    NoChange {
        /// The current state.
        what: String,
    },
    /// A text is missing.
    TextMissing {
        /// `message` or `note`.
        part: &'static str,
        /// The purpose of the text.
        why: &'static str,
    },
    /// A text is too long, or the actor may not write it.
    TextRefused {
        /// `message` or `note`.
        part: &'static str,
        /// The problem.
        why: String,
    },
    /// There is no open question.
    NothingAsked,
    /// The last step was not one of a person of the vendor.
    NothingToUndo,
    /// The deal is not possible.
    WrongDeal(String),
    /// The protection cannot end on that day.
    WrongDay(String),
    /// The referral does not expire yet.
    TooEarly,
}

/// Joins words: `` `advance`, `win` or `lose` ``.
fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        Some((only, _)) => only.clone(),
        None => "nothing".into(),
    }
}

fn names(commands: &[CommandName]) -> String {
    listed(commands.iter().map(|command| command.as_str()))
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Impossible { command, status, possible } => write!(
                f,
                "`{}` is not possible, because the referral is {}. Possible is {}.",
                command.as_str(),
                status.as_str(),
                names(possible)
            ),
            Refused::NotAllowed { command, possible } => write!(
                f,
                "You may not give the command `{}` here. You may give {}.",
                command.as_str(),
                names(possible)
            ),
            Refused::Outdated { seen, now } => write!(
                f,
                "Something has happened since you looked: you have seen {seen} events, and there are {now}. Look again, and \
                 decide then."
            ),
            Refused::ProtectedForAnother { since, until } => write!(
                f,
                "Another partner’s referral protects this customer, since {since} and until {until}. Release that protection \
                 first, or wait until it ends."
            ),
            Refused::UnknownWord { part, word, known } => {
                let word: String = word.chars().take(60).collect();
                write!(
                    f,
                    "`{part}` is `{}`; it must be {}.",
                    word.escape_debug(),
                    listed(known.iter().map(String::as_str))
                )
            }
            Refused::NoChange { what } => write!(f, "{what} already."),
            Refused::TextMissing { part, why } => write!(f, "`{part}` is missing: {why}."),
            Refused::TextRefused { part, why } => write!(f, "`{part}` {why}."),
            Refused::NothingAsked => f.write_str("There is no open question to answer."),
            Refused::NothingToUndo => f.write_str(
                "Nothing can be taken back: the last step was none of a person of the vendor, or was taken back already.",
            ),
            Refused::WrongDeal(why) | Refused::WrongDay(why) => write!(f, "{why}."),
            Refused::TooEarly => f.write_str(
                "It does not expire yet: it is still protected, or somebody has worked on it recently.",
            ),
        }
    }
}

impl std::error::Error for Refused {}
