//! What a partner needs for the first referral to a program: where to refer, the code for its own website, what is sought, and what
//! is earned.

use crate::catalog::Release;
use crate::snippets::Snippets;
use dom_query::Document;
use maud::{Markup, PreEscaped, html};
use referral_language::{Language, Texts, html_of};
use referral_store::Partner;
use referral_widget::markup;
use referral_widget::program::Program;

/// The material for a program. A partner who refers from its own websites does not refer by the endpoint's page.
pub fn material(
    release: &Release,
    partner: &Partner,
    snippets: &Snippets,
    language: &Language,
    texts: &Texts,
) -> Markup {
    let program = release.program_in(Some(language.tag()));
    let say = |key: &str| texts.say(key, &[]);
    // Feedback needs the form's script.
    let without_feedback = Program { feedback: false, ..program.clone() };
    let terms = Document::fragment(markup::terms(&without_feedback).into_string());
    texts.translate(&terms);
    html! {
        section.card aria-labelledby={ "first-" (program.id) } {
            h2 id={ "first-" (program.id) } { (program.name) }
            @if partner.websites.is_empty() {
                p { a.action href=(snippets.link) { (say("refer")) } }
                p.facts { (say("refer-link-how")) }
            }
            details.command {
                summary { (say("on-your-website")) }
                (code(&program.id, "form", &snippets.form, &say("snippets-form")))
                (code(&program.id, "status", &snippets.status, &say("snippets-status")))
                (code(&program.id, "policy", &snippets.policy, &say("snippets-policy")))
            }
            (PreEscaped(html_of(&terms)))
        }
    }
}

fn code(program: &str, name: &str, text: &str, label: &str) -> Markup {
    let id = format!("{program}-{name}");
    html! {
        label for=(id) { (label) }
        textarea id=(id) rows="4" readonly spellcheck="false" autocomplete="off" dir="ltr" { "\n" (text) }
    }
}
