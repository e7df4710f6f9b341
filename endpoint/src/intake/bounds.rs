//! Limits how much is stored of the data about where a submission comes from.

use super::refusals::not_a_submission;
use crate::http::refusal::Refusal;
use referral_widget::lead::is_ignorable;
use referral_widget::submission::{Attribution, Versions};
use serde_json::{Map, Value};

/// The longest partner id, in characters. A longer one is refused. If it were cut off, it could be another partner's
/// id.
pub const LONGEST_PARTNER: usize = 200;
/// The longest version, hash, campaign or parameter, in characters. Longer ones are cut off.
pub const LONGEST_WORD: usize = 200;
/// The longest address, in characters. Longer ones are cut off.
const LONGEST_ADDRESS: usize = 1_000;
/// The most `utm_` parameters that are stored.
const MOST_PARAMETERS: usize = 20;
/// The largest verdict of the partner's page that is stored, in bytes of JSON.
pub const LARGEST_CLAIMED_VERDICT: usize = 64 * 1024;

/// Returns a partner's id as it is compared: without surrounding spaces and invisible characters.
pub fn partner(given: Option<String>) -> Option<String> {
    let seen: String = given?.chars().filter(|letter| !is_ignorable(*letter)).collect();
    Some(seen.trim().to_string()).filter(|seen| !seen.is_empty())
}

/// Returns who refers, as it is stored.
pub fn attribution(given: &Attribution, partner: Option<&str>) -> Result<Attribution, Refusal> {
    let partner = partner.or(given.partner.as_deref());
    if let Some(length) = partner.map(|partner| partner.chars().count()).filter(|it| *it > LONGEST_PARTNER) {
        return Err(not_a_submission(format!(
            "`attribution.partner` has {length} characters; a partner’s id has {LONGEST_PARTNER} at most. Check the \
             attribute `partner`."
        )));
    }
    let address = |text: &Option<String>| text.as_deref().map(|text| cut(text, LONGEST_ADDRESS));
    Ok(Attribution {
        partner: partner.map(ToString::to_string),
        campaign: given.campaign.as_deref().map(word),
        page: address(&given.page),
        landing: address(&given.landing),
        referrer: address(&given.referrer),
        utm: parameters(&given.utm),
        token: None,
    })
}

/// Returns the versions that the form had loaded, as they are stored.
pub fn versions(given: &Versions) -> Versions {
    Versions {
        program: word(&given.program),
        program_hash: given.program_hash.as_deref().map(word),
        rules_hash: given.rules_hash.as_deref().map(word),
    }
}

/// Keeps only parameters that are strings, as all those of a page's address are.
fn parameters(given: &Map<String, Value>) -> Map<String, Value> {
    let texts = given.iter().filter_map(|(name, value)| Some((word(name), word(value.as_str()?).into())));
    texts.take(MOST_PARAMETERS).collect()
}

/// Cuts a text off after the longest allowed length.
pub fn word(text: &str) -> String {
    cut(text, LONGEST_WORD)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
