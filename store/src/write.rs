//! How writes are grouped. SQLite has one writer, and each transaction waits for the disk. So the writes that came
//! meanwhile go into the next transaction together. PostgreSQL has many writers, and each write has its own
//! transaction.

use crate::error::StoreError;
use crate::locks::{self, Lock};
use crate::pools::{Pools, Transaction};
use sqlx::error::DatabaseError;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, oneshot};

/// The most writes in one transaction.
const TOGETHER: usize = 64;
/// The most writes that wait. Beyond that, submissions are refused and come again later.
const WAITING: usize = 512;
/// How long writes gather after a transaction that had several. A page that several of them change is written to the disk once.
const GATHERS: Duration = Duration::from_millis(2);
/// How often PostgreSQL is tried if two transactions conflict.
const ATTEMPTS: u32 = 10;
/// PostgreSQL's codes for serialization failures and deadlocks.
const IN_THE_WAY: [&str; 2] = ["40001", "40P01"];

/// The future result of a write.
pub type Written<'t, T> = Pin<Box<dyn Future<Output = Result<T, sqlx::Error>> + Send + 't>>;

/// A write may run again from its beginning, if the transaction that it was in has failed. So it must change nothing
/// but the database.
pub trait Write<T>: Fn(&mut Transaction) -> Written<'_, T> + Send + Sync + 'static {}

impl<T, W: Fn(&mut Transaction) -> Written<'_, T> + Send + Sync + 'static> Write<T> for W {}

/// Writes to the database.
#[derive(Clone)]
pub enum Writer {
    Sqlite(mpsc::Sender<Box<dyn Job>>),
    Postgres(Arc<Semaphore>),
}

/// What a write does if too many wait already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Crowded {
    Waits,
    IsRefused,
}

impl Writer {
    /// Starts the writer. It ends once the last handle is dropped.
    pub fn start(pools: &Pools) -> Self {
        match pools {
            Pools::Postgres(_) => Writer::Postgres(Arc::new(Semaphore::new(WAITING))),
            Pools::Sqlite(_) => {
                let pools = pools.clone();
                let (sender, mut receiver) = mpsc::channel(WAITING);
                tokio::spawn(async move {
                    let mut jobs = Vec::with_capacity(TOGETHER);
                    let mut last = 0;
                    while receiver.recv_many(&mut jobs, TOGETHER).await > 0 {
                        if last > 1 {
                            tokio::time::sleep(GATHERS).await;
                            while jobs.len() < TOGETHER
                                && let Ok(job) = receiver.try_recv()
                            {
                                jobs.push(job);
                            }
                        }
                        last = jobs.len();
                        write_all(&pools, std::mem::take(&mut jobs)).await;
                    }
                });
                Writer::Sqlite(sender)
            }
        }
    }

    /// Writes everything or nothing. Writes that take the same lock run one after the other.
    pub async fn write<T: Send + 'static>(
        &self,
        pools: &Pools,
        crowded: Crowded,
        locks: Vec<Lock>,
        write: impl Write<T>,
    ) -> Result<T, StoreError> {
        match self {
            Writer::Sqlite(jobs) => {
                let (answer, answered) = oneshot::channel();
                let job = Box::new(Asked { write, result: None, answer });
                match crowded {
                    Crowded::IsRefused => jobs.try_send(job).map_err(|_| StoreError::Busy)?,
                    Crowded::Waits => jobs.send(job).await.map_err(|_| StoreError::Busy)?,
                }
                answered.await.unwrap_or(Err(StoreError::Busy))
            }
            Writer::Postgres(places) => {
                let place = match crowded {
                    Crowded::IsRefused => places.try_acquire().map_err(|_| StoreError::Busy)?,
                    Crowded::Waits => places.acquire().await.map_err(|_| StoreError::Busy)?,
                };
                let written = write_one(pools, locks::in_order(locks), &write).await;
                drop(place);
                written
            }
        }
    }
}

/// A write whose result may have any type.
pub trait Job: Send {
    fn write<'t>(&'t mut self, transaction: &'t mut Transaction) -> Written<'t, ()>;
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Asked<T, W> {
    write: W,
    result: Option<T>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send, W: Write<T>> Job for Asked<T, W> {
    fn write<'t>(&'t mut self, transaction: &'t mut Transaction) -> Written<'t, ()> {
        Box::pin(async {
            self.result = Some((self.write)(transaction).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let Asked { result, answer, .. } = *self;
        // The caller may be gone. The write is stored all the same.
        let _ = answer.send(committed.and_then(|()| result.ok_or(StoreError::Busy)));
    }
}

async fn write_all(pools: &Pools, mut jobs: Vec<Box<dyn Job>>) {
    // If one write fails, all of them fail together. Then each is written by itself, so that the others are stored.
    // Savepoints would need the same fallback, since a full disk ends the whole transaction and a commit may fail.
    let is_written = jobs.len() > 1 && together(pools, &mut jobs).await.is_ok();
    for mut job in jobs {
        let written = if is_written { Ok(()) } else { together(pools, std::slice::from_mut(&mut job)).await };
        job.answer(written);
    }
}

async fn together(pools: &Pools, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let mut transaction = pools.begin().await?;
    for job in jobs {
        job.write(&mut transaction).await?;
    }
    Ok(transaction.commit().await?)
}

async fn write_one<T>(
    pools: &Pools,
    locks: Vec<(i64, bool)>,
    write: &impl Write<T>,
) -> Result<T, StoreError> {
    let mut attempt = 1;
    loop {
        let error = match in_transaction(pools, &locks, write).await {
            Ok(written) => return Ok(written),
            Err(error) => error,
        };
        let code = error.as_database_error().and_then(DatabaseError::code);
        if attempt >= ATTEMPTS || !code.is_some_and(|code| IN_THE_WAY.contains(&&*code)) {
            return Err(error.into());
        }
        // Attempts are spread out, so that conflicting writes do not come at the same time again.
        tokio::time::sleep(Duration::from_millis(5) * attempt).await;
        attempt += 1;
    }
}

async fn in_transaction<T>(
    pools: &Pools,
    locks: &[(i64, bool)],
    write: &impl Write<T>,
) -> Result<T, sqlx::Error> {
    let mut transaction = pools.begin().await?;
    locks::take(&mut transaction, locks).await?;
    let written = write(&mut transaction).await?;
    transaction.commit().await?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Database;
    use crate::open::Store;
    use crate::pools::within;
    use crate::server;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// Raises two counters in that order. The first time it waits between them.
    async fn raise(store: Store, order: [&'static str; 2], tried: Arc<AtomicU32>) -> Result<(), StoreError> {
        store
            .write(Vec::new(), move |transaction| {
                let is_first = tried.fetch_add(1, Ordering::Relaxed) < 2;
                Box::pin(async move {
                    for (i, program) in order.into_iter().enumerate() {
                        if i == 1 && is_first {
                            tokio::time::sleep(Duration::from_millis(300)).await;
                        }
                        let sql = "UPDATE signature_counters SET counter = counter + 1 WHERE program = $1";
                        within!(transaction, execute, sql, program)?;
                    }
                    Ok(())
                })
            })
            .await
    }

    #[tokio::test]
    async fn two_that_wait_for_each_other_are_both_written_in_the_end() {
        let store = Store::open(&Database::parse(&server::new_database().await)).await.expect("a database");
        for program in ["a", "b"] {
            store.count_signature(program, 1).await.expect("a counter");
        }
        let tried = Arc::new(AtomicU32::new(0));
        let one = raise(store.clone(), ["a", "b"], Arc::clone(&tried));
        let other = raise(store.clone(), ["b", "a"], Arc::clone(&tried));
        let (one, other) = tokio::join!(one, other);
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        // PostgreSQL ended one of them, which was then written again from its beginning.
        assert_eq!(tried.load(Ordering::Relaxed), 3);
        for program in ["a", "b"] {
            assert!(!store.count_signature(program, 2).await.expect("a counter"), "{program}");
            assert!(store.count_signature(program, 3).await.expect("a counter"), "{program}");
        }
    }
}
