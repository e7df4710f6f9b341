//! What people, tokens and visitors may do at the endpoint. Every page and route names what it requires.

use referral_widget::office::Role;

/// Something that only some may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Read everything at the desk.
    Read,
    /// Give commands to referrals. Which ones a role may give is up to `office`.
    Command,
    /// Clear a referral of a suspicion, and try a delivery again.
    Manage,
    /// Set the business hours.
    Hours,
    /// Add and remove people, and make and revoke tokens.
    People,
}

impl Right {
    /// All rights that a token of another system may have. People are for people to decide on.
    pub const SCOPES: [Right; 4] = [Right::Read, Right::Command, Right::Manage, Right::Hours];

    /// The word by which a token names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Right::Read => "read",
            Right::Command => "command",
            Right::Manage => "manage",
            Right::Hours => "hours",
            Right::People => "people",
        }
    }

    /// The right with that word, if a token may have it.
    pub fn scope(word: &str) -> Option<Self> {
        Self::SCOPES.into_iter().find(|right| right.as_str() == word)
    }
}

/// The rights of a role.
pub fn rights(role: Role) -> &'static [Right] {
    match role {
        Role::Admin => &[Right::Read, Right::Command, Right::Manage, Right::Hours, Right::People],
        Role::Manager => &[Right::Read, Right::Command, Right::Manage],
        Role::Finance => &[Right::Read, Right::Command],
        Role::Viewer => &[Right::Read],
    }
}

/// Who may use a page or route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Everybody may.
    Nothing,
    /// Whoever is signed in as a person may, for their own account.
    Person,
    /// Whoever has the right may.
    Right(Right),
    /// Whoever has the right and may read may: where it is refused, a page says so, and shows what it is about.
    Page(Right),
}
