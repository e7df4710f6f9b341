//! Business hours as they are typed into the fields of a page, one text for each field.

use referral_widget::office::{Allowance, Durations, HoursError, HoursMistake, WEEKDAYS, WrittenHours};
use std::collections::BTreeMap;

/// The shares of the time at which people are reminded, as they are written in business hours.
pub const SHARES: [&str; 3] = ["50", "80", "100"];
/// What has a duration, as it is written in business hours.
pub const DURATIONS: [&str; 3] = ["decision", "first_contact", "answer"];

/// The fields of the page, by their names.
#[derive(Default)]
pub struct TypedHours(BTreeMap<String, String>);

impl TypedHours {
    /// Takes the fields that a page has sent.
    pub fn from_form(fields: BTreeMap<String, String>) -> Self {
        TypedHours(fields)
    }

    /// Business hours as they are shown in the fields.
    pub fn from_hours(hours: &WrittenHours) -> Self {
        let mut fields = BTreeMap::from([("time_zone".to_string(), hours.time_zone.clone())]);
        for (day, spans) in &hours.hours {
            fields.insert(format!("hours.{day}"), spans.join(", "));
        }
        let holidays: Vec<String> =
            hours.holidays.iter().map(|(day, name)| format!("{day} {name}").trim().to_string()).collect();
        fields.insert("holidays".into(), holidays.join("\n"));
        for (share, people) in &hours.people {
            fields.insert(format!("people.{share}"), people.join(", "));
        }
        let Durations { decision, first_contact, answer } = hours.durations;
        for (name, duration) in DURATIONS.into_iter().zip([decision, first_contact, answer]) {
            let (count, unit) = match duration {
                None => continue,
                Some(Allowance::Days(days)) => (days, "days"),
                Some(Allowance::Hours(hours)) => (hours, "hours"),
            };
            fields.insert(format!("durations.{name}"), count.to_string());
            fields.insert(format!("unit.{name}"), unit.into());
        }
        TypedHours(fields)
    }

    /// A field.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// The number of the hours that the page has shown, or 0 if there were none.
    pub fn seen(&self) -> Option<i64> {
        self.get("seen").parse().ok()
    }

    /// The business hours that were typed.
    ///
    /// # Errors
    ///
    /// The durations that are not whole numbers.
    pub fn hours(&self) -> Result<WrittenHours, Vec<HoursError>> {
        let mut errors = Vec::new();
        let [decision, first_contact, answer] = DURATIONS.map(|name| {
            self.duration(name).unwrap_or_else(|error| {
                errors.push(error);
                None
            })
        });
        if !errors.is_empty() {
            return Err(errors);
        }
        let list = |name: &str| -> Vec<String> {
            let parts = self.get(name).split([',', ';', '、', '،', '\n']).map(str::trim);
            parts.filter(|part| !part.is_empty()).map(Into::into).collect()
        };
        let filled = |prefix: &str, names: &[&str]| -> BTreeMap<String, Vec<String>> {
            let all = names.iter().map(|name| (name.to_string(), list(&format!("{prefix}.{name}"))));
            all.filter(|(_, list)| !list.is_empty()).collect()
        };
        let holidays = self.get("holidays").lines().map(str::trim).filter(|line| !line.is_empty());
        let holidays = holidays.map(|line| match line.split_once(char::is_whitespace) {
            Some((day, name)) => (day.into(), name.trim().into()),
            None => (line.into(), String::new()),
        });
        Ok(WrittenHours {
            time_zone: self.get("time_zone").into(),
            hours: filled("hours", &WEEKDAYS),
            holidays: holidays.collect(),
            people: filled("people", &SHARES),
            durations: Durations { decision, first_contact, answer },
        })
    }

    /// A duration. `None` if the field is empty.
    fn duration(&self, name: &str) -> Result<Option<Allowance>, HoursError> {
        let typed = self.get(&format!("durations.{name}"));
        if typed.is_empty() {
            return Ok(None);
        }
        let count = typed.parse().map_err(|_| HoursError {
            place: format!("durations.{name}"),
            mistake: HoursMistake::NoDuration,
        })?;
        Ok(Some(match self.get(&format!("unit.{name}")) {
            "hours" => Allowance::Hours(count),
            _ => Allowance::Days(count),
        }))
    }
}

/// The name of the field that a mistake is in: that of `hours.monday[1]` is `hours.monday`, that of `holidays.2026-02-30` is
/// `holidays`.
pub fn field_of(error: &HoursError) -> &str {
    let place = error.place.split('[').next().unwrap_or_default();
    if place.starts_with("holidays") { "holidays" } else { place }
}
