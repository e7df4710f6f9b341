//! Who may refer: `partners.json`.

use crate::{PARTNERS, is_there, read_text};
use referral_signing::PublicKey;
use referral_widget::json::parse;
use referral_widget::lead::PartnerFacts;
use referral_widget::program::Fact;
use serde::Deserialize;
use std::path::Path;

const MOST_BYTES: usize = 1024 * 1024;

/// The contents of `partners.json`.
pub struct Partners {
    /// The keys that sign partner tokens.
    pub keys: Vec<PublicKey>,
    /// True if a lead without a valid token is refused.
    pub require_token: bool,
    /// True if partners that are not in the list are refused.
    pub only_known: bool,
    /// The partners in the list.
    pub partners: Vec<Partner>,
}

/// A partner in the list.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// The id by which pages and tokens name the partner.
    pub id: String,
    /// The websites that may refer in the partner's name, such as `https://partner.example`. If empty, any website may.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The address of record: mails about the partner's referrals go there.
    #[serde(default)]
    pub email: Option<String>,
    /// The partner's country (ISO 3166-1 alpha-2), for rules that read `partner.country`.
    #[serde(default)]
    pub country: Option<String>,
    /// The host name of the partner's website, for rules that read `partner.domain`.
    #[serde(default)]
    pub domain: Option<String>,
    /// The vendor's own word for the partner's rank, for rules that read `partner.level`.
    #[serde(default)]
    pub level: Option<String>,
}

impl Partner {
    /// What the list says of the partner.
    ///
    /// # Errors
    ///
    /// The form that a fact must have.
    pub fn facts(&self) -> Result<PartnerFacts, &'static str> {
        let mut facts = PartnerFacts::default();
        let given =
            [(Fact::Country, &self.country), (Fact::Domain, &self.domain), (Fact::Level, &self.level)];
        for (fact, text) in given {
            text.as_deref().map_or(Ok(()), |text| facts.set(fact, text))?;
        }
        Ok(facts)
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    /// The public keys that sign partner tokens.
    #[serde(default)]
    token_keys: Vec<String>,
    #[serde(default)]
    require_token: bool,
    #[serde(default)]
    only_known: bool,
    #[serde(default)]
    partners: Vec<Partner>,
}

impl Partners {
    /// Reads the `partners.json` of a folder. `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the file.
    pub fn read(folder: &Path) -> Result<Option<Self>, String> {
        if !is_there(folder, PARTNERS) {
            return Ok(None);
        }
        let text = read_text(folder, PARTNERS, MOST_BYTES)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
        Partners::parse(&text).map(Some)
    }

    /// Reads the text of `partners.json`.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Document { token_keys, require_token, only_known, partners } =
            parse(text).map_err(|error| error.to_string())?;
        let keys: Result<Vec<PublicKey>, _> = token_keys.iter().map(|key| PublicKey::parse(key)).collect();
        let keys = keys.map_err(|error| error.to_string())?;
        if require_token && keys.is_empty() {
            return Err("`require_token` needs a key in `token_keys`".into());
        }
        for partner in &partners {
            partner.facts().map_err(|why| format!("partner `{}`: {why}", partner.id))?;
        }
        Ok(Partners { keys, require_token, only_known, partners })
    }
}
