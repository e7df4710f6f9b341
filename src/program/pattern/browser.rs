//! Matching with the browser's own regular expressions.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// JavaScript's `RegExp`.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(js_name = RegExp)]
    pub type Matcher;

    #[wasm_bindgen(constructor, js_class = "RegExp", catch)]
    fn new(pattern: &str, flags: &str) -> Result<Matcher, wasm_bindgen::JsValue>;

    #[wasm_bindgen(method)]
    fn test(this: &Matcher, text: &str) -> bool;
}

pub fn matcher(pattern: &str, _: u32) -> Result<Matcher, String> {
    Matcher::new(&["^(?:", pattern, ")$"].concat(), "u").map_err(|_| "is not a regular expression".into())
}

impl Matcher {
    pub fn matches(&self, text: &str) -> bool {
        self.test(text)
    }
}
