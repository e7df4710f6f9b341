//! What becomes of referrals: commands, the events that they come to, and where a referral stands after them.

use crate::customers::{Customer, Protection};
use crate::error::StoreError;
use crate::events::{Deed, last_step, record};
use crate::locks::Lock;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, within};
use crate::standing::standing;
use jiff::Timestamp;
use jiff::civil::Date;
use referral_widget::office::{
    Actor, Circumstances, Command, Order, Referral, Refused, Rival, Terms, WorkingHours,
};
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
    /// By which what is owed from now on gets its deadline.
    pub hours: WorkingHours,
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
        let Some((number, mut kept)) = standing(&self.referral, transaction).await? else {
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
                Some(earlier) if earlier == *fingerprint => {
                    return Ok(Commanded::Before(Box::new(kept.referral)));
                }
                Some(_) => return Ok(Commanded::OtherKey),
                None => {}
            }
        }
        let day = self.today.to_string();
        let rival = self.customer.earlier(&self.program, &day, Some(number), transaction).await?;
        let last_step = match self.order.command {
            Command::Undo => last_step(transaction, number, &kept.referral).await?,
            _ => None,
        };
        let circumstances = Circumstances {
            last_step,
            now: self.now,
            today: self.today,
            terms: &self.terms,
            protects_until: self.protects_until,
            rival: rival.and_then(|rival| rival_of(&rival.told_to(None))),
            quiet_days: self.quiet_days,
        };
        let events = match kept.referral.decide(&self.order, &self.actor, self.seen, &circumstances) {
            Ok(events) => events,
            Err(refused) => return Ok(Commanded::Refused(refused)),
        };
        let at = Moment::from(self.now);
        let protected_until = kept.referral.protected_until;
        let deed = Deed { events: &events, actor: &self.actor, at, order: Some(&self.order) };
        record(transaction, number, &mut kept, &deed, &self.hours).await?;
        match kept.referral.protected_until {
            unchanged if unchanged == protected_until => {}
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
        Ok(Commanded::Done(Box::new(kept.referral)))
    }
}

fn rival_of(protection: &Protection) -> Option<Rival> {
    Some(Rival { since: protection.since.parse().ok()?, until: protection.until.parse().ok()? })
}
