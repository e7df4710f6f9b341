//! Actors and their permissions.

use super::CommandName;
use crate::program::words;
use serde::{Deserialize, Serialize};

/// Somebody or something that gives a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person at the vendor.
    User {
        /// The user's id.
        id: String,
        /// The user's permissions.
        role: Role,
    },
    /// The partner who made the referral.
    Partner,
    /// The endpoint, when a time is reached.
    Clock,
}

words! {
    /// The permissions of a person at the vendor.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    Role {
        /// May do everything.
        Admin = "admin",
        /// Runs the program: decides, and works on referrals.
        Manager = "manager",
        /// Records deals and payments.
        Finance = "finance",
        /// May only read.
        Viewer = "viewer",
    }
}

impl Actor {
    /// True if the actor may give a command. The referral may still refuse it.
    #[must_use]
    pub fn may(&self, command: CommandName) -> bool {
        use CommandName::{
            Advance, Answer, Ask, Assign, Correct, Decide, Expire, Extend, Lose, Note, Release, Reopen, Undo,
            Win, Withdraw,
        };
        match self {
            Actor::User { role: Role::Admin | Role::Manager, .. } => match command {
                Decide | Advance | Win | Correct | Lose | Reopen | Ask | Answer | Note | Assign | Extend
                | Release | Undo => true,
                // Only the partner may withdraw, and only the clock may expire.
                Withdraw | Expire => false,
            },
            Actor::User { role: Role::Finance, .. } => matches!(command, Win | Correct | Note),
            Actor::User { role: Role::Viewer, .. } => false,
            Actor::Partner => matches!(command, Withdraw | Ask | Answer),
            Actor::Clock => command == Expire,
        }
    }

    /// True for a person, false for the clock.
    #[must_use]
    pub fn is_person(&self) -> bool {
        !matches!(self, Actor::Clock)
    }
}
