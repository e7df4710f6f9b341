//! The verdict of the rules on a lead.

use crate::compensation::Estimate;
use crate::program::words;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The verdict of the rules on a lead, and the reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// The status.
    pub status: Status,
    /// One finding for each declared rule, in the script's order.
    pub findings: Vec<Finding>,
    /// The sum of the scores that are known.
    pub score: i64,
    /// The score below which a partner manager decides, if the script sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualify_at: Option<i64>,
    /// The id of the chosen compensation plan, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The fee under that plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// Where the vendor should send the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Changes of one answer that would improve the verdict, the smallest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Suggestion>,
    /// The fields that this lead is not asked. Answers to them do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// The fields whose answers break their `valid_when`. These answers do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<String>,
    /// The evaluation date (RFC 3339 full-date).
    #[cfg_attr(feature = "schema", schemars(with = "jiff::civil::Date"))]
    pub today: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
    /// SHA-256 of `program.json`, in hexadecimal.
    pub program_hash: String,
}

impl Verdict {
    /// True if the endpoint decides, because facts of the partner are not known here and nothing else is missing.
    #[must_use]
    pub fn waits_for_facts(&self) -> bool {
        self.status == Status::Review && self.findings.iter().any(|finding| !finding.unknown.is_empty())
    }
}

/// A change of one answer that would improve the verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The field.
    pub field: String,
    /// The answers that lead to the new status, in plain style. For a number or a date, only the nearest.
    pub answers: Vec<Value>,
    /// The new status.
    pub status: Status,
}

words! {
    /// The status of a lead.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    Status {
        /// All rules are met.
        Qualified = "qualified",
        /// A partner manager decides; or the endpoint, if facts of the partner are not known here.
        Review = "review",
        /// A requirement is not met.
        Disqualified = "disqualified",
        /// Answers are missing.
        Incomplete = "incomplete",
    }
}

/// The outcome of one declared rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's code, or `plan` or `route`.
    pub code: String,
    /// The kind of rule.
    pub kind: Kind,
    /// The criterion, in words for the partner. Empty for a score, a plan and a route.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The outcome.
    pub outcome: Outcome,
    /// The points, for a score that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// The fields and facts of the partner that the rule read, in the order of their first read.
    pub read: Vec<String>,
    /// The required fields among them that are not yet answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting_for: Vec<String>,
    /// The facts of the partner that the rule read and that are not known here, such as `partner.level`. The endpoint
    /// knows them, and decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// The reason why the rule failed, with its place in the script. For the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

words! {
    /// The kind of a rule.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    Kind {
        /// If unmet, the lead is disqualified.
        Require = "require",
        /// If unmet, a partner manager decides.
        Review = "review",
        /// Adds points.
        Score = "score",
        /// Chooses the compensation plan.
        Plan = "plan",
        /// Chooses where the vendor should send the lead.
        Route = "route",
    }
}

words! {
    /// The outcome of a rule. A known score, plan or route counts as met.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    Outcome {
        /// The criterion is met.
        Met = "met",
        /// The criterion is not met.
        Unmet = "unmet",
        /// The rule needs an answer that is missing, or a fact of the partner that is not known here.
        #[default]
        Pending = "pending",
        /// The rule failed.
        Error = "error",
    }
}
