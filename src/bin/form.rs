//! Wasm module 1: the form, without the rules engine.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(all(target_arch = "wasm32", not(feature = "engine")))]
mod exports {
    use js_sys::Object;
    use referral_widget::browser::{self, Form, Page};
    use wasm_bindgen::prelude::*;

    /// 2 KiB smaller after Brotli than the standard library's allocator.
    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// A `<referral-form>`, as the loader calls it.
    #[wasm_bindgen]
    pub struct ReferralForm(Form);

    #[wasm_bindgen]
    impl ReferralForm {
        /// A form that has nothing to show yet.
        #[wasm_bindgen(constructor)]
        pub fn new(page: Page) -> ReferralForm {
            ReferralForm(Form::new(page))
        }

        /// Takes a published program. Returns `false` if it cannot be shown.
        pub fn offer(&self, program: JsValue, text: JsValue) -> bool {
            self.0.offer(program, text)
        }

        /// There is no program, or it has a mistake (`is_mistake`). `why` is the reason.
        pub fn unusable(&self, why: &str, is_mistake: bool) {
            self.0.unusable(why, is_mistake);
        }

        /// The newest program or script is not used, for the reason `why`. Without a reason, it is used.
        pub fn refused(&self, why: Option<String>) {
            self.0.refused(why);
        }

        /// There is no script, for the reason `why`.
        pub fn no_rules(&self, why: &str) {
            self.0.no_rules(why);
        }

        /// Takes a reply of the rules engine.
        pub fn reply(&self, reply: &JsValue) {
            self.0.reply(reply);
        }

        /// The rules engine cannot be loaded, or did not answer in time.
        pub fn engine_failed(&self, why: &str) {
            self.0.engine_failed(why);
        }

        /// The element was removed from the page.
        pub fn stop(&self) {
            self.0.stop();
        }

        /// The element was put back into the page.
        pub fn resume(&self) {
            self.0.judge();
        }

        /// One of the answers in `value` changed.
        pub fn changed(&self) {
            self.0.changed();
        }

        /// The agreement was accepted, or not.
        pub fn accept(&self, accepted: bool) {
            self.0.accept(accepted);
        }

        /// The customer's consent was confirmed at that time, or is not confirmed.
        pub fn consent(&self, at: Option<String>) {
            self.0.consent(at);
        }

        /// The focus left a field.
        pub fn leave(&self, name: &str) {
            self.0.leave(name);
        }

        /// Shows the errors of some fields. Returns true if they have none, and undefined while the check has not
        /// finished.
        pub fn check(&self, fields: &JsValue) -> Option<bool> {
            self.0.check(fields)
        }

        /// Creates an idempotency key for other data that the page sends.
        pub fn new_key(&self) -> String {
            self.0.new_key()
        }

        /// Sends the lead. Returns `false` if there is nothing to send.
        pub fn submit(&self) -> bool {
            self.0.submit()
        }

        /// The page allows the submission with that key to be sent.
        pub fn send(&self, key: &str, challenge: JsValue) {
            self.0.send(key, challenge);
        }

        /// The page holds back the submission with that key.
        pub fn hold(&self, key: &str, why: Option<String>) {
            self.0.hold(key, why);
        }

        /// Takes the answer to a submission. Returns true if this form sent it.
        pub fn answered(&self, key: &str, reply: &JsValue, kept: Option<bool>) -> bool {
            self.0.answered(key, reply, kept)
        }

        /// A submission in the outbox is withdrawn.
        pub fn withdrawn(&self, key: &str) {
            self.0.withdrawn(key);
        }

        /// What follows after an attempt to send a submission in the outbox.
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

        /// How long a submission in the outbox still waits, in milliseconds.
        pub fn wait(sent: f64, due: f64, now: f64) -> f64 {
            browser::wait(sent, due, now)
        }

        /// Empties the form.
        pub fn reset(&self) {
            self.0.reset();
        }

        /// The answers by field name. This is the form's own object, not a copy.
        pub fn value(&self) -> Object {
            self.0.value()
        }

        /// Fills in answers.
        pub fn set_value(&self, answers: Object) {
            self.0.set_value(answers);
        }

        /// Continues with a draft.
        pub fn restore(&self, when: String, key: Option<String>) {
            self.0.restore(when, key);
        }

        /// The verdict on the current answers, or the reason why there is none.
        pub fn settled(&self) -> JsValue {
            self.0.settled()
        }

        /// The newest verdict, or undefined.
        pub fn verdict(&self) -> JsValue {
            self.0.verdict()
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
