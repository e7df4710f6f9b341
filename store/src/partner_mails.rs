//! Mails to partners that tell something else than an event of a referral: that their address of record has changed, and what is
//! answered to their feedback. Each is stored and queued in the transaction that makes what it tells.

use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, read, within};
use crate::telling::MailToQueue;
use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;

/// How long what a mail tells is kept. A mail is tried for a few days.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// That the address of record of a partner has changed, for the old address.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AddressChanged {
    /// The partner's id.
    pub partner: String,
    /// The old address, to which the mail goes.
    pub email: String,
    /// The new address, hidden in part. Without it, there is none any more.
    pub new_address: Option<String>,
    /// When it was changed.
    pub at: Moment,
}

/// An answer to feedback.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AnswerToTell {
    /// The feedback's key.
    pub key: String,
    /// The program's id.
    pub program: String,
    /// The partner in whose name it was said.
    pub partner: Option<String>,
    /// What the partner has said.
    pub said: String,
    /// The answer.
    pub answer: String,
    /// True if a later answer has corrected it.
    pub is_corrected: bool,
}

/// Queues that an address has changed. What is old is deleted.
pub(crate) async fn tell_of_address(
    transaction: &mut Transaction,
    mail: &MailToQueue,
    changed: &AddressChanged,
) -> Result<(), sqlx::Error> {
    forget(transaction, changed.at).await?;
    within!(
        transaction,
        execute,
        "INSERT INTO partner_mails (id, partner, email, new_address, at) VALUES ($1, $2, $3, $4, $5)",
        &mail.id,
        &changed.partner,
        &changed.email,
        &changed.new_address,
        changed.at
    )?;
    mail.queue(transaction).await
}

/// Queues an answer to feedback. What is old is deleted.
pub(crate) async fn tell_of_answer(
    transaction: &mut Transaction,
    mail: &MailToQueue,
    answer: i64,
    at: Moment,
) -> Result<(), sqlx::Error> {
    forget(transaction, at).await?;
    let sql = "INSERT INTO partner_mails (id, answer, at) VALUES ($1, $2, $3)";
    within!(transaction, execute, sql, &mail.id, answer, at)?;
    mail.queue(transaction).await
}

async fn forget(transaction: &mut Transaction, now: Moment) -> Result<(), sqlx::Error> {
    let before = Moment::from(now.timestamp().checked_sub(KEPT).unwrap_or(Timestamp::MIN));
    within!(transaction, execute, "DELETE FROM partner_mails WHERE at < $1", before)?;
    Ok(())
}

impl Store {
    /// What a mail tells of a changed address. `None` if there is no such mail, or it is old.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn address_changed(&self, mail: &str) -> Result<Option<AddressChanged>, StoreError> {
        if is_unknown(mail) {
            return Ok(None);
        }
        let sql =
            "SELECT partner, email, new_address, at FROM partner_mails WHERE id = $1 AND email IS NOT NULL";
        Ok(read!(self, row, sql, mail)?)
    }

    /// The answer to feedback that a mail brings. `None` if there is no such mail, or it is old.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn answer_to_tell(&self, mail: &str) -> Result<Option<AnswerToTell>, StoreError> {
        if is_unknown(mail) {
            return Ok(None);
        }
        let sql = "SELECT feedback.key, feedback.program, feedback.partner, feedback.text AS said, answers.text AS answer, \
                   answers.number < (SELECT max(later.number) FROM feedback_answers AS later WHERE later.feedback = feedback.number) AS is_corrected \
                   FROM partner_mails JOIN feedback_answers AS answers ON answers.number = partner_mails.answer \
                   JOIN feedback ON feedback.number = answers.feedback WHERE partner_mails.id = $1";
        Ok(read!(self, row, sql, mail)?)
    }
}
