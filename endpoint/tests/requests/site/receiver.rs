//! A system of the vendor's to which the endpoint brings something.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Status, headers and body.
type Reply = (u16, Vec<(&'static str, String)>, String);

/// A system that gives the answers it is told to give, and keeps what came.
#[derive(Clone, Default)]
pub struct Receiver {
    /// What came, with its headers.
    pub came: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answers: Arc<Mutex<VecDeque<Reply>>>,
    pub address: String,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/leads", listener.local_addr().unwrap());
        let receiver = Receiver { address, ..Receiver::default() };
        let router = Router::new().route("/leads", post(take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub fn answer(&self, status: u16, headers: &[(&'static str, String)], body: &str) {
        self.answers.lock().unwrap().push_back((status, headers.to_vec(), body.into()));
    }

    /// Returns what came, once there is at least so much.
    pub async fn came(&self, least: usize) -> Vec<(HeaderMap, String)> {
        for _ in 0..600 {
            let came = self.came.lock().unwrap().clone();
            if came.len() >= least {
                return came;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("only {} came", self.came.lock().unwrap().len());
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> axum::response::Response {
    receiver.came.lock().unwrap().push((headers, String::from_utf8_lossy(&body).into_owned()));
    let (status, headers, body) =
        receiver.answers.lock().unwrap().pop_front().unwrap_or((200, Vec::new(), String::new()));
    let mut response = axum::response::Response::builder().status(StatusCode::from_u16(status).unwrap());
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body.into()).unwrap()
}

pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}
