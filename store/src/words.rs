//! The words by which people find referrals. `referrals` stores those of new ones; those that were stored before there were
//! words get them here.

use crate::error::StoreError;
use crate::json::in_json;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use sqlx::FromRow;
use std::sync::Arc;

/// A referral that has no words yet.
#[derive(FromRow)]
pub struct Wordless {
    /// Its number.
    pub number: i64,
    /// The hash of the program that it was made under.
    pub program_hash: String,
    /// Its answers, in JSON.
    pub lead: String,
}

impl Store {
    /// Lists referrals that have no words yet: the oldest 500.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn without_words(&self) -> Result<Vec<Wordless>, StoreError> {
        Ok(read!(
            self,
            rows,
            "SELECT number, program_hash, lead FROM referrals WHERE has_words = FALSE ORDER BY number LIMIT 500"
        )?)
    }

    /// Stores the words of referrals that have none yet. A lead that was changed meanwhile gets none of them.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn add_words(&self, found: Vec<(Wordless, Vec<String>)>) -> Result<(), StoreError> {
        let found = Arc::new(found);
        self.write(Vec::new(), move |transaction| {
            let found = Arc::clone(&found);
            Box::pin(async move {
                for (referral, words) in &*found {
                    add(referral, words, transaction).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn add(
    referral: &Wordless,
    words: &[String],
    transaction: &mut Transaction,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE referrals SET has_words = TRUE WHERE number = $1 AND lead = $2 AND has_words = FALSE";
    if within!(transaction, execute, sql, referral.number, &referral.lead)? == 0 {
        return Ok(());
    }
    let unpacked = match transaction {
        Transaction::Sqlite(_) => {
            "INSERT INTO referral_words (referral, word) SELECT DISTINCT $1, value FROM json_each($2)"
        }
        Transaction::Postgres(_) => {
            "INSERT INTO referral_words (referral, word) \
             SELECT DISTINCT $1::bigint, word FROM json_array_elements_text($2::json) AS word"
        }
    };
    within!(transaction, execute, unpacked, referral.number, in_json(&words)?)?;
    Ok(())
}
