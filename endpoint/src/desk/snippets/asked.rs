//! What somebody asks for: a partner, a language and a page.

use crate::catalog::{Programs, Release};
use crate::http::refusal::Refusal;
use referral_language::Language;
use serde::Deserialize;
use std::sync::Arc;

/// The longest id of a partner.
const LONGEST_PARTNER: usize = 200;

#[derive(Deserialize)]
pub struct Asked {
    /// The id of the program, where it can be chosen.
    #[serde(default)]
    pub program: String,
    #[serde(default)]
    pub partner: String,
    /// The language of the partner's page. Empty for the program's own.
    #[serde(default)]
    pub language: String,
    /// The address of the partner's page.
    #[serde(default)]
    pub page: String,
}

impl Asked {
    /// The id of the partner, if one was typed that can be used.
    pub fn partner(&self) -> Option<&str> {
        let partner = self.partner.trim();
        let is_id = !partner.is_empty()
            && partner.chars().count() <= LONGEST_PARTNER
            && !partner.chars().any(char::is_control);
        is_id.then_some(partner)
    }

    /// The language, if there are texts in it.
    pub fn language(&self) -> Option<String> {
        Language::named(&self.language).map(|language| language.tag().to_string())
    }
}

/// Returns the release of a program that is in service.
pub async fn release(programs: &Programs, id: &str) -> Result<Arc<Release>, Refusal> {
    let state = programs.state(id).await?.ok_or_else(|| Refusal::unknown_program(id))?;
    let reason = state.reason();
    state.release.ok_or_else(|| Refusal::not_in_service(id, &reason))
}
