//! The page that an invitation opens: a partner reads the agreements, accepts them once, and gets what the first referral needs.

use super::framed::framed;
use super::material::material;
use crate::access::hash;
use crate::app::App;
use crate::catalog::Release;
use crate::http::extract::accepted_languages;
use crate::http::refusal::Refusal;
use crate::partners::{agreement_hash, refers_to};
use crate::snippets::Snippets;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use referral_language::{Language, Texts};
use referral_store::{KeptPartner, PartnerAgreement};
use referral_widget::program::{Agreement, harmless};
use std::collections::BTreeMap;
use std::sync::Arc;

const LONGEST_NAME: usize = 100;

/// What the page needs to be written.
struct Opened {
    partner: KeptPartner,
    releases: Vec<Arc<Release>>,
    language: Language,
    texts: Texts,
}

/// `GET /join/{secret}`
pub async fn page(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    match open(&app, &secret, &headers).await? {
        Ok(opened) => Ok(opened.form(&secret, StatusCode::OK, None, &BTreeMap::new())),
        Err(ended) => Ok(ended),
    }
}

/// `POST /join/{secret}`: stores which agreements were accepted, and by whom. The link ends with it.
pub async fn join(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Result<Response, Refusal> {
    let opened = match open(&app, &secret, &headers).await? {
        Ok(opened) => opened,
        Err(ended) => return Ok(ended),
    };
    let Form(typed) = form.map_err(|wrong| Refusal::new(wrong.status(), wrong.body_text()))?;
    let again = |key| Ok(opened.form(&secret, StatusCode::UNPROCESSABLE_ENTITY, Some(key), &typed));
    let name = typed.get("name").map_or("", |name| name.trim());
    if !(1..=LONGEST_NAME).contains(&name.chars().count())
        || name.chars().any(|letter| harmless(letter) != letter)
    {
        return again("name-wrong");
    }
    let now = app.clock.now();
    let mut accepted = Vec::new();
    for release in &opened.releases {
        let Some(hash) = typed.get(&format!("accept-{}", release.program.id)) else { continue };
        let agreement = opened.agreement(release);
        // What was read is not what holds now.
        if *hash != agreement_hash(agreement) {
            return again("agreement-changed-meanwhile");
        }
        accepted.push(PartnerAgreement {
            program: release.program.id.clone(),
            version: agreement.version.clone(),
            sha256: hash.clone(),
            accepted_at: now.into(),
            accepted_by: name.into(),
        });
    }
    if accepted.is_empty() {
        return again("accept-one");
    }
    let programs: Vec<String> = accepted.iter().map(|agreement| agreement.program.clone()).collect();
    if !app.store.join(hash(&secret), accepted, now).await? {
        return Ok(ended(&opened.language, &opened.texts));
    }
    tracing::info!(partner = opened.partner.partner.id, "a partner has joined");
    Ok(opened.welcome(&app, &headers, &programs).await)
}

/// Finds the invitation of a link, or answers that there is none.
async fn open(app: &App, secret: &str, headers: &HeaderMap) -> Result<Result<Opened, Response>, Refusal> {
    let found = app.store.invited_partner(hash(secret), app.clock.now()).await?;
    let own = found.as_ref().and_then(|kept| kept.partner.language.clone()).unwrap_or_else(|| "en".into());
    let language = Language::accepted(accepted_languages(headers), &own);
    let texts = Texts::in_language(&language);
    let Some(partner) = found else { return Ok(Err(ended(&language, &texts))) };
    let listed = app.programs.list().await?.into_iter();
    let releases = listed.filter(|(id, _)| refers_to(&partner, id)).filter_map(|(_, state)| state.release);
    let releases = releases.filter(|release| release.program.application.is_none());
    let releases: Vec<Arc<Release>> = releases.collect();
    Ok(Ok(Opened { partner, releases, language, texts }))
}

impl Opened {
    fn say(&self, key: &str) -> String {
        self.texts.say(key, &[])
    }

    fn agreement<'a>(&self, release: &'a Release) -> &'a Agreement {
        &release.program_in(Some(self.language.tag())).agreement
    }

    fn form(
        &self,
        secret: &str,
        status: StatusCode,
        wrong: Option<&str>,
        typed: &BTreeMap<String, String>,
    ) -> Response {
        let partner = &self.partner.partner;
        let title = self.texts.say("join-title", &[("label", &partner.name)]);
        let body = html! {
            h1 { (title) }
            p { (self.say("join-how")) }
            @if let Some(wrong) = wrong { p.notice role="alert" { (self.say(wrong)) } }
            form.stack method="post" action={ "/join/" (secret) } {
                @for release in &self.releases { (self.to_accept(release, typed)) }
                @if self.releases.is_empty() { p { (self.say("join-no-programs")) } }
                label for="name" { (self.say("label-your-name")) }
                input id="name" name="name" autocomplete="name" maxlength=(LONGEST_NAME) required
                    value=(typed.get("name").map_or("", String::as_str));
                @if let Some(email) = &partner.email {
                    p.facts { (self.texts.say("join-email", &[("email", email)])) }
                }
                button type="submit" disabled[self.releases.is_empty()] { (self.say("join-accept")) }
            }
        };
        framed(status, &title, &body, &self.language)
    }

    /// A program with its agreement, and the box that accepts it.
    fn to_accept(&self, release: &Release, typed: &BTreeMap<String, String>) -> Markup {
        let program = release.program_in(Some(self.language.tag()));
        let Agreement { version, title, summary, text, link, .. } = &program.agreement;
        let id = format!("accept-{}", program.id);
        html! {
            section.card aria-labelledby={ "of-" (program.id) } {
                h2 id={ "of-" (program.id) } { (program.name) " · " (program.vendor.name) }
                @if !summary.is_empty() { p { (summary) } }
                @if !text.is_empty() {
                    details.command {
                        summary { (self.texts.say("agreement-whole", &[("version", version)])) }
                        @for paragraph in text.split("\n\n") { p.written { (paragraph) } }
                    }
                }
                @if let Some(link) = link { p { a href=(link) rel="noopener" target="_blank" { (title) } } }
                label.choice for=(id) {
                    input type="checkbox" id=(id) name=(id) value=(agreement_hash(&program.agreement)) checked[typed.contains_key(&id)];
                    " " (self.texts.say("join-accepts", &[("label", title), ("version", version)]))
                }
            }
        }
    }

    async fn welcome(&self, app: &App, headers: &HeaderMap, programs: &[String]) -> Response {
        let (vendor, hashes) = (app.place.address(headers), app.package.hashes().await);
        let tag = self.language.tag();
        let partner = &self.partner.partner;
        let snippets = |release: &Release| Snippets::make(&vendor, &hashes, release, &partner.id, Some(tag));
        let title = self.texts.say("joined-title", &[("label", &self.partner.partner.name)]);
        let joined = self.releases.iter().filter(|release| programs.contains(&release.program.id));
        let body = html! {
            h1 { (title) }
            p.notice.done role="status" { (self.say("joined")) }
            @if app.sends_mails && self.partner.partner.email.is_some() {
                p { (self.say("joined-see")) " " a href="/partner" { (self.say("for-partners")) } }
            }
            @for release in joined {
                (material(release, partner, &snippets(release), &self.language, &self.texts))
            }
        };
        framed(StatusCode::OK, &title, &body, &self.language)
    }
}

fn ended(language: &Language, texts: &Texts) -> Response {
    let title = texts.say("for-partners", &[]);
    let body = html! {
        h1 { (title) }
        p.notice role="alert" { (texts.say("invitation-ended", &[])) }
        p.more { a href="/partner" { (title) } }
    };
    framed(StatusCode::NOT_FOUND, &title, &body, language)
}
