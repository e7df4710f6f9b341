//! Wasm module 1: the form. No rules engine inside.

#[cfg(target_arch = "wasm32")]
mod exports {
    use js_sys::Promise;
    use referral_widget::browser::{Form, Page, json};
    use std::rc::Rc;
    use wasm_bindgen::prelude::*;
    use web_sys::{HtmlElement, ShadowRoot};

    /// 2 KiB after Brotli less than the standard library's allocator.
    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// One `<referral-form>`: what the loader's element calls.
    #[wasm_bindgen]
    pub struct ReferralForm(Rc<Form>);

    #[wasm_bindgen]
    impl ReferralForm {
        /// A form that has nothing to show yet. `source` is the absolute address of `program.json`.
        #[wasm_bindgen(constructor)]
        pub fn new(host: HtmlElement, root: ShadowRoot, page: Page, source: String) -> ReferralForm {
            console_error_panic_hook::set_once();
            ReferralForm(Form::new(host, root, page, source))
        }

        /// Shows the form once the program's response is there.
        pub fn start(&self, program: Promise) {
            let form = self.0.clone();
            wasm_bindgen_futures::spawn_local(async move { form.start(program).await });
        }

        /// Takes an answer of the rules engine.
        pub fn reply(&self, reply: &str) {
            self.0.reply(reply);
        }

        /// Hears that the rules engine cannot be had, or did not answer in time.
        pub fn engine_failed(&self, why: &str) {
            self.0.engine_failed(why);
        }

        /// The element left the page.
        pub fn stop(&self) {
            self.0.stop();
        }

        /// The element came back.
        pub fn resume(&self) {
            self.0.resume();
        }

        /// Sends the lead.
        pub fn submit(&self) {
            self.0.submit();
        }

        /// Empties the form.
        pub fn reset(&self) {
            self.0.reset();
        }

        /// The answers by field name.
        pub fn value(&self) -> JsValue {
            json::to_js(&serde_json::Value::Object(self.0.value()))
        }

        /// Fills in answers.
        ///
        /// # Errors
        ///
        /// A value that is no object of texts, numbers and booleans by field name.
        pub fn set_value(&self, answers: JsValue) -> Result<(), JsError> {
            self.0.set_value(&answers).map_err(|message| JsError::new(&message))
        }

        /// The newest verdict.
        pub fn verdict(&self) -> JsValue {
            json::to_js(&self.0.verdict())
        }
    }
}

fn main() {}
