//! One set of fixtures through the native engine and through the built Wasm module: the replies must be the same,
//! byte for byte.
//!
//! This half answers natively and writes `conformance.jsonl` into cargo's folder for tests' files; `compare.mjs`
//! asks the Wasm module the same. `cargo xtask test` runs both.

#[path = "../hostile/mod.rs"]
#[allow(dead_code, reason = "what must come of an attack is the affair of tests/hostile.rs")]
mod hostile;

use referral_widget::exchange::Session;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A conversation: requests, put to one engine in this order.
struct Fixture {
    name: String,
    requests: Vec<String>,
}

#[test]
fn every_fixture_is_answered() {
    let mut lines = String::new();
    let mut names = BTreeSet::new();
    let dump = std::env::var("DUMP").is_ok();
    for Fixture { name, requests } in fixtures() {
        let mut session = Session::default();
        let replies: Vec<_> = if dump {
            Vec::new()
        } else {
            requests.iter().map(|request| session.answer_json(request)).collect()
        };
        lines.push_str(&json!({ "name": name, "requests": requests, "replies": replies }).to_string());
        lines.push('\n');
        assert!(names.insert(name.clone()), "two fixtures are called {name}");
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance.jsonl");
    fs::write(&file, lines).expect("the fixtures can be written");
}

fn fixtures() -> Vec<Fixture> {
    hostile_scripts()
}

fn hostile_scripts() -> Vec<Fixture> {
    let fixture = |attack: hostile::Attack| Fixture {
        name: format!("hostile: {}", attack.name),
        requests: vec![
            hostile::load(&attack.script),
            hostile::judge(),
            hostile::load(hostile::GOOD),
            hostile::judge(),
        ],
    };
    hostile::corpus().into_iter().map(fixture).collect()
}
