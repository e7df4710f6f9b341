//! A whole list of leads in one go: what is remembered from row to row changes nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use referral_widget::precheck::{Columns, Numbers, Records, Row, judge_list};
use referral_widget::program::Program;
use referral_widget::rules::{Outcome, Rules, Verdict};

const PROGRAM: &str = include_str!("../rules/cloud-migration/program.json");
const SCRIPT: &str = include_str!("../rules/cloud-migration/qualify.rhai");
/// What no formula understands: it runs in the script engine, and is remembered.
const MORE: &str = "
review(\"free-mail\", \"A company's own address.\", |lead| !is_free_mail(lead.email));
score(\"months\", |lead| switch lead.existing_customer { \"yes\" => 5, _ => 0 });
review(\"soon\", \"Within a year.\", |lead| { let n = 0; for i in 0..3 { n += i; } n < lead.employees });
review(\"fails\", \"Fails at times.\", |lead| 100 / (lead.employees - 7) > -1_000);
";
const TODAY: Date = date(2026, 11, 23);

fn rules() -> Rules {
    let program = Program::parse(PROGRAM).unwrap();
    Rules::compile(&program, PROGRAM, &format!("{SCRIPT}{MORE}")).unwrap()
}

/// The line that a verdict gets.
fn line(number: u64, verdict: &Verdict) -> String {
    let text = |text: Option<&str>| text.unwrap_or_default().to_string();
    let estimate = verdict.estimate.as_ref();
    let mut cells = vec![
        number.to_string(),
        verdict.status.as_str().to_string(),
        verdict.score.to_string(),
        text(verdict.plan.as_deref()),
        estimate.map(|estimate| estimate.amount.to_string()).unwrap_or_default(),
        text(estimate.map(|estimate| estimate.currency.as_str())),
        text(verdict.route.as_deref()),
    ];
    for (i, finding) in verdict.findings.iter().enumerate() {
        match finding.outcome {
            Outcome::Met => {}
            outcome => cells.push(format!("{i}{}", &outcome.as_str()[..1])),
        }
    }
    cells.join("\t")
}

/// Row by row, each judged afresh.
fn afresh(rules: &Rules, csv: &str) -> Vec<Option<String>> {
    let mut records = Records::new(csv.as_bytes(), None).unwrap();
    let numbers = Numbers::guess(rules.program(), records.delimiter());
    let header = records.next().unwrap().unwrap().cells.unwrap();
    let (columns, _) = Columns::of(rules.program(), &header, &[]).unwrap();
    let judge = |record: std::io::Result<_>| {
        let record = record.unwrap();
        match columns.read(rules.program(), &record, numbers) {
            Row::Blank => None,
            Row::Unreadable(_) => Some(None),
            Row::Lead(lead) => Some(Some(line(record.line, &rules.evaluate(&lead, TODAY)))),
        }
    };
    records.filter_map(judge).collect()
}

fn compare(csv: &str) {
    let rules = rules();
    let listed = judge_list(&rules, csv, TODAY).unwrap();
    let (listed, afresh): (Vec<&str>, _) = (listed.lines().collect(), afresh(&rules, csv));
    assert_eq!(listed.len(), afresh.len());
    for (listed, afresh) in listed.into_iter().zip(afresh) {
        match afresh {
            Some(line) => assert_eq!(listed, line),
            None => assert_eq!(listed.split('\t').nth(1), Some("unreadable"), "{listed}"),
        }
    }
}

#[test]
fn the_sample_list_gets_the_verdicts_of_its_rows() {
    compare(include_str!("../rules/cloud-migration/leads.csv"));
}

#[test]
fn a_list_that_cannot_be_matched_is_refused_with_the_reason() {
    let problems = judge_list(&rules(), "a,b\n1,2\n", TODAY).unwrap_err();
    assert!(problems[0].to_string().contains("no column"), "{problems:?}");
    assert!(judge_list(&rules(), "", TODAY).is_err());
}

fn rows() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let cell = |values: &'static [&'static str]| prop::sample::select(values);
    let row = (
        cell(&["DE", "Austria", "ch", "FR", "other", "", "nowhere"]),
        cell(&["migration", "recovery", "office", ""]),
        cell(&["120000", "12000", "11999.99", "500000.01", "8000", "", "many", "-5"]),
        cell(&["50", "49", "7", "320", "1", "", "0", "1.5"]),
        cell(&["yes", "no", ""]),
        cell(&["yes", "no", "unknown", ""]),
        cell(&["2026-11-23", "22.11.2026", "2027-05-01", "", "soon"]),
        cell(&["it@pumpen.example", "it@gmail.com", ""]),
        cell(&["yes", "no", ""]),
    );
    let row = row.prop_map(|(a, b, c, d, e, f, g, h, i)| vec![a, b, c, d, e, f, g, h, i]);
    prop::collection::vec(row, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_remembered_changes_nothing(rows in rows()) {
        let mut csv = "country,need,first_year_spend,employees,existing_customer,in_talks,decision_date,email,consent\n".to_string();
        for row in rows {
            csv += &format!("{}\n", row.join(","));
        }
        compare(&csv);
    }
}
