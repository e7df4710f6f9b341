//! The HTML that a partner pastes: the element, and inside it the initial form, which can be filled in before any
//! script has loaded.

use super::waiting::ON_ITS_WAY;
use super::{Waiting, form};
use crate::program::{Layout, Program, Step};
use maud::{PreEscaped, html};

/// The fragment of the address with which the vendor's desk opens a partner's page, to hear whether its form works.
pub const CHECKED_BY_DESK: &str = "#referral-check";

/// The snippet for a program that the endpoint at `vendor` publishes. The element replaces the form inside and keeps
/// typed answers, even if the program has changed since. `in_language` translates the English HTML into the program's
/// language.
#[must_use]
pub fn snippet(
    program: &Program,
    vendor: &str,
    partner: &str,
    in_language: impl Fn(&str) -> String,
) -> String {
    let package = [vendor, "/referral-widget"].concat();
    let source = [vendor, "/programs/", &program.id, "/program.json"].concat();
    let page = [vendor, "/refer/", &program.id, "?partner="].concat();
    let partner_in_address: String = form_urlencoded::byte_serialize(partner.as_bytes()).collect();
    html! {
        script type="module" src={ (package) "/referral-widget.js" } {} "\n"
        // The Wasm is not preloaded: the element checks its hash, and Firefox does not use a preloaded file for that.
        link rel="preload" as="fetch" href=(source) crossorigin; "\n"
        referral-form program=(source) partner=(partner) lang=(program.language) { "\n"
            template shadowrootmode="open" {
                link rel="stylesheet" href={ (package) "/form.css" };
                @if program.layout == Layout::Steps { link rel="stylesheet" href={ (package) "/steps.css" }; }
                (PreEscaped(in_language(&first(program))))
                p class="late" { slot {} }
            } "\n"
            a href={ (page) (partner_in_address) } { (program.name) } "\n"
        } "\n"
    }
    .into_string()
}

/// The form as the element shows it while its rules are loading.
fn first(program: &Program) -> String {
    let (key, headline) = ON_ITS_WAY;
    let filled = [
        (r#"<div class="widget""#, r#" hidden lang="en" dir="ltr""#.to_string()),
        (r#"<div id="status">"#, Waiting::OnItsWay.panel(program)),
        (
            r#"<p id="bar" class="bar" part="bar" aria-hidden="true">"#,
            html! { span data-text=(key) { (headline) } }.into_string(),
        ),
    ];
    let mut form = form(program, false, false, None);
    if program.layout == Layout::Steps {
        form = in_steps(program, &form);
    }
    filled.iter().fold(form, |html, (tag, content)| html.replacen(tag, &[*tag, content].concat(), 1))
}

/// The form with its first step shown, as `loader/steps.js` does it.
fn in_steps(program: &Program, form: &str) -> String {
    const STEP: &str = r#"<section class="step" part="step"><h3>"#;
    let is_asked = |step: &Step| {
        let fields = step.fields.iter().filter_map(|name| program.field(name));
        fields.into_iter().any(|field| !program.is_conditional(field))
    };
    let asked: Vec<&Step> = program.steps.iter().filter(|step| is_asked(step)).collect();
    let first = program.steps.iter().position(is_asked).unwrap_or_default();
    let progress = html! {
        nav class="progress" part="progress" aria-label="Steps" {
            ol {
                @for (i, step) in asked.iter().enumerate() {
                    li aria-current=[(i == 0).then_some("step")] { div { span { (step.title) } } }
                }
            }
        }
    };
    let count = asked.len();
    let caption = html! {
        span class="caption" {
            span data-text="step-of" data-values={ "{\"step\":1,\"steps\":" (count) "}" } { "Step 1 of " (count) } " "
        }
    };
    let moves =
        html! { button id="continue" class="submit" part="continue" data-text="continue" { "Continue" } };
    let mut steps = form.split(STEP);
    let mut shown = steps.next().unwrap_or_default().to_string();
    for (i, step) in steps.enumerate() {
        if i == first {
            shown += &[STEP, &caption.0, step].concat();
        } else {
            shown += &[r#"<section class="step away" part="step"><h3>"#, step].concat();
        }
    }
    let last = [
        (r#"<div id="summary""#, [&progress.0, r#"<div id="summary""#].concat()),
        (r#"field-checkbox agreement""#, r#"field-checkbox agreement away""#.into()),
        ("<slot name", r#"<slot class="away" name"#.into()),
        (
            r#"<button id="submit" class="submit""#,
            [r#"<div class="moves">"#, &moves.0, r#"<button id="submit" class="submit away""#].concat(),
        ),
        ("</button></form>", "</button></div></form>".into()),
    ];
    last.iter().fold(shown, |html, (before, after)| html.replace(before, after))
}
