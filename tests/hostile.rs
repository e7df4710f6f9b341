//! Hostile scripts end within their limits, with a finding, or with a refusal that has a place. They never qualify a
//! lead by failing, and the engine continues to work.
//!
//! The same corpus runs in the built Wasm module: `tests/conformance/`. To run one script, or some: `HOSTILE=swallows
//! cargo test --test hostile -- --nocapture`.

#[path = "hostile/mod.rs"]
mod corpus;

use corpus::{Attack, GOOD, Must, corpus, judge, load};
use referral_widget::exchange::Session;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The stack of a test thread, which is four times what Wasm gives a call.
const STACK: usize = 2 * 1024 * 1024;
/// Far longer than any script takes, so that a busy machine causes no failure, but not for ever.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn every_hostile_script_ends_and_the_engine_goes_on() {
    let chosen = std::env::var("HOSTILE").unwrap_or_default();
    let mut failures = Vec::new();
    for attack in corpus().into_iter().filter(|attack| attack.name.contains(&chosen)) {
        // If the script overflows the stack, this is the only message.
        println!("{}", attack.name);
        let name = attack.name.clone();
        let start = Instant::now();
        let thread = std::thread::Builder::new().stack_size(STACK).name(name.clone());
        let thread = thread.spawn(move || suffer(&attack)).expect("a thread");
        match thread.join() {
            Ok(found) => failures.extend(found.into_iter().map(|what| format!("{name}: {what}"))),
            Err(_) => failures.push(format!("{name}: panicked")),
        }
        let took = start.elapsed();
        if took > PATIENCE {
            failures.push(format!("{name}: took {took:?}"));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n  {}", failures.len(), failures.join("\n  "));
}

/// Runs an attack, and lists what is not as it must be.
fn suffer(attack: &Attack) -> Vec<String> {
    let mut session = Session::default();
    let mut failures = Vec::new();
    answer(&mut session, &load(GOOD));
    let good = answer(&mut session, &judge());
    assert_eq!(good["judged"]["verdict"]["status"], "qualified", "{good}");
    let loaded = answer(&mut session, &load(&attack.script));
    let refused = loaded["refused"].is_object();
    match attack.must {
        Must::BeRefused if !refused => failures.push("came into force".to_string()),
        Must::Run if refused => failures.push(format!("was refused: {loaded}")),
        _ if refused => failures.extend(refusal(attack, &loaded)),
        _ => {}
    }
    let judged = answer(&mut session, &judge());
    if refused && judged != good {
        failures.push("was refused, and the good rules before it judge no more".into());
    } else if !refused {
        failures.extend(findings(attack, &judged["judged"]["verdict"]));
        if answer(&mut session, &judge()) != judged {
            failures.push("judges a second time in another way".into());
        }
    }
    answer(&mut session, &load(GOOD));
    if answer(&mut session, &judge()) != good {
        failures.push("good rules after it judge in another way".into());
    }
    failures
}

fn answer(session: &mut Session, request: &str) -> Value {
    let reply = session.answer_json(request).expect("an answer");
    serde_json::from_str(&reply).expect("the answer is JSON")
}

fn refusal(attack: &Attack, reply: &Value) -> Option<String> {
    let problems = reply["refused"]["problems"].as_array().expect("problems");
    let said = reply.to_string();
    let placed = problems
        .iter()
        .any(|problem| problem["place"].as_str().is_some_and(|p| p.starts_with("qualify.rhai")));
    if !placed {
        return Some(format!("was refused without a place: {said}"));
    }
    if said.len() > 8_000 {
        return Some(format!("was refused in {} bytes; nobody reads as many", said.len()));
    }
    (attack.must == Must::BeRefused && !said.contains(&attack.says))
        .then(|| format!("does not say `{}`: {said}", attack.says))
}

fn findings(attack: &Attack, verdict: &Value) -> Vec<String> {
    let mut failures = Vec::new();
    let (mut failed, mut unmet) = (false, false);
    for finding in verdict["findings"].as_array().expect("findings") {
        let code = finding["code"].as_str().expect("a code");
        let outcome = finding["outcome"].as_str().expect("an outcome");
        let error = finding["error"].as_str().unwrap_or_default();
        failed |= outcome == "error";
        unmet |= outcome == "unmet";
        let expected = match code.split('-').next() {
            Some("holds") => "met",
            Some("fails") => "error",
            Some("declined") => "unmet",
            Some("pending") => "pending",
            _ => outcome,
        };
        if outcome != expected {
            failures.push(format!("rule `{code}` is {outcome}: {error}"));
        }
        if outcome == "error" && !(error.starts_with("qualify.rhai, line ") && error.contains(&attack.says)) {
            failures.push(format!("rule `{code}` failed without its place or reason: {error}"));
        }
        if error.len() > 1_000 {
            failures.push(format!("rule `{code}` failed in {} bytes", error.len()));
        }
    }
    if (failed || unmet) && verdict["status"] == "qualified" {
        failures.push("the lead qualifies".into());
    }
    failures
}
