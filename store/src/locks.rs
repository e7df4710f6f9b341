//! What PostgreSQL lets happen one after the other. SQLite has one writer, and needs none of it.

use crate::pools::Transaction;
use sha2::{Digest, Sha256};

/// What must not be looked at by one while another changes it.
pub enum Lock {
    /// Whom a program's referrals protect, by one key.
    Customer(String, String),
    /// A referral, by its id.
    Referral(String),
    /// The keys of all customers: made anew by one who takes this, with nobody in between.
    AllCustomers,
    /// The same, as they are: any number may take this at a time.
    CustomersAsTheyAre,
    /// The keys that receipts are signed with.
    SigningKeys,
    /// The vendor's token.
    Token,
    /// Who brings which delivery.
    Deliveries,
}

impl Lock {
    /// PostgreSQL's locks are numbers. Two that fall together only wait for each other.
    fn number(&self) -> i64 {
        let parts: [&str; 3] = match self {
            Lock::Customer(program, key) => ["customer", program, key],
            Lock::Referral(id) => ["referral", id, ""],
            Lock::AllCustomers | Lock::CustomersAsTheyAre => ["customers", "", ""],
            Lock::SigningKeys => ["signing keys", "", ""],
            Lock::Token => ["token", "", ""],
            Lock::Deliveries => ["deliveries", "", ""],
        };
        let digest = Sha256::digest(parts.join("\u{1f}"));
        let bytes: [u8; 8] = std::array::from_fn(|i| digest[i]);
        i64::from_be_bytes(bytes)
    }
}

/// The locks in the order in which all take them: so no two wait for each other. Each with whether it is shared.
pub fn in_order(locks: Vec<Lock>) -> Vec<(i64, bool)> {
    let is_shared = |lock: &Lock| matches!(lock, Lock::CustomersAsTheyAre);
    let mut numbers: Vec<_> = locks.iter().map(|lock| (lock.number(), is_shared(lock))).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Takes them until the transaction ends.
pub async fn take(transaction: &mut Transaction, locks: &[(i64, bool)]) -> Result<(), sqlx::Error> {
    let Transaction::Postgres(open) = transaction else { return Ok(()) };
    let (numbers, shared): (Vec<i64>, Vec<bool>) = locks.iter().copied().unzip();
    // One statement, since each costs a round trip. A list is taken apart from its first element to its last.
    let sql = "SELECT CASE WHEN is_shared THEN pg_advisory_xact_lock_shared(number)::text \
               ELSE pg_advisory_xact_lock(number)::text END FROM unnest($1::bigint[], $2::boolean[]) AS lock (number, is_shared)";
    sqlx::query(sql).bind(numbers).bind(shared).execute(&mut **open).await?;
    Ok(())
}
