//! A whole list of leads at once. What is remembered from row to row changes no result.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use referral_widget::precheck::{Judgement, List, Options, Records, Row, begin};
use referral_widget::program::{Problem, Program};
use referral_widget::rules::{Figures, Outcome, Rules, Status, Verdict};
use std::rc::Rc;

const PROGRAM: &str = include_str!("../rules/cloud-migration/program.json");
const SCRIPT: &str = include_str!("../rules/cloud-migration/qualify.rhai");
/// Rules that cannot be turned into formulas. They run in the script engine, and their results are remembered.
const MORE: &str = "
review(\"free-mail\", \"A company's own address.\", |lead| !is_free_mail(lead.email));
score(\"months\", |lead| switch lead.existing_customer { \"yes\" => 5, _ => 0 });
review(\"soon\", \"Within a year.\", |lead| { let n = 0; for i in 0..3 { n += i; } n < lead.employees });
review(\"fails\", \"Fails at times.\", |lead| 100 / (lead.employees - 7) > -1_000);
";
const TODAY: Date = date(2026, 11, 23);

fn rules() -> Rc<Rules> {
    let program = Program::parse(PROGRAM).unwrap();
    Rc::new(Rules::compile(&program, PROGRAM, &format!("{SCRIPT}{MORE}")).unwrap())
}

/// The result of a row: its line, and its figures with the rules that are not met.
#[derive(Debug, PartialEq)]
struct Told {
    line: u64,
    status: Status,
    score: i64,
    plan: Option<String>,
    fee: Option<String>,
    route: Option<String>,
    not_met: Vec<(usize, Outcome)>,
}

fn told(line: u64, verdict: &Verdict) -> Told {
    let outcomes = verdict.findings.iter().map(|finding| finding.outcome).enumerate();
    Told {
        line,
        status: verdict.status,
        score: verdict.score,
        plan: verdict.plan.clone(),
        // The program pays in euros, so the amount is in cents.
        fee: verdict.estimate.as_ref().map(|estimate| estimate.amount.to_string().replace('.', "")),
        route: verdict.route.clone(),
        not_met: outcomes.filter(|(_, outcome)| *outcome != Outcome::Met).collect(),
    }
}

/// Returns the rows of a list that comes in pieces of that many bytes. `None` for unreadable rows.
fn listed(rules: &Rc<Rules>, csv: &str, piece: usize) -> Result<Vec<Option<Told>>, Vec<Problem>> {
    let mut list = List::new(rules.clone(), PROGRAM, Options::default(), TODAY);
    let (mut rows, mut routes) = (Vec::new(), Vec::new());
    let mut see = |line: u64, judgement: Judgement| match judgement {
        Judgement::Unreadable(why) => {
            assert!(!why.is_empty() && !why[0].message.is_empty());
            rows.push(None);
        }
        Judgement::Lead(figures, outcomes) => {
            let plan = figures.plan.map(|plan| rules.program().compensation[plan].id.clone());
            let Figures { status, score, fee, route, .. } = figures;
            let fee = fee.map(|fee| fee.to_string());
            routes.push(route);
            rows.push(Some(Told {
                line,
                status,
                score,
                plan,
                fee,
                route: None,
                not_met: outcomes.not_met().collect(),
            }));
        }
    };
    for piece in csv.as_bytes().chunks(piece) {
        list.feed(piece, &mut see)?;
    }
    list.end(&mut see)?;
    for (row, route) in rows.iter_mut().flatten().zip(routes) {
        row.route = route.map(|route| list.routes()[route].clone());
    }
    Ok(rows)
}

/// Judges row by row, each without what was remembered.
fn afresh(rules: &Rules, csv: &str) -> Vec<Option<Told>> {
    let mut records = Records::new(csv.as_bytes(), None).unwrap();
    let languages = std::slice::from_ref(rules.program());
    let (columns, _) = begin(&mut records, languages, &Options::default()).unwrap().unwrap();
    let judge = |record: std::io::Result<_>| {
        let record = record.unwrap();
        match columns.read(rules.program(), &record) {
            Row::Blank => None,
            Row::Unreadable(_) => Some(None),
            Row::Lead(lead) => Some(Some(told(record.line, &rules.evaluate(&lead, TODAY)))),
        }
    };
    records.filter_map(judge).collect()
}

fn compare(csv: &str, piece: usize) {
    let rules = rules();
    assert_eq!(listed(&rules, csv, piece).unwrap(), afresh(&rules, csv));
}

#[test]
fn the_sample_list_gets_the_verdicts_of_its_rows() {
    let leads = include_str!("../rules/cloud-migration/leads.csv");
    compare(leads, leads.len());
    // The list is so long that rows are judged before the text has ended.
    let (header, rows) = leads.split_once('\n').unwrap();
    compare(&format!("{header}\n{}", rows.repeat(100)), 1_000);
}

#[test]
fn a_list_that_cannot_be_matched_is_refused_with_the_reason() {
    for csv in ["a,b\n1,2\n", "", "\n\n"] {
        let problems = listed(&rules(), csv, 5).unwrap_err();
        assert!(problems[0].to_string().contains("no column"), "{problems:?}");
    }
}

#[test]
fn a_list_of_too_many_columns_is_refused_as_by_the_command() {
    let csv = format!("country{}\n", ",x".repeat(100_000));
    let problems = listed(&rules(), &csv, 64 * 1024).unwrap_err();
    let said = "header: has 100001 columns; the limit is 16384 (keep the columns that answer fields of the program, and \
                leave out the others)";
    assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), [said]);
}

#[test]
fn a_header_that_cannot_be_read_says_why() {
    let csv = format!("\n{}\nDE\n", "x".repeat(1024 * 1024));
    let problems = listed(&rules(), &csv, 64 * 1024).unwrap_err();
    assert_eq!(problems[0].to_string(), "line 2: is longer than 1 MiB; is a quote opened and not closed?");
}

/// If the row were read again at each byte, this would take hours.
#[test]
fn a_long_row_may_come_byte_by_byte() {
    let csv = format!("country,need,note\nDE,migration,{}\nAT,recovery,\n", "x".repeat(900_000));
    assert_eq!(listed(&rules(), &csv, 1).unwrap(), afresh(&rules(), &csv));
}

#[test]
fn a_row_that_is_no_text_is_unreadable() {
    let mut list = List::new(rules(), PROGRAM, Options::default(), TODAY);
    let mut rows = Vec::new();
    let mut see = |line, judgement: Judgement| match judgement {
        Judgement::Unreadable(mistakes) => rows.push(format!("{line}: {}", mistakes[0])),
        Judgement::Lead(..) => rows.push(format!("{line}: a lead")),
    };
    list.feed(b"country,need\nDE,migration\n\xd6sterreich,migration\n\nAT,recovery", &mut see).unwrap();
    list.end(&mut see).unwrap();
    assert_eq!(
        rows,
        ["2: a lead", "3: has bytes in the column `country` that are not UTF-8 text", "5: a lead"]
    );
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
    fn what_is_remembered_changes_nothing(rows in rows(), piece in 1..2_000_usize) {
        let mut csv = "country,need,first_year_spend,employees,existing_customer,in_talks,decision_date,email,consent\n".to_string();
        for row in rows {
            csv += &format!("{}\n", row.join(","));
        }
        compare(&csv, piece);
    }
}
