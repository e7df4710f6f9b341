//! What partners think of a program.

use super::Store;
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::FromRow;

/// What a partner said, as the vendor sees it.
#[derive(FromRow, Serialize)]
pub struct Feedback {
    /// The idempotency key under which it was sent.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// The version that the partner saw.
    pub program_version: String,
    /// What it is about: `criteria`, `fee`, `protection`, `form` or `other`.
    pub topic: String,
    /// What was said.
    pub text: String,
    /// Where an answer goes.
    pub email: Option<String>,
    /// Who said it.
    pub attribution: Box<RawValue>,
    /// How that is known: by a `token`, by the `origin` of the page, or by its `claim`.
    pub attributed_by: String,
    /// Why it may be a machine's: a list of sentences in JSON.
    pub suspicion: Option<Box<RawValue>>,
    /// When it arrived (RFC 3339, UTC).
    pub received_at: String,
}

impl Store {
    /// Whether that key is known.
    pub async fn knows_feedback(&self, key: &str) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM feedback WHERE key = ?)")
            .bind(key)
            .fetch_one(&self.0)
            .await
    }

    /// Stores it, unless its key is known already.
    pub async fn keep_feedback(&self, said: &Feedback) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO feedback (key, program, program_version, topic, text, email, attribution, received_at, attributed_by, suspicion) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        )
        .bind(&said.key)
        .bind(&said.program)
        .bind(&said.program_version)
        .bind(&said.topic)
        .bind(&said.text)
        .bind(&said.email)
        .bind(said.attribution.get())
        .bind(&said.received_at)
        .bind(&said.attributed_by)
        .bind(said.suspicion.as_ref().map(|suspicion| suspicion.get()))
        .execute(&self.0)
        .await?;
        Ok(())
    }

    /// What was said last, newest first.
    pub async fn feedback(&self, limit: u32) -> Result<Vec<Feedback>, sqlx::Error> {
        sqlx::query_as("SELECT * FROM feedback ORDER BY number DESC LIMIT ?")
            .bind(limit)
            .fetch_all(&self.0)
            .await
    }
}
