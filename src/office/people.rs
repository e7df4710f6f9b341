//! The people who are reminded of what the vendor owes.

use super::ESCALATIONS;

/// The people at each share of [`ESCALATIONS`]: ids of users, and e-mail addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People(pub(super) [Vec<String>; ESCALATIONS.len()]);

impl People {
    /// The people who are reminded once that share of the time is over, in percent.
    #[must_use]
    pub fn at(&self, share: u8) -> &[String] {
        self.steps().find(|(known, _)| *known == share).map_or(&[], |(_, people)| people)
    }

    /// Each share of the time, with the people who are reminded then.
    pub fn steps(&self) -> impl Iterator<Item = (u8, &[String])> {
        ESCALATIONS.into_iter().zip(self.0.iter().map(Vec::as_slice))
    }
}
