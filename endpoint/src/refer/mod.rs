//! The form as a page of its own, for browsers that run no script: the same markup, and the same rules when it is
//! sent.

mod filled;
mod given;
mod page;

use crate::limits::{RATE_LIMIT, RATE_LIMIT_POLICY, Visitor};
use crate::programs::Release;
use crate::refusal::Refusal;
use crate::routes::App;
use crate::submit::{self, Envelope};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use filled::Filled;
use given::{Given, Pairs};
use referral_widget::json::parse;
use referral_widget::lead::{FieldError, NumberStyle};
use referral_widget::rules::Assessment;
use referral_widget::submission::Receipt;
use std::sync::Arc;

/// `GET /refer/form.css`.
pub async fn stylesheet() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, page::stylesheet())
}

/// `GET /refer/{id}`: the empty form.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let release = submit::release(&app.programs, &id).await?;
    let referrer = headers.get(header::REFERER).and_then(|referrer| referrer.to_str().ok());
    let given = Given::nothing(&query, referrer, app.clock.now());
    answer(&app, &visitor, &release, &given, StatusCode::OK, Outcome::default()).await
}

/// `POST /refer/{id}`: checks the answers, or sends them. To send them again is safe.
pub async fn send(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
    visitor: Visitor,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, Refused> {
    let release = submit::release(&app.programs, &id).await?;
    let Form(form) = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    let given = Given::read(&release.program, &query, form, app.clock.now());
    if !given.is_sent {
        return answer(&app, &visitor, &release, &given, StatusCode::OK, Outcome::default()).await;
    }
    let envelope = Envelope::of(given.submission(&release, app.clock.now()));
    let refusal = match submit::take(&app, &visitor, submit::Way::OwnPage, &envelope).await {
        Ok(taken) => return receipt(&release, &given, &taken.receipt),
        Err(refusal) => refusal,
    };
    let problem = refusal.problem();
    if let Some(first) = &problem.receipt {
        return Ok(shown(&release, &given, first, true)?);
    }
    let errors = problem.errors.clone();
    let notice = errors.is_empty().then(|| problem.detail.clone());
    let outcome = Outcome { errors: Some(errors), notice };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(&app, &visitor, &release, &given, status, outcome).await
}

/// What came of sending it, where it was not stored.
#[derive(Default)]
struct Outcome {
    /// What is wrong with answers; of answers that were not sent, only that they cannot be read.
    errors: Option<Vec<FieldError>>,
    /// What is said beside the button.
    notice: Option<String>,
}

/// The form with what was given, and what the rules say of it.
async fn answer(
    app: &App,
    visitor: &Visitor,
    release: &Arc<Release>,
    given: &Given,
    status: StatusCode,
    outcome: Outcome,
) -> Result<Response, Refused> {
    app.limits.show(visitor)?;
    let style = NumberStyle::typed_in(&release.program.language);
    let now = app.clock.now();
    let Assessment { verdict, errors, .. } =
        submit::assess(app, release, None, &given.answers, style, now).await?;
    let mut errors = outcome.errors.unwrap_or(errors);
    errors.retain(|error| verdict.hidden.iter().all(|hidden| hidden != error.question()));
    // A page cannot ask more while it is filled in: at first it asks all.
    let hidden = if given.answers.is_empty() { &[][..] } else { &verdict.hidden };
    let notice = outcome.notice.as_deref();
    let cannot_send = app.challenge.as_ref().map(|_| submit::NOT_HERE);
    let form = Filled { release, given, verdict: &verdict, hidden, errors: &errors, notice, cannot_send };
    let error = if errors.is_empty() { "" } else { "Error: " };
    let title = format!("{error}{}", release.program.name);
    Ok((status, page::page(&release.program.language, &title, form.html())?).into_response())
}

fn receipt(release: &Release, given: &Given, json: &str) -> Result<Response, Refused> {
    let json = parse(json).ok();
    let receipt = json.and_then(|json| Receipt::from_json(&json)).ok_or_else(|| {
        Refusal::unavailable(
            "The referral has arrived, but its receipt cannot be shown. Send it again to see it.",
        )
    })?;
    Ok(shown(release, given, &receipt, false)?)
}

fn shown(release: &Release, given: &Given, receipt: &Receipt, earlier: bool) -> Result<Response, Refusal> {
    let program = &release.program;
    page::page(&program.language, &program.name, filled::receipt(release, given, receipt, earlier))
}

/// A refusal as a page.
pub struct Refused(Refusal);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Refused(refusal)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let page = page::refused(&self.0.problem().detail);
        let refusal = self.0.into_response();
        let mut response = (refusal.status(), page).into_response();
        for name in [header::RETRY_AFTER, RATE_LIMIT, RATE_LIMIT_POLICY] {
            response
                .headers_mut()
                .extend(refusal.headers().get(&name).map(|value| (name.clone(), value.clone())));
        }
        response
    }
}
