//! Requests, with a bound on time and on the size of the answer.

use super::json;
use crate::submission::ProblemDetails;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, ReadableStreamDefaultReader, ReadableStreamReadResult, RequestCache,
    RequestCredentials, RequestInit, Response,
};

const TIMEOUT_MS: u32 = 20_000;
/// The largest answer to a submission that is read, in bytes.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// A text that was fetched.
pub struct Fetched {
    pub text: String,
    /// Why the endpoint does not serve its newest version (`Referral-Refused`).
    pub refused: Option<String>,
}

/// Why a text could not be had.
pub struct Failed {
    pub why: String,
    /// It came, but cannot be used: waiting does not help.
    pub for_good: bool,
}

/// Fetches a text, asking the server whether it is still the one in the cache.
///
/// # Errors
///
/// In a sentence: what could not be fetched, and why.
pub async fn text(url: &str, limit: usize) -> Result<Fetched, Failed> {
    read(request(url, &RequestInit::new()), url, limit).await
}

/// Reads a text from a request that is under way.
///
/// # Errors
///
/// In a sentence: what could not be fetched, and why.
pub async fn read(response: Promise, url: &str, limit: usize) -> Result<Fetched, Failed> {
    let response = JsFuture::from(response).await;
    let response: Response = response.and_then(|response| response.dyn_into()).map_err(|_| Failed {
        why: format!(
            "{url} could not be reached. Check the address, the network, and that the server allows this page (CORS)."
        ),
        for_good: false,
    })?;
    let text = body(&response, limit)
        .await
        .map_err(|(why, for_good)| Failed { why: format!("{url} {why}."), for_good })?;
    if !response.ok() {
        let problem = json::parse(&text).map(|json| ProblemDetails::from_json(&json));
        let detail = problem.map(|problem| problem.detail).unwrap_or_default();
        let why = format!("{url} answered {}. {detail}", response.status()).trim_end().to_string();
        return Err(Failed { why, for_good: false });
    }
    let refused = response.headers().get("referral-refused").ok().flatten();
    Ok(Fetched { text, refused })
}

/// An answer to a submission.
pub struct Answer {
    pub status: u16,
    pub text: String,
    /// It is not from the address that was asked.
    pub redirected: bool,
}

/// Posts a JSON text. `None` where no answer came.
pub async fn post(url: &str, key: &str, json: &str) -> Option<Answer> {
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/json").ok()?;
    headers.set("idempotency-key", key).ok()?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers_headers(&headers);
    init.set_body(&JsValue::from_str(json));
    let response: Response = JsFuture::from(request(url, &init)).await.ok()?.dyn_into().ok()?;
    let text = body(&response, MAX_ANSWER_BYTES).await.ok()?;
    Some(Answer { status: response.status(), text, redirected: response.redirected() })
}

fn request(url: &str, init: &RequestInit) -> Promise {
    init.set_cache(RequestCache::NoCache);
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    match web_sys::window() {
        Some(window) => window.fetch_with_str_and_init(url, init),
        None => Promise::reject(&JsValue::NULL),
    }
}

/// The text, or what is wrong with it and whether that is for good.
async fn body(response: &Response, limit: usize) -> Result<String, (String, bool)> {
    let broken = |_| ("broke off while it was read".to_string(), false);
    let Some(stream) = response.body() else { return Ok(String::new()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk: ReadableStreamReadResult =
            JsFuture::from(reader.read()).await.map_err(broken)?.unchecked_into();
        if chunk.get_done() == Some(true) {
            break;
        }
        let chunk: Uint8Array = chunk.get_value().unchecked_into();
        if bytes.len() + chunk.length() as usize > limit {
            // Nobody waits for the rest.
            let _ = reader.cancel();
            return Err((format!("is larger than {limit} bytes"), true));
        }
        bytes.extend(chunk.to_vec());
    }
    String::from_utf8(bytes).map_err(|_| ("is not UTF-8 text".to_string(), true))
}
