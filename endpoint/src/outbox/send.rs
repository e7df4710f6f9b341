//! One attempt to bring a referral to a destination.

use jiff::Timestamp;
use referral_store::Stored;
use referral_widget::json::{Unread, parse};
use referral_widget::program::Relayed;
use referral_widget::submission::{Answer, Answered, Body, Request as Written};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::collections::BTreeMap;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderMap, HeaderValue, Request, Uri};

const PATIENCE: Duration = Duration::from_secs(20);
/// How much of an answer is read, and how much of it is kept.
const MOST_BYTES: u64 = 64 * 1024;
const EXCERPT: usize = 300;
/// The longest id of what was made that is kept, in bytes.
const LONGEST_ID: usize = 200;

/// What was answered.
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<u32>,
    /// None where it was taken.
    pub error: Option<String>,
    text: String,
}

impl Reply {
    /// The id at that path, of what was made.
    pub fn id(&self, path: &str) -> Option<Value> {
        let answer: Value = parse(&self.text).ok()?;
        let id = path.split('.').try_fold(&answer, |value, part| value.get(part))?;
        let is_id = id.is_i64() || id.as_str().is_some_and(|id| id.len() <= LONGEST_ID);
        is_id.then(|| id.clone())
    }
}

/// Whether another attempt would be answered likewise.
pub fn is_final(status: u16) -> bool {
    let answer = Answer::Http { status, redirected: false, body: Box::new(Body::default()) };
    !matches!(Answered::read("", answer), Answered::Retry(_))
}

/// Sends a request to a destination, or to that path at its host. What goes wrong before there is an answer is said
/// without secrets.
pub fn send(
    relayed: &Relayed,
    secrets: &Secrets,
    written: Written,
    path: Option<&str>,
    id: &str,
    now: Timestamp,
) -> Result<Reply, String> {
    let url = secrets.fill(&relayed.destination.endpoint)?;
    if !["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err("the address is none of the web".into());
    }
    let uri = address(&url, path).ok_or("the address is none")?;
    let mut outgoing = Request::builder().method(written.method).uri(uri);
    for (name, value) in &written.headers {
        outgoing = outgoing.header(name, secrets.fill(value)?);
    }
    let timestamp = now.as_second();
    outgoing = outgoing.header("webhook-id", id).header("webhook-timestamp", timestamp);
    if let Some(name) = &relayed.signed_with {
        let hook = secrets.hook(name)?;
        let signature =
            hook.sign(id, timestamp, written.body.as_bytes()).map_err(|error| error.to_string())?;
        outgoing = outgoing.header("webhook-signature", signature);
    }
    let outgoing = outgoing.body(written.body).map_err(|_| "the request cannot be written".to_string())?;
    let mut response = agent().run(outgoing).map_err(|error| reason(&error))?;
    let read = response.body_mut().with_config().limit(MOST_BYTES).read_to_string();
    let text = read.unwrap_or_default();
    let status = response.status().as_u16();
    // One that has it already has it.
    let is_taken = matches!(status, 200..=299 | 409);
    let error = (!is_taken).then(|| {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let excerpt: String = secrets.hide(&line).chars().take(EXCERPT).collect();
        format!("HTTP {status}: {excerpt}").trim_end_matches([':', ' ']).to_string()
    });
    Ok(Reply { status, retry_after: retry_after(response.headers(), now), error, text })
}

/// The address, with that path in place of its own. What follows a question mark stays: it may have the secret in it.
fn address(url: &str, path: Option<&str>) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let Some(path) = path else { return Some(uri) };
    let mut parts = uri.into_parts();
    let query = parts.path_and_query.as_ref().and_then(|it| it.query());
    let path = query.map_or(path.to_string(), |query| format!("{path}?{query}"));
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}

fn agent() -> Agent {
    let config =
        Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).http_status_as_error(false);
    config.build().into()
}

/// Without the address, which may have a secret in it.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("no answer within {} seconds", PATIENCE.as_secs()),
        ureq::Error::HostNotFound => "there is no such host".into(),
        ureq::Error::ConnectionFailed | ureq::Error::Io(_) => "no connection, or it broke off".into(),
        ureq::Error::BadUri(_) => "the address is none".into(),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            "the certificate or the encryption will not do".into()
        }
        _ => "the request failed".into(),
    }
}

/// The submission as the endpoint has it, for maps and as it is.
pub fn submission(stored: &Stored) -> Result<Value, Unread> {
    let read = |json: &str| parse::<Value>(json);
    let consent = stored.consent.as_ref().map(|consent| read(consent.get())).transpose()?;
    let mut receipt = read(stored.receipt.get())?;
    // It is erased here, where nobody can erase it elsewhere.
    receipt.as_object_mut().and_then(|receipt| receipt.remove("lead_salt"));
    let mut submission = json!({
        "key": stored.key,
        "program": stored.program,
        "versions": stored.versions,
        "lead": read(stored.lead.get())?,
        "attribution": read(stored.attribution.get())?,
        "agreement": read(stored.agreement.get())?,
        "consent": consent,
        "verdict": read(stored.verdict.get())?,
        "receipt": receipt,
    });
    if let Some(suspicion) = &stored.suspicion {
        submission["suspicion"] = read(suspicion.get())?;
    }
    Ok(submission)
}

/// The values of the environment's variables that destinations may name.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Without the blanks and line ends that come along where a secret is copied, or read from a file.
    pub fn new(secrets: BTreeMap<String, String>) -> Self {
        Secrets(secrets.into_iter().map(|(name, value)| (name, value.trim().to_string())).collect())
    }

    /// What is wrong with the secrets of a destination.
    pub fn mistakes(&self, relayed: &Relayed) -> Vec<String> {
        let Relayed { destination, signed_with, .. } = relayed;
        let is_line = |text: String| {
            let is_header = HeaderValue::from_str(&text).is_ok();
            is_header
                .then_some(())
                .ok_or_else(|| "a secret is of several lines, or has control characters".into())
        };
        let texts = destination.headers.iter().map(|(_, value)| value).chain([&destination.endpoint]);
        let texts = texts.map(|text| self.fill(text).and_then(is_line));
        let signed = signed_with.iter().map(|name| self.hook(name).map(|_| ()));
        texts.chain(signed).filter_map(Result::err).collect()
    }

    /// What signs with that secret.
    fn hook(&self, name: &str) -> Result<Webhook, String> {
        Webhook::new(self.get(name)?).map_err(|_| {
            format!("{name} is no secret of Standard Webhooks: it must be whsec_ and base64, or base64 alone")
        })
    }

    /// A text with its secrets in it.
    fn fill(&self, text: &str) -> Result<String, String> {
        let mut parts = text.split("${");
        let mut filled = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let (name, rest) = part.split_once('}').ok_or("a secret’s name has no end")?;
            filled.push_str(self.get(name)?);
            filled.push_str(rest);
        }
        Ok(filled)
    }

    /// A text without them: a receiver may say again what it was sent.
    fn hide(&self, text: &str) -> String {
        let secrets = self.0.values().filter(|secret| !secret.is_empty());
        secrets.fold(text.to_string(), |text, secret| text.replace(secret.as_str(), "…"))
    }

    fn get(&self, name: &str) -> Result<&str, String> {
        let value = self.0.get(name).map(String::as_str);
        value.ok_or_else(|| format!("the environment variable {name} is not set"))
    }
}

/// Seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap, at: Timestamp) -> Option<u32> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let wait = until.duration_since(at.into()).unwrap_or_default();
    Some(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
}
