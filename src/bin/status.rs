//! Wasm module 5: the referrals of a partner, `<referral-status>`.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(all(target_arch = "wasm32", not(feature = "engine")))]
mod exports {
    use referral_widget::browser::status::{Source, StatusElement, Texts};
    use std::rc::Rc;
    use wasm_bindgen::prelude::*;
    use web_sys::HtmlElement;

    /// 2 KiB smaller after Brotli than the standard library's allocator.
    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// A `<referral-status>` that is in a page. Freed, it stops.
    #[wasm_bindgen]
    pub struct ReferralStatus(#[allow(dead_code, reason = "it is held, not read")] Rc<StatusElement>);

    #[wasm_bindgen]
    impl ReferralStatus {
        /// Shows referrals in the element's shadow root: those that this browser has sent to the endpoint, or with a
        /// token those of a partner.
        #[wasm_bindgen(constructor)]
        pub fn new(
            host: HtmlElement,
            endpoint: &str,
            language: String,
            token: Option<String>,
            program: Option<String>,
            catalog: JsValue,
        ) -> Result<ReferralStatus, JsValue> {
            let texts = Texts::new(&language, catalog);
            let source = Source::new(endpoint, language, token, program);
            let shown = StatusElement::new(host, source, texts);
            shown.map(ReferralStatus).ok_or_else(|| "The shadow root has no part for the referrals.".into())
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
