//! The stream by which open pages of partners hear what becomes of their referrals: server-sent events, read by fetch.

use super::api::{read, view, views};
use super::holder::{Opened, Question};
use crate::app::App;
use crate::http::limits::Visitor;
use crate::http::refusal::Refusal;
use crate::listen::Connection;
use crate::live::Place;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use referral_language::Language;
use serde::Serialize;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// How often a stream shows that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is looked up whether keys and tokens still open the same.
const CHECK_EVERY: Duration = Duration::from_secs(15);
/// How long a stream may be open.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// How many events wait for a slow reader. Then the stream waits too.
const WAITING: usize = 4;

/// `POST /api/partner/stream`: what the body opens, and then each referral again when it changes.
pub async fn stream(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    connection: Option<Extension<Connection>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, Refusal> {
    let question: Question = read(&headers, &body?)?;
    question.check()?;
    let place = app.live.place(&visitor).ok_or_else(|| {
        Refusal::unavailable("Too many pages are open. This page can look for news itself from time to time.")
    })?;
    let opened = question.open(&app).await?;
    let connection = connection.map(|Extension(connection)| connection);
    if let Some(connection) = &connection {
        connection.becomes_stream();
    }
    let (sender, receiver) = mpsc::channel(WAITING);
    let reader = Reader { language: question.language(), app, question, sender };
    tokio::spawn(async move {
        reader.serve(opened, place).await;
        if let Some(connection) = connection {
            connection.is_no_stream();
        }
    });
    let events = stream::unfold(receiver, |mut receiver| async move {
        let event: Event = receiver.recv().await?;
        Some((Ok::<_, Infallible>(event), receiver))
    });
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        // The connection is no longer counted, so it must not be used for other requests.
        (header::CONNECTION, "close"),
        // Proxies that gather answers are asked not to.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))))
}

/// Whoever reads a stream.
struct Reader {
    app: Arc<App>,
    question: Question,
    language: Option<Language>,
    sender: mpsc::Sender<Event>,
}

/// Why a stream ends.
enum End {
    /// The reader has gone, or the endpoint ends.
    Over,
    /// The database failed. The page asks again later.
    Failed(Refusal),
}

impl From<Refusal> for End {
    fn from(refusal: Refusal) -> Self {
        End::Failed(refusal)
    }
}

impl Reader {
    async fn serve(self, opened: Opened, place: Place) {
        let ended = tokio::select! {
            ended = self.follow(opened) => ended,
            () = self.app.live.ended() => Ok(()),
            () = self.sender.closed() => Ok(()),
            // The page opens the next one. A reader that reads nothing has none then.
            () = sleep(LONGEST) => Ok(()),
        };
        if let Err(End::Failed(refusal)) = ended {
            tracing::warn!(why = refusal.problem().detail, "a stream ended");
        }
        drop(place);
    }

    /// Sends everything, and then each change.
    async fn follow(&self, mut opened: Opened) -> Result<(), End> {
        let live = &self.app.live;
        loop {
            // What changes while everything is read is in both, and so it is not lost.
            let mut changes = live.changes();
            let may_act = opened.referrals.clone();
            let _watching = live.watch(may_act.keys());
            let (closed, said) = (opened.closed.len(), answered(&opened));
            let all = views(opened, self.language.as_ref(), &self.app).await?;
            let mut sent: BTreeMap<String, i64> =
                all.referrals.iter().map(|view| (view.referral.clone(), view.changes())).collect();
            self.send("referrals", &all).await?;
            let mut check = Instant::now() + CHECK_EVERY;
            opened = loop {
                let changed = tokio::select! {
                    change = changes.recv() => match change {
                        Ok((referral, revision)) => {
                            if sent.get(&*referral).is_none_or(|sent| *sent >= revision) {
                                continue;
                            }
                            Some(referral)
                        }
                        Err(RecvError::Lagged(_)) => break self.question.open(&self.app).await?,
                        Err(RecvError::Closed) => return Ok(()),
                    },
                    () = sleep_until(check) => None,
                };
                // A key may have been revoked, and a token has a last day.
                let now = self.question.open(&self.app).await?;
                if now.referrals != may_act || now.closed.len() != closed || answered(&now) != said {
                    break now;
                }
                check = Instant::now() + CHECK_EVERY;
                let Some(referral) = changed else { continue };
                let may_act = may_act.get(&*referral).copied().unwrap_or_default();
                if let Some(view) = view(&self.app, &referral, self.language.as_ref(), may_act).await? {
                    sent.insert(view.referral.clone(), view.changes());
                    self.send("referral", &view).await?;
                }
            };
        }
    }

    async fn send(&self, name: &str, data: &impl Serialize) -> Result<(), End> {
        let event = Event::default().event(name).json_data(data);
        let event = event.map_err(|error| End::Failed(Refusal::unavailable(error.to_string())))?;
        self.sender.send(event).await.map_err(|_| End::Over)
    }
}

/// What was said of programs, each with how often it was answered.
fn answered(opened: &Opened) -> Vec<(String, i64)> {
    opened.feedback.iter().map(|said| (said.key.clone(), said.answers)).collect()
}
