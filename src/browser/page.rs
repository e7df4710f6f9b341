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

    /// Has the rules engine, which is loaded for it, compile a script (`Request::Load` as JSON text).
    #[wasm_bindgen(method)]
    pub fn load(this: &Page, request: &str);

    /// Asks the rules engine for a verdict (`Request::Evaluate` as JSON text).
    #[wasm_bindgen(method)]
    pub fn ask(this: &Page, request: &str);
}
