//! The output for a row.

use crate::lead::FieldError;
use crate::program::Amount;
use crate::rules::{Brief, BriefFinding, Outcome as Finds};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The reason why a row or one of its cells cannot be read, or why a rule failed on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The field, if the mistake concerns one. For a field in a row of a group, a path such as `contacts.0.email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The column's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The content of the cell, cut if it is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to correct it, unless the message says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl From<FieldError> for Mistake {
    fn from(error: FieldError) -> Self {
        Mistake { field: Some(error.field), message: error.message, ..Mistake::default() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

/// The output for a row: the parts of the verdict that belong in a table.
#[derive(Debug, Default, Serialize)]
pub struct Outcome<'a> {
    /// The line in which the row starts, counted from 1.
    pub line: u64,
    /// `qualified`, `review`, `disqualified` or `incomplete`; `unreadable` if there is no verdict.
    pub status: &'a str,
    /// The sum of the scores that are known.
    pub score: Option<i64>,
    /// The fee in major units.
    pub fee: Option<Amount>,
    /// The currency of the fee (ISO 4217).
    pub currency: Option<&'a str>,
    /// The id of the compensation plan.
    pub plan: Option<&'a str>,
    /// Where the vendor should send the lead.
    pub route: Option<&'a str>,
    /// The codes of the rules that are not met.
    pub unmet: Vec<&'a str>,
    /// The required fields that rules wait for.
    pub waiting_for: Vec<&'a str>,
    /// The cells that cannot be read, and the rules that failed.
    pub errors: Cow<'a, [Mistake]>,
}

impl<'a> Outcome<'a> {
    /// The columns, in order.
    pub const COLUMNS: [&'static str; 10] =
        ["line", "status", "score", "fee", "currency", "plan", "route", "unmet", "waiting_for", "errors"];

    /// The output for a row with a verdict. `verdict` has the findings of all rules.
    #[must_use]
    pub fn judged(line: u64, verdict: &'a Brief) -> Self {
        let mut waiting_for: Vec<&str> = Vec::new();
        for field in verdict.findings.iter().flat_map(|finding| &finding.waiting_for) {
            if !waiting_for.contains(field) {
                waiting_for.push(field);
            }
        }
        let unmet = verdict.findings.iter().filter(|finding| finding.outcome == Finds::Unmet);
        Outcome {
            line,
            status: verdict.status.as_str(),
            score: Some(verdict.score),
            fee: verdict.fee,
            currency: verdict.currency,
            plan: verdict.plan.as_deref(),
            route: verdict.route.as_deref(),
            unmet: unmet.map(|finding| finding.code).collect(),
            waiting_for,
            errors: verdict
                .invalid
                .iter()
                .map(invalid)
                .chain(verdict.findings.iter().filter_map(failed))
                .collect(),
        }
    }

    /// The output for a row without a verdict.
    #[must_use]
    pub fn unreadable(line: u64, mistakes: &'a [Mistake]) -> Self {
        Outcome { line, status: "unreadable", errors: mistakes.into(), ..Outcome::default() }
    }

    /// The cells, in the order of [`Outcome::COLUMNS`]. Lists are joined by semicolons.
    #[must_use]
    pub fn cells(&self) -> [Cow<'a, str>; 10] {
        let errors: Vec<String> = self.errors.iter().map(Mistake::to_string).collect();
        let text = |text: Option<&'a str>| Cow::Borrowed(text.unwrap_or_default());
        [
            self.line.to_string().into(),
            self.status.into(),
            self.score.map(|score| score.to_string()).unwrap_or_default().into(),
            self.fee.map(|fee| fee.to_string()).unwrap_or_default().into(),
            text(self.currency),
            text(self.plan),
            text(self.route),
            self.unmet.join("; ").into(),
            self.waiting_for.join("; ").into(),
            errors.join("; ").into(),
        ]
    }
}

fn invalid((field, message): &(&str, &str)) -> Mistake {
    Mistake { field: Some((*field).to_string()), message: (*message).to_string(), ..Mistake::default() }
}

fn failed(finding: &BriefFinding) -> Option<Mistake> {
    let why = finding.error.as_deref()?;
    Some(Mistake { message: format!("rule `{}` failed: {why}", finding.code), ..Mistake::default() })
}

/// Makes names unique: a repeated name gets a number.
#[must_use]
pub fn unique(names: &[String]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    // The last number tried for each repeated name. All lower ones are taken.
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unique = Vec::with_capacity(names.len());
    for name in names {
        let mut own = name.clone();
        if taken.contains(&own) {
            let number = numbers.entry(name).or_insert(1);
            while taken.contains(&own) {
                *number += 1;
                own = format!("{name} {number}");
            }
        }
        taken.insert(own.clone());
        unique.push(own);
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn repeated_names_are_numbered() {
        let names = ["Note", "Note", "", "Note 2", "Note"].map(String::from);
        assert_eq!(unique(&names), ["Note", "Note 2", "", "Note 2 2", "Note 3"]);
    }

    /// So many names that comparing each with all others would take hours.
    #[test]
    fn a_name_may_be_repeated_a_hundred_thousand_times() {
        let numbered = |number: usize| format!("Note {}", 2 * number);
        let names: Vec<String> =
            (0..100_000).flat_map(|number| ["Note".to_string(), numbered(number)]).collect();
        let unique = unique(&names);
        assert_eq!(unique.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
    }
}
