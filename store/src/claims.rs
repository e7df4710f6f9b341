//! Claims on deliveries. An endpoint claims a delivery for a time, so that no other copy sends it meanwhile. If that
//! endpoint is gone, another takes over after that time.

use crate::deliveries::DeliveryState;
use crate::error::StoreError;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use jiff::Timestamp;
use sqlx::FromRow;
use std::sync::Arc;
use uuid::Uuid;

/// A delivery that is due and claimed. Until the claim ends, nobody else sends it.
#[derive(Clone, FromRow)]
pub struct Due {
    /// The delivery's number.
    pub number: i64,
    /// The delivery's id, which is the same for every attempt.
    pub id: String,
    /// The referral's id. A digest belongs to none.
    pub referral: Option<String>,
    /// The referral's program.
    pub program: Option<String>,
    /// The revision of the event that it tells of; 0 for the referral itself.
    pub sequence: i64,
    /// The destination's name in `relay.json`, or to whom a mail goes.
    pub destination: String,
    /// How often it was tried before.
    pub attempts: i64,
    /// Until when it is tried, in milliseconds since 1970.
    pub until: i64,
    /// The ids of the records made there before the lead, by name: a JSON object.
    pub made: String,
    /// The claim's id.
    #[sqlx(skip)]
    lease: Arc<str>,
}

/// The result of an attempt.
pub struct Attempt {
    /// When it was made.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The status of the answer, by HTTP or SMTP.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    /// The delivery's state after the attempt.
    pub state: DeliveryState,
    /// When it is tried again, in milliseconds since 1970.
    pub due: i64,
}

/// How many deliveries are claimed, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Portion {
    /// The most for one receiver, over all copies of the endpoint.
    pub of_each: i64,
    /// The most for all receivers, by this claim.
    pub most: i64,
    /// When the claim ends, in milliseconds since 1970. From then on another may claim the deliveries.
    pub until: i64,
}

/// The condition for a delivery that may be brought now. What happened to a referral is brought in order: an event waits until
/// nothing earlier waits for the same destination.
macro_rules! free {
    ($receiver:literal, $now:literal) => {
        concat!(
            "state = 'waiting' AND receiver = ",
            $receiver,
            " AND due <= ",
            $now,
            " AND (lease_until IS NULL OR lease_until <= ",
            $now,
            ") AND NOT EXISTS (SELECT 1 FROM deliveries AS earlier WHERE earlier.referral = deliveries.referral \
             AND earlier.destination = deliveries.destination AND earlier.sequence < deliveries.sequence \
             AND earlier.state = 'waiting')"
        )
    };
}

/// Claims some of a receiver's deliveries, but for the end of the statement.
macro_rules! lease {
    () => {
        concat!(
            "UPDATE deliveries SET lease = $1, lease_until = $2 WHERE number IN (SELECT number FROM deliveries WHERE ",
            free!("$3", "$4"),
            " ORDER BY due LIMIT $5"
        )
    };
}

impl Store {
    /// Claims deliveries that are due. For each receiver, those that have been due the longest come first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn claim(&self, now: i64, portion: Portion) -> Result<Vec<Due>, StoreError> {
        let mut receivers = Vec::new();
        // This jumps from one receiver in the index to the next, so its cost does not depend on how many deliveries
        // wait.
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
                concat!("SELECT number FROM deliveries WHERE ", free!("$1", "$2"), " LIMIT 1"),
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
        // Claims are made one after the other, so that all copies together send no more to a receiver than allowed.
        self.write(vec![Lock::Deliveries], move |transaction| {
            let receivers = Arc::clone(&receivers);
            Box::pin(async move { lease(&receivers, now, portion, transaction).await })
        })
        .await
    }

    /// Ends the claims of an endpoint that is gone. Only a SQLite file needs this, since one endpoint has it to itself.
    /// In PostgreSQL claims end by themselves.
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

    /// Saves the ids of the records made there before the lead, and extends the claim.
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

    /// Records an attempt, and ends the claim. If another endpoint has claimed the delivery meanwhile, only a success
    /// changes the delivery's state.
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
        let sql = match transaction {
            Transaction::Sqlite(_) => concat!(lease!(), ")"),
            Transaction::Postgres(_) => concat!(lease!(), " FOR UPDATE SKIP LOCKED)"),
        };
        let leased = within!(transaction, execute, sql, &*lease, portion.until, receiver, now, most)?;
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
