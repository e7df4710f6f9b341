//! The vendor's business hours. Each version is kept, since deadlines name the one that they were computed by.

use crate::error::StoreError;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{read, within};
use jiff::Timestamp;
use sqlx::FromRow;
use std::sync::Arc;

/// Business hours that somebody has set.
#[derive(Clone, Debug, FromRow)]
pub struct KeptCalendar {
    /// Its number. The newest one holds.
    pub number: i64,
    /// The hours in JSON.
    pub calendar: String,
    /// When it was set.
    pub since: Moment,
    /// The id of the user who set it.
    #[sqlx(rename = "user_id")]
    pub user: String,
}

impl Store {
    /// Returns the business hours that hold, if somebody has set any.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn calendar(&self) -> Result<Option<KeptCalendar>, StoreError> {
        let sql = "SELECT number, calendar, since, user_id FROM calendars ORDER BY number DESC LIMIT 1";
        Ok(read!(self, row, sql)?)
    }

    /// Lists the business hours that were set, the newest first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn calendars(&self, limit: u32) -> Result<Vec<KeptCalendar>, StoreError> {
        let sql = "SELECT number, calendar, since, user_id FROM calendars ORDER BY number DESC LIMIT $1";
        Ok(read!(self, rows, sql, i64::from(limit))?)
    }

    /// Sets the business hours. Deadlines that were computed before stay as they are. `seen` is the number of the hours that whoever
    /// sets them has seen, or 0 if there were none. If others hold by now, nothing is set, and the result is false.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn set_calendar(
        &self,
        calendar: &str,
        user: &str,
        now: Timestamp,
        seen: Option<i64>,
    ) -> Result<bool, StoreError> {
        let new: Arc<(String, String)> = Arc::new((calendar.into(), user.into()));
        let now = Moment::from(now);
        self.write(vec![Lock::Calendars], move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let newest: Option<i64> =
                    within!(transaction, value, "SELECT number FROM calendars ORDER BY number DESC LIMIT 1")?;
                if seen.is_some_and(|seen| seen != newest.unwrap_or(0)) {
                    return Ok(false);
                }
                let sql = "INSERT INTO calendars (calendar, since, user_id) VALUES ($1, $2, $3)";
                within!(transaction, execute, sql, &new.0, now, &new.1)?;
                Ok(true)
            })
        })
        .await
    }
}
