//! `cargo xtask fuzz`: runs the fuzz tests of all inputs from outside, for longer than a test may take.

use crate::steps::{cargo, run};
use anyhow::{Context, Result, bail};
use std::path::absolute;

/// The doors, that is, the tests named `fuzz` of the core and the endpoint.
const DOORS: [&str; 5] = ["program", "script", "list", "envelope", "token"];
/// How many seconds each door runs if no option says otherwise.
const SECONDS: &str = "60";

/// Runs one door, or all of them: `program --seconds 600`, `--runs 5000 --seed 7`, `token --input file`.
///
/// # Errors
///
/// An input fails. The output above shows it, and how to run it again.
pub fn fuzz(arguments: &[&str]) -> Result<()> {
    let (doors, options) = match arguments {
        [door, options @ ..] if DOORS.contains(door) => (std::slice::from_ref(door), options),
        [door, ..] if !door.starts_with("--") => {
            bail!("There is no door `{door}`. There are: {}", DOORS.join(", "))
        }
        options => (&DOORS[..], options),
    };
    let seed = getrandom::u64()?.to_string();
    let mut settings = vec![("FUZZ_SEED", seed)];
    for pair in options.chunks(2) {
        match *pair {
            ["--seconds", seconds] => settings.push(("FUZZ_SECONDS", seconds.into())),
            ["--runs", runs] => settings.push(("FUZZ_RUNS", runs.into())),
            ["--seed", seed] => settings[0].1 = seed.into(),
            ["--input", file] => settings.push(("FUZZ_INPUT", absolute(file)?.display().to_string())),
            _ => bail!("The options are --seconds, --runs, --seed and --input, each with a value."),
        }
    }
    if settings.len() == 1 {
        settings.push(("FUZZ_SECONDS", SECONDS.into()));
    }
    for door in doors {
        println!("▸ {door}, seed {}", settings[0].1);
        run(cargo()
            .args(["test", "--workspace", "--test", "fuzz", "--"])
            .args([&format!("{door}::{door}"), "--exact", "--nocapture"])
            .envs(settings.iter().map(|(name, value)| (name, value))))
        .with_context(|| format!("The door `{door}` does not hold"))?;
    }
    Ok(())
}
