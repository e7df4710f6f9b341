//! What partners are told by mail besides the events of their referrals.

use super::known::{known, listed};
use crate::catalog::Programs;
use crate::http::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use referral_store::{AddressChanged, Feedback, MailToQueue, Partner, Store};
use referral_widget::json::parse;
use referral_widget::submission::Attribution;
use uuid::Uuid;

/// The destination of mails that tell an old address of record that there is another.
pub const ADDRESS_CHANGED: &str = "mail:address-changed";
/// The destination of mails that bring an answer to feedback.
pub const FEEDBACK_ANSWER: &str = "mail:feedback-answer";
/// How long such a mail is tried.
const TRIED: SignedDuration = SignedDuration::from_hours(3 * 24);

/// The mail that tells the old address of a partner of the new one.
pub fn address_mail(
    old: &Partner,
    new: Option<&str>,
    now: Timestamp,
) -> Option<(MailToQueue, AddressChanged)> {
    let email = old.email.clone()?;
    let new_address = new.map(hidden);
    Some((
        mail(ADDRESS_CHANGED, now),
        AddressChanged { partner: old.id.clone(), email, new_address, at: now.into() },
    ))
}

/// The mail that brings an answer to the address of record of whoever gave feedback. `None` if there is none.
///
/// # Errors
///
/// The partners cannot be read.
pub async fn answer_mail(
    store: &Store,
    programs: &Programs,
    said: &Feedback,
    now: Timestamp,
) -> Result<Option<MailToQueue>, Refusal> {
    let attribution: Attribution = parse(said.attribution.get()).unwrap_or_default();
    let Some(partner) = attribution.partner else { return Ok(None) };
    let list = listed(programs, &said.program).await?;
    let known = known(store, list.as_ref(), &said.program, &partner).await?;
    Ok(known.email().map(|_| mail(FEEDBACK_ANSWER, now)))
}

fn mail(destination: &'static str, now: Timestamp) -> MailToQueue {
    let (due, until) = (now.as_millisecond(), (now + TRIED).as_millisecond());
    MailToQueue { id: Uuid::now_v7().to_string(), destination, due, until }
}

/// An address of which only its owner knows what is hidden: `m…@partner.example`.
fn hidden(email: &str) -> String {
    let (name, domain) = email.split_once('@').unwrap_or((email, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_hidden_but_for_its_first_letter_and_its_domain() {
        assert_eq!(hidden("mia@partner.example"), "m…@partner.example");
        assert_eq!(hidden("ü@partner.example"), "ü…@partner.example");
    }
}
