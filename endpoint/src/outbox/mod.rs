//! Delivers referrals and their events to the vendor's other systems, and mails to partners and to the vendor's people. They come
//! from a queue in the database, so that neither a crash nor a receiver that is down loses one. Each is delivered at least once:
//! if an answer is lost, it is sent again under the same `webhook-id` or `Message-ID`.

mod bring;
mod event;
mod send;
mod tell;

pub use send::{Secrets, Sender};

use crate::catalog::Programs;
use crate::clock::Clock;
use crate::hours::Hours;
use crate::mail::Mailer;
use referral_folder::{is_there, read_text};
use referral_store::{Due, Portion, Store, StoreError};
use referral_widget::program::{Program, RELAY, Relayed};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// How long a delivery is tried, in milliseconds.
const KEEP_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// The most requests at a time to one receiver, by all copies of the endpoint. So a slow receiver only blocks its own
/// deliveries.
const PARALLEL: i64 = 4;
/// The most requests at a time to all receivers, by this copy.
const PARALLEL_TO_ALL: usize = 64;
/// How long this copy claims a delivery, from one request to the next. A request takes 20 seconds at most. If this copy
/// is gone by then, another one takes over the delivery.
const CLAIM_MS: i64 = 30 * 1000;
const MAX_RELAY_BYTES: usize = 128 * 1024;

/// Tells the worker that there may be something to deliver.
#[derive(Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes the worker.
    pub fn ring(&self) {
        self.0.notify_one();
    }
}

/// The worker and all that it needs.
pub struct Relay {
    pub store: Store,
    pub programs: Arc<Programs>,
    pub bell: Bell,
    pub sender: Sender,
    pub clock: Clock,
    /// Sends mails, if there is a mail server.
    pub mailer: Option<Mailer>,
    /// The vendor's business hours: a digest comes on business days.
    pub hours: Hours,
    /// The time between two checks, if nothing rings the bell.
    pub look_every: Duration,
}

impl Relay {
    /// Works until it is dropped.
    pub async fn run(self) {
        let relay = Arc::new(self);
        let places = Arc::new(Semaphore::new(PARALLEL_TO_ALL));
        let mut said = String::new();
        loop {
            let now = relay.now_ms();
            let due = match relay.look(now, places.available_permits(), &mut said).await {
                Ok(due) => due,
                Err(error) => {
                    tracing::error!(%error, "the queue of deliveries cannot be read");
                    tokio::time::sleep(relay.look_every).await;
                    continue;
                }
            };
            for delivery in due {
                // No more deliveries were claimed than there are places. When one is done, the bell rings, and the next
                // is claimed.
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
                let relay = Arc::clone(&relay);
                tokio::spawn(async move {
                    if let Err(error) = relay.bring(&delivery).await {
                        tracing::error!(%error, delivery = delivery.id, "the result of a delivery cannot be stored");
                    }
                    drop(place);
                    relay.bell.ring();
                });
            }
            let next = relay.store.next_due(now).await.ok().flatten();
            let wait = next.map_or(relay.look_every, |due| {
                Duration::from_millis(u64::try_from(due - relay.now_ms()).unwrap_or(0))
                    .max(Duration::from_millis(20))
            });
            tokio::select! {
                () = relay.bell.0.notified() => {}
                () = tokio::time::sleep(wait.min(relay.look_every)) => {}
            }
        }
    }

    /// Queues new referrals and events, and claims deliveries that are due, as many as there are places.
    async fn look(&self, now: i64, places: usize, said: &mut String) -> Result<Vec<Due>, StoreError> {
        for (referral, program) in self.store.to_relay().await? {
            match self.destinations(&program).await {
                Ok(to) => {
                    let to = to.into_iter().filter(|relayed| !relayed.events);
                    let to: Vec<String> = to.map(|relayed| relayed.id).collect();
                    self.store.queue(referral, &to, now, now + KEEP_MS).await?;
                }
                // The referral waits until the file is corrected.
                Err(why) if *said != why => {
                    tracing::error!(program, why, "relay.json cannot be used; leads wait to be delivered");
                    *said = why;
                }
                Err(_) => {}
            }
        }
        self.tell_of_events(now, said).await?;
        self.queue_digest(now).await?;
        let most = i64::try_from(places).unwrap_or(i64::MAX);
        self.store.claim(now, Portion { of_each: PARALLEL, most, until: now + CLAIM_MS }).await
    }

    fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    async fn destinations(&self, program: &str) -> Result<Vec<Relayed>, String> {
        let folder = self.programs.folder(program);
        let state = self.programs.state(program).await.map_err(|error| error.to_string())?;
        let Some(release) = state.and_then(|state| state.release) else { return Ok(Vec::new()) };
        let read = tokio::task::spawn_blocking(move || destinations(&folder, &release.program));
        read.await.map_err(|error| error.to_string())?
    }
}

/// Rings the bell whenever a copy has queued something. It runs forever if there may be other copies.
pub async fn hear_copies(store: Store, bell: Bell, look_every: Duration) {
    loop {
        let error = match hear(&store, &bell).await {
            Ok(()) => return,
            Err(error) => error,
        };
        tracing::warn!(%error, "hints from other copies are not received; deliveries that they queue are found a little later");
        tokio::time::sleep(look_every).await;
    }
}

async fn hear(store: &Store, bell: &Bell) -> Result<(), StoreError> {
    let Some(mut hints) = store.hints().await? else { return Ok(()) };
    loop {
        hints.next().await?;
        bell.ring();
    }
}

/// Returns until when a delivery is tried that starts now.
pub fn until(now: i64) -> i64 {
    now + KEEP_MS
}

/// Reads the destinations of `relay.json`. Empty if there is no such file.
pub fn destinations(folder: &Path, program: &Program) -> Result<Vec<Relayed>, String> {
    if !is_there(folder, RELAY) {
        return Ok(Vec::new());
    }
    let all = read_text(folder, RELAY, MAX_RELAY_BYTES).and_then(|json| Relayed::parse_all(&json, program));
    all.map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

/// Lists the mistakes that prevent deliveries, in `relay.json` or in the secrets that it names.
pub fn mistakes(folder: &Path, program: &Program, secrets: &Secrets) -> Vec<String> {
    match destinations(folder, program) {
        Err(why) => vec![why],
        Ok(all) => {
            let of = |relayed: &Relayed| {
                let found = secrets.mistakes(relayed).into_iter();
                found.map(|why| format!("destination `{}`: {why}", relayed.id)).collect::<Vec<_>>()
            };
            all.iter().flat_map(of).collect()
        }
    }
}

/// Lists the secrets that are too short to sign safely. Deliveries go on with them.
pub fn weaknesses(folder: &Path, program: &Program, secrets: &Secrets) -> Vec<String> {
    let all = destinations(folder, program).unwrap_or_default();
    let weak = |relayed: &Relayed| {
        let why = secrets.weakness(relayed)?;
        Some(format!("destination `{}`: {why}", relayed.id))
    };
    all.iter().filter_map(weak).collect()
}
