//! Wasm module 4: submissions as other systems take them.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod exports {
    use referral_widget::json::parse;
    use referral_widget::program::{Destination, Problem};
    use referral_widget::submission;
    use wasm_bindgen::prelude::*;

    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// The request (`submission::Request`) that brings a submission to a destination, all as JSON texts.
    ///
    /// # Errors
    ///
    /// What is wrong with the destination, in words.
    #[wasm_bindgen]
    pub fn request(destination: &str, submission: &str, now: &str, now_ms: f64) -> Result<String, JsError> {
        let read = |text| parse(text).map_err(|error| JsError::new(&error.to_string()));
        let words = |problems: Vec<Problem>| {
            let all: Vec<String> = problems.iter().map(Problem::to_string).collect();
            JsError::new(&all.join("; "))
        };
        let destination = Destination::parse(&read(destination)?).map_err(words)?;
        let request = submission::request(&destination, &read(submission)?, now, now_ms as u64);
        serde_json::to_string(&request).map_err(|error| JsError::new(&error.to_string()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
