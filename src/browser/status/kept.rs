//! The lists of sent referrals and of sent feedback in this browser. The form writes them, for a website.

use super::values::text;
use crate::status::{FEEDBACK_LIST, SENT_LIST, SentReferral, sent_to};
use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

/// A list that is longer than this was not written by a form.
const MAX_LENGTH: usize = 1 << 20;

/// Returns the newest referrals that were sent to an endpoint, the newest first.
pub fn sent(endpoint: &str) -> Vec<SentReferral> {
    listed(endpoint, SENT_LIST, "referral")
}

/// Returns the newest feedback that was sent to an endpoint, the newest first.
pub fn feedback(endpoint: &str) -> Vec<SentReferral> {
    listed(endpoint, FEEDBACK_LIST, "key")
}

fn listed(endpoint: &str, name: &str, id: &str) -> Vec<SentReferral> {
    let entry = |entry: JsValue| {
        Some(SentReferral {
            endpoint: text(&entry, "endpoint")?,
            referral: text(&entry, id)?,
            status_key: text(&entry, "status_key")?,
        })
    };
    let list = list(name).map(|list| list.to_vec()).unwrap_or_default();
    sent_to(endpoint, list.into_iter().filter_map(entry).collect())
}

/// Removes a referral from the list. Entries that cannot be read stay.
pub fn forget(endpoint: &str, referral: &str) {
    let (Some(storage), Some(list)) = (storage(), list(SENT_LIST)) else { return };
    let is_other = |entry: &JsValue| {
        text(entry, "referral").as_deref() != Some(referral)
            || text(entry, "endpoint").is_none_or(|other| other.trim_end_matches('/') != endpoint)
    };
    let rest: Array = list.to_vec().into_iter().filter(is_other).collect();
    if let Ok(json) = JSON::stringify(&rest) {
        // It is shorter than before, so there is room for it.
        let _ = storage.set_item(SENT_LIST, &String::from(json));
    }
}

fn list(name: &str) -> Option<Array> {
    let written = storage()?.get_item(name).ok()??;
    let written = (written.len() <= MAX_LENGTH).then_some(written)?;
    JSON::parse(&written).ok()?.dyn_into().ok()
}

/// The storage of the website. There is none in a frame that may not have one.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
