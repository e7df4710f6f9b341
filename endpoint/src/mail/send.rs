//! One mail, sent.

use super::facts::{Subject, line};
use super::letters::{Letter, Text, to_desk, to_partner};
use super::recipients::partner;
use super::template::{Template, Values};
use super::{DIGEST, Mailer, PARTNER};
use crate::access::{hash, new_secret};
use crate::catalog::Programs;
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use crate::made_under::made_under;
use crate::partners::{ADDRESS_CHANGED, ENTRY, FEEDBACK_ANSWER, INVITATION};
use jiff::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::{AsyncTransport, Message};
use maud::{DOCTYPE, Markup, html};
use referral_language::Language;
use referral_store::{Due, Store, StoreError};
use referral_widget::json::parse;
use referral_widget::office::Event;
use referral_widget::program::{Program, harmless};
use std::error::Error;
use std::time::Duration;

/// How long sending a mail may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many characters of the server's answer are kept.
const EXCERPT: usize = 300;

/// Why a mail was not sent.
pub struct Failure {
    /// The status of the mail server's answer (RFC 5321), if there was one.
    pub status: Option<u16>,
    pub why: String,
    /// True if another attempt would come to the same.
    pub is_final: bool,
}

impl Failure {
    pub(super) fn passing(why: impl Into<String>) -> Self {
        Failure { status: None, why: why.into(), is_final: false }
    }

    pub(super) fn lasting(why: impl Into<String>) -> Self {
        Failure { status: None, why: why.into(), is_final: true }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::passing(&refusal.problem().detail)
    }
}

impl From<smtp::Error> for Failure {
    fn from(error: smtp::Error) -> Self {
        let status = error.status().map(u16::from);
        Failure { status, why: reason(&error), is_final: error.is_permanent() }
    }
}

/// The server's answer in a line, or why there was none.
pub fn reason(error: &smtp::Error) -> String {
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    let said: String = line(&said).chars().take(EXCERPT).collect();
    match error.status() {
        Some(status) => format!("SMTP {}: {said}", u16::from(status)).trim_end_matches([':', ' ']).into(),
        None if error.is_tls() => "its certificate or its encryption is not accepted".into(),
        None if error.is_timeout() => "the mail server does not answer".into(),
        None if error.is_client() => format!("the mail server cannot take it: {said}"),
        None => "no connection to the mail server, or it broke off".into(),
    }
}

/// A letter that is ready to be sent.
pub(super) struct Ready<'a> {
    pub to: Vec<Mailbox>,
    pub text: &'a Text,
    pub values: Values,
    pub language: Language,
    /// The referral that it is about, so that mail programs show its letters together.
    pub referral: Option<String>,
}

impl Mailer {
    /// Says in the log whether the mail server can be reached.
    pub async fn greet(&self) {
        match self.transport.test_connection().await {
            Ok(true) => tracing::info!("the mail server answers"),
            Ok(false) => tracing::error!("the mail server refuses; mails wait, and are tried again"),
            Err(error) => {
                let why = reason(&error);
                tracing::error!(why, "the mail server cannot be used; mails wait, and are tried again");
            }
        }
    }

    /// Sends the mail of a delivery, under the same `Message-ID` at each attempt.
    pub async fn send(
        &self,
        store: &Store,
        programs: &Programs,
        hours: &Hours,
        due: &Due,
        now: Timestamp,
    ) -> Result<Result<(), Failure>, StoreError> {
        let ready = match due.destination.as_str() {
            DIGEST => self.digest(store, programs, hours, now).await?,
            INVITATION | ENTRY => self.entry(store, programs, hours, due, now).await?,
            ADDRESS_CHANGED | FEEDBACK_ANSWER => self.telling(store, programs, hours, due, now).await?,
            _ => self.letter(store, programs, hours, due, now).await?,
        };
        let ready = match ready {
            Ok(ready) => ready,
            Err(failure) => return Ok(Err(failure)),
        };
        Ok(match self.message(&ready, &due.id, now) {
            Ok(message) => match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
                Ok(sent) => sent.map(|_| ()).map_err(Failure::from),
                Err(_) => Err(Failure::passing("the mail server does not answer")),
            },
            Err(why) => Err(Failure::lasting(why)),
        })
    }

    /// The letter of an event.
    async fn letter(
        &self,
        store: &Store,
        programs: &Programs,
        hours: &Hours,
        due: &Due,
        now: Timestamp,
    ) -> Result<Result<Ready<'_>, Failure>, StoreError> {
        let gone = || Ok(Err(Failure::lasting("the referral is gone")));
        let Some(referral) = &due.referral else { return gone() };
        let (Some(stored), Some(happened)) =
            (store.find(referral).await?, store.event(referral, due.sequence).await?)
        else {
            return gone();
        };
        let is_to_partner = due.destination == PARTNER;
        let Ok(event) = parse::<Event>(happened.event.get()) else { return gone() };
        let letter = if is_to_partner { to_partner(&event) } else { to_desk(&event) };
        let Some(letter) = letter else { return gone() };
        let language = stored.language.as_deref().filter(|_| is_to_partner).and_then(Language::named);
        let tag = language.as_ref().map(|language| language.tag().to_string());
        let (program, _) = match made_under(store, &stored, tag.as_deref()).await {
            Ok(under) => under,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let language = language.unwrap_or_else(|| of_program(&program));
        let to = if is_to_partner {
            match partner(store, programs, &stored).await {
                Ok(Some(to)) => vec![to],
                Ok(None) => return Ok(Err(Failure::lasting("the partner has no address any more"))),
                Err(why) => return Ok(Err(Failure::passing(why))),
            }
        } else {
            self.people(store, &event).await?
        };
        if to.is_empty() {
            return Ok(Err(Failure::lasting("nobody who is named has an address any more")));
        }
        let link = if is_to_partner {
            match self.new_link(store, referral, now).await? {
                Ok(link) => link,
                Err(failure) => return Ok(Err(failure)),
            }
        } else {
            format!("{}/referrals/{referral}", self.public_address)
        };
        let zone = match hours.zone(store, Some(&program), now).await {
            Ok(zone) => zone,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let subject = Subject {
            stored: &stored,
            program: &program,
            happened: &happened,
            event: &event,
            language: &language,
            zone: &zone,
        };
        let values = subject.values(&link);
        let referral = Some(referral.clone());
        Ok(self.ready(letter, to, values, language).map(|ready| Ready { referral, ..ready }))
    }

    pub(super) fn ready(
        &self,
        letter: Letter,
        to: Vec<Mailbox>,
        values: Values,
        language: Language,
    ) -> Result<Ready<'_>, Failure> {
        let text = self.letters.text(letter, language.code());
        let text = text.ok_or_else(|| Failure::lasting("there is no such letter"))?;
        Ok(Ready { to, text, values, language, referral: None })
    }

    /// Makes a link for the partner. Only its hash is kept, so each letter has a link of its own.
    async fn new_link(
        &self,
        store: &Store,
        referral: &str,
        now: Timestamp,
    ) -> Result<Result<String, Failure>, StoreError> {
        let Ok(token) = new_secret() else {
            return Ok(Err(Failure::passing("the system gives no random numbers")));
        };
        store.add_link(referral, hash(&token), now).await?;
        Ok(Ok(format!("{}/partner/{token}", self.public_address)))
    }

    fn message(&self, ready: &Ready<'_>, id: &str, now: Timestamp) -> Result<Message, String> {
        let Ready { to, text, values, language, referral } = ready;
        let domain = self.sender.email.domain();
        let is_rtl = language.direction() == "rtl";
        let mut message = Message::builder()
            .from(self.sender.clone())
            .subject(plain(&text.subject, values, is_rtl).replace('\n', " "))
            .message_id(Some(format!("<{id}@{domain}>")))
            .date(now.into())
            .raw_header(no_reply_by_machines());
        if let Some(referral) = referral {
            message = message.references(format!("<{referral}@{domain}>"));
        }
        for to in to {
            message = message.to(to.clone());
        }
        let paragraphs: Vec<&Template> =
            text.paragraphs.iter().filter(|paragraph| !paragraph.is_empty(values)).collect();
        let lines: Vec<String> =
            paragraphs.iter().map(|paragraph| plain(paragraph, values, is_rtl)).collect();
        let page = page(&paragraphs, values, language);
        let body = MultiPart::alternative_plain_html(lines.join("\n\n") + "\n", page.into_string());
        message.multipart(body).map_err(|error| format!("the mail cannot be written: {error}"))
    }
}

/// Machines that answer mails, such as those of people on holiday, leave such ones alone (RFC 3834).
fn no_reply_by_machines() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into())
}

/// The program's own language.
pub(super) fn of_program(program: &Program) -> Language {
    Language::named(&program.language).unwrap_or_default()
}

/// A template as text. Where the text runs from right to left, each value keeps its own direction (Unicode UAX 9, isolates).
fn plain(template: &Template, values: &Values, is_rtl: bool) -> String {
    let parts = template.each(values).map(|(name, part)| match name {
        Some(name) if is_rtl && name != "link" && !part.is_empty() => format!("\u{2068}{part}\u{2069}"),
        _ => part.to_string(),
    });
    parts.collect()
}

/// Paragraphs as HTML.
fn page(paragraphs: &[&Template], values: &Values, language: &Language) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head { meta charset="utf-8"; }
            body {
                @for paragraph in paragraphs {
                    p {
                        @for (name, part) in paragraph.each(values) {
                            @match name {
                                Some("link") => a href=(part) { (part) },
                                Some(_) => bdi { (lines(part)) },
                                None => (lines(part)),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn lines(text: &str) -> Markup {
    html! {
        @for (i, line) in text.split('\n').enumerate() {
            @if i > 0 { br; }
            (line.chars().filter(|letter| harmless(*letter) == *letter).collect::<String>())
        }
    }
}
