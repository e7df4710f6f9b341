//! Commands on a referral.

use super::Deal;
use crate::program::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A command with its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The command.
    pub command: Command,
    /// A text for partner and desk.
    pub message: Option<String>,
    /// A text for the desk alone.
    pub note: Option<String>,
}

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Decide on a lead in review.
    Decide(Decision),
    /// Move an accepted referral to a stage of the vendor's sales.
    Advance {
        /// One of the program's stages.
        stage: String,
    },
    /// The customer has bought.
    Win(Deal),
    /// Correct the deal of a won referral. The note has the reason.
    Correct(Deal),
    /// The customer has not bought.
    Lose {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
    /// The partner takes the referral back.
    Withdraw,
    /// Reopen a closed referral. The note has the reason.
    Reopen,
    /// Ask the other side. The message has the question.
    Ask,
    /// Answer the other side's question. The message has the answer.
    Answer,
    /// Add a note for the desk.
    Note,
    /// Assign the referral to a person at the vendor, or to nobody.
    Assign {
        /// The user's id.
        to: Option<String>,
    },
    /// Protect the customer for longer. The note has the reason.
    Extend {
        /// The last day of the protection.
        until: Date,
    },
    /// End the protection of the customer. The note has the reason.
    Release,
    /// Take the last step of a person of the vendor back.
    Undo,
    /// Close a referral that nobody works on.
    Expire,
}

/// A decision on a lead in review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The vendor accepts it.
    Accept,
    /// The vendor declines it.
    Decline {
        /// A rule's code, or one of the program's own reasons.
        reason: String,
    },
}

words! {
    /// The name of a command.
    #[derive(PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    CommandName {
        /// [`Command::Decide`]
        Decide = "decide",
        /// [`Command::Advance`]
        Advance = "advance",
        /// [`Command::Win`]
        Win = "win",
        /// [`Command::Correct`]
        Correct = "correct",
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
        /// [`Command::Undo`]
        Undo = "undo",
        /// [`Command::Expire`]
        Expire = "expire",
    }
}

impl Command {
    /// The name of the command.
    #[must_use]
    pub fn name(&self) -> CommandName {
        match self {
            Command::Decide(_) => CommandName::Decide,
            Command::Advance { .. } => CommandName::Advance,
            Command::Win(_) => CommandName::Win,
            Command::Correct(_) => CommandName::Correct,
            Command::Lose { .. } => CommandName::Lose,
            Command::Withdraw => CommandName::Withdraw,
            Command::Reopen => CommandName::Reopen,
            Command::Ask => CommandName::Ask,
            Command::Answer => CommandName::Answer,
            Command::Note => CommandName::Note,
            Command::Assign { .. } => CommandName::Assign,
            Command::Extend { .. } => CommandName::Extend,
            Command::Release => CommandName::Release,
            Command::Undo => CommandName::Undo,
            Command::Expire => CommandName::Expire,
        }
    }
}
