//! Requests that are answered once.

use super::values::text;
use gloo_timers::callback::Timeout;
use js_sys::JSON;
use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, RequestCache, RequestCredentials, RequestInit, Response};

const TIME_LIMIT_MS: u32 = 20_000;

/// Why there is no answer.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The status (RFC 9110). 0 if nobody answered.
    pub status: u16,
    /// The reason in a sentence.
    pub detail: Option<String>,
    /// The pause in seconds that the endpoint asks for.
    pub retry_after: Option<u32>,
}

impl Failure {
    /// True if the request is refused for good, so that asking again soon does not help.
    pub fn is_refusal(&self) -> bool {
        (400..500).contains(&self.status) && ![408, 425, 429].contains(&self.status)
    }
}

/// A request that is on its way. It is cancelled when this is dropped.
#[must_use]
pub struct Request {
    abort: AbortController,
    is_cancelled: Rc<Cell<bool>>,
    _limit: Option<Timeout>,
}

impl Request {
    /// Runs what asks and reads the answer. `limited`: for at most 20 seconds. `then` takes the outcome, also after that
    /// time, but not of a request that is cancelled.
    pub fn run<T: 'static, Work: Future<Output = T> + 'static>(
        limited: bool,
        work: impl FnOnce(AbortSignal) -> Work,
        then: impl FnOnce(T) + 'static,
    ) -> Option<Request> {
        let abort = AbortController::new().ok()?;
        let is_cancelled = Rc::new(Cell::new(false));
        let (work, is_over) = (work(abort.signal()), is_cancelled.clone());
        spawn_local(async move {
            let outcome = work.await;
            if !is_over.get() {
                then(outcome);
            }
        });
        let stop = abort.clone();
        let limit = limited.then(|| Timeout::new(TIME_LIMIT_MS, move || stop.abort()));
        Some(Request { abort, is_cancelled, _limit: limit })
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.is_cancelled.set(true);
        self.abort.abort();
    }
}

/// Runs a request that goes on whatever becomes of the page's elements, for at most 20 seconds.
pub fn run_to_end<T: 'static, Work: Future<Output = T> + 'static>(
    work: impl FnOnce(AbortSignal) -> Work,
    then: impl FnOnce(T) + 'static,
) {
    let work = work(AbortSignal::timeout_with_u32(TIME_LIMIT_MS));
    spawn_local(async move { then(work.await) });
}

/// Posts JSON as plain text, so that no browser asks for permission first (the Fetch standard, “simple” requests).
/// Returns the response unless it is an error.
pub async fn post(address: String, json: String, signal: AbortSignal) -> Result<Response, Failure> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&json.into());
    options.set_cache(RequestCache::NoStore);
    options.set_credentials(RequestCredentials::Omit);
    options.set_signal(Some(&signal));
    let window = web_sys::window().ok_or_else(Failure::default)?;
    let asked = JsFuture::from(window.fetch_with_str_and_init(&address, &options)).await;
    let response: Response = asked.ok().and_then(|it| it.dyn_into().ok()).ok_or_else(Failure::default)?;
    if response.ok() { Ok(response) } else { Err(failure(response).await) }
}

/// Returns the JSON of a response.
pub async fn body(response: &Response) -> Option<JsValue> {
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    JSON::parse(&text).ok()
}

/// Posts JSON, and returns the JSON of the answer.
pub async fn ask(address: String, json: String, signal: AbortSignal) -> Result<JsValue, Failure> {
    let response = post(address, json, signal).await?;
    body(&response).await.ok_or_else(Failure::default)
}

/// Reads an error (RFC 9457, problem details).
async fn failure(response: Response) -> Failure {
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let problem = body(&response).await.unwrap_or_default();
    Failure {
        status: response.status(),
        detail: text(&problem, "detail").or_else(|| text(&problem, "title")),
        retry_after: retry_after.and_then(|seconds| seconds.trim().parse().ok()),
    }
}
