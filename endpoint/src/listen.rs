//! Connections: how many there may be, and how long one may take for a request.

use crate::http::limits::{Counted, Counts, Visitor};
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
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::Service;

/// How long open requests may take once the endpoint is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How long to pause if the system gives no connection.
const PAUSE: Duration = Duration::from_millis(50);
/// The largest headers that are read, in bytes.
const LARGEST_HEADERS: usize = 64 * 1024;
/// How many excess connections get an answer at a time. Further ones are closed without one.
const TOLD_AT_ONCE: usize = 64;
/// How long such a connection has to read the answer.
const TELLING: Duration = Duration::from_secs(2);

/// The limits of connections.
pub struct Connections {
    /// How many an address may have at a time. `None` behind a proxy, which makes them all.
    pub per_address: Option<usize>,
    /// How long one may take for the headers of a request, or stay open without one.
    pub idle: Duration,
}

/// A connection, as its requests know it.
#[derive(Clone)]
pub struct Connection(Arc<Mutex<Place>>);

/// The place of a connection among those of its address. It has none while it is a stream.
struct Place {
    counts: Counts,
    address: String,
    counted: Option<Counted>,
}

impl Connection {
    /// Takes a place for a connection from an address, if the address may have another.
    fn from_address(address: IpAddr, counts: &Counts, most: Option<usize>) -> Option<Self> {
        let address = Visitor::at(address).key().to_string();
        let counted = Some(counts.take(&address, most)?);
        Some(Connection(Arc::new(Mutex::new(Place { counts: counts.clone(), address, counted }))))
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Streams are counted by themselves, so it gives its place back.
    pub fn becomes_stream(&self) {
        self.place().counted = None;
    }

    /// It has a place again until it is closed. A reader that reads nothing may keep it open.
    pub fn is_no_stream(&self) {
        let mut place = self.place();
        place.counted = place.counts.take(&place.address, None);
    }
}

/// Answers requests until `stop` completes, and then finishes open requests for a while.
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
                // A connection that broke off at once needs no log entry.
                if !matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
                {
                    tracing::error!(%error, "connections cannot be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
                continue;
            }
        };
        let Some(ours) = Connection::from_address(peer.ip(), &counts, connections.per_address) else {
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
            request.extensions_mut().insert(ours.clone());
            router.clone().call(request.map(Body::new))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(connections.idle)
            .max_buf_size(LARGEST_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Any error happened at the other end.
            let _ = connection.await;
        });
    }
    drop(listener);
    // A client that never finishes its request must not keep the endpoint from stopping.
    let _ = tokio::time::timeout(LAST_REQUESTS, graceful.shutdown()).await;
}

/// Answers that there are too many connections, and waits until that is read. If the connection were closed at once,
/// the answer could be lost.
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
