//! Leads that were refused because another referral protects their customer. The desk sees beside that referral who came when.

use crate::customers::Claim;
use crate::error::StoreError;
use crate::json::Json;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, is_unknown, read, within};
use crate::referrals::NewReferral;
use serde::Serialize;
use sqlx::FromRow;

/// The most that are listed of one referral.
const MOST: i64 = 100;

/// A lead that was refused.
#[derive(FromRow, Serialize)]
pub struct RefusedLead {
    /// When it arrived (RFC 3339, UTC).
    pub at: Moment,
    /// The partner who would have referred.
    pub partner: Option<String>,
    /// How that is known: by a `token`, by the `origin` of the page, or by its `claim`.
    pub attributed_by: String,
    /// `protects`, or `asks` if a machine may have sent it.
    pub claim: String,
    /// By what the customer is known again. Empty once that was erased.
    pub customers: Json,
}

/// The leads that were refused because of the referral with an id, the newest first.
pub(crate) const BESIDE: &str = "SELECT at, refused_leads.partner, refused_leads.attributed_by, claim, customers \
     FROM refused_leads JOIN referrals ON referrals.number = referral WHERE referrals.id = $1 \
     ORDER BY refused_leads.number DESC LIMIT $2";

impl Store {
    /// Lists the leads that were refused because this referral protects their customer: the newest 100.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn refused_beside(&self, referral: &str) -> Result<Vec<RefusedLead>, StoreError> {
        if is_unknown(referral) {
            return Ok(Vec::new());
        }
        Ok(read!(self, rows, BESIDE, referral, MOST)?)
    }
}

impl NewReferral {
    /// Keeps that this lead came, and was refused because of a referral.
    pub(crate) async fn note_refusal(
        &self,
        referral: i64,
        transaction: &mut Transaction,
    ) -> Result<(), sqlx::Error> {
        let key = transaction.text(&self.key).into_owned();
        let partner = self.partner.as_deref().map(|partner| transaction.text(partner).into_owned());
        let claim = match self.customer.claim {
            Claim::Protects => "protects",
            Claim::Asks | Claim::Unasked => "asks",
        };
        within!(
            transaction,
            execute,
            "INSERT INTO refused_leads (key, referral, at, partner, attributed_by, claim, customers) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING",
            key,
            referral,
            self.received_at,
            partner,
            self.attributed_by,
            claim,
            self.customer.kept_keys_in_json()
        )?;
        Ok(())
    }
}
