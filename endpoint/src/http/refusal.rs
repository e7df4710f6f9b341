//! The answers to all requests that fail: problem details (RFC 9457).

use super::problem_kind::ProblemKind;
use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use referral_store::{OwnReferral, Protection, StoreError};
use referral_widget::lead::FieldError;
use referral_widget::program::harmless;
use referral_widget::submission::{MAX_SUBMISSION_BYTES, ProblemDetails, Receipt};
use std::any::Any;

/// After how many seconds a request that could not be served may be sent again.
const RETRY_SECONDS: u16 = 5;

/// The most bytes of a body that is no submission.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// An answer that says what is wrong, where, and how to fix it.
#[derive(Debug)]
pub struct Refusal(Box<ProblemDetails>, Vec<(HeaderName, HeaderValue)>);

impl Refusal {
    /// Makes a problem that is described well enough by its status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Refusal(
            Box::new(ProblemDetails {
                kind: ProblemKind::ByStatus.word().into(),
                title: status.canonical_reason().unwrap_or_default().into(),
                status: status.as_u16(),
                // The detail may quote what was sent.
                detail: detail.into().chars().map(harmless).collect(),
                ..ProblemDetails::default()
            }),
            Vec::new(),
        )
    }

    /// Adds a kind, which clients can distinguish.
    pub fn kind(mut self, kind: ProblemKind) -> Self {
        self.0.kind = kind.word().into();
        self.0.title = kind.title().into();
        self
    }

    /// Adds the mistakes in single answers.
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Adds the receipt of the first submission.
    pub fn receipt(mut self, receipt: Option<Receipt>) -> Self {
        self.0.receipt = receipt.map(Box::new);
        self
    }

    /// Adds the seconds after which the same request may be sent again.
    pub fn retry_after(self, seconds: u32) -> Self {
        self.headers(vec![(header::RETRY_AFTER, seconds.into())])
    }

    /// Adds further headers.
    pub fn headers(mut self, headers: Vec<(HeaderName, HeaderValue)>) -> Self {
        self.1.extend(headers);
        self
    }

    /// Returns the problem details.
    pub fn problem(&self) -> &ProblemDetails {
        &self.0
    }

    /// Returns the seconds after which the same request may be sent again, if that is known.
    pub fn retry_seconds(&self) -> Option<u32> {
        let (_, value) = self.1.iter().find(|(name, _)| *name == header::RETRY_AFTER)?;
        value.to_str().ok()?.parse().ok()
    }

    /// There is no such program. The names of programs are not listed, because not every program is for everybody.
    pub fn unknown_program(id: &str) -> Self {
        let id: String = id.chars().take(64).collect();
        Refusal::new(
            StatusCode::NOT_FOUND,
            format!(
                "There is no program `{id}` here. Check the address of program.json; the vendor sees all \
                 programs at /api/programs."
            ),
        )
        .kind(ProblemKind::UnknownProgram)
    }

    /// There is no such referral.
    pub fn unknown_referral() -> Self {
        Refusal::new(StatusCode::NOT_FOUND, "There is no referral with that id. /api/referrals lists them.")
    }

    /// The program's files have mistakes, and there was never a valid version.
    pub fn not_in_service(id: &str, reason: &str) -> Self {
        Refusal::unavailable(format!("The vendor's files for `{id}` cannot be used yet. {reason}"))
            .kind(ProblemKind::ProgramRefused)
    }

    /// An earlier referral protects the customer. The answer does not say whose it is, unless it is the partner's own.
    pub fn protected(by: &Protection) -> Self {
        let Protection { since, until, own, .. } = by;
        let detail = match own {
            Some(OwnReferral { id, received_at }) => format!(
                "You have referred this customer yourself: the referral {id} arrived at {received_at} and is protected until \
                 {until}. This one was not stored."
            ),
            None => format!(
                "This customer has already been referred. The earlier referral is on record since {since} and protected \
                 until {until}."
            ),
        };
        let mut refusal = Refusal::new(StatusCode::CONFLICT, detail).kind(ProblemKind::CustomerProtected);
        refusal.0.protected_since = Some(since.clone());
        refusal.0.protected_until = Some(until.clone());
        refusal.0.own_referral = own.as_ref().map(|own| own.id.clone());
        refusal
    }

    /// A temporary problem. The client should try again.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// The database is busy, full or damaged. The cause goes to the log and not to the public.
    pub fn storage(error: &StoreError) -> Self {
        tracing::error!(%error, "the database failed");
        Refusal::unavailable("The database did not answer. Nothing was stored; send the same request again.")
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Refusal::unavailable(
                "More leads arrive than can be stored. Nothing was stored; send the same request again.",
            ),
            error => Refusal::storage(&error),
        }
    }
}

impl From<BytesRejection> for Refusal {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!(
                    "The body is too large. A submission has at most {MAX_SUBMISSION_BYTES} bytes, and everything else \
                     at most {MAX_BODY_BYTES}. Shorten the longest texts."
                ),
            ),
            status => {
                Refusal::new(status, "The body did not arrive completely. Send the same request again.")
            }
        }
    }
}

impl From<PathRejection> for Refusal {
    fn from(rejection: PathRejection) -> Self {
        Refusal::new(rejection.status(), format!("The address cannot be read: {}.", rejection.body_text()))
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Self {
        let text = rejection.body_text();
        let why = text.split_once(": ").map_or(text.as_str(), |(_, why)| why);
        Refusal::new(StatusCode::BAD_REQUEST, format!("The query cannot be read: {why}."))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&*self.0)).into_response();
        response.extensions_mut().insert(*self.0);
        let more = self.1;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, RETRY_SECONDS.into());
        }
        headers.extend(more);
        response
    }
}

/// There is no such page.
pub async fn not_found() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "There is nothing at this address. Programs are at /programs/<id>/program.json, submissions go to \
         /api/referrals.",
    )
}

/// The page exists, but does not accept the method.
pub async fn method_not_allowed() -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "This address does not support that method; see the header Allow.",
    )
}

/// Answers a request whose handler has a defect, so that the connection stays open. The command logs the place but not
/// the message, which may contain an answer of a lead.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request handler panicked");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The endpoint failed on this request; its log says where.",
    )
    .into_response()
}
