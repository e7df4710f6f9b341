//! Who is told of which event. An event is stored as one that nobody is told of yet, in the transaction that makes it. So it is
//! in the queue once it has happened, and is never lost.

use crate::error::StoreError;
use crate::events::Happened;
use crate::hints::hint;
use crate::json::in_json;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, read, within};
use sqlx::FromRow;
use std::sync::Arc;
use uuid::Uuid;

/// How many events are looked up at a time.
const AT_A_TIME: i64 = 100;

/// An event that nobody is told of yet.
#[derive(Clone, Debug, FromRow)]
pub struct Untold {
    /// Its number. Later events have larger ones.
    pub number: i64,
    /// The referral's id.
    pub referral: String,
    /// The referral's program.
    pub program: String,
    /// 1 for the first event of the referral, 2 for the second, and so on.
    pub revision: i64,
}

/// An event, and the destinations that are told of it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The event's number.
    pub event: i64,
    /// The names of the destinations. If there are none, nobody is told.
    pub to: Vec<String>,
}

/// A mail that belongs to no referral.
#[derive(Clone, Debug)]
pub struct MailToQueue {
    /// Its id, under which it is queued once.
    pub id: String,
    /// To whom it goes.
    pub destination: &'static str,
    /// When it is sent, in milliseconds since 1970.
    pub due: i64,
    /// Until when it is tried.
    pub until: i64,
}

impl MailToQueue {
    pub(crate) async fn queue(&self, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        within!(
            transaction,
            execute,
            "INSERT INTO deliveries (id, destination, state, due, until, receiver) \
             VALUES ($1, $2, 'waiting', $3, $4, $2) ON CONFLICT DO NOTHING",
            &self.id,
            self.destination,
            self.due,
            self.until
        )?;
        hint(transaction).await
    }
}

impl Store {
    /// Lists events that nobody is told of yet, the oldest first: the first 100 after one. Zero is before all of them.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn untold(&self, after: i64) -> Result<Vec<Untold>, StoreError> {
        Ok(read!(
            self,
            rows,
            "SELECT events.number, referrals.id AS referral, referrals.program, events.revision FROM events \
             JOIN referrals ON referrals.number = events.referral WHERE events.told = FALSE AND events.number > $1 \
             ORDER BY events.number LIMIT $2",
            after,
            AT_A_TIME
        )?)
    }

    /// Queues events for those who are told of them, each once, and tells other copies that there are some.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn tell(&self, told: Vec<Told>, now: i64, until: i64) -> Result<(), StoreError> {
        let told = Arc::<[Told]>::from(told);
        self.write(Vec::new(), move |transaction| {
            let told = Arc::clone(&told);
            Box::pin(async move {
                // Mostly nobody is told.
                let nobody: Vec<i64> = told.iter().filter(|it| it.to.is_empty()).map(|it| it.event).collect();
                let sql = match transaction {
                    Transaction::Sqlite(_) => {
                        "UPDATE events SET told = TRUE WHERE number IN (SELECT value FROM json_each($1)) AND told = FALSE"
                    }
                    Transaction::Postgres(_) => {
                        "UPDATE events SET told = TRUE WHERE told = FALSE AND number = ANY \
                         (ARRAY(SELECT json_array_elements_text($1::json)::bigint))"
                    }
                };
                within!(transaction, execute, sql, in_json(&nobody)?)?;
                for Told { event, to } in told.iter().filter(|it| !it.to.is_empty()) {
                    // Another copy of the endpoint may be about to do the same. It waits here.
                    let sql = "UPDATE events SET told = TRUE WHERE number = $1 AND told = FALSE";
                    if within!(transaction, execute, sql, event)? == 0 {
                        continue;
                    }
                    for destination in to {
                        within!(
                            transaction,
                            execute,
                            "INSERT INTO deliveries (id, referral, sequence, destination, state, due, until, receiver) \
                             SELECT $1, referrals.number, events.revision, $2, 'waiting', $3, $4, referrals.program || '/' || $2 \
                             FROM events JOIN referrals ON referrals.number = events.referral WHERE events.number = $5 \
                             ON CONFLICT DO NOTHING",
                            Uuid::now_v7().to_string(),
                            destination,
                            now,
                            until,
                            event
                        )?;
                    }
                }
                if told.iter().any(|told| !told.to.is_empty()) {
                    hint(transaction).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Queues a mail that belongs to no referral, once under its id.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn queue_mail(&self, mail: MailToQueue) -> Result<(), StoreError> {
        let mail = Arc::new(mail);
        self.write(Vec::new(), move |transaction| {
            let mail = Arc::clone(&mail);
            Box::pin(async move { mail.queue(transaction).await })
        })
        .await
    }

    /// The event of a referral with that revision.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn event(&self, referral: &str, revision: i64) -> Result<Option<Happened>, StoreError> {
        if is_unknown(referral) {
            return Ok(None);
        }
        Ok(read!(
            self,
            row,
            "SELECT events.revision, at, actor, user_id, events.event, message, note FROM events \
             JOIN referrals ON referrals.number = events.referral \
             LEFT JOIN event_texts ON event_texts.event = events.number \
             WHERE referrals.id = $1 AND events.revision = $2",
            referral,
            revision
        )?)
    }
}
