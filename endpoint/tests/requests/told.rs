//! Events that webhooks are told of.

use crate::site::receiver::{Receiver, header};
use crate::site::{HOOK_SECRET, Site, TOKEN, submission};
use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::net::TcpListener;

/// A site whose program has these destinations, and which looks for events often.
async fn telling(destinations: Value) -> Site {
    let site = Site::start_as(|config| config.look_every = Duration::from_millis(50)).await;
    site.write("rules/cloud/relay.json", json!({ "destinations": destinations }).to_string());
    site
}

fn hook(id: &str, endpoint: &str) -> Value {
    json!({ "id": id, "endpoint": endpoint, "events": true, "signed_with": "REFERRAL_SECRET_HOOK", "private_address": true })
}

async fn give(site: &Site, id: &str, body: Value) {
    let url = site.url(&format!("/api/referrals/{id}/commands"));
    let given = site.client.post(url).bearer_auth(TOKEN).body(body.to_string()).send().await.unwrap();
    assert_eq!(given.status(), 200, "{body}");
}

/// Sends a lead that a person decides on, and returns its id.
async fn in_review(site: &Site, company: &str) -> String {
    let mut lead = submission();
    lead["lead"]["company"] = json!(company);
    lead["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&lead).await.json().await.unwrap();
    receipt["referral"].as_str().unwrap().to_string()
}

/// Returns the deliveries, once as many as wanted are in a state.
async fn deliveries(site: &Site, state: &str, least: usize) -> Vec<Value> {
    for _ in 0..1_500 {
        let listed = site.vendor(&format!("/api/deliveries?state={state}")).await;
        let listed = listed["deliveries"].as_array().unwrap().clone();
        if listed.len() >= least {
            return listed;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{}", site.vendor("/api/deliveries").await);
}

async fn status_page(site: &Site) -> String {
    site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn every_event_is_told_signed_in_order_and_without_what_people_wrote() {
    let [hook_receiver, crm] = [Receiver::start().await, Receiver::start().await];
    let lead = json!({ "id": "crm", "endpoint": crm.address });
    let site = telling(json!([hook("hook", &hook_receiver.address), lead])).await;
    let id = in_review(&site, "Muster AG").await;
    let texts = json!({ "message": "Marked for the partner", "note": "Marked for the desk" });
    let with = |mut command: Value| {
        command.as_object_mut().unwrap().extend(texts.as_object().unwrap().clone());
        command
    };
    give(&site, &id, with(json!({ "command": "decide", "decision": "accept" }))).await;
    give(&site, &id, with(json!({ "command": "advance", "stage": "meeting" }))).await;
    give(&site, &id, with(json!({ "command": "ask" }))).await;
    give(&site, &id, json!({ "command": "win", "value": 4_500_000, "currency": "EUR", "on": "2026-11-20" }))
        .await;
    let came = hook_receiver.came(5).await;
    let mut ids = BTreeSet::new();
    let mut told = Vec::new();
    for (headers, body) in &came {
        Webhook::new(HOOK_SECRET).unwrap().verify(body.as_bytes(), headers).unwrap();
        assert_eq!(header(headers, "content-type"), "application/json");
        assert!(!body.contains("Marked") && !body.contains("Muster"), "{body}");
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!((&body["data"]["referral"], &body["data"]["program"]), (&json!(id), &json!("cloud")));
        assert!(body["timestamp"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
        ids.insert(header(headers, "webhook-id").to_string());
        told.push(json!([
            body["type"],
            body["data"]["sequence"],
            body["data"]["actor"],
            body["data"]["details"]
        ]));
    }
    assert_eq!(ids.len(), 5);
    let stored = site.vendor(&format!("/api/referrals/{id}/events")).await;
    let received = &stored["events"][0]["event"]["received"];
    assert_eq!(
        told,
        [
            json!(["referral.received", 1, "partner", received]),
            json!(["referral.accepted", 2, "user", {}]),
            json!(["referral.advanced", 3, "user", { "stage": "meeting" }]),
            json!(["referral.desk-asked", 4, "user", {}]),
            json!(["referral.won", 5, "user", { "value": 4_500_000, "currency": "EUR", "on": "2026-11-20" }]),
        ]
    );
    // A destination of leads gets the lead alone.
    assert_eq!(crm.came(1).await.len(), 1);
    let listed = deliveries(&site, "delivered", 6).await;
    assert!(listed.iter().any(|it| it["event"] == "won" && it["sequence"] == 5), "{listed:?}");
}

#[tokio::test]
async fn a_receiver_that_refuses_breaks_off_or_redirects_gets_each_event_in_order_or_is_said_to_fail() {
    let receiver = Receiver::start().await;
    receiver.answer(503, &[], "");
    receiver.answer(307, &[("location", "http://127.0.0.1:9/".into())], "");
    // It closes every connection, and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closing = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let site = telling(json!([hook("hook", &receiver.address), hook("closing", &closing)])).await;
    let id = in_review(&site, "Muster AG").await;
    give(&site, &id, json!({ "command": "decide", "decision": "accept" })).await;
    // The first is tried again, and then redirected elsewhere, which is not followed. Then comes the second.
    let came = receiver.came(3).await;
    let sequences: Vec<Value> = came
        .iter()
        .map(|(_, body)| serde_json::from_str::<Value>(body).unwrap()["data"]["sequence"].clone())
        .collect();
    assert_eq!(sequences, [1, 1, 2]);
    let ids: Vec<&str> = came.iter().map(|(headers, _)| header(headers, "webhook-id")).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2]);
    let failed = deliveries(&site, "failed", 1).await;
    assert_eq!(failed[0]["log"][1]["status"], 307);
    assert_eq!(deliveries(&site, "delivered", 1).await[0]["destination"], "hook");
    let waiting = deliveries(&site, "waiting", 2).await;
    assert!(waiting.iter().all(|it| it["destination"] == "closing"));
    for _ in 0..1_500 {
        if status_page(&site).await.contains("no connection, or it broke off") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let page = status_page(&site).await;
    assert!(page.contains("cloud/hook") && page.contains("cloud/closing"), "{page}");
    assert!(page.contains("no connection, or it broke off"), "{page}");
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_shown_as_such_and_never_switched_off() {
    let receiver = Receiver::start().await;
    receiver.answer(410, &[], "");
    let site = telling(json!([hook("hook", &receiver.address)])).await;
    let id = in_review(&site, "Muster AG").await;
    let failed = deliveries(&site, "failed", 1).await;
    let error = failed[0]["log"][0]["error"].as_str().unwrap();
    assert!(error.starts_with("HTTP 410 (the receiver says that it is gone"), "{error}");
    let page = status_page(&site).await;
    assert!(
        page.contains("role=\"alert\"") && page.contains("1 delivery failed") && page.contains("HTTP 410"),
        "{page}"
    );
    let listed = site.vendor("/api/deliveries").await;
    assert_eq!(listed["troubled_receivers"][0]["receiver"], "cloud/hook");
    give(&site, &id, json!({ "command": "decide", "decision": "accept" })).await;
    assert_eq!(receiver.came(2).await.len(), 2);
}

#[tokio::test]
async fn an_event_is_replayed_under_its_id_and_signed_anew() {
    let receiver = Receiver::start().await;
    let site = telling(json!([hook("hook", &receiver.address)])).await;
    let id = in_review(&site, "Muster AG").await;
    let delivered = deliveries(&site, "delivered", 1).await[0].clone();
    let path = format!("/api/deliveries/{}/replay", delivered["id"].as_str().unwrap());
    let replay = || site.client.post(site.url(&path)).bearer_auth(TOKEN);
    assert_eq!(site.client.post(site.url(&path)).send().await.unwrap().status(), 401);
    assert_eq!(replay().header("sec-fetch-site", "cross-site").send().await.unwrap().status(), 403);
    assert_eq!(replay().send().await.unwrap().status(), 202);
    let came = receiver.came(2).await;
    for (headers, body) in &came {
        Webhook::new(HOOK_SECRET).unwrap().verify(body.as_bytes(), headers).unwrap();
        assert_eq!(header(headers, "webhook-id"), delivered["id"].as_str().unwrap());
    }
    assert_eq!(came[0].1, came[1].1);
    // The page of the referral has a button for it.
    let page = site.vendor_text(&format!("/referrals/{id}")).await;
    let button = path.strip_prefix("/api").unwrap();
    assert!(page.contains(&format!("action=\"{button}\"")), "{page}");
    let pressed = site.client.post(site.url(button)).bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(pressed.url().path(), format!("/referrals/{id}"));
    assert_eq!(receiver.came(3).await.len(), 3);
    let unknown = site.client.post(site.url("/api/deliveries/none/replay")).bearer_auth(TOKEN);
    assert_eq!(unknown.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_slow_receiver_delays_nobody_and_gets_one_event_of_a_referral_at_a_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let slow = format!("http://{}/", listener.local_addr().unwrap());
    let (answer, wait) = tokio::sync::watch::channel(false);
    let (asked, mut asks) = tokio::sync::mpsc::unbounded_channel();
    let hold = move |body: String| {
        let (mut wait, asked) = (wait.clone(), asked.clone());
        async move {
            let body: Value = serde_json::from_str(&body).unwrap();
            asked.send(body["data"]["sequence"].as_i64().unwrap()).unwrap();
            _ = wait.wait_for(|answer| *answer).await;
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(hold))).await });
    let quick = Receiver::start().await;
    let site = telling(json!([hook("slow", &slow), hook("quick", &quick.address)])).await;
    let id = in_review(&site, "Muster AG").await;
    give(&site, &id, json!({ "command": "decide", "decision": "accept" })).await;
    assert_eq!(quick.came(2).await.len(), 2);
    assert_eq!(asks.recv().await, Some(1));
    assert!(asks.try_recv().is_err());
    answer.send(true).unwrap();
    assert_eq!(asks.recv().await, Some(2));
}

#[tokio::test]
async fn events_go_to_a_private_address_only_where_that_is_allowed() {
    let receiver = Receiver::start().await;
    let port = receiver.address.rsplit(':').next().unwrap().to_string();
    let mut numbered = hook("numbered", &receiver.address);
    let mut named = hook("named", &format!("http://localhost:{port}"));
    for destination in [&mut numbered, &mut named] {
        destination.as_object_mut().unwrap().remove("private_address");
    }
    let site = telling(json!([numbered, named])).await;
    in_review(&site, "Muster AG").await;
    for _ in 0..1_500 {
        let listed = site.vendor("/api/deliveries").await;
        let said: Vec<&str> = listed["deliveries"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["log"][0]["error"].as_str())
            .collect();
        if said.len() == 2 {
            let expected =
                "its address is in a private network, which `private_address` in relay.json allows";
            assert_eq!(said, [expected, expected]);
            assert!(receiver.came.lock().unwrap().is_empty());
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{}", site.vendor("/api/deliveries").await);
}

#[tokio::test]
async fn mistakes_in_a_destination_of_events_are_told_and_events_wait_for_the_mend() {
    let receiver = Receiver::start().await;
    let wrong = json!({ "id": "hook", "endpoint": receiver.address, "events": true, "format": "form", "map": { "a": "key" } });
    let site =
        telling(json!([wrong, { "id": "crm", "endpoint": "https://crm.example", "private_address": true }]))
            .await;
    let page = status_page(&site).await;
    for said in [
        "destinations[0].signed_with: is missing: events are signed",
        "destinations[0].format: has no effect on events",
        "destinations[0].map: has no effect on events",
        "destinations[1].private_address: has no effect on leads",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    in_review(&site, "Muster AG").await;
    let good = json!({ "destinations": [hook("hook", &receiver.address)] });
    site.write("rules/cloud/relay.json", good.to_string());
    assert_eq!(receiver.came(1).await.len(), 1);
}
