//! How much one visitor, or one partner, may ask for. Limits that are promised are counted in the database, for all
//! copies of the endpoint together. Limits that only slow down a flood, or guessing, are counted in memory.

mod counting;
mod guessing;
mod slowing;
mod visitor;

pub use counting::{Counted, Counts};
pub use guessing::Guessing;
pub use slowing::Slowing;
pub use visitor::{BehindProxy, Visitor};

use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use governor::RateLimiter;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use jiff::Timestamp;
use referral_store::{Quota, Store, Tally};
use std::num::NonZeroU32;
use std::time::Duration;

/// The header for what is left of a limit (IETF draft `ratelimit-headers`, version 10).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// The header for the limit itself, of the same draft.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How many keys are remembered before those with a full quota are removed.
const REMEMBERED: usize = 10_000;
const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How many pages are shown for each allowed submission. A person looks at a page more often than they send it.
const PAGES_PER_SUBMISSION: u32 = 4;

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// A number of uses in a time, for each key.
struct Limit {
    name: &'static str,
    /// What is counted, as words for a sentence.
    what: &'static str,
    most: NonZeroU32,
    seconds: u32,
}

impl Limit {
    /// Makes a limit. `None` if `most` is zero, which means no limit.
    fn new(name: &'static str, what: &'static str, most: u32, seconds: u32) -> Option<Self> {
        Some(Limit { name, what, most: NonZeroU32::new(most)?, seconds })
    }

    fn policy(&self) -> String {
        format!("\"{}\";q={};w={}", self.name, self.most, self.seconds)
    }

    fn refusal(&self, wait: u32, policy: &str) -> Refusal {
        let Limit { name, what, most, seconds, .. } = self;
        let detail = format!(
            "There were more than {most} {what} for this {name} in {seconds} seconds. Send the same again in {wait} \
             seconds."
        );
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, detail)
            .kind(ProblemKind::TooManySubmissions)
            .retry_after(wait)
            .headers(headers(policy, &format!("\"{name}\";r=0;t={wait}")))
    }

    /// Returns what is left, for the headers, or the refusal if nothing is.
    fn answer(&self, taken: Result<u32, Duration>) -> Result<Left, Refusal> {
        let policy = self.policy();
        match taken {
            Ok(left) => {
                let left = format!("\"{}\";r={left}", self.name);
                Ok(Left(vec![(policy, left)]))
            }
            Err(wait) => {
                let wait = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
                Err(self.refusal(wait, &policy))
            }
        }
    }
}

/// A limit against floods, counted in memory.
struct Flood {
    limit: Limit,
    limiter: Limiter,
}

impl Flood {
    fn new(limit: Limit) -> Option<Self> {
        let each = Duration::from_secs(limit.seconds.into()) / limit.most.get();
        let quota = governor::Quota::with_period(each)?.allow_burst(limit.most);
        let limiter = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Some(Flood { limit, limiter })
    }

    fn take(&self, visitor: &Visitor) -> Result<Left, Refusal> {
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
        let taken = self.limiter.check_key(&visitor.key().to_string());
        let taken = taken.map(|left| left.remaining_burst_capacity());
        self.limit.answer(taken.map_err(|until| until.wait_time_from(DefaultClock::default().now())))
    }
}

/// The limits and what is left of them, as headers write it.
#[derive(Default)]
pub struct Left(Vec<(String, String)>);

impl Left {
    /// Adds what is left of another limit.
    pub fn and(mut self, other: Left) -> Left {
        self.0.extend(other.0);
        self
    }

    /// Returns the headers.
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let (policies, left): (Vec<&str>, Vec<&str>) =
            self.0.iter().map(|(policy, left)| (policy.as_str(), left.as_str())).unzip();
        if self.0.is_empty() { Vec::new() } else { headers(&policies.join(", "), &left.join(", ")) }
    }
}

/// All limits.
pub struct Limits {
    address: Option<Flood>,
    page: Option<Flood>,
    partner: Option<Limit>,
    /// How often unknown visitors are told that a customer is protected.
    pub protected: Tally,
}

impl Limits {
    /// Takes the new submissions from an address in a minute, and for a partner in an hour, where zero means no limit.
    /// `protected_answers` is how often a day an unknown visitor is told that a customer is protected.
    pub fn new(per_address: u32, per_partner: u32, protected_answers: u32) -> Self {
        let pages = per_address.saturating_mul(PAGES_PER_SUBMISSION);
        Limits {
            address: Limit::new("address", "new submissions", per_address, MINUTE).and_then(Flood::new),
            page: Limit::new("address", "pages", pages, MINUTE).and_then(Flood::new),
            partner: Limit::new("partner", "new submissions", per_partner, HOUR),
            protected: Tally { name: "protected", most: protected_answers, lasts: DAY },
        }
    }

    /// Counts what a visitor sends. It counts before any work is done, whatever the result.
    pub fn send(&self, visitor: &Visitor) -> Result<Left, Refusal> {
        self.address.as_ref().map_or_else(|| Ok(Left::default()), |address| address.take(visitor))
    }

    /// Counts a page that is made for a visitor.
    pub fn show(&self, visitor: &Visitor) -> Result<Left, Refusal> {
        self.page.as_ref().map_or_else(|| Ok(Left::default()), |page| page.take(visitor))
    }

    /// Counts what comes for a partner, after it has passed the gate. Without a token that proves the partner, anybody
    /// could use up the partner's limit. So each visitor has a separate limit then.
    pub async fn refer(
        &self,
        store: &Store,
        partner: Option<&str>,
        is_proved: bool,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Left, Refusal> {
        let (Some(partner), Some(limit)) = (partner, &self.partner) else { return Ok(Left::default()) };
        let key = if is_proved { partner.into() } else { format!("{partner} {}", visitor.key()) };
        let quota = Quota { name: limit.name, most: limit.most.get(), seconds: limit.seconds };
        limit.answer(store.take(quota, &key, now).await?)
    }
}

fn headers(policy: &str, left: &str) -> Vec<(HeaderName, HeaderValue)> {
    let both = [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)];
    both.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?))).collect()
}
