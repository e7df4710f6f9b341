//! Makes the keys of customers again, if they were made by another rule or with other lists.

use crate::customers::kept;
use crate::error::StoreError;
use crate::locks::Lock;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use sqlx::FromRow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The result of making the keys of customers again.
#[derive(Debug, Default)]
pub struct Rekeyed {
    /// How many referrals protect a customer.
    pub referrals: usize,
    /// How many of them got other keys.
    pub changed: usize,
    /// How many of them keep their old keys, because new ones cannot be made.
    pub unreadable: usize,
}

/// A referral that protects its customer.
#[derive(FromRow)]
struct Protecting {
    number: i64,
    program_hash: String,
    lead: String,
}

/// How many referrals are read at a time.
const AT_A_TIME: i64 = 1_000;

/// Makes the keys of a referral's customer from the hash of its program and its lead. `None` if one of them cannot be
/// read.
type Rule = dyn Fn(&str, &str) -> Option<Vec<String>> + Send + Sync;

impl Store {
    /// Returns the name of the rule by which the keys of customers were made.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn keys_made_by(&self) -> Result<Option<String>, StoreError> {
        Ok(read!(self, value, "SELECT made_by FROM customer_keys")?)
    }

    /// Makes the keys of all customers again, unless they were made by the same rule. All are changed or none. `keys`
    /// gets the hash of a referral's program and its lead.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn rekey(
        &self,
        made_by: &str,
        keys: impl Fn(&str, &str) -> Option<Vec<String>> + Send + Sync + 'static,
    ) -> Result<Rekeyed, StoreError> {
        let (made_by, keys) = (Arc::<str>::from(made_by), Arc::new(keys));
        self.write(vec![Lock::AllCustomers], move |transaction| {
            let (made_by, keys) = (Arc::clone(&made_by), Arc::clone(&keys));
            Box::pin(async move { rekey(&made_by, &*keys, transaction).await })
        })
        .await
    }
}

async fn rekey(made_by: &str, keys: &Rule, transaction: &mut Transaction) -> Result<Rekeyed, sqlx::Error> {
    let mut rekeyed = Rekeyed::default();
    let before: Option<String> = within!(transaction, value, "SELECT made_by FROM customer_keys")?;
    // Another copy of the endpoint may just have done it.
    if before.as_deref() == Some(made_by) {
        return Ok(rekeyed);
    }
    let mut last = 0;
    loop {
        let page: Vec<Protecting> = within!(
            transaction,
            rows,
            "SELECT number, program_hash, lead FROM referrals WHERE number > $1 AND protected_until IS NOT NULL \
             ORDER BY number LIMIT $2",
            last,
            AT_A_TIME
        )?;
        let Some(newest) = page.last() else { break };
        let of_page: Vec<(i64, String)> = within!(
            transaction,
            rows,
            "SELECT referral, customer FROM customers WHERE referral > $1 AND referral <= $2",
            last,
            newest.number
        )?;
        let mut known: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for (referral, key) in of_page {
            known.entry(referral).or_default().insert(key);
        }
        last = newest.number;
        rekeyed.referrals += page.len();
        for referral in &page {
            let Some(keys) = keys(&referral.program_hash, &referral.lead) else {
                rekeyed.unreadable += 1;
                continue;
            };
            let keys = keys.iter().map(|key| kept(key)).collect();
            if known.remove(&referral.number).unwrap_or_default() != keys {
                rekeyed.changed += 1;
                replace(referral.number, &keys, transaction).await?;
            }
        }
    }
    within!(
        transaction,
        execute,
        "INSERT INTO customer_keys (\"only\", made_by) VALUES (1, $1) \
         ON CONFLICT (\"only\") DO UPDATE SET made_by = excluded.made_by",
        made_by
    )?;
    Ok(rekeyed)
}

/// Replaces a referral's keys.
async fn replace(
    number: i64,
    keys: &BTreeSet<String>,
    transaction: &mut Transaction,
) -> Result<(), sqlx::Error> {
    within!(transaction, execute, "DELETE FROM customers WHERE referral = $1", number)?;
    for key in keys {
        within!(
            transaction,
            execute,
            "INSERT INTO customers (program, customer, referral, until) \
             SELECT program, $1, number, protected_until FROM referrals WHERE number = $2 ON CONFLICT DO NOTHING",
            key,
            number
        )?;
    }
    Ok(())
}
