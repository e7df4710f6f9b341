//! What the loader does for the form: all that touches the page, waits or talks to a server. In JavaScript that is
//! a fraction of the bytes of its bindings.

use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The loader's side of one form (`loader/page.js`).
    pub type Page;

    /// Replaces all that is shown.
    #[wasm_bindgen(method)]
    pub fn replace(this: &Page, html: &str);

    /// The same with a form and the answers so far.
    #[wasm_bindgen(method)]
    pub fn show(this: &Page, html: &str, answers: &Object);

    /// What the page fills in, by its attributes and its address.
    #[wasm_bindgen(method)]
    pub fn prefilled(this: &Page) -> Object;

    /// Changes the content of the element of that id: HTML, or a list of it, one for each child.
    #[wasm_bindgen(method)]
    pub fn render(this: &Page, id: &str, html: &JsValue);

    /// Hides the fields of these names, and shows all others.
    #[wasm_bindgen(method)]
    pub fn hide(this: &Page, fields: Vec<String>);

    /// Shows a verdict's parts (`markup::Panel`), and says its headline in the bar on narrow screens and, once the answers
    /// rest, to screen readers.
    #[wasm_bindgen(method)]
    pub fn panel(this: &Page, panel: &JsValue);

    /// Shows what is wrong with a field, or takes it away.
    #[wasm_bindgen(method)]
    pub fn error(this: &Page, field: &str, html: Option<&str>);

    /// What the button says, and whether it waits.
    #[wasm_bindgen(method)]
    pub fn button(this: &Page, html: &str, busy: bool);

    /// Moves the focus to the first element that the selector finds.
    #[wasm_bindgen(method)]
    pub fn focus(this: &Page, selector: &str);

    /// Whether a control shows something that the browser could not read, such as half a date: its value is empty.
    #[wasm_bindgen(method)]
    pub fn is_unread(this: &Page, field: &str) -> bool;

    /// What the browser itself finds wrong with a field, in its own words.
    #[wasm_bindgen(method)]
    pub fn native_error(this: &Page, field: &str) -> Option<String>;

    /// Dispatches a bubbling, composed event from the element.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Page, name: &str, detail: &JsValue);

    /// Tells of a new verdict.
    #[wasm_bindgen(method)]
    pub fn verdict(this: &Page, verdict: &JsValue);

    /// Hears that answers are missing or wrong, so that nothing is sent.
    #[wasm_bindgen(method)]
    pub fn incomplete(this: &Page);

    /// Lets the page have a say before a submission is sent: `Form::send` or `Form::hold` hears what it says.
    #[wasm_bindgen(method)]
    pub fn before_submit(this: &Page, key: &str);

    /// Tells of a failure. `reason` is `program`, `rules`, `rules-refused`, `engine`, `network`, `cancelled`,
    /// `refused` or `known`.
    #[wasm_bindgen(method)]
    pub fn fail(this: &Page, reason: &str, message: &str);

    /// Asks the rules engine for a verdict on the answers of today.
    #[wasm_bindgen(method)]
    pub fn ask(this: &Page, id: u32, answers: &Object);

    /// Fills in random bytes.
    #[wasm_bindgen(method)]
    pub fn random(this: &Page, bytes: &mut [u8]);

    /// Who refers, and from where (`submission::Attribution`).
    #[wasm_bindgen(method)]
    pub fn attribution(this: &Page) -> JsValue;

    /// Shows that a submission waits in the outbox, why, and whether the browser keeps it meanwhile.
    #[wasm_bindgen(method)]
    pub fn queued(this: &Page, key: &str, why: &str, kept: bool);

    /// Says in the receipt that nobody has confirmed it.
    #[wasm_bindgen(method)]
    pub fn unconfirmed(this: &Page);

    /// Says since when and until when an earlier referral protects the customer.
    #[wasm_bindgen(method)]
    pub fn known(this: &Page, since: Option<&str>, until: Option<&str>);

    /// Posts a submission to an address relative to the program. `Form::answered` hears what came of it.
    #[wasm_bindgen(method)]
    pub fn post(this: &Page, address: &str, key: &str, submission: &Object);
}
