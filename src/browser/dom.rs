//! Small steps in the DOM.

use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, ShadowRoot,
};

/// An element of the form by its id.
pub fn by_id(root: &ShadowRoot, id: &str) -> Option<HtmlElement> {
    root.get_element_by_id(id)?.dyn_into().ok()
}

/// The name and answer of the control that an event came from.
pub fn answer_of(event: &Event) -> Option<(String, Value)> {
    let target = event.target()?;
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        let answer = match input.type_().as_str() {
            "checkbox" => Value::Bool(input.checked()),
            _ => Value::String(input.value()),
        };
        return Some((input.name(), answer));
    }
    if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        return Some((select.name(), Value::String(select.value())));
    }
    let area = target.dyn_ref::<HtmlTextAreaElement>()?;
    Some((area.name(), Value::String(area.value())))
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

/// What is said of it.
pub const UNREAD: &str = "Enter a whole answer that exists, or empty the field";

/// What the browser itself finds wrong with a field, in its own words.
pub fn native_error(root: &ShadowRoot, field: &str) -> Option<String> {
    let control = by_id(root, &format!("f-{field}"))?;
    let message = if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        input.validation_message()
    } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        select.validation_message()
    } else {
        control.dyn_ref::<HtmlTextAreaElement>()?.validation_message()
    };
    message.ok().filter(|message| !message.is_empty())
}

/// Whether a control shows something that the browser could not read, such as half a date: its value is empty.
pub fn is_unread(root: &ShadowRoot, field: &str) -> bool {
    let control = by_id(root, &format!("f-{field}"));
    control
        .and_then(|control| control.dyn_into::<HtmlInputElement>().ok())
        .is_some_and(|input| input.validity().bad_input())
}

/// Where somebody is typing.
pub struct Caret {
    id: String,
    selection: Option<(u32, u32)>,
}

impl Caret {
    /// The focused control and what is selected in it.
    pub fn of(root: &ShadowRoot) -> Option<Caret> {
        let element = root.active_element()?;
        let ends = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            (input.selection_start(), input.selection_end())
        } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            (area.selection_start(), area.selection_end())
        } else {
            (Ok(None), Ok(None))
        };
        let selection = match ends {
            (Ok(Some(start)), Ok(Some(end))) => Some((start, end)),
            // Some types of control, such as e-mail, do not tell.
            _ => None,
        };
        Some(Caret { id: element.id(), selection })
    }

    /// Goes back there, in a form that was rendered anew.
    pub fn restore(&self, root: &ShadowRoot) {
        let Some(control) = by_id(root, &self.id) else { return };
        let end = u32::MAX;
        let (start, end) = self.selection.unwrap_or((end, end));
        // Controls of ours that are in the page: the types that know no selection refuse, the others cannot.
        let _ = control.focus();
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            let _ = input.set_selection_range(start, end);
        } else if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
            let _ = area.set_selection_range(start, end);
        }
    }
}
