//! Referrals: submissions that were answered with a receipt.

use super::{Customer, Protection, Store};
use referral_widget::submission::ReferralStatus;
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::{FromRow, SqliteConnection};
use std::collections::BTreeMap;

const FIRST_ANSWER: &str = "SELECT fingerprint, lead_fingerprint, receipt, id, salt AS lead_salt FROM referrals \
                            LEFT JOIN lead_salts ON referral = number WHERE key = ?";

/// A referral about to be stored.
pub struct NewReferral {
    pub id: String,
    pub key: String,
    pub program: String,
    pub program_version: String,
    pub program_hash: String,
    pub rules_hash: String,
    pub fingerprint: String,
    pub lead_fingerprint: String,
    /// The answers that were read, in JSON.
    pub lead: String,
    /// The salt of both fingerprints.
    pub lead_salt: String,
    pub attribution: String,
    pub attributed_by: &'static str,
    pub token_id: Option<String>,
    pub agreement: String,
    pub consent: Option<String>,
    pub claimed_versions: String,
    pub claimed_verdict: Option<String>,
    pub verdict: String,
    pub verdicts_agree: Option<bool>,
    pub challenged: bool,
    pub suspicion: Option<String>,
    pub receipt: String,
    pub status: ReferralStatus,
    pub received_at: String,
    pub customer: Customer,
    /// The last day on which it protects the customer.
    pub protected_until: Option<String>,
    /// Whether it need not be brought anywhere.
    pub relayed: bool,
}

/// What came of storing a referral.
pub enum Outcome {
    /// It is stored.
    Stored,
    /// Its key was known. Nothing is stored, and this is the first answer.
    Known(Inserted),
    /// Its customer is another referral's. Nothing is stored.
    Protected(Protection),
}

/// The first answer to an idempotency key.
#[derive(FromRow)]
pub struct Inserted {
    /// The answers it was given for, as posted.
    pub fingerprint: String,
    /// The same, as read.
    pub lead_fingerprint: String,
    /// The answer, byte for byte, but for the salt.
    pub receipt: String,
    /// The referral's id.
    pub id: String,
    /// The salt of both fingerprints, unless it is of before or erased.
    pub lead_salt: Option<String>,
}

impl Inserted {
    /// The receipt as it was answered.
    pub fn answer(&self) -> String {
        with_salt(&self.receipt, self.lead_salt.as_deref())
    }
}

/// A receipt as it is answered: with the salt of its hash, which is kept apart so that it can be erased.
pub fn with_salt(receipt: &str, salt: Option<&str>) -> String {
    match (receipt.strip_suffix('}'), salt) {
        (Some(receipt), Some(salt)) => format!("{receipt},\"lead_salt\":\"{salt}\"}}"),
        _ => receipt.to_string(),
    }
}

/// A referral as the vendor sees it.
#[derive(FromRow, Serialize)]
pub struct Stored {
    /// Where the next page starts; not part of the answer.
    #[serde(skip)]
    pub number: i64,
    /// The referral's id.
    pub id: String,
    /// The submission's idempotency key.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// Where it stands.
    pub status: String,
    /// When it arrived (RFC 3339, UTC).
    pub received_at: String,
    /// The answers as they were read.
    pub lead: Box<RawValue>,
    /// The salt of the hash that the receipt has of them.
    #[serde(skip)]
    pub lead_salt: Option<String>,
    /// The endpoint's own verdict.
    pub verdict: Box<RawValue>,
    /// The verdict that the partner saw.
    pub claimed_verdict: Option<Box<RawValue>>,
    /// Whether both say the same; none where the partner saw none.
    pub verdicts_agree: Option<bool>,
    /// Whether the token of a challenge came along. It is not kept.
    pub challenged: bool,
    /// Why it may be a machine's.
    pub suspicion: Option<Box<RawValue>>,
    /// When somebody of the vendor's said that it is not, after all (RFC 3339, UTC).
    pub cleared_at: Option<String>,
    /// The last day on which it protects its customer (RFC 3339 full-date).
    pub protected_until: Option<String>,
    /// What the endpoint judged by.
    #[sqlx(flatten)]
    pub versions: OwnVersions,
    /// What the form had loaded.
    pub claimed_versions: Box<RawValue>,
    /// Who refers.
    pub attribution: Box<RawValue>,
    /// How it is known who refers: by a `token` of the vendor's, by the `origin` of the page, or by its `claim`.
    pub attributed_by: String,
    /// The token's id (RFC 7519, `jti`).
    pub token_id: Option<String>,
    /// What the partner accepted.
    pub agreement: Box<RawValue>,
    /// What the customer agreed to, and when, as the partner confirmed it.
    pub consent: Option<Box<RawValue>>,
    /// The answer that the partner got.
    pub receipt: Box<RawValue>,
    /// Where it stood and since when, oldest first.
    #[sqlx(skip)]
    pub history: Vec<StatusChange>,
}

/// What the endpoint judged by.
#[derive(FromRow, Serialize)]
pub struct OwnVersions {
    #[sqlx(rename = "program_version")]
    program: String,
    /// SHA-256 of `program.json`, in hexadecimal.
    pub program_hash: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
}

/// Where a referral stood, and since when (RFC 3339, UTC).
#[derive(FromRow, Serialize)]
pub struct StatusChange {
    #[serde(skip)]
    referral: i64,
    status: String,
    at: String,
}

/// Which referrals to list.
pub struct Page<'a> {
    /// Of one program only.
    pub program: Option<&'a str>,
    /// Older than that number.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: u32,
}

impl NewReferral {
    /// Inserts it with the first row of its history and what it protects, unless its key or its customer is known.
    pub async fn insert(&self, connection: &mut SqliteConnection) -> Result<Outcome, sqlx::Error> {
        let day = self.received_at.get(..10).unwrap_or_default();
        if let Some(protected) = self.customer.earlier(&self.program, day, None, connection).await? {
            let known = self.known(connection).await?;
            return Ok(known.map_or(Outcome::Protected(protected), Outcome::Known));
        }
        let number: Option<i64> = sqlx::query_scalar(
            "INSERT INTO referrals (id, key, program, program_version, program_hash, rules_hash, fingerprint, lead_fingerprint, \
             lead, attribution, attributed_by, token_id, agreement, consent, claimed_versions, claimed_verdict, verdict, verdicts_agree, challenged, \
             suspicion, receipt, status, received_at, relayed, protected_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (key) DO NOTHING RETURNING number",
        )
        .bind(&self.id)
        .bind(&self.key)
        .bind(&self.program)
        .bind(&self.program_version)
        .bind(&self.program_hash)
        .bind(&self.rules_hash)
        .bind(&self.fingerprint)
        .bind(&self.lead_fingerprint)
        .bind(&self.lead)
        .bind(&self.attribution)
        .bind(self.attributed_by)
        .bind(&self.token_id)
        .bind(&self.agreement)
        .bind(&self.consent)
        .bind(&self.claimed_versions)
        .bind(&self.claimed_verdict)
        .bind(&self.verdict)
        .bind(self.verdicts_agree)
        .bind(self.challenged)
        .bind(&self.suspicion)
        .bind(&self.receipt)
        .bind(self.status.as_str())
        .bind(&self.received_at)
        .bind(self.relayed)
        .bind(&self.protected_until)
        .fetch_optional(&mut *connection)
        .await?;
        let Some(number) = number else {
            return self.known(connection).await?.map(Outcome::Known).ok_or(sqlx::Error::RowNotFound);
        };
        if let Some(until) = &self.protected_until {
            self.customer.protect(&self.program, number, until, connection).await?;
        }
        sqlx::query("INSERT INTO lead_salts (referral, salt) VALUES (?, ?)")
            .bind(number)
            .bind(&self.lead_salt)
            .execute(&mut *connection)
            .await?;
        sqlx::query("INSERT INTO status_history (referral, status, at) VALUES (?, ?, ?)")
            .bind(number)
            .bind(self.status.as_str())
            .bind(&self.received_at)
            .execute(connection)
            .await?;
        Ok(Outcome::Stored)
    }

    /// The first answer to its key, if there is one.
    async fn known(&self, connection: &mut SqliteConnection) -> Result<Option<Inserted>, sqlx::Error> {
        sqlx::query_as(FIRST_ANSWER).bind(&self.key).fetch_optional(connection).await
    }
}

impl Store {
    /// The first answer to an idempotency key.
    pub async fn first_answer(&self, key: &str) -> Result<Option<Inserted>, sqlx::Error> {
        sqlx::query_as(FIRST_ANSWER).bind(key).fetch_optional(&self.0).await
    }

    /// One page of referrals, newest first.
    pub async fn list(&self, page: &Page<'_>) -> Result<Vec<Stored>, sqlx::Error> {
        let rows: Vec<Stored> = sqlx::query_as(
            "SELECT referrals.*, salt AS lead_salt FROM referrals LEFT JOIN lead_salts ON referral = number \
             WHERE (?1 IS NULL OR program = ?1) AND (?2 IS NULL OR number < ?2) \
             ORDER BY number DESC LIMIT ?3",
        )
        .bind(page.program)
        .bind(page.before)
        .bind(page.limit)
        .fetch_all(&self.0)
        .await?;
        self.with_history(rows).await
    }

    /// The referral of that id.
    pub async fn find(&self, id: &str) -> Result<Option<Stored>, sqlx::Error> {
        let row: Option<Stored> =
            sqlx::query_as("SELECT referrals.*, salt AS lead_salt FROM referrals LEFT JOIN lead_salts ON referral = number WHERE id = ?").bind(id).fetch_optional(&self.0).await?;
        Ok(self.with_history(row.into_iter().collect()).await?.pop())
    }

    async fn with_history(&self, mut referrals: Vec<Stored>) -> Result<Vec<Stored>, sqlx::Error> {
        let (Some(newest), Some(oldest)) = (referrals.first(), referrals.last()) else {
            return Ok(referrals);
        };
        let changes: Vec<StatusChange> = sqlx::query_as(
            "SELECT referral, status, at FROM status_history WHERE referral BETWEEN ? AND ? ORDER BY number",
        )
        .bind(oldest.number)
        .bind(newest.number)
        .fetch_all(&self.0)
        .await?;
        let mut histories: BTreeMap<i64, Vec<StatusChange>> = BTreeMap::new();
        for change in changes {
            histories.entry(change.referral).or_default().push(change);
        }
        for referral in &mut referrals {
            let answer = with_salt(referral.receipt.get(), referral.lead_salt.as_deref());
            referral.receipt =
                RawValue::from_string(answer).map_err(|error| sqlx::Error::Decode(error.into()))?;
            referral.history = histories.remove(&referral.number).unwrap_or_default();
        }
        Ok(referrals)
    }
}
