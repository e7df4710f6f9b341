//! What a page without script sends: answers, the key, the agreement, and in the address who refers.

use crate::programs::Release;
use crate::store::timestamp;
use crate::submit::key;
use jiff::Timestamp;
use referral_widget::lead::Answers;
use referral_widget::markup::{AGREEMENT, CONSENT, TRAP};
use referral_widget::program::{Agreement, Consent, Field, FieldType, MAX_ROWS, Program};
use referral_widget::submission::{Acceptance, Attribution, Confirmation, Signals, Submission, Versions};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

/// Names and values of a form or of an address, in their order.
pub type Pairs = Vec<(String, String)>;

/// The controls that are no questions. No field has a hyphen in its name.
pub const KEY: &str = "submission-key";
pub const VERSION: &str = "agreement-version";
pub const WORDS: &str = "consent-words";
pub const ACTION: &str = "page-action";
/// When the page was first shown, in milliseconds since 1970.
pub const OPENED: &str = "page-opened";
/// What the button says that sends.
pub const SEND: &str = "send";

/// How much of a parameter is kept, in characters.
const MOST: usize = 200;

/// What was given so far.
pub struct Given {
    /// As typed.
    pub answers: Answers,
    /// The idempotency key: the same for every attempt.
    pub key: String,
    /// When the page was first shown, in milliseconds since 1970; nothing where a form does not say.
    pub opened: Option<i64>,
    is_accepted: bool,
    /// The version of the agreement that the page showed.
    agreement: String,
    is_consented: bool,
    /// What stands in the field that nobody sees.
    trap: String,
    /// The words of the consent that the page showed.
    consent: String,
    /// Whether the lead is to be sent, and not only to be checked.
    pub is_sent: bool,
    attribution: Attribution,
}

impl Given {
    /// An empty form.
    pub fn nothing(query: &Pairs, referrer: Option<&str>, now: Timestamp) -> Self {
        let mut attribution = attribution(query);
        attribution.referrer = attribution.referrer.or(referrer.map(bare));
        Given {
            answers: Answers::new(),
            key: Uuid::new_v4().to_string(),
            opened: Some(now.as_millisecond()),
            is_accepted: false,
            agreement: String::new(),
            is_consented: false,
            trap: String::new(),
            consent: String::new(),
            is_sent: false,
            attribution,
        }
    }

    /// What was filled in.
    pub fn read(program: &Program, query: &Pairs, form: Pairs, now: Timestamp) -> Self {
        let mut given = Given { opened: None, ..Given::nothing(query, None, now) };
        for (name, value) in form {
            match name.as_str() {
                KEY => given.key = key(&value).unwrap_or(given.key),
                AGREEMENT => given.is_accepted = true,
                VERSION => given.agreement = value,
                OPENED => given.opened = value.parse().ok(),
                TRAP => given.trap = value,
                CONSENT => given.is_consented = true,
                // Browsers send line breaks as CR LF.
                WORDS => given.consent = value.replace("\r\n", "\n"),
                ACTION => given.is_sent = value == SEND,
                _ => answer(&program.fields, &mut given.answers, &name, value),
            }
        }
        given
    }

    /// Whether this version of the agreement is accepted.
    pub fn accepts(&self, agreement: &Agreement) -> bool {
        self.is_accepted && self.agreement == agreement.version
    }

    /// Whether the customer's consent is confirmed in these words.
    pub fn consents(&self, consent: Option<&Consent>) -> bool {
        self.is_consented && consent.is_some_and(|consent| self.consent == consent.text)
    }

    /// The submission, for the program as it is now.
    pub fn submission(&self, release: &Release, now: Timestamp) -> Submission {
        Submission {
            key: self.key.clone(),
            program: release.program.id.clone(),
            versions: Versions {
                program: release.program.version.clone(),
                program_hash: Some(release.program_hash.clone()),
                rules_hash: Some(release.rules_hash.clone()),
            },
            lead: self.answers.clone(),
            typed: true,
            attribution: Attribution { page: Some(path(&release.program)), ..self.attribution.clone() },
            agreement: Acceptance { version: self.agreement.clone(), accepted: self.is_accepted },
            consent: self
                .is_consented
                .then(|| Confirmation { text: self.consent.clone(), given_at: timestamp(now) }),
            signals: Some(Signals { trap: self.trap.clone(), seconds: self.seconds(now) }),
            language: None,
            challenge: None,
            verdict: None,
        }
    }

    /// For how long the page was there. One that was shown in the future was shown to nobody.
    fn seconds(&self, now: Timestamp) -> Option<f64> {
        let since = u64::try_from(now.as_millisecond().checked_sub(self.opened?)?).ok()?;
        Some(Duration::from_millis(since).as_secs_f64())
    }

    /// The page's address, which carries who refers from one page to the next.
    pub fn address(&self, program: &Program) -> String {
        let Attribution { partner, campaign, referrer, utm, .. } = &self.attribution;
        let named = [("partner", partner), ("campaign", campaign), ("referrer", referrer)];
        let named = named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let utm = utm.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        match serde_urlencoded::to_string(named.chain(utm).collect::<Vec<_>>()) {
            Ok(query) if !query.is_empty() => format!("{}?{query}", path(program)),
            _ => path(program),
        }
    }
}

fn path(program: &Program) -> String {
    format!("/refer/{}", program.id)
}

/// As the form's loader notes an answer; one in a row is called `contacts.0.email`.
fn answer(fields: &[Field], answers: &mut Answers, name: &str, value: String) {
    let mut steps = name.splitn(3, '.');
    let question = steps.next().unwrap_or_default();
    let Some(field) = fields.iter().find(|field| field.name == question) else { return };
    match (field.kind, steps.next(), steps.next()) {
        (FieldType::Group, Some(row), Some(name)) => {
            let row = row.parse::<usize>().ok().filter(|row| *row < MAX_ROWS as usize);
            let (Some(row), Some(rows)) = (row, list(answers, question)) else { return };
            rows.resize_with(rows.len().max(row + 1), || Value::Object(Answers::new()));
            if let Some(Value::Object(answers)) = rows.get_mut(row) {
                answer(&field.fields, answers, name, value);
            }
        }
        (FieldType::Group, ..) | (_, Some(_), _) => {}
        (FieldType::Checkbox, ..) => _ = answers.insert(question.into(), Value::Bool(true)),
        (FieldType::Multiselect, ..) => {
            if let Some(all) = list(answers, question) {
                all.push(Value::String(value));
            }
        }
        // Browsers send line breaks as CR LF.
        _ => _ = answers.insert(question.into(), Value::String(value.replace("\r\n", "\n"))),
    }
}

fn list<'a>(answers: &'a mut Answers, name: &str) -> Option<&'a mut Vec<Value>> {
    answers.entry(name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
}

fn attribution(query: &Pairs) -> Attribution {
    let mut attribution = Attribution::default();
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        let whole = value;
        let value: String = value.chars().take(MOST).collect();
        match name.as_str() {
            // A longer one is refused when it is sent: cut off, it would be another partner's.
            "partner" => attribution.partner = Some(whole.clone()),
            "campaign" => attribution.campaign = Some(value),
            "referrer" => attribution.referrer = Some(bare(&value)),
            name if name.starts_with("utm_") && name.len() < 30 => {
                attribution.utm.insert(name.into(), value.into());
            }
            _ => {}
        }
    }
    attribution
}

/// An address without query and fragment, which may hold personal data.
fn bare(address: &str) -> String {
    address.split(['?', '#']).next().unwrap_or_default().chars().take(MOST).collect()
}
