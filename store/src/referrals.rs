//! Referrals: submissions that were answered with a receipt.

use crate::beforehand::{Beforehand, Inserted, Question};
use crate::customers::{Claim, Customer, Protection};
use crate::error::StoreError;
use crate::events::kind;
use crate::json::in_json;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, within};
use crate::quotas::{Tally, hash};
use jiff::Timestamp;
use referral_widget::office::{Actor, Duties, Event, WorkingHours};
use referral_widget::submission::ReferralStatus;
use std::sync::Arc;

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
    /// The facts of the partner with which the endpoint judged, in JSON.
    pub partner_facts: Option<String>,
    /// The endpoint's own verdict, in JSON.
    pub verdict: String,
    /// True if both verdicts are the same. `None` if the partner saw none, or if the page did not know the partner.
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
    /// SHA-256 of the key with which its sender may act on it, if there is one.
    pub status_key: Option<[u8; 32]>,
}

/// No keys of customers, as a list in JSON.
const NO_KEYS: &str = "[]";

/// The columns of a new referral, but for its id.
macro_rules! columns {
    () => {
        "key, program, program_version, program_hash, rules_hash, fingerprint, lead_fingerprint, lead, attribution, partner, \
         attributed_by, token_id, agreement, consent, claimed_versions, claimed_verdict, verdict, verdicts_agree, challenged, \
         suspicion, receipt, status, received_at, relayed, protected_until, touched_at, revision, duties, next_due, has_words, \
         next_reminder, language, status_key, partner_facts"
    };
}

/// Their values.
macro_rules! values {
    () => {
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
         $24, 1, $27, $28, TRUE, $35, $36, $39, $40"
    };
}

/// True for the referral that was inserted just now: nothing has happened to it yet.
macro_rules! is_new {
    () => {
        "referrals.id = $1 AND NOT EXISTS (SELECT 1 FROM events WHERE events.referral = referrals.number)"
    };
}

/// Inserts a referral, whom it protects, its words, its salt and its first event, unless its key is known or its customer is
/// protected: then it has no id, and is ignored. Each statement costs a way to another thread, so all are one text. What may be
/// refused after some rows went in would cost SQLite a copy of each page, hence `VALUES` and `OR IGNORE`.
const INSERT_INTO_FILE: &str = concat!(
    "INSERT OR IGNORE INTO referrals (",
    columns!(),
    ", id) VALUES (",
    values!(),
    ", CASE WHEN NOT EXISTS (SELECT 1 FROM customers WHERE customers.program = $3 AND until >= $38 \
     AND customer IN (SELECT value FROM json_each($37))) THEN $1 END); \
     INSERT OR IGNORE INTO referral_words (referral, word) SELECT number, value FROM referrals, json_each($34) WHERE ",
    is_new!(),
    "; INSERT OR IGNORE INTO customers (program, customer, referral, until) SELECT $3, value, number, $26 \
     FROM referrals, json_each($29) WHERE ",
    is_new!(),
    "; INSERT INTO lead_salts (referral, salt) SELECT number, $30 FROM referrals WHERE ",
    is_new!(),
    "; INSERT INTO events (referral, revision, at, actor, name, event) SELECT number, 1, $24, $33, $31, $32 \
     FROM referrals WHERE ",
    is_new!(),
    " RETURNING referral"
);

/// The same for PostgreSQL, where each statement costs a round trip. The limit says that each key is looked up by itself. A plan
/// that was made while there were few customers may else read all of them.
const INSERT_INTO_SERVER: &str = concat!(
    "WITH new AS (INSERT INTO referrals (",
    columns!(),
    ", id) SELECT ",
    values!(),
    ", $1 WHERE NOT EXISTS (SELECT 1 FROM json_array_elements_text($37::json) AS key CROSS JOIN LATERAL \
     (SELECT 1 FROM customers WHERE customers.program = $3 AND customer = key AND until >= $38 LIMIT 1) AS earlier) \
     ON CONFLICT (key) DO NOTHING RETURNING number), \
     protects AS (INSERT INTO customers (program, customer, referral, until) \
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

/// A referral with all that is worked out before its turn to be written.
struct Prepared {
    new: NewReferral,
    /// The day of its arrival (RFC 3339 full-date, UTC).
    day: String,
    /// The keys of the customer whose protection it asks about, in JSON.
    asks: String,
    /// The keys of the customer that it protects, in JSON.
    protects: String,
    words: String,
    duties: String,
    due: Option<Moment>,
    reminder: Option<Moment>,
    received: Event,
    received_json: String,
}

impl Prepared {
    fn of(new: NewReferral) -> Result<Self, sqlx::Error> {
        let keys = new.customer.kept_keys_in_json();
        let claim = new.customer.claim;
        let is_protected = claim == Claim::Protects && new.protected_until.is_some();
        let duties = Duties::on_arrival(new.status.into(), new.received_at.timestamp(), &new.hours);
        let received = new.received()?;
        Ok(Prepared {
            day: new.received_at.day(),
            protects: if is_protected { keys.clone() } else { NO_KEYS.into() },
            asks: if claim == Claim::Unasked { NO_KEYS.into() } else { keys },
            words: in_json(&new.words)?,
            due: duties.due().map(Moment::from),
            reminder: duties.next_reminder().map(Moment::from),
            duties: in_json(&duties)?,
            received_json: in_json(&received)?,
            received,
            new,
        })
    }

    /// Inserts the referral with its first event and the customer that it protects, unless its key is known or its
    /// customer is protected.
    async fn insert(&self, transaction: &mut Transaction) -> Result<Outcome, sqlx::Error> {
        let new = &self.new;
        // Most leads are new, and nobody protects their customer. So this is all that is done for them.
        if self.insert_unless_protected(&self.asks, transaction).await? {
            return Ok(Outcome::Stored);
        }
        if let Some(protected) = new.customer.earlier(&new.program, &self.day, None, transaction).await? {
            let partner = new.partner.as_deref().filter(|_| new.attributed_by != "claim");
            let protected = protected.told_to(partner);
            if let Some(known) = new.known(transaction).await? {
                return Ok(Outcome::Known(known));
            }
            new.note_refusal(protected.referral, transaction).await?;
            return Ok(Outcome::Protected(protected));
        }
        if let Some(known) = new.known(transaction).await? {
            return Ok(Outcome::Known(known));
        }
        // Its customer is protected, but in another scope.
        let is_stored = self.insert_unless_protected(NO_KEYS, transaction).await?;
        is_stored.then_some(Outcome::Stored).ok_or(sqlx::Error::RowNotFound)
    }

    /// True if it was inserted: its key was new, and no other referral protects a customer with one of the keys, which are a
    /// list in JSON.
    async fn insert_unless_protected(
        &self,
        keys: &str,
        transaction: &mut Transaction,
    ) -> Result<bool, sqlx::Error> {
        let new = &self.new;
        let partner = new.partner.as_deref().map(|partner| transaction.text(partner).into_owned());
        let token_id = new.token_id.as_deref().map(|id| transaction.text(id).into_owned());
        let sql = match transaction {
            Transaction::Sqlite(_) => INSERT_INTO_FILE,
            Transaction::Postgres(_) => INSERT_INTO_SERVER,
        };
        let number: Option<i64> = within!(
            transaction,
            value,
            sql,
            &new.id,
            &new.key,
            &new.program,
            &new.program_version,
            &new.program_hash,
            &new.rules_hash,
            &new.fingerprint,
            &new.lead_fingerprint,
            &new.lead,
            &new.attribution,
            &partner,
            new.attributed_by,
            &token_id,
            &new.agreement,
            &new.consent,
            &new.claimed_versions,
            &new.claimed_verdict,
            &new.verdict,
            new.verdicts_agree,
            new.challenged,
            &new.suspicion,
            &new.receipt,
            new.status.as_str(),
            new.received_at,
            new.relayed,
            &new.protected_until,
            &self.duties,
            self.due,
            &self.protects,
            &new.lead_salt,
            self.received.name(),
            &self.received_json,
            kind(&Actor::Partner),
            &self.words,
            self.reminder,
            &new.language,
            keys,
            &self.day,
            new.status_key.as_ref().map(|sha256| &sha256[..]),
            &new.partner_facts
        )?;
        Ok(number.is_some())
    }
}

impl NewReferral {
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
        let new = Arc::new(Prepared::of(new)?);
        self.write_or_refuse(locks, move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move { new.insert(transaction).await })
        })
        .await
    }

    /// Looks up the first answer to a submission's key, and how long its sender must wait.
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
        let question = Question {
            key: key.into(),
            tally: tally.name,
            who: hash(who),
            most: tally.most,
            now: now.as_millisecond(),
        };
        self.lookups.ask(question).await
    }
}
