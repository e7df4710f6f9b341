//! Deliveries to the vendor's other systems, and their attempts.

use crate::error::StoreError;
use crate::hints::hint;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, read, within};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;
use std::sync::Arc;
use uuid::Uuid;

/// The state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum DeliveryState {
    /// It is tried for the first time, or again.
    Waiting,
    /// The receiver has accepted it.
    Delivered,
    /// It is not tried again by itself.
    Failed,
}

impl DeliveryState {
    /// All states.
    pub const ALL: [Self; 3] = [DeliveryState::Waiting, DeliveryState::Delivered, DeliveryState::Failed];

    /// Returns the state that a word names, if there is one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        DeliveryState::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Failed => "failed",
        }
    }
}

/// A delivery as the vendor sees it.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Delivery {
    #[serde(skip)]
    number: i64,
    /// The id that the receiver sees as `webhook-id`.
    pub id: String,
    /// The referral's id. A digest belongs to none.
    pub referral: Option<String>,
    /// The revision of the event that it tells of; 0 for the referral itself.
    pub sequence: i64,
    /// The name of that event.
    pub event: Option<String>,
    /// The destination's name in `relay.json`, or to whom a mail goes: `mail:partner`, `mail:desk` or `mail:digest`.
    pub destination: String,
    /// `waiting`, `delivered` or `failed`.
    #[schemars(with = "DeliveryState")]
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, in milliseconds since 1970. It only has a meaning while the delivery waits.
    pub due: i64,
    /// The last 20 attempts, oldest first.
    #[sqlx(skip)]
    pub log: Vec<Logged>,
}

/// The deliveries of the referral with an id.
pub(crate) const OF_REFERRAL: &str = "SELECT * FROM deliveries_of WHERE referral = $1 ORDER BY number";

/// An attempt as the vendor sees it.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Logged {
    /// When it was made (RFC 3339, UTC).
    pub at: Moment,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The status of the answer, by HTTP or SMTP.
    pub status: Option<i64>,
    /// What went wrong.
    pub error: Option<String>,
}

/// A delivery that is brought again.
#[derive(FromRow)]
pub struct Retried {
    /// The id of its referral. A digest belongs to none.
    pub referral: Option<String>,
}

/// A receiver that does not take what it is brought.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Trouble {
    /// The program's id and the destination's name: `cloud/crm`.
    pub receiver: String,
    /// How many deliveries are not tried again.
    pub failed: i64,
    /// How many deliveries are tried again.
    pub waiting: i64,
    #[serde(skip)]
    latest: i64,
    /// The last attempt.
    #[sqlx(skip)]
    pub last: Option<Logged>,
}

/// The statement that brings a delivery again, if it meets a condition.
macro_rules! bring_again {
    ($which:literal) => {
        concat!(
            "UPDATE deliveries SET state = 'waiting', due = $1, until = $2 WHERE id = $3 AND ",
            $which,
            " RETURNING (SELECT referrals.id FROM referrals WHERE referrals.number = deliveries.referral) AS referral"
        )
    };
}

impl Store {
    /// Lists referrals whose deliveries are not queued yet, each with its number and its program: the oldest 100.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn to_relay(&self) -> Result<Vec<(i64, String)>, StoreError> {
        Ok(read!(
            self,
            rows,
            "SELECT number, program FROM referrals WHERE relayed = FALSE ORDER BY number LIMIT 100"
        )?)
    }

    /// Queues a referral's deliveries, one for each destination, and tells other copies that there are some.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn queue(&self, referral: i64, to: &[String], now: i64, until: i64) -> Result<(), StoreError> {
        let to = Arc::<[String]>::from(to);
        self.write(Vec::new(), move |transaction| {
            let to = Arc::clone(&to);
            Box::pin(async move {
                // Another copy of the endpoint may be about to do the same. It waits here.
                let sql = "UPDATE referrals SET relayed = TRUE WHERE number = $1 AND relayed = FALSE";
                if within!(transaction, execute, sql, referral)? == 0 {
                    return Ok(());
                }
                for destination in &*to {
                    within!(
                        transaction,
                        execute,
                        "INSERT INTO deliveries (id, referral, destination, state, due, until, receiver) \
                         SELECT $1, number, $2, 'waiting', $3, $4, program || '/' || $2 FROM referrals WHERE number = $5 \
                         ON CONFLICT DO NOTHING",
                        Uuid::now_v7().to_string(),
                        destination,
                        now,
                        until,
                        referral
                    )?;
                }
                hint(transaction).await
            })
        })
        .await
    }

    /// Returns when the next delivery becomes due, after `now`, in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn next_due(&self, now: i64) -> Result<Option<i64>, StoreError> {
        let next: Option<Option<i64>> =
            read!(self, value, "SELECT min(due) FROM deliveries WHERE state = 'waiting' AND due > $1", now)?;
        Ok(next.flatten())
    }

    /// Tries a delivery again that has failed or waits. Returns the id of its referral. `None` if there is no such delivery.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn retry(&self, id: &str, now: i64, until: i64) -> Result<Option<Retried>, StoreError> {
        self.bring_again(bring_again!("state <> 'delivered'"), id, now, until).await
    }

    /// Brings an event to its receiver again under the same id, also one that the receiver has. A mail, and what is no event, is
    /// not brought again. Returns the id of the referral. `None` if there is no such delivery.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn replay(&self, id: &str, now: i64, until: i64) -> Result<Option<Retried>, StoreError> {
        self.bring_again(bring_again!("sequence > 0 AND destination NOT LIKE 'mail:%'"), id, now, until).await
    }

    async fn bring_again(
        &self,
        sql: &'static str,
        id: &str,
        now: i64,
        until: i64,
    ) -> Result<Option<Retried>, StoreError> {
        if is_unknown(id) {
            return Ok(None);
        }
        let id = Arc::<str>::from(id);
        self.write(Vec::new(), move |transaction| {
            let id = Arc::clone(&id);
            Box::pin(async move {
                let changed: Option<Retried> = within!(transaction, row, sql, now, until, &*id)?;
                if changed.is_some() {
                    hint(transaction).await?;
                }
                Ok(changed)
            })
        })
        .await
    }

    /// Lists the receivers that do not take what they are brought: those for which something has failed since a point in time
    /// (milliseconds since 1970), or is tried again.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn troubled_receivers(&self, since: i64) -> Result<Vec<Trouble>, StoreError> {
        let mut found: Vec<Trouble> = read!(
            self,
            rows,
            "SELECT receiver, CAST(sum(failed) AS BIGINT) AS failed, CAST(sum(waiting) AS BIGINT) AS waiting, \
             max(number) AS latest FROM ( \
                 SELECT receiver, number, 1 AS failed, 0 AS waiting FROM deliveries WHERE state = 'failed' AND due > $1 \
                 UNION ALL \
                 SELECT receiver, number, 0, 1 FROM deliveries WHERE state = 'waiting' AND attempts > 0 \
             ) AS troubled GROUP BY receiver ORDER BY receiver",
            since
        )?;
        for trouble in &mut found {
            trouble.last = read!(
                self,
                row,
                "SELECT at, took_ms, status, error FROM delivery_attempts WHERE delivery = $1 ORDER BY number DESC LIMIT 1",
                trouble.latest
            )?;
        }
        Ok(found)
    }

    /// Lists the newest deliveries, of one state or of all, each with its attempts.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn deliveries(
        &self,
        state: Option<DeliveryState>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let found = read!(
            self,
            rows,
            "SELECT * FROM deliveries_of WHERE $1 IS NULL OR state = $1 ORDER BY number DESC LIMIT $2",
            state.map(DeliveryState::as_str),
            i64::from(limit)
        )?;
        self.with_attempts(found).await
    }

    /// Lists the deliveries of a referral, oldest first, each with its attempts.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn deliveries_of(&self, referral: &str) -> Result<Vec<Delivery>, StoreError> {
        if is_unknown(referral) {
            return Ok(Vec::new());
        }
        let found = read!(self, rows, OF_REFERRAL, referral)?;
        self.with_attempts(found).await
    }

    async fn with_attempts(&self, mut found: Vec<Delivery>) -> Result<Vec<Delivery>, StoreError> {
        for delivery in &mut found {
            delivery.log = read!(
                self,
                rows,
                "SELECT at, took_ms, status, error FROM delivery_attempts WHERE delivery = $1 \
                 ORDER BY number DESC LIMIT 20",
                delivery.number
            )?;
            delivery.log.reverse();
        }
        Ok(found)
    }
}
