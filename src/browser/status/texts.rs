//! Texts, times and days in the language of the element.

use super::values::{get, object};
use crate::markup::status::Left;
use crate::status::Countdown;
use js_sys::{Array, Date, Function, Intl};
use wasm_bindgen::JsValue;

/// The texts of a language, and how it writes times.
pub struct Texts {
    catalog: JsValue,
    time: Function,
    day: Function,
    left: Intl::RelativeTimeFormat,
}

impl Texts {
    /// The texts of a catalog (`status.texts.XX.json`) in its language.
    pub fn new(language: &str, catalog: JsValue) -> Self {
        let locales = Array::of1(&language.into());
        let dates =
            |members: &[(&str, JsValue)]| Intl::DateTimeFormat::new(&locales, &object(members)).format();
        let gregory = || ("calendar", "gregory".into());
        let time = [("dateStyle", "medium".into()), ("timeStyle", "short".into()), gregory()];
        // A day has no time zone.
        let day = [("dateStyle", "long".into()), ("timeZone", "UTC".into()), gregory()];
        let left = object(&[("numeric", "auto".into())]);
        Texts {
            catalog,
            time: dates(&time),
            day: dates(&day),
            left: Intl::RelativeTimeFormat::new(&locales, &left),
        }
    }

    /// Says a text. A key without a text is said itself.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let Some(text) = get(&self.catalog, key).as_string() else { return key.into() };
        let value =
            |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        // The texts are at the even indexes, and the names of values at the odd ones.
        let pieces = text.split(['{', '}']).enumerate();
        pieces.map(|(place, piece)| if place % 2 == 0 { piece } else { value(piece) }).collect()
    }

    /// Writes a point in time, in the time zone of the browser. What is none is written as it is.
    pub fn time(&self, at: &str) -> String {
        self.written(&self.time, at)
    }

    /// Writes a day.
    pub fn day(&self, day: &str) -> String {
        self.written(&self.day, day)
    }

    fn written(&self, format: &Function, at: &str) -> String {
        let date = Date::new(&at.into());
        let written = format.call1(&JsValue::UNDEFINED, &date).ok().and_then(|written| written.as_string());
        written.unwrap_or_else(|| at.into())
    }

    /// Writes how long it is from `now` until a point in time, and how long that stays true, in milliseconds.
    pub fn left(&self, at: &str, now: f64) -> (Left, f64) {
        let at = Date::parse(at);
        if at.is_nan() {
            return (Left { said: String::new(), is_over: false }, f64::INFINITY);
        }
        let countdown = Countdown::new(at, now);
        let said = self.left.format(countdown.count, countdown.unit.as_str());
        (Left { said: said.into(), is_over: Countdown::is_over(at, now) }, countdown.changes_in_ms)
    }
}
