//! A page's HTML in a language.

use super::{Language, Texts};
use dom_query::Document;

/// The form's HTML in a language (BCP 47), with its texts; in English, where there are none.
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

/// What stands on a page. The serializer writes no-break spaces as entities.
pub fn html_of(page: &Document) -> String {
    page.html_root().inner_html().replace("&nbsp;", "\u{a0}")
}
