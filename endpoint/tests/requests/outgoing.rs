//! The requests of the endpoint to other servers.

use crate::site::{Site, submission};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that answers each request of a connection with that text, and counts connections and requests.
async fn server(answer: &'static str) -> (u16, Arc<Mutex<(usize, usize)>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let counted = Arc::new(Mutex::new((0, 0)));
    let counts = Arc::clone(&counted);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counts.lock().unwrap().0 += 1;
            tokio::spawn(converse(stream, answer, Arc::clone(&counts)));
        }
    });
    (port, counted)
}

async fn converse(mut stream: TcpStream, answer: &str, counts: Arc<Mutex<(usize, usize)>>) {
    let (mut came, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        came.extend_from_slice(&buffer[..read]);
        // A lead's JSON ends with its outermost brace, and no other brace ends a chunk here.
        if came.ends_with(b"}") || !came.starts_with(b"POST") {
            came.clear();
            counts.lock().unwrap().1 += 1;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    }
}

/// Returns the last errors of the destinations, once each has one.
async fn errors(site: &Site, destinations: usize) -> BTreeMap<String, String> {
    for _ in 0..1_500 {
        let listed = site.vendor("/api/deliveries").await;
        let found: BTreeMap<String, String> = listed["deliveries"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|delivery| {
                let error = delivery["log"].get(0)?["error"].as_str()?;
                Some((delivery["destination"].as_str()?.to_string(), error.to_string()))
            })
            .collect();
        if found.len() == destinations {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{}", site.vendor("/api/deliveries").await);
}

#[tokio::test]
async fn why_a_receiver_cannot_be_reached_is_said_without_its_address() {
    let (plain, _) = server("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let (garbled, _) = server("who goes there?\r\n\r\n").await;
    let site = Site::relaying(json!([
        { "id": "closed", "endpoint": format!("http://127.0.0.1:{closed}/leads?token=${{REFERRAL_SECRET_CRM}}") },
        { "id": "garbled", "endpoint": format!("http://127.0.0.1:{garbled}/leads") },
        { "id": "nowhere", "endpoint": "https://crm.invalid/leads" },
        { "id": "plain", "endpoint": format!("https://127.0.0.1:{plain}/leads") },
        { "id": "unreadable", "endpoint": "https://${REFERRAL_SECRET_CRM}:port/" },
    ]))
    .await;
    assert_eq!(site.submit(&submission()).await.status(), 201);
    let said = errors(&site, 5).await;
    let expected = [
        ("closed", "no connection, or it broke off"),
        ("garbled", "no connection, or it broke off"),
        ("nowhere", "there is no such host"),
        ("plain", "its certificate or its encryption is not accepted"),
        ("unreadable", "the address cannot be read"),
    ];
    assert_eq!(said, expected.map(|(id, error)| (id.to_string(), error.to_string())).into());
}

#[tokio::test]
async fn leads_that_follow_each_other_go_over_one_connection() {
    let (port, counted) = server("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
    let endpoint = format!("http://127.0.0.1:{port}/leads");
    let site = Site::relaying(json!([{ "id": "crm", "endpoint": endpoint }])).await;
    for sent in 1..=5 {
        assert_eq!(site.submit(&submission()).await.status(), 201);
        for _ in 0..1_500 {
            let listed = site.vendor("/api/deliveries?state=delivered").await;
            if listed["deliveries"].as_array().map(Vec::len) == Some(sent) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    assert_eq!(*counted.lock().unwrap(), (1, 5));
}

#[tokio::test]
async fn of_a_long_answer_only_the_beginning_is_read() {
    // It announces a gigabyte, and sends only a little more than is read.
    static ANSWER: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        format!("HTTP/1.1 500 Oops\r\ncontent-length: 1000000000\r\n\r\n{}", "x".repeat(200_000))
    });
    let (port, _) = server(&ANSWER).await;
    let endpoint = format!("http://127.0.0.1:{port}/leads");
    let site = Site::relaying(json!([{ "id": "crm", "endpoint": endpoint }])).await;
    assert_eq!(site.submit(&submission()).await.status(), 201);
    let said = &errors(&site, 1).await["crm"];
    assert!(said.starts_with("HTTP 500: xxx") && said.len() < 400, "{said}");
    let delivery: Value = site.vendor("/api/deliveries").await;
    assert!(delivery["deliveries"][0]["log"][0]["took_ms"].as_i64().unwrap() < 20_000, "{delivery}");
}
