//! One decision for several referrals. Each is decided on by itself: one that is refused keeps none of the others back.

use super::super::parts::{badge, company, page};
use super::super::reasons::decline_reasons;
use super::super::referral::{Labels, Typed};
use super::super::words::Words;
use super::asked::{Asked, PAGE};
use crate::access::Caller;
use crate::catalog::{Programs, State as ProgramState};
use crate::clock::Clock;
use crate::commands::give;
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use crate::made_under::made_under;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use referral_store::{Commanded, Store, Stored};
use referral_widget::office::{LifecycleStatus, Order, Refused};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The form below a list that has referrals to decide on. Its boxes are in the list.
pub fn form(
    referrals: &[Stored],
    asked: &Asked,
    programs: &BTreeMap<String, ProgramState>,
    words: &Words,
) -> Markup {
    if referrals.iter().all(|stored| stored.standing.status != LifecycleStatus::InReview.as_str()) {
        return html! {};
    }
    let reasons = decline_reasons(programs, words);
    html! {
        section aria-labelledby="several" {
            h2 id="several" { (words.say("decide-selected")) }
            form.command.open id="bulk" method="post" action="/referrals/decide" {
                input type="hidden" name="back" value=(asked.address("/", None));
                label for="several-reason" { (words.say("label-reason")) " " (words.say("only-to-decline")) }
                select id="several-reason" name="reason" {
                    option value="" { (words.say("choose")) }
                    @for (id, label) in &reasons { option value=(id) { (label) } }
                }
                label for="several-message" { (words.say("label-message")) " " (words.say("optional")) }
                textarea id="several-message" name="message" rows="2" maxlength="4000" {}
                label for="several-note" { (words.say("label-note")) " " (words.say("optional")) }
                textarea id="several-note" name="note" rows="2" maxlength="4000" {}
                div.line {
                    button type="submit" name="form" value="accept" { (words.say("command-accept")) }
                    button type="submit" name="form" value="decline" { (words.say("command-decline")) }
                }
            }
        }
    }
}

/// What became of one of them.
struct Decided {
    id: String,
    company: String,
    became: Result<LifecycleStatus, String>,
}

/// `POST /referrals/decide`: decides on each referral that is ticked, as it was seen.
pub async fn decide_on_several(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(hours): State<Hours>,
    State(programs): State<Arc<Programs>>,
    caller: Caller,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(fields) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let wrong = |detail: String| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail);
    let (ticked, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name == "ticked");
    if ticked.len() > PAGE {
        let count = ticked.len();
        return Err(wrong(format!(
            "{count} referrals are selected; {PAGE} at most can be decided on at once."
        )));
    }
    let words = Words::for_page(&headers, &programs).await?;
    let typed = Typed::from_form(fields.into_iter().collect());
    if !matches!(typed.form(), "accept" | "decline") {
        return Err(wrong("`form` can be `accept` or `decline`.".into()));
    }
    let order = typed.order(words.language.tag()).map_err(|refused| wrong(refused.to_string()))?;
    let mut decided = Vec::new();
    for (_, ticked) in &ticked {
        let seen = ticked.split_once(' ').and_then(|(id, seen)| Some((id, seen.parse().ok()?)));
        let (id, seen) = seen.ok_or_else(|| wrong("`ticked` must be a referral and its revision.".into()))?;
        decided.push(decide((&store, &clock, &hours), &caller, (id, seen), &order, &typed, &words).await?);
    }
    let back = typed.get("back").filter(|back| *back == "/" || back.starts_with("/?")).unwrap_or("/");
    let title = words.say("several-decided");
    Ok(page(&title, Some(&caller), &body(&title, &decided, back, &words), &words))
}

async fn decide(
    tools: (&Store, &Clock, &Hours),
    caller: &Caller,
    (id, seen): (&str, u64),
    order: &Order,
    typed: &Typed,
    words: &Words,
) -> Result<Decided, Refusal> {
    let (store, ..) = tools;
    let Some(stored) = store.find(id).await? else {
        let company = id.chars().take(64).collect();
        return Ok(Decided { id: id.into(), company, became: Err(words.say("refused-unknown")) });
    };
    let (program, _) = made_under(store, &stored, Some(words.language.tag())).await?;
    let labels =
        Labels { program: &program, words, stored: &stored, names: &BTreeMap::new(), zone: &TimeZone::UTC };
    let say = |refused: &Refused| labels.refusal(refused, typed);
    let became = match give(tools, id, caller.actor(), order.clone(), Some(seen), None).await? {
        Commanded::Done(referral) | Commanded::Before(referral) => Ok(referral.status),
        Commanded::Refused(Refused::Outdated { .. }) => Err(words.say("refused-changed-here")),
        Commanded::Refused(refused) => Err(say(&refused)),
        Commanded::Unknown | Commanded::OtherKey => Err(words.say("refused-unknown")),
    };
    Ok(Decided { id: id.into(), company: company(&stored, Some(&program), words), became })
}

fn body(title: &str, decided: &[Decided], back: &str, words: &Words) -> Markup {
    html! {
        h1 { (title) }
        @if decided.is_empty() { p.notice role="alert" { (words.say("none-selected")) } }
        ul.referrals {
            @for Decided { id, company, became } in decided {
                li.card {
                    div.line {
                        h2 { a href={ "/referrals/" (id) } { (company) } }
                        @if let Ok(status) = became { (badge(status.as_str(), words)) }
                    }
                    @if let Err(why) = became { p.differs { (words.say("not-done")) " " (why) } }
                }
            }
        }
        p.more { a href=(back) { (words.say("back-to-list")) } }
    }
}
