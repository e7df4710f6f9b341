//! Quotas: how often somebody may do something in a time, and how much of that is used. They hold for all copies of the
//! endpoint together. Who used it is stored only as a hash, and only until the quota is whole again.

use crate::error::StoreError;
use crate::open::Store;
use crate::pools::{Transaction, within};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// A number of uses in a time, for each user. Each use comes back after its share of the time (GCRA).
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// The name of what is limited.
    pub name: &'static str,
    /// How many uses, at least one.
    pub most: u32,
    /// In how many seconds.
    pub seconds: u32,
}

/// A number of uses in a period. When they are used up, there are none until the period is over.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// The name of what is counted.
    pub name: &'static str,
    /// How many uses.
    pub most: u32,
    /// How long the period lasts.
    pub lasts: Duration,
}

impl Quota {
    /// Returns after how long one use comes back, in microseconds.
    fn each(&self) -> i64 {
        (i64::from(self.seconds) * 1_000_000 / i64::from(self.most.max(1))).max(1)
    }

    /// Returns how long all uses but one take to come back, in microseconds.
    fn beyond_one(&self) -> i64 {
        self.each() * i64::from(self.most.saturating_sub(1))
    }
}

impl Store {
    /// Takes one use. `Ok` says how many are left, `Err` after how long there is one again.
    ///
    /// # Errors
    ///
    /// The database failed, or too many writes wait.
    pub async fn take(
        &self,
        quota: Quota,
        who: &str,
        now: Timestamp,
    ) -> Result<Result<u32, Duration>, StoreError> {
        let (who, now) = (Arc::<str>::from(hash(who)), now.as_microsecond());
        self.write_or_refuse(Vec::new(), move |transaction| {
            let who = Arc::clone(&who);
            Box::pin(async move { take(quota, &who, now, transaction).await })
        })
        .await
    }

    /// Counts one use, and returns true if it is allowed. Asking and counting are one step, however many come at once.
    ///
    /// # Errors
    ///
    /// The database failed, or too many writes wait.
    pub async fn count(&self, tally: Tally, who: &str, now: Timestamp) -> Result<bool, StoreError> {
        let (who, now) = (Arc::<str>::from(hash(who)), now.as_millisecond());
        let lasts = i64::try_from(tally.lasts.as_millis()).unwrap_or(i64::MAX / 2);
        self.write_or_refuse(Vec::new(), move |transaction| {
            let who = Arc::clone(&who);
            Box::pin(async move {
                transaction.do_not_wait_for_the_disk().await?;
                let count: Option<i64> = within!(
                    transaction,
                    value,
                    "INSERT INTO tallies (name, who, count, until) VALUES ($1, $2, 1, $3) ON CONFLICT (name, who) DO UPDATE \
                     SET count = CASE WHEN tallies.until <= $4 THEN 1 ELSE tallies.count + 1 END, \
                         until = CASE WHEN tallies.until <= $4 THEN excluded.until ELSE tallies.until END \
                     RETURNING count",
                    tally.name,
                    &*who,
                    now.saturating_add(lasts),
                    now
                )?;
                Ok(count.is_some_and(|count| count <= i64::from(tally.most)))
            })
        })
        .await
    }

    /// Deletes the rows of everybody who has used nothing that still counts.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn forget_used(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(Vec::new(), move |transaction| {
            Box::pin(async move {
                let quotas = "DELETE FROM quotas WHERE whole_at <= $1";
                within!(transaction, execute, quotas, now.as_microsecond())?;
                let tallies = "DELETE FROM tallies WHERE until <= $1";
                within!(transaction, execute, tallies, now.as_millisecond())?;
                Ok(())
            })
        })
        .await
    }
}

async fn take(
    quota: Quota,
    who: &str,
    now: i64,
    transaction: &mut Transaction,
) -> Result<Result<u32, Duration>, sqlx::Error> {
    transaction.do_not_wait_for_the_disk().await?;
    let whole_at: Option<i64> = within!(
        transaction,
        value,
        "INSERT INTO quotas (name, who, whole_at) VALUES ($1, $2, $3 + $4) ON CONFLICT (name, who) DO UPDATE \
         SET whole_at = CASE WHEN quotas.whole_at > $3 THEN quotas.whole_at ELSE $3 END + $4 \
         WHERE quotas.whole_at <= $3 + $5 RETURNING whole_at",
        quota.name,
        who,
        now,
        quota.each(),
        quota.beyond_one()
    )?;
    if let Some(whole_at) = whole_at {
        let left = (now + quota.beyond_one() + quota.each() - whole_at) / quota.each();
        return Ok(Ok(u32::try_from(left).unwrap_or(0)));
    }
    let whole_at: Option<i64> = within!(
        transaction,
        value,
        "SELECT whole_at FROM quotas WHERE name = $1 AND who = $2",
        quota.name,
        who
    )?;
    let wait = whole_at.unwrap_or(now) - quota.beyond_one() - now;
    Ok(Err(Duration::from_micros(u64::try_from(wait).unwrap_or(0))))
}

pub(crate) fn hash(who: &str) -> String {
    hex::encode(Sha256::digest(who))
}
