//! How many new submissions are taken from one address, and for one partner.

use crate::refusal::Refusal;
use crate::routes::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// What is left (IETF draft `ratelimit-headers`, version 10).
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What is granted.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Keys that are remembered before those are forgotten that have all of their quota again.
const REMEMBERED: usize = 10_000;
const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// So many in a time, for each key.
struct Limit {
    name: &'static str,
    most: NonZeroU32,
    seconds: u32,
    limiter: Limiter,
}

impl Limit {
    /// None where it is zero.
    fn new(name: &'static str, most: u32, seconds: u32) -> Option<Self> {
        let most = NonZeroU32::new(most)?;
        let each = Duration::from_secs(seconds.into()) / most.get();
        let quota = Quota::with_period(each)?.allow_burst(most);
        let limiter = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Some(Limit { name, most, seconds, limiter })
    }

    fn policy(&self) -> String {
        format!("\"{}\";q={};w={}", self.name, self.most, self.seconds)
    }

    fn refusal(&self, wait: u32, policy: &str) -> Refusal {
        let Limit { name, most, seconds, .. } = self;
        let detail = format!(
            "There were more than {most} new submissions for this {name} in {seconds} seconds. Send the same submission \
             again in {wait} seconds."
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

/// All limits.
pub struct Limits {
    address: Option<Limit>,
    partner: Option<Limit>,
}

impl Limits {
    /// New submissions from an address in a minute, and for a partner in an hour; zero is without end.
    pub fn new(per_address: u32, per_partner: u32) -> Self {
        Limits {
            address: Limit::new("address", per_address, MINUTE),
            partner: Limit::new("partner", per_partner, HOUR),
        }
    }

    /// Counts a submission; the headers that say what is left.
    pub fn take(
        &self,
        visitor: &Visitor,
        partner: Option<&str>,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, Refusal> {
        let policies = [&self.address, &self.partner].into_iter().flatten().map(Limit::policy);
        let policy = policies.collect::<Vec<_>>().join(", ");
        let partner = partner.map(|partner| partner.chars().take(100).collect());
        let mut left = Vec::new();
        for (limit, key) in [(&self.address, Some(visitor.key())), (&self.partner, partner)] {
            let (Some(limit), Some(key)) = (limit, key) else { continue };
            left.push(limit.take(key).map_err(|wait| limit.refusal(wait, &policy))?);
        }
        if left.is_empty() { Ok(Vec::new()) } else { Ok(headers(&policy, &left.join(", "))) }
    }
}

fn headers(policy: &str, left: &str) -> Vec<(HeaderName, HeaderValue)> {
    let both = [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)];
    both.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?))).collect()
}

/// Where a request comes from.
pub struct Visitor(IpAddr);

impl Visitor {
    /// Whoever has one IPv6 address has its whole network of 64 bits.
    fn key(&self) -> String {
        let network = match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address => address,
        };
        network.to_string()
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Infallible;

    /// The connection's other end; behind a proxy, whom that names last: what stands before was said by the visitor.
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let named = || {
            let line = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            line.rsplit(',').next()?.trim().parse().ok()
        };
        let forwarded = if app.behind_proxy { named() } else { None };
        Ok(Visitor(forwarded.or(peer).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))))
    }
}
