//! The form as a page for browsers that run no scripts. It has the same markup, and the same rules apply when it is
//! sent.

mod filled;
mod given;
mod page;
mod refused;

use crate::app::App;
use crate::catalog::Release;
use crate::http::extract::accepted_languages;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use crate::intake::{self, Envelope, StoredSubmission, Way};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use filled::Filled;
use given::{PageForm, Pairs};
use maud::{Markup, html};
use referral_language::{Language, Texts};
use referral_widget::json::parse;
use referral_widget::lead::{FieldError, NumberStyle, PartnerFacts};
use referral_widget::rules::Assessment;
use referral_widget::submission::Receipt;
use refused::Refused;
use std::sync::Arc;

/// `GET /refer/form.css`.
pub async fn stylesheet() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, page::stylesheet())
}

/// `GET /refer/remember.js`.
pub async fn remember_script() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("remember.js"))
}

/// `GET /refer/{id}`: the form with the answers that the address has.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (release, language) = opened(&app, &id, &query, &headers).await?;
    let referrer = headers.get(header::REFERER).and_then(|referrer| referrer.to_str().ok());
    let program = release.program_in(Some(language.tag()));
    let given = PageForm::first_shown(program, &query, language.clone(), referrer, app.clock.now());
    let outcome = Outcome { errors: Some(Vec::new()), notice: None };
    let shown = async {
        // Nobody should fill in a form that will be refused.
        intake::check_partner(&app, &id, &given.attribution, Way::OwnPage).await?;
        answer(&app, &visitor, &release, &given, StatusCode::OK, outcome).await
    };
    let vendor = Some(program.vendor.name.clone());
    shown.await.map_err(|refusal| Refused { refusal, language, vendor, id })
}

/// `POST /refer/{id}`: checks the answers, or sends them. It is safe to send them again.
pub async fn send(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, Refused> {
    let (release, language) = opened(&app, &id, &query, &headers).await?;
    let vendor = Some(release.program.vendor.name.clone());
    let form = form.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()));
    let (form, language) = match form {
        Ok(Form(form)) => (form, language),
        Err(refusal) => return Err(Refused { refusal, language, vendor, id }),
    };
    let given = PageForm::filled_in(
        release.program_in(Some(language.tag())),
        &query,
        language,
        form,
        app.clock.now(),
    );
    let sent = sent(&app, &visitor, &release, &given).await;
    sent.map_err(|refusal| Refused { refusal, language: given.language, vendor, id })
}

/// Returns the program and the page's language. That is the one in the address, or else one that the reader knows.
async fn opened(
    app: &App,
    id: &str,
    query: &Pairs,
    headers: &HeaderMap,
) -> Result<(Arc<Release>, Language), Refused> {
    let accepted = accepted_languages(headers);
    let language = |own: &str| given::chosen(query).unwrap_or_else(|| Language::accepted(accepted, own));
    match intake::release(&app.programs, id).await {
        Ok(release) => {
            let language = language(&release.program.language);
            Ok((release, language))
        }
        Err(refusal) => Err(Refused { refusal, language: language("en"), vendor: None, id: id.into() }),
    }
}

async fn sent(
    app: &App,
    visitor: &Visitor,
    release: &Arc<Release>,
    given: &PageForm,
) -> Result<Response, Refusal> {
    if !given.is_sent {
        // Somebody who adds a row or changes the language has not finished.
        let errors = (!given.is_checked).then(Vec::new);
        let outcome = Outcome { errors, notice: None };
        return answer(app, visitor, release, given, StatusCode::OK, outcome).await;
    }
    let envelope = Envelope::from_page(given.submission(release, app.clock.now()));
    let refusal = match intake::take(app, visitor, Way::OwnPage, &envelope).await {
        Ok(taken) => return Ok(receipt(release, given, &taken)),
        Err(refusal) => refusal,
    };
    let problem = refusal.problem();
    if let Some(first) = &problem.receipt {
        return Ok(shown(release, given, first, true, None));
    }
    let errors = problem.errors.clone();
    let program = release.program_in(Some(given.language.tag()));
    let notice = errors.is_empty().then(|| refused::notice(&refusal, program));
    let outcome = Outcome { errors: Some(errors), notice };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(app, visitor, release, given, status, outcome).await
}

/// The result of a submission that was not stored.
#[derive(Default)]
struct Outcome {
    /// The mistakes to show. `None` shows those found when the answers were read.
    errors: Option<Vec<FieldError>>,
    /// The message beside the button.
    notice: Option<Markup>,
}

/// Returns the form with what was entered, and the verdict.
async fn answer(
    app: &App,
    visitor: &Visitor,
    release: &Arc<Release>,
    given: &PageForm,
    status: StatusCode,
    outcome: Outcome,
) -> Result<Response, Refusal> {
    app.limits.show(visitor)?;
    let program = release.program_in(Some(given.language.tag()));
    let (tag, now) = (given.language.tag(), app.clock.now());
    let style = NumberStyle::typed_in(tag);
    // The page's address names the partner, so the verdict is the one that the referral will get.
    let partner = given.attribution.partner.as_deref();
    let facts = intake::of_partner(app, program, partner, &PartnerFacts::default()).await?;
    let Assessment { verdict, errors, .. } =
        intake::assess(app, release, &facts, Some(tag), &given.answers, style, now).await?;
    let mut errors = outcome.errors.unwrap_or(errors);
    errors.retain(|error| verdict.hidden.iter().all(|hidden| hidden != error.question()));
    // The page cannot add questions while it is filled in, so at first it asks all of them.
    let hidden = if given.is_first { &[][..] } else { &verdict.hidden };
    let notice = outcome.notice.as_ref();
    let cannot_send = app.challenge.is_some();
    let is_protected = status == StatusCode::CONFLICT;
    let verdict = &verdict;
    let record = app.records.of_program(&app.store, &release.program.id, now).await?;
    let form = Filled {
        program,
        given,
        verdict,
        hidden,
        errors: &errors,
        notice,
        is_protected,
        cannot_send,
        record,
    };
    let texts = Texts::in_language(&given.language);
    let name = program.name.as_str();
    let title = if errors.is_empty() { name.into() } else { texts.say("with-errors", &[("title", name)]) };
    Ok((
        status,
        page::page(&given.language, &page::heading(Some(program), &texts), &title, form.html(&texts)),
    )
        .into_response())
}

fn receipt(release: &Release, given: &PageForm, taken: &StoredSubmission) -> Response {
    let json = parse(&taken.receipt).ok();
    match json.and_then(|json| Receipt::from_json(&json)) {
        Some(receipt) => {
            // A form that has chosen no key could not show the link again.
            let chosen = given.status_key.as_ref().and(taken.status_key.as_deref());
            shown(release, given, &receipt, false, chosen)
        }
        None => {
            let texts = Texts::in_language(&given.language);
            let why = html! { div class="widget" { p class="card" { (texts.say("no-receipt", &[])) } } };
            let page = page::page(
                &given.language,
                &page::heading(Some(&release.program), &texts),
                &release.program.name,
                why.into_string(),
            );
            (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
        }
    }
}

fn shown(
    release: &Release,
    given: &PageForm,
    receipt: &Receipt,
    earlier: bool,
    status_key: Option<&str>,
) -> Response {
    let texts = Texts::in_language(&given.language);
    let body = filled::receipt(release, given, receipt, earlier, status_key, &texts);
    page::receipt_page(
        &given.language,
        &page::heading(Some(&release.program), &texts),
        &release.program_in(Some(given.language.tag())).name,
        body,
    )
}
