//! Closes referrals on which nobody works any more.

use crate::clock::Clock;
use crate::commands::{QUIET_DAYS, give};
use crate::hours::Hours;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use referral_store::{Commanded, Store};
use referral_widget::office::{Actor, Command, Order};
use std::time::Duration;

/// The most that are closed at a time.
const TOGETHER: u32 = 100;

/// Looks from time to time for open referrals that protect nobody any more, and on which nobody has worked for long, and
/// expires them. Several copies of the endpoint may do so: each referral expires once.
pub async fn expire_untouched((store, clock, hours): (Store, Clock, Hours), look_every: Duration) {
    loop {
        expire(&store, &clock, &hours).await;
        tokio::time::sleep(look_every).await;
    }
}

async fn expire(store: &Store, clock: &Clock, hours: &Hours) {
    let now = clock.now();
    let Ok(since) = now.checked_sub((24 * i64::from(QUIET_DAYS)).hours()) else { return };
    // A day may have begun in the program's time zone that has not in this one, or the other way round: the command knows.
    let day = now.to_zoned(TimeZone::UTC).date().to_string();
    let untouched = match store.untouched(since, &day, TOGETHER).await {
        Ok(untouched) => untouched,
        Err(error) => return tracing::error!(%error, "referrals that nobody works on cannot be listed"),
    };
    for id in untouched {
        let order = Order { command: Command::Expire, message: None, note: None };
        match give((store, clock, hours), &id, Actor::Clock, order, None, None).await {
            Ok(Commanded::Done(_)) => tracing::info!(referral = id, "expired: nobody has worked on it"),
            // Somebody was faster, or its last day is not over where the program is.
            Ok(_) => {}
            Err(refusal) => {
                let detail = &refusal.problem().detail;
                tracing::error!(referral = id, detail, "a referral that nobody works on cannot be closed");
            }
        }
    }
}
