//! What the host page is told. Ids and outcomes, no personal data.

use super::form::Form;
use serde::Serialize;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

/// Why something failed.
#[derive(Serialize)]
pub struct Failure<'a> {
    /// What failed: `program`, `rules`, `rules-refused`, `engine`, `network` or `refused`.
    pub reason: &'a str,
    /// In words.
    pub message: &'a str,
}

impl Form {
    /// Dispatches a bubbling, composed event from the element. `false` if the page cancelled it.
    pub(super) fn emit(&self, name: &str, cancelable: bool, detail: &impl Serialize) -> bool {
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(cancelable);
        init.set_detail(&to_js(detail));
        match CustomEvent::new_with_event_init_dict(name, &init) {
            Ok(event) => self.host.dispatch_event(&event).unwrap_or(true),
            Err(_) => true,
        }
    }

    pub(super) fn emit_failure(&self, reason: &str, message: &str) {
        self.emit("referral-failed", false, &Failure { reason, message });
    }
}

/// A value as plain JavaScript. By way of JSON: one serializer in the module instead of two.
pub fn to_js(value: &impl Serialize) -> JsValue {
    let json = serde_json::to_string(value).unwrap_or_default();
    js_sys::JSON::parse(&json).unwrap_or(JsValue::NULL)
}
