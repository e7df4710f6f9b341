//! Whether a visitor has passed the page's challenge, as its maker says: Turnstile, hCaptcha and reCAPTCHA answer alike.

use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use referral_widget::json::parse;
use serde::Deserialize;
use std::time::Duration;
use ureq::Agent;

const PATIENCE: Duration = Duration::from_secs(5);
const MOST_BYTES: u64 = 64 * 1024;

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
    pub async fn check(&self, token: Option<&str>) -> Result<bool, Refusal> {
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Err(failed("The challenge is missing. Solve it, and send the referral once more."));
        };
        let (challenge, token) = (self.clone(), token.to_string());
        let asked = tokio::task::spawn_blocking(move || challenge.ask(&token)).await;
        match asked {
            Ok(Ok(Verified { success: true, .. })) => Ok(true),
            // Theirs, and not the visitor's.
            Ok(Ok(verified)) if verified.errors.iter().any(|error| is_ours(error)) => {
                tracing::error!(errors = ?verified.errors, "the challenge cannot be checked");
                Ok(false)
            }
            Ok(Ok(_)) => {
                Err(failed("The challenge was not passed. Solve it again, and send the referral once more."))
            }
            Ok(Err(_)) | Err(_) => {
                tracing::error!(address = self.address, "whoever checks the challenge does not answer");
                Ok(false)
            }
        }
    }

    fn ask(&self, token: &str) -> Result<Verified, ureq::Error> {
        let config = Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).build();
        let agent: Agent = config.into();
        let form = [("secret", self.secret.as_str()), ("response", token)];
        let mut response = agent.post(&self.address).send_form(form)?;
        let text = response.body_mut().with_config().limit(MOST_BYTES).read_to_string()?;
        parse(&text).map_err(|error| ureq::Error::Other(Box::new(error)))
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
