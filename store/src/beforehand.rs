//! What is looked up before a submission is read. Each lookup alone would cost a way to another thread, or a round trip to the
//! server. So those that come while others are under way are looked up together.

use crate::error::StoreError;
use crate::json::in_json;
use crate::pools::{Pools, ask};
use serde::Serialize;
use sqlx::FromRow;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// The most lookups in one statement.
const TOGETHER: usize = 64;
/// The most lookups in the queue. Further ones wait for a place in it.
const WAITING: usize = 512;
/// How long a lookup may take. Behind one that hangs, all others would wait.
const PATIENCE: Duration = Duration::from_secs(10);

/// The first answer to an idempotency key.
#[derive(FromRow)]
pub struct Inserted {
    /// The fingerprint of the answers as they were posted.
    pub fingerprint: String,
    /// The fingerprint of the answers as they were read.
    pub lead_fingerprint: String,
    /// The receipt that was answered, byte for byte, without the salt.
    pub receipt: String,
    /// The referral's id.
    pub id: String,
    /// The salt of both fingerprints. Old referrals have none, and it may have been erased.
    pub lead_salt: Option<String>,
}

impl Inserted {
    /// Returns the receipt as it was answered.
    pub fn answer(&self) -> String {
        with_salt(&self.receipt, self.lead_salt.as_deref())
    }
}

/// Returns a receipt as it is answered: with the salt of its hash. The salt is stored separately, so that it can be
/// erased.
pub fn with_salt(receipt: &str, salt: Option<&str>) -> String {
    match (receipt.strip_suffix('}'), salt) {
        (Some(receipt), Some(salt)) => format!("{receipt},\"lead_salt\":\"{salt}\"}}"),
        _ => receipt.to_string(),
    }
}

/// What is known before a submission is read.
#[derive(Default)]
pub struct Beforehand {
    /// The first answer to the submission's key, if there is one.
    pub first: Option<Inserted>,
    /// How long the sender must wait. `None` if it need not.
    pub wait: Option<Duration>,
}

/// Looks up many at a time.
#[derive(Clone)]
pub struct Lookups(mpsc::Sender<Asked>);

struct Asked {
    question: Question,
    answer: oneshot::Sender<Result<Beforehand, StoreError>>,
}

/// What is asked about a submission.
#[derive(Serialize)]
pub struct Question {
    /// Its idempotency key.
    pub key: String,
    /// The name of a tally, whose uses are counted, as a hash, and how many uses there are.
    pub tally: &'static str,
    pub who: String,
    pub most: u32,
    /// The time, in milliseconds since 1970.
    pub now: i64,
}

/// The place of a question, the columns of the first answer to its key, if there is one, and until when the tally is used up, if
/// it is.
type Row = (i64, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<i64>);

const IN_FILE: &str = "\
SELECT asked.key, fingerprint, lead_fingerprint, receipt, referrals.id, salt, tallies.until FROM json_each($1) AS asked \
LEFT JOIN referrals ON referrals.key = asked.value ->> 'key' LEFT JOIN lead_salts ON lead_salts.referral = referrals.number \
LEFT JOIN tallies ON tallies.name = asked.value ->> 'tally' AND tallies.who = asked.value ->> 'who' \
    AND tallies.until > asked.value ->> 'now' AND tallies.count >= asked.value ->> 'most' \
WHERE referrals.id IS NOT NULL OR tallies.until IS NOT NULL";

/// The limits say that each question is looked up by itself. Without them PostgreSQL may read all referrals for many questions.
const AT_SERVER: &str = "\
SELECT place - 1, fingerprint, lead_fingerprint, receipt, id, salt, until \
FROM json_array_elements($1::json) WITH ORDINALITY AS asked (value, place) \
LEFT JOIN LATERAL (SELECT fingerprint, lead_fingerprint, receipt, id, salt FROM referrals \
    LEFT JOIN lead_salts ON referral = number WHERE key = asked.value ->> 'key' LIMIT 1) AS first ON TRUE \
LEFT JOIN LATERAL (SELECT until FROM tallies WHERE name = asked.value ->> 'tally' AND who = asked.value ->> 'who' \
    AND until > (asked.value ->> 'now')::bigint AND count >= (asked.value ->> 'most')::bigint LIMIT 1) AS used ON TRUE \
WHERE id IS NOT NULL OR until IS NOT NULL";

impl Lookups {
    /// Starts looking up. It ends once the last handle is dropped.
    pub fn start(pools: &Pools) -> Self {
        let pools = pools.clone();
        let (sender, mut receiver) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let mut asked = Vec::with_capacity(TOGETHER);
            while receiver.recv_many(&mut asked, TOGETHER).await > 0 {
                answer(&pools, std::mem::take(&mut asked)).await;
            }
        });
        Lookups(sender)
    }

    /// Asks, and waits for the answer.
    pub async fn ask(&self, question: Question) -> Result<Beforehand, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Asked { question, answer }).await.map_err(|_| StoreError::Busy)?;
        answered.await.unwrap_or(Err(StoreError::Busy))
    }
}

async fn answer(pools: &Pools, asked: Vec<Asked>) {
    let (questions, answers): (Vec<_>, Vec<_>) = asked.into_iter().map(|it| (it.question, it.answer)).unzip();
    let found = tokio::time::timeout(PATIENCE, look_up(pools, &questions)).await;
    let mut found = found.unwrap_or_else(|_| Err(StoreError::Unreachable("a lookup took too long".into())));
    for (place, answer) in answers.into_iter().enumerate() {
        let found =
            found.as_mut().map(|found| std::mem::take(&mut found[place])).map_err(|error| error.again());
        // Whoever asked may be gone.
        let _ = answer.send(found);
    }
}

/// Answers each question in its place.
async fn look_up(pools: &Pools, questions: &[Question]) -> Result<Vec<Beforehand>, StoreError> {
    let asked = in_json(&questions)?;
    let rows: Vec<Row> = match pools {
        Pools::Sqlite(pool) => ask!(rows, pool, IN_FILE, asked),
        Pools::Postgres(pool) => ask!(rows, pool, AT_SERVER, asked),
    }?;
    let mut found: Vec<_> = questions.iter().map(|_| Beforehand::default()).collect();
    for (place, fingerprint, lead_fingerprint, receipt, id, lead_salt, until) in rows {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let (Some(before), Some(question)) = (found.get_mut(place), questions.get(place)) else { continue };
        if let (Some(fingerprint), Some(lead_fingerprint), Some(receipt), Some(id)) =
            (fingerprint, lead_fingerprint, receipt, id)
        {
            before.first = Some(Inserted { fingerprint, lead_fingerprint, receipt, id, lead_salt });
        }
        let left = |until: i64| Duration::from_millis(u64::try_from(until - question.now).unwrap_or(0));
        before.wait = until.map(left);
    }
    Ok(found)
}
