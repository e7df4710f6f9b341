//! Where referrals stand.

use crate::error::Cause;
use crate::json::Json;
use crate::moment::Moment;
use crate::pools::{Transaction, within};
use jiff::civil::Date;
use referral_widget::json::parse;
use referral_widget::office::{Deal, Duties, LifecycleStatus, Referral};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

/// Where a referral stands, as it is kept.
#[derive(FromRow, JsonSchema, Serialize)]
pub struct Standing {
    /// Its status, such as `accepted`.
    #[schemars(with = "LifecycleStatus")]
    pub status: String,
    /// How far the vendor's sales have come.
    pub stage: Option<String>,
    /// The last day on which it protects its customer (RFC 3339 full-date).
    #[schemars(with = "Option<Date>")]
    pub protected_until: Option<String>,
    /// Whether the partner has asked something that is not answered.
    pub partner_asks: bool,
    /// Whether the vendor has asked something that is not answered.
    pub desk_asks: bool,
    /// The id of the user who works on it.
    pub assignee: Option<String>,
    /// The value of the deal, in minor units of its currency.
    pub deal_value: Option<i64>,
    /// The currency of the deal (ISO 4217).
    pub deal_currency: Option<String>,
    /// The date of the contract (RFC 3339 full-date).
    #[schemars(with = "Option<Date>")]
    pub deal_on: Option<String>,
    /// When a person last did something (RFC 3339, UTC).
    pub touched_at: Moment,
    /// How many events it has had.
    pub revision: i64,
    /// What is owed, since when and by when, and when it was done.
    #[schemars(with = "Duties")]
    pub duties: Json,
    /// By when the vendor must do something next (RFC 3339, UTC).
    pub next_due: Option<Moment>,
}

/// A referral's number, and where it stands.
#[derive(FromRow)]
struct Numbered {
    number: i64,
    #[sqlx(flatten)]
    standing: Standing,
}

/// Finds the number of a referral, and where it stands.
pub(crate) async fn standing(
    id: &str,
    transaction: &mut Transaction,
) -> Result<Option<(i64, Kept)>, sqlx::Error> {
    let row: Option<Numbered> = within!(
        transaction,
        row,
        "SELECT number, status, stage, protected_until, partner_asks, desk_asks, assignee, deal_value, deal_currency, deal_on, \
         touched_at, revision, duties, next_due FROM referrals WHERE id = $1",
        id
    )?;
    let read = |Numbered { number, standing }: Numbered| {
        let referral = standing.referral().map_err(sqlx::Error::Decode)?;
        let duties = standing.duties().map_err(sqlx::Error::Decode)?;
        Ok((number, Kept { referral, duties }))
    };
    row.map(read).transpose()
}

/// A referral with its deadlines, as commands change them.
pub(crate) struct Kept {
    pub referral: Referral,
    pub duties: Duties,
}

impl Standing {
    /// What is owed, and what was.
    ///
    /// # Errors
    ///
    /// The column has something in it that this version cannot read.
    pub fn duties(&self) -> Result<Duties, Cause> {
        parse(self.duties.get()).map_err(|error| error.to_string().into())
    }

    /// The same, for commands.
    ///
    /// # Errors
    ///
    /// A column has something in it that this version cannot read.
    pub fn referral(&self) -> Result<Referral, Cause> {
        let day = |text: &String| text.parse::<Date>().map_err(Cause::from);
        let status = LifecycleStatus::from_word(&self.status)
            .ok_or_else(|| format!("`{}` is not a status", self.status))?;
        let deal = match (self.deal_value, &self.deal_currency, &self.deal_on) {
            (Some(value), Some(currency), Some(on)) => {
                Some(Deal { value, currency: currency.clone(), on: day(on)? })
            }
            _ => None,
        };
        Ok(Referral {
            status,
            stage: self.stage.clone(),
            protected_until: self.protected_until.as_ref().map(day).transpose()?,
            partner_asks: self.partner_asks,
            desk_asks: self.desk_asks,
            assignee: self.assignee.clone(),
            deal,
            touched_at: self.touched_at.timestamp(),
            revision: self.revision.unsigned_abs(),
        })
    }
}
