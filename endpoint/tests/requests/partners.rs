//! Checks who may refer.

use crate::site::{self, Site, problem, submission};
use referral_signing::{Keypair, PartnerToken};
use serde_json::{Value, json};

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// A token for the partner `acme-consulting` of the program `cloud`, with a change.
pub fn token(key: &Keypair, change: impl FnOnce(&mut PartnerToken)) -> String {
    let mut token = PartnerToken {
        sub: "acme-consulting".into(),
        aud: "cloud".into(),
        iat: now(),
        exp: now() + 900,
        nbf: None,
        jti: "token-1".into(),
        facts: None,
    };
    change(&mut token);
    token.sign(key).unwrap()
}

fn by(partner: Option<&str>, token: Option<&str>) -> Value {
    let mut submission = submission();
    submission["attribution"] = json!({ "partner": partner, "token": token });
    submission
}

async fn only(partners: Value) -> Site {
    let site = Site::start().await;
    site.write("rules/cloud/partners.json", partners.to_string());
    site
}

async fn send(site: &Site, submission: &Value, origin: &str) -> reqwest::Response {
    let request = site.client.post(site.url("/api/referrals")).header("content-type", "application/json");
    request.header("origin", origin).body(submission.to_string()).send().await.unwrap()
}

#[tokio::test]
async fn without_the_file_everybody_may_and_the_claim_is_kept_as_one() {
    let site = Site::start().await;
    assert_eq!(site.submit(&submission()).await.status(), 201);
    assert_eq!(site.referrals().await[0]["attributed_by"], "claim");
    problem(site.get("/programs/cloud/partners.json").send().await.unwrap(), 404).await;
}

#[tokio::test]
async fn a_token_says_who_it_is_and_is_not_kept() {
    let key = Keypair::generate().unwrap();
    let site = only(json!({ "token_keys": [key.public().text()], "require_token": true })).await;
    let good = token(&key, |_| {});
    assert_eq!(site.submit(&by(None, Some(&good))).await.status(), 201);
    let stored = &site.referrals().await[0];
    assert_eq!(
        [&stored["attributed_by"], &stored["token_id"], &stored["attribution"]["partner"]],
        ["token", "token-1", "acme-consulting"]
    );
    assert!(!stored.to_string().contains(&good));

    let other = Keypair::generate().unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    for (token, partner, why) in [
        (None, None, "Sign in, and send the referral once more."),
        (Some(token(&key, |token| token.exp = now() - 120)), None, "it has expired"),
        (Some(token(&key, |token| token.aud = "solar".into())), None, "it is for another program"),
        (Some(token(&other, |_| {})), None, "signed by a key that is not among those given"),
        (Some(format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1])), None, "is not"),
        (Some(good.clone()), Some("rival"), "belongs to another partner"),
    ] {
        let refused = problem(site.submit(&by(partner, token.as_deref())).await, 403).await;
        assert_eq!(refused["type"], "partner-token");
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains(why), "{detail}");
    }
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn a_partner_refers_from_its_own_websites_only() {
    let site = only(json!({
        "only_known": true,
        "partners": [{ "id": "acme-consulting", "origins": ["https://acme.example"] }, { "id": "anywhere" }],
    }))
    .await;
    let acme = || by(Some("acme-consulting"), None);
    assert_eq!(send(&site, &acme(), "https://acme.example").await.status(), 201);
    assert_eq!(site.referrals().await[0]["attributed_by"], "origin");
    for origin in ["https://evil.example", "https://acme.example.evil.example", "http://acme.example", "null"]
    {
        let refused = problem(send(&site, &acme(), origin).await, 403).await;
        assert_eq!(refused["type"], "partner-origin", "{origin}");
    }
    assert_eq!(send(&site, &by(Some("anywhere"), None), "https://evil.example").await.status(), 201);
    for partner in [Some("rival"), None] {
        let refused = problem(send(&site, &by(partner, None), "https://acme.example").await, 403).await;
        assert_eq!(refused["type"], "unknown-partner");
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_lets_nobody_in_and_loses_nothing() {
    for wrong in [r#"{ "require_token": true }"#, r#"{ "partner": [] }"#, "{", r#"{ "token_keys": ["x"] }"#] {
        let site = Site::start().await;
        site.write("rules/cloud/partners.json", wrong);
        let response = site.submit(&submission()).await;
        assert!(response.headers().contains_key("retry-after"), "{wrong}");
        problem(response, 503).await;
        let page = site.get("/").bearer_auth(site::TOKEN).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("partners.json: ") && page.contains("No leads are accepted."), "{page}");
        assert!(site.referrals().await.is_empty());
        std::fs::remove_file(site.file("rules/cloud/partners.json")).unwrap();
        assert_eq!(site.submit(&submission()).await.status(), 201);
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_opens_no_gate() {
    let site = Site::start().await;
    let file = site.file("rules/cloud/partners.json");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere.json", &file).unwrap();
        assert_eq!(site.submit(&submission()).await.status(), 503);
        std::fs::remove_file(&file).unwrap();
        // A link out of the folder is not a valid file either.
        std::fs::write(site.file("elsewhere.json"), "{}").unwrap();
        std::os::unix::fs::symlink(site.file("elsewhere.json"), &file).unwrap();
        assert_eq!(site.submit(&submission()).await.status(), 503);
        std::fs::remove_file(&file).unwrap();
    }
    std::fs::create_dir(&file).unwrap();
    assert_eq!(site.submit(&submission()).await.status(), 503);
    std::fs::remove_dir(&file).unwrap();
    std::fs::write(&file, [0xff]).unwrap();
    assert_eq!(site.submit(&submission()).await.status(), 503);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(site.submit(&submission()).await.status(), 201);
}

#[tokio::test]
async fn blanks_make_no_other_partner() {
    let site = only(json!({ "partners": [{ "id": "acme-consulting" }], "only_known": true })).await;
    for written in
        ["acme-consulting ", " acme-consulting", "acme-\u{200b}consulting", "\u{feff}acme-consulting\n"]
    {
        assert_eq!(site.submit(&by(Some(written), None)).await.status(), 201, "{written:?}");
        assert_eq!(site.referrals().await[0]["attribution"]["partner"], "acme-consulting");
    }
}
