//! The Public Suffix List (<https://publicsuffix.org>), with its private part.
//!
//! A crate of its own, since the list is 2 MB of generic code: where it is called, it would be compiled anew with each change.

use psl::{List, Psl};

/// The domain that somebody has registered, and the ending under which it is: of `www.acme.co.uk`, `acme.co.uk` and `co.uk`.
/// Nothing for a host that is an ending itself. The host is in small letters, as DNS has it.
#[inline(never)]
#[must_use]
pub fn registered(host: &str) -> Option<(&str, &str)> {
    let domain = List.domain(host.as_bytes())?;
    let registered = std::str::from_utf8(domain.as_bytes()).ok()?;
    let ending = registered.len().checked_sub(domain.suffix().as_bytes().len())?;
    Some((registered, registered.get(ending..)?))
}
