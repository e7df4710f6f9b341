//! The types in `pkg/` match what Rust writes: `tests/types/samples.ts` has a sample with every member, which `tsc`
//! checks against them. Structs here name all their fields, so that a new field does not compile without a sample.

use referral_widget::compensation::{Estimate, Part, Share};
use referral_widget::precheck::Mistake;
use referral_widget::program::{Amount, Payment};
use referral_widget::rules::{Finding, Kind, Outcome, Status, Suggestion, Verdict};
use referral_widget::submission::ReferralStatus;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

const STATUSES: [Status; 4] = [Status::Qualified, Status::Review, Status::Disqualified, Status::Incomplete];
const KINDS: [Kind; 5] = [Kind::Require, Kind::Review, Kind::Score, Kind::Plan, Kind::Route];
const OUTCOMES: [Outcome; 4] = [Outcome::Met, Outcome::Unmet, Outcome::Pending, Outcome::Error];
const REFERRALS: [ReferralStatus; 3] =
    [ReferralStatus::Accepted, ReferralStatus::InReview, ReferralStatus::Declined];

fn amount(text: &str) -> Amount {
    serde_json::from_value(json!(text)).expect("an amount")
}

fn finding(kind: Kind, outcome: Outcome) -> Finding {
    Finding {
        code: "territory".into(),
        kind,
        message: "The company is in Germany.".into(),
        outcome,
        points: Some(20),
        read: vec!["country".into()],
        waiting_for: vec!["country".into()],
        unknown: vec!["partner.level".into()],
        error: Some("line 3: no such field".into()),
    }
}

/// A verdict with everything that a verdict can have.
fn whole() -> Verdict {
    let with_each = KINDS.iter().flat_map(|kind| OUTCOMES.map(|outcome| finding(*kind, outcome)));
    Verdict {
        status: Status::Review,
        findings: with_each.collect(),
        score: 40,
        qualify_at: Some(60),
        plan: Some("new-customer".into()),
        estimate: Some(Estimate {
            plan: "new-customer".into(),
            name: "New customer".into(),
            amount: amount("1500.00"),
            currency: "EUR".into(),
            parts: vec![Part {
                amount: amount("1620"),
                share: Some(Share { percent: amount("8"), of: amount("20250"), basis: "Budget".into() }),
            }],
            capped_at: Some(amount("1500")),
            payment: Payment { days: 30, after: "the first invoice".into() },
        }),
        route: Some("sales".into()),
        suggestions: vec![Suggestion {
            field: "country".into(),
            answers: vec![json!("DE"), json!(3), json!(true)],
            status: Status::Qualified,
        }],
        hidden: vec!["lifts".into()],
        invalid: vec!["vat_id".into()],
        today: "2026-11-23".into(),
        rules_hash: "0".repeat(64),
        program_hash: "0".repeat(64),
    }
}

/// A verdict with only what it must have.
fn bare() -> Verdict {
    Verdict {
        findings: vec![Finding {
            message: String::new(),
            points: None,
            read: Vec::new(),
            waiting_for: Vec::new(),
            unknown: Vec::new(),
            error: None,
            ..finding(Kind::Route, Outcome::Pending)
        }],
        qualify_at: None,
        plan: None,
        estimate: None,
        route: None,
        suggestions: Vec::new(),
        hidden: Vec::new(),
        invalid: Vec::new(),
        ..whole()
    }
}

fn note() -> Mistake {
    Mistake {
        field: Some("country".into()),
        column: Some("Land".into()),
        value: Some("Atlantis".into()),
        message: "is not an option".into(),
        help: Some("write a country".into()),
    }
}

/// Returns the words of an enum as the keys of an object, so that none is missing and none is extra.
fn words<T: Serialize>(all: &[T]) -> Value {
    let word = |value| match serde_json::to_value(value) {
        Ok(Value::String(word)) => (word, true),
        other => panic!("not a word: {other:?}"),
    };
    json!(all.iter().map(word).collect::<BTreeMap<_, _>>())
}

/// Returns the whole text of `samples.ts`.
fn samples() -> String {
    let mut text = String::from(
        "// What Rust writes, for `tsc` to hold against the package's types. `tests/published.rs` has written it.\n\
         import type { Finding, ReferralStatus, Status, Verdict } from 'referral-widget'\n\
         import type { Note, Outcome, Row } from 'referral-widget/leads'\n\n\
         /** With every member there, however deep. */\n\
         type Whole<T> = T extends object ? { [Key in keyof T]-?: Whole<T[Key]> } : T\n",
    );
    let mut sample = |name: &str, kind: &str, value: Value| {
        let value = serde_json::to_string_pretty(&value).expect("JSON");
        text += &format!("\nexport const {name}: {kind} = {value}\n");
    };
    sample("whole", "Whole<Verdict>", json!(whole()));
    sample("bare", "Verdict", json!(bare()));
    sample("note", "Whole<Note>", json!(note()));
    sample("bareNote", "Note", json!(Mistake { message: "is empty".into(), ..Mistake::default() }));
    sample("statuses", "Record<Status, true>", words(&STATUSES));
    sample("kinds", "Record<Finding['kind'], true>", words(&KINDS));
    sample("outcomes", "Record<Finding['outcome'] | Outcome['outcome'], true>", words(&OUTCOMES));
    sample("referrals", "Record<ReferralStatus, true>", words(&REFERRALS));
    let mut rows = words(&STATUSES);
    rows["unreadable"] = json!(true);
    sample("rows", "Record<Row['status'], true>", rows);
    text
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/types/samples.ts")
}

#[test]
fn the_samples_are_of_what_is_written_today() {
    let kept = fs::read_to_string(file()).unwrap_or_default();
    assert!(
        kept == samples(),
        "Write tests/types/samples.ts anew: cargo test --test core published -- --ignored"
    );
}

#[test]
#[ignore = "writes the file that the other test reads"]
fn write_the_samples() {
    fs::write(file(), samples()).expect("the file can be written");
}
