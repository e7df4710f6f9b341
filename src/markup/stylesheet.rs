//! The stylesheet, for pages where the form stands in no shadow root.

/// What `form.css` imports, in its order.
const FILES: [&str; 5] = [
    include_str!("style/tokens.css"),
    include_str!("style/layout.css"),
    include_str!("style/controls.css"),
    include_str!("style/verdict.css"),
    include_str!("style/modes.css"),
];

/// The stylesheet of a form inside a plain element of that name.
#[must_use]
pub fn stylesheet(element: &str) -> String {
    FILES.concat().replace(":host(", &format!("{element}:is(")).replace(":host", element)
}
