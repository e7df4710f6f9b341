//! What becomes of referrals: commands, the events that they come to, and where a referral stands after them.

use crate::customers::{Customer, Protection};
use crate::error::{Cause, StoreError};
use crate::events::record;
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, within};
use jiff::Timestamp;
use jiff::civil::Date;
use referral_widget::office::{Actor, Circumstances, Deal, Order, Referral, Refused, Rival, Status, Terms};
use serde::Serialize;
use sqlx::FromRow;
use std::sync::Arc;

/// A command that somebody gives.
pub struct NewCommand {
    /// The referral's id.
    pub referral: String,
    /// The program's id.
    pub program: String,
    /// The idempotency key, and the SHA-256 of what came with it.
    pub key: Option<(String, String)>,
    /// Who gives it.
    pub actor: Actor,
    /// What is to be done.
    pub order: Order,
    /// How many events its giver has seen.
    pub seen: Option<u64>,
    /// When.
    pub now: Timestamp,
    /// Which day that is for the program.
    pub today: Date,
    /// The words of the program.
    pub terms: Terms,
    /// The last day on which a referral that is taken today is protected.
    pub protects_until: Option<Date>,
    /// Days without a command after which an unprotected referral expires.
    pub quiet_days: u32,
    /// The referral's customer.
    pub customer: Customer,
}

/// What came of a command.
#[derive(Debug)]
pub enum Commanded {
    /// It is carried out: where the referral stands now.
    Done(Box<Referral>),
    /// The same command under the same key was carried out before: where the referral stands now.
    Before(Box<Referral>),
    /// Another command came under this key before.
    OtherKey,
    /// It is refused. Nothing has changed.
    Refused(Refused),
    /// There is no such referral.
    Unknown,
}

impl Store {
    /// Carries a command out: its events, where the referral stands, and what it protects, whole or not at all.
    ///
    /// # Errors
    ///
    /// The database failed, or its row cannot be read.
    pub async fn command(&self, new: NewCommand) -> Result<Commanded, StoreError> {
        if is_unknown(&new.referral) {
            return Ok(Commanded::Unknown);
        }
        let locks = new.customer.locks(&new.program).into_iter();
        let locks = locks.chain([Lock::Referral(new.referral.clone())]).collect();
        let new = Arc::new(new);
        self.write(locks, move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move { new.carry_out(transaction).await })
        })
        .await
    }
}

impl NewCommand {
    async fn carry_out(&self, transaction: &mut Transaction) -> Result<Commanded, sqlx::Error> {
        let Some((number, mut referral)) = standing(&self.referral, transaction).await? else {
            return Ok(Commanded::Unknown);
        };
        if let Some((key, fingerprint)) = &self.key {
            let earlier: Option<String> = within!(
                transaction,
                value,
                "SELECT fingerprint FROM commands WHERE referral = $1 AND key = $2",
                number,
                key
            )?;
            match earlier {
                Some(earlier) if earlier == *fingerprint => return Ok(Commanded::Before(Box::new(referral))),
                Some(_) => return Ok(Commanded::OtherKey),
                None => {}
            }
        }
        let day = self.today.to_string();
        let rival = self.customer.earlier(&self.program, &day, Some(number), transaction).await?;
        let circumstances = Circumstances {
            now: self.now,
            today: self.today,
            terms: &self.terms,
            protects_until: self.protects_until,
            rival: rival.and_then(rival_of),
            quiet_days: self.quiet_days,
        };
        let events = match referral.decide(&self.order, &self.actor, self.seen, &circumstances) {
            Ok(events) => events,
            Err(refused) => return Ok(Commanded::Refused(refused)),
        };
        let at = Moment::from(self.now);
        record(transaction, number, &mut referral, &events, &self.actor, at, Some(&self.order)).await?;
        match referral.protected_until {
            Some(until) => {
                self.customer.protect(&self.program, number, &until.to_string(), transaction).await?;
            }
            None => {
                within!(transaction, execute, "DELETE FROM customers WHERE referral = $1", number)?;
            }
        }
        if let Some((key, fingerprint)) = &self.key {
            within!(
                transaction,
                execute,
                "INSERT INTO commands (referral, key, fingerprint, at) VALUES ($1, $2, $3, $4)",
                number,
                key,
                fingerprint,
                at
            )?;
        }
        Ok(Commanded::Done(Box::new(referral)))
    }
}

fn rival_of(protection: Protection) -> Option<Rival> {
    Some(Rival { since: protection.since.parse().ok()?, until: protection.until.parse().ok()? })
}

/// Where a referral stands, as it is kept.
#[derive(FromRow, Serialize)]
pub struct Standing {
    /// Its status, such as `accepted`.
    pub status: String,
    /// How far the vendor's sales have come.
    pub stage: Option<String>,
    /// The last day on which it protects its customer (RFC 3339 full-date).
    pub protected_until: Option<String>,
    /// Whether the partner has asked something that is not answered.
    pub partner_asks: bool,
    /// Whether the vendor has asked something that is not answered.
    pub desk_asks: bool,
    /// The id of the user who works on it.
    pub assignee: Option<String>,
    /// The value of the deal, in minor units of its currency.
    pub deal_value: Option<i64>,
    /// The currency of the deal (ISO 4217).
    pub deal_currency: Option<String>,
    /// The date of the contract (RFC 3339 full-date).
    pub deal_on: Option<String>,
    /// When a person last did something (RFC 3339, UTC).
    pub touched_at: Moment,
    /// How many events it has had.
    pub revision: i64,
}

/// A referral's number, and where it stands.
#[derive(FromRow)]
struct Numbered {
    number: i64,
    #[sqlx(flatten)]
    standing: Standing,
}

/// Finds the number of a referral, and where it stands.
pub(crate) async fn standing(
    id: &str,
    transaction: &mut Transaction,
) -> Result<Option<(i64, Referral)>, sqlx::Error> {
    let row: Option<Numbered> = within!(
        transaction,
        row,
        "SELECT number, status, stage, protected_until, partner_asks, desk_asks, assignee, deal_value, deal_currency, deal_on, \
         touched_at, revision FROM referrals WHERE id = $1",
        id
    )?;
    let read = |row: Numbered| Ok((row.number, row.standing.referral().map_err(sqlx::Error::Decode)?));
    row.map(read).transpose()
}

impl Standing {
    /// The same, for commands.
    ///
    /// # Errors
    ///
    /// A column has something in it that this version cannot read.
    pub fn referral(&self) -> Result<Referral, Cause> {
        let day = |text: &String| text.parse::<Date>().map_err(Cause::from);
        let status =
            Status::from_word(&self.status).ok_or_else(|| format!("`{}` is not a status", self.status))?;
        let deal = match (self.deal_value, &self.deal_currency, &self.deal_on) {
            (Some(value), Some(currency), Some(on)) => {
                Some(Deal { value, currency: currency.clone(), on: day(on)? })
            }
            _ => None,
        };
        Ok(Referral {
            status,
            stage: self.stage.clone(),
            protected_until: self.protected_until.as_ref().map(day).transpose()?,
            partner_asks: self.partner_asks,
            desk_asks: self.desk_asks,
            assignee: self.assignee.clone(),
            deal,
            touched_at: self.touched_at.timestamp(),
            revision: self.revision.unsigned_abs(),
        })
    }
}
