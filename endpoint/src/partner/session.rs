//! Partners who have come in by a link to their address of record. Their session opens all referrals in the name of every partner
//! whose address of record it is at that moment.

use crate::access::{PARTNER_COOKIE, cookie_secret, hash};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::intake::whose;
use crate::partners::{Referring, referring};
use axum::http::HeaderMap;
use referral_store::Feedback;
use std::collections::BTreeSet;

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

/// The partners in whose name a token speaks.
struct Spoken {
    partners: BTreeSet<Referring>,
    /// True if referrals count that only claim to be theirs. Mails about them go to the address of record, too.
    with_claims: bool,
}

/// Finds out in whose name a token speaks: a vendor's token for a program, or the secret of a session. `None` if it opens nothing
/// any more.
async fn spoken(app: &App, program: &str, token: &str) -> Result<Option<Spoken>, Refusal> {
    if is_secret(token) {
        let Some(email) = app.store.entered(hash(token), app.clock.now()).await? else { return Ok(None) };
        let partners = referring(&app.store, &app.programs, &email).await?;
        return Ok(Some(Spoken { partners, with_claims: true }));
    }
    let partner = whose(app, program, token).await?;
    let one = |partner| BTreeSet::from([Referring { program: program.into(), partner }]);
    Ok(partner.map(|partner| Spoken { partners: one(partner), with_claims: false }))
}

/// What a token opens.
pub struct OpenedByToken {
    /// The referrals.
    pub referrals: Vec<String>,
    /// The feedback on programs that was sent with a vendor's token of the partner.
    pub feedback: Vec<Feedback>,
}

/// Lists what a token opens. `None` if it opens nothing any more.
pub async fn opened_by(app: &App, program: &str, token: &str) -> Result<Option<OpenedByToken>, Refusal> {
    let Some(Spoken { partners, with_claims }) = spoken(app, program, token).await? else { return Ok(None) };
    let mut opened = OpenedByToken { referrals: Vec::new(), feedback: Vec::new() };
    for Referring { program, partner } in &partners {
        let of_partner = match with_claims {
            true => app.store.referrals_in_name_of(program, partner).await?,
            false => app.store.referrals_of(program, partner).await?,
        };
        opened.referrals.extend(of_partner);
        opened.feedback.extend(app.store.feedback_of_partner(program, partner).await?);
    }
    Ok(Some(opened))
}

/// True if whoever has a token may act on a referral.
pub async fn may_act(app: &App, program: &str, token: &str, referral: &str) -> Result<bool, Refusal> {
    let Some(Spoken { partners, with_claims }) = spoken(app, program, token).await? else { return Ok(false) };
    let Some((program, partner)) = app.store.in_whose_name(referral).await? else { return Ok(false) };
    let is_proved = with_claims || app.store.is_of_partner(referral, &program, &partner).await?;
    Ok(is_proved && partners.contains(&Referring { program, partner }))
}

/// True for what may be the secret of a session. A vendor's token has points in it.
fn is_secret(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|letter| letter.is_ascii_hexdigit())
}
