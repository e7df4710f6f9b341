//! Small steps in the DOM.

use crate::lead::Answer;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, ShadowRoot,
};

/// An element of the form by its id.
pub fn by_id(root: &ShadowRoot, id: &str) -> Option<HtmlElement> {
    root.get_element_by_id(id)?.dyn_into().ok()
}

/// The name and answer of the control that an event came from.
pub fn answer_of(event: &Event) -> Option<(String, Answer)> {
    let target = event.target()?;
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        let answer = match input.type_().as_str() {
            "checkbox" => Answer::Bool(input.checked()),
            _ => Answer::Text(input.value()),
        };
        return Some((input.name(), answer));
    }
    if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        return Some((select.name(), Answer::Text(select.value())));
    }
    let area = target.dyn_ref::<HtmlTextAreaElement>()?;
    Some((area.name(), Answer::Text(area.value())))
}

/// The nearest element around an event's target that matches a selector.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_ref::<Element>()?.closest(selector).ok().flatten()
}

/// Shows what is wrong with a field, or takes it away.
pub fn show_error(root: &ShadowRoot, field: &str, message: Option<&str>) {
    if let Some(place) = by_id(root, &format!("e-{field}")) {
        place.set_text_content(message);
        place.set_hidden(message.is_none());
    }
    let Some(control) = by_id(root, &format!("f-{field}")) else { return };
    // Of radio buttons, the group is invalid.
    let control = match control.closest("fieldset") {
        Ok(Some(group)) => group,
        _ => control.into(),
    };
    // The attribute is valid and the element ours: setting it cannot fail.
    let _ = match message {
        Some(_) => control.set_attribute("aria-invalid", "true"),
        None => control.remove_attribute("aria-invalid"),
    };
}
