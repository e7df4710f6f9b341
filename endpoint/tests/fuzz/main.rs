//! Random changes to what anybody can send to the endpoint: a submission, and a signed token.
//!
//! The test takes less than a minute in a debug build. `cargo xtask fuzz` runs each of them for longer. `kept/` has the
//! inputs that once failed. They run first.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod envelope;
#[path = "../requests/site/mod.rs"]
mod site;
mod token;

use referral_testing::fuzz::Door;

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
