//! Why a command is refused, and what is possible instead.

use super::{CommandName, Status};
use jiff::civil::Date;
use std::fmt;

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It does not fit where the referral stands.
    Impossible {
        /// What was wanted.
        command: CommandName,
        /// Where the referral stands.
        status: Status,
        /// What the same actor may do instead.
        possible: Vec<CommandName>,
    },
    /// Whoever wants it may not.
    NotAllowed {
        /// What was wanted.
        command: CommandName,
        /// What the same actor may do instead.
        possible: Vec<CommandName>,
    },
    /// Something happened meanwhile that its giver has not seen.
    Outdated {
        /// How many events the giver has seen.
        seen: u64,
        /// How many there are.
        now: u64,
    },
    /// Another partner's referral protects the customer.
    ProtectedForAnother {
        /// The first day of that.
        since: Date,
        /// The last.
        until: Date,
    },
    /// It is none of the words that the program knows.
    UnknownWord {
        /// Which part of the command.
        part: &'static str,
        /// What it says.
        word: String,
        /// What it may say.
        known: Vec<String>,
    },
    /// It stands there already.
    NoChange {
        /// Where.
        what: String,
    },
    /// A text is missing.
    TextMissing {
        /// `message` or `note`.
        part: &'static str,
        /// What for.
        why: &'static str,
    },
    /// A text is too long, or not its giver's to write.
    TextRefused {
        /// `message` or `note`.
        part: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The other side has asked nothing.
    NothingAsked,
    /// What was won cannot be so.
    WrongDeal(String),
    /// A protection cannot end on that day.
    WrongDay(String),
    /// Its time has not come.
    TooEarly,
}

/// `advance`, `win` or `lose`.
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
            Refused::WrongDeal(why) | Refused::WrongDay(why) => write!(f, "{why}."),
            Refused::TooEarly => f.write_str(
                "It does not expire yet: it is still protected, or somebody has worked on it recently.",
            ),
        }
    }
}

impl std::error::Error for Refused {}
