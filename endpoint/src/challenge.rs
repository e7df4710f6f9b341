//! Asks the maker of a challenge whether a visitor has passed it. Turnstile, hCaptcha and reCAPTCHA answer in the same
//! way.

use crate::http::client::text;
use crate::http::problem_kind::ProblemKind;
use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use referral_widget::json::parse;
use reqwest::{Client, Response};
use serde::Deserialize;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);
const MOST_BYTES: usize = 64 * 1024;

/// The message if a challenge is required: the page without scripts cannot send.
const NOT_HERE: &str = "The vendor asks for a check against robots that this page cannot show, because it works without \
                            a script. Open the form on the partner’s website, and send the referral there.";

/// The service that checks the challenge, and the site's secret there.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// The service's address, such as `https://challenges.cloudflare.com/turnstile/v0/siteverify`.
    pub address: String,
    /// The site's secret.
    pub secret: String,
}

#[derive(Deserialize)]
struct Verified {
    success: bool,
    #[serde(default, rename = "error-codes")]
    errors: Vec<String>,
}

impl Challenge {
    /// Checks the token. `false` if the service cannot tell: then a person looks at the lead.
    pub async fn is_passed(&self, client: &Client, token: Option<&str>) -> Result<bool, Refusal> {
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Err(failed("The challenge is missing. Solve it, and send the referral once more."));
        };
        match self.ask(client, token).await {
            Some(Verified { success: true, .. }) => Ok(true),
            // The mistake is the vendor's or the service's, and not the visitor's.
            Some(verified) if verified.errors.iter().any(|error| is_ours(error)) => {
                tracing::error!(errors = ?verified.errors, "the challenge cannot be checked");
                Ok(false)
            }
            Some(_) => {
                Err(failed("The challenge was not passed. Solve it again, and send the referral once more."))
            }
            None => {
                tracing::error!(
                    address = self.address,
                    "the service that checks the challenge does not answer"
                );
                Ok(false)
            }
        }
    }

    /// Asks the service. `None` if there is no answer, or one that cannot be read.
    async fn ask(&self, client: &Client, token: &str) -> Option<Verified> {
        let form = [("secret", self.secret.as_str()), ("response", token)];
        let asked = client.post(&self.address).timeout(PATIENCE).form(&form).send().await;
        let answer = asked.and_then(Response::error_for_status).ok()?;
        parse(&text(answer, MOST_BYTES).await.ok()?).ok()
    }
}

fn failed(detail: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, detail).kind(ProblemKind::ChallengeFailed)
}

/// Refuses a page without scripts, which cannot show a challenge.
pub fn not_here() -> Refusal {
    failed(NOT_HERE)
}

/// True for mistakes of the vendor or the service, by the codes that all three services document.
fn is_ours(error: &str) -> bool {
    matches!(error, "internal-error" | "missing-input-secret" | "invalid-input-secret" | "bad-request")
}
