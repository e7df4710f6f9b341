//! The card of a program, which says whether it is in service.

use super::super::words::Words;
use crate::catalog::State;
use maud::{Markup, html};

/// What is wrong with an unpublished file.
pub struct Mistake {
    pub file: &'static str,
    pub why: String,
    /// The key of the text that says what follows from it.
    pub then: &'static str,
}

/// Writes the card. `beside` are the mistakes in unpublished files.
pub fn card(id: &str, state: &State, beside: &[Mistake], words: &Words) -> Markup {
    let release = state.release.as_deref();
    let (class, word) = match (release.is_some(), state.refused.is_empty()) {
        (true, true) => ("good", "in-service"),
        (true, false) => ("wait", "last-good-in-service"),
        (false, _) => ("bad", "out-of-service"),
    };
    html! {
        li.card {
            div.line {
                h3 { (release.map_or(id, |release| release.program.name.as_str())) }
                span class={ "badge " (class) } { (words.say(word)) }
            }
            @if let Some(release) = release {
                p.facts {
                    a href={ "/programs/" (id) "/program.json" } { (id) }
                    " · " (words.say("of-version")) " " bdi { (release.program.version) }
                    " · " (words.say("of-rules")) " " code { (format!("{:.8}", release.rules_hash)) }
                }
            }
            @if !beside.is_empty() {
                ul.problems { @for Mistake { file, why, then } in beside { li { bdi { (words.mended(file, why)) } " " (words.say(then)) } } }
            }
            @if !state.refused.is_empty() {
                p { (words.say("files-refused")) }
                ul.problems {
                    @for problem in state.refused.iter().map(|problem| problem.clone().said(&words.problems)) {
                        li {
                            code { (problem.place) } " " (problem.message)
                            @if let Some(help) = problem.help { " — " (help) }
                        }
                    }
                }
            }
        }
    }
}
