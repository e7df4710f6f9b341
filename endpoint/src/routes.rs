//! All addresses with who may use them; CORS, limits.

use crate::access::{self, Guard, Requirement, Right};
use crate::api;
use crate::app::Shared;
use crate::catalog;
use crate::desk;
use crate::http::limits::{BehindProxy, RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::http::problem_page::for_people;
use crate::http::refusal::{self, MAX_BODY_BYTES, Refusal};
use crate::intake;
use crate::mail;
use crate::paper;
use crate::partner;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, get_service, post, put};
use referral_widget::submission::MAX_SUBMISSION_BYTES;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// How long a request may take, including its body.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long browsers may remember that a submission is allowed: two hours, the most that Chromium accepts.
const PREFLIGHT: Duration = Duration::from_secs(2 * 60 * 60);

/// A page or route, with who may use it.
struct Route {
    method: &'static str,
    path: &'static str,
    requires: Requirement,
    handler: fn() -> MethodRouter<Shared>,
}

const fn open(method: &'static str, path: &'static str, handler: fn() -> MethodRouter<Shared>) -> Route {
    Route { method, path, requires: Requirement::Nothing, handler }
}

const fn person(method: &'static str, path: &'static str, handler: fn() -> MethodRouter<Shared>) -> Route {
    Route { method, path, requires: Requirement::Person, handler }
}

const fn right(
    right: Right,
    method: &'static str,
    path: &'static str,
    handler: fn() -> MethodRouter<Shared>,
) -> Route {
    Route { method, path, requires: Requirement::Right(right), handler }
}

const fn page(
    right: Right,
    method: &'static str,
    path: &'static str,
    handler: fn() -> MethodRouter<Shared>,
) -> Route {
    Route { method, path, requires: Requirement::Page(right), handler }
}

/// What partners' pages send.
const SUBMISSIONS: &[Route] = &[open("POST", "/api/referrals", || post(intake::submit).options(no_content))];

/// What partners' pages ask about their referrals. Keys and tokens are in the bodies.
const STATUS: &[Route] = &[
    open("POST", "/api/partner/referrals", || post(partner::referrals).options(no_content)),
    open("POST", "/api/partner/commands", || post(partner::command).options(no_content)),
    open("POST", "/api/partner/stream", || post(partner::stream).options(no_content)),
];

/// What partners' pages load.
const PROGRAMS: &[Route] = &[
    open("GET", "/programs/{id}/{file}", || get(catalog::program_file).options(no_content)),
    open("GET", "/programs/{id}/record.json", || get(partner::record).options(no_content)),
];

/// What programs of others load.
const KEYS: &[Route] = &[
    open("GET", "/.well-known/jwks.json", || get(partner::keys).options(no_content)),
    open("GET", "/api/openapi.json", || get(api::show_document).options(no_content)),
];

/// Pages for everybody.
const PAGES: &[Route] = &[
    open("GET", "/api", || get(api::show_page)),
    open("GET", "/verify", || get(partner::verify_page)),
    open("GET", "/verify.js", || get(partner::verify_script)),
    open("GET", "/snippets.js", || get(desk::snippets_script)),
    open("GET", "/refer/form.css", || get(paper::stylesheet)),
    open("GET", "/refer/remember.js", || get(paper::remember_script)),
    open("GET", "/refer/{id}", || get(paper::show)),
    open("POST", "/refer/{id}", || post(paper::send)),
    open("GET", "/status.css", || get(desk::stylesheet)),
    open("GET", "/health", || get(|| async { "ok" })),
];

/// The pages of partners. Everybody may open them, by what they have: a link, a receipt, a session. Other websites may change
/// nothing here.
const PARTNERS: &[Route] = &[
    open("GET", "/partner", || get(partner::partner_page)),
    open("POST", "/partner", || post(partner::show_receipt)),
    open("POST", "/partner/entry", || post(partner::ask_for_entry)),
    open("GET", "/partner/enter/{secret}", || get(partner::entry_page)),
    open("POST", "/partner/enter/{secret}", || post(partner::enter)),
    open("POST", "/partner/leave", || post(partner::leave)),
    open("GET", "/partner/{token}", || get(partner::show_to_partner)),
    open("POST", "/partner/{token}", || post(partner::take_from_partner)),
    open("GET", "/join/{secret}", || get(partner::join_page)),
    open("POST", "/join/{secret}", || post(partner::join)),
];

/// The vendor's side.
const DESK: &[Route] = &[
    right(Right::Read, "GET", "/", || get(desk::status_page)),
    right(Right::Read, "GET", "/referrals.csv", || get(desk::export_list)),
    page(Right::Command, "POST", "/referrals/decide", || post(desk::decide_on_several)),
    right(Right::Read, "GET", "/compare", || get(desk::compare_page)),
    right(Right::Read, "POST", "/compare", || post(desk::compare_receipts)),
    right(Right::Read, "GET", "/numbers", || get(desk::numbers_page)),
    right(Right::Read, "GET", "/partners", || get(desk::partners_page)),
    right(Right::Manage, "POST", "/partners", || post(desk::add_partner)),
    right(Right::Read, "GET", "/partners/{id}", || get(desk::partner_page)),
    right(Right::Manage, "POST", "/partners/{id}", || post(desk::change_partner)),
    right(Right::Manage, "POST", "/partners/{id}/invite", || post(desk::invite_partner)),
    right(Right::Manage, "POST", "/partners/{id}/end", || post(desk::end_partner)),
    right(Right::Manage, "POST", "/partners/{id}/resume", || post(desk::resume_partner)),
    right(Right::Read, "GET", "/api/partners", || get(desk::list_partners)),
    right(Right::Read, "GET", "/feedback", || get(desk::feedback_page)),
    right(Right::Read, "GET", "/snippets", || get(desk::snippets_page)),
    right(Right::Read, "GET", "/snippets/{id}", || get(desk::show_snippets)),
    right(Right::Manage, "POST", "/snippets/{id}/check", || post(desk::check_page)),
    right(Right::Command, "POST", "/feedback/{key}/answer", || post(desk::answer_by_form)),
    right(Right::Manage, "POST", "/deliveries/{id}/retry", || post(desk::retry_by_form)),
    right(Right::Manage, "POST", "/deliveries/{id}/replay", || post(desk::replay_by_form)),
    right(Right::Manage, "POST", "/referrals/{id}/revoke-links", || post(desk::revoke_links)),
    right(Right::Read, "GET", "/referrals/{id}", || get(desk::show_referral)),
    page(Right::Command, "POST", "/referrals/{id}/commands", || post(desk::give_by_form)),
    right(Right::Read, "GET", "/api/programs", || get(desk::list_programs)),
    right(Right::Read, "GET", "/api/referrals", || get(desk::list_referrals)),
    right(Right::Read, "GET", "/api/referrals/{id}", || get(desk::find_referral)),
    right(Right::Command, "POST", "/api/referrals/{id}/commands", || post(desk::give_command)),
    right(Right::Read, "GET", "/api/referrals/{id}/events", || get(desk::list_events)),
    right(Right::Manage, "POST", "/api/referrals/{id}/not-a-machine", || post(desk::clear_referral)),
    right(Right::Hours, "GET", "/hours", || get(desk::edit_hours)),
    right(Right::Hours, "POST", "/hours", || post(desk::save_hours)),
    right(Right::Read, "GET", "/api/hours", || get(desk::show_hours)),
    right(Right::Hours, "PUT", "/api/hours", || put(desk::set_hours)),
    right(Right::Read, "GET", "/api/bounces", || get(desk::list_bounces)),
    right(Right::Read, "GET", "/api/feedback", || get(desk::list_feedback)),
    right(Right::Command, "POST", "/api/feedback/{key}/answer", || post(desk::answer_feedback)),
    right(Right::Read, "GET", "/api/deliveries", || get(desk::list_deliveries)),
    right(Right::Manage, "POST", "/api/deliveries/{id}/retry", || post(desk::retry_delivery)),
    right(Right::Manage, "POST", "/api/deliveries/{id}/replay", || post(desk::replay_delivery)),
    right(Right::Manage, "POST", "/mail/bounces", || {
        post(desk::note_bounce).layer(DefaultBodyLimit::max(mail::LARGEST_REPORT))
    }),
    open("GET", "/sign-in", || get(desk::sign_in_page)),
    open("POST", "/sign-in", || post(desk::sign_in)),
    open("GET", "/sign-in/code", || get(desk::code_page)),
    open("POST", "/sign-in/code", || post(desk::enter_code)),
    open("GET", "/with-token", || get(desk::with_token)),
    open("POST", "/sign-out", || post(desk::sign_out)),
    open("GET", "/set-password/{secret}", || get(desk::set_password_page)),
    open("POST", "/set-password/{secret}", || post(desk::set_password)),
    person("GET", "/account", || get(desk::account_page)),
    person("POST", "/account/password", || post(desk::change_password)),
    person("GET", "/account/codes", || get(desk::codes_page)),
    person("POST", "/account/codes", || post(desk::begin_codes)),
    person("POST", "/account/codes/end", || post(desk::end_codes)),
    person("POST", "/account/sessions/{number}/end", || post(desk::end_session)),
    right(Right::People, "GET", "/people", || get(desk::people_page)),
    right(Right::People, "POST", "/people", || post(desk::add_person)),
    right(Right::People, "POST", "/people/{id}/role", || post(desk::change_role)),
    right(Right::People, "POST", "/people/{id}/reset", || post(desk::reset_person)),
    right(Right::People, "POST", "/people/{id}/sign-out", || post(desk::sign_person_out)),
    right(Right::People, "POST", "/people/{id}/remove", || post(desk::remove_person)),
    right(Right::People, "GET", "/tokens", || get(desk::tokens_page)),
    right(Right::People, "POST", "/tokens", || post(desk::make_token)),
    right(Right::People, "POST", "/tokens/{id}/revoke", || post(desk::revoke_token)),
];

const PACKAGE: &str = "/referral-widget";
const PACKAGE_FILES: &str = "/{*file}";

/// Lists the method and the path of every page and route. Each answers `HEAD` where it answers `GET`.
#[must_use]
pub fn routes() -> Vec<(&'static str, String)> {
    let listed = [SUBMISSIONS, STATUS, PROGRAMS, KEYS, PAGES, PARTNERS, DESK].into_iter().flatten();
    let listed = listed.map(|route| (route.method, route.path.to_string()));
    listed.chain([("GET", format!("{PACKAGE}{PACKAGE_FILES}"))]).collect()
}

/// Returns who may use a page or route. `None` if there is none such.
#[cfg(test)]
pub fn requirement(method: &str, path: &str) -> Option<Requirement> {
    let mut listed = [SUBMISSIONS, STATUS, PROGRAMS, KEYS, PAGES, PARTNERS, DESK].into_iter().flatten();
    listed.find(|route| (route.method, route.path) == (method, path)).map(|route| route.requires)
}

/// Makes the router of routes that are for everybody.
fn of_all(routes: &[Route]) -> Router<Shared> {
    routes.iter().fold(Router::new(), |router, route| router.route(route.path, (route.handler)()))
}

/// Makes a router in which each route has its guard.
fn with_guards(app: &Shared, routes: &[Route]) -> Router<Shared> {
    let guarded = |route: &Route| {
        let guard = Guard {
            callers: Arc::clone(&app.0.callers),
            behind_proxy: BehindProxy(app.0.behind_proxy),
            requirement: route.requires,
        };
        let handler = (route.handler)().route_layer(middleware::from_fn_with_state(guard, access::guard));
        if route.path.starts_with("/api/") {
            handler.layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        } else {
            handler
        }
    };
    routes.iter().fold(Router::new(), |router, route| router.route(route.path, guarded(route)))
}

/// Returns all routes. What partners' pages load is open to every origin. The vendor's side is open to none.
pub fn router(app: Shared, package: &Path) -> Router {
    let submissions = of_all(SUBMISSIONS).layer(DefaultBodyLimit::max(MAX_SUBMISSION_BYTES));
    let submissions = guarded(submissions).layer(
        open_to_all()
            .allow_methods([Method::POST])
            .allow_headers([header::CONTENT_TYPE, intake::IDEMPOTENCY_KEY])
            .expose_headers([
                header::LOCATION,
                header::RETRY_AFTER,
                intake::REPLAYED,
                intake::STATUS_KEY,
                RATE_LIMIT,
                RATE_LIMIT_POLICY,
            ]),
    );
    let status = of_all(STATUS).layer(DefaultBodyLimit::max(partner::LONGEST_QUESTION));
    let status = guarded(status).layer(
        open_to_all()
            .allow_methods([Method::POST])
            .allow_headers([header::CONTENT_TYPE])
            .expose_headers([header::RETRY_AFTER]),
    );
    let programs = guarded(of_all(PROGRAMS)).layer(
        open_to_all()
            .allow_methods([Method::GET, Method::HEAD])
            .allow_headers([header::IF_NONE_MATCH])
            .expose_headers([header::ETAG, header::RETRY_AFTER, catalog::REFUSED]),
    );
    let keys = guarded(of_all(KEYS)).layer(
        open_to_all()
            .allow_methods([Method::GET, Method::HEAD])
            .allow_headers([header::IF_NONE_MATCH])
            .expose_headers([header::ETAG]),
    );
    let pages = of_all(PAGES).layer(DefaultBodyLimit::max(MAX_SUBMISSION_BYTES));
    let partners = with_guards(&app, PARTNERS).layer(DefaultBodyLimit::max(MAX_SUBMISSION_BYTES));
    Router::new()
        .merge(submissions)
        .merge(status)
        .merge(programs)
        .merge(keys)
        .merge(guarded(pages))
        .merge(guarded(partners))
        .merge(guarded(with_guards(&app, DESK)))
        .nest(PACKAGE, package_files(package))
        .fallback(refusal::not_found)
        .method_not_allowed_fallback(refusal::method_not_allowed)
        .layer(middleware::from_fn(for_people))
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
        .route(PACKAGE_FILES, get_service(files).options(no_content))
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
