//! What a page without scripts sends: answers, key and agreement. Its address says who refers.

use crate::catalog::Release;
use crate::intake::key;
use jiff::Timestamp;
use referral_language::Language;
use referral_store::Moment;
use referral_widget::lead::{Answers, NumberStyle};
use referral_widget::markup::{AGREEMENT, CONSENT, TRAP};
use referral_widget::program::{Agreement, AnswerKind, Consent, Field, FieldType, MAX_ROWS, Program};
use referral_widget::submission::{Acceptance, Attribution, Confirmation, Signals, Submission, Versions};
use serde_json::{Number, Value};
use std::time::Duration;
use uuid::Uuid;

/// The names and values of a form or of an address, in their order.
pub type Pairs = Vec<(String, String)>;

/// The names of controls that are not questions. The name of a field never has a hyphen.
pub const KEY: &str = "submission-key";
/// The key with which the partner may act on the referral later.
pub const STATUS_KEY: &str = "status-key";
pub const VERSION: &str = "agreement-version";
pub const WORDS: &str = "consent-words";
pub const ACTION: &str = "page-action";
/// When the page was first shown, in milliseconds since 1970.
pub const OPENED: &str = "page-opened";
/// The language in which the page was shown and the answers were typed.
pub const LANGUAGE: &str = "page-language";
/// The values of the buttons that send, and that only check.
pub const SEND: &str = "send";
pub const CHECK: &str = "check";
/// The beginnings of the values of buttons that add a row to a group, and that remove one: `add contacts`, `remove
/// contacts.0`.
pub const ADD: &str = "add ";
pub const REMOVE: &str = "remove ";
/// The address's parameter that chooses a language.
pub const CHOSEN: &str = "lang";

/// The longest part of a parameter that is stored, in characters.
const MOST: usize = 200;

/// What was entered so far.
pub struct PageForm {
    /// The answers as they were typed.
    pub answers: Answers,
    /// The idempotency key: the same for every attempt.
    pub key: String,
    /// The status key, which is also the same for every attempt. `None` if the form does not have it.
    pub status_key: Option<String>,
    /// When the page was first shown, in milliseconds since 1970. `None` if the form does not say.
    pub opened: Option<i64>,
    is_accepted: bool,
    /// The version of the agreement that the page showed.
    agreement: String,
    is_consented: bool,
    /// The contents of the invisible field.
    trap: String,
    /// The words of the consent that the page showed.
    consent: String,
    /// True if the lead is to be sent, and not only checked.
    pub is_sent: bool,
    /// True if the page should show the mistakes in the answers.
    pub is_checked: bool,
    /// True if the page is shown for the first time.
    pub is_first: bool,
    /// The id of the row or group that was changed by a button.
    pub changed: Option<String>,
    /// The page's language.
    pub language: Language,
    /// True if the address chooses the language.
    is_chosen: bool,
    pub attribution: Attribution,
}

impl PageForm {
    /// Makes the form that is shown first, with the answers that the address has.
    pub fn first_shown(
        program: &Program,
        query: &Pairs,
        language: Language,
        referrer: Option<&str>,
        now: Timestamp,
    ) -> Self {
        let mut attribution = attribution(query);
        attribution.referrer = attribution.referrer.or(referrer.map(bare));
        PageForm {
            answers: prefilled(program, query, &language),
            key: Uuid::new_v4().to_string(),
            status_key: Some(Uuid::new_v4().to_string()),
            opened: Some(now.as_millisecond()),
            is_accepted: false,
            agreement: String::new(),
            is_consented: false,
            trap: String::new(),
            consent: String::new(),
            is_sent: false,
            is_checked: false,
            is_first: true,
            changed: None,
            is_chosen: chosen(query).is_some(),
            language,
            attribution,
        }
    }

    /// Reads a form that was filled in.
    pub fn filled_in(
        program: &Program,
        query: &Pairs,
        language: Language,
        form: Pairs,
        now: Timestamp,
    ) -> Self {
        let nothing = PageForm::first_shown(program, query, language, None, now);
        let mut given =
            PageForm { answers: Answers::new(), status_key: None, opened: None, is_first: false, ..nothing };
        let mut typed_in = None;
        let mut action = String::new();
        for (name, value) in form {
            match name.as_str() {
                KEY => given.key = key(&value).unwrap_or(given.key),
                STATUS_KEY => given.status_key = key(&value),
                AGREEMENT => given.is_accepted = true,
                VERSION => given.agreement = value,
                OPENED => given.opened = value.parse().ok(),
                TRAP => given.trap = value,
                CONSENT => given.is_consented = true,
                // Browsers send line breaks as CR LF.
                WORDS => given.consent = value.replace("\r\n", "\n"),
                ACTION => action = value,
                LANGUAGE => typed_in = Language::named(&value),
                _ => answer(&program.fields, &mut given.answers, &name, value),
            }
        }
        given.is_sent = action == SEND;
        given.is_checked = action == CHECK;
        given.change(program, &action);
        match typed_in {
            Some(typed_in) if given.is_chosen => given.rewrite(program, &typed_in),
            Some(typed_in) => given.language = typed_in,
            None => {}
        }
        given
    }

    /// Adds or removes a row, if the button says so.
    fn change(&mut self, program: &Program, action: &str) {
        let (name, row) = match (action.strip_prefix(ADD), action.strip_prefix(REMOVE)) {
            (Some(name), _) => (name, None),
            (None, Some(row)) => match row.split_once('.') {
                Some((name, row)) => (name, row.parse::<usize>().ok()),
                None => return,
            },
            (None, None) => return,
        };
        let group = program.fields.iter().find(|field| field.name == name && field.kind == FieldType::Group);
        let Some((group, rows)) = group.zip(list(&mut self.answers, name)) else { return };
        let [least, most] = [group.least_rows(), group.most_rows()].map(|rows| rows as usize);
        // A row in which nothing is ticked sends nothing.
        let empty = || Value::Object(Answers::new());
        rows.resize_with(rows.len().max(least), empty);
        self.changed = Some(format!("f-{name}"));
        match row {
            Some(row) if row < rows.len() => _ = rows.remove(row),
            None if action.starts_with(ADD) && rows.len() < most => {
                self.changed = Some(format!("f-{name}.{}", rows.len()));
                rows.push(empty());
            }
            _ => {}
        }
    }

    /// Rewrites numbers as the page's language writes them.
    fn rewrite(&mut self, program: &Program, typed_in: &Language) {
        let [from, to] = [typed_in, &self.language].map(|language| NumberStyle::typed_in(language.tag()));
        if from != to {
            swap_separators(&program.fields, &mut self.answers);
        }
    }

    /// True if this version of the agreement is accepted.
    pub fn accepts(&self, agreement: &Agreement) -> bool {
        self.is_accepted && self.agreement == agreement.version
    }

    /// True if the customer's consent is confirmed in these words.
    pub fn consents(&self, consent: Option<&Consent>) -> bool {
        self.is_consented && consent.is_some_and(|consent| self.consent == consent.text)
    }

    /// Returns the submission, for the program as it is now.
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
            consent: self.is_consented.then(|| Confirmation {
                text: self.consent.clone(),
                given_at: Moment::from(now).to_string(),
            }),
            signals: Some(Signals { trap: self.trap.clone(), seconds: self.seconds(now) }),
            language: Some(self.language.tag().to_string()),
            challenge: None,
            status_key: self.status_key.clone(),
            verdict: None,
        }
    }

    /// Returns for how many seconds the page was open. `None` if it claims to have been shown in the future.
    fn seconds(&self, now: Timestamp) -> Option<f64> {
        let since = u64::try_from(now.as_millisecond().checked_sub(self.opened?)?).ok()?;
        Some(Duration::from_millis(since).as_secs_f64())
    }

    /// Returns the page's address. It carries who refers from one page to the next.
    pub fn address(&self, program: &Program) -> String {
        self.address_with(program, self.is_chosen.then(|| self.language.tag()))
    }

    /// Returns the page's address in another language.
    pub fn address_in(&self, program: &Program, language: &str) -> String {
        self.address_with(program, Some(language))
    }

    fn address_with(&self, program: &Program, language: Option<&str>) -> String {
        let Attribution { partner, campaign, referrer, utm, .. } = &self.attribution;
        let named = [("partner", partner), ("campaign", campaign), ("referrer", referrer)];
        let named = named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let utm = utm.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        let language = language.map(|language| (CHOSEN, language));
        match serde_urlencoded::to_string(named.chain(utm).chain(language).collect::<Vec<_>>()) {
            Ok(query) if !query.is_empty() => format!("{}?{query}", path(program)),
            _ => path(program),
        }
    }
}

/// Returns the language that the address chooses.
pub fn chosen(query: &Pairs) -> Option<Language> {
    query.iter().filter(|(name, _)| name == CHOSEN).find_map(|(_, tag)| Language::named(tag))
}

fn path(program: &Program) -> String {
    format!("/refer/{}", program.id)
}

/// Stores an answer, as the form's loader does. In a row, a control has a name such as `contacts.0.email`.
fn answer(fields: &[Field], answers: &mut Answers, name: &str, value: String) {
    let mut steps = name.splitn(3, '.');
    let question = steps.next().unwrap_or_default();
    let Some(field) = fields.iter().find(|field| field.name == question) else { return };
    match (field.kind.answer_kind(), steps.next(), steps.next()) {
        (AnswerKind::Rows, Some(row), Some(name)) => {
            let row = row.parse::<usize>().ok().filter(|row| *row < MAX_ROWS as usize);
            let (Some(row), Some(rows)) = (row, list(answers, question)) else { return };
            rows.resize_with(rows.len().max(row + 1), || Value::Object(Answers::new()));
            if let Some(Value::Object(answers)) = rows.get_mut(row) {
                answer(&field.fields, answers, name, value);
            }
        }
        (AnswerKind::Rows, ..) | (_, Some(_), _) => {}
        (AnswerKind::Truth, ..) => _ = answers.insert(question.into(), Value::Bool(true)),
        (AnswerKind::Options, ..) => {
            if let Some(all) = list(answers, question) {
                all.push(Value::String(value));
            }
        }
        // Browsers send line breaks as CR LF.
        (AnswerKind::Text | AnswerKind::Number | AnswerKind::Date | AnswerKind::Option, ..) => {
            answers.insert(question.into(), Value::String(value.replace("\r\n", "\n")));
        }
    }
}

fn list<'a>(answers: &'a mut Answers, name: &str) -> Option<&'a mut Vec<Value>> {
    answers.entry(name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
}

/// Returns the answers that the address has, to the questions for which the program allows that, as `loader/answers.js`
/// does. Numbers come as `12500.50` and are rewritten as the page's language writes them.
fn prefilled(program: &Program, query: &Pairs, language: &Language) -> Answers {
    let has_comma = NumberStyle::written_in(language.tag()) == NumberStyle::Comma;
    let find = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let mut answers = Answers::new();
    let allowed =
        program.fields.iter().filter(|field| program.prefill.contains(&field.name) && !field.sensitive);
    for field in allowed.filter(|field| field.kind != FieldType::Group) {
        let Some(text) = find(&format!("referral-{}", field.name)).or_else(|| find(&field.name)) else {
            continue;
        };
        match field.kind.answer_kind() {
            AnswerKind::Truth if text != "true" => {}
            AnswerKind::Options => {
                text.split(';')
                    .for_each(|one| answer(&program.fields, &mut answers, &field.name, one.into()));
            }
            AnswerKind::Number if text.parse::<Number>().is_ok() => {
                // With three decimals, a typed number could be read in two ways.
                let is_doubtful = text.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3);
                let short =
                    if is_doubtful { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
                let written = if has_comma { short.replace('.', ",") } else { short.into() };
                answer(&program.fields, &mut answers, &field.name, written);
            }
            AnswerKind::Text
            | AnswerKind::Number
            | AnswerKind::Date
            | AnswerKind::Option
            | AnswerKind::Truth
            | AnswerKind::Rows => answer(&program.fields, &mut answers, &field.name, text),
        }
    }
    answers
}

/// Swaps points and commas in typed numbers.
fn swap_separators(fields: &[Field], answers: &mut Answers) {
    let swap = |letter| match letter {
        '.' => ',',
        ',' => '.',
        letter => letter,
    };
    for field in fields {
        match answers.get_mut(&field.name) {
            Some(Value::String(text)) if field.kind.answer_kind() == AnswerKind::Number => {
                *text = text.chars().map(swap).collect()
            }
            Some(Value::Array(rows)) if field.kind == FieldType::Group => {
                let rows = rows.iter_mut().filter_map(Value::as_object_mut);
                rows.for_each(|row| swap_separators(&field.fields, row));
            }
            _ => {}
        }
    }
}

fn attribution(query: &Pairs) -> Attribution {
    let mut attribution = Attribution::default();
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        let whole = value;
        let value: String = value.chars().take(MOST).collect();
        match name.as_str() {
            // A longer one is refused when it is sent. If it were cut off, it could be another partner's id.
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

/// Returns an address without query and fragment, which may contain personal data.
fn bare(address: &str) -> String {
    address.split(['?', '#']).next().unwrap_or_default().chars().take(MOST).collect()
}
