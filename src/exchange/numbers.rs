//! A verdict as 64-bit numbers, which other programs read directly from memory.

use crate::rules::{Figures, Outcomes, Status};

/// The number for an unreadable row, in the place of a status.
pub const UNREADABLE: f64 = 4.0;

/// The numbers of a lead: status, plan and route as indexes (−1 for none), the score, the fee in minor units of the
/// plan's currency (NaN for none), and the outcomes of sixteen rules each (`Outcomes::sixteens`), up to the last one
/// that is not met.
pub fn of_lead(figures: &Figures, outcomes: &Outcomes) -> impl Iterator<Item = f64> {
    let Numbers { status, score, plan, fee, route } = Numbers::from_figures(figures);
    [status, plan, route, score, fee].into_iter().chain(sixteens(outcomes))
}

/// The numbers of a row in a list: its line, status, score, plan, fee and route, and the outcomes of `words` times
/// sixteen rules.
pub fn of_row(line: u64, figures: &Figures, outcomes: &Outcomes, words: usize) -> impl Iterator<Item = f64> {
    let Numbers { status, score, plan, fee, route } = Numbers::from_figures(figures);
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
    fn from_figures(figures: &Figures) -> Self {
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
