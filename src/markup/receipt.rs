//! What a partner sees once the referral has arrived.

use super::format::{day, money};
use crate::program::Program;
use crate::submission::{Receipt, ReferralStatus};
use maud::{Markup, html};

/// The receipt: where the referral stands, what it would pay and what happens next. `earlier` says that an
/// earlier version of these answers is the one that arrived. An endpoint may give no receipt.
#[must_use]
pub fn receipt(program: &Program, receipt: Option<&Receipt>, earlier: bool) -> String {
    let body = match receipt {
        Some(receipt) => confirmed(program, receipt, earlier),
        None => html! {
            div class="card status-review" {
                h2 id="receipt" tabindex="-1" { "Referral sent" }
                p { (program.vendor.name) " has received it and gave no reference." }
            }
        },
    };
    html! {
        div class="widget receipt" part="receipt" {
            (body)
            button id="again" class="submit secondary" part="again" type="button" { "Refer another customer" }
        }
    }
    .into_string()
}

fn confirmed(program: &Program, receipt: &Receipt, earlier: bool) -> Markup {
    let status = match receipt.status {
        ReferralStatus::Accepted => "qualified",
        ReferralStatus::InReview => "review",
        ReferralStatus::Declined => "disqualified",
    };
    html! {
            div class={ "card status-" (status) } {
                h2 id="receipt" tabindex="-1" {
                    @match receipt.status {
                        ReferralStatus::Accepted => "Referral accepted",
                        ReferralStatus::InReview => "Referral received, in review",
                        ReferralStatus::Declined => "Referral received, declined",
                    }
                }
                p { "Reference " strong { (receipt.referral) } }
            }
            @if earlier {
                div class="card notice" {
                    p {
                        "This referral had already arrived before your last changes, and it stands as it was \
                         first sent. To have it corrected, write to " (program.contact.name) " at "
                        a href={ "mailto:" (program.contact.email) } { (program.contact.email) } "."
                    }
                }
            }
            @if !receipt.reasons.is_empty() {
                section class="card" {
                    h3 { @if receipt.status == ReferralStatus::Declined { "Why" } @else { "What is looked at" } }
                    ul { @for reason in &receipt.reasons { li { (reason) } } }
                }
            }
            section class="card" {
                h3 { "What happens next" }
                ul class="next" {
                    @match receipt.status {
                        ReferralStatus::Accepted => {
                            li { (program.vendor.name) " contacts the customer." }
                        },
                        ReferralStatus::InReview => {
                            li {
                                (program.contact.name) " decides"
                                @if let Some(due) = &receipt.decision_due { " by " strong { (day(due)) } } "."
                            }
                        },
                        ReferralStatus::Declined => {
                            li { "It is on record, without a fee or protection." }
                        },
                    }
                    @if let Some(until) = &receipt.protected_until {
                        li { "The customer is protected as yours until " strong { (day(until)) } "." }
                    }
                    @if let Some(fee) = &receipt.fee {
                        li {
                            "Your fee is estimated at " strong { (money(&fee.amount.to_string(), &fee.currency)) }
                            ", paid " (fee.paid) "."
                        }
                    }
                    li {
                        "Questions: " (program.contact.name) ", "
                        a href={ "mailto:" (program.contact.email) } { (program.contact.email) }
                    }
                }
            }
    }
}
