//! What stands in the verdict's place while there is none.

use crate::program::Program;
use maud::html;

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum Waiting {
    /// The rules have not arrived yet.
    OnItsWay,
    /// The rules cannot be had; why.
    Unavailable(String),
}

impl Waiting {
    /// In a sentence: for the summary, the bar on narrow screens and the live region.
    #[must_use]
    pub fn headline(&self) -> &'static str {
        match self {
            Waiting::OnItsWay => "The check is on its way",
            Waiting::Unavailable(_) => "A partner manager will check this referral",
        }
    }

    /// In the verdict's place.
    #[must_use]
    pub fn panel(&self, program: &Program) -> String {
        let vendor = &program.vendor.name;
        html! {
            div class={ "card status-" @if *self == Waiting::OnItsWay { "waiting" } @else { "review" } } part="status" {
                p class="headline" { (self.headline()) }
                @match self {
                    Waiting::OnItsWay => p { "You can fill in the form meanwhile." },
                    Waiting::Unavailable(why) => p {
                        (why) " You can send the referral all the same: " (vendor) " checks it on arrival."
                    },
                }
            }
        }
        .into_string()
    }
}

/// Above the verdict: the vendor's newest rules or program are not used, and why.
#[must_use]
pub fn refused(program: &Program, reason: &str) -> String {
    html! {
        div class="card notice" part="notice" {
            p {
                (program.vendor.name) " is changing the criteria. The newest version has a mistake and is not \
                 used; this check follows the last version that works."
            }
            details { summary { "For whoever runs the program" } p { (reason) } }
        }
    }
    .into_string()
}
