//! The referrals of a partner: where each stands, what happened, and what the partner can do.
//!
//! A page without script may use the parts, too. Ids are unique within one element: `r-REFERRAL` is a referral,
//! `COMMAND-REFERRAL` the part in which a command is given, and `t-COMMAND-REFERRAL` its text.

mod commands;
mod list;
mod referral;

pub use commands::{Forms, Refusal};
pub use list::{Link, StatusPage, status_page};
pub use referral::referral_card;

/// Says a text of the page's language: its key, and the values of its placeholders.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

/// How a page writes what depends on its language and its clock.
pub struct Words<'a> {
    /// Says a text.
    pub say: Say<'a>,
    /// Writes a point in time (RFC 3339).
    pub time: &'a dyn Fn(&str) -> String,
    /// Writes a day (RFC 3339 full-date).
    pub day: &'a dyn Fn(&str) -> String,
    /// Writes how long it is until a point in time (RFC 3339), or since then.
    pub left: &'a dyn Fn(&str) -> Left,
}

/// How long it is until a point in time.
pub struct Left {
    /// In words, such as “in 5 hours” or “2 days ago”.
    pub said: String,
    /// True if the point in time is over.
    pub is_over: bool,
}

impl Words<'_> {
    fn say(&self, key: &str) -> String {
        (self.say)(key, &[])
    }

    fn with(&self, key: &str, name: &str, value: &str) -> String {
        (self.say)(key, &[(name, value)])
    }

    fn time(&self, at: &str) -> String {
        (self.time)(at)
    }

    fn day(&self, day: &str) -> String {
        (self.day)(day)
    }
}
