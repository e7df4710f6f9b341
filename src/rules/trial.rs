//! Trying a case: its verdict, and the differences from the expected one.

use super::cases::{Case, Wanted};
use super::{Outcome, Rules, Verdict};
use serde::Serialize;
use std::fmt;

/// A case that was tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trial {
    /// The case's name.
    pub name: String,
    /// The differences from the expected verdict. Empty for a case that passes.
    pub differences: Vec<Difference>,
    /// The actual verdict.
    pub verdict: Verdict,
}

/// A difference between the expected and the actual verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The key in the case: `verdict`, `findings.territory`, `score`, `plan`, `estimate` or `route`.
    pub what: String,
    /// The expected value.
    pub expected: String,
    /// The actual value.
    pub got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.what, self.expected, self.got)
    }
}

impl Rules {
    /// Judges a case's lead on its date, and compares the result. A rule that fails makes the case fail, unless the
    /// case expects that error.
    #[must_use]
    pub fn try_case(&self, case: &Case) -> Trial {
        let verdict = self.evaluate_for(&case.lead, &case.partner, case.today);
        let expected = &case.expected;
        let mut found = Differences(Vec::new());
        found.compare("verdict", expected.status.as_str(), verdict.status.as_str());
        for finding in &verdict.findings {
            let wanted = expected.findings.iter().find(|(code, _)| *code == finding.code);
            let failed = finding.outcome == Outcome::Error;
            let got = match &finding.error {
                Some(error) => format!("an error ({error})"),
                None => finding.outcome.as_str().to_string(),
            };
            match wanted.map(|(_, outcome)| *outcome) {
                Some(outcome) if outcome != finding.outcome => {
                    found.add(format!("findings.{}", finding.code), outcome.as_str(), got);
                }
                None if failed => found.add(format!("findings.{}", finding.code), "no error", got),
                _ => {}
            }
        }
        if let Some(score) = expected.score {
            found.compare("score", &score.to_string(), &verdict.score.to_string());
        }
        found.wanted("plan", &expected.plan, verdict.plan.as_ref());
        found.wanted("estimate", &expected.estimate, verdict.estimate.as_ref().map(|it| &it.amount));
        found.wanted("route", &expected.route, verdict.route.as_ref());
        Trial { name: case.name.clone(), differences: found.0, verdict }
    }
}

struct Differences(Vec<Difference>);

impl Differences {
    fn add(&mut self, what: impl Into<String>, expected: impl Into<String>, got: impl Into<String>) {
        self.0.push(Difference { what: what.into(), expected: expected.into(), got: got.into() });
    }

    fn compare(&mut self, what: &str, expected: &str, got: &str) {
        if expected != got {
            self.add(what, expected, got);
        }
    }

    fn wanted<T: PartialEq + fmt::Display>(&mut self, what: &str, wanted: &Wanted<T>, got: Option<&T>) {
        let (expected, fits) = match wanted {
            Wanted::Anything => return,
            Wanted::Nothing => ("none".to_string(), got.is_none()),
            Wanted::Exactly(wanted) => (wanted.to_string(), got == Some(wanted)),
        };
        if !fits {
            self.add(what, expected, got.map_or_else(|| "none".to_string(), ToString::to_string));
        }
    }
}
