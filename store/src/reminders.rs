//! Reminders of what the vendor owes. Each is an event, and is written once, whoever looks and however often.

use crate::error::StoreError;
use crate::events::{Deed, record};
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, read, within};
use crate::standing::standing;
use jiff::Timestamp;
use referral_widget::office::{Actor, LifecycleStatus, WorkingHours};
use sqlx::FromRow;
use std::sync::Arc;

/// A referral of which somebody is to be reminded.
#[derive(Clone, Debug, FromRow)]
pub struct ToRemind {
    /// The referral's id.
    pub id: String,
    next_reminder: Moment,
    number: i64,
}

/// What came of looking at a referral.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// How many reminders were written.
    pub reminders: usize,
    /// True if a lead in review got a deadline that it did not have.
    pub has_new_deadline: bool,
}

/// A look at a referral, when a reminder may be due.
struct Look {
    referral: String,
    now: Timestamp,
    hours: WorkingHours,
}

impl Store {
    /// Lists referrals of which somebody is to be reminded by now, those first that have waited longest. `after` is the last one
    /// of the page before.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn to_remind(
        &self,
        now: Timestamp,
        after: Option<&ToRemind>,
        limit: u32,
    ) -> Result<Vec<ToRemind>, StoreError> {
        let (at, number) = after.map_or((-1, -1), |last| (last.next_reminder.milliseconds(), last.number));
        Ok(read!(
            self,
            rows,
            "SELECT id, next_reminder, number FROM referrals WHERE next_reminder <= $1 AND (next_reminder, number) > ($2, $3) \
             ORDER BY next_reminder, number LIMIT $4",
            Moment::from(now),
            at,
            number,
            i64::from(limit)
        )?)
    }

    /// Writes the reminders of a referral whose time has come. A lead in review without a deadline first gets one, from its
    /// arrival.
    ///
    /// # Errors
    ///
    /// The database failed, or its row cannot be read.
    pub async fn remind(
        &self,
        referral: &str,
        now: Timestamp,
        hours: WorkingHours,
    ) -> Result<Reminded, StoreError> {
        if is_unknown(referral) {
            return Ok(Reminded::default());
        }
        let look = Arc::new(Look { referral: referral.into(), now, hours });
        self.write(vec![Lock::Referral(referral.into())], move |transaction| {
            let look = Arc::clone(&look);
            Box::pin(async move { look.write(transaction).await })
        })
        .await
    }
}

impl Look {
    async fn write(&self, transaction: &mut Transaction) -> Result<Reminded, sqlx::Error> {
        let Some((number, mut kept)) = standing(&self.referral, transaction).await? else {
            return Ok(Reminded::default());
        };
        let mut has_new_deadline = false;
        if kept.referral.status == LifecycleStatus::InReview && kept.duties.decision().is_none() {
            let arrived: Option<Moment> =
                within!(transaction, value, "SELECT received_at FROM referrals WHERE number = $1", number)?;
            let arrived = arrived.ok_or(sqlx::Error::RowNotFound)?;
            kept.duties.begin_decision(arrived.timestamp(), &self.hours);
            has_new_deadline = true;
        }
        let events = kept.duties.remind(self.now, &self.hours.people);
        let deed = Deed { events: &events, actor: &Actor::Clock, at: self.now.into(), order: None };
        record(transaction, number, &mut kept, &deed, &self.hours).await?;
        Ok(Reminded { reminders: events.len(), has_new_deadline })
    }
}
