//! The fee a partner would earn, computed in exact decimals.
//!
//! Rounded half-even to the currency's minor unit (ISO 4217), once, at the end.

use crate::lead::{Lead, Value, minor_digits};
use crate::program::{Amount, Payment, Plan, Program, Tier, Tiering};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// What a lead would pay, and how that was reckoned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The plan's id.
    pub plan: String,
    /// The plan's name.
    pub name: String,
    /// The fee in major units.
    pub amount: Amount,
    /// Its currency (ISO 4217).
    pub currency: String,
    /// The terms of the sum, before the cap.
    pub parts: Vec<Part>,
    /// The cap, where it cut the sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capped_at: Option<Amount>,
    /// When it is paid.
    pub payment: Payment,
}

/// One term of an estimate: a flat amount, or a percentage of something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The term, in major units, not yet rounded.
    pub amount: Amount,
    /// The percentage, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
}

/// A percentage of something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// `8` is 8 %.
    pub percent: Amount,
    /// What it is taken of, in major units.
    pub of: Amount,
    /// The label of the basis field.
    pub basis: String,
}

/// The fee for a lead under a plan. `None` while the answer it is a percentage of is missing, or where the sum
/// is too large to be exact.
#[must_use]
pub fn estimate(program: &Program, plan: &Plan, lead: &Lead) -> Option<Estimate> {
    let currency = plan.currency.as_deref().unwrap_or(&program.currency);
    let mut parts = Vec::new();
    if let Some(amount) = plan.flat {
        parts.push(Part { amount, share: None });
    }
    if let Some(basis) = plan.basis.as_deref().filter(|_| !plan.tiers.is_empty()) {
        let field = program.field(basis)?;
        let Some(Value::Decimal(of)) = lead.get(basis) else { return None };
        let shares = match plan.tiering {
            Tiering::Whole => whole(&plan.tiers, *of),
            Tiering::Slices => slices(&plan.tiers, *of),
        };
        for (percent, of) in shares {
            let amount = Amount(of.checked_mul(percent.0)?.checked_div(Decimal::ONE_HUNDRED)?);
            let share = Share { percent, of: Amount(of), basis: field.label.clone() };
            parts.push(Part { amount, share: Some(share) });
        }
    }
    let mut sum = Decimal::ZERO;
    for part in &parts {
        sum = sum.checked_add(part.amount.0)?;
    }
    let capped_at = plan.cap.filter(|cap| sum > cap.0);
    let digits = minor_digits(currency);
    let mut amount = capped_at
        .map_or(sum, |cap| cap.0)
        .round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
    amount.rescale(digits);
    Some(Estimate {
        plan: plan.id.clone(),
        name: plan.name.clone(),
        amount: Amount(amount),
        currency: currency.to_string(),
        parts,
        capped_at,
        payment: plan.payment.clone(),
    })
}

/// The tier that the basis falls into, for all of it. Above a closed last tier, that tier goes on.
fn whole(tiers: &[Tier], of: Decimal) -> Vec<(Amount, Decimal)> {
    let tier = tiers.iter().find(|tier| tier.up_to.is_none_or(|up_to| of <= up_to.0)).or(tiers.last());
    tier.map(|tier| (tier.percent, of)).into_iter().collect()
}

/// Each tier for its slice. Above a closed last tier, nothing more is paid.
fn slices(tiers: &[Tier], of: Decimal) -> Vec<(Amount, Decimal)> {
    let mut below = Decimal::ZERO;
    let mut shares = Vec::new();
    for tier in tiers {
        let top = tier.up_to.map_or(of, |up_to| up_to.0.min(of));
        if top > below {
            shares.push((tier.percent, top - below));
            below = top;
        }
    }
    shares
}
