//! The page of one referral: where it stands, what can be done, what happened, and what was answered.

mod answers;
mod deliveries;
mod forms;
mod history;
mod labels;
mod partner_side;
mod refused;
mod typed;

use super::feedback::said_wrong;
use super::partners::of_application;
use super::parts::{badge, company, page};
use super::words::Words;
use crate::access::{Caller, Right};
use crate::app::App;
use crate::catalog::Programs;
use crate::commands::{give, possible, status_of};
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::intake;
use crate::labels::left_to_right;
use crate::made_under::made_under;
use answers::Today;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
pub use labels::Labels;
use maud::{Markup, html};
use referral_store::{
    Commanded, Delivery, Feedback, Happened, KeptPartner, RefusedLead, StoreError, Stored, User, step_to_undo,
};
use referral_widget::json::parse;
use referral_widget::lead::{Answers, NumberStyle, PartnerFacts};
use referral_widget::office::{Command, CommandName, Order, Referral, Refused};
use referral_widget::program::Program;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
pub use typed::Typed;

/// All that the page shows.
struct Shown {
    caller: Caller,
    stored: Stored,
    program: Program,
    answers: Answers,
    /// The facts of the partner with which it was judged.
    facts: PartnerFacts,
    events: Vec<Happened>,
    /// What the partner says is wrong.
    feedback: Vec<Feedback>,
    deliveries: Vec<Delivery>,
    /// Leads of others that were refused, because this referral protects their customer.
    refused: Vec<RefusedLead>,
    /// True if the partner can see it by a link.
    is_open_to_partner: bool,
    possible: Vec<CommandName>,
    /// What the rules of today say, if the program is in service.
    today: Option<Today>,
    /// True if the last step can be taken back.
    can_undo: bool,
    people: People,
    /// The time zone in which times are shown.
    zone: TimeZone,
    /// The partner who was made of it, if it is an application.
    made: Option<KeptPartner>,
}

/// The names that may stand in events, and the people who may be assigned.
struct People {
    names: BTreeMap<String, String>,
    assignable: Vec<User>,
}

impl Shown {
    async fn find(app: &App, id: &str, caller: &Caller, words: &Words) -> Result<Self, Refusal> {
        let store = &app.store;
        let stored = store.find(id).await?.ok_or_else(Refusal::unknown_referral)?;
        let language = words.language.tag();
        let (program, answers) = made_under(store, &stored, Some(language)).await?;
        let events = store.events(id).await?;
        let feedback = store.feedback_of_referral(id).await?;
        let deliveries = store.deliveries_of(id).await?;
        let refused = store.refused_beside(id).await?;
        let is_open_to_partner = store.is_open_to_partner(id).await?;
        let possible = possible(&stored, &caller.actor())?;
        let facts = known_facts(&stored);
        let today = by_todays_rules(app, &stored, &answers, &facts, language).await;
        let can_undo =
            caller.actor().may(CommandName::Undo) && step_to_undo(&events, &referral_of(&stored)?).is_some();
        let people = People { names: store.names().await?, assignable: store.present_users().await? };
        let zone = app.hours.zone(store, Some(&program), app.clock.now()).await?;
        let made = match &program.application {
            Some(_) => store.partner_of_application(id).await?,
            None => None,
        };
        Ok(Shown {
            caller: caller.clone(),
            stored,
            program,
            answers,
            facts,
            events,
            feedback,
            deliveries,
            refused,
            is_open_to_partner,
            possible,
            today,
            can_undo,
            people,
            zone,
            made,
        })
    }
}

/// The facts of the partner with which a referral was judged.
fn known_facts(stored: &Stored) -> PartnerFacts {
    let json = stored.partner_facts.as_ref().and_then(|json| parse::<Value>(json.get()).ok());
    json.and_then(|json| PartnerFacts::from_json(&json).ok()).unwrap_or_default()
}

/// Judges the answers again, by the program that is in service, with the same facts of the partner. If the rules read no
/// facts when it arrived, with those that are known today.
async fn by_todays_rules(
    app: &App,
    stored: &Stored,
    answers: &Answers,
    facts: &PartnerFacts,
    language: &str,
) -> Option<Today> {
    let release = app.programs.state(&stored.program).await.ok()??.release?;
    let facts = match stored.partner_facts {
        Some(_) => facts.clone(),
        None => intake::of_partner(app, &release.program, stored.partner.as_deref(), facts).await.ok()?,
    };
    let (style, now) = (NumberStyle::Plain, app.clock.now());
    let assessed = intake::assess(app, &release, &facts, Some(language), answers, style, now).await;
    let program = release.program_in(Some(language)).clone();
    Some(Today { program, facts, verdict: assessed.ok()?.verdict })
}

fn referral_of(stored: &Stored) -> Result<Referral, Refusal> {
    stored.standing.referral().map_err(|error| Refusal::from(StoreError::Broken(error)))
}

/// `GET /referrals/{id}`
pub async fn show_referral(
    State(app): State<Arc<App>>,
    State(programs): State<Arc<Programs>>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let words = Words::for_page(&headers, &programs).await?;
    let shown = Shown::find(&app, &id, &caller, &words).await?;
    Ok(respond(StatusCode::OK, &shown, &words, None))
}

/// `POST /referrals/{id}/commands`: a command as one of the page's forms sends it. A command that is refused comes back with the
/// reason and with what was typed.
pub async fn give_by_form(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(form) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let words = Words::for_page(&headers, &app.programs).await?;
    let typed = Typed::from_form(form);
    let order = match typed.form() {
        "undo" => Ok(Order { command: Command::Undo, message: None, note: None }),
        _ => typed.order(words.language.tag()),
    };
    let why = match order {
        Err(why) => why,
        Ok(order) => {
            match give((&app.store, &app.clock, &app.hours), &id, caller.actor(), order, typed.seen(), None)
                .await?
            {
                Commanded::Done(_) | Commanded::Before(_) | Commanded::OtherKey => {
                    return Ok(Redirect::to(&format!("/referrals/{id}#history")).into_response());
                }
                Commanded::Unknown => return Err(Refusal::unknown_referral()),
                Commanded::Refused(refused) => refused,
            }
        }
    };
    let shown = Shown::find(&app, &id, &caller, &words).await?;
    let status = status_of(&why);
    Ok(respond(status, &shown, &words, Some((&why, &typed))))
}

/// `POST /referrals/{id}/revoke-links`: the links of earlier mails show nothing any more.
pub async fn revoke_links(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    app.store.find(&id).await?.ok_or_else(Refusal::unknown_referral)?;
    app.store.revoke_links(&id, app.clock.now()).await?;
    tracing::info!(referral = id, "revoked the partner's links");
    Ok(Redirect::to(&format!("/referrals/{id}")).into_response())
}

fn respond(
    status: StatusCode,
    shown: &Shown,
    words: &Words,
    refused: Option<(&Refused, &Typed)>,
) -> Response {
    let title = company(&shown.stored, Some(&shown.program), words);
    (status, page(&title, Some(&shown.caller), &body(shown, words, refused), words)).into_response()
}

fn body(shown: &Shown, words: &Words, refused: Option<(&Refused, &Typed)>) -> Markup {
    let Shown { stored, program, .. } = shown;
    let labels = Labels { program, words, stored, names: &shown.people.names, zone: &shown.zone };
    let company = company(stored, Some(program), words);
    html! {
        p.more { a href="/" { (words.say("all-referrals")) } }
        div.line {
            h1 { (company) }
            (badge(&stored.standing.status, words))
        }
        p.facts {
            (program.name) " · "
            (words.with("received-at", &[("at", &labels.minute(stored.received_at))])) " · "
            (words.with("reference", &[("referral", &left_to_right(&stored.id))]))
        }
        (standing(shown, &labels))
        (of_application(program, (&stored.id, &stored.standing.status), shown.made.as_ref(), &shown.caller, words))
        @if let Some((why, typed)) = refused {
            p.notice role="alert" { (labels.refusal(why, typed)) }
        }
        (forms::forms(&shown.caller, &shown.possible, &shown.people.assignable, &labels, refused.map(|(_, typed)| typed)))
        (said_wrong(&shown.feedback, &shown.caller, &shown.people.names, words))
        (history::history(&shown.events, &labels))
        @if shown.can_undo {
            form method="post" action={ "/referrals/" (stored.id) "/commands" } {
                input type="hidden" name="form" value="undo";
                input type="hidden" name="revision" value=(stored.standing.revision);
                button type="submit" { (words.say("undo")) }
            }
        }
        (words.translated(partner_side::partner_side(&shown.events, &labels)))
        (words.translated(answers::answers(&shown.answers, &shown.facts, &labels)))
        (words.translated(answers::verdicts((&shown.answers, &shown.facts), shown.today.as_ref(), &labels)))
        (refused::refused(&shown.refused, &labels))
        (partner_link(shown, words))
        (deliveries::deliveries(&shown.deliveries, &shown.caller, words))
        p.more { a href={ "/api/referrals/" (stored.id) } { (words.say("everything-as-json")) } }
    }
}

fn standing(shown: &Shown, labels: &Labels<'_>) -> Markup {
    let (stored, words) = (&shown.stored, labels.words);
    html! {
        p {
            @match &stored.standing.protected_until {
                Some(until) => (words.with("customer-protected-until", &[("until", &left_to_right(until))])),
                None => (words.say("customer-not-protected")),
            }
            @if let Some(stage) = &stored.standing.stage { " " (words.with("at-stage", &[("label", &labels.stage(stage))])) "." }
            @if let Some(user) = &stored.standing.assignee { " " (words.with("assigned-to", &[("label", labels.user(user))])) "." }
        }
        @for duty in labels.owed() { p { (duty) } }
        @if stored.standing.partner_asks { p.differs { (words.say("partner-waits")) } }
        @if stored.standing.desk_asks { p { (words.say("desk-waits")) } }
        (partner_side::origin(&shown.caller, labels))
    }
}

/// Says that the partner can see the referral by a link, with a button that ends it.
fn partner_link(shown: &Shown, words: &Words) -> Markup {
    html! {
        @if shown.is_open_to_partner && shown.caller.has(Right::Manage) {
            section aria-labelledby="link" {
                h2 id="link" { (words.say("partner-link")) }
                p { (words.say("partner-link-means")) }
                form method="post" action={ "/referrals/" (shown.stored.id) "/revoke-links" } {
                    button type="submit" { (words.say("revoke-links")) }
                }
            }
        }
    }
}
