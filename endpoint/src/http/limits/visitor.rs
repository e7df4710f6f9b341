//! Finds out where a request comes from.

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Once;

/// The longest name that a proxy may give a visitor, in characters.
const LONGEST_NAME: usize = 100;

/// The origin of a request: an IPv4 address, an IPv6 network, or the name that a proxy gives the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor(String);

impl Visitor {
    /// Makes a visitor of an address. Whoever has one IPv6 address has the whole 64-bit network, so the network counts.
    pub fn at(address: IpAddr) -> Self {
        let network = match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address => address,
        };
        Visitor(network.to_string())
    }

    /// Returns the last entry of `X-Forwarded-For`, because earlier entries come from the visitor. Proxies write an
    /// address, with or without its port. If a proxy gives another name (`unknown`, RFC 7239 section 6), that name
    /// counts.
    fn forwarded(headers: &HeaderMap) -> Option<Self> {
        let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        let name = line.rsplit(',').next()?.trim().trim_matches('"');
        match address_of(name) {
            Some(address) => Some(Visitor::at(address)),
            None if name.is_empty() => None,
            None => Some(Visitor(name.chars().take(LONGEST_NAME).collect())),
        }
    }

    /// Returns the key under which the visitor is counted.
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// Reads `203.0.113.7`, `203.0.113.7:4711`, `2001:db8::7`, `[2001:db8::7]` and `[2001:db8::7]:4711`, with or without a
/// zone (`%eth0`).
fn address_of(name: &str) -> Option<IpAddr> {
    let bare = match name.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None if name.matches(':').count() == 1 => name.split_once(':')?.0,
        None => name,
    };
    bare.split('%').next()?.parse().ok()
}

/// True if the last proxy says where a request comes from.
#[derive(Clone, Copy)]
pub struct BehindProxy(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    BehindProxy: FromRef<S>,
{
    type Rejection = Infallible;

    /// Takes the other end of the connection, or behind a proxy the visitor that it names.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = || {
            let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
            Visitor::at(peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)))
        };
        let forwarded = if BehindProxy::from_ref(state).0 {
            Visitor::forwarded(&parts.headers)
        } else {
            tell_of_a_proxy(&parts.headers);
            None
        };
        Ok(forwarded.unwrap_or_else(peer))
    }
}

/// Warns once of a proxy that was not configured. Behind it all visitors look like one, and share one visitor's limits.
fn tell_of_a_proxy(headers: &HeaderMap) {
    static TOLD: Once = Once::new();
    if headers.contains_key("x-forwarded-for") {
        TOLD.call_once(|| {
            tracing::warn!(
                "requests come with X-Forwarded-For, and all that come by one proxy share one visitor's limits; if the \
                 proxy is yours, start with --behind-proxy"
            );
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_the_same_with_a_port_and_without() {
        let of = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", line.parse().expect("a header"));
            Visitor::forwarded(&headers).map(|visitor| visitor.0)
        };
        for same in [
            "203.0.113.7",
            "203.0.113.7:4711",
            "10.0.0.1, 203.0.113.7:1",
            "::ffff:203.0.113.7",
            "[::ffff:203.0.113.7]:9",
        ] {
            assert_eq!(of(same).as_deref(), Some("203.0.113.7"), "{same}");
        }
        for same in [
            "2001:db8::7",
            "[2001:db8::7]",
            "[2001:db8::9]:4711",
            "\"[2001:db8::7]:4711\"",
            "2001:db8::7%eth0",
        ] {
            assert_eq!(of(same).as_deref(), Some("2001:db8::"), "{same}");
        }
        assert_eq!(of("unknown").as_deref(), Some("unknown"));
        assert_eq!(of("203.0.113.7, ").as_deref(), None);
        assert_eq!(of(&"x".repeat(1_000)).map(|name| name.len()), Some(LONGEST_NAME));
    }
}
