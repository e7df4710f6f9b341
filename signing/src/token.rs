//! Tokens in which a vendor says who a partner is: short-lived JWTs (RFC 7519), signed with Ed25519.

use super::{Forged, Keypair, PublicKey, jws};
use referral_widget::lead::PartnerFacts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const TYPE: &str = "JWT";
/// How far two clocks may differ, in seconds.
const LEEWAY: i64 = 60;
/// The longest time for which a token may be valid, in seconds: a day.
const LONGEST: i64 = 24 * 60 * 60;

/// The claims of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerToken {
    /// The partner's id.
    pub sub: String,
    /// The program's id.
    pub aud: String,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// Until when it is valid, in seconds since 1970.
    pub exp: i64,
    /// From when on it is valid, in seconds since 1970, if that is later than `iat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The token's own id.
    pub jti: String,
    /// What the vendor knows of the partner, for rules that read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Value>,
}

/// Why a token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// The vendor did not sign it.
    #[error("{0}")]
    Forged(#[from] Forged),
    /// It is no longer valid.
    #[error("it has expired: load the page again, and send the referral once more")]
    Expired,
    /// It is not valid yet, or it is valid for more than a day.
    #[error(
        "its times are wrong: it is not valid yet, was made in the future, or is valid for more than a day"
    )]
    Times,
    /// It is for another program.
    #[error("it is for another program")]
    Audience,
    /// What it says of the partner is wrong.
    #[error("its claim `facts` {0}")]
    Facts(&'static str),
}

impl PartnerToken {
    /// Signs as a JWT.
    ///
    /// # Errors
    ///
    /// The claims cannot be written as JSON, which does not happen.
    pub fn sign(&self, key: &Keypair) -> serde_json::Result<String> {
        jws::sign(key, TYPE, self)
    }

    /// Reads a JWT without checking who signed it, so it proves nothing.
    #[must_use]
    pub fn unverified(text: &str) -> Option<PartnerToken> {
        jws::claims(text)
    }

    /// Reads a JWT about a partner of that program, and checks it at a time in seconds since 1970.
    ///
    /// # Errors
    ///
    /// The reason why the token proves nothing.
    pub fn verify(text: &str, keys: &[PublicKey], program: &str, now: i64) -> Result<Self, BadToken> {
        let token: PartnerToken = jws::verify(text, TYPE, keys)?;
        if token.aud != program {
            return Err(BadToken::Audience);
        }
        let from = token.iat.max(token.nbf.unwrap_or(token.iat));
        if from > now.saturating_add(LEEWAY) || token.exp.saturating_sub(token.iat) > LONGEST {
            return Err(BadToken::Times);
        }
        if token.exp < now - LEEWAY {
            return Err(BadToken::Expired);
        }
        token.facts()?;
        Ok(token)
    }

    /// What the token says of the partner.
    ///
    /// # Errors
    ///
    /// The claim is wrong.
    pub fn facts(&self) -> Result<PartnerFacts, BadToken> {
        let facts = self.facts.as_ref().map(PartnerFacts::from_json).transpose();
        facts.map(Option::unwrap_or_default).map_err(BadToken::Facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_token_is_good_for_its_program_and_its_time() {
        let key = Keypair::generate().expect("random numbers");
        let token = |change: fn(&mut PartnerToken)| {
            let mut token = PartnerToken {
                sub: "acme".into(),
                aud: "cloud".into(),
                iat: 1_000,
                exp: 1_900,
                nbf: None,
                jti: "1".into(),
                facts: None,
            };
            change(&mut token);
            let text = token.sign(&key).expect("JSON");
            PartnerToken::verify(&text, &[key.public()], "cloud", 1_500).map(|token| token.sub)
        };
        assert_eq!(token(|_| {}), Ok("acme".into()));
        assert_eq!(token(|token| token.exp = 1_450), Ok("acme".into()));
        assert_eq!(token(|token| token.exp = 1_400), Err(BadToken::Expired));
        assert_eq!(token(|token| token.aud = "solar".into()), Err(BadToken::Audience));
        assert_eq!(token(|token| token.iat = 2_000), Err(BadToken::Times));
        assert_eq!(token(|token| token.nbf = Some(1_500)), Ok("acme".into()));
        assert_eq!(token(|token| token.nbf = Some(1_600)), Err(BadToken::Times));
        assert_eq!(token(|token| token.nbf = Some(i64::MAX)), Err(BadToken::Times));
        assert_eq!(token(|token| token.exp = i64::MAX), Err(BadToken::Times));
        assert_eq!(token(|token| token.iat = i64::MIN), Err(BadToken::Times));
        assert_eq!(token(|token| token.facts = Some(json!({ "level": "gold" }))), Ok("acme".into()));
        let wrong = token(|token| token.facts = Some(json!({ "country": "Germany" })));
        assert!(matches!(wrong, Err(BadToken::Facts(_))), "{wrong:?}");
    }
}
