//! Fetches a partner's page as a visitor would, without cookies. Somebody at the desk types the address, so it may lead
//! anywhere: no address of a private network is visited, and the answer is limited in bytes, time and redirects.

use super::finding::Finding;
use crate::http::client::{Reach, client, reason, refuse_private};
use axum::http::HeaderMap;
use axum::http::header::{self, HeaderName};
use reqwest::{Client, Response, StatusCode, Url};
use std::io;
use std::time::Duration;

/// The most bytes of a page that are read.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// The longest address that is visited.
const LONGEST_ADDRESS: usize = 2_000;
/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Visits pages.
#[derive(Clone)]
pub struct Visits {
    client: Client,
    allows_private: bool,
}

/// A page.
#[derive(Debug)]
pub struct Fetched {
    /// Where it is, after all redirects.
    pub address: Url,
    /// The policies that its headers name.
    pub policies: Vec<String>,
    /// Its HTML, at most its first part.
    pub html: String,
    /// What is odd about the answer.
    pub findings: Vec<Finding>,
}

impl Visits {
    /// Visits public addresses, or all if private ones are allowed.
    ///
    /// # Errors
    ///
    /// The system cannot provide what a client needs.
    pub fn new(allows_private: bool) -> io::Result<Self> {
        let reach = if allows_private { Reach::Everything } else { Reach::PublicAddresses };
        Ok(Visits { client: client(reach)?, allows_private })
    }

    /// Fetches a page.
    ///
    /// # Errors
    ///
    /// What is wrong with the address or the answer.
    pub async fn fetch(&self, address: &Url) -> Result<Fetched, Finding> {
        let fetched = tokio::time::timeout(PATIENCE, self.follow(address)).await;
        fetched.unwrap_or_else(|_| {
            let seconds = PATIENCE.as_secs();
            Err(Finding::new("page-unreachable").found(&format!("no answer within {seconds} seconds")))
        })
    }

    async fn follow(&self, typed: &Url) -> Result<Fetched, Finding> {
        let mut address = typed.clone();
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.ask(&address).await?;
            let Some(next) = redirected(&answer, &address)? else {
                return read(answer, typed, address).await;
            };
            address = next;
        }
        Err(Finding::new("page-redirects"))
    }

    async fn ask(&self, address: &Url) -> Result<Response, Finding> {
        if !self.allows_private && refuse_private(address).is_err() {
            return Err(Finding::new("page-private"));
        }
        let request = self.client.get(address.clone()).timeout(PATIENCE);
        let request = request.header(header::ACCEPT, "text/html").header(header::ACCEPT_ENCODING, "identity");
        request.send().await.map_err(|error| {
            let why = reason(&error, PATIENCE);
            match why.contains("private network") {
                true => Finding::new("page-private"),
                false => Finding::new("page-unreachable").found(&why),
            }
        })
    }
}

/// Reads the address of a page that somebody typed, or to which a page leads.
///
/// # Errors
///
/// It is not the address of a page, or contains a name or password.
pub fn web_page(text: &str) -> Result<Url, Finding> {
    let text = text.trim();
    let address = Url::parse(text).ok().filter(|address| {
        ["http", "https"].contains(&address.scheme()) && address.has_host() && text.len() <= LONGEST_ADDRESS
    });
    let mut address = address.ok_or_else(|| Finding::new("page-no-address"))?;
    if !address.username().is_empty() || address.password().is_some() {
        return Err(Finding::new("page-credentials"));
    }
    address.set_fragment(None);
    Ok(address)
}

/// Returns where the answer leads.
fn redirected(answer: &Response, address: &Url) -> Result<Option<Url>, Finding> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let text = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let next = text.and_then(|text| address.join(text).ok());
    let next = next.ok_or_else(|| Finding::new("page-status").with("status", answer.status().as_str()))?;
    web_page(next.as_str()).map(Some)
}

async fn read(mut answer: Response, typed: &Url, address: Url) -> Result<Fetched, Finding> {
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            return Err(Finding::new("page-sign-in"));
        }
        status => return Err(Finding::new("page-status").with("status", status.as_str())),
    }
    let text = |name: &HeaderName| texts(answer.headers(), name).next().unwrap_or_default();
    let kind = text(&header::CONTENT_TYPE).to_ascii_lowercase();
    let media_type = kind.split(';').next().unwrap_or_default().trim();
    if !["text/html", "application/xhtml+xml"].contains(&media_type) {
        return Err(Finding::new("page-no-html").found(media_type));
    }
    let coding = text(&header::CONTENT_ENCODING).to_ascii_lowercase();
    if !["", "identity"].contains(&coding.trim()) {
        return Err(Finding::new("page-encoded").found(&coding));
    }
    let policies = texts(answer.headers(), &header::CONTENT_SECURITY_POLICY).collect();
    let mut bytes = Vec::new();
    let mut findings = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| Finding::new("page-unreachable").found(&reason(&error, PATIENCE)))?
    {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MOST_BYTES {
            bytes.truncate(MOST_BYTES);
            findings.push(Finding::new("page-too-large"));
            break;
        }
    }
    if address.origin() != typed.origin() {
        findings.push(Finding::new("page-moved").found(&address.origin().ascii_serialization()));
    }
    Ok(Fetched { address, policies, html: decoded(&bytes), findings })
}

fn texts(headers: &HeaderMap, name: &HeaderName) -> impl Iterator<Item = String> {
    headers.get_all(name).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Reads the text. All that is looked for is ASCII, so of other encodings only UTF-16 must be known.
fn decoded(bytes: &[u8]) -> String {
    let units = |from: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes.chunks_exact(2).map(|pair| from([pair[0], pair[1]])).collect()
    };
    match bytes {
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_are_visited() {
        for (text, expected) in [
            ("https://partner.example/refer#top", Ok("https://partner.example/refer")),
            (" http://partner.example ", Ok("http://partner.example/")),
            ("partner.example", Err("page-no-address")),
            ("", Err("page-no-address")),
            ("ftp://partner.example/", Err("page-no-address")),
            ("file:///etc/passwd", Err("page-no-address")),
            ("javascript:alert(1)", Err("page-no-address")),
            ("data:text/html,x", Err("page-no-address")),
            ("https://name:secret@partner.example/", Err("page-credentials")),
            ("https://name@partner.example/", Err("page-credentials")),
        ] {
            let read = web_page(text);
            let read = read.as_ref().map(Url::as_str).map_err(|finding| finding.key);
            assert_eq!(read, expected, "{text}");
        }
        assert!(web_page(&format!("https://partner.example/{}", "a".repeat(3_000))).is_err());
    }

    #[test]
    fn utf_16_is_read_and_so_is_what_is_no_text() {
        let text: Vec<u8> = "<p>é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(decoded(&[&[0xff, 0xfe][..], &text].concat()).ends_with("<p>é"));
        assert_eq!(decoded(b"<p>\xe9</p>"), "<p>\u{fffd}</p>");
    }

    /// Answers each request with a redirect.
    async fn leading_to(to: String) -> u16 {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let router = axum::Router::new().fallback(move || {
            let to = to.replace("PORT", &port.to_string());
            async move { (StatusCode::FOUND, [(header::LOCATION, to)]) }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        port
    }

    #[tokio::test]
    async fn no_redirect_leads_into_a_private_network() {
        // This client reaches the first page, by its name. The addresses behind it are looked at all the same.
        let visits = Visits { client: client(Reach::Everything).expect("a client"), allows_private: false };
        for (to, expected) in [
            ("http://127.0.0.1:PORT/", "page-private"),
            ("http://2130706433:PORT/", "page-private"),
            ("http://[::1]:PORT/", "page-private"),
            ("http://169.254.169.254/latest/meta-data/", "page-private"),
            ("//10.0.0.1/", "page-private"),
            ("http://name:secret@partner.example/", "page-credentials"),
            ("file:///etc/passwd", "page-no-address"),
            ("/again", "page-redirects"),
        ] {
            let port = leading_to(to.to_string()).await;
            let page = web_page(&format!("http://localhost:{port}/")).expect("an address");
            let found = visits.fetch(&page).await.expect_err("nothing is fetched");
            assert_eq!(found.key, expected, "{to}");
        }
    }

    #[tokio::test]
    async fn names_of_private_addresses_are_not_visited() {
        let visits = Visits::new(false).expect("a client");
        let port = leading_to("/again".into()).await;
        for host in ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"] {
            let page = web_page(&format!("http://{host}:{port}/")).expect("an address");
            assert_eq!(
                visits.fetch(&page).await.expect_err("nothing is fetched").key,
                "page-private",
                "{host}"
            );
        }
    }
}
