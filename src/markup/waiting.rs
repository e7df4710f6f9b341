//! The content in the verdict's place while there is no verdict.

use super::text::Text;
use crate::program::Program;
use crate::submission::Reason;
use maud::html;

pub(super) const ON_ITS_WAY: Text = ("check-on-its-way", "The check is on its way");

/// The reason why there is no verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum Waiting {
    /// The rules have not arrived yet.
    OnItsWay,
    /// The rules are not available, for this reason.
    Unavailable(Reason),
}

impl Waiting {
    /// The content in the verdict's place.
    #[must_use]
    pub fn panel(&self, program: &Program) -> String {
        let (key, headline) = match self {
            Waiting::OnItsWay => ON_ITS_WAY,
            Waiting::Unavailable(_) => ("manager-will-check", "A partner manager will check this referral"),
        };
        html! {
            div class={ "card status-" @if *self == Waiting::OnItsWay { "waiting" } @else { "review" } } part="status" {
                p class="headline" data-text=(key) { (headline) }
                @match self {
                    Waiting::OnItsWay => p data-text="fill-in-meanwhile" { "You can fill in the form meanwhile." },
                    Waiting::Unavailable(why) => p {
                        span data-text=(why.key) { (why.text) } " "
                        span data-text="send-all-the-same" {
                            "You can send the referral all the same: " bdi data-slot="vendor" { (program.vendor.name) } " checks it on arrival."
                        }
                    },
                }
            }
        }
        .into_string()
    }
}

/// The notice above the verdict that the vendor's newest rules or program are not used, with the reason.
#[must_use]
pub fn refused(program: &Program, reason: &str) -> String {
    html! {
        div class="card notice" part="notice" {
            p data-text="criteria-changing" {
                bdi data-slot="vendor" { (program.vendor.name) } " is changing the criteria. The newest version has a mistake and is not \
                 used; this check follows the last version that works."
            }
            details { summary data-text="for-the-vendor" { "For the people who run the program" } p { (reason) } }
        }
    }
    .into_string()
}
