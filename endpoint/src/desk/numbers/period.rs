//! The days, and the program, that the address of the figures names.

use super::super::words::Words;
use crate::catalog::{Release, State};
use crate::http::refusal::Refusal;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use maud::{Markup, html};
use referral_store::Moment;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How many days are shown, if the address names none.
const USUAL_DAYS: i64 = 90;

/// The parameters of the address.
#[derive(Deserialize)]
pub struct Asked {
    from: Option<String>,
    to: Option<String>,
    program: Option<String>,
}

/// A period: from the beginning of a day to the end of another.
pub struct Period {
    pub program: Option<String>,
    from: Date,
    to: Date,
    zone: TimeZone,
}

impl Period {
    /// Reads the parameters. Days are those of the program's time zone; without a program, of the first one's.
    pub fn read(
        asked: Result<Query<Asked>, QueryRejection>,
        programs: &BTreeMap<String, State>,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let wrong = |detail: String| Refusal::new(StatusCode::BAD_REQUEST, detail);
        let Query(Asked { from, to, program }) = asked.map_err(|rejection| wrong(rejection.body_text()))?;
        let program = program.filter(|id| !id.is_empty());
        let release = match &program {
            Some(id) => programs.get(id),
            None => programs.values().next(),
        };
        let release = release.and_then(|state| state.release.as_deref());
        let now = release.map_or_else(|| now.to_zoned(TimeZone::UTC), |release| release.program.zoned(now));
        let day =
            |name: &str, text: Option<String>, otherwise: Date| match text.filter(|text| !text.is_empty()) {
                None => Ok(otherwise),
                Some(text) => text
                    .parse::<Date>()
                    .map_err(|_| wrong(format!("`{name}` is no day such as {}.", now.date()))),
            };
        let to = day("to", to, now.date())?;
        let from = day("from", from, to.saturating_sub(USUAL_DAYS.days()))?;
        if from > to {
            return Err(wrong(format!("`from` is {from}, which is after `to`, {to}.")));
        }
        Ok(Period { program, from, to, zone: now.time_zone().clone() })
    }

    /// The release of the one program whose figures are shown.
    pub fn release<'a>(&self, programs: &'a BTreeMap<String, State>) -> Option<&'a Release> {
        let mut all = programs.values();
        let state = match &self.program {
            Some(id) => programs.get(id),
            None => all.next().filter(|_| all.next().is_none()),
        };
        state?.release.as_deref()
    }

    /// The first moment of the period, and the first one after it.
    pub fn bounds(&self) -> (Moment, Moment) {
        let begin = |day: Date| {
            let zoned = day.to_zoned(self.zone.clone());
            zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp()).into()
        };
        (begin(self.from), self.to.tomorrow().map_or(Timestamp::MAX.into(), begin))
    }

    /// The form for another period.
    pub fn form(&self, programs: &BTreeMap<String, State>, words: &Words) -> Markup {
        html! {
            form.search method="get" action="/numbers" {
                div.filters {
                    div {
                        label for="from" { (words.say("from-day")) }
                        input id="from" name="from" type="date" value=(self.from.to_string());
                    }
                    div {
                        label for="to" { (words.say("to-day")) }
                        input id="to" name="to" type="date" value=(self.to.to_string());
                    }
                    div {
                        label for="by-program" { (words.say("filter-program")) }
                        select id="by-program" name="program" {
                            option value="" { (words.say("any")) }
                            @for (id, release) in programs.iter().filter_map(|(id, state)| Some((id, state.release.as_deref()?))) {
                                option value=(id) selected[Some(id) == self.program.as_ref()] { (release.program_in(Some(words.language.tag())).name) }
                            }
                        }
                    }
                }
                button type="submit" { (words.say("show")) }
            }
        }
    }
}
