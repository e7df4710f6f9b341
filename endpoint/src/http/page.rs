//! The frame of pages.

use maud::{DOCTYPE, Markup, html};
use referral_language::Language;

/// The policy of pages: nothing but the stylesheet, whatever a lead or a program contains.
pub const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A page with the stylesheet of the desk. `links` come before its contents.
pub fn document(title: &str, links: &Markup, body: &Markup, language: &Language) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/status.css";
            }
            body { (links) main { (body) } }
        }
    }
}
