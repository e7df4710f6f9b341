//! A list of leads is refused with a reason, or every row gets one judgement, in whatever pieces the list comes.

use crate::{assert_told, door, sample};
use referral_testing::TODAY;
use referral_testing::fuzz::assert_readable;
use referral_widget::precheck::{Judgement, List, Options, Records, Row, begin};
use referral_widget::program::{Problem, Program};
use referral_widget::rules::{Outcome, Rules, Status};
use std::fs;
use std::path::Path;
use std::rc::Rc;

const WORDS: [&str; 30] = [
    ";",
    ",",
    "\t",
    "\"",
    "\"\"",
    "\n",
    "\r",
    "\r\n",
    "sep=;",
    "Country",
    "country",
    "employees",
    "contacts.0.email",
    "Budget (TEUR)",
    "1.500",
    "1,500.00",
    "1.500,00",
    "１２",
    "٣",
    "(5)",
    "-",
    "€",
    "03/04/2027",
    "31.12.2027",
    "2027-02-30",
    "ja",
    "DE;AT",
    "Österreich",
    "'=1",
    "a@b.co",
];

/// The result of a row: its line, and either its verdict or why it cannot be read.
type Told = (u64, Result<(Status, i64, Vec<(usize, Outcome)>), String>);

#[test]
fn list() {
    let json = sample("cloud-migration/program.json");
    let program = Program::parse(&json).expect("the sample is a program");
    let rules = Rc::new(
        Rules::compile(&program, &json, &sample("cloud-migration/qualify.rhai"))
            .expect("the sample's script"),
    );
    let leads = sample("cloud-migration/leads.csv");
    let lines: Vec<&str> = leads.lines().take(12).collect();
    let semicolons = lines.join("\r\n").replace(',', ";");
    let samples = [lines.join("\n"), semicolons].map(String::into_bytes);
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lists");
    let sheets = ["german-excel", "countries", "windows-1252", "groups"]
        .map(|name| sheets.join(name).join("sheet.csv"));
    let sheets = sheets.map(|file| fs::read(file).expect("a sheet"));
    let samples = samples.into_iter().chain(sheets).collect();
    door("list", samples, &WORDS, 150).holds(|bytes| holds(&rules, &json, bytes));
}

fn holds(rules: &Rc<Rules>, json: &str, bytes: &[u8]) {
    let whole = listed(rules, json, bytes, bytes.len().max(1));
    for piece in [1 + bytes.len() / 3, 61] {
        assert_eq!(listed(rules, json, bytes, piece), whole, "in pieces of {piece} bytes");
    }
    assert_eq!(afresh(rules, bytes), whole, "row by row");
    match whole {
        Err(problems) => {
            assert!(!problems.is_empty());
            assert_told(&problems, &String::from_utf8_lossy(bytes));
        }
        Ok(rows) => {
            assert!(rows.is_sorted_by(|(before, _), (after, _)| before < after), "{rows:?}");
            let refused = rows.iter().filter_map(|(_, told)| told.as_ref().err());
            refused.for_each(|why| assert_readable(why, 1_000));
        }
    }
}

fn listed(rules: &Rc<Rules>, json: &str, bytes: &[u8], piece: usize) -> Result<Vec<Told>, Vec<Problem>> {
    let mut list = List::new(rules.clone(), json, Options::default(), TODAY);
    let mut rows = Vec::new();
    let mut see = |line: u64, judgement: Judgement| {
        let told = match judgement {
            Judgement::Unreadable(why) => Err(why[0].to_string()),
            Judgement::Lead(figures, outcomes) => {
                Ok((figures.status, figures.score, outcomes.not_met().collect()))
            }
        };
        rows.push((line, told));
    };
    for piece in bytes.chunks(piece) {
        list.feed(piece, &mut see)?;
    }
    list.end(&mut see)?;
    Ok(rows)
}

/// Judges each row by itself.
fn afresh(rules: &Rules, bytes: &[u8]) -> Result<Vec<Told>, Vec<Problem>> {
    let mut records = Records::new(bytes, None).expect("bytes can be read");
    let languages = std::slice::from_ref(rules.program());
    let (columns, _) = begin(&mut records, languages, &Options::default()).expect("bytes can be read")?;
    let judge = |record: std::io::Result<_>| {
        let record: referral_widget::precheck::Record = record.expect("bytes can be read");
        match columns.read(rules.program(), &record) {
            Row::Blank => None,
            Row::Unreadable(why) => Some((record.line, Err(why[0].to_string()))),
            Row::Lead(lead) => {
                let verdict = rules.evaluate(&lead, TODAY);
                let outcomes = verdict.findings.iter().map(|finding| finding.outcome).enumerate();
                let not_met = outcomes.filter(|(_, outcome)| *outcome != Outcome::Met).collect();
                Some((record.line, Ok((verdict.status, verdict.score, not_met))))
            }
        }
    };
    Ok(records.filter_map(judge).collect())
}
