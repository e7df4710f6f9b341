//! The fee a partner would earn, computed in exact decimals.
//!
//! Amounts are rounded half-even to the currency's minor unit (ISO 4217), once, at the end.

use crate::currency::minor_digits;
use crate::decimal;
use crate::program::{Amount, Payment, Plan, Program, Tier, Tiering};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// The fee for a lead, and how it was calculated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The cap, if it reduced the sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capped_at: Option<Amount>,
    /// When the fee is paid.
    pub payment: Payment,
}

/// One term of an estimate: a flat amount, or a percentage of something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// The term, in major units, not yet rounded.
    pub amount: Amount,
    /// The percentage, if the term is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
}

/// A percentage of an amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// The percentage: `8` is 8 %.
    pub percent: Amount,
    /// The amount that the percentage is taken of, in major units.
    pub of: Amount,
    /// The label of the basis field.
    pub basis: String,
}

/// The fee under a plan. `basis` is the answer that its percentages are taken of. `None` if that answer is missing, or
/// if the sum is too large to be exact.
#[must_use]
pub fn estimate(program: &Program, plan: &Plan, basis: Option<Decimal>) -> Option<Estimate> {
    let (amount, capped_at) = fee(program, plan, basis)?;
    let mut parts = Vec::new();
    if let Some(amount) = plan.flat {
        parts.push(Part { amount, share: None });
    }
    let label =
        plan.basis.as_deref().and_then(|basis| program.field(basis)).map(|field| field.label.as_str());
    for (percent, of) in shares(plan, basis)? {
        let share = Share { percent, of: Amount(of), basis: label.unwrap_or_default().to_string() };
        parts.push(Part { amount: Amount(share_of(percent, of)?), share: Some(share) });
    }
    Some(Estimate {
        plan: plan.id.clone(),
        name: plan.name.clone(),
        amount,
        currency: currency(program, plan).to_string(),
        parts,
        capped_at,
        payment: plan.payment.clone(),
    })
}

/// The amount alone, and the cap if it reduced the sum.
#[must_use]
pub fn fee(program: &Program, plan: &Plan, basis: Option<Decimal>) -> Option<(Amount, Option<Amount>)> {
    let mut sum = plan.flat.unwrap_or_default().0;
    for (percent, of) in shares(plan, basis)? {
        sum = decimal::sum(sum, share_of(percent, of)?)?;
    }
    let capped_at = plan.cap.filter(|cap| sum > cap.0);
    let amount = capped_at.map_or(sum, |cap| cap.0);
    Some((Amount(in_minor_units(amount, currency(program, plan))), capped_at))
}

/// The currency that a plan pays in (ISO 4217).
#[must_use]
pub fn currency<'a>(program: &'a Program, plan: &'a Plan) -> &'a str {
    plan.currency.as_deref().unwrap_or(&program.currency)
}

fn share_of(percent: Amount, of: Decimal) -> Option<Decimal> {
    proportion(of, percent.0, Decimal::ONE_HUNDRED)
}

/// `amount` × `times` ÷ `of`. `None` if the result is too large to be exact.
pub(crate) fn proportion(amount: Decimal, times: Decimal, of: Decimal) -> Option<Decimal> {
    decimal::quotient(decimal::product(amount, times)?, of)
}

/// Rounds half-even to the currency's minor unit (ISO 4217).
pub(crate) fn in_minor_units(amount: Decimal, currency: &str) -> Decimal {
    let digits = minor_digits(currency);
    let mut rounded = amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
    rounded.rescale(digits);
    rounded
}

/// The percentages, each with the amount that it is taken of.
fn shares(plan: &Plan, basis: Option<Decimal>) -> Option<Vec<(Amount, Decimal)>> {
    if plan.tiers.is_empty() || plan.basis.is_none() {
        return Some(Vec::new());
    }
    let of = basis?;
    match plan.tiering {
        Tiering::Whole => Some(whole(&plan.tiers, of)),
        Tiering::Slices => slices(&plan.tiers, of),
    }
}

/// The tier that the basis falls into, applied to the whole basis. If the last tier is closed and the basis is above
/// it, the last tier applies.
fn whole(tiers: &[Tier], of: Decimal) -> Vec<(Amount, Decimal)> {
    let tier = tiers.iter().find(|tier| tier.up_to.is_none_or(|up_to| of <= up_to.0)).or(tiers.last());
    tier.map(|tier| (tier.percent, of)).into_iter().collect()
}

/// Each tier, applied to its slice. If the last tier is closed, nothing is paid for the part above it.
fn slices(tiers: &[Tier], of: Decimal) -> Option<Vec<(Amount, Decimal)>> {
    let mut below = Decimal::ZERO;
    let mut shares = Vec::new();
    for tier in tiers {
        let top = tier.up_to.map_or(of, |up_to| up_to.0.min(of));
        if top > below {
            shares.push((tier.percent, decimal::difference(top, below)?));
            below = top;
        }
    }
    Some(shares)
}
