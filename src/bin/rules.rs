//! Wasm module 2: the rules engine. No DOM inside: it runs in a worker as well as on the page.

#[cfg(target_arch = "wasm32")]
mod exports {
    use referral_widget::rules::Session;
    use serde::Serialize;
    use serde_wasm_bindgen::Serializer;
    use std::cell::RefCell;
    use wasm_bindgen::prelude::*;

    /// One form's rules.
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

        /// Answers a request of the form (`rules::Request`) with a `rules::Reply`, or with nothing.
        ///
        /// # Errors
        ///
        /// A message that is no request.
        pub fn answer(&self, request: JsValue) -> Result<JsValue, JsError> {
            let request = serde_wasm_bindgen::from_value(request)?;
            let reply = self.0.borrow_mut().answer(request);
            Ok(reply.serialize(&Serializer::json_compatible())?)
        }
    }
}

fn main() {}
