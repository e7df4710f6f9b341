//! What the loader does for the form.

use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// The loader's side of one form (`loader/page.js`).
    pub type Page;

    /// Replaces an element's content. The loader has the page's Trusted Types policy.
    #[wasm_bindgen(method)]
    pub fn render(this: &Page, element: &Element, html: &str);

    /// Sends a request to the rules engine, which is loaded at the first one.
    #[wasm_bindgen(method)]
    pub fn ask(this: &Page, request: &JsValue);
}
