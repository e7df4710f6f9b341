//! What stands in place of a letter's placeholders.

use super::template::Values;
use crate::labels;
use jiff::tz::TimeZone;
use referral_language::{Language, Texts};
use referral_store::{Happened, Stored};
use referral_widget::json::parse;
use referral_widget::office::{Event, Owed};
use referral_widget::program::{Program, harmless};
use referral_widget::submission::{Attribution, Receipt};
use serde_json::Value;

/// The longest value of a line, in characters: a company's name may be as long as a visitor likes.
const LONGEST: usize = 120;

/// What a letter on a referral is about.
pub struct Subject<'a> {
    pub stored: &'a Stored,
    pub program: &'a Program,
    pub happened: &'a Happened,
    pub event: &'a Event,
    pub language: &'a Language,
    /// The time zone in which times are written.
    pub zone: &'a TimeZone,
}

impl Subject<'_> {
    /// The values of all placeholders.
    pub fn values(&self, link: &str) -> Values {
        let Subject { stored, program, happened, event, language, zone } = *self;
        let texts = Texts::in_language(language);
        let say = |key: &str| texts.say(key, &[]);
        let attribution: Attribution = parse(stored.attribution.get()).unwrap_or_default();
        let duties = stored.standing.duties().unwrap_or_default();
        // A reminder is of one thing.
        let reminded =
            if let Event::Reminded { owed, share, .. } = event { Some((*owed, share)) } else { None };
        let due = |owed: Owed| {
            let is_told = reminded.is_none_or(|(of, _)| of == owed);
            let duty = duties.open().find(|duty| duty.owed == owed && is_told);
            duty.map(|duty| labels::plain_minute(zone, duty.deadline.due)).unwrap_or_default()
        };
        // Of the two, only that side owes an answer to which the letter goes, or which it asks for one.
        let is_to_desk = *event == Event::PartnerAsked || reminded.is_some();
        let answer = if is_to_desk { Owed::DeskAnswer } else { Owed::PartnerAnswer };
        let deal = if let Event::Won(deal) | Event::Corrected(deal) = event { Some(deal) } else { None };
        let status = event.status().map(|status| labels::status_word(status, &say)).unwrap_or_default();
        let stage = if let Event::Advanced { stage } = event {
            labels::labelled(labels::stages(program, &say), stage)
        } else {
            String::new()
        };
        let company = labels::company(stored, Some(program)).unwrap_or_else(|| say("no-company"));
        let partner = attribution.partner.unwrap_or_else(|| say("partner-unknown"));
        vec![
            ("company", line(&company)),
            ("program", line(&program.name)),
            ("vendor", line(&program.vendor.name)),
            ("partner", line(&partner)),
            ("reference", stored.id.clone()),
            ("link", link.into()),
            ("decision_due", due(Owed::Decision)),
            ("contact_due", due(Owed::FirstContact)),
            ("answer_due", due(answer)),
            ("until", stored.standing.protected_until.clone().unwrap_or_default()),
            ("reason", line(&self.reason(&say))),
            ("stage", line(&stage)),
            ("status", status),
            (
                "amount",
                deal.map(|deal| texts.money(&deal.amount().to_string(), &deal.currency)).unwrap_or_default(),
            ),
            ("on", deal.map(|deal| deal.on.to_string()).unwrap_or_default()),
            ("message", text(happened.message.as_deref().unwrap_or_default())),
            ("share", reminded.map(|(_, share)| format!("{share} %")).unwrap_or_default()),
        ]
    }

    fn reason(&self, say: labels::Say<'_>) -> String {
        let Subject { stored, program, event, .. } = *self;
        match event {
            Event::Declined { reason } => {
                labels::labelled(labels::decline_reasons(program, stored, say), reason)
            }
            Event::Lost { reason } => {
                let all = [labels::loss_reasons(program, say), labels::decline_reasons(program, stored, say)];
                labels::labelled(all.concat(), reason)
            }
            // The rules have declined it: the receipt says why.
            Event::Received { .. } => {
                let receipt: Value = parse(stored.receipt.get()).unwrap_or_default();
                Receipt::from_json(&receipt).map(|receipt| receipt.reasons.join(" ")).unwrap_or_default()
            }
            _ => String::new(),
        }
    }
}

/// A text in one line, without letters that nobody sees, control a terminal or turn the direction of writing.
pub fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let visible: String = words.join(" ").chars().filter(|letter| harmless(*letter) == *letter).collect();
    let mut short: String = visible.chars().take(LONGEST).collect();
    if short.len() < visible.len() {
        short.push('…');
    }
    short
}

/// The same for a text with several lines.
pub fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .filter(|letter| *letter == '\n' || harmless(*letter) == *letter)
        .collect::<String>()
        .trim()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_visitor_writes_is_more_than_a_line() {
        assert_eq!(line("Muster\r\nBcc: all@example.org"), "Muster Bcc: all@example.org");
        assert_eq!(line(" A\u{202e}B\u{200f}C\u{0}\u{1b}[2J "), "ABC[2J");
        assert_eq!(line(&"ü".repeat(500)).chars().count(), LONGEST + 1);
        assert_eq!(text("one\r\n\u{2067}two\u{7}\n"), "one\ntwo");
    }
}
