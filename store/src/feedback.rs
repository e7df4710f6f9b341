//! Feedback of partners about a program.

use crate::error::StoreError;
use crate::json::Json;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use referral_widget::submission::Attribution;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;
use std::sync::Arc;

/// One piece of feedback, as the vendor sees it.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Feedback {
    /// The idempotency key under which it was sent.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// The version that the partner saw.
    pub program_version: String,
    /// What it is about: `criteria`, `fee`, `protection`, `form` or `other`.
    #[schemars(extend("enum" = ["criteria", "fee", "protection", "form", "other"]))]
    pub topic: String,
    /// The partner's text.
    pub text: String,
    /// The address for an answer.
    pub email: Option<String>,
    /// Who sent it.
    #[schemars(with = "Attribution")]
    pub attribution: Json,
    /// How the sender is known: by a `token`, by the `origin` of the page, or by its `claim`.
    #[schemars(extend("enum" = ["token", "origin", "claim"]))]
    pub attributed_by: String,
    /// Why it may be a machine's, in sentences. Null if nothing says so.
    #[schemars(with = "Option<Vec<String>>")]
    pub suspicion: Option<Json>,
    /// When it arrived (RFC 3339, UTC).
    pub received_at: Moment,
}

impl Feedback {
    async fn write(&self, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        let version = transaction.text(&self.program_version).into_owned();
        let text = transaction.text(&self.text).into_owned();
        let email = self.email.as_deref().map(|email| transaction.text(email).into_owned());
        within!(
            transaction,
            execute,
            "INSERT INTO feedback (key, program, program_version, topic, text, email, attribution, received_at, \
             attributed_by, suspicion) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (key) DO NOTHING",
            &self.key,
            &self.program,
            &version,
            &self.topic,
            &text,
            &email,
            self.attribution.get(),
            self.received_at,
            &self.attributed_by,
            self.suspicion.as_ref().map(Json::get)
        )?;
        Ok(())
    }
}

impl Store {
    /// True if feedback with that key is stored.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn knows_feedback(&self, key: &str) -> Result<bool, StoreError> {
        let found: Option<i64> = read!(self, value, "SELECT number FROM feedback WHERE key = $1", key)?;
        Ok(found.is_some())
    }

    /// Stores feedback, unless its key is known already.
    ///
    /// # Errors
    ///
    /// The database failed, or too many writes wait.
    pub async fn keep_feedback(&self, said: Feedback) -> Result<(), StoreError> {
        let said = Arc::new(said);
        self.write_or_refuse(Vec::new(), move |transaction| {
            let said = Arc::clone(&said);
            Box::pin(async move { said.write(transaction).await })
        })
        .await
    }

    /// Lists the latest feedback, newest first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn feedback(&self, limit: u32) -> Result<Vec<Feedback>, StoreError> {
        Ok(read!(self, rows, "SELECT * FROM feedback ORDER BY number DESC LIMIT $1", i64::from(limit))?)
    }
}
