//! What the partner has said of a program or of a referral, and the vendor's answers.

use super::Words;
use crate::status::ViewedFeedback;
use maud::{Markup, html};

/// What was said, each with its answer. `names` says whether the program is named.
pub fn said(feedback: &[ViewedFeedback], names: bool, words: &Words<'_>) -> Markup {
    html! {
        ul class="history" role="list" {
            @for one in feedback {
                li id={ "o-" (one.key) } {
                    @if names { bdi { (one.program.name) } " · " }
                    time class="hint" datetime=(one.received_at) { (words.time(&one.received_at)) }
                    blockquote { (one.text) }
                    @match &one.answer {
                        Some(answer) => {
                            strong { (words.say("vendor-answered")) } " "
                            time class="hint" datetime=(answer.at) { (words.time(&answer.at)) }
                            blockquote { (answer.text) }
                        }
                        None => p class="hint" { (words.say("not-answered-yet")) },
                    }
                }
            }
        }
    }
}
