//! Whether a visitor has passed the page's challenge, as its maker says: Turnstile, hCaptcha and reCAPTCHA answer alike.

use crate::http::client::text;
use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use referral_widget::json::parse;
use reqwest::{Client, Response};
use serde::Deserialize;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);
const MOST_BYTES: usize = 64 * 1024;

/// Why the page without scripts cannot send where a challenge is asked for.
const NOT_HERE: &str = "The vendor asks for a check against robots that this page cannot show, because it works without \
                            a script. Open the form on the partner’s website, and send the referral there.";

/// Who checks, and the site's secret there.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// The maker's address, such as `https://challenges.cloudflare.com/turnstile/v0/siteverify`.
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
    /// `false` where nobody can tell: then a person looks at the lead.
    pub async fn is_passed(&self, client: &Client, token: Option<&str>) -> Result<bool, Refusal> {
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Err(failed("The challenge is missing. Solve it, and send the referral once more."));
        };
        match self.ask(client, token).await {
            Some(Verified { success: true, .. }) => Ok(true),
            // Theirs, and not the visitor's.
            Some(verified) if verified.errors.iter().any(|error| is_ours(error)) => {
                tracing::error!(errors = ?verified.errors, "the challenge cannot be checked");
                Ok(false)
            }
            Some(_) => {
                Err(failed("The challenge was not passed. Solve it again, and send the referral once more."))
            }
            None => {
                tracing::error!(address = self.address, "the service that checks the challenge does not answer");
                Ok(false)
            }
        }
    }

    /// What its maker says of it; none where there is no answer, or one that nobody understands.
    async fn ask(&self, client: &Client, token: &str) -> Option<Verified> {
        let form = [("secret", self.secret.as_str()), ("response", token)];
        let asked = client.post(&self.address).timeout(PATIENCE).form(&form).send().await;
        let answer = asked.and_then(Response::error_for_status).ok()?;
        parse(&text(answer, MOST_BYTES).await.ok()?).ok()
    }
}

fn failed(detail: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, detail).kind("challenge-failed", "Challenge not passed")
}

/// The page without scripts can show no challenge.
pub fn not_here() -> Refusal {
    failed(NOT_HERE)
}

/// Mistakes of the vendor's or the maker's, by the codes that all three document.
fn is_ours(error: &str) -> bool {
    matches!(error, "internal-error" | "missing-input-secret" | "invalid-input-secret" | "bad-request")
}
