//! Feedback of partners about a program or a referral, and what the vendor's people answer. A person may correct an answer: each
//! is kept, and the last one counts.

use crate::error::StoreError;
use crate::json::Json;
use crate::moment::Moment;
use crate::open::Store;
use crate::partner_mails::tell_of_answer;
use crate::pools::{Transaction, is_unknown, read, within};
use crate::telling::MailToQueue;
use jiff::Timestamp;
use referral_widget::submission::Attribution;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;
use std::sync::Arc;

/// How much is listed at a time.
const MOST: i64 = 100;

/// The topic of what a partner says of one of its referrals.
pub const OF_A_REFERRAL: &str = "referral";

/// One piece of feedback, as the vendor sees it.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Feedback {
    /// The idempotency key under which it was sent.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// The version that the partner saw.
    pub program_version: String,
    /// What it is about: `criteria`, `fee`, `protection`, `form`, `other`, or one `referral`.
    #[schemars(extend("enum" = ["criteria", "fee", "protection", "form", "other", "referral"]))]
    pub topic: String,
    /// The id of the referral that it is about. Null if it is about the program.
    pub referral: Option<String>,
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
    /// What the vendor answers. Null if nobody has answered yet.
    pub answer: Option<String>,
    /// The id of the user or of the token that answered.
    pub answered_by: Option<String>,
    /// When that was (RFC 3339, UTC).
    pub answered_at: Option<Moment>,
    /// How often it was answered. Only the last answer counts.
    pub answers: i64,
}

/// Feedback that arrives.
pub struct NewFeedback {
    /// The idempotency key.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// The version that the partner saw.
    pub program_version: String,
    /// What it is about.
    pub topic: String,
    /// The id of the referral that it is about.
    pub referral: Option<String>,
    /// The partner's text.
    pub text: String,
    /// The address for an answer.
    pub email: Option<String>,
    /// Who sent it.
    pub attribution: Json,
    /// The partner in it.
    pub partner: Option<String>,
    /// How the sender is known.
    pub attributed_by: String,
    /// Why it may be a machine's.
    pub suspicion: Option<Json>,
    /// When it arrived.
    pub received_at: Moment,
    /// The SHA-256 of the key with which the sender sees the answer.
    pub status_key: Option<[u8; 32]>,
}

/// All feedback with its last answer. What follows says which.
macro_rules! all {
    ($($which:literal)+) => {
        concat!(
            "SELECT feedback.key, feedback.program, feedback.program_version, feedback.topic, referrals.id AS referral, \
             feedback.text, feedback.email, feedback.attribution, feedback.attributed_by, feedback.suspicion, \
             feedback.received_at, last.text AS answer, last.user_id AS answered_by, last.at AS answered_at, \
             (SELECT count(*) FROM feedback_answers WHERE feedback_answers.feedback = feedback.number) AS answers \
             FROM feedback LEFT JOIN referrals ON referrals.number = feedback.referral \
             LEFT JOIN feedback_answers AS last ON last.number = (SELECT max(number) FROM feedback_answers \
             WHERE feedback_answers.feedback = feedback.number) ",
            $($which),+
        )
    };
}

/// What a filter lets through. What follows says in which order.
macro_rules! filtered {
    ($order:literal) => {
        all!(
            "WHERE (CAST($1 AS TEXT) IS NULL OR feedback.program = $1) \
             AND (CAST($2 AS BOOLEAN) IS NULL OR (last.number IS NOT NULL) = $2) "
            $order
        )
    };
}

/// Which feedback is listed.
#[derive(Clone, Debug, Default)]
pub struct FeedbackFilter {
    /// The program's id.
    pub program: Option<String>,
    /// Whether somebody has answered.
    pub is_answered: Option<bool>,
}

impl NewFeedback {
    async fn write(&self, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        let version = transaction.text(&self.program_version).into_owned();
        let text = transaction.text(&self.text).into_owned();
        let optional = |text: &Option<String>| text.as_deref().map(|it| transaction.text(it).into_owned());
        let (email, partner) = (optional(&self.email), optional(&self.partner));
        within!(
            transaction,
            execute,
            "INSERT INTO feedback (key, program, program_version, topic, text, email, attribution, received_at, \
             attributed_by, suspicion, partner, status_key, referral) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
             (SELECT number FROM referrals WHERE id = $13)) ON CONFLICT (key) DO NOTHING",
            &self.key,
            &self.program,
            &version,
            &self.topic,
            &text,
            &email,
            self.attribution.get(),
            self.received_at,
            &self.attributed_by,
            self.suspicion.as_ref().map(Json::get),
            &partner,
            self.status_key.as_ref().map(|sha256| &sha256[..]),
            &self.referral
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
    pub async fn keep_feedback(&self, said: NewFeedback) -> Result<(), StoreError> {
        let said = Arc::new(said);
        self.write_or_refuse(Vec::new(), move |transaction| {
            let said = Arc::clone(&said);
            Box::pin(async move { said.write(transaction).await })
        })
        .await
    }

    /// Stores what a user or a token answers, and queues the mail that tells it, if there is one. The same answer twice is one. `false` if there is no such feedback.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn answer_feedback(
        &self,
        key: &str,
        text: &str,
        user: &str,
        mail: Option<MailToQueue>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if is_unknown(key) {
            return Ok(false);
        }
        let of = Arc::new(([key, text, user].map(String::from), mail));
        self.write(Vec::new(), move |transaction| {
            let of = Arc::clone(&of);
            Box::pin(async move {
                let ([key, text, user], mail) = &*of;
                let number: Option<i64> =
                    within!(transaction, value, "SELECT number FROM feedback WHERE key = $1", key)?;
                let Some(number) = number else { return Ok(false) };
                let [text, user] = [text, user].map(|text| transaction.text(text).into_owned());
                let sql =
                    "SELECT text FROM feedback_answers WHERE feedback = $1 ORDER BY number DESC LIMIT 1";
                let last: Option<String> = within!(transaction, value, sql, number)?;
                if last.as_ref() != Some(&text) {
                    let answer: Option<i64> = within!(
                        transaction,
                        value,
                        "INSERT INTO feedback_answers (feedback, text, user_id, at) VALUES ($1, $2, $3, $4) RETURNING number",
                        number,
                        &text,
                        &user,
                        Moment::from(now)
                    )?;
                    if let (Some(mail), Some(answer)) = (mail, answer) {
                        tell_of_answer(transaction, mail, answer, now.into()).await?;
                    }
                }
                Ok(true)
            })
        })
        .await
    }

    /// Lists the latest feedback, newest first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn feedback(&self, filter: &FeedbackFilter, limit: u32) -> Result<Vec<Feedback>, StoreError> {
        if filter.program.as_deref().is_some_and(is_unknown) {
            return Ok(Vec::new());
        }
        let sql = filtered!("ORDER BY feedback.number DESC LIMIT $3");
        Ok(read!(self, rows, sql, &filter.program, filter.is_answered, i64::from(limit))?)
    }

    /// Lists feedback, what nobody has answered first, and the newest first of either.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn feedback_to_answer(
        &self,
        filter: &FeedbackFilter,
        limit: u32,
    ) -> Result<Vec<Feedback>, StoreError> {
        if filter.program.as_deref().is_some_and(is_unknown) {
            return Ok(Vec::new());
        }
        let sql = filtered!("ORDER BY last.number IS NOT NULL, feedback.number DESC LIMIT $3");
        Ok(read!(self, rows, sql, &filter.program, filter.is_answered, i64::from(limit))?)
    }

    /// Finds feedback.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn find_feedback(&self, key: &str) -> Result<Option<Feedback>, StoreError> {
        if is_unknown(key) {
            return Ok(None);
        }
        Ok(read!(self, row, all!("WHERE feedback.key = $1"), key)?)
    }

    /// Finds feedback if the status key with that SHA-256 belongs to it.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn feedback_with_key(
        &self,
        key: &str,
        sha256: [u8; 32],
    ) -> Result<Option<Feedback>, StoreError> {
        if is_unknown(key) {
            return Ok(None);
        }
        let sql = all!("WHERE feedback.key = $1 AND feedback.status_key = $2");
        Ok(read!(self, row, sql, key, &sha256[..])?)
    }

    /// Lists what a partner has said of a program, newest first, if its token proves that it was the partner. What was said of
    /// single referrals is not in it.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn feedback_of_partner(
        &self,
        program: &str,
        partner: &str,
    ) -> Result<Vec<Feedback>, StoreError> {
        if is_unknown(program) || is_unknown(partner) {
            return Ok(Vec::new());
        }
        let sql = all!(
            "WHERE feedback.partner = $1 AND feedback.program = $2 AND feedback.attributed_by = 'token' \
             AND feedback.referral IS NULL ORDER BY feedback.number DESC LIMIT $3"
        );
        Ok(read!(self, rows, sql, partner, program, MOST)?)
    }

    /// Lists what the partner has said of a referral, newest first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn feedback_of_referral(&self, referral: &str) -> Result<Vec<Feedback>, StoreError> {
        if is_unknown(referral) {
            return Ok(Vec::new());
        }
        let sql = all!("WHERE referrals.id = $1 ORDER BY feedback.number DESC LIMIT $2");
        Ok(read!(self, rows, sql, referral, MOST)?)
    }
}
