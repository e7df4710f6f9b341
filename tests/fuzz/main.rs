//! Random changes to the files of vendors and partners: a program, a script, and a list.
//!
//! The test takes less than a minute in a debug build. `cargo xtask fuzz` runs each of them for longer. `kept/` has the
//! inputs that once failed. They run first.

mod list;
mod program;
mod script;

use referral_testing::TODAY;
use referral_testing::fuzz::{Door, assert_readable};
use referral_widget::program::{Problem, Program};
use referral_widget::rules::check_script;
use std::fs;
use std::path::Path;

/// The folders of the sample programs.
const SAMPLES: [&str; 6] = [
    "cloud-migration",
    "every-question",
    "industrial-automation",
    "solar-roofs",
    "strategic-introduction",
    "ways-to-refer",
];

fn door<'a>(name: &'a str, samples: Vec<Vec<u8>>, words: &'a [&'a str], runs: u32) -> Door<'a> {
    Door {
        name,
        kept: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/kept"),
        scratch: env!("CARGO_TARGET_TMPDIR"),
        samples,
        words,
        runs,
    }
}

fn sample(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the messages about a script, whether it is refused or only has warnings.
fn told(program: &Program, json: &str, script: &str) -> Vec<Problem> {
    check_script(program, json, script, TODAY).map_or_else(|refused| refused, |(_, doubts)| doubts)
}

/// Checks that a vendor can read the messages, and that there are not too many.
fn assert_told(problems: &[Problem], text: &str) {
    assert!(problems.len() <= 100 + text.len() / 4, "{} problems", problems.len());
    for problem in problems {
        assert_readable(&problem.message, 600);
        assert_readable(&problem.place, 600);
        problem.help.iter().for_each(|help| assert_readable(help, 600));
        if let Some(at) = &problem.at {
            let line = text.lines().nth(at.line - 1).unwrap_or_default();
            assert!(at.column <= line.chars().count() + 1 && at.length > 0, "{at:?} of {line:?}");
        }
    }
}
