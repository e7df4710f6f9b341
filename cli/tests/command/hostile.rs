//! Hostile JSON in the files that the command reads. It reports what is wrong with them, and ends by itself.

use crate::attacks;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

#[test]
fn no_file_ends_the_command_by_a_signal() {
    let folder = TempDir::new().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/cloud-migration");
    let program = folder.path().join("cloud-migration");
    fs::create_dir(&program).unwrap();
    for file in ["program.json", "qualify.rhai", "cases.json"] {
        fs::copy(sample.join(file), program.join(file)).unwrap();
    }
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_referral")).args(arguments).current_dir(&folder).output().unwrap()
    };
    run(&["keygen", "key.pem"]);
    for (name, attack) in attacks::attacks() {
        fs::write(folder.path().join("lead.json"), format!("{{\"company\":{attack}}}")).unwrap();
        fs::write(folder.path().join("keys.json"), format!("{{\"keys\":{attack}}}")).unwrap();
        for (arguments, status) in [
            (["explain", "cloud-migration", "lead.json"].as_slice(), 2),
            (&["verify", "lead.json", "--keys", "keys.json"], 2),
        ] {
            let output = run(arguments);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(status), "{name}, {arguments:?}: {said}");
            assert!(!said.is_empty() && said.len() < 2_000, "{name}, {arguments:?}: {said}");
        }
        for file in ["cases.json", "program.json"] {
            let good = fs::read(program.join(file)).unwrap();
            fs::write(program.join(file), format!("{{\"cases\":{attack}}}")).unwrap();
            for format in ["text", "json"] {
                let output = run(&["check", "cloud-migration", "--format", format]);
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert_eq!(output.status.code(), Some(1), "{name} in {file}: {said}");
            }
            fs::write(program.join(file), good).unwrap();
        }
        for other in ["partners.json", "relay.json"] {
            fs::write(program.join(other), format!("{{\"partners\":{attack}}}")).unwrap();
            assert_eq!(run(&["check", "cloud-migration"]).status.code(), Some(1), "{name} in {other}");
            fs::remove_file(program.join(other)).unwrap();
        }
    }
}
