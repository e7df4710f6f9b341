//! The leads of others that were refused, because this referral protects their customer.

use super::super::parts::referred_by;
use super::labels::Labels;
use maud::{Markup, html};
use referral_store::RefusedLead;
use referral_widget::json::parse;

pub fn refused(leads: &[RefusedLead], labels: &Labels<'_>) -> Markup {
    let words = labels.words;
    html! {
        @if !leads.is_empty() {
            section aria-labelledby="refused" {
                h2 id="refused" { (words.say("refused-leads")) }
                p.facts { (words.say("refused-leads-why")) }
                ul.problems {
                    @for lead in leads {
                        @let customers: Vec<String> = parse(lead.customers.get()).unwrap_or_default();
                        li {
                            time datetime=(lead.at.to_string()) { (labels.minute(lead.at)) } " · "
                            (referred_by(lead.partner.as_deref(), &lead.attributed_by, words))
                            @if lead.claim == "asks" { " · " (words.say("maybe-machine")) }
                            @if !customers.is_empty() { " · " bdi { (customers.join(", ")) } }
                        }
                    }
                }
                p.more { a href="/compare" { (words.say("compare")) } }
            }
        }
    }
}
