//! The customers that referrals protect.

use crate::error::StoreError;
use crate::events::{Deed, record};
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, within};
use crate::standing::standing;
use referral_widget::json::parse;
use referral_widget::office::{Actor, Event, Scope, WorkingHours};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use std::sync::Arc;

/// An earlier referral that protects the customer. Nobody else is told whose it is.
#[derive(Debug)]
pub struct Protection {
    /// The referral's number.
    pub(crate) referral: i64,
    /// The day on which it arrived (RFC 3339 full-date, UTC).
    pub since: String,
    /// The last day of its protection (RFC 3339 full-date).
    pub until: String,
    /// The referral, if it is by the same partner, and both times the partner was known by a token or a website.
    pub own: Option<OwnReferral>,
}

/// A partner's own referral.
#[derive(Debug, PartialEq, Eq)]
pub struct OwnReferral {
    /// The referral's id.
    pub id: String,
    /// When it arrived (RFC 3339, UTC).
    pub received_at: Moment,
}

/// An earlier referral that protects the customer, as it is kept.
#[derive(FromRow)]
pub(crate) struct Protecting {
    referral: i64,
    received_at: Moment,
    until: String,
    id: String,
    partner: Option<String>,
    attributed_by: String,
    lead: String,
}

impl Protecting {
    /// What may be told of it to whoever refers, if that partner is known by more than its own claim.
    pub(crate) fn told_to(self, known_partner: Option<&str>) -> Protection {
        let is_own = self.partner.is_some()
            && self.partner.as_deref() == known_partner
            && self.attributed_by != "claim";
        Protection {
            referral: self.referral,
            since: self.received_at.day(),
            until: self.until,
            own: is_own.then_some(OwnReferral { id: self.id, received_at: self.received_at }),
        }
    }
}

/// The customer of a referral.
pub struct Customer {
    /// The keys by which the customer is recognised. Empty if the program does not recognise customers.
    pub keys: Vec<String>,
    /// How the referral relates to the protection of its customer.
    pub claim: Claim,
    /// The part of the vendor's business that the protection is for.
    pub scope: Scope,
}

/// How a referral relates to the protection of its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It protects the customer, if no other does.
    Protects,
    /// It is refused if another protects the customer, but protects nobody itself: a machine may have sent it.
    Asks,
    /// It makes no difference whether another protects the customer, and nobody may find that out by it.
    Unasked,
}

/// The result of saying that a referral is not a machine's.
pub enum Cleared {
    /// It protects its customer from now on, if there is one to protect.
    Protects,
    /// Another referral has come to protect the customer meanwhile.
    TooLate(Protection),
    /// It was not suspected, or was cleared before.
    Before,
}

/// The longest key that is stored as it is, in bytes.
const LONGEST_KEY: usize = 1_000;

impl Customer {
    fn kept_keys(&self) -> Vec<String> {
        self.keys.iter().map(|key| kept(key)).collect()
    }

    /// Returns the keys as they are stored, as a list in JSON, which both databases can unpack.
    pub(crate) fn kept_keys_in_json(&self) -> String {
        serde_json::json!(self.kept_keys()).to_string()
    }

    /// The locks to take before the customer's protection is looked up or changed.
    pub(crate) fn locks(&self, program: &str) -> Vec<Lock> {
        let keys = self.keys.iter().filter(|_| self.claim != Claim::Unasked);
        let keys = keys.map(|key| Lock::Customer(program.into(), key.clone()));
        keys.chain([Lock::CustomersAsTheyAre]).collect()
    }

    /// Finds the oldest referral that protects the customer on a day (RFC 3339 full-date), in the customer's scope. The referral
    /// with the number `own` does not count.
    pub(crate) async fn earlier(
        &self,
        program: &str,
        day: &str,
        own: Option<i64>,
        transaction: &mut Transaction,
    ) -> Result<Option<Protecting>, sqlx::Error> {
        if self.keys.is_empty() || self.claim == Claim::Unasked {
            return Ok(None);
        }
        let found: Vec<Protecting> = match transaction {
            Transaction::Sqlite(open) => {
                sqlx::query_as(
                    "SELECT referral, received_at, until, id, partner, attributed_by, lead FROM customers \
                     JOIN referrals ON referrals.number = customers.referral \
                     WHERE customers.program = $1 AND customer IN (SELECT value FROM json_each($2)) AND until >= $3 \
                     AND referral IS DISTINCT FROM $4 ORDER BY referral",
                )
                .bind(program)
                .bind(self.kept_keys_in_json())
                .bind(day)
                .bind(own)
                .fetch_all(&mut **open)
                .await?
            }
            Transaction::Postgres(open) => {
                sqlx::query_as(
// Each key is looked up by itself, whatever plan was made while there were few customers.
                    "SELECT referral, received_at, until, id, partner, attributed_by, lead FROM unnest($2::text[]) AS key \
                     CROSS JOIN LATERAL (SELECT referral, until FROM customers WHERE customers.program = $1 \
                         AND customer = key AND until >= $3 OFFSET 0) AS customers \
                     JOIN referrals ON referrals.number = customers.referral \
                     WHERE referral IS DISTINCT FROM $4 ORDER BY referral",
                )
                .bind(program)
                .bind(self.kept_keys())
                .bind(day)
                .bind(own)
                .fetch_all(&mut **open)
                .await?
            }
        };
        // A lead whose answers cannot be read protects its customer in every scope.
        Ok(found.into_iter().find(|earlier| self.scope.meets(&parse(&earlier.lead).unwrap_or_default())))
    }

    /// Stores whom a referral protects, and until when.
    pub(crate) async fn protect(
        &self,
        program: &str,
        referral: i64,
        until: &str,
        transaction: &mut Transaction,
    ) -> Result<(), sqlx::Error> {
        if self.keys.is_empty() || self.claim != Claim::Protects {
            return Ok(());
        }
        match transaction {
            Transaction::Sqlite(open) => {
                sqlx::query(
                    "INSERT INTO customers (program, customer, referral, until) \
                     SELECT $1, value, $2, $3 FROM json_each($4) WHERE TRUE \
                     ON CONFLICT (program, customer, referral) DO UPDATE SET until = excluded.until",
                )
                .bind(program)
                .bind(referral)
                .bind(until)
                .bind(self.kept_keys_in_json())
                .execute(&mut **open)
                .await?;
            }
            Transaction::Postgres(open) => {
                sqlx::query(
                    "INSERT INTO customers (program, customer, referral, until) \
                     SELECT DISTINCT $1, key, $2::bigint, $3 FROM unnest($4::text[]) AS key \
                     ON CONFLICT (program, customer, referral) DO UPDATE SET until = excluded.until",
                )
                .bind(program)
                .bind(referral)
                .bind(until)
                .bind(self.kept_keys())
                .execute(&mut **open)
                .await?;
            }
        }
        Ok(())
    }
}

/// Returns a key as it is stored: without the character zero, which PostgreSQL cannot store, and hashed if it is longer
/// than its indexes allow.
pub(crate) fn kept(key: &str) -> String {
    match key.len() {
        ..=LONGEST_KEY => key.replace('\0', "\u{fffd}"),
        _ => format!("sha256 {}", hex::encode(Sha256::digest(key))),
    }
}

impl Store {
    /// Marks a referral as not a machine's. From now on it protects its customer until the given day, if no other
    /// referral does. `None` if there is no such referral.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn clear(&self, clearing: Clearing) -> Result<Option<Cleared>, StoreError> {
        if is_unknown(&clearing.id) {
            return Ok(None);
        }
        let locks = clearing.customer.locks(&clearing.program).into_iter();
        let locks = locks.chain([Lock::Referral(clearing.id.clone())]).collect();
        let clearing = Arc::new(clearing);
        self.write(locks, move |transaction| {
            let clearing = Arc::clone(&clearing);
            Box::pin(async move { clearing.write(transaction).await })
        })
        .await
    }
}

/// The statement that a referral is not a machine's.
pub struct Clearing {
    /// The referral's id.
    pub id: String,
    /// The program's id.
    pub program: String,
    /// The referral's customer.
    pub customer: Customer,
    /// The last day of its protection from now on (RFC 3339 full-date).
    pub until: Option<String>,
    /// Who states it.
    pub actor: Actor,
    /// When.
    pub now: Moment,
    /// By which what is owed from now on gets its deadline.
    pub hours: WorkingHours,
}

impl Clearing {
    async fn write(&self, transaction: &mut Transaction) -> Result<Option<Cleared>, sqlx::Error> {
        let Some((number, mut kept)) = standing(&self.id, transaction).await? else { return Ok(None) };
        let suspected: Option<String> = within!(
            transaction,
            value,
            "SELECT program FROM referrals WHERE number = $1 AND suspicion IS NOT NULL AND cleared_at IS NULL",
            number
        )?;
        let Some(program) = suspected else { return Ok(Some(Cleared::Before)) };
        let earlier = self.customer.earlier(&program, &self.now.day(), Some(number), transaction).await?;
        let until = self.until.as_deref().filter(|_| earlier.is_none());
        if let Some(until) = until {
            self.customer.protect(&program, number, until, transaction).await?;
        }
        within!(
            transaction,
            execute,
            "UPDATE referrals SET cleared_at = $1 WHERE number = $2",
            self.now,
            number
        )?;
        let mut events = vec![Event::Cleared];
        if let Some(until) = until {
            let until = until.parse().map_err(|error: jiff::Error| sqlx::Error::Encode(error.into()))?;
            events.push(Event::Protected { until });
        }
        let deed = Deed { events: &events, actor: &self.actor, at: self.now, order: None };
        record(transaction, number, &mut kept, &deed, &self.hours).await?;
        Ok(Some(earlier.map_or(Cleared::Protects, |earlier| Cleared::TooLate(earlier.told_to(None)))))
    }
}
