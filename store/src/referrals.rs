//! Referrals: submissions that were answered with a receipt.

use crate::customers::{Claim, Customer, Protection};
use crate::error::StoreError;
use crate::events::kind;
use crate::json::in_json;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use crate::quotas::{Tally, hash};
use jiff::Timestamp;
use referral_widget::office::{Actor, Duties, Event, WorkingHours};
use referral_widget::submission::ReferralStatus;
use sqlx::FromRow;
use std::sync::Arc;
use std::time::Duration;

/// A referral about to be stored.
pub struct NewReferral {
    /// The referral's id.
    pub id: String,
    /// The submission's idempotency key.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// The program's version.
    pub program_version: String,
    /// SHA-256 of `program.json`, in hexadecimal.
    pub program_hash: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
    /// The hash of the answers as they were posted, with the salt.
    pub fingerprint: String,
    /// The hash of the answers as they were read, with the salt.
    pub lead_fingerprint: String,
    /// The answers that were read, in JSON.
    pub lead: String,
    /// The salt of both fingerprints.
    pub lead_salt: String,
    /// Who refers, in JSON.
    pub attribution: String,
    /// The partner who refers, if the attribution names one.
    pub partner: Option<String>,
    /// How the partner is known: by a `token`, by the `origin` of the page, or by its `claim`.
    pub attributed_by: &'static str,
    /// The token's id (RFC 7519, `jti`).
    pub token_id: Option<String>,
    /// The agreement that the partner accepted, in JSON.
    pub agreement: String,
    /// What the customer agreed to, in JSON.
    pub consent: Option<String>,
    /// The versions that the form had loaded, in JSON.
    pub claimed_versions: String,
    /// The verdict that the partner saw, in JSON.
    pub claimed_verdict: Option<String>,
    /// The endpoint's own verdict, in JSON.
    pub verdict: String,
    /// True if both verdicts are the same. `None` if the partner saw none.
    pub verdicts_agree: Option<bool>,
    /// True if the submission had the token of a challenge.
    pub challenged: bool,
    /// Why it may be a machine's: a list of sentences in JSON.
    pub suspicion: Option<String>,
    /// The receipt, in JSON, without the salt.
    pub receipt: String,
    /// The referral's status.
    pub status: ReferralStatus,
    /// When it arrived.
    pub received_at: Moment,
    /// The customer that it may protect.
    pub customer: Customer,
    /// The last day on which it protects the customer.
    pub protected_until: Option<String>,
    /// True if it is delivered to no other system.
    pub relayed: bool,
    /// By which what is owed gets its deadline.
    pub hours: WorkingHours,
    /// The words by which people find it, each in the one way of writing that [`Filter`](crate::Filter) has as well.
    pub words: Vec<String>,
    /// The language of the form (BCP 47).
    pub language: Option<String>,
}

/// The columns of a new referral and their values.
macro_rules! insert {
    () => {
        "INSERT INTO referrals (id, key, program, program_version, program_hash, rules_hash, fingerprint, \
         lead_fingerprint, lead, attribution, partner, attributed_by, token_id, agreement, consent, claimed_versions, \
         claimed_verdict, verdict, verdicts_agree, challenged, suspicion, receipt, status, received_at, relayed, \
         protected_until, touched_at, revision, duties, next_due, has_words, next_reminder, language) VALUES ($1, $2, $3, $4, $5, \
         $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $24, 1, $27, $28, \
         TRUE, $35, $36) \
         ON CONFLICT (key) DO NOTHING"
    };
}

/// Inserts a referral, whom it protects, its words, its salt and its first event, unless its key is known. Each statement costs a
/// way to another thread. So all are one text.
const INSERT_INTO_FILE: &str = concat!(
    insert!(),
    "; INSERT INTO referral_words (referral, word) SELECT DISTINCT number, value FROM referrals, json_each($34) \
     WHERE referrals.id = $1; \
     INSERT INTO customers (program, customer, referral, until) SELECT DISTINCT $3, value, number, $26 \
     FROM referrals, json_each($29) WHERE referrals.id = $1; \
     INSERT INTO lead_salts (referral, salt) SELECT number, $30 FROM referrals WHERE id = $1; \
     INSERT INTO events (referral, revision, at, actor, name, event) SELECT number, 1, $24, $33, $31, $32 \
     FROM referrals WHERE id = $1 RETURNING referral"
);

/// The same for PostgreSQL, where each statement costs a round trip.
const INSERT_INTO_SERVER: &str = concat!(
    "WITH new AS (",
    insert!(),
    " RETURNING number), protects AS (INSERT INTO customers (program, customer, referral, until) \
     SELECT DISTINCT $3, customer, number, $26 FROM new, json_array_elements_text($29::json) AS customer), \
     found_by AS (INSERT INTO referral_words (referral, word) \
     SELECT DISTINCT number, word FROM new, json_array_elements_text($34::json) AS word), \
     salted AS (INSERT INTO lead_salts (referral, salt) SELECT number, $30 FROM new) \
     INSERT INTO events (referral, revision, at, actor, name, event) SELECT number, 1, $24, $33, $31, $32 \
     FROM new RETURNING referral"
);

/// The result of storing a referral.
pub enum Outcome {
    /// It is stored.
    Stored,
    /// Its key was known. Nothing is stored, and this is the first answer.
    Known(Inserted),
    /// Another referral protects its customer. Only that it came is stored, beside that referral.
    Protected(Protection),
}

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

/// What is looked up before a submission is read.
#[derive(Default)]
pub struct Beforehand {
    /// The first answer to the submission's key, if there is one.
    pub first: Option<Inserted>,
    /// How long the sender must wait. `None` if it need not.
    pub wait: Option<Duration>,
}

/// The columns of a first answer, if there is one, and until when a tally is used up, if it is.
type Row = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<i64>);

/// Returns a receipt as it is answered: with the salt of its hash. The salt is stored separately, so that it can be
/// erased.
pub fn with_salt(receipt: &str, salt: Option<&str>) -> String {
    match (receipt.strip_suffix('}'), salt) {
        (Some(receipt), Some(salt)) => format!("{receipt},\"lead_salt\":\"{salt}\"}}"),
        _ => receipt.to_string(),
    }
}

impl NewReferral {
    /// Inserts the referral with its first event and the customer that it protects, unless its key is known or its
    /// customer is protected.
    async fn insert(&self, transaction: &mut Transaction) -> Result<Outcome, sqlx::Error> {
        let day = self.received_at.day();
        if let Some(protected) = self.customer.earlier(&self.program, &day, None, transaction).await? {
            let partner = self.partner.as_deref().filter(|_| self.attributed_by != "claim");
            let protected = protected.told_to(partner);
            if let Some(known) = self.known(transaction).await? {
                return Ok(Outcome::Known(known));
            }
            self.note_refusal(protected.referral, transaction).await?;
            return Ok(Outcome::Protected(protected));
        }
        let partner = self.partner.as_deref().map(|partner| transaction.text(partner).into_owned());
        let token_id = self.token_id.as_deref().map(|id| transaction.text(id).into_owned());
        let received = self.received()?;
        let now = self.received_at.timestamp();
        let duties = Duties::on_arrival(self.status.into(), now, &self.hours);
        let until = self.protected_until.as_ref().filter(|_| self.customer.claim == Claim::Protects);
        let sql = match transaction {
            Transaction::Sqlite(_) => INSERT_INTO_FILE,
            Transaction::Postgres(_) => INSERT_INTO_SERVER,
        };
        let number: Option<i64> = within!(
            transaction,
            value,
            sql,
            &self.id,
            &self.key,
            &self.program,
            &self.program_version,
            &self.program_hash,
            &self.rules_hash,
            &self.fingerprint,
            &self.lead_fingerprint,
            &self.lead,
            &self.attribution,
            &partner,
            self.attributed_by,
            &token_id,
            &self.agreement,
            &self.consent,
            &self.claimed_versions,
            &self.claimed_verdict,
            &self.verdict,
            self.verdicts_agree,
            self.challenged,
            &self.suspicion,
            &self.receipt,
            self.status.as_str(),
            self.received_at,
            self.relayed,
            &self.protected_until,
            in_json(&duties)?,
            duties.due().map(Moment::from),
            until.map_or_else(|| "[]".into(), |_| self.customer.kept_keys_in_json()),
            &self.lead_salt,
            received.name(),
            in_json(&received)?,
            kind(&Actor::Partner),
            in_json(&self.words)?,
            duties.next_reminder().map(Moment::from),
            &self.language
        )?;
        if number.is_none() {
            return self.known(transaction).await?.map(Outcome::Known).ok_or(sqlx::Error::RowNotFound);
        }
        Ok(Outcome::Stored)
    }

    /// Its arrival.
    fn received(&self) -> Result<Event, sqlx::Error> {
        let day =
            |text: &String| text.parse().map_err(|error: jiff::Error| sqlx::Error::Encode(error.into()));
        let protected_until = self.protected_until.as_ref().map(day).transpose()?;
        Ok(Event::Received { status: self.status.into(), protected_until })
    }

    /// Returns the first answer to its key, if there is one.
    async fn known(&self, transaction: &mut Transaction) -> Result<Option<Inserted>, sqlx::Error> {
        within!(
            transaction,
            row,
            "SELECT fingerprint, lead_fingerprint, receipt, id, salt AS lead_salt FROM referrals \
             LEFT JOIN lead_salts ON referral = number WHERE key = $1",
            &self.key
        )
    }
}

impl Store {
    /// Stores everything or nothing: the referral, its first event, and the customer that it protects.
    ///
    /// # Errors
    ///
    /// The database failed, or too many writes wait.
    pub async fn insert(&self, new: NewReferral) -> Result<Outcome, StoreError> {
        let locks = new.customer.locks(&new.program);
        let new = Arc::new(new);
        self.write_or_refuse(locks, move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move { new.insert(transaction).await })
        })
        .await
    }

    /// Looks up the first answer to a submission's key, and how long its sender must wait. One statement asks for both,
    /// because every submission needs both.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn beforehand(
        &self,
        key: &str,
        tally: Tally,
        who: &str,
        now: Timestamp,
    ) -> Result<Beforehand, StoreError> {
        let now = now.as_millisecond();
        let found: Option<Row> = read!(
            self,
            row,
            "SELECT fingerprint, lead_fingerprint, receipt, id, salt, \
             (SELECT until FROM tallies WHERE name = $2 AND who = $3 AND until > $4 AND count >= $5) \
             FROM (SELECT 1) AS one LEFT JOIN referrals ON key = $1 LEFT JOIN lead_salts ON referral = number",
            key,
            tally.name,
            hash(who),
            now,
            i64::from(tally.most)
        )?;
        let Some((fingerprint, lead_fingerprint, receipt, id, lead_salt, until)) = found else {
            return Ok(Beforehand::default());
        };
        let first = match (fingerprint, lead_fingerprint, receipt, id) {
            (Some(fingerprint), Some(lead_fingerprint), Some(receipt), Some(id)) => {
                Some(Inserted { fingerprint, lead_fingerprint, receipt, id, lead_salt })
            }
            _ => None,
        };
        let left = |until: i64| Duration::from_millis(u64::try_from(until - now).unwrap_or(0));
        Ok(Beforehand { first, wait: until.map(left) })
    }
}
