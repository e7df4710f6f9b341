//! Who writes referrals. Each transaction waits for the disk; so what has come meanwhile goes into the next one together.

use super::{NewReferral, Outcome};
use sqlx::sqlite::SqlitePool;
use tokio::sync::{mpsc, oneshot};

/// The most referrals in one transaction.
const TOGETHER: usize = 64;
/// The most that wait. Whoever comes then is asked to come again.
const WAITING: usize = 512;

type Answer = Result<Outcome, InsertError>;
type Job = (NewReferral, oneshot::Sender<Answer>);

/// Why a referral is not stored.
#[derive(Debug, thiserror::Error)]
pub enum InsertError {
    /// Too many wait.
    #[error("too many referrals wait to be stored")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Hands referrals to who writes them.
#[derive(Clone)]
pub struct Writer(mpsc::Sender<Job>);

impl Writer {
    /// Starts writing. It ends once the last handle is dropped.
    pub fn start(pool: SqlitePool) -> Self {
        let (sender, mut receiver) = mpsc::channel::<Job>(WAITING);
        tokio::spawn(async move {
            let mut jobs = Vec::with_capacity(TOGETHER);
            while receiver.recv_many(&mut jobs, TOGETHER).await > 0 {
                write(&pool, std::mem::take(&mut jobs)).await;
            }
        });
        Writer(sender)
    }

    /// Stores a referral, whole or not at all.
    pub async fn insert(&self, new: NewReferral) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.0.try_send((new, answer)).map_err(|_| InsertError::Busy)?;
        answered.await.unwrap_or(Err(InsertError::Busy))
    }
}

async fn write(pool: &SqlitePool, jobs: Vec<Job>) {
    let (referrals, answers): (Vec<NewReferral>, Vec<_>) = jobs.into_iter().unzip();
    let outcomes: Vec<Answer> = match together(pool, &referrals).await {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(error) if referrals.len() == 1 => vec![Err(error.into())],
        // One of them may be what fails: the others must not.
        Err(_) => {
            let mut outcomes = Vec::new();
            for one in referrals.chunks(1) {
                match together(pool, one).await {
                    Ok(stored) => outcomes.extend(stored.into_iter().map(Ok)),
                    Err(error) => outcomes.push(Err(error.into())),
                }
            }
            outcomes
        }
    };
    for (answer, outcome) in answers.into_iter().zip(outcomes) {
        // Whoever asked may be gone; it is stored all the same.
        let _ = answer.send(outcome);
    }
}

async fn together(pool: &SqlitePool, referrals: &[NewReferral]) -> Result<Vec<Outcome>, sqlx::Error> {
    // Taking the write lock first: upgrading later would fail where two transactions meet.
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let mut outcomes = Vec::with_capacity(referrals.len());
    for referral in referrals {
        outcomes.push(referral.insert(&mut transaction).await?);
    }
    transaction.commit().await?;
    Ok(outcomes)
}
