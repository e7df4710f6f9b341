//! What stands around the form: what is paid, what is sold, whom to ask.

use super::format::{days, money, percent};
use crate::program::{Plan, Program, Tier, Tiering};
use maud::{Markup, html};

/// Compensation, protection, products, hints and contact.
pub fn terms(program: &Program) -> Markup {
    html! {
        div class="terms" part="terms" {
            @if !program.compensation.is_empty() {
                section {
                    h3 data-text="earn" { "What you earn" }
                    @for plan in &program.compensation { (compensation(program, plan)) }
                }
            }
            section {
                h3 data-text="protection" { "Your protection" }
                p data-text="protection-days" {
                    "A referral that is accepted or in review stays yours for "
                    (days(program.agreement.protection_days)) " from the day it arrives."
                }
                p data-text="decision-days" {
                    "A referral that needs a person's judgement is decided within "
                    (days(program.delivery.decision_days)) "."
                }
            }
            @if !program.ideal_customer.is_empty() {
                section {
                    h3 data-text="fits-best" { "Who fits best" }
                    ul { @for hint in &program.ideal_customer { li { (hint) } } }
                }
            }
            @if !program.products.is_empty() {
                section {
                    h3 data-text="can-refer" { "What you can refer" }
                    ul {
                        @for product in &program.products {
                            li data-text=[(!product.summary.is_empty()).then_some("with-summary")] {
                                @if let Some(link) = &product.link {
                                    a data-slot="name" href=(link) target="_blank" rel="noopener" { (product.name) }
                                } @else { strong data-slot="name" { (product.name) } }
                                @if !product.summary.is_empty() { ": " bdi data-slot="summary" { (product.summary) } }
                            }
                        }
                    }
                }
            }
            section {
                h3 data-text="questions" { "Questions?" }
                p {
                    (program.contact.name) br;
                    a href={ "mailto:" (program.contact.email) } { (program.contact.email) }
                    @if let Some(phone) = &program.contact.phone { br; bdi dir="ltr" { (phone) } }
                }
            }
        }
    }
}

fn compensation(program: &Program, plan: &Plan) -> Markup {
    let currency = plan.currency.as_deref().unwrap_or(&program.currency);
    let basis =
        plan.basis.as_deref().and_then(|basis| program.field(basis)).map(|field| field.label.as_str());
    let slices = plan.tiering == Tiering::Slices;
    html! {
        h4 { (plan.name) }
        ul {
            @if let Some(flat) = &plan.flat {
                li data-text="flat" { bdi data-slot="amount" data-number { (money(&flat.to_string(), currency)) } " flat" }
            }
            @for (i, tier) in plan.tiers.iter().enumerate() {
                li {
                    (rate(tier, i > 0, slices, currency))
                    @if let (0, Some(basis)) = (i, basis) {
                        " " span data-text="basis" { "of: " bdi data-slot="basis" { (basis) } }
                    }
                }
            }
            @if let Some(cap) = &plan.cap {
                li data-text="at-most" { "at most " bdi data-slot="amount" data-number { (money(&cap.to_string(), currency)) } }
            }
            li data-text="paid" {
                "paid " (days(plan.payment.days)) " after " bdi data-slot="after" { (plan.payment.after) }
            }
        }
    }
}

/// A tier's percentage and what it holds for. `above`: there is a tier below it.
fn rate(tier: &Tier, above: bool, slices: bool, currency: &str) -> Markup {
    let (key, words) = match (&tier.up_to, above) {
        (Some(_), true) if slices => ("slice-up-to", " of the part up to "),
        (Some(_), _) => ("tier-up-to", " up to "),
        (None, true) if slices => ("slice-above", " of the part above that"),
        (None, true) => ("tier-above", " above that"),
        (None, false) => ("tier", ""),
    };
    html! {
        span data-text=(key) {
            bdi data-slot="percent" data-number { (percent(&tier.percent.to_string())) } (words)
            @if let Some(up_to) = &tier.up_to {
                bdi data-slot="amount" data-number { (money(&up_to.to_string(), currency)) }
            }
        }
    }
}
