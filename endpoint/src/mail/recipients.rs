//! Who gets a mail.

use super::facts::line;
use super::letters::{to_desk, to_partner};
use super::{DESK, Mailer, PARTNER};
use crate::catalog::Programs;
use crate::made_under::made_under;
use crate::partners::{Known, known, listed};
use lettre::Address;
use lettre::message::Mailbox;
use referral_store::{Store, StoreError, Stored, Untold};
use referral_widget::json::parse;
use referral_widget::office::Event;
use referral_widget::submission::Attribution;
use serde_json::Value;
use std::collections::BTreeSet;

impl Mailer {
    /// The destinations of the mails that tell of an event.
    ///
    /// # Errors
    ///
    /// Why that is not known now.
    pub async fn recipients(
        &self,
        store: &Store,
        programs: &Programs,
        untold: &Untold,
    ) -> Result<Vec<&'static str>, String> {
        let happened =
            store.event(&untold.referral, untold.revision).await.map_err(|error| error.to_string())?;
        let event = happened.and_then(|happened| parse::<Event>(happened.event.get()).ok());
        let Some(event) = event else { return Ok(Vec::new()) };
        let mut to = Vec::new();
        if to_partner(&event).is_some() {
            let stored = store.find(&untold.referral).await.map_err(|error| error.to_string())?;
            if let Some(stored) = stored
                && partner(store, programs, &stored).await?.is_some()
            {
                to.push(PARTNER);
            }
        }
        if to_desk(&event).is_some() {
            let people = self.people(store, &event).await.map_err(|error| error.to_string())?;
            if !people.is_empty() {
                to.push(DESK);
            }
        }
        Ok(to)
    }

    /// Those of the vendor's people who are told of an event: those whom a reminder names, by an address or by their id, and of
    /// anything else those of the settings.
    pub(super) async fn people(&self, store: &Store, event: &Event) -> Result<Vec<Mailbox>, StoreError> {
        let Event::Reminded { people, .. } = event else { return Ok(self.desk.to_vec()) };
        let users = store.present_users().await?;
        let address = |named: &String| {
            let user = users.iter().find(|user| user.id == *named);
            user.map_or(named, |user| &user.email).parse::<Address>().ok()
        };
        let addresses: BTreeSet<Address> = people.iter().filter_map(address).collect();
        Ok(addresses.into_iter().map(|address| Mailbox::new(None, address)).collect())
    }
}

/// Says where an address of record is that cannot be written to.
fn not_an_address(known: &Known, program: &str) -> String {
    let id = known.kept.as_ref().map(|kept| line(&kept.partner.id)).unwrap_or_default();
    match known.listed.as_ref().filter(|listed| listed.email.is_some()) {
        Some(listed) => format!(
            "{program}/partners.json: the `email` of the partner `{}` is not an address, such as mia@partner.example",
            line(&listed.id)
        ),
        None => format!(
            "The address of record of the partner `{id}` is not an address, such as mia@partner.example. Correct it at \
             /partners/{id}"
        ),
    }
}

/// The partner's address: the one of record, or else the one that was given along with the lead, in the question
/// that the program names for it. `None` if there is none, or if a machine may have given it.
///
/// # Errors
///
/// `partners.json` or the program cannot be read, or the address of record is none.
pub async fn partner(store: &Store, programs: &Programs, stored: &Stored) -> Result<Option<Mailbox>, String> {
    let attribution: Attribution = parse(stored.attribution.get()).unwrap_or_default();
    let list = listed(programs, &stored.program).await.map_err(|refusal| refusal.problem().detail.clone())?;
    let of_record = match &attribution.partner {
        Some(id) => {
            known(store, list.as_ref(), &stored.program, id).await.map_err(|error| error.to_string())?
        }
        None => Known::default(),
    };
    if let Some(address) = of_record.email() {
        let parsed = address.parse::<Address>().map(|address| Some(Mailbox::new(None, address)));
        return parsed.map_err(|_| not_an_address(&of_record, &stored.program));
    }
    if stored.suspicion.is_some() && stored.cleared_at.is_none() {
        return Ok(None);
    }
    let under = made_under(store, stored, None).await;
    let (program, answers) = under.map_err(|refusal| refusal.problem().detail.clone())?;
    let answer = program.partner_email.and_then(|question| answers.get(&question).cloned());
    let address = answer.as_ref().and_then(Value::as_str).and_then(|address| address.trim().parse().ok());
    Ok(address.map(|address| Mailbox::new(None, address)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use referral_folder::Partner as Listed;
    use referral_store::{KeptPartner, Partner};

    #[test]
    fn a_wrong_address_is_said_to_be_where_it_is() {
        let partner = Partner { id: "acme".into(), email: Some("acme".into()), ..Partner::default() };
        let now = jiff::Timestamp::UNIX_EPOCH.into();
        let kept =
            KeptPartner { partner, invitation_ends_at: None, added_at: now, ended_at: None, joined_at: None };
        let listed: Listed = parse(r#"{ "id": "acme", "email": "acme" }"#).expect("a partner");
        let at_desk = Known { listed: None, kept: Some(kept.clone()) };
        assert!(not_an_address(&at_desk, "cloud").ends_with("Correct it at /partners/acme"));
        let in_file = Known { listed: Some(listed), kept: Some(kept) };
        assert!(
            not_an_address(&in_file, "cloud")
                .starts_with("cloud/partners.json: the `email` of the partner `acme`")
        );
    }
}
