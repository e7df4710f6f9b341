//! Wasm module 1: the form. No rules engine inside.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(all(target_arch = "wasm32", not(feature = "engine")))]
mod exports {
    use js_sys::Object;
    use referral_widget::browser::{self, Form, Page};
    use wasm_bindgen::prelude::*;

    /// 2 KiB after Brotli less than the standard library's allocator.
    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// One `<referral-form>`: what the loader calls.
    #[wasm_bindgen]
    pub struct ReferralForm(Form);

    #[wasm_bindgen]
    impl ReferralForm {
        /// A form that has nothing to show yet.
        #[wasm_bindgen(constructor)]
        pub fn new(page: Page) -> ReferralForm {
            ReferralForm(Form::new(page))
        }

        /// Takes what the vendor publishes. `false` where there is nothing that can be shown.
        pub fn offer(&self, program: JsValue, text: JsValue) -> bool {
            self.0.offer(program, text)
        }

        /// Hears why there is no program, or what is wrong with it.
        pub fn unusable(&self, why: &str, is_mistake: bool) {
            self.0.unusable(why, is_mistake);
        }

        /// Hears why the newest program or script is not used, or that it is.
        pub fn refused(&self, why: Option<String>) {
            self.0.refused(why);
        }

        /// Hears why there is no script.
        pub fn no_rules(&self, why: &str) {
            self.0.no_rules(why);
        }

        /// Takes an answer of the rules engine.
        pub fn reply(&self, reply: &JsValue) {
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
            self.0.judge();
        }

        /// Hears that one of `value`'s answers changed.
        pub fn changed(&self) {
            self.0.changed();
        }

        /// Hears that the agreement was accepted, or not.
        pub fn accept(&self, accepted: bool) {
            self.0.accept(accepted);
        }

        /// Hears when the customer's consent was confirmed, or that it is not.
        pub fn consent(&self, at: Option<String>) {
            self.0.consent(at);
        }

        /// The focus left a field.
        pub fn leave(&self, name: &str) {
            self.0.leave(name);
        }

        /// Says what is wrong with some fields. Whether they are right; undefined while their check is on its way.
        pub fn check(&self, fields: &JsValue) -> Option<bool> {
            self.0.check(fields)
        }

        /// An idempotency key for what else the page sends.
        pub fn new_key(&self) -> String {
            self.0.new_key()
        }

        /// Sends the lead. `false` where there is nothing to send.
        pub fn submit(&self) -> bool {
            self.0.submit()
        }

        /// The page lets the submission of that key go.
        pub fn send(&self, key: &str, challenge: JsValue) {
            self.0.send(key, challenge);
        }

        /// The page holds the submission of that key back.
        pub fn hold(&self, key: &str, why: Option<String>) {
            self.0.hold(key, why);
        }

        /// Hears what came of it. Whether this is the form of that submission.
        pub fn answered(&self, key: &str, reply: &JsValue, kept: Option<bool>) -> bool {
            self.0.answered(key, reply, kept)
        }

        /// A submission in the outbox is not to be sent.
        pub fn withdrawn(&self, key: &str) {
            self.0.withdrawn(key);
        }

        /// What becomes of a submission in the outbox.
        pub fn after(
            key: &str,
            reply: &JsValue,
            attempts: f64,
            until: f64,
            now: f64,
            random: u32,
        ) -> JsValue {
            browser::after(key, reply, [attempts, until, now], random)
        }

        /// How long one still waits.
        pub fn wait(sent: f64, due: f64, now: f64) -> f64 {
            browser::wait(sent, due, now)
        }

        /// Empties the form.
        pub fn reset(&self) {
            self.0.reset();
        }

        /// The answers by field name, not a copy.
        pub fn value(&self) -> Object {
            self.0.value()
        }

        /// Fills in answers.
        pub fn set_value(&self, answers: Object) {
            self.0.set_value(answers);
        }

        /// Goes on with a draft.
        pub fn restore(&self, when: String, key: Option<String>) {
            self.0.restore(when, key);
        }

        /// The verdict on the answers as they stand, or why there is none.
        pub fn settled(&self) -> JsValue {
            self.0.settled()
        }

        /// The newest verdict.
        pub fn verdict(&self) -> JsValue {
            self.0.verdict()
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
