//! The desk's page of a referral.

use crate::site::{Site, TOKEN, header, problem, submission};
use referral_widget::office::Role;
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

/// As [`send`], from a page in a language.
async fn send_in(site: &Site, id: &str, fields: &[(&str, &str)], language: &str) -> Response {
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let request = client.post(site.url(&format!("/referrals/{id}/commands"))).basic_auth("desk", Some(TOKEN));
    let request = request.header("sec-fetch-site", "same-origin").header("accept-language", language);
    request.form(fields).send().await.unwrap()
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

#[tokio::test]
async fn what_was_done_last_is_taken_back_by_one_button() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    let undo = |revision| [("form", "undo"), ("revision", revision)];
    // Nobody at the desk has done anything yet.
    assert!(!page(&site, &id, "en").await.contains("value=\"undo\""));
    assert_eq!(send(&site, &id, &undo("1"), "same-origin").await.status(), 409);
    let accept = [("form", "accept"), ("revision", "1")];
    assert_eq!(send(&site, &id, &accept, "same-origin").await.status(), 303);
    assert!(page(&site, &id, "en").await.contains("value=\"undo\""));
    assert_eq!(send(&site, &id, &[("form", "undo")], "same-origin").await.status(), 303);
    let stored = site.vendor(&format!("/api/referrals/{id}")).await;
    assert_eq!(stored["status"], "in-review");
    // It is taken back once.
    assert!(!page(&site, &id, "en").await.contains("value=\"undo\""));
    let again = send(&site, &id, &[("form", "undo")], "same-origin").await;
    assert_eq!(again.status(), 409);
    assert!(again.text().await.unwrap().contains("Nothing can be taken back"));
    assert_eq!(send(&site, &id, &[("form", "accept")], "same-origin").await.status(), 303);
    assert_eq!(send(&site, &id, &[("form", "lose"), ("reason", "price")], "same-origin").await.status(), 303);
    assert!(page(&site, &id, "en").await.contains("value=\"undo\""));
    let revision = site.vendor(&format!("/api/referrals/{id}")).await["revision"].to_string();
    assert_eq!(send(&site, &id, &undo("1"), "same-origin").await.status(), 412);
    assert_eq!(send(&site, &id, &undo(&revision), "same-origin").await.status(), 303);
    let stored = site.vendor(&format!("/api/referrals/{id}")).await;
    assert_eq!(stored["status"], "accepted");
    for (field, value) in [("stage", "contacted"), ("stage", "meeting")] {
        send(&site, &id, &[("form", "advance"), (field, value)], "same-origin").await;
    }
    assert_eq!(send(&site, &id, &[("form", "undo")], "same-origin").await.status(), 303);
    assert_eq!(site.vendor(&format!("/api/referrals/{id}")).await["stage"], "contacted");
    let long = send(&site, &id, &[("form", "assign"), ("to", &"ü".repeat(65))], "same-origin").await;
    assert_eq!(long.status(), 422);
    assert!(long.text().await.unwrap().contains("“Person” is too long."));
    assert_eq!(send(&site, &id, &[("form", "assign"), ("to", "mara")], "same-origin").await.status(), 422);
    site.person(Role::Manager).await;
    let manager = site.store().await.user_with_email("manager@vendor.example").await.unwrap().unwrap().id;
    assert_eq!(send(&site, &id, &[("form", "assign"), ("to", &manager)], "same-origin").await.status(), 303);
    assert_eq!(send(&site, &id, &[("form", "undo")], "same-origin").await.status(), 303);
    assert_eq!(site.vendor(&format!("/api/referrals/{id}")).await["assignee"], Value::Null);
}

#[tokio::test]
async fn a_decline_is_taken_back_and_the_lead_is_decided_by_the_day_that_was_promised() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    let due = || async { site.vendor(&format!("/api/referrals/{id}")).await["next_due"].clone() };
    let promised = due().await;
    assert!(promised.is_string(), "{promised}");
    let fields = [("form", "decline"), ("revision", "1"), ("reason", "other")];
    assert_eq!(send(&site, &id, &fields, "same-origin").await.status(), 303);
    assert_eq!(due().await, Value::Null);
    assert_eq!(send(&site, &id, &[("form", "undo")], "same-origin").await.status(), 303);
    assert_eq!(due().await, promised);
    let shown = page(&site, &id, "en").await;
    assert!(shown.contains("The last step was taken back. Now: in review"), "{shown}");
}

#[tokio::test]
async fn a_won_deal_is_corrected_in_every_language() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    send(&site, &id, &[("form", "accept")], "same-origin").await;
    let win = [("form", "win"), ("value", "54000.50"), ("currency", "EUR"), ("on", "2026-01-15")];
    assert_eq!(send(&site, &id, &win, "same-origin").await.status(), 303);
    let value = || async { site.vendor(&format!("/api/referrals/{id}")).await["deal_value"].clone() };
    for language in ["en", "de", "fr", "es", "it", "pt", "nl", "ja", "ar"] {
        // What the form shows is read as what it means.
        let shown = page(&site, &id, language).await;
        let field = shown.split("id=\"correct-value\"").nth(1).expect("a field").split("value=\"").nth(1);
        let shown = field.and_then(|rest| rest.split('"').next()).expect("a value").to_string();
        let fields = [
            ("form", "correct"),
            ("value", shown.as_str()),
            ("currency", "EUR"),
            ("on", "2026-01-14"),
            ("note", "A typo."),
        ];
        let sent = send_in(&site, &id, &fields, language).await;
        assert_eq!(sent.status(), 303, "{language}: {shown}");
        assert_eq!(value().await, 5_400_050, "{language}: {shown}");
        assert_eq!(send(&site, &id, &[("form", "undo")], "same-origin").await.status(), 303);
    }
    let without_why = [("form", "correct"), ("value", "45000.50"), ("currency", "EUR"), ("on", "2026-01-15")];
    let refused = send(&site, &id, &without_why, "same-origin").await;
    assert_eq!(refused.status(), 422);
    let typed = [&without_why[..], &[("note", "Two digits were swapped.")]].concat();
    assert_eq!(send(&site, &id, &typed, "same-origin").await.status(), 303);
    assert_eq!(value().await, 4_500_050);
    let shown = page(&site, &id, "en").await;
    assert!(shown.contains("Deal corrected: ") && shown.contains("45,000.50"), "{shown}");
}

#[tokio::test]
async fn a_value_that_can_mean_two_amounts_is_asked_about() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    send(&site, &id, &[("form", "accept")], "same-origin").await;
    let win = |value| [("form", "win"), ("value", value), ("currency", "EUR"), ("on", "2026-01-15")];
    let asked = send(&site, &id, &win("45.000"), "same-origin").await;
    assert_eq!(asked.status(), 422);
    let asked = asked.text().await.unwrap();
    assert!(asked.contains("can mean two amounts") && asked.contains("value=\"45.000\""), "{asked}");
    assert_eq!(send(&site, &id, &win("45000"), "same-origin").await.status(), 303);
    assert_eq!(site.vendor(&format!("/api/referrals/{id}")).await["deal_value"], 4_500_000);
}

#[tokio::test]
async fn a_role_that_only_reads_is_told_so_and_a_browser_gets_refusals_as_pages() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    let mut viewer = site.person(Role::Viewer).await;
    let shown = viewer.page(&format!("/referrals/{id}")).await;
    assert!(shown.contains("Your role may read, and gives no commands."), "{shown}");
    for (path, status, says) in [
        ("/people", 403, "Your role `viewer` does not allow this."),
        ("/nowhere", 404, "There is nothing at this address."),
    ] {
        let request = site.get(path).header("cookie", &viewer.cookie).header("accept", "text/html,*/*;q=0.8");
        let refused = request.send().await.unwrap();
        assert_eq!(
            (refused.status().as_u16(), header(&refused, "content-type")),
            (status, "text/html; charset=utf-8")
        );
        assert!(header(&refused, "content-security-policy").starts_with("default-src 'none'"));
        let refused = refused.text().await.unwrap();
        assert!(refused.contains(says) && refused.contains("<a href=\"/\">"), "{refused}");
        problem(site.get(path).header("cookie", &viewer.cookie).send().await.unwrap(), status).await;
    }
}

#[tokio::test]
async fn the_page_says_what_todays_rules_make_of_it_and_what_the_partner_sees() {
    let site = Site::start().await;
    let id = refer(&site, "Kessel AG").await;
    let fields = [("form", "note"), ("note", "Only for us."), ("message", "We look at it.")];
    assert_eq!(send(&site, &id, &fields, "same-origin").await.status(), 303);
    let before = page(&site, &id, "en").await;
    assert!(before.contains("Today’s rules come to the same verdict."), "{before}");
    assert!(before.contains("acme-consulting</strong> (as the page says)"), "{before}");
    let (_, partner) = before.split_once("<h2 id=\"partner-side\">").unwrap();
    let (partner, _) = partner.split_once("</section>").unwrap();
    assert!(partner.contains("Below 50 employees") && partner.contains("We look at it."), "{partner}");
    assert!(!partner.contains("Only for us."), "{partner}");
    site.write("rules/cloud/qualify.rhai", crate::site::SCRIPT.replace(">= 50", ">= 2"));
    let after = page(&site, &id, "en").await;
    let (_, today) = after.split_once("<h2 id=\"verdict-today\">Verdict by today’s rules</h2>").unwrap();
    assert!(
        today.contains("met</td>") && !today.split_once("</table>").unwrap().0.contains("not met"),
        "{today}"
    );
}

#[tokio::test]
async fn two_that_refer_one_customer_are_both_seen_and_their_receipts_compared() {
    let site = Site::start().await;
    let mut program = crate::site::program("1");
    program["agreement"]["known_by"] = json!(["company"]);
    site.write("rules/cloud/program.json", program.to_string());
    let first: Value = site.submit(&submission()).await.json().await.unwrap();
    let mut rival = submission();
    rival["lead"]["company"] = json!("MUSTER ag");
    rival["attribution"]["partner"] = json!("<rival>");
    assert_eq!(site.submit(&rival).await.status(), 409);
    assert_eq!(site.submit(&rival).await.status(), 409);
    let shown = page(&site, first["referral"].as_str().unwrap(), "en").await;
    let (_, refused) = shown.split_once("<h2 id=\"refused\">").unwrap();
    assert_eq!(refused.matches("&lt;rival&gt;").count(), 1, "{refused}");
    assert!(refused.contains("<bdi>muster</bdi>"), "{refused}");

    let later: Value = {
        let mut other = submission();
        other["lead"]["company"] = json!("Kessel AG");
        site.submit(&other).await.json().await.unwrap()
    };
    let compare = async |a: &str, b: &str| {
        let boundary = "a-boundary-of-this-test";
        let part = |name: &str, file: &str, text: &str| {
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
        };
        let empty = part("a-file", "; filename=\"\"", "");
        let file = part("b-file", "; filename=\"receipt.jws\"", &format!("{b}\nlead-salt: x\n"));
        let body =
            format!("{}{empty}{}{file}--{boundary}--\r\n", part("a", "", a), part("b", "", "<pasted>"));
        let request = site.client.post(site.url("/compare")).basic_auth("desk", Some(TOKEN));
        let request = request.header("content-type", format!("multipart/form-data; boundary={boundary}"));
        let answer = request.body(body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    };
    let signed = |receipt: &Value| receipt["signature"].as_str().unwrap().to_string();
    let (first, later) = (signed(&first), signed(&later));
    let said = compare(&first, &later).await;
    assert!(said.contains("Receipt A came first.") && said.contains("acme-consulting"), "{said}");
    assert!(compare(&later, &first).await.contains("Receipt B came first."));
    assert!(compare(&first, &first).await.contains("Both receipts are of the same referral."));
    // A letter of the claims is another: nothing is proved any more.
    let (head, rest) = first.split_once('.').unwrap();
    let forged = format!("{head}.A{}", &rest[1..]);
    for wrong in [forged.as_str(), "", "<img src=x>", "x.y.z"] {
        let said = compare(wrong, &later).await;
        assert!(said.contains("Which came first cannot be said") && !said.contains("<img"), "{said}");
        assert_eq!(said.matches("it proves nothing.").count(), 1, "{said}");
    }
    let page = site.vendor_text("/compare").await;
    assert!(page.contains("multipart/form-data") && !page.contains("came first"), "{page}");
}

#[tokio::test]
async fn figures_are_of_a_period_and_a_program() {
    let site = Site::start().await;
    let none = site.vendor_text("/numbers").await;
    assert!(none.contains("No referral arrived in this period."), "{none}");
    let declined = refer(&site, "Kessel AG").await;
    refer(&site, "Open AG").await;
    let mut accepted = submission();
    accepted["attribution"]["partner"] = json!("<best>");
    let accepted: Value = site.submit(&accepted).await.json().await.unwrap();
    let accepted = accepted["referral"].as_str().unwrap();
    send(&site, &declined, &[("form", "decline"), ("reason", "not-a-fit")], "same-origin").await;
    let won = [("form", "win"), ("value", "45,000.50"), ("currency", "EUR"), ("on", "2026-01-02")];
    let url = site.url(&format!("/referrals/{accepted}/commands"));
    let won =
        site.client.post(url).basic_auth("desk", Some(TOKEN)).header("accept-language", "en").form(&won);
    assert_eq!(won.send().await.unwrap().status(), 200);
    let page = site.vendor_text("/numbers?program=cloud").await;
    for row in [
        "<th scope=\"row\">Arrived</th><td class=\"count\">3</td>",
        "<th scope=\"row\">Accepted</th><td class=\"count\">1</td>",
        "<th scope=\"row\">Meeting</th><td class=\"count\">1</td>",
        "<th scope=\"row\">Won</th><td class=\"count\">1</td>",
        "<th scope=\"row\">Up to 4 hours</th><td class=\"count\">1</td>",
        "<th scope=\"row\">Not a fit</th><td class=\"count\">1</td>",
        "EUR\u{a0}45,000.50",
        "&lt;best&gt;",
    ] {
        assert!(page.contains(row), "{row}: {page}");
    }
    for path in ["/numbers?program=other", "/numbers?from=2020-01-01&to=2020-12-31", "/numbers?program=%00"] {
        assert!(site.vendor_text(path).await.contains("No referral arrived in this period."), "{path}");
    }
    for query in ["from=yesterday", "to=2026-13-01", "from=2026-02-01&to=2026-01-01"] {
        let refused = site.get(&format!("/numbers?{query}")).bearer_auth(TOKEN).send().await.unwrap();
        crate::site::problem(refused, 400).await;
    }
    assert!(site.vendor_text("/feedback").await.contains("No feedback yet."));
}
