//! The list of referrals: what is due first, narrowed by words and filters, and one decision for several at once.
//!
//! | part | what it does |
//! |---|---|
//! | `asked` | what the address asks for |
//! | `search` | the form that asks for it |
//! | `card` | a referral in the list |
//! | `bulk` | decides on several referrals |
//! | `export`, `json` | the list as a file, and as JSON |

mod asked;
mod bulk;
mod card;
mod export;
mod json;
mod search;

pub use asked::Asked;
pub use bulk::decide_on_several;
pub use export::export_list;
pub use json::{Referrals, list_referrals};

use super::words::Words;
use crate::access::{Caller, Right};
use crate::catalog::State;
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use asked::PAGE;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{ListOrder, Moment, Place, Store, Stored};
use std::collections::BTreeMap;

/// One page of the list.
pub struct List {
    asked: Asked,
    referrals: Vec<Stored>,
    /// The last referral on the page, if there are more after it.
    next: Option<Place>,
    now: Moment,
    /// The names of people by their ids.
    names: BTreeMap<String, String>,
    /// The time zone of the business hours, if some were set.
    zone: Option<TimeZone>,
}

impl List {
    /// Reads the page that an address asks for.
    pub async fn read(store: &Store, hours: &Hours, asked: Asked, now: Timestamp) -> Result<Self, Refusal> {
        let (filter, after) = (asked.filter(now)?, asked.after()?);
        // One more than shown tells whether there is a next page.
        let mut referrals = store.page(&filter, ListOrder::Due, after, PAGE + 1).await?;
        let has_more = referrals.len() > PAGE;
        referrals.truncate(PAGE);
        let next = referrals.last().filter(|_| has_more).map(Place::of);
        let (names, zone) = (store.names().await?, hours.own_zone(store, now).await?);
        Ok(List { asked, referrals, next, now: now.into(), names, zone })
    }

    /// True if it is the beginning of the whole list.
    pub fn is_first(&self) -> bool {
        self.asked == Asked::default()
    }

    /// The name of a person, or the id or address if nobody has it.
    pub fn name<'a>(&'a self, person: &'a str) -> &'a str {
        self.names.get(person).map_or(person, String::as_str)
    }

    /// Writes the list with its search.
    pub fn show(&self, programs: &BTreeMap<String, State>, caller: &Caller, words: &Words) -> Markup {
        let List { asked, referrals, next, now, names, zone } = self;
        let beside = card::Beside { caller, now: *now, names, zone: zone.as_ref(), words };
        html! {
            (search::form(asked, programs, words))
            section aria-labelledby="list" {
                h2 id="list" { (words.say("due-next")) }
                @if referrals.is_empty() {
                    p.empty { (words.say(if self.is_first() { "no-referrals" } else { "none-found" })) }
                } @else {
                    ul.referrals {
                        @for stored in referrals {
                            (card::card(stored, programs.get(&stored.program), &beside))
                        }
                    }
                }
                p.more.links {
                    @if asked.after.is_some() { a href=(asked.address("/", None)) { (words.say("first-page")) } }
                    @if let Some(next) = next { a rel="next" href=(asked.address("/", Some(*next))) { (words.say("next-page")) } }
                    a href=(asked.address("/referrals.csv", None)) { (words.say("save-as-csv")) }
                    a href=(asked.address("/api/referrals", None)) { (words.say("as-json-list")) }
                }
            }
            @if caller.has(Right::Command) { (bulk::form(referrals, asked, programs, words)) }
        }
    }
}
