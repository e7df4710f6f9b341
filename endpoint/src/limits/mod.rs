//! How much is done for one visitor, and for one partner. All is counted in memory.

mod tally;
mod visitor;

pub use tally::Tally;
pub use visitor::Visitor;

use crate::refusal::Refusal;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// What is left (IETF draft `ratelimit-headers`, version 10).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What is granted.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Keys that are remembered before those are forgotten that have all of their quota again.
const REMEMBERED: usize = 10_000;
const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Pages that are shown for each submission that is taken: a person looks at a page more often than they send it.
const PAGES_PER_SUBMISSION: u32 = 4;
/// Wrong tokens that a visitor may try in a minute.
const WRONG_TOKENS: u32 = 30;

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// So many in a time, for each key.
struct Limit {
    name: &'static str,
    /// What is counted, in a sentence.
    what: &'static str,
    most: NonZeroU32,
    seconds: u32,
    limiter: Limiter,
}

impl Limit {
    /// None where it is zero.
    fn new(name: &'static str, what: &'static str, most: u32, seconds: u32) -> Option<Self> {
        let most = NonZeroU32::new(most)?;
        let each = Duration::from_secs(seconds.into()) / most.get();
        let quota = Quota::with_period(each)?.allow_burst(most);
        let limiter = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Some(Limit { name, what, most, seconds, limiter })
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
            .kind("too-many-submissions", "Too many submissions")
            .retry_after(wait)
            .headers(headers(policy, &format!("\"{name}\";r=0;t={wait}")))
    }

    /// What is left for that key; or the seconds until there is something.
    fn take(&self, key: String) -> Result<String, u32> {
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
        match self.limiter.check_key(&key) {
            Ok(left) => Ok(format!("\"{}\";r={}", self.name, left.remaining_burst_capacity())),
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Err(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
            }
        }
    }
}

/// What is left of limits, and what was granted, as headers say it.
#[derive(Default)]
pub struct Left(Vec<(String, String)>);

impl Left {
    /// The headers.
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let (policies, left): (Vec<&str>, Vec<&str>) =
            self.0.iter().map(|(policy, left)| (policy.as_str(), left.as_str())).unzip();
        if self.0.is_empty() { Vec::new() } else { headers(&policies.join(", "), &left.join(", ")) }
    }
}

/// All limits.
pub struct Limits {
    address: Option<Limit>,
    page: Option<Limit>,
    partner: Option<Limit>,
    /// Wrong tokens of the vendor's side.
    pub wrong_tokens: Tally,
    /// Answers that a customer is protected, to visitors who are not known.
    pub protected: Tally,
}

impl Limits {
    /// New submissions from an address in a minute, and for a partner in an hour, where zero is without end; and how often
    /// an unknown visitor is told in a day that a customer is protected.
    pub fn new(per_address: u32, per_partner: u32, protected_answers: u32) -> Self {
        Limits {
            address: Limit::new("address", "new submissions", per_address, MINUTE),
            page: Limit::new("address", "pages", per_address.saturating_mul(PAGES_PER_SUBMISSION), MINUTE),
            partner: Limit::new("partner", "new submissions", per_partner, HOUR),
            wrong_tokens: Tally::new(WRONG_TOKENS, Duration::from_secs(MINUTE.into())),
            protected: Tally::new(protected_answers, DAY),
        }
    }

    /// Counts what a visitor sends: before the work that it makes, whatever comes of it.
    pub fn send(&self, visitor: &Visitor) -> Result<Left, Refusal> {
        take(self.address.as_ref(), visitor.key().into())
    }

    /// Counts a page that is made for a visitor.
    pub fn show(&self, visitor: &Visitor) -> Result<Left, Refusal> {
        take(self.page.as_ref(), visitor.key().into())
    }

    /// Counts what comes for a partner, once it has passed the gate. Where no token proves who refers, anybody could use up
    /// what the partner has: so each visitor has its own.
    pub fn refer(
        &self,
        partner: Option<&str>,
        is_proved: bool,
        visitor: &Visitor,
        Left(mut left): Left,
    ) -> Result<Left, Refusal> {
        let Some(partner) = partner else { return Ok(Left(left)) };
        let key = if is_proved { partner.into() } else { format!("{partner} {}", visitor.key()) };
        left.extend(take(self.partner.as_ref(), key)?.0);
        Ok(Left(left))
    }
}

fn take(limit: Option<&Limit>, key: String) -> Result<Left, Refusal> {
    let Some(limit) = limit else { return Ok(Left::default()) };
    let policy = limit.policy();
    let left = limit.take(key).map_err(|wait| limit.refusal(wait, &policy))?;
    Ok(Left(vec![(policy, left)]))
}

fn headers(policy: &str, left: &str) -> Vec<(HeaderName, HeaderValue)> {
    let both = [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)];
    both.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?))).collect()
}
