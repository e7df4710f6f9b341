//! Who may refer: `partners.json`.

use crate::{PARTNERS, is_there, read_text};
use referral_signing::PublicKey;
use referral_widget::json::parse;
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
        Ok(Partners { keys, require_token, only_known, partners })
    }
}
