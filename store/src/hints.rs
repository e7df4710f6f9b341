//! Copies of the endpoint on one PostgreSQL tell each other that there are deliveries. This is only a hint. If one is
//! lost, for example behind a pooler that does not pass it on, a copy finds the deliveries when it looks by itself.

use crate::error::StoreError;
use crate::open::Store;
use crate::pools::{Pools, Transaction};
use sqlx::postgres::PgListener;

const CHANNEL: &str = "referral_deliveries";

/// The hints of all copies from now on, this one included.
pub struct Hints(PgListener);

impl Store {
    /// Begins to listen, on a connection of its own. `None` for a SQLite file, which only one endpoint uses.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn hints(&self) -> Result<Option<Hints>, StoreError> {
        let Pools::Postgres(pool) = &self.pools else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Hints(listener)))
    }
}

impl Hints {
    /// Waits until there may be something new. Hints that were sent while the connection was lost do not come.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn next(&mut self) -> Result<(), StoreError> {
        self.0.recv().await?;
        Ok(())
    }
}

/// Sends a hint to all copies once the transaction is committed.
pub async fn hint(transaction: &mut Transaction) -> Result<(), sqlx::Error> {
    if let Transaction::Postgres(open) = transaction {
        sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&mut **open).await?;
    }
    Ok(())
}
