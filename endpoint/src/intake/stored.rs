//! The answer to a submission that was stored.

use crate::http::limits::Left;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The header that marks a repeated first answer, as the IETF draft on idempotency keys suggests.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The header with the key of the sender. A receipt may be shown around, so the key is no part of it.
pub const STATUS_KEY: HeaderName = HeaderName::from_static("status-key");

/// A submission that is stored.
pub struct StoredSubmission {
    /// True if it was not stored before.
    pub is_new: bool,
    /// The id of the referral.
    pub id: String,
    /// The receipt, as JSON.
    pub receipt: String,
    /// The key with which the sender may act on the referral, if the endpoint may tell it.
    pub status_key: Option<String>,
    /// What is left of the limits.
    pub left: Left,
}

impl IntoResponse for StoredSubmission {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "application/json".to_string()),
            (header::CACHE_CONTROL, "no-store".to_string()),
            (header::LOCATION, format!("/api/referrals/{}", self.id)),
        ];
        let status = if self.is_new { StatusCode::CREATED } else { StatusCode::OK };
        let mut response = (status, headers, self.receipt).into_response();
        response.headers_mut().extend(self.left.headers());
        if let Some(key) = self.status_key.and_then(|key| HeaderValue::try_from(key).ok()) {
            response.headers_mut().insert(STATUS_KEY, key);
        }
        if !self.is_new {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
