//! The loader's functions for the form: everything that touches the page, waits, or talks to a server. In JavaScript,
//! this takes a fraction of the bytes of bindings.

use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The loader's side of one form (`loader/page.js`).
    pub type Page;

    /// Replaces all content.
    #[wasm_bindgen(method)]
    pub fn replace(this: &Page, html: &str);

    /// Replaces all content by a form, and fills in the answers so far.
    #[wasm_bindgen(method)]
    pub fn show(this: &Page, html: &str, answers: &Object);

    /// The answers that the page sets by attributes and URL.
    #[wasm_bindgen(method)]
    pub fn prefilled(this: &Page) -> Object;

    /// Changes the content of the element with that id: HTML, or a list with the HTML of each child.
    #[wasm_bindgen(method)]
    pub fn render(this: &Page, id: &str, html: &JsValue);

    /// Hides the fields with these names, and shows all others.
    #[wasm_bindgen(method)]
    pub fn hide(this: &Page, fields: Vec<String>);

    /// Shows the parts of a verdict (`markup::Panel`). Its headline also appears in the bar on narrow screens, and is
    /// announced to screen readers once the answers stop changing.
    #[wasm_bindgen(method)]
    pub fn panel(this: &Page, panel: &JsValue);

    /// Shows the error of a field, or removes it.
    #[wasm_bindgen(method)]
    pub fn error(this: &Page, field: &str, html: Option<&str>);

    /// Sets the label of the button, and whether it is busy.
    #[wasm_bindgen(method)]
    pub fn button(this: &Page, html: &str, busy: bool);

    /// Moves the focus to the first element that matches the selector.
    #[wasm_bindgen(method)]
    pub fn focus(this: &Page, selector: &str);

    /// True if a control contains something that the browser could not read, such as half a date. Its value is then
    /// empty.
    #[wasm_bindgen(method)]
    pub fn is_unread(this: &Page, field: &str) -> bool;

    /// The browser's own error message for a field.
    #[wasm_bindgen(method)]
    pub fn native_error(this: &Page, field: &str) -> Option<String>;

    /// Dispatches a bubbling, composed event from the element.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Page, name: &str, detail: &JsValue);

    /// Reports a new verdict.
    #[wasm_bindgen(method)]
    pub fn verdict(this: &Page, verdict: &JsValue);

    /// Reports that answers are missing or wrong, so that nothing is sent.
    #[wasm_bindgen(method)]
    pub fn incomplete(this: &Page);

    /// Asks the page before a submission is sent. The page then calls `Form::send` or `Form::hold`.
    #[wasm_bindgen(method)]
    pub fn before_submit(this: &Page, key: &str);

    /// Reports a failure. `reason` is `program`, `rules`, `rules-refused`, `engine`, `network`, `cancelled`, `refused`
    /// or `known`.
    #[wasm_bindgen(method)]
    pub fn fail(this: &Page, reason: &str, message: &str);

    /// Asks the rules engine for a verdict on the answers, judged today.
    #[wasm_bindgen(method)]
    pub fn ask(this: &Page, id: u32, answers: &Object);

    /// Fills a buffer with random bytes.
    #[wasm_bindgen(method)]
    pub fn random(this: &Page, bytes: &mut [u8]);

    /// The source of the referral (`submission::Attribution`).
    #[wasm_bindgen(method)]
    pub fn attribution(this: &Page) -> JsValue;

    /// Shows that a submission waits in the outbox, the reason, and whether the browser stores it meanwhile.
    #[wasm_bindgen(method)]
    pub fn queued(this: &Page, key: &str, why: &str, kept: bool);

    /// Shows in the receipt that the submission is not confirmed.
    #[wasm_bindgen(method)]
    pub fn unconfirmed(this: &Page);

    /// Shows the days from and until which an earlier referral protects the customer.
    #[wasm_bindgen(method)]
    pub fn known(this: &Page, since: Option<&str>, until: Option<&str>);

    /// Posts a submission to an address relative to the program. The result goes to `Form::answered`.
    #[wasm_bindgen(method)]
    pub fn post(this: &Page, address: &str, key: &str, submission: &Object);
}
