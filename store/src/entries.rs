//! Where partners come in: links to their addresses of record, which work once, and the sessions that begin with them. Of each
//! link and of each session there is only a hash.

use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{is_unknown, read, within};
use crate::telling::MailToQueue;
use jiff::Timestamp;
use std::sync::Arc;

/// What a link to an address of record opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryLink {
    /// It lets its holder in, once.
    Works,
    /// It has let somebody in.
    Used,
    /// It has ended, or there was never one.
    Unknown,
}

impl Store {
    /// Queues a mail with a link to an address of record. What has ended is deleted.
    ///
    /// # Errors
    ///
    /// The database failed, or too many writes wait.
    pub async fn ask_for_entry(
        &self,
        email: &str,
        ends_at: Timestamp,
        mail: MailToQueue,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let new = Arc::new((email.to_string(), mail));
        let (ends_at, now) = (Moment::from(ends_at), Moment::from(now));
        self.write_or_refuse(Vec::new(), move |transaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let (email, mail) = &*new;
                within!(transaction, execute, "DELETE FROM entry_links WHERE ends_at <= $1", now)?;
                let sql = "INSERT INTO entry_links (id, email, ends_at) VALUES ($1, $2, $3)";
                within!(transaction, execute, sql, &mail.id, email, ends_at)?;
                mail.queue(transaction).await
            })
        })
        .await
    }

    /// Makes the link of a mail, and returns the address that it goes to, and when it ends. `None` if it has ended or was used.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn open_entry(
        &self,
        mail: &str,
        sha256: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(String, Moment)>, StoreError> {
        let mail = Arc::<str>::from(mail);
        self.write(Vec::new(), move |transaction| {
            let mail = Arc::clone(&mail);
            Box::pin(async move {
                let sql = "UPDATE entry_links SET sha256 = $2 WHERE id = $1 AND ends_at > $3 AND used_at IS NULL \
                           RETURNING email, ends_at";
                within!(transaction, row, sql, &*mail, &sha256[..], Moment::from(now))
            })
        })
        .await
    }

    /// Says whether the link with that secret lets its holder in.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn entry_link(&self, sha256: [u8; 32], now: Timestamp) -> Result<EntryLink, StoreError> {
        let sql = "SELECT used_at IS NOT NULL FROM entry_links WHERE sha256 = $1 AND ends_at > $2";
        let is_used: Option<bool> = read!(self, value, sql, &sha256[..], Moment::from(now))?;
        Ok(match is_used {
            Some(false) => EntryLink::Works,
            Some(true) => EntryLink::Used,
            None => EntryLink::Unknown,
        })
    }

    /// Uses a link, and begins a session in its place. `false` if the link does not work. Sessions that have ended are deleted.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn enter(
        &self,
        link: [u8; 32],
        session: [u8; 32],
        ends_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (ends_at, now) = (Moment::from(ends_at), Moment::from(now));
        self.write(Vec::new(), move |transaction| {
            Box::pin(async move {
                within!(transaction, execute, "DELETE FROM partner_sessions WHERE ends_at <= $1", now)?;
                let sql = "UPDATE entry_links SET used_at = $2 WHERE sha256 = $1 AND ends_at > $2 AND used_at IS NULL \
                           RETURNING email";
                let email: Option<String> = within!(transaction, value, sql, &link[..], now)?;
                let Some(email) = email else { return Ok(false) };
                let sql = "INSERT INTO partner_sessions (sha256, email, begun_at, ends_at) VALUES ($1, $2, $3, $4)";
                within!(transaction, execute, sql, &session[..], &email, now, ends_at)?;
                Ok(true)
            })
        })
        .await
    }

    /// Returns the address of record of whoever has that session, as long as it goes on.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn entered(&self, session: [u8; 32], now: Timestamp) -> Result<Option<String>, StoreError> {
        let sql = "SELECT email FROM partner_sessions WHERE sha256 = $1 AND ends_at > $2";
        Ok(read!(self, value, sql, &session[..], Moment::from(now))?)
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn leave(&self, session: [u8; 32]) -> Result<(), StoreError> {
        self.write(Vec::new(), move |transaction| {
            Box::pin(async move {
                within!(
                    transaction,
                    execute,
                    "DELETE FROM partner_sessions WHERE sha256 = $1",
                    &session[..]
                )?;
                Ok(())
            })
        })
        .await
    }

    /// Lists the newest referrals to a program in a partner's name, 100 at most, also those that only claim to be the partner's.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn referrals_in_name_of(
        &self,
        program: &str,
        partner: &str,
    ) -> Result<Vec<String>, StoreError> {
        if is_unknown(program) || is_unknown(partner) {
            return Ok(Vec::new());
        }
        let sql =
            "SELECT id FROM referrals WHERE partner = $1 AND program = $2 ORDER BY number DESC LIMIT 100";
        Ok(read!(self, values, sql, partner, program)?)
    }

    /// Returns the program of a referral, and the partner in whose name it was made.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn in_whose_name(&self, referral: &str) -> Result<Option<(String, String)>, StoreError> {
        if is_unknown(referral) {
            return Ok(None);
        }
        let sql = "SELECT program, partner FROM referrals WHERE id = $1 AND partner IS NOT NULL";
        Ok(read!(self, row, sql, referral)?)
    }
}
