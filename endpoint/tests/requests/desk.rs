//! The desk's page of a referral.

use crate::site::{Site, TOKEN, header, submission};
use reqwest::{Client, Response, redirect};
use serde_json::{Value, json};

async fn refer(site: &Site, company: &str) -> String {
    let mut submission = submission();
    submission["lead"]["company"] = json!(company);
    submission["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    receipt["referral"].as_str().unwrap().to_string()
}

async fn page(site: &Site, id: &str, language: &str) -> String {
    let path = format!("/referrals/{id}");
    let request = site.get(&path).basic_auth("desk", Some(TOKEN)).header("accept-language", language);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(
        header(&response, "content-security-policy").starts_with("default-src 'none'; style-src 'self';")
    );
    assert_eq!(header(&response, "cache-control"), "no-store");
    response.text().await.unwrap()
}

async fn send(site: &Site, id: &str, fields: &[(&str, &str)], from: &str) -> Response {
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let request = client.post(site.url(&format!("/referrals/{id}/commands"))).basic_auth("desk", Some(TOKEN));
    request.header("sec-fetch-site", from).form(fields).send().await.unwrap()
}

#[tokio::test]
async fn a_decision_leads_back_to_the_page_which_tells_it() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    let fields = [("form", "decline"), ("revision", "1"), ("reason", "not-a-fit"), ("message", "Too small.")];
    let elsewhere = send(&site, &id, &fields, "cross-site").await;
    assert_eq!(elsewhere.status(), 403);
    let declined = send(&site, &id, &fields, "same-origin").await;
    assert_eq!(declined.status(), 303);
    assert_eq!(header(&declined, "location"), format!("/referrals/{id}#history"));
    let page = page(&site, &id, "en").await;
    assert!(page.contains("Declined: Not a fit") && page.contains("Too small."), "{page}");
    // Once only, whoever sends it again.
    assert_eq!(send(&site, &id, &fields, "same-origin").await.status(), 412);
}

#[tokio::test]
async fn what_anybody_typed_is_text_wherever_it_stands() {
    let site = Site::start().await;
    let hostile = "<img src=x onerror=alert(1)>\"'&amp;";
    let id = refer(&site, hostile).await;
    for form in ["ask", "note", "assign", "extend", "win", "decline", "no-such-form", ""] {
        let fields = [
            ("form", form),
            ("message", hostile),
            ("note", hostile),
            ("to", hostile),
            ("until", hostile),
            ("value", hostile),
            ("currency", hostile),
            ("on", hostile),
            ("reason", hostile),
        ];
        let answer = send(&site, &id, &fields, "same-origin").await;
        let status = answer.status().as_u16();
        assert!([303, 409, 412, 422].contains(&status), "{form}: {status}");
        let answered = answer.text().await.unwrap();
        assert!(!answered.contains("<img"), "{form}: {answered}");
    }
    let page = page(&site, &id, "en").await;
    assert!(!page.contains("<img") && page.contains("&lt;img src=x"), "{page}");
}

#[tokio::test]
async fn every_language_has_the_page() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    for (language, direction, accept) in [
        ("de", "ltr", "Annehmen"),
        ("fr", "ltr", "Accepter"),
        ("es", "ltr", "Aceptar"),
        ("it", "ltr", "Accetta"),
        ("pt", "ltr", "Aceitar"),
        ("nl", "ltr", "Accepteren"),
        ("ja", "ltr", "承認する"),
        ("ar", "rtl", "قبول"),
    ] {
        let page = page(&site, &id, language).await;
        assert!(page.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")), "{page}");
        assert!(page.contains(accept), "{language}: {page}");
    }
}
