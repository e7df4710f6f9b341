//! The vendor's business hours, by which deadlines are computed.

use crate::http::refusal::Refusal;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use referral_store::Store;
use referral_widget::office::{Allowance, BusinessHours, Calendar, Durations, People, WorkingHours};
use referral_widget::program::Program;
use std::sync::{Arc, Mutex, PoisonError};

/// The working days within which a partner gets a first contact with the customer, and either side an answer.
pub const ANSWER_DAYS: u32 = 2;
/// For how long other copies of the endpoint may go on with the hours of before.
const FRESH_MS: i64 = 5_000;

/// Business hours as they were read last.
#[derive(Clone, Default)]
pub struct Hours(Arc<Mutex<Option<Known>>>);

#[derive(Clone)]
struct Known {
    read_at: Timestamp,
    /// The hours with their number; `None` if nobody has set any.
    hours: Option<(i64, BusinessHours)>,
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
        let (version, set) = self.of_vendor(store, now).await?.unzip();
        let usual = || BusinessHours {
            calendar: Calendar::usual(zone_of(Some(program))),
            people: People::default(),
            durations: Durations::default(),
        };
        let BusinessHours { calendar, people, durations } = set.unwrap_or_else(usual);
        let Durations { decision, first_contact, answer } = durations;
        Ok(WorkingHours {
            calendar,
            version,
            decision: decision.unwrap_or(Allowance::Days(program.delivery.decision_days)),
            first_contact: first_contact.unwrap_or(Allowance::Days(ANSWER_DAYS)),
            answer: answer.unwrap_or(Allowance::Days(ANSWER_DAYS)),
            people,
        })
    }

    /// The vendor's own calendar: the hours that were set at the desk, else Monday to Friday from nine to five, in UTC.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn calendar(&self, store: &Store, now: Timestamp) -> Result<Calendar, Refusal> {
        let set = self.of_vendor(store, now).await?;
        Ok(set.map_or_else(|| Calendar::usual(TimeZone::UTC), |(_, hours)| hours.calendar))
    }

    /// The time zone in which times are shown: that of the hours that were set at the desk, else the program's own.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn zone(
        &self,
        store: &Store,
        program: Option<&Program>,
        now: Timestamp,
    ) -> Result<TimeZone, Refusal> {
        Ok(self.own_zone(store, now).await?.unwrap_or_else(|| zone_of(program)))
    }

    /// The time zone of the hours that were set at the desk.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn own_zone(&self, store: &Store, now: Timestamp) -> Result<Option<TimeZone>, Refusal> {
        Ok(self.of_vendor(store, now).await?.map(|(_, hours)| hours.calendar.zone().clone()))
    }

    /// Forgets what was read, because somebody has set others.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The hours that were set at the desk, with their number.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn of_vendor(
        &self,
        store: &Store,
        now: Timestamp,
    ) -> Result<Option<(i64, BusinessHours)>, Refusal> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let age = |known: &Known| now.as_millisecond() - known.read_at.as_millisecond();
        if let Some(known) = known.filter(|known| (0..FRESH_MS).contains(&age(known))) {
            return Ok(known.hours);
        }
        let kept = store.calendar().await?;
        // They were checked when they were set; a newer version may have been more generous.
        let hours = kept.and_then(|kept| match BusinessHours::from_json(&kept.calendar) {
            Ok(hours) => Some((kept.number, hours)),
            Err(errors) => {
                let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                tracing::error!(?errors, "the business hours cannot be read; the usual ones hold");
                None
            }
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Known { read_at: now, hours: hours.clone() });
        Ok(hours)
    }
}

/// The time zone of a program.
pub fn zone_of(program: Option<&Program>) -> TimeZone {
    program.and_then(|program| TimeZone::get(&program.time_zone).ok()).unwrap_or(TimeZone::UTC)
}
