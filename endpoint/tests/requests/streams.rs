//! Open pages hear of each change, whoever made it, and nothing else.

use crate::site::{Site, TOKEN, submission};
use crate::status_keys::{KEY, ask, decide, held, referred};
use reqwest::Response;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A stream as a page reads it.
pub struct Stream {
    response: Response,
    unread: String,
}

impl Stream {
    pub async fn open(site: &Site, body: &Value) -> Self {
        let response = ask(site, "stream", body).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream { response, unread: String::new() }
    }

    /// The next event: its name and its data. `None` once the stream has ended.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.unread.split_once("\n\n") {
                let lines: Vec<&str> = event.lines().collect();
                let after = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let found = after("event:")
                    .map(|name| (name.to_string(), serde_json::from_str(after("data:").unwrap()).unwrap()));
                self.unread = rest.to_string();
                if found.is_some() {
                    return found;
                }
                continue;
            }
            let bytes = self.response.chunk().await.ok()??;
            self.unread.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// The next event, which must have that name.
    pub async fn expect(&mut self, name: &str) -> Value {
        let (found, data) = self.next().await.unwrap();
        assert_eq!(found, name, "{data}");
        data
    }
}

#[tokio::test]
async fn a_stream_tells_what_it_opens_and_then_each_change_of_it() {
    let site = Site::start().await;
    let (id, receipt) = referred(&site, "Muster AG", KEY).await;
    let (other, _) = referred(&site, "Fremd AG", "6d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f").await;
    let mut mine = Stream::open(&site, &held(&id, KEY)).await;
    let mut shown = Stream::open(&site, &json!({ "receipts": [receipt["signature"]] })).await;
    for stream in [&mut mine, &mut shown] {
        let first = stream.expect("referrals").await;
        assert_eq!(
            (first["referrals"].as_array().unwrap().len(), &first["referrals"][0]["revision"]),
            (1, &json!(1))
        );
    }
    // Of another referral it hears nothing.
    decide(&site, &other, &json!({ "command": "decide", "decision": "accept" })).await;
    decide(&site, &id, &json!({ "command": "decide", "decision": "accept", "note": "Only for us." })).await;
    for (stream, may) in [(&mut mine, json!(["withdraw", "ask", "report"])), (&mut shown, json!([]))] {
        let view = stream.expect("referral").await;
        assert_eq!(
            (&view["referral"], &view["status"], &view["may"]),
            (&json!(id), &json!("accepted"), &may)
        );
        assert!(!view.to_string().contains("Only for us."));
    }
    let withdraw = json!({ "referral": id, "status_key": KEY, "command": "withdraw" });
    assert_eq!(ask(&site, "commands", &withdraw).await.status(), 200);
    assert_eq!(mine.expect("referral").await["status"], "withdrawn");
}

#[tokio::test]
async fn streams_end_when_the_endpoint_does_and_do_not_hold_it() {
    let site = Site::start().await;
    let (id, _) = referred(&site, "Muster AG", KEY).await;
    let mut stream = Stream::open(&site, &held(&id, KEY)).await;
    stream.expect("referrals").await;
    let since = Instant::now();
    site.stopped().await;
    // Open requests get ten seconds, and a stream would never end by itself.
    assert!(since.elapsed() < Duration::from_secs(9));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn streams_count_apart_from_other_connections() {
    let site = Site::start_as(|config| config.connections_per_address = 4).await;
    let (id, _) = referred(&site, "Muster AG", KEY).await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        let mut stream = Stream::open(&site, &held(&id, KEY)).await;
        stream.expect("referrals").await;
        streams.push(stream);
    }
    let mut lead = submission();
    lead["lead"]["company"] = json!("Zink AG");
    assert_eq!(site.submit(&lead).await.status(), 201);
    // Too many streams of one address are refused, and other requests still are not.
    for _ in 20..100 {
        streams.push(Stream::open(&site, &held(&id, KEY)).await);
    }
    let refused = ask(&site, "stream", &held(&id, KEY)).await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(site.get("/health").send().await.unwrap().status(), 200);
    // A stream that its reader leaves gives its place back.
    streams.truncate(50);
    for _ in 0..500 {
        if ask(&site, "stream", &held(&id, KEY)).await.status() == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no place is given back");
}

#[tokio::test]
async fn a_key_that_is_revoked_shows_nothing_more() {
    let site = Site::start().await;
    let (id, _) = referred(&site, "Muster AG", KEY).await;
    let mut stream = Stream::open(&site, &held(&id, KEY)).await;
    stream.expect("referrals").await;
    let revoke = site.client.post(site.url(&format!("/referrals/{id}/revoke-links"))).bearer_auth(TOKEN);
    assert!(revoke.send().await.unwrap().status().is_success());
    decide(&site, &id, &json!({ "command": "decide", "decision": "accept", "message": "Welcome." })).await;
    let now = stream.expect("referrals").await;
    assert_eq!(
        (now["referrals"].as_array().unwrap().len(), &now["closed"][0]["why"]),
        (0, &json!("revoked"))
    );
}
