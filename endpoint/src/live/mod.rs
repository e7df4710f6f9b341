//! Tells open pages which referrals have changed. It reads what was committed, and so it does not matter who changed it: a person,
//! a partner, the clock, or another copy of the endpoint.

use crate::http::limits::{Counted, Counts, Visitor};
use referral_store::Store;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast, watch};

/// How often it looks for changes while a page is open.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long it pauses if the database fails.
const PAUSE: Duration = Duration::from_secs(2);
/// How many referrals are looked up in one statement.
const AT_A_TIME: usize = 2_000;
/// How many streams there may be.
const MOST_STREAMS: usize = 2_000;
/// How many streams a visitor may have. Many people may be behind one address.
const MOST_OF_VISITOR: usize = 100;
/// How many changes a stream may be behind. If it is behind more, it reads everything again.
const MOST_BEHIND: usize = 1_024;

/// What streams are told: a referral, and how many events it has had.
pub type Change = (Arc<str>, i64);

/// The referrals that open pages show.
#[derive(Clone)]
pub struct Live(Arc<Hub>);

struct Hub {
    watched: Mutex<HashMap<Arc<str>, Watched>>,
    changes: broadcast::Sender<Change>,
    /// Rings when something begins to be watched.
    bell: Notify,
    places: Arc<Semaphore>,
    counts: Counts,
    has_ended: watch::Sender<bool>,
}

#[derive(Default)]
struct Watched {
    /// How many streams show it.
    streams: usize,
    /// How many events it had when it was last looked up.
    revision: Option<i64>,
}

/// The place of a stream among all that are open.
pub struct Place(
    #[expect(dead_code, reason = "it is given back when it is dropped")] (OwnedSemaphorePermit, Counted),
);

/// Referrals that a stream shows, until this is dropped.
pub struct Watching {
    live: Live,
    referrals: Vec<Arc<str>>,
}

impl Default for Live {
    fn default() -> Self {
        Live(Arc::new(Hub {
            watched: Mutex::default(),
            changes: broadcast::Sender::new(MOST_BEHIND),
            bell: Notify::new(),
            places: Arc::new(Semaphore::new(MOST_STREAMS)),
            counts: Counts::default(),
            has_ended: watch::Sender::new(false),
        }))
    }
}

impl Live {
    /// Takes a place for a stream. `None` if there are too many, all together or of this visitor. Behind a proxy, visitors are
    /// counted as the proxy names them.
    pub fn place(&self, visitor: &Visitor) -> Option<Place> {
        let counted = self.0.counts.take(visitor.key(), Some(MOST_OF_VISITOR))?;
        let permit = Arc::clone(&self.0.places).try_acquire_owned().ok()?;
        Some(Place((permit, counted)))
    }

    /// Begins to watch referrals. What changes from now on is told.
    pub fn watch<'a>(&self, referrals: impl Iterator<Item = &'a String>) -> Watching {
        let mut watched = self.0.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let referrals = referrals.map(|referral| Arc::<str>::from(referral.as_str()));
        let referrals = referrals.inspect(|referral| {
            watched.entry(Arc::clone(referral)).or_default().streams += 1;
        });
        let referrals = referrals.collect();
        drop(watched);
        self.0.bell.notify_one();
        Watching { live: self.clone(), referrals }
    }

    /// The changes of all watched referrals from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }

    /// Waits until the endpoint ends.
    pub async fn ended(&self) {
        let mut has_ended = self.0.has_ended.subscribe();
        // The sender is part of this, so it cannot be gone.
        let _ = has_ended.wait_for(|has_ended| *has_ended).await;
    }

    /// Ends all streams.
    pub fn end(&self) {
        self.0.has_ended.send_replace(true);
    }

    /// Looks for changes until it is dropped.
    pub async fn run(self, store: Store) {
        loop {
            let watched: Vec<String> = {
                let watched = self.0.watched.lock().unwrap_or_else(PoisonError::into_inner);
                watched.keys().map(|referral| referral.to_string()).collect()
            };
            let mut pause = LOOK_EVERY;
            for some in watched.chunks(AT_A_TIME) {
                match store.revisions(some).await {
                    Ok(revisions) => self.tell(revisions),
                    Err(error) => {
                        tracing::error!(%error, "changes of referrals cannot be read; open pages show them later");
                        pause = PAUSE;
                        break;
                    }
                }
            }
            let bell = self.0.bell.notified();
            if watched.is_empty() {
                bell.await;
            } else {
                tokio::select! { () = bell => {} () = tokio::time::sleep(pause) => {} }
            }
        }
    }

    /// Tells of those that have changed since they were last looked up.
    fn tell(&self, revisions: Vec<(String, i64)>) {
        let mut watched = self.0.watched.lock().unwrap_or_else(PoisonError::into_inner);
        for (referral, revision) in revisions {
            let Some(found) = watched.get_mut(referral.as_str()) else { continue };
            if found.revision != Some(revision) {
                found.revision = Some(revision);
                // Nobody listens if the last stream has just ended.
                let _ = self.0.changes.send((referral.into(), revision));
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut watched = self.live.0.watched.lock().unwrap_or_else(PoisonError::into_inner);
        for referral in &self.referrals {
            if let Some(found) = watched.get_mut(referral) {
                found.streams -= 1;
                if found.streams == 0 {
                    watched.remove(referral);
                }
            }
        }
    }
}
