//! Explains in a sentence why a verdict is what it is.

use referral_widget::rules::{Finding, Kind, Outcome, Status, Verdict};
use std::collections::BTreeSet;

/// Returns the verdict and its reason.
pub fn sentence(verdict: &Verdict) -> String {
    match verdict.status {
        Status::Disqualified => {
            let unmet = codes(verdict, Outcome::Unmet, Some(Kind::Require));
            format!("Disqualified: the lead does not meet {unmet}, which is required.")
        }
        Status::Incomplete => {
            let fields = verdict.findings.iter().flat_map(|finding| &finding.waiting_for);
            let fields: BTreeSet<&str> = fields.map(String::as_str).collect();
            format!("Incomplete: no answer yet to {}.", listed(fields))
        }
        Status::Review if verdict.waits_for_facts() => {
            let facts = verdict.findings.iter().flat_map(|finding| &finding.unknown);
            let facts: BTreeSet<&str> = facts.map(String::as_str).collect();
            format!("Review, the endpoint decides: {} must be known.", listed(facts))
        }
        Status::Review => format!("Review, a partner manager decides: {}.", doubts(verdict).join("; ")),
        Status::Qualified => match verdict.qualify_at {
            Some(least) => format!(
                "Qualified: every requirement and review is met, and the score of {} reaches {least}.",
                verdict.score
            ),
            None => "Qualified: every requirement and review is met.".to_string(),
        },
    }
}

fn doubts(verdict: &Verdict) -> Vec<String> {
    let mut doubts = Vec::new();
    let unmet = codes(verdict, Outcome::Unmet, Some(Kind::Review));
    if !unmet.is_empty() {
        doubts.push(format!("the lead does not meet {unmet}"));
    }
    let failed = codes(verdict, Outcome::Error, None);
    if !failed.is_empty() {
        doubts.push(format!("{failed} failed, which is a mistake in the script"));
    }
    if let Some(least) = verdict.qualify_at.filter(|least| verdict.score < *least) {
        doubts.push(format!("the score of {} is below {least}", verdict.score));
    }
    doubts
}

fn codes(verdict: &Verdict, outcome: Outcome, kind: Option<Kind>) -> String {
    let fits =
        |finding: &&Finding| finding.outcome == outcome && kind.is_none_or(|kind| finding.kind == kind);
    listed(verdict.findings.iter().filter(fits).map(|finding| finding.code.as_str()))
}

/// Joins names: `` `a`, `b` and `c` ``.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}
