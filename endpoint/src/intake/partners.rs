//! Checks who may refer, by what the vendor knows of its partners.

use crate::app::App;
use crate::catalog::Private;
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use crate::partners::{Known, known, listed};
use axum::http::StatusCode;
use referral_folder::Partners;
use referral_signing::{PartnerToken, PublicKey};
use referral_widget::lead::PartnerFacts;
use referral_widget::submission::Attribution;

/// How it is known who referred.
#[derive(Debug, PartialEq, Eq)]
pub struct Attributed {
    /// `token`, `origin` or `claim`.
    pub by: &'static str,
    /// The partner that a token names.
    pub partner: Option<String>,
    /// The token's id.
    pub token: Option<String>,
    /// What the token says of the partner.
    pub facts: PartnerFacts,
}

impl Attributed {
    /// True if a token proves it. An `Origin` header does not, because only browsers are bound to send a true one.
    pub fn is_proved(&self) -> bool {
        self.by == "token"
    }

    /// True if there is more proof than the page's own claim.
    pub fn is_known(&self) -> bool {
        self.by != "claim"
    }

    /// The page's own claim, without proof.
    pub fn claim() -> Self {
        Attributed { by: "claim", partner: None, token: None, facts: PartnerFacts::default() }
    }
}

/// Finds out who refers, or why the lead is refused. `origin` is the request's header. It is `None` if the endpoint's
/// own page sends the lead, or if the sender is not a browser.
pub async fn attribute(
    app: &App,
    program: &str,
    private: Private,
    attribution: &Attribution,
    origin: Option<&str>,
) -> Result<Attributed, Refusal> {
    let list = if private.partners { listed(&app.programs, program).await? } else { None };
    let forbidden =
        |kind: ProblemKind, detail: String| Refusal::new(StatusCode::FORBIDDEN, detail).kind(kind);
    let find = async |id: Option<&String>| match id {
        Some(id) => known(&app.store, list.as_ref(), program, id).await,
        None => Ok(Known::default()),
    };
    let token = attribution.token.as_deref().filter(|token| !token.is_empty());
    // Whom a token names is not proved yet. It only says whose keys may have signed it.
    let named = token.and_then(PartnerToken::unverified).map(|token| token.sub);
    let keys = keys_of(list.as_ref(), &find(named.as_ref()).await?);
    let given = token.filter(|_| !keys.is_empty());
    let now = app.clock.now().as_second();
    let token = given.map(|token| PartnerToken::verify(token, &keys, program, now)).transpose();
    let token = token.map_err(|bad| {
        forbidden(ProblemKind::PartnerToken, format!("The partner’s token is not accepted: {bad}."))
    })?;
    let id = token.as_ref().map(|token| &token.sub).or(attribution.partner.as_ref());
    let known = find(id).await?;
    if list.is_none() && !known.is_known() {
        return Ok(Attributed::claim());
    }
    if token.is_none() && list.as_ref().is_some_and(|list| list.require_token) {
        let detail = "This program takes referrals from partners who have signed in. Sign in, and send the referral once more.";
        return Err(forbidden(ProblemKind::PartnerToken, detail.into()));
    }
    if let (Some(token), Some(claimed)) = (&token, &attribution.partner)
        && token.sub != *claimed
    {
        return Err(forbidden(ProblemKind::PartnerToken, "The token belongs to another partner.".into()));
    }
    if !known.is_known() && list.as_ref().is_some_and(|list| list.only_known) {
        let who = id.map_or("nobody", String::as_str);
        let detail =
            format!("“{}” is not a partner of this program. Check the attribute `partner`.", short(who));
        return Err(forbidden(ProblemKind::UnknownPartner, detail));
    }
    if known.has_ended() {
        let who = id.map_or("", String::as_str);
        let detail =
            format!("“{}” is not a partner any more. If this is wrong, write to the vendor.", short(who));
        return Err(forbidden(ProblemKind::UnknownPartner, detail));
    }
    let has_websites = known.websites().next().is_some();
    let is_own = || known.websites().any(|website| Some(website) == origin);
    let by = match (&token, has_websites) {
        (Some(_), false) => "token",
        (None, false) => "claim",
        (token, true) if is_own() => {
            if token.is_some() {
                "token"
            } else {
                "origin"
            }
        }
        (_, true) => {
            let site = origin.map_or_else(|| "a page without an origin".into(), short);
            let detail = format!(
                "This partner does not refer from {site}. The vendor can add the website at the desk or in partners.json."
            );
            return Err(forbidden(ProblemKind::PartnerOrigin, detail));
        }
    };
    // What the vendor has signed. A partner could say anything of itself.
    let of_vendor = list.as_ref().map(|list| list.keys.as_slice()).unwrap_or_default();
    let signed = given.and_then(|token| PartnerToken::verify(token, of_vendor, program, now).ok());
    let facts = signed.and_then(|token| token.facts().ok()).unwrap_or_default();
    let (partner, token) = token.map(|token| (token.sub, token.jti)).unzip();
    Ok(Attributed { by, partner, token, facts })
}

/// The keys that may have signed a token about a partner: those of the program's list, and the partner's own.
fn keys_of(list: Option<&Partners>, known: &Known) -> Vec<PublicKey> {
    let of_program = list.iter().flat_map(|list| list.keys.iter().copied());
    of_program.chain(known.keys()).collect()
}

/// Returns the partner that a token names. `None` if the token proves nothing for that program.
pub async fn whose(app: &App, program: &str, token: &str) -> Result<Option<String>, Refusal> {
    let Some(state) = app.programs.state(program).await? else { return Ok(None) };
    let list = if state.private.partners { listed(&app.programs, program).await? } else { None };
    let Some(named) = PartnerToken::unverified(token).map(|token| token.sub) else { return Ok(None) };
    let known = known(&app.store, list.as_ref(), program, &named).await?;
    let now = app.clock.now().as_second();
    let token = PartnerToken::verify(token, &keys_of(list.as_ref(), &known), program, now).ok();
    let is_taken = known.is_known() || list.is_some_and(|list| !list.only_known);
    Ok(token.map(|token| token.sub).filter(|_| is_taken))
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}
