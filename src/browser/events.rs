//! What the host page is told. Ids and outcomes, no personal data.

use super::form::Form;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
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
        if let Ok(detail) = detail.serialize(&Serializer::json_compatible()) {
            init.set_detail(&detail);
        }
        match CustomEvent::new_with_event_init_dict(name, &init) {
            Ok(event) => self.host.dispatch_event(&event).unwrap_or(true),
            Err(_) => true,
        }
    }

    pub(super) fn emit_failure(&self, reason: &str, message: &str) {
        self.emit("referral-failed", false, &Failure { reason, message });
    }
}
