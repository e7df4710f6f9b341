//! Clears a referral of the suspicion that a machine sent it.

use super::token::from_another_site;
use crate::clock::Clock;
use crate::customers;
use crate::http::refusal::Refusal;
use crate::intake::days_after;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use referral_store::{Claim, Cleared, Customer, Store, Stored};
use referral_widget::json::parse;
use referral_widget::program::Program;
use referral_widget::submission::ReferralStatus;

/// `POST /api/referrals/{id}/not-a-machine`: the referral protects its customer from now on. If another referral has
/// come to protect the customer meanwhile, the answer is 409, with the dates of that protection.
pub async fn clear_referral(
    State(store): State<Store>,
    State(clock): State<Clock>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if from_another_site(&headers) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "This request must not come from another website."));
    }
    let unknown = || {
        Refusal::new(StatusCode::NOT_FOUND, "There is no referral with that id. /api/referrals lists them.")
    };
    let stored = store.find(&id).await?.ok_or_else(unknown)?;
    let now = clock.now();
    let (keys, until) = protection(&store, &stored, now).await?;
    let customer = Customer { keys, claim: Claim::Protects };
    let cleared =
        store.clear(&id, &stored.program, customer, until.as_deref(), now).await?.ok_or_else(unknown)?;
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    match cleared {
        // The page says the same beside the referral.
        _ if is_form => Ok(Redirect::to(&format!("/#{id}")).into_response()),
        Cleared::TooLate(by) => Err(Refusal::protected(&by)),
        Cleared::Protects | Cleared::Before => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

/// Returns the customer's keys and the last day of its protection, by the program under which it was referred.
async fn protection(
    store: &Store,
    stored: &Stored,
    now: Timestamp,
) -> Result<(Vec<String>, Option<String>), Refusal> {
    if stored.status == ReferralStatus::Declined.as_str() {
        return Ok((Vec::new(), None));
    }
    let versions = &stored.versions;
    let json = store.program_json(&stored.program, &versions.program_hash, &versions.rules_hash).await?;
    let program = json.and_then(|json| Program::parse(&json).ok());
    let (Some(program), Ok(answers)) = (program, parse(stored.lead.get())) else {
        return Err(Refusal::unavailable(
            "The program or the answers of this referral cannot be read by this version of the endpoint.",
        ));
    };
    let agreement = &program.agreement;
    let until = days_after(program.today(now), agreement.protection_days);
    Ok((customers::keys(agreement, &answers), Some(until).filter(|_| agreement.protection_days > 0)))
}
