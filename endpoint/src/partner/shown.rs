//! What the page of a referral shows its partner. Nothing of it comes from the desk's notes.

use super::framed::framed;
use super::story::Story;
use super::words::Words;
use crate::labels::{self, left_to_right};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use referral_language::{Language, Texts};
use referral_store::Moment;
use referral_widget::office::{CommandName, Refused};
use std::collections::BTreeMap;

/// All that the page shows.
pub struct Shown<'a> {
    /// The token in the page's own address.
    pub token: &'a str,
    pub story: Story,
    /// A command that was refused, and the fields of its form.
    pub refused: Option<(&'a Refused, &'a BTreeMap<String, String>)>,
}

/// The page of a referral.
pub fn page(status: StatusCode, shown: &Shown<'_>) -> Response {
    let page = Page { words: shown.story.words(), shown };
    let title = page.with("your-referral", &[("label", &page.company())]);
    framed(status, &title, &page.body(&title), &shown.story.language)
}

/// The page of a link that shows nothing. `key` says why.
pub fn closed(status: StatusCode, key: &str, language: &Language) -> Response {
    let texts = Texts::in_language(language);
    let title = texts.say(key, &[]);
    let help = if status == StatusCode::GONE { "link-revoked-help" } else { "link-unknown-help" };
    framed(status, &title, &html! { h1 { (title) } p { (texts.say(help, &[])) } }, language)
}

struct Page<'a> {
    words: Words<'a>,
    shown: &'a Shown<'a>,
}

impl Page<'_> {
    fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.words.with(key, values)
    }

    fn company(&self) -> String {
        self.words.company().unwrap_or_else(|| self.say("no-company"))
    }

    fn body(&self, title: &str) -> Markup {
        let Shown { story: Story { stored, program, .. }, refused, .. } = self.shown;
        html! {
            div.line {
                h1 { (title) }
                (self.badge())
            }
            p.facts {
                (program.name) " · " (program.vendor.name) " · "
                (self.with("received-at", &[("at", &self.words.minute(stored.received_at))])) " · "
                (self.with("reference", &[("referral", &left_to_right(&stored.id))]))
            }
            (self.standing())
            @if let Some((refused, _)) = refused { p.notice role="alert" { (self.words.refusal(refused)) } }
            (self.said())
            (self.forms())
            (self.history())
        }
    }

    fn badge(&self) -> Markup {
        labels::badge(&self.shown.story.stored.standing.status, &|key| self.say(key))
    }

    /// Where the referral stands, and by when the next step is owed.
    fn standing(&self) -> Markup {
        let standing = &self.shown.story.stored.standing;
        let duties = standing.duties().unwrap_or_default();
        html! {
            @if let Some(stage) = &standing.stage {
                p { (self.with("at-stage", &[("label", &self.words.stage(stage))])) "." }
            }
            @for duty in duties.open() {
                p { (self.words.due(duty)) }
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
        let Shown { token, story: Story { stored, possible, .. }, refused } = self.shown;
        let commands =
            [(CommandName::Answer, "answer"), (CommandName::Ask, "ask"), (CommandName::Withdraw, "withdraw")];
        let possible = commands.iter().filter(|(command, _)| possible.contains(command));
        // A closed referral can be wrong, too.
        let forms: Vec<&str> = possible.map(|(_, form)| *form).chain(["report"]).collect();
        html! {
            // Without a token it is the page of a receipt, which lets nobody act.
            @if !token.is_empty() {
                section aria-labelledby="next" {
                    h2 id="next" { (self.say("next-steps")) }
                    @for form in &forms {
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
            @if form == "withdraw" || form == "report" { p { (self.say(&format!("partner-{form}-means"))) } }
            label for=(id) {
                (self.say(&format!("partner-label-{form}")))
                @if form == "withdraw" { " " (self.say("optional")) }
            }
            textarea id=(id) name="message" rows="3" maxlength="4000" required[form != "withdraw"] { (message) }
        }
    }

    /// What the partner has said is wrong, newest first, with the vendor's answers.
    fn said(&self) -> Markup {
        let feedback = &self.shown.story.feedback;
        html! {
            @if !feedback.is_empty() {
                section aria-labelledby="said" {
                    h2 id="said" { (self.say("you-said")) }
                    ol.history reversed {
                        @for said in feedback {
                            li {
                                p.facts { (self.moment(said.received_at)) }
                                blockquote { p.written { (said.text) } }
                                @if let (Some(answer), Some(at)) = (&said.answer, said.answered_at) {
                                    p { strong { (self.say("vendor-answered")) } " " span.facts { (self.moment(at)) } }
                                    blockquote { p.written { (answer) } }
                                } @else {
                                    p.facts { (self.say("not-answered-yet")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn moment(&self, at: Moment) -> Markup {
        html! { time datetime=(at.to_string()) { (self.words.minute(at)) } }
    }

    /// What happened, newest first.
    fn history(&self) -> Markup {
        html! {
            section aria-labelledby="history" {
                h2 id="history" { (self.say("history")) }
                ol.history reversed {
                    @for happened in self.shown.story.events.iter().rev() {
                        @if let Some(said) = self.words.said(happened) {
                            li {
                                p {
                                    strong { (said) } " "
                                    span.facts { time datetime=(happened.at.to_string()) { (self.words.minute(happened.at)) } }
                                }
                                @if let Some(message) = &happened.message { blockquote { p.written { (message) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
