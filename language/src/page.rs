//! Translates a page's HTML.

use super::{Language, Texts};
use dom_query::Document;

/// Returns the form's HTML with the texts of a language (BCP 47), or with English texts if that language has none.
pub fn translated(html: &str, tag: &str) -> String {
    let language = Language::named(tag).unwrap_or_default();
    let (page, texts) = (Document::fragment(html), Texts::in_language(&language));
    texts.translate(&page);
    page.select(".progress").set_attr("aria-label", &texts.say("steps", &[]));
    let form = page.select(".widget");
    form.set_attr("lang", language.tag());
    form.set_attr("dir", language.direction());
    html_of(&page)
}

/// Returns a page's HTML. The serializer writes no-break spaces as entities, so they are put back.
pub fn html_of(page: &Document) -> String {
    page.html_root().inner_html().replace("&nbsp;", "\u{a0}")
}
