//! What is brought to the vendor's other systems, and what came of it.

use crate::error::StoreError;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use std::sync::Arc;
use uuid::Uuid;

/// A delivery that is due, and claimed: until the claim ends, nobody else brings it.
#[derive(Clone, FromRow)]
pub struct Due {
    /// Its number.
    pub number: i64,
    /// The same for every attempt.
    pub id: String,
    /// The referral's id.
    pub referral: String,
    /// The referral's program.
    pub program: String,
    /// The destination's name in `relay.json`.
    pub destination: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Until when it is tried, in milliseconds since 1970.
    pub until: i64,
    /// The ids of what was made there before the lead, by name; a JSON object.
    pub made: String,
    /// By whom it is claimed.
    #[sqlx(skip)]
    lease: Arc<str>,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is tried, or tried again.
    Waiting,
    /// It was taken.
    Delivered,
    /// It is not tried again by itself.
    Failed,
}

impl DeliveryState {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Failed => "failed",
        }
    }
}

/// What comes of an attempt.
pub struct Attempt {
    /// When it was made.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The status of HTTP that was answered.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    /// Where it stands now.
    pub state: DeliveryState,
    /// When it is tried again, in milliseconds since 1970.
    pub due: i64,
}

/// A delivery as the vendor sees it.
#[derive(FromRow, Serialize)]
pub struct Delivery {
    #[serde(skip)]
    number: i64,
    /// What the receiver sees as `webhook-id`.
    pub id: String,
    /// The referral's id.
    pub referral: String,
    /// The destination's name in `relay.json`.
    pub destination: String,
    /// `waiting`, `delivered` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, in milliseconds since 1970; of one that waits.
    pub due: i64,
    /// The attempts, oldest first.
    #[sqlx(skip)]
    pub log: Vec<Logged>,
}

/// An attempt as the vendor sees it.
#[derive(FromRow, Serialize)]
pub struct Logged {
    /// When it was made (RFC 3339, UTC).
    pub at: Moment,
    /// How long it took.
    pub took_ms: i64,
    /// The status of HTTP that was answered.
    pub status: Option<i64>,
    /// What went wrong.
    pub error: Option<String>,
}

/// How many are claimed, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Portion {
    /// Of one receiver, by all who bring any.
    pub of_each: i64,
    /// Of all receivers, by this one.
    pub most: i64,
    /// When it ends, in milliseconds since 1970: then another may bring them.
    pub until: i64,
}

impl Store {
    /// Referrals that nobody has looked at yet: number and program.
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

    /// Queues a referral's deliveries, one for each destination.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn queue(&self, referral: i64, to: &[String], now: i64, until: i64) -> Result<(), StoreError> {
        let to = Arc::<[String]>::from(to);
        self.write(Vec::new(), move |transaction| {
            let to = Arc::clone(&to);
            Box::pin(async move {
                // Another copy of the endpoint may be about to do the same: it waits here.
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
                Ok(())
            })
        })
        .await
    }

    /// Claims deliveries that are due, of each receiver those that have been so for the longest.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn claim(&self, now: i64, portion: Portion) -> Result<Vec<Due>, StoreError> {
        let mut receivers = Vec::new();
        // From one receiver in the index to the next, whatever waits for each.
        let all: Vec<String> = read!(
            self,
            values,
            "WITH RECURSIVE receivers (receiver) AS ( \
                 SELECT min(receiver) FROM deliveries WHERE state = 'waiting' UNION ALL \
                 SELECT (SELECT min(receiver) FROM deliveries WHERE state = 'waiting' AND receiver > receivers.receiver) \
                 FROM receivers WHERE receiver IS NOT NULL \
             ) SELECT receiver FROM receivers WHERE receiver IS NOT NULL"
        )?;
        for receiver in all {
            let free: Option<i64> = read!(
                self,
                value,
                "SELECT number FROM deliveries WHERE state = 'waiting' AND receiver = $1 AND due <= $2 \
                 AND (lease_until IS NULL OR lease_until <= $2) LIMIT 1",
                &receiver,
                now
            )?;
            if free.is_some() {
                receivers.push(receiver);
            }
        }
        if receivers.is_empty() || portion.most <= 0 {
            return Ok(Vec::new());
        }
        let receivers = Arc::<[String]>::from(receivers);
        // One after the other, so that all together bring no more to a receiver than may be.
        self.write(vec![Lock::Deliveries], move |transaction| {
            let receivers = Arc::clone(&receivers);
            Box::pin(async move { lease(&receivers, now, portion, transaction).await })
        })
        .await
    }

    /// Ends the claims of an endpoint that is gone, which a SQLite file has one of. In PostgreSQL they end by themselves.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn end_claims(&self) -> Result<(), StoreError> {
        self.write(Vec::new(), |transaction| {
            Box::pin(async move {
                if let Transaction::Sqlite(_) = transaction {
                    let sql =
                        "UPDATE deliveries SET lease = NULL, lease_until = NULL WHERE lease IS NOT NULL";
                    within!(transaction, execute, sql)?;
                }
                Ok(())
            })
        })
        .await
    }

    /// When the next one is due that is not yet.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn next_due(&self, now: i64) -> Result<Option<i64>, StoreError> {
        let next: Option<Option<i64>> =
            read!(self, value, "SELECT min(due) FROM deliveries WHERE state = 'waiting' AND due > $1", now)?;
        Ok(next.flatten())
    }

    /// Remembers what was made there before the lead, and claims the delivery for longer.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn made(&self, due: &Due, ids: &str, claimed_until: i64) -> Result<(), StoreError> {
        let (due, ids) = (due.clone(), Arc::<str>::from(ids));
        self.write(Vec::new(), move |transaction| {
            let (due, ids) = (due.clone(), Arc::clone(&ids));
            Box::pin(async move {
                within!(
                    transaction,
                    execute,
                    "UPDATE deliveries SET made = $1, lease_until = CASE WHEN lease = $2 THEN $3 ELSE lease_until END \
                     WHERE number = $4",
                    &*ids,
                    &*due.lease,
                    claimed_until,
                    due.number
                )?;
                Ok(())
            })
        })
        .await
    }

    /// Notes an attempt, and ends the claim. Where that was another's meanwhile, only what was taken counts.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn attempted(&self, due: &Due, attempt: Attempt) -> Result<(), StoreError> {
        let (due, attempt) = (due.clone(), Arc::new(attempt));
        self.write(Vec::new(), move |transaction| {
            let (due, attempt) = (due.clone(), Arc::clone(&attempt));
            Box::pin(async move { attempt.write(&due, transaction).await })
        })
        .await
    }

    /// Tries one again that has failed or waits. `false` where there is none such.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn retry(&self, id: &str, now: i64, until: i64) -> Result<bool, StoreError> {
        let id = Arc::<str>::from(id);
        self.write(Vec::new(), move |transaction| {
            let id = Arc::clone(&id);
            Box::pin(async move {
                let changed = within!(
                    transaction,
                    execute,
                    "UPDATE deliveries SET state = 'waiting', due = $1, until = $2 WHERE id = $3 AND state <> 'delivered'",
                    now,
                    until,
                    &*id
                )?;
                Ok(changed == 1)
            })
        })
        .await
    }

    /// The newest deliveries, of one state or of all, each with its attempts.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn deliveries(&self, state: Option<&str>, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let mut found: Vec<Delivery> = read!(
            self,
            rows,
            "SELECT * FROM deliveries_of WHERE $1 IS NULL OR state = $1 ORDER BY number DESC LIMIT $2",
            state,
            i64::from(limit)
        )?;
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

async fn lease(
    receivers: &[String],
    now: i64,
    portion: Portion,
    transaction: &mut Transaction,
) -> Result<Vec<Due>, sqlx::Error> {
    let lease = Arc::<str>::from(Uuid::now_v7().to_string());
    let mut left = portion.most;
    for receiver in receivers {
        let leased: Option<i64> = within!(
            transaction,
            value,
            "SELECT count(*) FROM deliveries WHERE lease IS NOT NULL AND receiver = $1 AND lease_until > $2",
            receiver,
            now
        )?;
        let most = left.min(portion.of_each - leased.unwrap_or(0)).max(0);
        let leased = match transaction {
            Transaction::Sqlite(open) => {
                sqlx::query(
                    "UPDATE deliveries SET lease = $1, lease_until = $2 WHERE number IN ( \
                         SELECT number FROM deliveries WHERE state = 'waiting' AND receiver = $3 AND due <= $4 \
                         AND (lease_until IS NULL OR lease_until <= $4) ORDER BY due LIMIT $5)",
                )
                .bind(&*lease)
                .bind(portion.until)
                .bind(receiver)
                .bind(now)
                .bind(most)
                .execute(&mut **open)
                .await?
                .rows_affected()
            }
            Transaction::Postgres(open) => {
                sqlx::query(
                    "UPDATE deliveries SET lease = $1, lease_until = $2 WHERE number IN ( \
                         SELECT number FROM deliveries WHERE state = 'waiting' AND receiver = $3 AND due <= $4 \
                         AND (lease_until IS NULL OR lease_until <= $4) ORDER BY due LIMIT $5 FOR UPDATE SKIP LOCKED)",
                )
                .bind(&*lease)
                .bind(portion.until)
                .bind(receiver)
                .bind(now)
                .bind(most)
                .execute(&mut **open)
                .await?
                .rows_affected()
            }
        };
        left -= i64::try_from(leased).unwrap_or(left);
    }
    let mut due: Vec<Due> = within!(
        transaction,
        rows,
        "SELECT * FROM deliveries_of WHERE number IN (SELECT number FROM deliveries WHERE lease = $1) ORDER BY due, number",
        &*lease
    )?;
    due.iter_mut().for_each(|due| due.lease = Arc::clone(&lease));
    Ok(due)
}

impl Attempt {
    async fn write(&self, due: &Due, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        let error = self.error.as_deref().map(|error| transaction.text(error).into_owned());
        within!(
            transaction,
            execute,
            "INSERT INTO delivery_attempts (delivery, at, took_ms, status, error) VALUES ($1, $2, $3, $4, $5)",
            due.number,
            Moment::from(self.at),
            self.took_ms,
            self.status.map(i64::from),
            &error
        )?;
        within!(
            transaction,
            execute,
            "UPDATE deliveries SET state = $1, attempts = attempts + 1, due = $2, lease = NULL, lease_until = NULL \
             WHERE number = $3 AND (lease = $4 OR $1 = 'delivered')",
            self.state.as_str(),
            self.due,
            due.number,
            &*due.lease
        )?;
        Ok(())
    }
}
