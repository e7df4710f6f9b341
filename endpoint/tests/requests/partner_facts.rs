//! Rules that read facts of the partner: where the endpoint has them from, and what it keeps of them.

use crate::partners::token;
use crate::site::{self, Site, page_form, problem, submission};
use referral_signing::Keypair;
use serde_json::{Value, json};

const SCRIPT: &str = r#"
require("self", "You do not refer your own company.", |lead| lead.website == () || domain(lead.website) != partner.domain);
review("level", "Gold partners need no review.", |lead| partner.level == "gold");
"#;

/// A vendor with rules that read the partner's domain and level. `partners` is the list of partners.
async fn vendor(partners: Value) -> Site {
    let site = Site::start().await;
    let mut program = site::program("1");
    program["partner_facts"] = json!(["domain", "level"]);
    let website = json!({ "name": "website", "label": "Website", "type": "url" });
    program["fields"].as_array_mut().unwrap().push(website);
    site.write("rules/cloud/program.json", program.to_string());
    site.write("rules/cloud/qualify.rhai", SCRIPT);
    site.write("rules/cloud/partners.json", partners.to_string());
    site
}

fn listed() -> Value {
    json!({ "partners": [
        { "id": "acme-consulting", "domain": "acme.example", "level": "gold", "country": "DE" },
        { "id": "small" },
    ] })
}

fn lead(partner: &str, website: &str) -> Value {
    let mut submission = submission();
    submission["attribution"] = json!({ "partner": partner });
    submission["lead"]["website"] = json!(website);
    submission
}

async fn sent(site: &Site, submission: &Value) -> Value {
    let response = site.submit(submission).await;
    assert_eq!(response.status(), 201);
    response.json().await.unwrap()
}

#[tokio::test]
async fn a_partner_does_not_refer_its_own_company() {
    let site = vendor(listed()).await;
    let own = sent(&site, &lead("acme-consulting", "https://acme.example/about")).await;
    assert_eq!(
        (&own["status"], &own["reasons"][0]),
        (&json!("declined"), &json!("You do not refer your own company."))
    );
    let other = sent(&site, &lead("acme-consulting", "https://kessel.example")).await;
    assert_eq!(other["status"], "accepted");
    // Who claims to be another partner refers in that partner's name.
    let claimed = sent(&site, &lead("small", "https://acme.example")).await;
    assert_eq!(claimed["status"], "in-review");
    assert_eq!(claimed["verdict"]["findings"][1]["read"], json!(["partner.level"]));

    let stored = site.referrals().await;
    let kept: Vec<&Value> = stored.iter().map(|referral| &referral["partner_facts"]).collect();
    let gold = json!({ "domain": "acme.example", "level": "gold" });
    assert_eq!(kept, [&json!({}), &gold, &gold], "the country is read by no rule");
    let one = site.vendor(&format!("/api/referrals/{}", other["referral"].as_str().unwrap())).await;
    assert_eq!(one["partner_facts"], gold);
}

#[tokio::test]
async fn a_partner_that_nobody_knows_has_no_facts() {
    let site = vendor(listed()).await;
    for partner in ["somebody", "small"] {
        let receipt = sent(&site, &lead(partner, "https://kessel.example")).await;
        assert_eq!(receipt["status"], "in-review", "{partner}");
        assert_eq!(receipt["verdict"]["findings"][1].get("unknown"), None, "nothing is left open");
    }
    std::fs::remove_file(site.file("rules/cloud/partners.json")).unwrap();
    assert_eq!(sent(&site, &lead("acme-consulting", "https://acme.example")).await["status"], "in-review");
}

#[tokio::test]
async fn a_token_says_what_the_list_does_not() {
    let key = Keypair::generate().unwrap();
    let site = vendor(json!({
        "token_keys": [key.public().text()],
        "partners": [{ "id": "acme-consulting", "level": "silver" }],
    }))
    .await;
    let with = |facts: Value, website: &str| {
        let mut submission = lead("acme-consulting", website);
        submission["attribution"]["token"] = json!(token(&key, |token| token.facts = Some(facts)));
        submission
    };
    let facts = || json!({ "domain": "acme.example", "level": "gold" });
    assert_eq!(sent(&site, &with(facts(), "https://acme.example")).await["status"], "declined");
    // The list wins: there the partner is not gold.
    assert_eq!(sent(&site, &with(facts(), "https://kessel.example")).await["status"], "in-review");
    assert_eq!(
        site.referrals().await[0]["partner_facts"],
        json!({ "domain": "acme.example", "level": "silver" })
    );
    let wrong = with(json!({ "domain": "https://acme.example" }), "https://kessel.example");
    let refused = problem(site.submit(&wrong).await, 403).await;
    assert_eq!(refused["type"], "partner-token");
    assert!(refused["detail"].as_str().unwrap().contains("`domain` must be a host name"), "{refused}");
}

#[tokio::test]
async fn a_page_that_did_not_know_the_partner_does_not_disagree() {
    let site = vendor(listed()).await;
    let mut first = lead("acme-consulting", "https://kessel.example");
    let receipt = sent(&site, &first).await;
    let mut claims = [receipt["verdict"].clone(), receipt["verdict"].clone(), receipt["verdict"].clone()];
    claims[1]["status"] = json!("review");
    claims[2]["status"] = json!("review");
    claims[2]["findings"][1]["outcome"] = json!("pending");
    claims[2]["findings"][1]["unknown"] = json!(["partner.level"]);
    for claimed in claims {
        first["key"] = submission()["key"].clone();
        first["verdict"] = claimed;
        sent(&site, &first).await;
    }
    let agree: Vec<Value> = site.referrals().await.iter().map(|one| one["verdicts_agree"].clone()).collect();
    assert_eq!(agree, [Value::Null, json!(false), json!(true), Value::Null]);
}

#[tokio::test]
async fn the_desk_shows_what_was_known_and_judges_again_with_it() {
    let site = vendor(listed()).await;
    let receipt = sent(&site, &lead("acme-consulting", "https://kessel.example")).await;
    let path = format!("/referrals/{}", receipt["referral"].as_str().unwrap());
    // What the vendor knows today changes nothing of yesterday's referral.
    site.write("rules/cloud/partners.json", json!({ "partners": [] }).to_string());
    let page =
        site.get(&path).basic_auth("desk", Some(site::TOKEN)).send().await.unwrap().text().await.unwrap();
    for shown in
        ["What was known of the partner", "acme.example", "gold", "Today’s rules come to the same verdict"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("Partner’s country"), "{page}");
}

#[tokio::test]
async fn a_referral_of_before_is_judged_again_with_what_is_known_today() {
    let site = vendor(listed()).await;
    site.write("rules/cloud/qualify.rhai", "require(\"all\", \"All.\", |lead| lead.company != ());");
    let mut program: Value =
        serde_json::from_slice(&std::fs::read(site.file("rules/cloud/program.json")).unwrap()).unwrap();
    program["partner_facts"] = json!([]);
    site.write("rules/cloud/program.json", program.to_string());
    let receipt = sent(&site, &lead("acme-consulting", "https://acme.example")).await;
    assert_eq!(
        (&receipt["status"], &site.referrals().await[0]["partner_facts"]),
        (&json!("accepted"), &Value::Null)
    );
    program["partner_facts"] = json!(["domain", "level"]);
    site.write("rules/cloud/program.json", program.to_string());
    site.write("rules/cloud/qualify.rhai", SCRIPT);
    let path = format!("/referrals/{}", receipt["referral"].as_str().unwrap());
    let page =
        site.get(&path).basic_auth("desk", Some(site::TOKEN)).send().await.unwrap().text().await.unwrap();
    for shown in ["You do not refer your own company.", "not met", "acme.example"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("What was known of the partner"), "{page}");
}

#[tokio::test]
async fn the_page_without_scripts_knows_the_partner_of_its_address() {
    let site = vendor(listed()).await;
    let key = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";
    for (partner, website, says) in [
        ("acme-consulting", "https://acme.example", "Does not qualify"),
        ("acme-consulting", "https://kessel.example", "Qualifies"),
        ("small", "https://acme.example", "A partner manager decides"),
    ] {
        let mut form = page_form(key, site::OPENED);
        form.retain(|(name, _)| *name != "page-action");
        form.extend([("website", website), ("page-action", "check")]);
        let address = site.url(&format!("/refer/cloud?partner={partner}"));
        let page = site.client.post(address).form(&form).send().await.unwrap().text().await.unwrap();
        assert!(page.contains(says), "{partner} {website}: {page}");
        assert!(!page.contains("on-arrival"), "{page}");
    }
}

#[tokio::test]
async fn a_list_with_a_wrong_fact_is_refused() {
    let site = vendor(json!({ "partners": [{ "id": "acme", "country": "Germany" }] })).await;
    problem(site.submit(&submission()).await, 503).await;
    let page =
        site.get("/").basic_auth("desk", Some(site::TOKEN)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("the code of a country"), "{page}");
}
