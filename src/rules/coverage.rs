//! The parts of the rules that a program's cases do not test.

use super::answers::Scalar;
use super::formula::{Node, What};
use super::trial::Trial;
use super::{Kind, Outcome, Rules, Status, Verdict};
use serde::Serialize;
use std::collections::BTreeSet;

/// The parts of the rules that a program's cases do not test, and the number of outcomes of each rule.
///
/// A rule is **decisive** in a case if it alone changed the verdict:
/// - a requirement, if it is the only unmet one: it alone declines the lead;
/// - a review, if it is unmet and nothing else asks for a review (no other review, no failed rule, not the score): it
///   alone sends the lead to a partner manager;
/// - a score, if the case would be on the other side of `qualify_at` without its points, and only the score is in
///   doubt.
///
/// Plans and routes do not decide a verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Codes of rules that no case meets. A score, a plan or a route is met once it is known.
    pub never_met: Vec<String>,
    /// Codes of requirements and reviews that every case meets or waits for.
    pub never_unmet: Vec<String>,
    /// Codes of rules that are unmet in a case, or of scores, that are never decisive.
    pub never_decisive: Vec<String>,
    /// Codes of scores that give the same points in every case, although the script may allow others.
    pub same_points: Vec<String>,
    /// Ids of compensation plans that no case earns. A declined lead earns none.
    pub plans_not_earned: Vec<String>,
    /// Routes in the script that no case takes.
    pub routes_not_taken: BTreeSet<String>,
    /// Every rule, in the script's order.
    pub rules: Vec<RuleCoverage>,
}

/// The number of cases with each outcome of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleCoverage {
    /// The rule's code.
    pub code: String,
    /// The kind of the rule.
    pub kind: Kind,
    /// Cases that meet it.
    pub met: usize,
    /// Cases that do not meet it.
    pub unmet: usize,
    /// Cases in which it waits for an answer.
    pub pending: usize,
    /// Cases in which it fails.
    pub error: usize,
    /// Cases in which it is decisive.
    pub decisive: usize,
    /// The points that it gave, without duplicates.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub points: BTreeSet<i64>,
    /// Points in the script for this rule that no case gets.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub points_not_given: BTreeSet<i64>,
}

impl Coverage {
    /// The coverage of these trials. They must all be of the same rules.
    #[must_use]
    pub fn measure(rules: &Rules, trials: &[Trial]) -> Coverage {
        let verdicts: Vec<&Verdict> = trials.iter().map(|trial| &trial.verdict).collect();
        let routes: BTreeSet<&str> = verdicts.iter().filter_map(|verdict| verdict.route.as_deref()).collect();
        let mut coverage = Coverage::default();
        for (i, declared) in rules.rules.iter().enumerate() {
            let outcomes = |outcome| verdicts.iter().filter(|v| outcome_of(v, i) == Some(outcome)).count();
            let points = verdicts.iter().filter_map(|verdict| verdict.findings.get(i)?.points);
            let mut rule = RuleCoverage {
                code: declared.code.clone(),
                kind: declared.kind,
                met: outcomes(Outcome::Met),
                unmet: outcomes(Outcome::Unmet),
                pending: outcomes(Outcome::Pending),
                error: outcomes(Outcome::Error),
                decisive: verdicts.iter().filter(|verdict| is_decisive(verdict, i)).count(),
                points: points.collect(),
                points_not_given: BTreeSet::new(),
            };
            let (answers, all) = declared.formula.as_ref().map(answers).unwrap_or_default();
            for answer in answers {
                match (declared.kind, answer) {
                    (Kind::Score, Scalar::Int(points)) if !rule.points.contains(points) => {
                        rule.points_not_given.insert(*points);
                    }
                    (Kind::Route, Scalar::Text(route)) if !routes.contains(route.as_str()) => {
                        coverage.routes_not_taken.insert(route.to_string());
                    }
                    _ => {}
                }
            }
            coverage.note(&rule, all, rules.qualify_at.is_some());
            coverage.rules.push(rule);
        }
        for plan in &rules.program.compensation {
            let earns = |v: &&&Verdict| v.estimate.as_ref().is_some_and(|it| it.plan == plan.id);
            if verdicts.iter().find(earns).is_none() {
                coverage.plans_not_earned.push(plan.id.clone());
            }
        }
        coverage
    }

    /// Adds a rule to the lists that it belongs to. A gap that follows from another is left out: a rule that is never
    /// unmet is never decisive either. `all_known`: the script names all the points that the rule can give.
    fn note(&mut self, rule: &RuleCoverage, all_known: bool, score_counts: bool) {
        let code = || rule.code.clone();
        if rule.met == 0 {
            self.never_met.push(code());
        }
        let may_decide = match rule.kind {
            Kind::Require | Kind::Review => {
                if rule.unmet == 0 {
                    self.never_unmet.push(code());
                }
                rule.unmet > 0
            }
            Kind::Score => {
                if rule.points.len() == 1 && !all_known {
                    self.same_points.push(code());
                }
                score_counts && rule.points.len() > 1
            }
            Kind::Plan | Kind::Route => false,
        };
        if may_decide && rule.decisive == 0 {
            self.never_decisive.push(code());
        }
    }

    /// The gaps as sentences, one for each kind of gap.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        let lists = [
            (&self.never_met, "no case meets", "or"),
            (&self.never_unmet, "no case fails", "or"),
            (&self.never_decisive, "no case is decided alone by", "or"),
            (&self.same_points, "every case gives the same points for", "and"),
            (&self.plans_not_earned, "no case earns by the plan", "or"),
        ];
        let gaps = lists.into_iter().filter(|(codes, ..)| !codes.is_empty());
        let mut gaps: Vec<String> =
            gaps.map(|(codes, what, join)| format!("{what} {}", listed(codes, join))).collect();
        // If no case meets a score, its missing points are not listed as well.
        for rule in self.rules.iter().filter(|rule| rule.met > 0 && !rule.points_not_given.is_empty()) {
            gaps.push(format!(
                "no case gives {} points for `{}`",
                joined(&rule.points_not_given, "or"),
                rule.code
            ));
        }
        if !self.routes_not_taken.is_empty() {
            gaps.push(format!("no case takes the route {}", listed(&self.routes_not_taken, "or")));
        }
        gaps
    }
}

fn outcome_of(verdict: &Verdict, rule: usize) -> Option<Outcome> {
    verdict.findings.get(rule).map(|finding| finding.outcome)
}

fn is_decisive(verdict: &Verdict, rule: usize) -> bool {
    let Some(finding) = verdict.findings.get(rule) else { return false };
    let unmet = |kind| {
        let of_kind = verdict.findings.iter().filter(move |other| other.kind == kind);
        of_kind.filter(|other| other.outcome == Outcome::Unmet).count()
    };
    let failed = verdict.findings.iter().any(|other| other.outcome == Outcome::Error);
    let enough = |score: i64| verdict.qualify_at.is_none_or(|least| score >= least);
    match (finding.kind, finding.outcome) {
        (Kind::Require, Outcome::Unmet) => unmet(Kind::Require) == 1,
        (Kind::Review, Outcome::Unmet) => {
            let reviewed = verdict.status == Status::Review;
            reviewed && unmet(Kind::Review) == 1 && !failed && enough(verdict.score)
        }
        (Kind::Score, Outcome::Met) => {
            let judged = verdict.status == Status::Qualified || verdict.status == Status::Review;
            let without = verdict.score.saturating_sub(finding.points.unwrap_or_default());
            judged && unmet(Kind::Review) == 0 && !failed && enough(verdict.score) != enough(without)
        }
        _ => false,
    }
}

/// The constants that a check can return, at the ends of its branches, and true if these are all its results.
fn answers(check: &Node) -> (Vec<&Scalar>, bool) {
    match &check.what {
        What::Constant(value) => (vec![value], true),
        What::Let(_, parts) => answers(&parts[1]),
        What::If(parts) => {
            let ((mut then, then_all), (otherwise, all)) = (answers(&parts[1]), answers(&parts[2]));
            then.extend(otherwise);
            (then, then_all && all)
        }
        What::Switch(switch) => {
            let arms = switch.parts.iter().skip(2).step_by(2).map(answers);
            arms.fold((Vec::new(), true), |(mut all, all_known), (arm, known)| {
                all.extend(arm);
                (all, all_known && known)
            })
        }
        _ => (Vec::new(), false),
    }
}

/// Joins names: `` `a`, `b` and `c` ``.
fn listed<'a>(names: impl IntoIterator<Item = &'a String>, join: &str) -> String {
    joined(names.into_iter().map(|name| format!("`{name}`")), join)
}

/// Joins items: `1, 2 and 3`.
fn joined<T: ToString>(items: impl IntoIterator<Item = T>, join: &str) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} {join} {last}", first.join(", ")),
        _ => items.concat(),
    }
}
