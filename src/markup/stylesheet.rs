//! The stylesheet, for pages in which the form is not in a shadow root.

/// The files that `form.css` imports, in order.
const FILES: [&str; 5] = [
    include_str!("style/tokens.css"),
    include_str!("style/layout.css"),
    include_str!("style/controls.css"),
    include_str!("style/verdict.css"),
    include_str!("style/modes.css"),
];

/// The stylesheet of a form inside a plain element with that name.
#[must_use]
pub fn stylesheet(element: &str) -> String {
    FILES.concat().replace(":host(", &format!("{element}:is(")).replace(":host", element)
}
