//! Unicode's normal forms (UAX 15), in which each letter has a single spelling.
//!
//! In a page, the browser's own functions are used, so that no tables are downloaded. Unicode guarantees that the
//! normal forms of assigned characters never change, so all browsers agree with the endpoint's tables.

use std::borrow::Cow;

/// The decomposed text: accents follow their letters, ㈱ becomes (株), and half-width kana become kana.
pub fn decomposed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { form::decomposed(text).into() }
}

/// The composed text: letters and accents become one character if Unicode has one.
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
        /// JavaScript's `String`.
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
