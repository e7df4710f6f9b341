//! The commands for developers: `cargo xtask build`, `demo`, `check`, `test`, `fuzz`, `bench`, `deny`, `reference`,
//! `screenshot` and others.

mod bench;
mod browsers;
mod build;
mod contract;
mod debian;
mod demo;
mod fuzz;
mod paths;
mod postgres;
mod recipes;
mod reference;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask build            compile the Wasm modules and pack what a page loads into pkg/dist/
cargo xtask demo             build, then run the endpoint and two partner websites on this machine
cargo xtask check            what is quick of it: format, lints, types, and the tests within the crates
cargo xtask test             everything that must hold: format, lints, tests, sizes, browsers
cargo xtask test firefox     build, then run all browser tests in Firefox, of which `test` runs some
cargo xtask test webkit      build, then run what partners do most in WebKitGTK
cargo xtask recipes          see that the compiler names the files that CONTRIBUTING.md says it names
cargo xtask faults           build, then send 2,000 leads through a proxy that spoils them, while tabs crash, clocks jump,
                             disks are full and the endpoint is killed (--submissions, --tabs, --seed; --copies: to two
                             endpoints on one PostgreSQL)
cargo xtask faults --commands [sequences] [seed]
                             give 10,000 random sequences of commands in processes that are killed, on both databases, and
                             compare what is stored with a model in memory
cargo xtask contract         build, then hold the endpoint against /api/openapi.json with schemathesis, which needs Python
                             (--seed, --requests for each operation)
cargo xtask fuzz [door]      change at random what comes in from outside: program, script, list, envelope, token
                             (--seconds, --runs, --seed; --input runs one file again)
cargo xtask bench desk       build, then measure the desk's pages with 1,000 and with 100,000 referrals (--quick)
cargo xtask bench form       build, then measure the form beside its peers: bytes, and time to the first field (--quick)
cargo xtask bench intake     build, then measure how many leads a second the endpoint takes, beside a plain server (--quick)
cargo xtask bench keystroke  build, then measure in Chromium from a keystroke to the verdict on the page
cargo xtask bench live       build, then measure 500 open pages of partners: memory, and from a change to the page
cargo xtask bench rules      build, then measure the rules engine beside its peers (--quick: only that it works)
cargo xtask deny             ask cargo-deny about others' packages: advisories, licences, sources (deny.toml)
cargo xtask reference        write rules/PROGRAM.md anew from pkg/program.schema.json
cargo xtask screenshot       build, then take the README's pictures of the form, the desk and the status again
cargo xtask screenshot gallery
                             build, then take a picture of every page of the gallery: light, dark and on a phone";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build"] => build::build(),
        ["demo"] => demo::demo(),
        ["check"] => test::check(),
        ["test"] => test::test(),
        ["test", "firefox"] => test::whole_in_firefox(),
        ["test", "webkit"] => test::in_webkit(),
        ["faults", "--commands"] => test::commands_survive("10000", None),
        ["faults", "--commands", sequences] => test::commands_survive(sequences, None),
        ["faults", "--commands", sequences, seed] => test::commands_survive(sequences, Some(seed)),
        ["faults", ref more @ ..] => test::faults(more),
        ["recipes"] => recipes::hold(),
        ["contract", ref more @ ..] => contract::hold(more),
        ["fuzz", ref more @ ..] => fuzz::fuzz(more),
        ["bench", "desk"] => bench::desk(false),
        ["bench", "desk", "--quick"] => bench::desk(true),
        ["bench", "form"] => bench::form(false),
        ["bench", "form", "--quick"] => bench::form(true),
        ["bench", "intake"] => bench::intake(false),
        ["bench", "intake", "--quick"] => bench::intake(true),
        ["bench", "keystroke"] => bench::keystroke(),
        ["bench", "live"] => bench::live(),
        ["bench", "rules"] => bench::rules(false),
        ["bench", "rules", "--quick"] => bench::rules(true),
        ["deny"] => tools::deny(),
        ["reference"] => reference::write(),
        ["screenshot"] => test::screenshot("readme").and_then(|()| test::screenshot("story")),
        ["screenshot", "gallery"] => test::screenshot("gallery"),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(anyhow::anyhow!("There is no `cargo xtask {}`. There are:\n{HELP}", arguments.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // `{:#}` prints the chain of causes on one line. `{:?}` would add a backtrace.
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}
