//! The Public Suffix List (<https://publicsuffix.org>), with its private part.
//!
//! It is a separate crate because the list is 2 MB of generic code. Otherwise each change of the crate that calls it
//! would compile the list again.

use psl::{List, Psl};

/// Returns the registered domain, and the ending under which it is registered: for `www.acme.co.uk`, these are
/// `acme.co.uk` and `co.uk`. `None` if the host is an ending itself. The host must be in lower case, as DNS has it.
#[inline(never)]
#[must_use]
pub fn registered(host: &str) -> Option<(&str, &str)> {
    let domain = List.domain(host.as_bytes())?;
    let registered = std::str::from_utf8(domain.as_bytes()).ok()?;
    let ending = registered.len().checked_sub(domain.suffix().as_bytes().len())?;
    Some((registered, registered.get(ending..)?))
}
