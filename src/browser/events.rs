//! What the host page is told. Ids and outcomes, no personal data.

use super::form::Form;
use super::json::to_js;
use crate::json::object;
use serde_json::Value;
use web_sys::{CustomEvent, CustomEventInit};

impl Form {
    /// Dispatches a bubbling, composed event from the element. `false` if the page cancelled it.
    pub(super) fn emit(&self, name: &str, cancelable: bool, detail: &Value) -> bool {
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

    /// Tells of a failure. `reason` is `program`, `rules`, `rules-refused`, `engine`, `network` or `refused`.
    pub(super) fn emit_failure(&self, reason: &str, message: &str) {
        self.emit(
            "referral-failed",
            false,
            &object([("reason", reason.into()), ("message", message.into())]),
        );
    }
}
