//! Wasm module 4: writes submissions in the formats of other systems.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod exports {
    use referral_widget::json;
    use referral_widget::program::{Barred, Destination, Problem};
    use referral_widget::submission::{Request, page_request};
    use serde::Serialize;
    use wasm_bindgen::prelude::*;

    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// The result for a submission, as JSON.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Written {
        Request(Request),
        /// The submission waits for a page that allows it. The text is the reason.
        Held(String),
    }

    /// The request (`submission::Request`) that sends a submission to a destination, or the reason why it has to wait.
    /// All parameters and the result are JSON texts.
    ///
    /// # Errors
    ///
    /// The problems of the destination, as a text.
    #[wasm_bindgen]
    pub fn request(
        destination: &str,
        origins: &str,
        submission: &str,
        now: &str,
        now_ms: f64,
    ) -> Result<String, JsError> {
        let words = |problems: Vec<Problem>| {
            let all: Vec<String> = problems.iter().map(Problem::to_string).collect();
            JsError::new(&all.join("; "))
        };
        let unread = |error: json::Unread| JsError::new(&error.to_string());
        let destination = Destination::parse(&json::parse(destination).map_err(unread)?).map_err(words)?;
        let origins = json::parse(origins).map_err(unread)?;
        let submission = json::parse(submission).map_err(unread)?;
        let written = match page_request(&destination, &origins, &submission, now, now_ms as u64) {
            Ok(request) => Written::Request(request),
            Err(Barred::Here(why)) => Written::Held(why),
            Err(Barred::ForGood(why)) => return Err(JsError::new(&why)),
        };
        serde_json::to_string(&written).map_err(|error| JsError::new(&error.to_string()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
