//! PostgreSQL's locks, which make writes happen one after the other. SQLite has one writer and needs none.

use crate::pools::Transaction;
use sha2::{Digest, Sha256};

/// What only one transaction may look at and change at a time.
pub enum Lock {
    /// Whom a program's referrals protect, by one key: the program's id and the key.
    Customer(String, String),
    /// A referral, by its id.
    Referral(String),
    /// The keys of all customers, for the one that makes them again. Nobody else may use them meanwhile.
    AllCustomers,
    /// The keys of all customers, for those who use them as they are. Any number may hold this at a time.
    CustomersAsTheyAre,
    /// The keys that receipts are signed with.
    SigningKeys,
    /// The vendor's token.
    Token,
    /// The vendor's people.
    Users,
    /// The vendor's partners.
    Partners,
    /// The business hours.
    Calendars,
    /// The claims on deliveries.
    Deliveries,
}

impl Lock {
    /// Returns the lock's number, since PostgreSQL's locks are numbers. Two locks with the same number only wait for
    /// each other.
    fn number(&self) -> i64 {
        let parts: [&str; 3] = match self {
            Lock::Customer(program, key) => ["customer", program, key],
            Lock::Referral(id) => ["referral", id, ""],
            Lock::AllCustomers | Lock::CustomersAsTheyAre => ["customers", "", ""],
            Lock::SigningKeys => ["signing keys", "", ""],
            Lock::Token => ["token", "", ""],
            Lock::Users => ["users", "", ""],
            Lock::Partners => ["partners", "", ""],
            Lock::Calendars => ["calendars", "", ""],
            Lock::Deliveries => ["deliveries", "", ""],
        };
        let digest = Sha256::digest(parts.join("\u{1f}"));
        let bytes: [u8; 8] = std::array::from_fn(|i| digest[i]);
        i64::from_be_bytes(bytes)
    }
}

/// Sorts locks into the order in which everybody takes them, which prevents deadlocks. The second value is true for a
/// shared lock.
pub fn in_order(locks: Vec<Lock>) -> Vec<(i64, bool)> {
    let is_shared = |lock: &Lock| matches!(lock, Lock::CustomersAsTheyAre);
    let mut numbers: Vec<_> = locks.iter().map(|lock| (lock.number(), is_shared(lock))).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Takes the locks until the transaction ends.
pub async fn take(transaction: &mut Transaction, locks: &[(i64, bool)]) -> Result<(), sqlx::Error> {
    let Transaction::Postgres(open) = transaction else { return Ok(()) };
    let (numbers, shared): (Vec<i64>, Vec<bool>) = locks.iter().copied().unzip();
    // One statement, since each costs a round trip. A list is taken apart from its first element to its last.
    let sql = "SELECT CASE WHEN is_shared THEN pg_advisory_xact_lock_shared(number)::text \
               ELSE pg_advisory_xact_lock(number)::text END FROM unnest($1::bigint[], $2::boolean[]) AS lock (number, is_shared)";
    sqlx::query(sql).bind(numbers).bind(shared).execute(&mut **open).await?;
    Ok(())
}
