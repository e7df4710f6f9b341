//! Sends one request to a destination.

use crate::http::client;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use referral_store::Stored;
use referral_widget::json::{Unread, parse};
use referral_widget::program::Relayed;
use referral_widget::submission::{Answer, Answered, Body, Request as Written};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, Method, Url};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::collections::BTreeMap;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);
/// How many bytes of an answer are read, and how many characters of it are stored.
const MOST_BYTES: usize = 64 * 1024;
const EXCERPT: usize = 300;
const GONE: &str = " (the receiver says that it is gone; take it out of relay.json if that is right)";
/// The shortest secret that Standard Webhooks allow for signing, in bytes.
const LEAST_SECRET: usize = 24;
/// The longest id of a created record that is stored, in bytes.
const LONGEST_ID: usize = 200;

/// What sending needs.
#[derive(Clone)]
pub struct Sender {
    pub client: Client,
    /// The same, for those that must not reach a private network.
    pub public_client: Client,
    pub secrets: Secrets,
}

/// The destination's answer.
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<u32>,
    /// `None` if the request was accepted.
    pub error: Option<String>,
    text: String,
}

impl Reply {
    /// Returns the id of the created record, found at that path in the answer.
    pub fn id(&self, path: &str) -> Option<Value> {
        let answer: Value = parse(&self.text).ok()?;
        let id = path.split('.').try_fold(&answer, |value, part| value.get(part))?;
        let is_id = id.is_i64() || id.as_str().is_some_and(|id| id.len() <= LONGEST_ID);
        is_id.then(|| id.clone())
    }
}

/// True if another attempt would get the same answer.
pub fn is_final(status: u16) -> bool {
    let answer = Answer::Http { status, redirected: false, body: Box::new(Body::default()) };
    !matches!(Answered::read("", answer), Answered::Retry(_))
}

/// Sends a request to a destination, or to another path at its host. If there is no answer, the error contains no
/// secrets.
pub async fn send(
    Sender { client, public_client, secrets }: &Sender,
    relayed: &Relayed,
    written: Written,
    path: Option<&str>,
    id: &str,
    now: Timestamp,
) -> Result<Reply, String> {
    let url = address(&secrets.fill(&relayed.destination.endpoint)?, path)?;
    let method = Method::from_bytes(written.method.as_bytes()).map_err(|error| error.to_string())?;
    let client = if relayed.events && !relayed.private_address {
        client::refuse_private(&url)?;
        public_client
    } else {
        client
    };
    let mut outgoing = client.request(method, url).timeout(PATIENCE);
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
    let sent = outgoing.body(written.body).send().await;
    let answer = sent.map_err(|error| client::reason(&error, PATIENCE))?;
    let status = answer.status().as_u16();
    let retry_after = retry_after(answer.headers(), now);
    let text = client::text(answer, MOST_BYTES).await.unwrap_or_default();
    // A conflict means that the receiver has it already.
    let is_taken = matches!(status, 200..=299 | 409);
    let error = (!is_taken).then(|| {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let excerpt: String = secrets.hide(&line).chars().take(EXCERPT).collect();
        // Standard Webhooks: the receiver does not want to get anything any more.
        let gone = if status == 410 && relayed.events { GONE } else { "" };
        format!("HTTP {status}{gone}: {excerpt}").trim_end_matches([':', ' ']).to_string()
    });
    Ok(Reply { status, retry_after, error, text })
}

/// Replaces the address's path, if one is given. The query stays, because it may contain the secret.
fn address(url: &str, path: Option<&str>) -> Result<Url, String> {
    let mut url = Url::parse(url).map_err(|_| "the address cannot be read")?;
    if !["https", "http"].contains(&url.scheme()) {
        return Err("the address must begin with https:// or http://".into());
    }
    if let Some(path) = path {
        url.set_path(path);
    }
    Ok(url)
}

/// Returns the submission as the endpoint has it, for mapping or for sending as it is.
pub fn submission(stored: &Stored) -> Result<Value, Unread> {
    let read = |json: &str| parse::<Value>(json);
    let consent = stored.consent.as_ref().map(|consent| read(consent.get())).transpose()?;
    let mut receipt = read(stored.receipt.get())?;
    // The salt is not sent on: the vendor can erase it here, but not in other systems.
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

/// The values of the environment variables that destinations may name.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Trims the spaces and line ends that come with a secret when it is copied or read from a file.
    pub fn new(secrets: BTreeMap<String, String>) -> Self {
        Secrets(secrets.into_iter().map(|(name, value)| (name, value.trim().to_string())).collect())
    }

    /// Lists what is wrong with the secrets of a destination.
    pub fn mistakes(&self, relayed: &Relayed) -> Vec<String> {
        let Relayed { destination, signed_with, .. } = relayed;
        let is_line = |text: String| {
            let is_header = HeaderValue::from_str(&text).is_ok();
            is_header.then_some(()).ok_or_else(|| "a secret has several lines or control characters".into())
        };
        let texts = destination.headers.iter().map(|(_, value)| value).chain([&destination.endpoint]);
        let texts = texts.map(|text| self.fill(text).and_then(is_line));
        let signed = signed_with.iter().map(|name| self.hook(name).map(|_| ()));
        texts.chain(signed).filter_map(Result::err).collect()
    }

    /// Says what is wrong with a secret that signs, but not as safely as Standard Webhooks ask for. It goes on signing: a receiver
    /// that has the same secret gets its deliveries until both have another one.
    pub fn weakness(&self, relayed: &Relayed) -> Option<String> {
        let name = relayed.signed_with.as_ref()?;
        let written = self.get(name).ok()?;
        let bytes = STANDARD.decode(written.strip_prefix("whsec_").unwrap_or(written)).ok()?.len();
        (bytes < LEAST_SECRET).then(|| {
            format!(
                "{name} is too short to sign with: it has {bytes} bytes, and Standard Webhooks ask for {LEAST_SECRET} to 64. Make \
                 another with `openssl rand -base64 32`, and give it to the receiver as well"
            )
        })
    }

    /// Returns the signer that uses that secret.
    fn hook(&self, name: &str) -> Result<Webhook, String> {
        Webhook::new(self.get(name)?).map_err(|_| {
            format!("{name} is not a Standard Webhooks secret: it must be base64, with or without whsec_ before it")
        })
    }

    /// Inserts the secrets into a text.
    fn fill(&self, text: &str) -> Result<String, String> {
        let mut parts = text.split("${");
        let mut filled = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let (name, rest) = part.split_once('}').ok_or("a secret’s name is not closed with `}`")?;
            filled.push_str(self.get(name)?);
            filled.push_str(rest);
        }
        Ok(filled)
    }

    /// Hides the secrets in a text, because a receiver may repeat what it was sent.
    fn hide(&self, text: &str) -> String {
        let secrets = self.0.values().filter(|secret| !secret.is_empty());
        secrets.fold(text.to_string(), |text, secret| text.replace(secret.as_str(), "…"))
    }

    fn get(&self, name: &str) -> Result<&str, String> {
        let value = self.0.get(name).map(String::as_str);
        value.ok_or_else(|| format!("the environment variable {name} is not set"))
    }
}

/// Returns the wait in seconds. The header has seconds or a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap, at: Timestamp) -> Option<u32> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let wait = until.duration_since(at.into()).unwrap_or_default();
    Some(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
}
