//! What the rules say of a lead.

use crate::compensation::Estimate;
use crate::program::words;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the rules say of a lead, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The answer.
    pub status: Status,
    /// One finding for each declared rule, in the script's order.
    pub findings: Vec<Finding>,
    /// The sum of the scores that are known.
    pub score: i64,
    /// The score below which a partner manager decides, where the script sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualify_at: Option<i64>,
    /// The id of the compensation plan chosen, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The fee under that plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// Where the vendor should send the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Changes of one answer that would turn the verdict, the one that asks least first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Suggestion>,
    /// The fields that are not asked of this lead. Answers to them do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// The fields whose answers break their `valid_when`. These answers do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<String>,
    /// The evaluation date (RFC 3339 full-date).
    pub today: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
    /// SHA-256 of `program.json`, in hexadecimal.
    pub program_hash: String,
}

/// A change of one answer that would turn the verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The field.
    pub field: String,
    /// The answers that would do, in plain style; of a number or a date, the nearest.
    pub answers: Vec<Value>,
    /// What the verdict would be.
    pub status: Status,
}

words! {
    /// The verdict in a word.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    Status {
        /// Every rule is met.
        Qualified = "qualified",
        /// A partner manager decides.
        Review = "review",
        /// A requirement is not met.
        Disqualified = "disqualified",
        /// Answers are missing.
        Incomplete = "incomplete",
    }
}

/// The outcome of one declared rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's code; `plan` and `route` for those.
    pub code: String,
    /// How it was declared.
    pub kind: Kind,
    /// What the criterion is, in the partner's words. Empty for a score, a plan and a route.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// What came out.
    pub outcome: Outcome,
    /// Points, for a score that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// The fields the rule read, in order of reading.
    pub read: Vec<String>,
    /// Those of them that are required and not yet answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting_for: Vec<String>,
    /// Why it failed, with its place in the script, for the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

words! {
    /// How a rule was declared.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    Kind {
        /// Unmet, it disqualifies.
        Require = "require",
        /// Unmet, a partner manager decides.
        Review = "review",
        /// It adds points.
        Score = "score",
        /// It chooses the compensation plan.
        Plan = "plan",
        /// It says where the vendor should send the lead.
        Route = "route",
    }
}

words! {
    /// What came out of a rule. A score, a plan or a route that is known counts as met.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    Outcome {
        /// As it should be.
        Met = "met",
        /// Not as it should be.
        Unmet = "unmet",
        /// It needs an answer that is missing.
        #[default]
        Pending = "pending",
        /// The rule failed.
        Error = "error",
    }
}
