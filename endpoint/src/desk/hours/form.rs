//! The form of business hours. It works without a script, and with the keyboard alone.

use super::super::words::Words;
use super::typed::{DURATIONS, SHARES, TypedHours, field_of};
use jiff::tz;
use maud::{Markup, html};
use referral_widget::office::{HoursError, HoursMistake, WEEKDAYS};

/// The fields with what was typed, and what is wrong with it.
pub struct HoursForm<'a> {
    pub typed: &'a TypedHours,
    pub errors: &'a [HoursError],
    /// The number of the hours that the page shows, or 0 if there are none.
    pub seen: i64,
    pub words: &'a Words,
}

impl HoursForm<'_> {
    pub fn html(&self) -> Markup {
        let words = self.words;
        html! {
            form.hours method="post" action="/hours" {
                input type="hidden" name="seen" value=(self.seen);
                (self.time_zone())
                fieldset id="hours" aria-describedby=[self.described("hours", None)] {
                    legend { (words.say("hours-week")) }
                    p.facts id="week-hint" { (words.say("hours-week-hint")) }
                    (self.mistakes("hours"))
                    @for day in WEEKDAYS { (self.line(&format!("hours.{day}"), &words.say(&format!("day-{day}")), Some("week-hint"))) }
                }
                (self.holidays())
                fieldset {
                    legend { (words.say("hours-people")) }
                    p.facts id="people-hint" { (words.say("hours-people-hint")) }
                    @for share in SHARES {
                        @let label = words.with("hours-people-at", &[("share", &format!("{share}\u{a0}%"))]);
                        (self.line(&format!("people.{share}"), &label, Some("people-hint")))
                    }
                }
                fieldset {
                    legend { (words.say("hours-durations")) }
                    p.facts id="durations-hint" { (words.say("hours-durations-hint")) }
                    @for name in DURATIONS { (self.duration(name)) }
                }
                button type="submit" { (words.say("hours-save")) }
            }
        }
    }

    fn time_zone(&self) -> Markup {
        let chosen = self.typed.get("time_zone");
        // Names without a region are old, and `Etc/UTC` has a shorter name.
        let is_offered = |name: &str| name == "UTC" || name.contains('/') && !name.starts_with("Etc/");
        let mut names: Vec<String> =
            tz::db().available().map(|name| name.to_string()).filter(|name| is_offered(name)).collect();
        names.sort_unstable();
        let is_known = names.iter().any(|name| name == chosen);
        html! {
            label for="time_zone" { (self.words.say("hours-time-zone")) }
            select id="time_zone" name="time_zone" required aria-invalid=[self.invalid("time_zone")] aria-describedby=[self.described("time_zone", None)] {
                @if !is_known { option value=(chosen) selected { (chosen) } }
                @for name in &names { option value=(name) selected[name == chosen] { (name) } }
            }
            (self.mistakes("time_zone"))
        }
    }

    fn holidays(&self) -> Markup {
        html! {
            label for="holidays" { (self.words.say("hours-holidays")) }
            textarea id="holidays" name="holidays" rows="6" aria-invalid=[self.invalid("holidays")]
                aria-describedby=[self.described("holidays", Some("holidays-hint"))] { (self.typed.get("holidays")) }
            p.facts id="holidays-hint" { (self.words.say("hours-holidays-hint")) }
            (self.mistakes("holidays"))
        }
    }

    fn line(&self, name: &str, label: &str, hint: Option<&str>) -> Markup {
        html! {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(self.typed.get(name)) autocomplete="off" dir="ltr" aria-invalid=[self.invalid(name)]
                aria-describedby=[self.described(name, hint)];
            (self.mistakes(name))
        }
    }

    fn duration(&self, name: &str) -> Markup {
        let (words, field, unit) = (self.words, format!("durations.{name}"), format!("unit.{name}"));
        let chosen = self.typed.get(&unit);
        html! {
            (self.line(&field, &words.say(&format!("duration-{name}")), Some("durations-hint")))
            select name=(unit) aria-label={ (words.say(&format!("duration-{name}"))) ": " (words.say("hours-unit")) } {
                option value="days" { (words.say("unit-days")) }
                option value="hours" selected[chosen == "hours"] { (words.say("unit-hours")) }
            }
        }
    }

    fn of_field<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e HoursError> {
        self.errors.iter().filter(move |error| field_of(error) == name)
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        self.of_field(name).next().map(|_| "true")
    }

    /// The ids of what describes a field: its mistakes, and its hint.
    fn described(&self, name: &str, hint: Option<&str>) -> Option<String> {
        let mistakes = self.invalid(name).map(|_| format!("{name}-mistakes"));
        let ids: Vec<String> = mistakes.into_iter().chain(hint.map(Into::into)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn mistakes(&self, name: &str) -> Markup {
        html! {
            @if self.invalid(name).is_some() {
                ul.problems.bad id={ (name) "-mistakes" } { @for error in self.of_field(name) { li { (said(error, self.words)) } } }
            }
        }
    }
}

/// What is wrong, in the reader's language. The page cannot make the mistakes that are said in English alone.
pub fn said(error: &HoursError, words: &Words) -> String {
    let mistake = &error.mistake;
    match mistake {
        HoursMistake::Unreadable(_)
        | HoursMistake::TooLong(_)
        | HoursMistake::NoWeekday(_)
        | HoursMistake::NoShare(_) => error.to_string(),
        HoursMistake::NoDate | HoursMistake::LongName(_) => {
            let day = error.place.trim_start_matches("holidays.");
            words.with(&format!("mistake-{}", mistake.word()), &[("label", day)])
        }
        HoursMistake::NoTimeZone(_)
        | HoursMistake::NoSpan(_)
        | HoursMistake::Backwards(_)
        | HoursMistake::Overlap
        | HoursMistake::NoHours
        | HoursMistake::TooMany(_)
        | HoursMistake::NoPerson(_)
        | HoursMistake::NoDuration => {
            words.with(&format!("mistake-{}", mistake.word()), &[("label", &mistake.detail())])
        }
    }
}
