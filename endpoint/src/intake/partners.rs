//! Checks who may refer, by `partners.json` beside `program.json`. That file is not published.

use crate::app::App;
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use jiff::Timestamp;
use referral_folder::Partners;
use referral_signing::PartnerToken;
use referral_widget::lead::PartnerFacts;
use referral_widget::submission::Attribution;
use std::path::Path;

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
    folder: &Path,
    program: &str,
    attribution: &Attribution,
    origin: Option<&str>,
    now: Timestamp,
) -> Result<Attributed, Refusal> {
    let Some(partners) = read(folder, program).await? else { return Ok(Attributed::claim()) };
    let forbidden =
        |kind: ProblemKind, detail: String| Refusal::new(StatusCode::FORBIDDEN, detail).kind(kind);
    let token = attribution.token.as_deref().filter(|token| !token.is_empty() && !partners.keys.is_empty());
    let token =
        token.map(|token| PartnerToken::verify(token, &partners.keys, program, now.as_second())).transpose();
    let token = token.map_err(|bad| {
        forbidden(ProblemKind::PartnerToken, format!("The partner’s token is not accepted: {bad}."))
    })?;
    if token.is_none() && partners.require_token {
        let detail = "This program takes referrals from partners who have signed in. Sign in, and send the referral once more.";
        return Err(forbidden(ProblemKind::PartnerToken, detail.into()));
    }
    if let (Some(token), Some(claimed)) = (&token, &attribution.partner)
        && token.sub != *claimed
    {
        return Err(forbidden(ProblemKind::PartnerToken, "The token belongs to another partner.".into()));
    }
    let id = token.as_ref().map(|token| &token.sub).or(attribution.partner.as_ref());
    let known = id.and_then(|id| partners.partners.iter().find(|partner| partner.id == *id));
    if known.is_none() && partners.only_known {
        let who = id.map_or("nobody", String::as_str);
        let detail =
            format!("“{}” is not a partner of this program. Check the attribute `partner`.", short(who));
        return Err(forbidden(ProblemKind::UnknownPartner, detail));
    }
    let has_origins = known.is_some_and(|partner| !partner.origins.is_empty());
    let is_own =
        || known.is_some_and(|partner| partner.origins.iter().any(|known| Some(known.as_str()) == origin));
    let by = match (&token, has_origins) {
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
                "This partner does not refer from {site}. The vendor adds websites in partners.json."
            );
            return Err(forbidden(ProblemKind::PartnerOrigin, detail));
        }
    };
    let facts = token.as_ref().and_then(|token| token.facts().ok()).unwrap_or_default();
    let (partner, token) = token.map(|token| (token.sub, token.jti)).unzip();
    Ok(Attributed { by, partner, token, facts })
}

/// Returns what `partners.json` says of the partner with that id.
pub async fn listed(app: &App, program: &str, id: &str) -> Result<PartnerFacts, Refusal> {
    let state = app.programs.state(program).await?;
    if !state.is_some_and(|state| state.private.partners) {
        return Ok(PartnerFacts::default());
    }
    let partners = read(&app.programs.folder(program), program).await?;
    Ok(partners.map(|partners| partners.facts_of(id)).unwrap_or_default())
}

/// Reads the vendor's list of the partners of a program. `None` if there is no such file.
async fn read(folder: &Path, program: &str) -> Result<Option<Partners>, Refusal> {
    let owned = folder.to_path_buf();
    let read = tokio::task::spawn_blocking(move || Partners::read(&owned)).await;
    read.unwrap_or_else(|error| Err(error.to_string())).map_err(|why| {
        // If the list cannot be read, nobody may refer.
        tracing::error!(program, why, "partners.json cannot be used; no leads are accepted");
        Refusal::unavailable(
            "The vendor’s list of partners cannot be used right now. Send the same submission again later.",
        )
    })
}

/// Returns the partner that a token names. `None` if the token proves nothing for that program.
pub async fn whose(app: &App, program: &str, token: &str) -> Result<Option<String>, Refusal> {
    let state = app.programs.state(program).await?;
    if !state.is_some_and(|state| state.private.partners) {
        return Ok(None);
    }
    let Some(partners) = read(&app.programs.folder(program), program).await? else { return Ok(None) };
    let now = app.clock.now().as_second();
    let token = PartnerToken::verify(token, &partners.keys, program, now).ok();
    let is_known =
        |id: &String| !partners.only_known || partners.partners.iter().any(|partner| partner.id == *id);
    Ok(token.map(|token| token.sub).filter(is_known))
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}
