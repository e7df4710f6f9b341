//! The client for requests to other servers. There is one client, so that its connections are used again.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::io;
use std::time::Duration;

/// Makes the client. It follows no redirects, because requests may contain secrets.
///
/// # Errors
///
/// The system cannot provide what the client needs.
pub fn client() -> io::Result<Client> {
    // This is for the whole process. If another part has chosen a provider before, that choice stays.
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
        if error.is::<rustls::Error>() {
            return "its certificate or its encryption is not accepted".into();
        }
        // The error inside an I/O error is not its source, so it is taken out first.
        let within = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = within.map(|error| error as &dyn Error).or_else(|| error.source());
    }
    "no connection, or it broke off".into()
}

/// Looks up hosts by the system, with an error that can be told from others.
struct Hosts;

#[derive(Debug, thiserror::Error)]
#[error("there is no such host")]
struct UnknownHost;

impl Resolve for Hosts {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| UnknownHost)?;
            // The iterator borrows the name, so it is collected here.
            let found: Vec<_> = found.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
