//! What somebody wants to do to a referral.

use crate::program::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A command, and what its giver has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is to be done.
    pub command: Command,
    /// What partner and desk read.
    pub message: Option<String>,
    /// What the desk alone reads.
    pub note: Option<String>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Decide on a lead in review.
    Decide(Decision),
    /// Move an accepted referral to a stage of the vendor's sales.
    Advance {
        /// One of the program's.
        stage: String,
    },
    /// The customer has bought.
    Win(Deal),
    /// The customer has not bought.
    Lose {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
    /// The partner takes the referral back.
    Withdraw,
    /// Take up again what was closed. Why is in the note.
    Reopen,
    /// Ask the other side. The question is in the message.
    Ask,
    /// Answer the other side's question, in the message.
    Answer,
    /// Note something for the desk.
    Note,
    /// Give the referral to a person of the vendor, or to nobody.
    Assign {
        /// The user's id.
        to: Option<String>,
    },
    /// Protect the customer for longer. Why is in the note.
    Extend {
        /// The last day.
        until: Date,
    },
    /// End the protection of the customer. Why is in the note.
    Release,
    /// Close what nobody works on.
    Expire,
}

/// What is decided on a lead in review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The vendor takes it.
    Accept,
    /// The vendor does not take it.
    Decline {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
}

/// What the customer has bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    /// In minor units (cents).
    pub value: i64,
    /// ISO 4217.
    pub currency: String,
    /// The day of the contract.
    pub on: Date,
}

words! {
    /// A command without what it carries.
    #[derive(PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    CommandName {
        /// [`Command::Decide`]
        Decide = "decide",
        /// [`Command::Advance`]
        Advance = "advance",
        /// [`Command::Win`]
        Win = "win",
        /// [`Command::Lose`]
        Lose = "lose",
        /// [`Command::Withdraw`]
        Withdraw = "withdraw",
        /// [`Command::Reopen`]
        Reopen = "reopen",
        /// [`Command::Ask`]
        Ask = "ask",
        /// [`Command::Answer`]
        Answer = "answer",
        /// [`Command::Note`]
        Note = "note",
        /// [`Command::Assign`]
        Assign = "assign",
        /// [`Command::Extend`]
        Extend = "extend",
        /// [`Command::Release`]
        Release = "release",
        /// [`Command::Expire`]
        Expire = "expire",
    }
}

impl Command {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> CommandName {
        match self {
            Command::Decide(_) => CommandName::Decide,
            Command::Advance { .. } => CommandName::Advance,
            Command::Win(_) => CommandName::Win,
            Command::Lose { .. } => CommandName::Lose,
            Command::Withdraw => CommandName::Withdraw,
            Command::Reopen => CommandName::Reopen,
            Command::Ask => CommandName::Ask,
            Command::Answer => CommandName::Answer,
            Command::Note => CommandName::Note,
            Command::Assign { .. } => CommandName::Assign,
            Command::Extend { .. } => CommandName::Extend,
            Command::Release => CommandName::Release,
            Command::Expire => CommandName::Expire,
        }
    }
}
