//! Partners who have come in by a link to their address of record. Their session opens all referrals in the name of every partner
//! whose address of record it is at that moment.

use crate::access::{PARTNER_COOKIE, cookie_secret, hash};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::intake::whose;
use crate::partners::{Referring, referring};
use axum::http::HeaderMap;
use referral_store::Feedback;

/// How long a session goes on, in seconds.
pub const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// What stands in place of a status key in the address of a referral's page, for those who have come in.
pub const BY_SESSION: &str = "session";

/// Somebody who has come in.
pub struct Entered {
    /// The secret in the cookie.
    pub secret: String,
    /// The address of record.
    pub email: String,
}

/// Returns who has come in, by the cookie of a request.
pub async fn entered(app: &App, headers: &HeaderMap) -> Result<Option<Entered>, Refusal> {
    let Some(secret) = cookie_secret(&PARTNER_COOKIE, headers) else { return Ok(None) };
    let email = app.store.entered(hash(&secret), app.clock.now()).await?;
    Ok(email.map(|email| Entered { secret, email }))
}

/// Lists the referrals that a token opens: a vendor's token for a program, or the secret of a session. `None` if it opens nothing
/// any more.
pub async fn opened_by(app: &App, program: &str, token: &str) -> Result<Option<Vec<String>>, Refusal> {
    if !is_secret(token) {
        let Some(partner) = whose(app, program, token).await? else { return Ok(None) };
        return Ok(Some(app.store.referrals_of(program, &partner).await?));
    }
    let Some(email) = app.store.entered(hash(token), app.clock.now()).await? else { return Ok(None) };
    let mut all = Vec::new();
    for Referring { program, partner } in referring(&app.store, &app.programs, &email).await? {
        all.extend(app.store.referrals_in_name_of(&program, &partner).await?);
    }
    Ok(Some(all))
}

/// Lists the feedback on programs that a token opens: what was sent with a vendor's token of the partner, whose name it has.
pub async fn feedback_by(app: &App, program: &str, token: &str) -> Result<Vec<Feedback>, Refusal> {
    if !is_secret(token) {
        let Some(partner) = whose(app, program, token).await? else { return Ok(Vec::new()) };
        return Ok(app.store.feedback_of_partner(program, &partner).await?);
    }
    let Some(email) = app.store.entered(hash(token), app.clock.now()).await? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for Referring { program, partner } in referring(&app.store, &app.programs, &email).await? {
        all.extend(app.store.feedback_of_partner(&program, &partner).await?);
    }
    Ok(all)
}

/// True if whoever has a token may act on a referral.
pub async fn may_act(app: &App, program: &str, token: &str, referral: &str) -> Result<bool, Refusal> {
    if !is_secret(token) {
        let Some(partner) = whose(app, program, token).await? else { return Ok(false) };
        return Ok(app.store.is_of_partner(referral, program, &partner).await?);
    }
    let Some(email) = app.store.entered(hash(token), app.clock.now()).await? else { return Ok(false) };
    let Some((program, partner)) = app.store.in_whose_name(referral).await? else { return Ok(false) };
    Ok(referring(&app.store, &app.programs, &email).await?.contains(&Referring { program, partner }))
}

/// True for what may be the secret of a session. A vendor's token has points in it.
fn is_secret(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|letter| letter.is_ascii_hexdigit())
}
