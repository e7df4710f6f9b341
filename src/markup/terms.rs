//! The content around the form: compensation, products and contact.

use super::format::{days, money, percent};
use crate::program::{Agreement, Contact, Plan, Program, Resource, ResourceKind, Tier, Tiering};
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
                (agreement(&program.agreement))
            }
            @if !program.ideal_customer.is_empty() {
                section {
                    h3 data-text="fits-best" { "Who fits best" }
                    ul { @for hint in &program.ideal_customer { li { (hint) } } }
                }
            }
            (resources(program))
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
            (contact(&program.contact))
            @if program.feedback {
                // `loader/feedback.js` fills it when it is opened.
                section class="feedback" {
                    details id="feedback" {
                        summary data-text="feedback" { "Feedback on this program" }
                    }
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
        @if !plan.tiers.is_empty() {
            table {
                thead {
                    tr { th scope="col" { (basis.unwrap_or_default()) } th scope="col" data-text="your-share" { "Your share" } }
                }
                tbody {
                    @for (i, tier) in plan.tiers.iter().enumerate() {
                        tr {
                            (size(tier, i > 0, slices, currency))
                            td { bdi data-number { (percent(&tier.percent.to_string())) } }
                        }
                    }
                }
            }
        }
        ul {
            @if let Some(flat) = &plan.flat {
                li data-text="flat" { bdi data-slot="amount" data-number { (money(&flat.to_string(), currency)) } " flat" }
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

/// The range that a tier's percentage applies to. `above` is true if there is a tier below it.
fn size(tier: &Tier, above: bool, slices: bool, currency: &str) -> Markup {
    let (key, words) = match (&tier.up_to, above) {
        (Some(_), true) if slices => ("part-up-to", "the part up to "),
        (Some(_), _) => ("amount-up-to", "up to "),
        (None, true) if slices => ("part-above", "the part above that"),
        (None, true) => ("amount-above", "above that"),
        (None, false) => ("any-amount", "any amount"),
    };
    html! {
        td data-text=(key) {
            (words)
            @if let Some(up_to) = &tier.up_to {
                bdi data-slot="amount" data-number { (money(&up_to.to_string(), currency)) }
            }
        }
    }
}

fn resources(program: &Program) -> Markup {
    let kind = |resource: &Resource| match resource.kind {
        ResourceKind::Page => None,
        ResourceKind::ProductSheet => Some(("product-sheet", "Product sheet")),
        ResourceKind::SuccessStory => Some(("success-story", "Success story")),
    };
    html! {
        @if !program.resources.is_empty() {
            section {
                h3 data-text="read-up" { "Further reading" }
                ul {
                    @for resource in &program.resources {
                        li {
                            a href=(resource.link) target="_blank" rel="noopener" { (resource.title) }
                            @if let Some((key, words)) = kind(resource) {
                                " " span class="kind" data-text=(key) { (words) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The agreement's text, if the program has it.
fn agreement(agreement: &Agreement) -> Markup {
    html! {
        @if !agreement.text.is_empty() {
            details {
                summary data-text="agreement-text" {
                    "The whole agreement, version " bdi data-slot="version" { (agreement.version) }
                }
                @for paragraph in agreement.text.split("\n\n") { p { (paragraph) } }
            }
        }
    }
}

/// The partner manager's card.
fn contact(contact: &Contact) -> Markup {
    html! {
        section class="contact" {
            h3 data-text="questions" { "Questions?" }
            address {
                strong { (contact.name) }
                @if !contact.role.is_empty() { span { (contact.role) } }
                a href={ "mailto:" (contact.email) } { (contact.email) }
                @if let Some(phone) = &contact.phone {
                    a href={ "tel:" (phone.replace(' ', "")) } { bdi dir="ltr" { (phone) } }
                }
                @if let Some(link) = &contact.appointments {
                    a href=(link) target="_blank" rel="noopener" data-text="appointment" { "Make an appointment" }
                }
            }
        }
    }
}
