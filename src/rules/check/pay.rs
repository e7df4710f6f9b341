//! Probable mistakes in plans: caps that cut every fee, percentages that are never paid, larger deals that pay less.

use crate::compensation::{currency, fee};
use crate::currency::minor_digits;
use crate::decimal;
use crate::program::{Amount, Code, Plan, Problem, Program, Tiering};
use rust_decimal::Decimal;

/// The probable mistakes, plan by plan.
pub fn check_plans(program: &Program) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, plan) in program.compensation.iter().enumerate() {
        let place = format!("compensation[{i}] `{}`", plan.id);
        let paying = Paying { program, plan, place, currency: currency(program, plan) };
        problems.extend(paying.nothing());
        problems.extend(paying.cap());
        if plan.basis.is_some() {
            problems.extend(paying.tiers());
            problems.extend(paying.steps_down());
        }
    }
    problems
}

struct Paying<'a> {
    program: &'a Program,
    plan: &'a Plan,
    place: String,
    currency: &'a str,
}

impl Paying<'_> {
    /// The limits of the basis, if its question has any.
    fn bounds(&self) -> (Option<Decimal>, Option<Decimal>) {
        let basis = self.plan.basis.as_deref().and_then(|basis| self.program.field(basis));
        let bound = |amount: Option<Amount>| amount.map(|amount| amount.0);
        basis.map_or((None, None), |basis| (bound(basis.min), bound(basis.max)))
    }

    fn pays(&self, of: Decimal) -> Option<Decimal> {
        fee(self.program, self.plan, Some(of)).map(|(amount, _)| amount.0)
    }

    fn nothing(&self) -> Option<Problem> {
        let Plan { flat, tiers, cap, basis, .. } = self.plan;
        let is_zero = |amount: Amount| amount.0.is_zero();
        if cap.is_some_and(is_zero) {
            let help = "give the most that is paid, or leave `cap` out";
            return Some(
                Problem::warning(
                    Code::PaysNothing,
                    format!("{}, cap", self.place),
                    "is 0: nothing is ever paid",
                )
                .help(help),
            );
        }
        if flat.is_none_or(is_zero) && tiers.iter().all(|tier| is_zero(tier.percent)) {
            let help = "give `flat` or the percentages, or take the plan out";
            return Some(
                Problem::warning(Code::PaysNothing, &self.place, "pays nothing: all its amounts are 0")
                    .help(help),
            );
        }
        if basis.is_some() && tiers.is_empty() {
            let help = "add `tiers`, such as [{ \"percent\": 5 }], or leave `basis` out";
            return Some(
                Problem::warning(
                    Code::PaysNothing,
                    format!("{}, basis", self.place),
                    "is named, but no share of it is paid",
                )
                .help(help),
            );
        }
        None
    }

    /// Reports a cap that cuts every fee, however small.
    fn cap(&self) -> Option<Problem> {
        let cap = self.plan.cap?.0;
        let (flat, tiers) = (self.plan.flat.unwrap_or_default().0, &self.plan.tiers);
        let help = "raise `cap`, or leave out what never counts";
        let problem = |message: String| {
            Some(Problem::warning(Code::PointlessCap, format!("{}, cap", self.place), message).help(help))
        };
        if cap.is_zero() {
            return None;
        }
        let currency = self.currency;
        if cap < flat {
            return problem(format!(
                "is {cap} {currency}, below the fixed fee of {flat}: that is never paid in full"
            ));
        }
        if cap == flat && !tiers.is_empty() {
            return problem(format!("is {cap} {currency}, the fixed fee alone: the share is never paid"));
        }
        let (Some(min), most) = self.bounds() else { return None };
        // The fee may rise and fall from tier to tier, so its minimum is at an end of a tier.
        let ends = tiers.iter().filter_map(|tier| self.above(tier.up_to?.0));
        let within = |of: &Decimal| *of >= min && most.is_none_or(|most| *of <= most);
        let uncapped = Plan { cap: None, ..self.plan.clone() };
        let fees: Option<Vec<Decimal>> = std::iter::once(min)
            .chain(ends.filter(within))
            .map(|of| fee(self.program, &uncapped, Some(of)).map(|(amount, _)| amount.0))
            .collect();
        let least = fees?.into_iter().min()?;
        if !tiers.is_empty() && cap < least {
            return problem(format!(
                "is {cap} {currency}, and without it every lead would pay {least} or more: all pay the same"
            ));
        }
        None
    }

    /// Reports tiers that no deal falls into, and an end of the last tier that has no effect.
    fn tiers(&self) -> Vec<Problem> {
        let (least, most) = self.bounds();
        let basis = self.plan.basis.as_deref().unwrap_or_default();
        let is_whole = self.plan.tiering == Tiering::Whole;
        let mut problems = Vec::new();
        let mut below: Option<Decimal> = None;
        for (i, tier) in self.plan.tiers.iter().enumerate() {
            let place = format!("{}, tiers[{i}]", self.place);
            let up_to = tier.up_to.map(|up_to| up_to.0);
            let help = "take the tier out, or change its limits";
            if up_to.is_some_and(|up_to| up_to <= Decimal::ZERO) {
                let message = "ends at zero or below: no deal falls into it";
                problems.push(Problem::warning(Code::IdleTier, format!("{place}.up_to"), message).help(help));
            } else if let (Some(below), Some(most)) = (below, most)
                && most <= below
            {
                let message =
                    format!("begins above {below}, and `{basis}` is {most} at most: no deal falls into it");
                problems.push(Problem::warning(Code::IdleTier, place, message).help(help));
            } else if let (true, Some(up_to), Some(least)) = (is_whole, up_to, least)
                && up_to < least
            {
                let message =
                    format!("ends at {up_to}, and `{basis}` is {least} or more: no deal falls into it");
                problems.push(Problem::warning(Code::IdleTier, format!("{place}.up_to"), message).help(help));
            } else if let (true, Some(up_to)) = (is_whole && i + 1 == self.plan.tiers.len(), up_to)
                && most.is_none_or(|most| most > up_to)
            {
                let message = format!("is {up_to}, but the last tier goes on above it");
                let help = "leave `up_to` out, or add a tier for what is above";
                problems.push(Problem::warning(Code::IdleTier, format!("{place}.up_to"), message).help(help));
            }
            below = up_to;
        }
        problems
    }

    /// Reports tiers above whose end a larger deal pays less.
    fn steps_down(&self) -> Vec<Problem> {
        let (least, most) = self.bounds();
        let mut problems = Vec::new();
        for (i, tier) in self.plan.tiers.iter().enumerate() {
            let Some(Amount(up_to)) = tier.up_to.filter(|_| i + 1 < self.plan.tiers.len()) else { continue };
            let Some(above) = self.above(up_to) else { continue };
            let is_out = least.is_some_and(|least| up_to < least) || most.is_some_and(|most| above > most);
            let (Some(at), Some(behind)) = (self.pays(up_to), self.pays(above)) else { continue };
            if !is_out && behind < at {
                let message = format!(
                    "a deal of {up_to} {} pays {at}, and a larger one of {above} only {behind}",
                    self.currency
                );
                let help = "pay the larger one more, or write \"tiering\": \"slices\", so that each share is of its own slice";
                problems.push(
                    Problem::warning(Code::PaysLess, format!("{}, tiers[{}]", self.place, i + 1), message)
                        .help(help),
                );
            }
        }
        problems
    }

    /// The next larger amount. `None` if it is too large to be exact.
    fn above(&self, amount: Decimal) -> Option<Decimal> {
        decimal::sum(amount, Decimal::new(1, minor_digits(self.currency)))
    }
}
