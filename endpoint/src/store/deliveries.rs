//! What is brought to the vendor's other systems, and what came of it.

use super::{Store, timestamp};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

/// A delivery that is due.
#[derive(FromRow)]
pub struct Due {
    pub number: i64,
    /// The same for every attempt.
    pub id: String,
    /// The referral's id.
    pub referral: String,
    pub program: String,
    pub destination: String,
    pub attempts: i64,
    pub until: i64,
    /// The ids of what was made there before the lead, by name; a JSON object.
    pub made: String,
}

/// What comes of an attempt.
pub struct Attempt {
    pub at: Timestamp,
    pub took_ms: i64,
    pub status: Option<u16>,
    pub error: Option<String>,
    /// `waiting`, `delivered` or `failed`.
    pub state: &'static str,
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
    pub at: String,
    /// How long it took.
    pub took_ms: i64,
    /// The status of HTTP that was answered.
    pub status: Option<i64>,
    /// What went wrong.
    pub error: Option<String>,
}

impl Store {
    /// Referrals that nobody has looked at yet: number and program.
    pub async fn to_relay(&self) -> Result<Vec<(i64, String)>, sqlx::Error> {
        sqlx::query_as("SELECT number, program FROM referrals WHERE relayed = 0 ORDER BY number LIMIT 100")
            .fetch_all(&self.0)
            .await
    }

    /// Queues a referral's deliveries, one for each destination.
    pub async fn queue(&self, referral: i64, to: &[String], now: i64, until: i64) -> Result<(), sqlx::Error> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        for destination in to {
            sqlx::query(
                "INSERT INTO deliveries (id, referral, destination, state, due, until, receiver) \
                 SELECT ?, number, ?, 'waiting', ?, ?, program || '/' || ? FROM referrals WHERE number = ? \
                 ON CONFLICT DO NOTHING",
            )
            .bind(Uuid::now_v7().to_string())
            .bind(destination)
            .bind(now)
            .bind(until)
            .bind(destination)
            .bind(referral)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query("UPDATE referrals SET relayed = 1 WHERE number = ?")
            .bind(referral)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// The deliveries that are due, of each receiver those that have been so for the longest.
    pub async fn due(&self, now: i64, of_each: i64) -> Result<Vec<Due>, sqlx::Error> {
        // From one receiver in the index to the next, whatever waits for each.
        let receivers: Vec<String> = sqlx::query_scalar(
            "WITH RECURSIVE receivers (receiver) AS ( \
                 SELECT min(receiver) FROM deliveries WHERE state = 'waiting' UNION ALL \
                 SELECT (SELECT min(receiver) FROM deliveries WHERE state = 'waiting' AND receiver > receivers.receiver) \
                 FROM receivers WHERE receiver IS NOT NULL \
             ) SELECT receiver FROM receivers WHERE receiver IS NOT NULL",
        )
        .fetch_all(&self.0)
        .await?;
        let mut due = Vec::new();
        for receiver in receivers {
            let of_one: Vec<Due> = sqlx::query_as(
                "SELECT * FROM deliveries_of WHERE number IN ( \
                     SELECT number FROM deliveries WHERE state = 'waiting' AND receiver = ? AND due <= ? ORDER BY due LIMIT ? \
                 ) ORDER BY due",
            )
            .bind(receiver)
            .bind(now)
            .bind(of_each)
            .fetch_all(&self.0)
            .await?;
            due.extend(of_one);
        }
        Ok(due)
    }

    /// Whether a delivery that was due still is: nobody has tried it since.
    pub async fn is_still_due(&self, due: &Due) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM deliveries WHERE number = ? AND state = 'waiting' AND attempts = ?)",
        )
        .bind(due.number)
        .bind(due.attempts)
        .fetch_one(&self.0)
        .await
    }

    /// When the next one is due that is not yet.
    pub async fn next_due(&self, now: i64) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT min(due) FROM deliveries WHERE state = 'waiting' AND due > ?")
            .bind(now)
            .fetch_one(&self.0)
            .await
    }

    /// Remembers what was made there before the lead.
    pub async fn made(&self, delivery: i64, ids: &str) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE deliveries SET made = ? WHERE number = ?")
            .bind(ids)
            .bind(delivery)
            .execute(&self.0)
            .await?;
        Ok(())
    }

    /// Notes an attempt.
    pub async fn attempted(&self, delivery: i64, attempt: &Attempt) -> Result<(), sqlx::Error> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "INSERT INTO delivery_attempts (delivery, at, took_ms, status, error) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(delivery)
        .bind(timestamp(attempt.at))
        .bind(attempt.took_ms)
        .bind(attempt.status)
        .bind(&attempt.error)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE deliveries SET state = ?, attempts = attempts + 1, due = ? WHERE number = ?")
            .bind(attempt.state)
            .bind(attempt.due)
            .bind(delivery)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Tries one again that has failed or waits. `false` where there is none such.
    pub async fn retry(&self, id: &str, now: i64, until: i64) -> Result<bool, sqlx::Error> {
        let changed =
            sqlx::query("UPDATE deliveries SET state = 'waiting', due = ?, until = ? WHERE id = ? AND state <> 'delivered'")
                .bind(now)
                .bind(until)
                .bind(id)
                .execute(&self.0)
                .await?;
        Ok(changed.rows_affected() == 1)
    }

    /// The newest deliveries, of one state or of all, each with its attempts.
    pub async fn deliveries(&self, state: Option<&str>, limit: u32) -> Result<Vec<Delivery>, sqlx::Error> {
        let mut found: Vec<Delivery> = sqlx::query_as(
            "SELECT * FROM deliveries_of WHERE ?1 IS NULL OR state = ?1 ORDER BY number DESC LIMIT ?2",
        )
        .bind(state)
        .bind(limit)
        .fetch_all(&self.0)
        .await?;
        for delivery in &mut found {
            delivery.log = sqlx::query_as(
                "SELECT at, took_ms, status, error FROM delivery_attempts WHERE delivery = ? \
                 ORDER BY number DESC LIMIT 20",
            )
            .bind(delivery.number)
            .fetch_all(&self.0)
            .await?;
            delivery.log.reverse();
        }
        Ok(found)
    }
}
