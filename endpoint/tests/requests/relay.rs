//! Leads that the endpoint delivers to the vendor's other systems.

use crate::site::receiver::{Receiver, header};
use crate::site::{CRM_SECRET, HOOK_SECRET, Site, TOKEN, problem, submission};
use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::time::Duration;

#[tokio::test]
async fn a_referral_is_brought_signed_and_with_its_secrets_to_each_destination() {
    let [crm, hook] = [Receiver::start().await, Receiver::start().await];
    let site = Site::relaying(json!([
        {
            "id": "crm", "endpoint": crm.address,
            "headers": { "authorization": "Bearer ${REFERRAL_SECRET_CRM}" },
            "map": { "title": "lead.company", "value.status": "receipt.status", "ref": "receipt.referral" },
        },
        { "id": "hook", "endpoint": hook.address, "signed_with": "REFERRAL_SECRET_HOOK" },
    ]))
    .await;
    assert_eq!(site.submit(&submission()).await.status(), 201);
    let stored = site.referrals().await[0].clone();

    let (headers, body) = crm.came(1).await[0].clone();
    assert_eq!(header(&headers, "authorization"), format!("Bearer {CRM_SECRET}"));
    let expected = json!({ "title": "Muster AG", "value": { "status": "accepted" }, "ref": stored["id"] });
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);

    let (headers, body) = hook.came(1).await[0].clone();
    Webhook::new(HOOK_SECRET).unwrap().verify(body.as_bytes(), &headers).unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&body["key"], &body["receipt"]["referral"]), (&stored["key"], &stored["id"]));
    let members: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        ["agreement", "attribution", "consent", "key", "lead", "program", "receipt", "verdict", "versions"];
    assert_eq!(members, expected);

    let done = site.delivery("delivered").await;
    assert_eq!((&done["referral"], &done["log"][0]["status"]), (&stored["id"], &json!(200)));
    // Nobody can read the file, or the secrets from the environment.
    problem(site.get("/programs/cloud/relay.json").send().await.unwrap(), 404).await;
    for path in ["/api/deliveries", "/api/referrals"] {
        let text = site.vendor(path).await.to_string();
        assert!(!text.contains(CRM_SECRET) && !text.contains(HOOK_SECRET), "{path}");
    }
}

#[tokio::test]
async fn a_lead_that_a_machine_may_have_sent_is_brought_with_the_reason() {
    let crm = Receiver::start().await;
    let map = json!({ "doubtful": "receipt.suspected", "company": "lead.company" });
    let mapped = Receiver::start().await;
    let site = Site::relaying(json!([
        { "id": "crm", "endpoint": crm.address },
        { "id": "mapped", "endpoint": mapped.address, "map": map },
    ]))
    .await;
    let mut quick = submission();
    quick["signals"] = json!({ "trap": "", "seconds": 1.5 });
    assert_eq!(site.submit(&quick).await.status(), 201);
    let body: Value = serde_json::from_str(&crm.came(1).await[0].1).unwrap();
    assert_eq!(body["suspicion"], json!(["It was filled in within 1.5 seconds."]));
    assert_eq!(body["receipt"]["suspected"], true);
    let body: Value = serde_json::from_str(&mapped.came(1).await[0].1).unwrap();
    assert_eq!(body["doubtful"], true);
}

#[tokio::test]
async fn one_that_is_not_taken_is_sent_again_under_the_same_id_when_the_receiver_asks() {
    let crm = Receiver::start().await;
    crm.answer(503, &[], "Back soon");
    crm.answer(429, &[("retry-after", "1".into())], "");
    let site = Site::relaying(json!([{ "id": "crm", "endpoint": crm.address }])).await;
    site.submit(&submission()).await;
    let came = crm.came(3).await;
    let ids: Vec<&str> = came.iter().map(|(headers, _)| header(headers, "webhook-id")).collect();
    assert!(!ids[0].is_empty() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let done = site.delivery("delivered").await;
    assert_eq!((&done["id"], &done["attempts"]), (&json!(ids[0]), &json!(3)));
    let log: Vec<&Value> = done["log"].as_array().unwrap().iter().map(|attempt| &attempt["error"]).collect();
    assert_eq!(log, [&json!("HTTP 503: Back soon"), &json!("HTTP 429"), &Value::Null]);
}

#[tokio::test]
async fn what_is_refused_fails_for_the_vendor_to_see_and_can_be_tried_again() {
    let crm = Receiver::start().await;
    crm.answer(403, &[], &"<script>alert(1)</script> no ".repeat(1_000));
    let site = Site::relaying(json!([{ "id": "crm", "endpoint": crm.address }])).await;
    site.submit(&submission()).await;
    let failed = site.delivery("failed").await;
    let error = failed["log"][0]["error"].as_str().unwrap();
    assert!(error.starts_with("HTTP 403: <script>") && error.len() < 400, "{error}");
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"), "{page}");

    let retry = site.url(&format!("/api/deliveries/{}/retry", failed["id"].as_str().unwrap()));
    let foreign = site.client.post(&retry).bearer_auth(TOKEN).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert_eq!(site.client.post(&retry).send().await.unwrap().status(), 401);
    assert_eq!(site.client.post(&retry).bearer_auth(TOKEN).send().await.unwrap().status(), 202);
    site.delivery("delivered").await;
    assert_eq!(site.client.post(&retry).bearer_auth(TOKEN).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_secret_that_the_receiver_says_again_is_not_kept() {
    let crm = Receiver::start().await;
    crm.answer(401, &[], &format!("Bearer {CRM_SECRET} is not known here"));
    let headers = json!({ "authorization": "Bearer ${REFERRAL_SECRET_CRM}" });
    let site = Site::relaying(json!([{ "id": "crm", "endpoint": crm.address, "headers": headers }])).await;
    site.submit(&submission()).await;
    let failed = site.delivery("failed").await;
    assert_eq!(failed["log"][0]["error"], "HTTP 401: Bearer … is not known here");
}

/// The example secret of the Standard Webhooks specification, as files, shells and people write it.
#[tokio::test]
async fn a_secret_is_taken_with_its_prefix_or_without_and_with_blanks_around_it() {
    let bare = "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    for written in [bare.into(), format!("{bare}\n"), format!("whsec_{bare}\r\n"), format!(" whsec_{bare}\t")]
    {
        let hook = Receiver::start().await;
        let site = Site::relaying(json!([{
            "id": "hook", "endpoint": hook.address, "signed_with": "REFERRAL_SECRET_HOOK",
            "headers": { "authorization": "Bearer ${REFERRAL_SECRET_CRM}" },
        }]))
        .await;
        let site = site
            .restart_as(|config| {
                config.secrets.insert("REFERRAL_SECRET_HOOK".into(), written);
                config.secrets.insert("REFERRAL_SECRET_CRM".into(), format!("{CRM_SECRET}\n"));
                config.token = Some(format!("{TOKEN}\n"));
            })
            .await;
        assert_eq!(site.submit(&submission()).await.status(), 201);
        let (headers, body) = hook.came(1).await[0].clone();
        Webhook::new(HOOK_SECRET).unwrap().verify(body.as_bytes(), &headers).unwrap();
        assert_eq!(header(&headers, "authorization"), format!("Bearer {CRM_SECRET}"));
        site.delivery("delivered").await;
    }
}

#[tokio::test]
async fn secrets_that_will_not_do_are_told_on_the_status_page() {
    let site = Site::relaying(json!([
        { "id": "hook", "endpoint": "https://a.example", "signed_with": "REFERRAL_SECRET_HOOK" },
        { "id": "crm", "endpoint": "https://a.example", "headers": { "x-token": "${REFERRAL_SECRET_CRM}" } },
        { "id": "none", "endpoint": "https://a.example", "signed_with": "REFERRAL_SECRET_NONE" },
    ]))
    .await;
    let site = site
        .restart_as(|config| {
            config.secrets.insert("REFERRAL_SECRET_HOOK".into(), "whsec_no base64!".into());
            config.secrets.insert("REFERRAL_SECRET_CRM".into(), "one\ntwo".into());
        })
        .await;
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
    for said in [
        "destination `hook`: REFERRAL_SECRET_HOOK is not a Standard Webhooks secret: it must be base64, with or without whsec_ before it.",
        "destination `crm`: a secret has several lines or control characters.",
        "destination `none`: the environment variable REFERRAL_SECRET_NONE is not set.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

/// Deliveries to a receiver that has the same short secret do not stop.
#[tokio::test]
async fn a_short_secret_is_told_on_the_status_page_and_goes_on_signing() {
    const SHORT: &str = "whsec_c2hvcnQ=";
    let hook = Receiver::start().await;
    let site = Site::relaying(json!([
        { "id": "hook", "endpoint": hook.address, "signed_with": "REFERRAL_SECRET_HOOK" },
    ]))
    .await;
    let said = "destination `hook`: REFERRAL_SECRET_HOOK is too short to sign with: it has 5 bytes, and Standard Webhooks ask \
                for 24 to 64. Make another with `openssl rand -base64 32`, and give it to the receiver as well.";
    assert!(!site.vendor_text("/").await.contains("too short to sign with"));
    let site = site
        .restart_as(|config| {
            config.secrets.insert("REFERRAL_SECRET_HOOK".into(), SHORT.into());
        })
        .await;
    let page = site.vendor_text("/").await;
    assert!(page.contains(said) && page.contains("Deliveries go on with it."), "{page}");
    assert!(!page.contains("Leads wait to be delivered."), "{page}");
    assert_eq!(site.submit(&submission()).await.status(), 201);
    let (headers, body) = hook.came(1).await[0].clone();
    Webhook::new(SHORT).unwrap().verify(body.as_bytes(), &headers).unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let [crm, other] = [Receiver::start().await, Receiver::start().await];
    crm.answer(307, &[("location", other.address.clone())], "");
    let site = Site::relaying(json!([{ "id": "crm", "endpoint": crm.address }])).await;
    site.submit(&submission()).await;
    assert_eq!(site.delivery("failed").await["log"][0]["status"], 307);
    assert!(other.came.lock().unwrap().is_empty());
}

#[tokio::test]
async fn leads_wait_while_relay_json_is_wrong_and_a_restart_loses_none() {
    let crm = Receiver::start().await;
    let site = Site::start().await;
    site.write("rules/cloud/relay.json", r#"{ "destinations": [{ "id": "crm", "endpoint": "${PATH}" }] }"#);
    assert_eq!(site.submit(&submission()).await.status(), 201);
    assert_eq!(site.vendor("/api/deliveries").await["deliveries"], json!([]));
    let site = site.restart(Some(TOKEN)).await;
    let good = json!({ "destinations": [{ "id": "crm", "endpoint": crm.address }] });
    site.write("rules/cloud/relay.json", good.to_string());
    crm.came(1).await;
    site.delivery("delivered").await;
}

#[tokio::test]
async fn a_secret_that_is_not_set_is_said_by_its_name() {
    let site =
        Site::relaying(json!([{ "id": "crm", "endpoint": "https://${REFERRAL_SECRET_NONE}.example/" }]))
            .await;
    site.submit(&submission()).await;
    for _ in 0..600 {
        let listed = site.vendor("/api/deliveries").await;
        if let Some(error) = listed["deliveries"][0]["log"][0]["error"].as_str() {
            assert_eq!(error, "the environment variable REFERRAL_SECRET_NONE is not set");
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nothing was said");
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_delays_nothing_that_goes_to_another() {
    const LEADS: usize = 30;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let slow = format!("http://{}/leads", listener.local_addr().unwrap());
    let (answer, wait) = tokio::sync::watch::channel(false);
    let hold = move || {
        let mut wait = wait.clone();
        async move { _ = wait.wait_for(|answer| *answer).await }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/leads", post(hold))).await });
    let quick = Receiver::start().await;
    let site = Site::relaying(json!([
        { "id": "a-slow", "endpoint": slow },
        { "id": "quick", "endpoint": quick.address },
        { "id": "slow", "endpoint": slow },
    ]))
    .await;
    for _ in 0..LEADS {
        assert_eq!(site.submit(&submission()).await.status(), 201);
    }
    assert_eq!(quick.came(LEADS).await.len(), LEADS);
    let waiting = site.vendor("/api/deliveries?state=waiting").await;
    let waiting = waiting["deliveries"].as_array().unwrap();
    assert_eq!(waiting.iter().filter(|it| it["destination"] != "quick").count(), 2 * LEADS);
    answer.send(true).unwrap();
}
