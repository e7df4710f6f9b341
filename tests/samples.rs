//! The sample programs in `rules/`: they parse, they compile, and every case gets the verdict it must get.

use jiff::civil::Date;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::program::{FieldType, Problem, Program};
use referral_widget::rules::{Finding, Kind, Outcome, Rules, Status, Verdict};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    cases: Vec<Case>,
}

/// A lead and the verdict it must get. What is left out may be anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    today: Date,
    lead: Answers,
    verdict: Status,
    #[serde(default)]
    findings: BTreeMap<String, Outcome>,
    score: Option<i64>,
    plan: Option<String>,
    estimate: Option<String>,
    route: Option<String>,
}

struct Sample {
    name: String,
    program: Program,
    rules: Rules,
    cases: Vec<Case>,
}

impl Sample {
    fn read(folder: &Path) -> Sample {
        let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let text = |file: &str| {
            fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{name}/{file}: {error}"))
        };
        let json = text("program.json");
        let program = Program::parse(&json).unwrap_or_else(|problems| refuse(&name, &problems));
        let script = text(&program.rules);
        let rules =
            Rules::compile(&program, &json, &script).unwrap_or_else(|problems| refuse(&name, &problems));
        let Cases { cases } = serde_json::from_str(&text("cases.json"))
            .unwrap_or_else(|error| panic!("{name}/cases.json: {error}"));
        Sample { name, program, rules, cases }
    }

    fn verdict(&self, case: &Case) -> Verdict {
        self.rules.evaluate(&self.lead(case), case.today)
    }

    fn lead(&self, case: &Case) -> Lead {
        let (lead, errors) = Lead::read(&self.program, &case.lead, NumberStyle::Plain);
        let place = format!("{}, case \"{}\"", self.name, case.name);
        assert!(errors.is_empty(), "{place}: {errors:?}");
        for answer in case.lead.keys() {
            assert!(self.program.field(answer).is_some(), "{place}: there is no field `{answer}`");
        }
        lead
    }
}

fn refuse<T>(sample: &str, problems: &[Problem]) -> T {
    let lines: Vec<_> = problems.iter().map(|problem| format!("  {problem}")).collect();
    panic!("{sample} is refused:\n{}", lines.join("\n"))
}

fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let entries = fs::read_dir(folder).expect("the sample programs are in rules/");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "rules/ has no sample program");
    folders.iter().map(|folder| Sample::read(folder)).collect()
}

#[test]
fn every_case_gets_its_verdict() {
    let mut failures = Vec::new();
    for sample in samples() {
        for case in &sample.cases {
            for difference in differences(case, &sample.verdict(case)) {
                failures.push(format!("{}, case \"{}\": {difference}", sample.name, case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} differ:\n  {}", failures.len(), failures.join("\n  "));
}

fn differences(case: &Case, verdict: &Verdict) -> Vec<String> {
    let mut found = Vec::new();
    compare(&mut found, "verdict", &case.verdict, &verdict.status);
    for (code, outcome) in &case.findings {
        match verdict.findings.iter().find(|finding| finding.code == *code) {
            Some(finding) => compare(&mut found, &format!("finding `{code}`"), outcome, &finding.outcome),
            None => found.push(format!("there is no rule `{code}`")),
        }
    }
    for finding in &verdict.findings {
        if let Some(error) = &finding.error
            && case.findings.get(&finding.code) != Some(&Outcome::Error)
        {
            found.push(format!("rule `{}` failed: {error}", finding.code));
        }
    }
    let estimate = verdict.estimate.as_ref().map(|estimate| estimate.amount.to_string());
    expect(&mut found, "score", &case.score, &Some(verdict.score));
    expect(&mut found, "plan", &case.plan, &verdict.plan);
    expect(&mut found, "estimate", &case.estimate, &estimate);
    expect(&mut found, "route", &case.route, &verdict.route);
    found
}

fn expect<T: PartialEq + Debug>(found: &mut Vec<String>, what: &str, expected: &Option<T>, got: &Option<T>) {
    if expected.is_some() {
        compare(found, what, expected, got);
    }
}

fn compare<T: PartialEq + Debug>(found: &mut Vec<String>, what: &str, expected: &T, got: &T) {
    if expected != got {
        found.push(format!("{what} must be {expected:?}, is {got:?}"));
    }
}

#[test]
fn cases_meet_and_fail_every_rule_and_earn_every_plan() {
    for sample in samples() {
        let verdicts: Vec<_> = sample.cases.iter().map(|case| sample.verdict(case)).collect();
        let findings: Vec<&Finding> = verdicts.iter().flat_map(|verdict| &verdict.findings).collect();
        for rule in &verdicts.first().expect("cases.json has cases").findings {
            let seen = |outcome| findings.iter().any(|f| f.code == rule.code && f.outcome == outcome);
            assert!(seen(Outcome::Met), "{}: no case meets `{}`", sample.name, rule.code);
            if matches!(rule.kind, Kind::Require | Kind::Review) {
                assert!(seen(Outcome::Unmet), "{}: no case fails `{}`", sample.name, rule.code);
            }
            let points: BTreeSet<_> =
                findings.iter().filter(|f| f.code == rule.code).filter_map(|f| f.points).collect();
            if rule.kind == Kind::Score {
                assert!(points.len() > 1, "{}: every case scores `{}` alike", sample.name, rule.code);
            }
        }
        for plan in &sample.program.compensation {
            let earned = verdicts.iter().any(|v| {
                v.status == Status::Qualified && v.estimate.as_ref().is_some_and(|e| e.plan == plan.id)
            });
            assert!(earned, "{}: no qualified case earns the plan `{}`", sample.name, plan.id);
        }
        for status in [Status::Qualified, Status::Review, Status::Disqualified, Status::Incomplete] {
            let seen = verdicts.iter().any(|verdict| verdict.status == status);
            assert!(seen, "{}: no case is {status:?}", sample.name);
        }
    }
}

#[test]
fn a_folder_is_named_after_its_program() {
    for sample in samples() {
        assert_eq!(sample.name, sample.program.id);
    }
}

#[test]
fn the_samples_show_every_type_of_field() {
    use FieldType::*;
    let samples = samples();
    let used: Vec<FieldType> =
        samples.iter().flat_map(|sample| &sample.program.fields).map(|field| field.kind).collect();
    for kind in [Text, Textarea, Email, Phone, Url, Number, Money, Select, Radio, Checkbox, Date] {
        assert!(used.contains(&kind), "no sample has a field of type {kind:?}");
    }
}
