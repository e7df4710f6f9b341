//! Clears a referral of the suspicion that a machine sent it.

use crate::access::Caller;
use crate::clock::Clock;
use crate::customers;
use crate::hours::Hours;
use crate::http::extract::{Path, media_type};
use crate::http::refusal::Refusal;
use crate::intake::days_after;
use crate::made_under::{made_under, scope_now};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use referral_store::{Claim, Cleared, Clearing, Customer, Store, Stored};
use referral_widget::lead::Answers;
use referral_widget::office::LifecycleStatus;
use referral_widget::program::Program;

/// `POST /api/referrals/{id}/not-a-machine`: the referral protects its customer from now on. If another referral has
/// come to protect the customer meanwhile, the answer is 409, with the dates of that protection.
pub async fn clear_referral(
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(hours): State<Hours>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let stored = store.find(&id).await?.ok_or_else(Refusal::unknown_referral)?;
    let now = clock.now();
    let (program, answers) = made_under(&store, &stored, None).await?;
    let (keys, until) = protection(&stored, &program, &answers, now);
    let scope = scope_now(&store, &program, &answers).await?;
    let customer = Customer { keys, claim: Claim::Protects, scope };
    let hours = hours.of_program(&store, &program, now).await?;
    let clearing = Clearing {
        id: id.clone(),
        program: stored.program,
        customer,
        until,
        actor: caller.actor(),
        now: now.into(),
        hours,
    };
    let cleared = store.clear(clearing).await?.ok_or_else(Refusal::unknown_referral)?;
    let is_form = media_type(&headers) == "application/x-www-form-urlencoded";
    match cleared {
        // Its page says the same.
        _ if is_form => Ok(Redirect::to(&format!("/referrals/{id}")).into_response()),
        Cleared::TooLate(by) => Err(Refusal::protected(&by)),
        Cleared::Protects | Cleared::Before => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

/// Returns the customer's keys and the last day of its protection, by the program under which it was referred.
fn protection(
    stored: &Stored,
    program: &Program,
    answers: &Answers,
    now: Timestamp,
) -> (Vec<String>, Option<String>) {
    if stored.standing.status == LifecycleStatus::Declined.as_str() {
        return (Vec::new(), None);
    }
    let agreement = &program.agreement;
    let until = days_after(program.today(now), agreement.protection_days);
    (customers::keys(agreement, answers), Some(until).filter(|_| agreement.protection_days > 0))
}
