//! A request whose answer goes on: server-sent events. They are read by `fetch`, since `EventSource` posts nothing.

use super::requests::{Failure, Request, post};
use super::values::get;
use crate::status::{EventStream, StreamEvent};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

/// Opens a stream. `heard` takes each piece that comes: the events that it completes, or none if it is only a sign of
/// life. `ended` is called once.
pub fn open(
    address: String,
    question: String,
    heard: impl Fn(Vec<StreamEvent>) + 'static,
    ended: impl FnOnce(Failure) + 'static,
) -> Option<Request> {
    Request::run(false, |signal| read(address, question, signal, heard), ended)
}

async fn read(
    address: String,
    question: String,
    signal: AbortSignal,
    heard: impl Fn(Vec<StreamEvent>),
) -> Failure {
    let response = match post(address, question, signal.clone()).await {
        Ok(response) => response,
        Err(failure) => return failure,
    };
    let reader = response.body().map(|body| body.get_reader());
    let Some(reader) = reader.and_then(|reader| reader.dyn_into::<ReadableStreamDefaultReader>().ok()) else {
        return Failure::default();
    };
    let mut stream = EventStream::default();
    // A stream that is cancelled or cut rejects, and one that ends has no value.
    while let Ok(piece) = JsFuture::from(reader.read()).await {
        let Ok(bytes) = get(&piece, "value").dyn_into::<Uint8Array>() else { break };
        let Some(events) = stream.feed(&bytes.to_vec()) else { break };
        if signal.aborted() {
            break;
        }
        heard(events);
    }
    Failure::default()
}
