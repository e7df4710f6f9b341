//! Random sequences of commands, in a process that is killed again and again, come to what a model in memory comes to: where each
//! referral stands, its events, its deadlines, and whom it protects.
//!
//! `REFERRAL_SEQUENCES` is how many sequences there are, and `REFERRAL_SEED` what they are drawn by.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "../contract/chance.rs"]
mod chance;
mod model;
#[allow(dead_code, reason = "it is made for the contract’s tests")]
#[path = "../contract/place.rs"]
mod place;
mod plan;
#[path = "../server/mod.rs"]
mod server;

use chance::Dice;
use model::Model;
use place::Place;
use plan::{Step, plan};
use referral_store::{Commanded, Database, Outcome, Store};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// The environment variable by which the child gets its database.
const DATABASE: &str = "REFERRAL_KILLED_DATABASE";
/// The environment variable by which the child gets the first step.
const FROM: &str = "REFERRAL_KILLED_FROM";
/// A process is killed after about that many steps.
const STEPS_OF_A_PROCESS: usize = 12;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn sequences() -> usize {
    usize::try_from(number("REFERRAL_SEQUENCES", 100)).unwrap()
}

fn seed() -> u64 {
    number("REFERRAL_SEED", 16)
}

/// The process that is killed: it takes the steps and says each one. Without a database it is not such a process.
#[tokio::test]
async fn a_process_that_takes_steps_until_it_is_killed() {
    let Ok(database) = std::env::var(DATABASE) else { return };
    let from = usize::try_from(number(FROM, 0)).unwrap();
    let store = Store::open(&Database::parse(&database)).await.unwrap();
    let mut out = std::io::stdout();
    for (i, step) in (from..).zip(plan(sequences(), seed(), from)) {
        let came = take(&store, step).await;
        writeln!(out, "step {i} {came}").unwrap();
        out.flush().unwrap();
    }
}

/// Takes a step. It may have been taken before, by a process that was killed before it could say so.
async fn take(store: &Store, step: Step) -> &'static str {
    match step {
        // An endpoint gives each try another id. Here it is the same, so that the model knows it.
        Step::Refer(new) if store.find(&new.id).await.unwrap().is_some() => "stored",
        Step::Refer(new) => match store.insert(*new).await.unwrap() {
            Outcome::Stored | Outcome::Known(_) => "stored",
            Outcome::Protected(_) => "protected",
        },
        Step::Give(command) => match store.command(*command).await.unwrap() {
            Commanded::Done(_) | Commanded::Before(_) => "done",
            Commanded::Refused(_) => "refused",
            Commanded::OtherKey => "other-key",
            Commanded::Unknown => "unknown",
        },
        Step::Remind { referral, at, hours } => {
            store.remind(&referral, at, *hours).await.unwrap();
            "reminded"
        }
    }
}

/// Takes all steps in processes that are killed, and compares what is stored with the model.
async fn kill_and_compare(place: Place) {
    let address = match &place.database {
        Database::File(file) => file.to_str().unwrap().to_string(),
        Database::Server(address) => address.to_string(),
    };
    let store = place.with_program().await;
    store.close().await;
    let mut model = Model::default();
    let expected: Vec<&str> = plan(sequences(), seed(), 0).map(|step| model.take(step)).collect();
    let (mut taken, mut kills, mut dice) = (0, 0, Dice(seed() + 1));
    while taken < expected.len() {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "a_process_that_takes_steps_until_it_is_killed", "--nocapture"]);
        child.env(DATABASE, &address).env(FROM, taken.to_string()).stdout(Stdio::piped());
        let mut child = child.spawn().unwrap();
        let most = 1 + dice.roll(2 * STEPS_OF_A_PROCESS);
        let mut said = 0;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            // The test's own frame says other things.
            let Some(step) = line.split("step ").nth(1) else { continue };
            assert_eq!(step, format!("{taken} {}", expected[taken]), "seed {}", seed());
            taken += 1;
            said += 1;
            if said == most {
                // It may be in the midst of a step, or a few steps further: the rest of what it has said is read as well.
                child.kill().unwrap();
                kills += 1;
            }
        }
        let ended = child.wait().unwrap();
        assert!(said > 0 && (said >= most || ended.success()), "{ended}");
    }
    assert!(kills >= sequences() / 4, "{kills}");
    let store = place.open().await;
    let differences = model.differences(&store).await;
    assert!(differences.is_empty(), "seed {}: {} differences: {differences:#?}", seed(), differences.len());
    println!("{} sequences, {} steps, {kills} kills, 0 differences", sequences(), expected.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_each_command_once_whenever_its_process_is_killed() {
    kill_and_compare(Place::file()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_keeps_each_command_once_whenever_its_process_is_killed() {
    kill_and_compare(Place::server().await).await;
}
