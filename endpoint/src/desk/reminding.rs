//! Reminds people of what the vendor owes.

use crate::clock::Clock;
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use crate::made_under::made_under;
use referral_store::{Reminded, Store};
use std::time::Duration;

/// The most referrals that are looked at before the next page of them is read.
const TOGETHER: u32 = 100;

/// Looks from time to time for deadlines of which half, four fifths or all of the time is over, and writes an event for each
/// step. Several copies of the endpoint may do so: each step has one event.
pub async fn remind_of_deadlines((store, clock, hours): (Store, Clock, Hours), look_every: Duration) {
    loop {
        remind_all(&store, &clock, &hours).await;
        tokio::time::sleep(look_every).await;
    }
}

async fn remind_all(store: &Store, clock: &Clock, hours: &Hours) {
    let now = clock.now();
    let mut last = None;
    loop {
        let page = match store.to_remind(now, last.as_ref(), TOGETHER).await {
            Ok(page) => page,
            Err(error) => return tracing::error!(%error, "deadlines that are near cannot be listed"),
        };
        for referral in &page {
            let id = &referral.id;
            match remind(store, clock, hours, id).await {
                Ok(Reminded { reminders: 0, has_new_deadline: false }) => {}
                Ok(Reminded { reminders, has_new_deadline }) => {
                    tracing::info!(referral = id, reminders, has_new_deadline, "looked at its deadlines");
                }
                Err(refusal) => {
                    let detail = &refusal.problem().detail;
                    tracing::error!(referral = id, detail, "nobody can be reminded of this referral");
                }
            }
        }
        last = page.into_iter().next_back();
        if last.is_none() {
            return;
        }
    }
}

async fn remind(store: &Store, clock: &Clock, hours: &Hours, id: &str) -> Result<Reminded, Refusal> {
    let stored = store.find(id).await?.ok_or_else(Refusal::unknown_referral)?;
    let (program, _) = made_under(store, &stored, None).await?;
    let now = clock.now();
    let hours = hours.of_program(store, &program, now).await?;
    Ok(store.remind(id, now, hours).await?)
}
