//! Unicode's normal forms (UAX 15), in which one letter is written in one way.
//!
//! In a page they are the browser's own, so that no tables are downloaded. Unicode promises that what is assigned
//! keeps its normal forms, so that all browsers say the same as the tables that the endpoint has.

use std::borrow::Cow;

/// The text taken apart: accents stand behind their letters, and a ㈱ is (株), a half-width kana a kana.
pub fn decomposed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { form::decomposed(text).into() }
}

/// The text with letters and accents put together where Unicode has both as one.
pub fn composed(text: String) -> String {
    if text.is_ascii() { text } else { form::composed(&text) }
}

#[cfg(not(target_arch = "wasm32"))]
mod form {
    use unicode_normalization::UnicodeNormalization;

    pub fn decomposed(text: &str) -> String {
        text.nfkd().collect()
    }

    pub fn composed(text: &str) -> String {
        text.nfc().collect()
    }
}

#[cfg(target_arch = "wasm32")]
mod form {
    use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

    #[wasm_bindgen]
    extern "C" {
        /// JavaScript's own text.
        type Text;

        #[wasm_bindgen(method)]
        fn normalize(this: &Text, form: &str) -> String;
    }

    fn normal(text: &str, form: &str) -> String {
        JsValue::from_str(text).unchecked_into::<Text>().normalize(form)
    }

    pub fn decomposed(text: &str) -> String {
        normal(text, "NFKD")
    }

    pub fn composed(text: &str) -> String {
        normal(text, "NFC")
    }
}
