//! Who does something, and who may.

use super::CommandName;
use crate::program::words;
use serde::{Deserialize, Serialize};

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person of the vendor.
    User {
        /// The user's id.
        id: String,
        /// What the user may do.
        role: Role,
    },
    /// The partner who has referred.
    Partner,
    /// The endpoint: a time has come.
    Clock,
}

words! {
    /// What a person of the vendor may do.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    Role {
        /// Everything.
        Admin = "admin",
        /// Runs the program: decides, and works on referrals.
        Manager = "manager",
        /// Notes what was won, and what is paid.
        Finance = "finance",
        /// Looks.
        Viewer = "viewer",
    }
}

impl Actor {
    /// Whether the actor may give a command, where the referral allows it.
    #[must_use]
    pub fn may(&self, command: CommandName) -> bool {
        use CommandName::{
            Advance, Answer, Ask, Assign, Decide, Expire, Extend, Lose, Note, Release, Reopen, Win, Withdraw,
        };
        match self {
            Actor::User { role: Role::Admin | Role::Manager, .. } => match command {
                Decide | Advance | Win | Lose | Reopen | Ask | Answer | Note | Assign | Extend | Release => {
                    true
                }
                // The partner's own, and the clock's.
                Withdraw | Expire => false,
            },
            Actor::User { role: Role::Finance, .. } => matches!(command, Win | Note),
            Actor::User { role: Role::Viewer, .. } => false,
            Actor::Partner => matches!(command, Withdraw | Ask | Answer),
            Actor::Clock => command == Expire,
        }
    }

    /// Whether it is a person, and not a clock.
    #[must_use]
    pub fn is_person(&self) -> bool {
        !matches!(self, Actor::Clock)
    }
}
