//! What the page of a referral shows its partner. Nothing of it comes from the desk's notes.

use crate::http::page::{POLICY, document};
use crate::labels::{self, left_to_right, minute};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_language::{Language, Texts};
use referral_store::{Happened, Moment, Stored};
use referral_widget::json::parse;
use referral_widget::office::{CommandName, Event, Refused};
use referral_widget::program::Program;
use std::collections::BTreeMap;

/// All that the page shows.
pub struct Shown<'a> {
    /// The token in the page's own address.
    pub token: &'a str,
    pub stored: Stored,
    pub program: Program,
    /// The time zone in which times are shown.
    pub zone: TimeZone,
    pub events: Vec<Happened>,
    /// The commands that the partner may give.
    pub possible: Vec<CommandName>,
    /// A command that was refused, and the fields of its form.
    pub refused: Option<(&'a Refused, &'a BTreeMap<String, String>)>,
}

/// The page of a referral.
pub fn page(status: StatusCode, shown: &Shown<'_>, language: &Language) -> Response {
    let words = Words { texts: Texts::in_language(language), shown };
    let title = words.with("your-referral", &[("label", &words.company())]);
    framed(status, &title, &words.body(&title), language)
}

/// The page of a link that shows nothing. `key` says why.
pub fn closed(status: StatusCode, key: &str, language: &Language) -> Response {
    let texts = Texts::in_language(language);
    let title = texts.say(key, &[]);
    let help = if status == StatusCode::GONE { "link-revoked-help" } else { "link-unknown-help" };
    framed(status, &title, &html! { h1 { (title) } p { (texts.say(help, &[])) } }, language)
}

/// A page that no search engine lists, that no cache keeps, and whose address no other website learns.
fn framed(status: StatusCode, title: &str, body: &Markup, language: &Language) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    let page = document(title, &html! {}, body, language);
    (status, headers, page).into_response()
}

struct Words<'a> {
    texts: Texts,
    shown: &'a Shown<'a>,
}

impl Words<'_> {
    fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.texts.say(key, values)
    }

    fn company(&self) -> String {
        let company = labels::company(&self.shown.stored, Some(&self.shown.program));
        company.unwrap_or_else(|| self.say("no-company"))
    }

    /// A point in time, as `2026-11-23 10:15 (Europe/Berlin)`.
    fn minute(&self, at: Moment) -> String {
        minute(&self.shown.zone, at)
    }

    fn body(&self, title: &str) -> Markup {
        let Shown { stored, program, refused, .. } = self.shown;
        html! {
            div.line {
                h1 { (title) }
                (self.badge())
            }
            p.facts {
                (program.name) " · " (program.vendor.name) " · "
                (self.with("received-at", &[("at", &self.minute(stored.received_at))])) " · "
                (self.with("reference", &[("referral", &left_to_right(&stored.id))]))
            }
            (self.standing())
            @if let Some((refused, _)) = refused { p.notice role="alert" { (self.refusal(refused)) } }
            (self.forms())
            (self.history())
        }
    }

    fn badge(&self) -> Markup {
        labels::badge(&self.shown.stored.standing.status, &|key| self.say(key))
    }

    /// Where the referral stands, and by when the next step is owed.
    fn standing(&self) -> Markup {
        let standing = &self.shown.stored.standing;
        let duties = standing.duties().unwrap_or_default();
        html! {
            @if let Some(stage) = &standing.stage {
                p { (self.with("at-stage", &[("label", &self.stage(stage))])) "." }
            }
            @for duty in duties.open() {
                @let at = self.minute(duty.deadline.due.into());
                p { (self.with(&format!("partner-due-{}", duty.owed.as_str()), &[("at", &at)])) }
            }
            p {
                @match &standing.protected_until {
                    Some(until) => (self.with("customer-protected-until", &[("until", &left_to_right(until))])),
                    None => (self.say("customer-not-protected")),
                }
            }
        }
    }

    /// A form for each command that is possible. What the vendor waits for is open.
    fn forms(&self) -> Markup {
        let Shown { token, stored, possible, refused, .. } = self.shown;
        let forms =
            [(CommandName::Answer, "answer"), (CommandName::Ask, "ask"), (CommandName::Withdraw, "withdraw")];
        html! {
            @if !possible.is_empty() {
                section aria-labelledby="next" {
                    h2 id="next" { (self.say("next-steps")) }
                    @for (_, form) in forms.iter().filter(|(command, _)| possible.contains(command)) {
                        @let typed = refused.filter(|(_, typed)| typed.get("form").is_some_and(|name| name == form));
                        details.command open[typed.is_some() || *form == "answer"] {
                            summary { (self.say(&format!("partner-{form}"))) }
                            form method="post" action={ "/partner/" (token) } {
                                input type="hidden" name="form" value=(form);
                                input type="hidden" name="revision" value=(stored.standing.revision);
                                (self.fields(form, typed.map(|(_, typed)| typed)))
                                button type="submit" { (self.say(&format!("partner-{form}"))) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn fields(&self, form: &str, typed: Option<&BTreeMap<String, String>>) -> Markup {
        let id = format!("{form}-message");
        let message = typed.and_then(|typed| typed.get("message")).map_or("", String::as_str);
        html! {
            @if form == "withdraw" { p { (self.say("partner-withdraw-means")) } }
            label for=(id) {
                (self.say(&format!("partner-label-{form}")))
                @if form == "withdraw" { " " (self.say("optional")) }
            }
            textarea id=(id) name="message" rows="3" maxlength="4000" required[form != "withdraw"] { (message) }
        }
    }

    /// What happened, newest first.
    fn history(&self) -> Markup {
        html! {
            section aria-labelledby="history" {
                h2 id="history" { (self.say("history")) }
                ol.history reversed {
                    @for happened in self.shown.events.iter().rev() {
                        @if let Some(said) = self.said(happened) {
                            li {
                                p {
                                    strong { (said) } " "
                                    span.facts { time datetime=(happened.at.to_string()) { (self.minute(happened.at)) } }
                                }
                                @if let Some(message) = &happened.message { blockquote { p.written { (message) } } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// An event in words. `None` if it is the vendor's own affair.
    fn said(&self, happened: &Happened) -> Option<String> {
        let event: Event = parse(happened.event.get()).ok()?;
        let key = format!("event-{}", event.name());
        Some(match event {
            Event::Declined { reason } | Event::Lost { reason } => {
                self.with(&key, &[("label", &self.reason(&reason))])
            }
            Event::Advanced { stage } => self.with(&key, &[("label", &self.stage(&stage))]),
            Event::Won(deal) => {
                let amount = left_to_right(&format!("{} {}", deal.currency, deal.amount()));
                self.with(&key, &[("amount", &amount), ("on", &left_to_right(&deal.on.to_string()))])
            }
            Event::Protected { until } => self.with(&key, &[("until", &left_to_right(&until.to_string()))]),
            Event::PartnerAsked | Event::DeskAsked | Event::PartnerAnswered | Event::DeskAnswered => {
                self.say(&format!("partner-event-{}", event.name()))
            }
            Event::Received { .. }
            | Event::Accepted
            | Event::Withdrawn
            | Event::Expired
            | Event::Reopened
            | Event::Released => self.say(&key),
            Event::Reminded { .. } => return None,
            // The vendor's own affairs: only what was written for the partner is shown.
            Event::Cleared | Event::Noted | Event::Assigned { .. } => {
                happened.message.as_ref().map(|_| self.say("partner-event-message"))?
            }
        })
    }

    fn stage(&self, id: &str) -> String {
        labels::labelled(labels::stages(&self.shown.program, &|key| self.say(key)), id)
    }

    fn reason(&self, id: &str) -> String {
        let Shown { program, stored, .. } = self.shown;
        let say = |key: &str| self.say(key);
        let all = [labels::decline_reasons(program, stored, &say), labels::loss_reasons(program, &say)];
        labels::labelled(all.concat(), id)
    }

    /// Why a command was refused.
    fn refusal(&self, refused: &Refused) -> String {
        match refused {
            Refused::Outdated { .. } => self.say("refused-changed"),
            Refused::Impossible { status, .. } => {
                let status = self.say(&format!("status-{}", status.as_str()));
                self.with("refused-impossible", &[("label", &status)])
            }
            Refused::NothingAsked => self.say("partner-not-asked"),
            Refused::TextMissing { .. } => self.say("partner-text-missing"),
            Refused::TextRefused { .. } => self.say("partner-text-refused"),
            _ => self.say("refused-not-allowed"),
        }
    }
}
