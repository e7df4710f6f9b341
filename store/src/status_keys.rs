//! The keys with which the senders of referrals see them and act on them. Of each key there is only a hash, so that nobody who
//! reads the database can use one.

use crate::error::StoreError;
use crate::json::in_json;
use crate::open::Store;
use crate::pools::{Pools, is_unknown, read};

/// What a status key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It belongs to the referral.
    Opens,
    /// The vendor has revoked the key of the referral, whichever it was.
    Revoked,
    /// There is no such referral, or it has another key, or none.
    Unknown,
}

/// How many events referrals have had, how much was said of them, and how often that was answered. What follows says which
/// referrals.
macro_rules! changes {
    ($which:literal) => {
        concat!(
            "SELECT referrals.id, (SELECT max(revision) FROM events WHERE events.referral = referrals.number) \
             + (SELECT count(*) FROM feedback WHERE feedback.referral = referrals.number) \
             + (SELECT count(*) FROM feedback JOIN feedback_answers ON feedback_answers.feedback = feedback.number \
             WHERE feedback.referral = referrals.number) ",
            $which
        )
    };
}

/// How many referrals of a partner are listed.
const MOST: i64 = 100;

impl Store {
    /// Says whether the key with that SHA-256 belongs to a referral.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn status_key(&self, referral: &str, sha256: [u8; 32]) -> Result<KeyState, StoreError> {
        if is_unknown(referral) {
            return Ok(KeyState::Unknown);
        }
        let sql = "SELECT status_key FROM referrals WHERE id = $1 AND status_key IS NOT NULL";
        let kept: Option<Vec<u8>> = read!(self, value, sql, referral)?;
        Ok(match kept.as_deref() {
            Some([]) => KeyState::Revoked,
            // Hashes are compared, so the time that it takes tells nothing about the key.
            Some(kept) if kept == sha256 => KeyState::Opens,
            _ => KeyState::Unknown,
        })
    }

    /// Lists the newest referrals of a partner to a program that are known to be the partner's: its token or its website proves
    /// it. Whoever claims to be a partner is not believed here.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn referrals_of(&self, program: &str, partner: &str) -> Result<Vec<String>, StoreError> {
        if is_unknown(program) || is_unknown(partner) {
            return Ok(Vec::new());
        }
        Ok(read!(
            self,
            values,
            "SELECT id FROM referrals WHERE partner = $1 AND program = $2 AND attributed_by IN ('token', 'origin') \
             ORDER BY number DESC LIMIT $3",
            partner,
            program,
            MOST
        )?)
    }

    /// Says whether a referral to a program is known to be a partner's, as in [`Store::referrals_of`].
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn is_of_partner(
        &self,
        referral: &str,
        program: &str,
        partner: &str,
    ) -> Result<bool, StoreError> {
        if [referral, program, partner].into_iter().any(is_unknown) {
            return Ok(false);
        }
        let sql = "SELECT number FROM referrals WHERE id = $1 AND partner = $2 AND program = $3 \
                   AND attributed_by IN ('token', 'origin')";
        let found: Option<i64> = read!(self, value, sql, referral, partner, program)?;
        Ok(found.is_some())
    }

    /// Says how often each of these referrals, or what its partner said of it, has changed. Those that do not exist are left out.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn revisions(&self, referrals: &[String]) -> Result<Vec<(String, i64)>, StoreError> {
        // All columns are in indexes, so the rows with their long texts are not read.
        Ok(match &self.pools {
            Pools::Sqlite(pool) => {
                let ids = in_json(&referrals)?;
                let sql = changes!("FROM json_each($1) JOIN referrals ON referrals.id = json_each.value");
                sqlx::query_as(sql).bind(ids).fetch_all(pool).await?
            }
            Pools::Postgres(pool) => {
                let sql = changes!("FROM referrals WHERE id = ANY ($1)");
                sqlx::query_as(sql).bind(referrals).fetch_all(pool).await?
            }
        })
    }
}
