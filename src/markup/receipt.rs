//! The receipt that a partner sees after the referral has arrived.

use super::format::{date, days, money, points};
use crate::program::Program;
use crate::submission::{Receipt, ReferralStatus};
use maud::{Markup, html};

/// The receipt: the referral's status, the expected fee, and the next steps. `earlier` is true if an earlier version of
/// these answers had arrived. An endpoint may give no receipt.
#[must_use]
pub fn receipt(program: &Program, receipt: Option<&Receipt>, earlier: bool) -> String {
    let body = match receipt {
        Some(receipt) => confirmed(program, receipt, earlier),
        None => html! {
            div class="card status-review" {
                h2 id="receipt" tabindex="-1" data-text="sent" { "Referral sent" }
                p data-text="no-reference" { bdi data-slot="vendor" { (program.vendor.name) } " has received it and gave no reference." }
            }
        },
    };
    html! {
        div class="widget receipt" part="receipt" {
            (body)
            button id="again" class="submit secondary" part="again" type="button" data-text="again" {
                "Refer another customer"
            }
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
                        ReferralStatus::Accepted => span data-text="accepted" { "Referral accepted" },
                        ReferralStatus::InReview => span data-text="in-review" { "Referral received, in review" },
                        ReferralStatus::Declined => span data-text="declined" { "Referral received, declined" },
                    }
                }
                p data-text="reference" { "Reference " strong data-slot="referral" { (receipt.referral) } }
            }
            @if earlier {
                div class="card notice" {
                    p data-text="earlier" {
                        "This referral had already arrived before your last changes, and it stands as it was \
                         first sent. To have it corrected, write to " bdi data-slot="contact" { (program.contact.name) } " at "
                        a data-slot="email" href={ "mailto:" (program.contact.email) } { (program.contact.email) } "."
                    }
                }
            }
            @if !receipt.reasons.is_empty() || receipt.score.is_some() || receipt.suspected {
                section class="card" {
                    h3 {
                        @if receipt.status == ReferralStatus::Declined { span data-text="unmet" { "Not met" } }
                        @else { span data-text="looked-at" { "What is being checked" } }
                    }
                    ul {
                        @for reason in &receipt.reasons { li { (reason) } }
                        @if let Some(score) = receipt.score { li { (points(score.points, score.least)) } }
                        @if receipt.suspected {
                            li data-text="suspected" { "Whether a machine sent it." }
                        }
                    }
                }
            }
            section class="card" {
                h3 data-text="next" { "What happens next" }
                ul class="next" {
                    @match receipt.status {
                        ReferralStatus::Accepted => {
                            li data-text="vendor-contacts" { bdi data-slot="vendor" { (program.vendor.name) } " contacts the customer." }
                        },
                        ReferralStatus::InReview => {
                            @match &receipt.decision_due {
                                Some(due) => li data-text="contact-decides-by" {
                                    bdi data-slot="contact" { (program.contact.name) } " decides by " strong data-slot="day" { (date(due)) } "."
                                },
                                None => li data-text="contact-decides" { bdi data-slot="contact" { (program.contact.name) } " decides." },
                            }
                        },
                        ReferralStatus::Declined => {
                            li data-text="on-record" { "It is on record, without a fee or protection." }
                        },
                    }
                    @if receipt.not_yet_protected {
                        li data-text="not-yet-protected" {
                            "Not yet protected: a partner manager looks at this referral first."
                        }
                    }
                    @if let Some(until) = &receipt.protected_until {
                        li data-text="protected-until" {
                            "The customer is protected as yours until " strong data-slot="day" { (date(until)) } "."
                        }
                    }
                    @if let Some(fee) = &receipt.fee {
                        li data-text="fee-estimated" {
                            "Your fee is estimated at "
                            strong data-slot="fee" data-number { (money(&fee.amount.to_string(), &fee.currency)) }
                            ", paid " (days(fee.payment.days)) " after " bdi data-slot="after" { (fee.payment.after) } "."
                        }
                    }
                    li data-text="ask" {
                        "Questions: " bdi data-slot="contact" { (program.contact.name) } ", "
                        a data-slot="email" href={ "mailto:" (program.contact.email) } { (program.contact.email) }
                    }
                }
            }
    }
}
