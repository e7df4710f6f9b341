//! Mails that came back after the mail server had taken them.

use crate::deliveries::DeliveryState;
use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, read, within};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;
use std::sync::Arc;

/// A mail that came back.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Bounce {
    /// The id of the mail's delivery.
    pub delivery: String,
    /// The referral's id. Null if the mail belongs to none.
    pub referral: Option<String>,
    /// To whom it went, such as `mail:partner`.
    pub destination: String,
    /// Where the delivery stands now: `failed`, or `waiting` or `delivered` if it was tried again.
    #[schemars(with = "DeliveryState")]
    pub state: String,
    /// When it came back (RFC 3339, UTC).
    pub at: Moment,
    /// What the mail server reports.
    pub why: String,
}

impl Store {
    /// Lists the mails that came back, the latest first. What comes back was sent before.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn bounces(&self, limit: u32) -> Result<Vec<Bounce>, StoreError> {
        let sql = "SELECT deliveries_of.id AS delivery, deliveries_of.referral, deliveries_of.destination, deliveries_of.state, \
                   came.at, came.error AS why FROM delivery_attempts AS came \
                   JOIN deliveries_of ON deliveries_of.number = came.delivery \
                   WHERE deliveries_of.destination LIKE 'mail:%' AND came.error IS NOT NULL AND came.status IS NULL \
                   AND came.took_ms = 0 AND EXISTS (SELECT 1 FROM delivery_attempts AS sent \
                   WHERE sent.delivery = came.delivery AND sent.number < came.number AND sent.error IS NULL) \
                   ORDER BY came.number DESC LIMIT $1";
        Ok(read!(self, rows, sql, i64::from(limit))?)
    }

    /// Notes that a mail came back: its delivery has failed. Returns whether there is such a mail. What was noted before, or is
    /// tried again already, stays as it is.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn came_back(&self, id: &str, at: Timestamp, why: &str) -> Result<bool, StoreError> {
        if is_unknown(id) {
            return Ok(false);
        }
        let (id, why) = (Arc::<str>::from(id), Arc::<str>::from(why));
        self.write(Vec::new(), move |transaction| {
            let (id, why) = (Arc::clone(&id), Arc::clone(&why));
            Box::pin(async move {
                let failed: Option<i64> = within!(
                    transaction,
                    value,
                    "UPDATE deliveries SET state = 'failed', due = $1 \
                     WHERE id = $2 AND destination LIKE 'mail:%' AND state = 'delivered' RETURNING number",
                    at.as_millisecond(),
                    &*id
                )?;
                let Some(number) = failed else {
                    let known: Option<i64> = within!(
                        transaction,
                        value,
                        "SELECT number FROM deliveries WHERE id = $1 AND destination LIKE 'mail:%'",
                        &*id
                    )?;
                    return Ok(known.is_some());
                };
                let why = transaction.text(&why).into_owned();
                within!(
                    transaction,
                    execute,
                    "INSERT INTO delivery_attempts (delivery, at, took_ms, status, error) VALUES ($1, $2, 0, NULL, $3)",
                    number,
                    Moment::from(at),
                    &why
                )?;
                Ok(true)
            })
        })
        .await
    }
}
