//! The vendor's business hours, by which deadlines are computed.

use crate::http::refusal::Refusal;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use referral_store::Store;
use referral_widget::office::{Allowance, Calendar, WorkingHours};
use referral_widget::program::Program;
use std::sync::{Arc, Mutex, PoisonError};

/// The working days within which a partner gets a first contact with the customer, and either side an answer.
const ANSWER_DAYS: u32 = 2;
/// For how long other copies of the endpoint may go on with the hours of before.
const FRESH_MS: i64 = 5_000;

/// Business hours as they were read last.
#[derive(Clone, Default)]
pub struct Hours(Arc<Mutex<Option<Known>>>);

#[derive(Clone)]
struct Known {
    read_at: Timestamp,
    /// The calendar with its number; `None` if nobody has set one.
    calendar: Option<(i64, Calendar)>,
}

impl Hours {
    /// The hours for a program's deadlines: those that were set at the desk, else Monday to Friday from nine to five in the
    /// program's time zone.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn of_program(
        &self,
        store: &Store,
        program: &Program,
        now: Timestamp,
    ) -> Result<WorkingHours, Refusal> {
        let set = self.read(store, now).await?;
        let (version, calendar) = set.unzip();
        let usual = || Calendar::usual(TimeZone::get(&program.time_zone).unwrap_or(TimeZone::UTC));
        Ok(WorkingHours {
            calendar: calendar.unwrap_or_else(usual),
            version,
            decision: Allowance::Days(program.delivery.decision_days),
            first_contact: Allowance::Days(ANSWER_DAYS),
            answer: Allowance::Days(ANSWER_DAYS),
        })
    }

    /// The vendor's own hours: those that were set at the desk, else Monday to Friday from nine to five, in UTC.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn of_vendor(&self, store: &Store, now: Timestamp) -> Result<Calendar, Refusal> {
        let set = self.read(store, now).await?;
        Ok(set.map_or_else(|| Calendar::usual(TimeZone::UTC), |(_, calendar)| calendar))
    }

    /// Forgets what was read, because somebody has set others.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn read(&self, store: &Store, now: Timestamp) -> Result<Option<(i64, Calendar)>, Refusal> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let age = |known: &Known| now.as_millisecond() - known.read_at.as_millisecond();
        if let Some(known) = known.filter(|known| (0..FRESH_MS).contains(&age(known))) {
            return Ok(known.calendar);
        }
        let kept = store.calendar().await?;
        // It was checked when it was set; a newer version may have been more generous.
        let calendar = kept.and_then(|kept| match Calendar::from_json(&kept.calendar) {
            Ok(calendar) => Some((kept.number, calendar)),
            Err(error) => {
                tracing::error!(%error, "the business hours cannot be read; the usual ones hold");
                None
            }
        });
        let known = Known { read_at: now, calendar: calendar.clone() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(calendar)
    }
}
