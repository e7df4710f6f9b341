//! Two copies of the endpoint on one PostgreSQL are one service.

use crate::server;
use crate::site::{Site, program, submission};
use crate::status_keys::{KEY, decide, held, referred};
use crate::streams::Stream;
use axum::Router;
use axum::http::HeaderMap;
use axum::routing::post;
use jiff::Timestamp;
use referral_endpoint::Config;
use referral_signing::{Keypair, Proof, keys_of};
use referral_store::{Database, Store};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Starts a copy with these files on that database.
async fn copy(database: &Database, change: impl FnOnce(&mut Config), files: &[(&str, String)]) -> Site {
    let site = Site::start().await;
    for (file, text) in files {
        site.write(file, text);
    }
    site.restart_as(|config| {
        config.database = database.clone();
        change(config);
    })
    .await
}

async fn database() -> Database {
    Database::parse(&server::new_database().await)
}

/// Starts two copies at the same time.
async fn copies(change: impl Fn(&mut Config), files: &[(&str, String)]) -> [Site; 2] {
    let database = database().await;
    tokio::join!(copy(&database, &change, files), copy(&database, &change, files)).into()
}

fn by(partner: &str) -> Value {
    let mut submission = submission();
    submission["attribution"]["partner"] = json!(partner);
    submission
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_open_at_one_hears_of_what_is_done_at_the_other() {
    let copies = copies(|_| {}, &[]).await;
    let (id, _) = referred(&copies[0], "Muster AG", KEY).await;
    let mut stream = Stream::open(&copies[1], &held(&id, KEY)).await;
    assert_eq!(stream.expect("referrals").await["referrals"][0]["status"], "in-review");
    decide(&copies[0], &id, &json!({ "command": "decide", "decision": "accept" })).await;
    assert_eq!(stream.expect("referral").await["status"], "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_partners_who_refer_one_customer_at_once_one_is_first() {
    let mut known = program("1");
    known["agreement"]["known_by"] = json!(["company"]);
    let copies = copies(|_| {}, &[("rules/cloud/program.json", known.to_string())]).await;
    let sent: Vec<_> = (0..20)
        .map(|i| tokio::spawn(copies[i % 2].post(by(&format!("partner-{i}")).to_string()).send()))
        .collect();
    let mut statuses = Vec::new();
    for answer in sent {
        statuses.push(answer.await.unwrap().unwrap().status().as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![409; 19]].concat());
    assert_eq!(copies[0].vendor_text("/api/referrals").await, copies[1].vendor_text("/api/referrals").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_that_one_has_taken_gets_the_same_receipt_from_the_other() {
    let copies = copies(|_| {}, &[]).await;
    let submission = submission();
    let first = copies[0].submit(&submission).await;
    assert_eq!(first.status(), 201);
    let again = copies[1].submit(&submission).await;
    assert_eq!(again.status(), 200);
    assert_eq!(first.text().await.unwrap(), again.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn they_sign_by_one_key_and_one_that_comes_later_is_known_to_all_at_once() {
    let database = database().await;
    let (one, other) = tokio::join!(copy(&database, |_| {}, &[]), copy(&database, |_| {}, &[]));
    let keys = async |site: &Site| {
        keys_of(&site.get("/.well-known/jwks.json").send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let made = keys(&one).await;
    assert_eq!((made.len(), &made), (1, &keys(&other).await));
    let own = Keypair::generate().unwrap();
    let pem = own.to_pem().unwrap();
    let third = copy(&database, |config| config.signing_key = Some(pem), &[]).await;
    let receipt: Value = third.submit(&submission()).await.json().await.unwrap();
    let known = keys(&one).await;
    assert_eq!(known, [own.public(), made[0]]);
    assert!(Proof::verify(receipt["signature"].as_str().unwrap(), &known).is_ok());
    let page = one.get("/verify").send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&own.public().text()));
    // Receipts that the copies have made are signed by the first key, and can still be verified.
    let receipt: Value = other.submit(&submission()).await.json().await.unwrap();
    assert!(Proof::verify(receipt["signature"].as_str().unwrap(), &made).is_ok());
}

/// How often each delivery came.
type Came = Arc<Mutex<BTreeMap<String, u32>>>;

/// A system that accepts all deliveries, and the file that names it.
async fn receiver() -> (Came, (&'static str, String)) {
    let came = Came::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/leads", listener.local_addr().unwrap());
    let counting = Arc::clone(&came);
    let take = async move |headers: HeaderMap| {
        let id = headers["webhook-id"].to_str().unwrap().to_string();
        *counting.lock().unwrap().entry(id).or_default() += 1;
        // This makes sure that a delivery is always under way.
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let router = Router::new().route("/leads", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let relay = json!({ "destinations": [{ "id": "crm", "endpoint": endpoint }] }).to_string();
    (came, ("rules/cloud/relay.json", relay))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_lead_is_brought_once_whichever_copy_took_it() {
    let (came, relay) = receiver().await;
    let copies = copies(|_| {}, &[relay]).await;
    let sent: Vec<_> = (0..30)
        .map(|i| tokio::spawn(copies[i % 2].post(by(&format!("partner-{i}")).to_string()).send()))
        .collect();
    for answer in sent {
        assert_eq!(answer.await.unwrap().unwrap().status(), 201);
    }
    for _ in 0..600 {
        let delivered = copies[0].vendor("/api/deliveries?state=delivered").await;
        if delivered["deliveries"].as_array().unwrap().len() == 30 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let came = came.lock().unwrap().clone();
    assert_eq!((came.len(), came.values().sum::<u32>()), (30, 30));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_copy_queues_before_it_is_gone_another_brings_at_its_hint() {
    let database = database().await;
    let (came, relay) = receiver().await;
    let bringing = copy(&database, |config| config.look_every = Duration::from_secs(60 * 60), &[relay]).await;
    // From now on it checks again only when something tells it to.
    bringing.submit(&submission()).await;
    bringing.delivery("delivered").await;
    // This copy takes leads, does not know where they go, and then ends.
    let taking = copy(&database, |_| {}, &[("rules/cloud/relay.json", "{".into())]).await;
    for i in 0..20 {
        assert_eq!(taking.submit(&by(&format!("partner-{i}"))).await.status(), 201);
    }
    taking.stopped().await;
    let store = Store::open(&database).await.unwrap();
    let left = store.to_relay().await.unwrap();
    assert_eq!(left.len(), 20);
    let now = Timestamp::now().as_millisecond();
    for (referral, _) in left {
        store.queue(referral, &["crm".into()], now, now + 60_000).await.unwrap();
        for _ in 0..50 {
            if came.lock().unwrap().len() > 1 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    panic!("no hint was heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partners_quota_and_what_a_visitor_is_told_hold_for_both_together() {
    let mut known = program("1");
    known["agreement"]["known_by"] = json!(["company"]);
    let change = |config: &mut Config| {
        config.per_partner = 3;
        config.protected_answers = 1;
    };
    let copies = copies(change, &[("rules/cloud/program.json", known.to_string())]).await;
    let mut statuses = Vec::new();
    for i in 0..5 {
        let mut submission = by("acme");
        submission["lead"]["company"] = json!(format!("Customer {i}"));
        statuses.push(copies[i % 2].submit(&submission).await.status().as_u16());
    }
    assert_eq!(statuses, [201, 201, 201, 429, 429]);
    let mut statuses = Vec::new();
    for i in 0..3 {
        let mut submission = by(&format!("rival-{i}"));
        submission["lead"]["company"] = json!("Customer 0");
        statuses.push(copies[i % 2].submit(&submission).await.status().as_u16());
    }
    // The visitor is told once. After that a person looks.
    assert_eq!(statuses, [409, 201, 201]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_start_together_one_has_made_the_token() {
    let database = database().await;
    let start = || copy(&database, |config| config.token = None, &[]);
    let (one, other) = tokio::join!(start(), start());
    let tokens: Vec<_> = [&one, &other].into_iter().filter_map(|site| site.new_token.clone()).collect();
    assert_eq!(tokens.len(), 1);
    let open = async |site: &Site, token: &str| {
        site.get("/api/referrals").bearer_auth(token).send().await.unwrap().status().as_u16()
    };
    assert_eq!([open(&one, &tokens[0]).await, open(&other, &tokens[0]).await], [200, 200]);
    // A new token replaces the old one for all copies at once.
    let third = copy(&database, |config| (config.token, config.new_token) = (None, true), &[]).await;
    let new = third.new_token.clone().unwrap();
    for site in [&one, &other, &third] {
        assert_eq!([open(site, &new).await, open(site, &tokens[0]).await], [200, 401]);
    }
}
