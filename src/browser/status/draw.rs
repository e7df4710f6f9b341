//! Makes nodes from markup, and changes only what differs. So the focus, what is typed, what is open, the selection and
//! the position of the page stay.
//!
//! An element with an id is the same as before wherever it stands, in the order of the list. Other elements and texts
//! are compared with what is at their place.

use crate::markup::{Piece, pieces};
use std::borrow::Cow;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Node};

/// Shows markup as the contents of a node.
pub fn draw(place: &Node, markup: &str) {
    let Some(document) = place.owner_document() else { return };
    // An error means that something else has taken the nodes away. Then the next drawing makes them anew.
    let _ = contents(&document, place, &mut pieces(markup));
}

fn contents<'a>(
    document: &Document,
    parent: &Node,
    pieces: &mut impl Iterator<Item = Piece<'a>>,
) -> Result<(), JsValue> {
    let mut next = parent.first_child();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Close => break,
            Piece::Text(text) => match next.clone().filter(|node| node.node_type() == Node::TEXT_NODE) {
                Some(node) => {
                    if node.node_value().as_deref() != Some(&text) {
                        node.set_node_value(Some(&text));
                    }
                    next = node.next_sibling();
                }
                None => _ = parent.insert_before(&document.create_text_node(&text), next.as_ref())?,
            },
            Piece::Open { name, attributes, is_void } => {
                let found = same(next.as_ref(), name, &attributes);
                let is_new = found.is_none();
                let element = match found {
                    Some(element) => {
                        remove(parent, next, Some(&element))?;
                        element
                    }
                    None => {
                        let element = document.create_element(name)?;
                        parent.insert_before(&element, next.as_ref())?;
                        element
                    }
                };
                give(&element, &attributes, is_new)?;
                next = element.next_sibling();
                if !is_void {
                    contents(document, &element, pieces)?;
                }
            }
        }
    }
    remove(parent, next, None)
}

/// Finds the element that is the same as one of the markup, from a node on.
fn same(from: Option<&Node>, name: &str, attributes: &[(&str, Cow<'_, str>)]) -> Option<Element> {
    let id = attributes.iter().find(|(attribute, _)| *attribute == "id").map_or("", |(_, id)| id);
    let mut next = from.cloned();
    while let Some(node) = next {
        next = node.next_sibling();
        match node.dyn_into::<Element>() {
            Ok(element) if element.id() == id && element.local_name() == name => return Some(element),
            // Without an id, only what is at its place is the same.
            _ if id.is_empty() => return None,
            _ => {}
        }
    }
    None
}

/// Removes the nodes from one on, up to another.
fn remove(parent: &Node, from: Option<Node>, to: Option<&Element>) -> Result<(), JsValue> {
    let mut next = from;
    while let Some(node) = next.filter(|node| to.is_none_or(|to| !node.is_same_node(Some(to)))) {
        next = node.next_sibling();
        parent.remove_child(&node)?;
    }
    Ok(())
}

/// Gives an element its attributes, and takes the others. Only people open and close what is there already.
fn give(element: &Element, attributes: &[(&str, Cow<'_, str>)], is_new: bool) -> Result<(), JsValue> {
    const BY_PEOPLE: &str = "open";
    if !is_new {
        for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
            if name != BY_PEOPLE && attributes.iter().all(|(other, _)| *other != name) {
                element.remove_attribute(&name)?;
            }
        }
    }
    for (name, value) in attributes {
        if (is_new || *name != BY_PEOPLE) && element.get_attribute(name).as_deref() != Some(value) {
            element.set_attribute(name, value)?;
        }
    }
    Ok(())
}
