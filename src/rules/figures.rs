//! A verdict in numbers, for judging at every keystroke or judging thousands of leads: reading a text takes JavaScript
//! longer than running the rules.

use super::Status;
use super::answers::Scalar;
use super::compile::Rules;
use super::totals::Summary;
use crate::compensation;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A verdict in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// The status.
    pub status: Status,
    /// The sum of the scores that are known.
    pub score: i64,
    /// The index of the compensation plan in the program.
    pub plan: Option<usize>,
    /// The fee under that plan, in minor units of its currency. JavaScript represents integers exactly up to 2^53.
    pub fee: Option<f64>,
    /// The index of the route in [`Figuring::routes`].
    pub route: Option<usize>,
}

/// Computes the figures of one program's verdicts, one after the other.
#[derive(Default)]
pub struct Figuring {
    routes: Vec<String>,
    /// The last fee, with the index of its plan and its basis.
    fee: Option<(usize, Option<Decimal>, Option<f64>)>,
}

impl Figuring {
    /// The figures of a verdict. `answers` are the lead's answers.
    pub fn figures(&mut self, rules: &Rules, summary: &Summary, answers: &[Scalar]) -> Figures {
        let place = |id: &str| rules.program.compensation.iter().position(|plan| plan.id == id);
        Figures {
            status: summary.status,
            score: summary.score,
            plan: summary.plan.as_deref().and_then(place),
            fee: summary.paying(rules, answers).and_then(|(plan, basis)| self.fee(rules, plan, basis)),
            route: summary.route.as_deref().map(|route| self.route(route)),
        }
    }

    /// The names of the routes so far.
    #[must_use]
    pub fn routes(&self) -> &[String] {
        &self.routes
    }

    /// Reuses the last fee, because it rarely changes with other answers.
    fn fee(&mut self, rules: &Rules, plan: usize, basis: Option<Decimal>) -> Option<f64> {
        if let Some((known, of, fee)) = self.fee
            && (known, of) == (plan, basis)
        {
            return fee;
        }
        let fee = rules.program.compensation.get(plan).and_then(|plan| {
            let (amount, _) = compensation::fee(&rules.program, plan, basis)?;
            amount.0.mantissa().to_f64()
        });
        self.fee = Some((plan, basis, fee));
        fee
    }

    fn route(&mut self, name: &str) -> usize {
        self.routes.iter().position(|known| known == name).unwrap_or_else(|| {
            self.routes.push(name.to_string());
            self.routes.len() - 1
        })
    }
}
