//! What a partner needs for the first referral to a program: where to refer, what is sought, and what is earned.

use crate::catalog::Release;
use dom_query::Document;
use maud::{Markup, PreEscaped, html};
use referral_language::{Language, Texts, html_of};
use referral_widget::markup;
use referral_widget::program::Program;

/// The material for a program.
pub fn material(release: &Release, partner: &str, language: &Language, texts: &Texts) -> Markup {
    let program = release.program_in(Some(language.tag()));
    let query = serde_urlencoded::to_string([("partner", partner)]).unwrap_or_default();
    let address = format!("/refer/{}?{query}", program.id);
    // Feedback needs the form's script.
    let without_feedback = Program { feedback: false, ..program.clone() };
    let terms = Document::fragment(markup::terms(&without_feedback).into_string());
    texts.translate(&terms);
    html! {
        section.card aria-labelledby={ "first-" (program.id) } {
            h2 id={ "first-" (program.id) } { (program.name) }
            p { a.action href=(address) { (texts.say("refer", &[])) } }
            p.facts { (texts.say("refer-link-how", &[])) }
            (PreEscaped(html_of(&terms)))
        }
    }
}
