//! A verdict as numbers of eight bytes, which other programs read where they stand.

use crate::rules::{Figures, Outcomes, Status};

/// Stands in the place of a status where a row is unreadable.
pub const UNREADABLE: f64 = 4.0;

/// A lead's: status, plan and route by their places (−1 for none), the score, the fee in minor units of the plan's currency
/// (NaN for none), and what came out of sixteen rules after the other (`Outcomes::sixteens`), as many as are not all met.
pub fn of_lead(figures: &Figures, outcomes: &Outcomes) -> impl Iterator<Item = f64> {
    let Numbers { status, score, plan, fee, route } = Numbers::of(figures);
    [status, plan, route, score, fee].into_iter().chain(sixteens(outcomes))
}

/// A row's of a list: its line, status, score, plan, fee and route, and what came out of each of so many sixteens of rules.
pub fn of_row(line: u64, figures: &Figures, outcomes: &Outcomes, words: usize) -> impl Iterator<Item = f64> {
    let Numbers { status, score, plan, fee, route } = Numbers::of(figures);
    let outcomes = sixteens(outcomes).chain(std::iter::repeat(0.0)).take(words);
    [line as f64, status, score, plan, fee, route].into_iter().chain(outcomes)
}

struct Numbers {
    status: f64,
    score: f64,
    plan: f64,
    fee: f64,
    route: f64,
}

impl Numbers {
    fn of(figures: &Figures) -> Self {
        let status = match figures.status {
            Status::Qualified => 0.0,
            Status::Review => 1.0,
            Status::Disqualified => 2.0,
            Status::Incomplete => 3.0,
        };
        let place = |place: Option<usize>| place.map_or(-1.0, |place| place as f64);
        Numbers {
            status,
            score: figures.score as f64,
            plan: place(figures.plan),
            fee: figures.fee.unwrap_or(f64::NAN),
            route: place(figures.route),
        }
    }
}

fn sixteens(outcomes: &Outcomes) -> impl Iterator<Item = f64> {
    outcomes.sixteens().iter().map(|sixteen| f64::from(*sixteen))
}
