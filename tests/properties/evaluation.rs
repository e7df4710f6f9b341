//! A verdict is a function of script, program, lead, partner and date, and says what each rule read and waits for.

use crate::generate::Case;
use crate::{case, config};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::program::{Fact, Program};
use referral_widget::rules::{Finding, Kind, Outcome, Rules, Status, Verdict};

const TODAY: Date = date(2026, 11, 23);

/// `None` if the script is refused. Generated scripts may have mistakes that are found before they run.
fn compile(case: &Case) -> Option<Rules> {
    let program = Program::parse(&case.program).expect("a generated program is right");
    Rules::compile(&program, &case.program, &case.script).ok()
}

fn lead(rules: &Rules, answers: &Answers) -> Lead {
    Lead::read(rules.program(), answers, NumberStyle::Point).0
}

fn judge(rules: &Rules, case: &Case, answers: &Answers) -> Verdict {
    rules.evaluate_for(&lead(rules, answers), &case.facts(), TODAY)
}

/// Works out the status from the findings a second time, independently of the engine.
fn status(verdict: &Verdict) -> Status {
    let outcomes = |kind| verdict.findings.iter().filter(move |f| f.kind == kind).map(|f| f.outcome);
    let has = |outcome| verdict.findings.iter().any(|finding| finding.outcome == outcome);
    match () {
        () if outcomes(Kind::Require).any(|outcome| outcome == Outcome::Unmet) => Status::Disqualified,
        () if verdict.findings.iter().any(|finding| !finding.waiting_for.is_empty()) => Status::Incomplete,
        () if has(Outcome::Pending) => Status::Review,
        () if has(Outcome::Error) => Status::Review,
        () if outcomes(Kind::Review).any(|outcome| outcome == Outcome::Unmet) => Status::Review,
        () if verdict.qualify_at.is_some_and(|least| verdict.score < least) => Status::Review,
        () => Status::Qualified,
    }
}

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn the_same_lead_gets_the_same_verdict(case in case()) {
        let Some(rules) = compile(&case) else { return Ok(()) };
        let verdict = judge(&rules, &case, &case.answers);
        prop_assert_eq!(&judge(&rules, &case, &case.answers), &verdict, "a second time");
        judge(&rules, &case, &case.later);
        prop_assert_eq!(&judge(&rules, &case, &case.answers), &verdict, "after another lead");
        let fresh = compile(&case).expect("it compiled before");
        prop_assert_eq!(&judge(&fresh, &case, &case.answers), &verdict, "by rules compiled anew");
        let text = serde_json::to_string(&verdict).expect("a verdict is JSON");
        prop_assert_eq!(&serde_json::from_str::<Verdict>(&text).expect("and reads back"), &verdict);
    }

    #[test]
    fn the_status_follows_from_the_findings(case in case()) {
        let Some(rules) = compile(&case) else { return Ok(()) };
        for answers in [&case.answers, &case.later] {
            let verdict = judge(&rules, &case, answers);
            prop_assert_eq!(verdict.status, status(&verdict));
            let points: i128 = verdict.findings.iter().filter_map(|f| f.points).map(i128::from).sum();
            prop_assert_eq!(i128::from(verdict.score), points.clamp(i64::MIN.into(), i64::MAX.into()));
            let plan_is_known = verdict.plan.as_deref().is_none_or(|plan| rules.program().plan(plan).is_some());
            prop_assert!(plan_is_known, "plan {:?}", verdict.plan);
            prop_assert!(verdict.status != Status::Disqualified || verdict.estimate.is_none());
        }
    }

    #[test]
    fn a_rule_waits_for_the_required_answers_it_read_and_for_no_other(case in case()) {
        let Some(rules) = compile(&case) else { return Ok(()) };
        let lead = lead(&rules, &case.answers);
        let Verdict { findings, hidden, invalid, .. } = judge(&rules, &case, &case.answers);
        for Finding { code, outcome, read, waiting_for, unknown, points, error, .. } in findings {
            let open = |name: &&String| {
                let is_required = rules.program().field(name).is_some_and(|field| field.required);
                let is_open = lead.get(name).is_none() || invalid.contains(name);
                is_required && is_open && !hidden.contains(name)
            };
            let expected: Vec<String> = read.iter().filter(open).cloned().collect();
            prop_assert_eq!(&waiting_for, &expected, "rule {}", code);
            let facts = case.facts();
            let is_unknown = |name: &&String| {
                let fact = name.strip_prefix("partner.").and_then(Fact::from_word);
                fact.is_some_and(|fact| facts.get(fact).is_none())
            };
            let expected: Vec<String> = read.iter().filter(is_unknown).cloned().collect();
            prop_assert_eq!(&unknown, &expected, "rule {}", code);
            let waits = !waiting_for.is_empty() || !unknown.is_empty();
            prop_assert_eq!(outcome == Outcome::Pending, waits, "rule {}", code);
            prop_assert_eq!(outcome == Outcome::Error, error.is_some(), "rule {}", code);
            prop_assert!(points.is_none() || outcome == Outcome::Met, "rule {}", code);
        }
    }

    /// A rule depends only on what it read. So its result may be remembered by that, and it need not run again when
    /// another answer changes.
    #[test]
    fn answers_that_a_rule_did_not_read_do_not_matter_to_it(case in case()) {
        let Some(rules) = compile(&case) else { return Ok(()) };
        let verdict = judge(&rules, &case, &case.answers);
        for (i, finding) in verdict.findings.into_iter().enumerate() {
            let mut others = case.later.clone();
            for name in &finding.read {
                match case.answers.get(name) {
                    Some(answer) => others.insert(name.clone(), answer.clone()),
                    None => others.remove(name),
                };
            }
            let mut again = judge(&rules, &case, &others);
            // Other answers may decide whether a field that it read is asked, and whether that field's answer is valid.
            if again.hidden == verdict.hidden && again.invalid == verdict.invalid {
                prop_assert_eq!(again.findings.swap_remove(i), finding, "with {:?}", others);
            }
        }
    }

    /// A rule only waits for answers that can be given.
    #[test]
    fn a_lead_with_every_answer_waits_for_none(case in case()) {
        let Some(rules) = compile(&case) else { return Ok(()) };
        let lead = lead(&rules, &case.answers);
        let verdict = judge(&rules, &case, &case.answers);
        if lead.missing(rules.program()).is_empty() && verdict.invalid.is_empty() {
            prop_assert!(verdict.findings.iter().all(|f| f.waiting_for.is_empty()));
        }
    }
}
