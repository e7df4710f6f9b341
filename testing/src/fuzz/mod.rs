//! Random changes to what comes in by a door from outside: good samples with a few edits each, of their structure and
//! of their bytes.
//!
//! A test runs a bounded number of inputs from a fixed seed. `cargo xtask fuzz` runs the same test for longer. It sets
//! environment variables:
//!
//! | variable | |
//! |---|---|
//! | `FUZZ_SECONDS` | runs for so many seconds |
//! | `FUZZ_RUNS` | runs so many inputs |
//! | `FUZZ_SEED` | begins with another seed |
//! | `FUZZ_INPUT` | runs only this file |
//!
//! The engine is proptest. It makes a failing input as simple as it can, and needs no other compiler than the tests do.

mod edits;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use referral_widget::program::harmless;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// A door by which something comes in from outside.
pub struct Door<'a> {
    /// Its name, which is also the name of the test and of the folder with the inputs that once failed.
    pub name: &'a str,
    /// The folder that contains those folders.
    pub kept: &'a str,
    /// The file to which each input is written before it runs, so that it is not lost if the process ends.
    pub scratch: &'a str,
    /// Good inputs, which are changed.
    pub samples: Vec<Vec<u8>>,
    /// Words that may be inserted.
    pub words: &'a [&'a str],
    /// How many inputs a test runs.
    pub runs: u32,
}

/// The seed of the tests.
const SEED: u64 = 20_261_130;
/// How many inputs are made from one seed before the next seed, if a run lasts for some time.
const BATCH: u32 = 200;

impl Door<'_> {
    /// Runs the inputs that once failed, the samples, and then changed samples.
    ///
    /// # Panics
    ///
    /// An input fails. It is made as simple as possible and written to a file.
    pub fn holds(&self, check: impl Fn(&[u8])) {
        if let Ok(file) = std::env::var("FUZZ_INPUT") {
            return check(&fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}")));
        }
        for file in self.kept_inputs() {
            println!("{}: {}", self.name, file.display());
            check(&fs::read(&file).unwrap());
        }
        self.samples.iter().for_each(|sample| check(sample));
        let first = setting("FUZZ_SEED").unwrap_or(SEED);
        let runs = setting("FUZZ_RUNS").unwrap_or(self.runs);
        let Some(seconds) = setting("FUZZ_SECONDS").map(Duration::from_secs) else {
            return self.run(first, runs, &check);
        };
        let (start, mut seed) = (Instant::now(), first);
        while start.elapsed() < seconds {
            self.run(seed, BATCH, &check);
            seed = seed.wrapping_add(1);
        }
        println!("{}: {} inputs hold", self.name, u64::from(BATCH) * seed.wrapping_sub(first));
    }

    fn run(&self, seed: u64, runs: u32, check: &impl Fn(&[u8])) {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let config = ProptestConfig {
            cases: runs,
            failure_persistence: None,
            max_shrink_iters: 500,
            ..ProptestConfig::default()
        };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let last = self.scratch_file("last");
        let outcome = runner.run(&self.inputs(), |input| {
            fs::write(&last, &input).unwrap();
            check(&input);
            Ok(())
        });
        let (why, input) = match outcome {
            Ok(()) => return,
            Err(TestError::Fail(why, input)) => (why, input),
            Err(TestError::Abort(why)) => panic!("{}: {why}", self.name),
        };
        let file = self.scratch_file(&format!("{seed}"));
        fs::write(&file, &input).unwrap();
        let text: String = String::from_utf8_lossy(&input).chars().take(2_000).collect();
        panic!(
            "{name}, seed {seed}: {why}\n\n{text}\n\nThe input is in {file}. Once more:\n  \
             cargo xtask fuzz {name} --input {file}\nOnce it is mended, keep it in {kept}/{name}/.",
            name = self.name,
            file = file.display(),
            kept = self.kept,
        );
    }

    fn inputs(&self) -> impl Strategy<Value = Vec<u8>> {
        let samples = prop::sample::select(self.samples.clone());
        (samples, prop::collection::vec(edits::edit(), 1..6))
            .prop_map(|(sample, all)| all.iter().fold(sample, |input, edit| edit.apply(input, self.words)))
    }

    fn kept_inputs(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(Path::new(self.kept).join(self.name)).into_iter().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    fn scratch_file(&self, name: &str) -> PathBuf {
        let folder = Path::new(self.scratch).join("fuzz").join(self.name);
        fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }
}

fn setting<T: FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a number and is {text}")))
}

/// Checks that a message can be read: it is not empty, it is short, and none of its characters controls a terminal or
/// page.
///
/// # Panics
///
/// The message fails a check.
pub fn assert_readable(told: &str, longest: usize) {
    assert!(!told.trim().is_empty(), "nothing is said");
    assert!(told.chars().count() <= longest, "{} characters: {told:.300}", told.chars().count());
    let odd = told.chars().find(|letter| harmless(*letter) != *letter);
    assert_eq!(odd, None, "{told:?}");
}
