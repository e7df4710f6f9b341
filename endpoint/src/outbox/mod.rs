//! Brings referrals to the vendor's other systems: from a queue in the database, so that neither a crash nor a receiver
//! that is down loses one. At least once: an answer that is lost makes it come again, under the same `webhook-id`.

mod bring;
mod send;

pub use send::{Secrets, Sender};

use crate::catalog::Programs;
use crate::clock::Clock;
use referral_folder::{is_there, read_text};
use referral_store::{Due, Portion, Store, StoreError};
use referral_widget::program::{Program, RELAY, Relayed};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// How long a delivery is tried.
const KEEP_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// Requests at a time to one receiver, by all copies of the endpoint: one that is slow has its own only.
const PARALLEL: i64 = 4;
/// Requests at a time to all receivers, by this copy.
const PARALLEL_TO_ALL: usize = 64;
/// How long a delivery is this copy's from one request to the next, which takes 20 seconds at most. Should it be gone then,
/// another copy brings the delivery.
const CLAIM_MS: i64 = 30 * 1000;
const MAX_RELAY_BYTES: usize = 128 * 1024;

/// Tells the worker that there is something to bring.
#[derive(Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// There may be something now.
    pub fn ring(&self) {
        self.0.notify_one();
    }
}

/// What the worker needs.
pub struct Relay {
    pub store: Store,
    pub programs: Arc<Programs>,
    pub bell: Bell,
    pub sender: Sender,
    pub clock: Clock,
    /// Between two looks where nothing else tells.
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
                // No more were claimed than there are places. What has none is claimed when another is done: then the bell
                // rings.
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

    /// Queues what has not been looked at, and claims what is due, as far as there are places.
    async fn look(&self, now: i64, places: usize, said: &mut String) -> Result<Vec<Due>, StoreError> {
        for (referral, program) in self.store.to_relay().await? {
            match self.destinations(&program).await {
                Ok(to) => {
                    let to: Vec<String> = to.into_iter().map(|relayed| relayed.id).collect();
                    self.store.queue(referral, &to, now, now + KEEP_MS).await?;
                }
                // It waits until the file is mended.
                Err(why) if *said != why => {
                    tracing::error!(program, why, "relay.json cannot be used; leads wait to be delivered");
                    *said = why;
                }
                Err(_) => {}
            }
        }
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

/// Rings whenever a copy has queued something. Never ends where there may be other copies.
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

/// The time for which a delivery that is tried again is tried.
pub fn until(now: i64) -> i64 {
    now + KEEP_MS
}

/// What `relay.json` names; none where there is no such file.
pub fn destinations(folder: &Path, program: &Program) -> Result<Vec<Relayed>, String> {
    if !is_there(folder, RELAY) {
        return Ok(Vec::new());
    }
    let all = read_text(folder, RELAY, MAX_RELAY_BYTES).and_then(|json| Relayed::parse_all(&json, program));
    all.map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

/// What keeps leads from being brought on: of `relay.json`, or of the secrets that it names.
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
