//! The gate that everything passes that comes in, on whatever way. It checks who refers, whether a machine sent it, and
//! whether the challenge is passed.

use super::partners::{self, Attributed};
use crate::app::App;
use crate::catalog::Private;
use crate::challenge;
use crate::http::refusal::Refusal;
use referral_widget::submission::{Attribution, Signals};

/// The way on which something came.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    /// A form on a website. The browser names its origin.
    Form(Option<&'a str>),
    /// The endpoint's own page.
    OwnPage,
}

/// Finds out who refers, as far as the vendor knows its partners.
pub async fn who(
    app: &App,
    program: &str,
    private: Private,
    attribution: &Attribution,
    way: Way<'_>,
) -> Result<Attributed, Refusal> {
    let origin = if let Way::Form(origin) = way { origin } else { None };
    partners::attribute(app, program, private, attribution, origin).await
}

/// Lists the reasons why it may be a machine's, as sentences.
pub fn suspicion(
    signals: Option<&Signals>,
    way: Way<'_>,
    attributed: &Attributed,
    least_seconds: f64,
) -> Vec<String> {
    let mut found = Vec::new();
    if signals.is_some_and(|signals| !signals.trap.is_empty()) {
        found.push("The field that nobody sees was filled in.".to_string());
    }
    match (signals.map(|signals| signals.seconds), way) {
        (Some(Some(seconds)), _) if seconds < least_seconds => {
            found.push(format!("It was filled in within {:.1} seconds.", seconds.max(0.0)));
        }
        // If a website has filled in the form, nothing needs to be typed.
        (Some(Some(_)), _) | (Some(None), Way::Form(_)) => {}
        // A partner with a token may send leads by a program of its own. If no least time is set, nothing is required.
        (None, _) | (Some(None), Way::OwnPage) if attributed.is_proved() || least_seconds <= 0.0 => {}
        (None, _) | (Some(None), Way::OwnPage) => found.push("It does not say how it was filled in.".into()),
    }
    found
}

/// Has the challenge checked. This comes last, since the token is valid only once. If the service cannot tell, it
/// returns why a person must look.
pub async fn challenge(app: &App, way: Way<'_>, token: Option<&str>) -> Result<Option<String>, Refusal> {
    match (&app.challenge, way) {
        (None, _) => Ok(None),
        (Some(_), Way::OwnPage) => Err(challenge::not_here()),
        (Some(challenge), Way::Form(_)) => {
            let is_passed = challenge.is_passed(&app.client, token).await?;
            Ok((!is_passed).then(|| "The challenge could not be checked.".into()))
        }
    }
}
