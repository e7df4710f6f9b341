//! What became of the referrals that arrived in a period, for the desk's figures.

use crate::error::StoreError;
use crate::json::Json;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Pools, is_unknown};
use crate::rows::{Value, read_rows};
use sqlx::FromRow;

/// A referral that arrived in a period.
#[derive(FromRow)]
pub struct Arrived {
    /// Its number.
    pub number: i64,
    /// When it arrived.
    pub received_at: Moment,
    /// The partner who referred.
    pub partner: Option<String>,
}

/// Something that happened to a referral.
#[derive(FromRow)]
pub struct HappenedTo {
    /// The referral's number.
    pub referral: i64,
    /// When.
    pub at: Moment,
    /// What: [`Event`](referral_widget::office::Event) in JSON.
    pub event: Json,
}

impl Store {
    /// Lists the referrals that arrived in a period, of one program or of all, the oldest first: those after the given one, or the
    /// first ones.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn arrived(
        &self,
        (from, to): (Moment, Moment),
        program: Option<&str>,
        after: Option<(Moment, i64)>,
        limit: u32,
    ) -> Result<Vec<Arrived>, StoreError> {
        if program.is_some_and(is_unknown) {
            return Ok(Vec::new());
        }
        let (begins, number) = after.unwrap_or((from, i64::MIN));
        let mut values: Vec<Value> = vec![begins.into(), number.into(), to.into(), i64::from(limit).into()];
        let of_program = program.map_or("", |id| {
            values.push(id.into());
            "AND program = $5"
        });
        let sql = format!(
            "SELECT number, received_at, partner FROM referrals WHERE (received_at, number) > ($1, $2) \
             AND received_at < $3 {of_program} ORDER BY received_at, number LIMIT $4"
        );
        Ok(read_rows(&self.pools, sql, &values).await?)
    }

    /// Lists what happened to referrals with those numbers, each in order.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn happened(&self, referrals: &[i64]) -> Result<Vec<HappenedTo>, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite(pool) => {
                let sql = "SELECT referral, at, event FROM events WHERE referral IN (SELECT value FROM json_each($1)) \
                           ORDER BY referral, revision";
                sqlx::query_as(sql).bind(serde_json::json!(referrals).to_string()).fetch_all(pool).await?
            }
            Pools::Postgres(pool) => {
                let sql = "SELECT referral, at, event FROM events WHERE referral = ANY ($1) ORDER BY referral, revision";
                sqlx::query_as(sql).bind(referrals).fetch_all(pool).await?
            }
        })
    }
}
