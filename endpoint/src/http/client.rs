//! The client for requests to other servers. There is one client, so that its connections are used again.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

/// Which addresses a client may reach.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All.
    Everything,
    /// None of a private network, and none of this machine.
    PublicAddresses,
}

/// Makes a client. It follows no redirects, because requests may contain secrets.
///
/// # Errors
///
/// The system cannot provide what the client needs.
pub fn client(reach: Reach) -> io::Result<Client> {
    // This is for the whole process. If another part has chosen a provider before, that choice stays.
    let _ = ring::default_provider().install_default();
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let client = Client::builder()
        .user_agent(concat!("referral/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .dns_resolver(Hosts(reach))
        .tls_backend_preconfigured(tls);
    client.build().map_err(io::Error::other)
}

/// Reads an answer's text. Bytes after the first `most` are not read.
pub async fn text(mut answer: Response, most: usize) -> reqwest::Result<String> {
    let mut bytes = Vec::new();
    while bytes.len() < most
        && let Some(chunk) = answer.chunk().await?
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(most);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns why there is no answer, without the address, which may contain a secret.
pub fn reason(error: &reqwest::Error, patience: Duration) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", patience.as_secs());
    }
    if error.is_builder() {
        return "the request cannot be written".into();
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<UnknownHost>() {
            return UnknownHost.to_string();
        }
        if error.is::<PrivateAddress>() {
            return PrivateAddress.to_string();
        }
        if error.is::<rustls::Error>() {
            return "its certificate or its encryption is not accepted".into();
        }
        // The error inside an I/O error is not its source, so it is taken out first.
        let within = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = within.map(|error| error as &dyn Error).or_else(|| error.source());
    }
    "no connection, or it broke off".into()
}

/// Refuses a web address whose host is written as an address of a private network.
///
/// # Errors
///
/// It is one.
pub fn refuse_private(url: &Url) -> Result<(), String> {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if address.is_ok_and(is_private) { Err(PrivateAddress.to_string()) } else { Ok(()) }
}

/// True for an address that is not one of the public internet (the registries of IANA for special-purpose addresses).
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            let is_for_protocols = a == 192 && b == 0 && c == 0;
            let is_for_benchmarks = a == 198 && (18..20).contains(&b);
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_multicast()
                || address.is_documentation()
                || is_shared
                || is_for_protocols
                || is_for_benchmarks
                || a == 0
                || a >= 240
        }
        IpAddr::V6(address) => {
            let [first, second, ..] = address.segments();
            // Addresses that stand for one of version 4: mapped, compatible (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056).
            let [.., high, low] = address.segments();
            let v4 = |high: u16, low: u16| {
                is_private(IpAddr::V4(((u32::from(high) << 16) | u32::from(low)).into()))
            };
            let is_translated = first == 0x64 && second == 0xff9b;
            let is_compatible = address.segments()[..6] == [0; 6];
            let is_site_local = first & 0xffc0 == 0xfec0;
            address.to_ipv4_mapped().is_some_and(|address| is_private(address.into()))
                || is_compatible && v4(high, low)
                || is_site_local
                || is_translated && v4(high, low)
                || first == 0x2002 && v4(second, address.segments()[2])
                || address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_multicast()
        }
    }
}

/// Looks up hosts by the system, with errors that can be told from others.
struct Hosts(Reach);

#[derive(Debug, thiserror::Error)]
#[error("there is no such host")]
struct UnknownHost;

#[derive(Debug, thiserror::Error)]
#[error("its address is in a private network, which `private_address` in relay.json allows")]
struct PrivateAddress;

impl Resolve for Hosts {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| UnknownHost)?;
            // The iterator borrows the name, so it is collected here.
            let mut found: Vec<_> = found.collect();
            if reach == Reach::PublicAddresses {
                found.retain(|address| !is_private(address.ip()));
                if found.is_empty() {
                    return Err(PrivateAddress.into());
                }
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_private_networks_are_known_in_every_spelling() {
        let client = client(Reach::Everything);
        assert!(client.is_ok());
        for (host, is_private) in [
            ("127.0.0.1", true),
            ("2130706433", true),
            ("0x7f.1", true),
            ("10.1.2.3", true),
            ("172.31.0.1", true),
            ("192.168.0.1", true),
            ("169.254.169.254", true),
            ("100.64.0.1", true),
            ("0.0.0.0", true),
            ("[::1]", true),
            ("[::]", true),
            ("[::ffff:127.0.0.1]", true),
            ("[64:ff9b::a00:1]", true),
            ("[2002:7f00:1::]", true),
            ("[::10.0.0.1]", true),
            ("[fec0::1]", true),
            ("[fd00::1]", true),
            ("[fe80::1]", true),
            ("8.8.8.8", false),
            ("172.32.0.1", false),
            ("[2606:4700:4700::1111]", false),
            ("[64:ff9b::808:808]", false),
            ("crm.example", false),
        ] {
            let url = Url::parse(&format!("https://{host}/")).expect("an address");
            assert_eq!(refuse_private(&url).is_err(), is_private, "{host}");
        }
    }
}
