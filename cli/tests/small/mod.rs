//! A program that judges much in little time.

use std::fs;
use std::path::Path;

/// A program of one rule, so that rows are judged by the hundred thousand in a test.
pub fn small_program(folder: &Path) {
    let program = referral_testing::program().field("company", "text").text();
    fs::write(folder.join("program.json"), program).unwrap();
    fs::write(folder.join("qualify.rhai"), "require(\"a\", \"A.\", |lead| lead.company != \"Nobody\");")
        .unwrap();
}
