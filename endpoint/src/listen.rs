//! Connections: how many there may be, and how long one may take to say what it wants.

use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::Service;

/// How long requests under way may take once the endpoint is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How long no connection is taken where the system gives none.
const PAUSE: Duration = Duration::from_millis(50);
/// The largest headers that are read, in bytes.
const LARGEST_HEADERS: usize = 64 * 1024;
/// Connections beyond their number that are told so at a time; further ones are closed without a word.
const TOLD_AT_ONCE: usize = 64;
/// How long a connection that is told so is left to take the answer.
const TELLING: Duration = Duration::from_secs(2);

/// What connections may do.
pub struct Connections {
    /// How many an address has at a time; `None` behind a proxy, which has them all.
    pub per_address: Option<usize>,
    /// How long one may take for the headers of a request, or stay without one.
    pub idle: Duration,
}

/// How many each address has.
type Counts = Arc<Mutex<HashMap<String, usize>>>;

/// One of an address's connections; counted until it is dropped.
struct Counted(Counts, String);

impl Drop for Counted {
    fn drop(&mut self) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}

/// Answers requests until `stop` is done, and then those under way, for a while.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    stop: impl Future<Output = ()> + Send,
) {
    let counts = Counts::default();
    let graceful = GracefulShutdown::new();
    let told = Arc::new(Semaphore::new(TOLD_AT_ONCE));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // One that broke off at once is nobody's affair.
                if !matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
                {
                    tracing::error!(%error, "connections cannot be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
                continue;
            }
        };
        let Some(counted) = count(&counts, peer, connections.per_address) else {
            if let Ok(permit) = Arc::clone(&told).try_acquire_owned() {
                tokio::spawn(async move {
                    let _ = tokio::time::timeout(TELLING, refuse(stream)).await;
                    drop(permit);
                });
            }
            continue;
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().call(request.map(Body::new))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(connections.idle)
            .max_buf_size(LARGEST_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What went wrong went wrong at the other end.
            let _ = connection.await;
            drop(counted);
        });
    }
    drop(listener);
    // A client that never finishes its request must not keep the endpoint from stopping.
    let _ = tokio::time::timeout(LAST_REQUESTS, graceful.shutdown()).await;
}

/// Counts a connection, if its address may have one more.
fn count(counts: &Counts, peer: SocketAddr, most: Option<usize>) -> Option<Counted> {
    let address = Visitor::at(peer.ip()).key().to_string();
    let mut all = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let count = all.entry(address.clone()).or_default();
    if most.is_some_and(|most| *count >= most) {
        return None;
    }
    *count += 1;
    Some(Counted(Arc::clone(counts), address))
}

/// Says that there are too many, and waits until that is read: closed at once, the answer may be lost.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    let body =
        Refusal::unavailable("Too many connections are open from this address. Send the same again later.");
    let body = serde_json::to_string(body.problem())?;
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: {}\r\n\
         Access-Control-Allow-Origin: *\r\nRetry-After: 5\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    stream.shutdown().await?;
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}
