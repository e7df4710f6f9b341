//! What the endpoint asks of others: by one client, whose connections serve the next request as well.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::io;
use std::time::Duration;

/// The client. It follows no redirect: what is sent may have secrets in it.
///
/// # Errors
///
/// The system has no room for it.
pub fn client() -> io::Result<Client> {
    // For the whole process. Where another part of it has chosen before, that holds.
    let _ = ring::default_provider().install_default();
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let client = Client::builder()
        .user_agent(concat!("referral/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .dns_resolver(Hosts)
        .tls_backend_preconfigured(tls);
    client.build().map_err(io::Error::other)
}

/// The beginning of an answer's text. What comes after `most` bytes is not read.
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

/// Why there is no answer, without the address, which may have a secret in it.
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
        if error.is::<rustls::Error>() {
            return "its certificate or its encryption is not accepted".into();
        }
        // What an I/O error was made of is not its source, but itself.
        let within = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = within.map(|error| error as &dyn Error).or_else(|| error.source());
    }
    "no connection, or it broke off".into()
}

/// The system's own look-up, with an error that can be told from others.
struct Hosts;

#[derive(Debug, thiserror::Error)]
#[error("there is no such host")]
struct UnknownHost;

impl Resolve for Hosts {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| UnknownHost)?;
            // The look-up borrows the name.
            let found: Vec<_> = found.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
