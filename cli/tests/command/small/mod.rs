//! A program that is judged fast.

use std::fs;
use std::path::Path;

/// Writes a program with one rule, so that a test can judge hundreds of thousands of rows.
pub fn small_program(folder: &Path) {
    let program = referral_testing::program().field("company", "text").text();
    fs::write(folder.join("program.json"), program).unwrap();
    fs::write(folder.join("qualify.rhai"), "require(\"a\", \"A.\", |lead| lead.company != \"Nobody\");")
        .unwrap();
}
