//! Referrals as the vendor sees them.

use crate::beforehand::with_salt;
use crate::error::StoreError;
use crate::json::Json;
use crate::moment::Moment;
use crate::numbers::HappenedTo;
use crate::open::Store;
use crate::pools::{Pools, is_unknown, read};
use crate::standing::Standing;
use jiff::Timestamp;
use referral_widget::json::parse;
use referral_widget::lead::{Answers, PartnerFacts};
use referral_widget::office::{Event, LifecycleStatus};
use referral_widget::rules::Verdict;
use referral_widget::submission::{Acceptance, Attribution, Confirmation, Receipt, Versions};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;
use std::collections::BTreeMap;

/// A referral as the vendor sees it.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Stored {
    /// The number at which the next page starts. It is not part of the answer.
    #[serde(skip)]
    pub number: i64,
    /// The referral's id.
    pub id: String,
    /// The submission's idempotency key.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// When it arrived (RFC 3339, UTC).
    pub received_at: Moment,
    /// The answers as the endpoint read them.
    #[schemars(with = "Answers")]
    pub lead: Json,
    /// The salt of the answers' hash in the receipt.
    #[serde(skip)]
    pub lead_salt: Option<String>,
    /// The endpoint's own verdict.
    #[schemars(with = "Verdict")]
    pub verdict: Json,
    /// The verdict that the partner saw.
    #[schemars(with = "serde_json::Value")]
    pub claimed_verdict: Option<Json>,
    /// True if both verdicts are the same. Null if the partner saw none, or if the page left the decision to the endpoint
    /// because it did not know the partner.
    pub verdicts_agree: Option<bool>,
    /// True if the submission had the token of a challenge. The token is not stored.
    pub challenged: bool,
    /// Why it may be a machine's, in sentences. Null if nothing says so.
    #[schemars(with = "Option<Vec<String>>")]
    pub suspicion: Option<Json>,
    /// When somebody at the vendor said that it is not a machine's (RFC 3339, UTC).
    pub cleared_at: Option<Moment>,
    /// Where it stands.
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub standing: Standing,
    /// The versions by which the endpoint judged.
    #[sqlx(flatten)]
    pub versions: OwnVersions,
    /// The versions that the form had loaded.
    #[schemars(with = "Versions")]
    pub claimed_versions: Json,
    /// Who refers.
    #[schemars(with = "Attribution")]
    pub attribution: Json,
    /// The partner who refers, as in the attribution.
    #[serde(skip)]
    pub partner: Option<String>,
    /// How the partner is known: by a `token` of the vendor's, by the `origin` of the page, or by its `claim`.
    #[schemars(extend("enum" = ["token", "origin", "claim"]))]
    pub attributed_by: String,
    /// The token's id (RFC 7519, `jti`).
    pub token_id: Option<String>,
    /// The facts of the partner with which the endpoint judged. A fact that it did not know is left out. Null if the rules
    /// read no facts.
    #[schemars(with = "Option<PartnerFacts>")]
    pub partner_facts: Option<Json>,
    /// The agreement that the partner accepted.
    #[schemars(with = "Acceptance")]
    pub agreement: Json,
    /// What the customer agreed to, and when, as the partner confirmed it.
    #[schemars(with = "Option<Confirmation>")]
    pub consent: Option<Json>,
    /// The receipt that the partner got.
    #[schemars(with = "Receipt")]
    pub receipt: Json,
    /// The language of the form (BCP 47).
    pub language: Option<String>,
    /// The statuses it has had, and since when, oldest first.
    #[sqlx(skip)]
    pub history: Vec<StatusChange>,
}

/// The versions by which the endpoint judged.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct OwnVersions {
    #[sqlx(rename = "program_version")]
    program: String,
    /// SHA-256 of `program.json`, in hexadecimal.
    pub program_hash: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
}

/// A status of a referral, and since when it had it (RFC 3339, UTC).
#[derive(JsonSchema, Serialize)]
pub struct StatusChange {
    status: LifecycleStatus,
    at: Moment,
}

/// A query for [`Stored`]. Each column is named, so that a connection that was open when a column was added still finds the
/// columns that it knows.
macro_rules! stored {
    ($which:literal) => {
        concat!(
            "SELECT number, id, key, program, status, received_at, lead, salt AS lead_salt, verdict, claimed_verdict, \
             verdicts_agree, challenged, suspicion, cleared_at, protected_until, stage, assignee, partner_asks, desk_asks, \
             deal_value, deal_currency, deal_on, touched_at, revision, duties, next_due, program_version, program_hash, \
             rules_hash, claimed_versions, attribution, partner, attributed_by, token_id, agreement, consent, receipt, language, \
             partner_facts \
             FROM referrals \
             LEFT JOIN lead_salts ON referral = number ",
            $which
        )
    };
}

/// Finds a referral by its id.
pub(crate) const BY_ID: &str = stored!("WHERE id = $1");

impl Store {
    /// Finds the referral with that id.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn find(&self, id: &str) -> Result<Option<Stored>, StoreError> {
        if is_unknown(id) {
            return Ok(None);
        }
        let row: Option<Stored> = read!(self, row, BY_ID, id)?;
        Ok(self.with_history(row.into_iter().collect()).await?.pop())
    }

    /// Lists open referrals that protect nobody on a day (RFC 3339 full-date), and on which nobody has worked since a point in
    /// time: their ids, those first that have waited longest.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn untouched(
        &self,
        since: Timestamp,
        day: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        Ok(read!(
            self,
            values,
            "SELECT id FROM referrals WHERE status IN ('in-review', 'accepted') AND touched_at <= $1 \
             AND (protected_until IS NULL OR protected_until < $2) ORDER BY touched_at, number LIMIT $3",
            Moment::from(since),
            day,
            i64::from(limit)
        )?)
    }

    /// Finds the referrals with those numbers, in that order.
    pub(crate) async fn numbered(&self, numbers: &[i64]) -> Result<Vec<Stored>, StoreError> {
        let found: Vec<Stored> = match &self.pools {
            Pools::Sqlite(pool) => {
                let sql = stored!("WHERE number IN (SELECT value FROM json_each($1))");
                sqlx::query_as(sql).bind(serde_json::json!(numbers).to_string()).fetch_all(pool).await?
            }
            Pools::Postgres(pool) => {
                sqlx::query_as(stored!("WHERE number = ANY ($1)")).bind(numbers).fetch_all(pool).await?
            }
        };
        let mut found: BTreeMap<i64, Stored> =
            found.into_iter().map(|stored| (stored.number, stored)).collect();
        Ok(numbers.iter().filter_map(|number| found.remove(number)).collect())
    }

    /// Adds to each referral its history, and to its receipt the salt.
    pub(crate) async fn with_history(&self, mut referrals: Vec<Stored>) -> Result<Vec<Stored>, StoreError> {
        let numbers: Vec<i64> = referrals.iter().map(|referral| referral.number).collect();
        let mut histories: BTreeMap<i64, Vec<StatusChange>> = BTreeMap::new();
        for HappenedTo { referral, at, event } in self.happened(&numbers).await? {
            let event: Event = parse(event.get()).map_err(StoreError::broken)?;
            let history = histories.entry(referral).or_default();
            history.extend(event.status().map(|status| StatusChange { status, at }));
        }
        for referral in &mut referrals {
            let answer = with_salt(referral.receipt.get(), referral.lead_salt.as_deref());
            referral.receipt = Json::try_from(answer).map_err(StoreError::broken)?;
            referral.history = histories.remove(&referral.number).unwrap_or_default();
        }
        Ok(referrals)
    }
}
