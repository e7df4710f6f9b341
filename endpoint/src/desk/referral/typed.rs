//! What one of the page's forms has sent.

use referral_widget::lead::NumberStyle;
use referral_widget::office::{Command, Deal, Decision, Order, Refused};
use std::collections::BTreeMap;

/// The fields of a form, as they were typed.
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// Takes the fields of a form.
    pub fn from_form(fields: BTreeMap<String, String>) -> Self {
        Typed(fields)
    }

    /// A field, if something was typed into it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The form, by the name of its button's text.
    pub fn form(&self) -> &str {
        self.get("form").unwrap_or_default()
    }

    /// How many events the page showed.
    pub fn seen(&self) -> Option<u64> {
        self.get("revision")?.parse().ok()
    }

    /// The name of the text above a field: a note that must be there asks why.
    pub fn label_of(&self, part: &str) -> &'static str {
        match (part, self.form()) {
            ("note", "reopen" | "extend" | "release" | "correct") => "label-why",
            ("note", _) => "label-note",
            ("to", _) => "label-assignee",
            _ => "label-message",
        }
    }

    /// True if the value of the deal can mean two amounts: `45.000` in English.
    pub fn has_two_values(&self, language: &str) -> bool {
        let typed = self.get("value").unwrap_or_default();
        Deal::has_two_readings(typed, NumberStyle::typed_in(language))
    }

    /// The command. `language` (BCP 47) decides how an amount is read.
    pub fn order(&self, language: &str) -> Result<Order, Refused> {
        let text = |name: &str| self.get(name).unwrap_or_default().to_string();
        let command = match self.form() {
            "accept" => Command::Decide(Decision::Accept),
            "decline" => Command::Decide(Decision::Decline { reason: text("reason") }),
            "advance" => Command::Advance { stage: text("stage") },
            "win" => Command::Win(self.deal(language)?),
            "correct" => Command::Correct(self.deal(language)?),
            "lose" => Command::Lose { reason: text("reason") },
            "reopen" => Command::Reopen,
            "ask" => Command::Ask,
            "answer" => Command::Answer,
            "assign" => Command::Assign { to: self.get("to").map(Into::into) },
            "extend" => {
                let until = text("until").parse().map_err(|_| Refused::WrongDay(text("until")))?;
                Command::Extend { until }
            }
            "release" => Command::Release,
            _ => Command::Note,
        };
        Ok(Order {
            command,
            message: self.get("message").map(Into::into),
            note: self.get("note").map(Into::into),
        })
    }

    fn deal(&self, language: &str) -> Result<Deal, Refused> {
        let wrong = || Refused::WrongDeal("The deal is not complete".into());
        let currency = self.get("currency").ok_or_else(wrong)?.to_ascii_uppercase();
        let typed = self.get("value").ok_or_else(wrong)?;
        if self.has_two_values(language) {
            return Err(Refused::WrongDeal("The value can mean two amounts".into()));
        }
        let value = Deal::minor_units(typed, &currency, NumberStyle::typed_in(language)).ok_or_else(wrong)?;
        let on = self.get("on").and_then(|day| day.parse().ok()).ok_or_else(wrong)?;
        Ok(Deal { value, currency, on })
    }
}
