//! What both Rust and the loader know is written in Rust. This test writes it into `src/browser/loader/shared.js`.

use referral_widget::markup::{AGREEMENT, CHECKED_BY_DESK, CONSENT, LONG_LIST, TRAP};
use referral_widget::program::{AnswerKind, FieldType, MAX_PROGRAM_BYTES, MAX_ROWS};
use referral_widget::rules::MAX_SCRIPT_BYTES;
use referral_widget::status::{FEEDBACK_LIST, SENT_LIST};
use std::fs;
use std::path::PathBuf;

fn shared() -> String {
    assert_eq!(MAX_PROGRAM_BYTES, MAX_SCRIPT_BYTES, "the loader has one limit for both");
    let mut text = String::from("// What Rust and the loader both know. `tests/shared.rs` has written it.\n");
    for (name, value, what) in [
        ("AGREEMENT", format!("{AGREEMENT:?}"), "The name of the control that accepts the agreement."),
        ("CONSENT", format!("{CONSENT:?}"), "The name of the control that confirms the customer's consent."),
        ("TRAP", format!("{TRAP:?}"), "The name of the control that nobody sees."),
        (
            "CHECKED_BY_DESK",
            format!("{CHECKED_BY_DESK:?}"),
            "The fragment of a page that the vendor's desk has opened.",
        ),
        ("SENT_LIST", format!("{SENT_LIST:?}"), "Where a browser keeps what was sent from a website."),
        ("FEEDBACK_LIST", format!("{FEEDBACK_LIST:?}"), "Where a browser keeps what was said of programs."),
        ("NUMBERS", format!("{:?}", answered(AnswerKind::Number)), "The types of questions for numbers."),
        ("MAX_ROWS", MAX_ROWS.to_string(), "No group takes more rows."),
        ("LONG_LIST", LONG_LIST.to_string(), "A list with more options is searched."),
        ("MAX_PROGRAM_BYTES", MAX_PROGRAM_BYTES.to_string(), "No program and no script is larger."),
    ] {
        text += &format!("\n// {what}\nexport const {name} = {value};\n");
    }
    text
}

/// Returns the words of the types with such answers.
fn answered(kind: AnswerKind) -> Vec<&'static str> {
    FieldType::WORDS
        .into_iter()
        .filter(|(_, field)| field.answer_kind() == kind)
        .map(|(word, _)| word)
        .collect()
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/browser/loader/shared.js")
}

#[test]
fn the_loader_knows_what_rust_knows() {
    let kept = fs::read_to_string(file()).unwrap_or_default();
    assert!(kept == shared(), "Write loader/shared.js anew: cargo test --test core shared -- --ignored");
}

#[test]
#[ignore = "writes the file that the other test reads"]
fn write_the_shared() {
    fs::write(file(), shared()).expect("the file can be written");
}

/// Values from a page or its address are strings, from which answers of other kinds are made.
#[test]
fn the_loader_makes_an_answer_of_each_kind() {
    let answers = fs::read_to_string(file().with_file_name("answers.js")).expect("the script is there");
    for (word, field) in FieldType::WORDS {
        let made = match field.answer_kind() {
            // These answers are strings, and stay as they are.
            AnswerKind::Text | AnswerKind::Date | AnswerKind::Option => continue,
            AnswerKind::Number => "NUMBERS.includes(type)".to_string(),
            AnswerKind::Options | AnswerKind::Truth | AnswerKind::Rows => format!("type === \"{word}\""),
        };
        assert!(answers.contains(&made), "src/browser/loader/answers.js: `{made}`");
    }
}
