//! Wasm module 2: the rules engine. It does not use the DOM, so it runs in a worker as well as in the page.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod exports {
    use referral_widget::exchange::Session;
    use std::cell::RefCell;
    use wasm_bindgen::prelude::*;

    /// The rules of one form.
    #[wasm_bindgen]
    #[derive(Default)]
    pub struct RulesEngine(RefCell<Session>);

    #[wasm_bindgen]
    impl RulesEngine {
        /// An engine without rules.
        #[wasm_bindgen(constructor)]
        pub fn new() -> RulesEngine {
            RulesEngine::default()
        }

        /// Answers a request of the form (`exchange::Request`) with a reply (`exchange::Reply`). Both are JSON texts.
        pub fn answer(&self, request: &str) -> Option<String> {
            self.0.borrow_mut().answer_json(request)
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
