//! Mails that came back after the mail server had taken them.

use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, within};
use jiff::Timestamp;
use std::sync::Arc;

impl Store {
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
