//! The partners, by how good their referrals are rather than by how many they are.

use super::super::words::Words;
use super::tally::{FEW, Partner, Tally};
use jiff::civil::Date;
use maud::{Markup, html};
use referral_widget::office::Deal;

/// The most partners that are shown.
const MOST: usize = 100;

pub fn table(tally: &Tally, words: &Words) -> Markup {
    html! {
        section.wide aria-labelledby="partners" tabindex="0" {
            h2 id="partners" { (words.say("partners-by-quality")) }
            table {
                thead {
                    tr {
                        @for key in ["filter-partner", "share-accepted", "count-won", "value-won", "arrived"] {
                            th scope="col" { (words.say(key)) }
                        }
                    }
                }
                tbody {
                    @for (name, partner) in tally.best_partners().into_iter().take(MOST) {
                        tr {
                            th.id[name.is_some()] scope="row" { (name.map_or_else(|| words.say("partner-unknown"), Into::into)) }
                            td {
                                @if partner.decided() > 0 { (partner.share()) " % " }
                                @if partner.is_few() { span.facts { (words.say("few-decisions")) } }
                            }
                            td { (partner.won) }
                            td { (value(partner, words)) }
                            td { (partner.arrived) }
                        }
                    }
                }
            }
            p.facts { (words.with("few-explained", &[("count", &FEW.to_string())])) }
        }
    }
}

/// What was won, in each currency.
fn value(partner: &Partner, words: &Words) -> String {
    let amount = |(currency, value): (&String, &i64)| {
        let deal = Deal { value: *value, currency: currency.clone(), on: Date::default() };
        words.money(&deal.amount().to_string(), currency)
    };
    partner.value.iter().map(amount).collect::<Vec<_>>().join(" · ")
}
