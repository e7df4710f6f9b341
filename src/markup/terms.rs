//! What stands around the form: what is paid, what is sold, whom to ask.

use super::format::{days, money, percent};
use crate::program::{Plan, Program, Tiering};
use maud::{Markup, html};

/// Compensation, protection, products, hints and contact.
pub fn terms(program: &Program) -> Markup {
    html! {
        div class="terms" part="terms" {
            @if !program.compensation.is_empty() {
                section {
                    h3 { "What you earn" }
                    @for plan in &program.compensation { (compensation(program, plan)) }
                }
            }
            section {
                h3 { "Your protection" }
                p {
                    "A referral that is accepted or in review stays yours for "
                    strong { (days(program.agreement.protection_days)) } " from the day it arrives."
                }
                p {
                    "A referral that needs a person's judgement is decided within "
                    (days(program.delivery.decision_days)) "."
                }
            }
            @if !program.ideal_customer.is_empty() {
                section {
                    h3 { "Who fits best" }
                    ul { @for hint in &program.ideal_customer { li { (hint) } } }
                }
            }
            @if !program.products.is_empty() {
                section {
                    h3 { "What you can refer" }
                    ul {
                        @for product in &program.products {
                            li {
                                @if let Some(link) = &product.link {
                                    a href=(link) target="_blank" rel="noopener" { (product.name) }
                                } @else { strong { (product.name) } }
                                @if !product.summary.is_empty() { ": " (product.summary) }
                            }
                        }
                    }
                }
            }
            section {
                h3 { "Questions?" }
                p {
                    (program.contact.name) br;
                    a href={ "mailto:" (program.contact.email) } { (program.contact.email) }
                    @if let Some(phone) = &program.contact.phone { br; (phone) }
                }
            }
        }
    }
}

fn compensation(program: &Program, plan: &Plan) -> Markup {
    let currency = plan.currency.as_deref().unwrap_or(&program.currency);
    let basis =
        plan.basis.as_deref().and_then(|basis| program.field(basis)).map(|field| field.label.as_str());
    html! {
        h4 { (plan.name) }
        ul {
            @if let Some(flat) = &plan.flat { li { (money(&flat.to_string(), currency)) " flat" } }
            @for (i, tier) in plan.tiers.iter().enumerate() {
                li {
                    (percent(&tier.percent.to_string()))
                    @match &tier.up_to {
                        Some(up_to) => {
                            @if plan.tiering == Tiering::Slices && i > 0 { " of the part" }
                            " up to " (money(&up_to.to_string(), currency))
                        },
                        None if i > 0 => {
                            @if plan.tiering == Tiering::Slices { " of the part" }
                            " above that"
                        },
                        None => {},
                    }
                    @if let (0, Some(basis)) = (i, basis) { " of: " (basis) }
                }
            }
            @if let Some(cap) = &plan.cap { li { "at most " (money(&cap.to_string(), currency)) } }
            li { "paid " (days(plan.payment.days)) " after " (plan.payment.after) }
        }
    }
}
