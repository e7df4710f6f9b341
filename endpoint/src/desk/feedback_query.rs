//! Which feedback an address asks for.

use crate::http::refusal::Refusal;
use axum::http::StatusCode;
use referral_store::FeedbackFilter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The parameters of the page and of `GET /api/feedback`. An empty one is as good as none.
#[derive(Clone, Default, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
pub struct FeedbackQuery {
    /// The program's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// `open` or `answered`: whether somebody has answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

impl FeedbackQuery {
    /// What is listed.
    pub fn filter(&self) -> Result<FeedbackFilter, Refusal> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let is_answered = match given(&self.state).as_deref() {
            None => None,
            Some("open") => Some(false),
            Some("answered") => Some(true),
            Some(_) => {
                let detail = "`state` is `open` or `answered`.";
                return Err(Refusal::new(StatusCode::BAD_REQUEST, detail));
            }
        };
        Ok(FeedbackFilter { program: given(&self.program), is_answered })
    }

    /// The address of the list that it asks for, at a place of the page.
    pub fn address(&self, path: &str, place: &str) -> String {
        let query = serde_urlencoded::to_string(self).unwrap_or_default();
        if query.is_empty() { format!("{path}{place}") } else { format!("{path}?{query}{place}") }
    }
}
