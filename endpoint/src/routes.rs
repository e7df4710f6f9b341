//! Addresses, CORS, limits.

use crate::app::Shared;
use crate::catalog;
use crate::desk;
use crate::http::limits::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::http::refusal::{self, Refusal};
use crate::intake;
use crate::paper;
use crate::partner;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, get_service, post};
use referral_widget::submission::MAX_SUBMISSION_BYTES;
use std::path::Path;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// How long a request may take, including its body.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long browsers may remember that a submission is allowed: two hours, the most that Chromium accepts.
const PREFLIGHT: Duration = Duration::from_secs(2 * 60 * 60);

/// Returns all routes. What partners' pages load is open to every origin. The vendor's side is open to none.
pub fn router(app: Shared, package: &Path) -> Router {
    let submissions = Router::new()
        .route("/api/referrals", post(intake::submit).options(no_content))
        .layer(DefaultBodyLimit::max(MAX_SUBMISSION_BYTES));
    let submissions = guarded(submissions).layer(
        open_to_all()
            .allow_methods([Method::POST])
            .allow_headers([header::CONTENT_TYPE, intake::IDEMPOTENCY_KEY])
            .expose_headers([
                header::LOCATION,
                header::RETRY_AFTER,
                intake::REPLAYED,
                RATE_LIMIT,
                RATE_LIMIT_POLICY,
            ]),
    );
    let programs =
        Router::new().route("/programs/{id}/{file}", get(catalog::program_file).options(no_content));
    let programs = guarded(programs).layer(
        open_to_all()
            .allow_methods([Method::GET, Method::HEAD])
            .allow_headers([header::IF_NONE_MATCH])
            .expose_headers([header::ETAG, header::RETRY_AFTER, catalog::REFUSED]),
    );
    let keys = Router::new().route("/.well-known/jwks.json", get(partner::keys).options(no_content));
    let keys = guarded(keys).layer(open_to_all().allow_methods([Method::GET, Method::HEAD]));
    let pages = Router::new()
        .route("/verify", get(partner::verify_page))
        .route("/verify.js", get(partner::verify_script))
        .route("/refer/form.css", get(paper::stylesheet))
        .route("/refer/{id}", get(paper::show).post(paper::send))
        .layer(DefaultBodyLimit::max(MAX_SUBMISSION_BYTES));
    let vendor = Router::new()
        .route("/", get(desk::status_page))
        .route("/referrals.csv", get(desk::export_list))
        .route("/referrals/decide", post(desk::decide_on_several))
        .route("/referrals/{id}", get(desk::show_referral))
        .route("/referrals/{id}/commands", post(desk::give_by_form))
        .route("/compare", get(desk::compare_page).post(desk::compare_receipts))
        .route("/numbers", get(desk::numbers_page))
        .route("/feedback", get(desk::feedback_page))
        .route("/deliveries/{id}/retry", post(desk::retry_by_form))
        .route("/api/programs", get(desk::list_programs))
        .route("/api/referrals", get(desk::list_referrals))
        .route("/api/referrals/{id}", get(desk::find_referral))
        .route("/api/referrals/{id}/commands", post(desk::give_command))
        .route("/api/referrals/{id}/events", get(desk::list_events))
        .route("/api/referrals/{id}/not-a-machine", post(desk::clear_referral))
        .route("/api/hours", get(desk::show_hours).put(desk::set_hours))
        .route("/api/feedback", get(desk::list_feedback))
        .route("/api/deliveries", get(desk::list_deliveries))
        .route("/api/deliveries/{id}/retry", post(desk::retry_delivery))
        .layer(middleware::from_fn_with_state(app.clone(), desk::require_token))
        .route("/status.css", get(desk::stylesheet))
        .route("/health", get(|| async { "ok" }));
    Router::new()
        .merge(submissions)
        .merge(programs)
        .merge(keys)
        .merge(guarded(pages))
        .merge(guarded(vendor))
        .nest("/referral-widget", package_files(package))
        .fallback(refusal::not_found)
        .method_not_allowed_fallback(refusal::method_not_allowed)
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .with_state(app)
}

/// Serves the built package. `Cross-Origin-Resource-Policy` lets pages that isolate themselves embed it.
fn package_files(package: &Path) -> Router<Shared> {
    let files = ServeDir::new(package)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .fallback(Router::new().fallback(refusal::not_found));
    let router = Router::new()
        .route("/{*file}", get_service(files).options(no_content))
        .layer(middleware::from_fn(only_file_names))
        .layer(fixed(header::CACHE_CONTROL, "no-cache"))
        .layer(fixed(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"));
    guarded(router)
        .layer(open_to_all().allow_methods([Method::GET, Method::HEAD]).expose_headers([header::ETAG]))
}

/// Refuses names that are long or have other characters, since no file of the package has one. Otherwise the system's
/// own error would decide the answer.
async fn only_file_names(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_name = path.len() <= 200
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_'));
    if is_name { next.run(request).await } else { refusal::not_found().await.into_response() }
}

/// Adds the time limit and the handling of panics. They are inside CORS, so that a page can read these answers too.
fn guarded(router: Router<Shared>) -> Router<Shared> {
    router.layer(middleware::from_fn(in_time)).layer(CatchPanicLayer::custom(refusal::panicked))
}

async fn in_time(request: Request, next: Next) -> Response {
    tokio::time::timeout(PATIENCE, next.run(request)).await.unwrap_or_else(|_| {
        let seconds = PATIENCE.as_secs();
        let detail = format!("The request took more than {seconds} seconds. Send the same request again.");
        Refusal::new(StatusCode::REQUEST_TIMEOUT, detail).into_response()
    })
}

fn open_to_all() -> CorsLayer {
    // The answer is the same for every origin, so caches need not tell origins apart.
    CorsLayer::new().allow_origin(Any).max_age(PREFLIGHT).vary([])
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Answers an OPTIONS request that is not a CORS preflight.
async fn no_content() -> StatusCode {
    StatusCode::NO_CONTENT
}
