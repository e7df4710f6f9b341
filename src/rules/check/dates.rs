//! Checks of dates. To Rhai they are texts: it compares them with any text, and appends any number to them.

use super::checking::Checking;
use super::words::is_date;
use crate::date;
use crate::program::Code;
use crate::rules::answers::Scalar;
use crate::rules::formula::{Node, Operator, What};
use crate::rules::vocabulary::Kinds;

impl Checking<'_> {
    /// Reports a text that is used as a date, but is not one.
    pub(super) fn no_date(&mut self, name: &str, constant: &Node, text: &str) {
        if date::parse_date(text).is_none() {
            let message = format!("{name} is a date, but \"{text}\" is not");
            let help = "write dates as year, month, day: \"2026-11-23\"".to_string();
            self.say(Code::NotADate, self.source.literal(text, constant.position), message, Some(help));
        }
    }

    /// Checks a text that a date is compared with. The date need not be an answer.
    pub(super) fn date(&mut self, date: &Node, constant: &Node, text: &str) {
        self.no_date(&self.name(date), constant, text);
    }

    /// Checks the texts of a list that is searched for a date.
    pub(super) fn dates(&mut self, date: &Node, list: &Node, items: &[Scalar]) {
        for item in items {
            if let Scalar::Text(text) = item {
                self.date(date, list, text);
            }
        }
    }

    /// Checks the arguments of functions that take dates, and of functions that compare texts and get a date.
    pub(super) fn dated(&mut self, name: &str, parts: &[Node], kinds: &[Kinds]) {
        let texts = parts.iter().filter_map(|part| match &part.what {
            What::Constant(Scalar::Text(text)) => Some((part, text)),
            _ => None,
        });
        match name {
            "days_between" | "months_between" | "add_days" | "add_months" | "year" | "quarter" | "month"
            | "weekday" => {
                for (part, text) in texts.filter(|(_, text)| date::parse_date(text).is_none()) {
                    let message =
                        format!("`{name}` takes dates, but \"{text}\" is not one: the rule fails here");
                    let help = "write dates as year, month, day: \"2026-11-23\"".to_string();
                    self.say(Code::NotADate, self.source.literal(text, part.position), message, Some(help));
                }
            }
            "between" | "min" | "max" => {
                let date = parts.iter().zip(kinds).find(|(_, kinds)| is_date(**kinds));
                if let Some((date, _)) = date {
                    texts.for_each(|(part, text)| self.date(date, part, text));
                }
            }
            _ => {}
        }
    }

    /// Reports `+` with a date and a number, which appends the number to the text. Returns true if it is one.
    pub(super) fn date_and_number(&mut self, parts: &[Node; 2], kinds: [Kinds; 2]) -> bool {
        let is_number =
            |kinds: Kinds| Kinds::NUMBER.or(Kinds::UNIT).or(kinds) == Kinds::NUMBER.or(Kinds::UNIT);
        let date = match kinds.map(is_date) {
            [true, false] if is_number(kinds[1]) => &parts[0],
            [false, true] if is_number(kinds[0]) => &parts[1],
            _ => return false,
        };
        let message = format!(
            "{} is a date, and `+` appends the number to it: the result is not a date",
            self.name(date)
        );
        self.say(
            Code::DateArithmetic,
            date.position,
            message,
            Some(self.reckoning(Operator::Add, parts, kinds)),
        );
        true
    }

    /// Advice on how to calculate with a date.
    pub(super) fn reckoning(&self, operator: Operator, parts: &[Node; 2], kinds: [Kinds; 2]) -> String {
        if kinds.iter().all(|kinds| is_date(*kinds)) {
            let [first, second] = parts.each_ref().map(|part| self.written(part));
            return format!("write days_between({second}, {first})");
        }
        let [date, number] = if is_date(kinds[0]) { [&parts[0], &parts[1]] } else { [&parts[1], &parts[0]] };
        let days = match (&number.what, operator) {
            (What::Constant(Scalar::Int(days)), Operator::Subtract) => days.wrapping_neg().to_string(),
            _ => self.written(number),
        };
        format!("write add_days({}, {days})", self.written(date))
    }

    /// The value as written in a script, if it is simple.
    pub(super) fn written(&self, node: &Node) -> String {
        match &node.what {
            What::Field(_) => format!("lead.{}", self.name(node).trim_matches('`')),
            What::Today | What::Constant(_) => self.name(node).trim_matches('`').to_string(),
            _ => "…".into(),
        }
    }
}
