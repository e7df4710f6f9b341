//! Where `referral serve` stores its data, and how that is copied and moved.

#![cfg(unix)]

use crate::server;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn referral(folder: &Path, arguments: &[&str], server: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["REFERRAL_TOKEN", "REFERRAL_DATABASE", "RUST_LOG"] {
        command.env_remove(name);
    }
    match server {
        Some(server) => command.env("DATABASE_URL", server),
        None => command.env_remove("DATABASE_URL"),
    };
    command
}

/// Runs the endpoint until it listens, stops it, and returns what it printed: a token, if it has made one.
fn serve(folder: &Path, more: &[&str], server: Option<&str>) -> String {
    let all = [&["serve", "--programs", "rules", "--package", "dist", "--address", "127.0.0.1:0"], more];
    let mut child = referral(folder, &all.concat(), server).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(log.any(|line| line.unwrap().contains("listening at http://127.0.0.1:")));
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    let mut printed = String::new();
    child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    printed
}

/// Returns the exit status, and the output of both channels.
fn run(mut command: Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["rules", "dist"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder
}

#[tokio::test]
async fn what_a_server_keeps_is_copied_to_a_file_and_moved_to_another_server() {
    let (one, other) = (server::new_database().await, server::new_database().await);
    let (folder, token) = (folder(), "It is shown this once");
    let at = folder.path();
    assert!(serve(at, &[], Some(&one)).contains(token));
    // A second start finds the token of the first. Nothing is stored in a file.
    assert_eq!(serve(at, &[], Some(&one)), "");
    assert!(!at.join("referrals.db").exists());

    let (status, said) = run(referral(at, &["backup", "copy.db"], Some(&one)));
    assert_eq!(status, Some(0), "{said}");
    assert!(said.starts_with("copy.db is a copy of postgres:///test_") && !said.contains("user="), "{said}");
    let (status, said) = run(referral(at, &["backup", "copy.db"], Some(&one)));
    assert_eq!(
        (status, said.as_str()),
        (Some(1), "error: The file `copy.db` already exists. Name another.\n")
    );

    // A file named as an option is used, whatever the environment says.
    assert_eq!(serve(at, &["--database", "copy.db"], Some("postgres://127.0.0.1:9/nobody")), "");
    let (status, said) = run(referral(at, &["move", "--from", "copy.db", "--to", &other], None));
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("        1  vendor_token         sha256 "), "{said}");
    assert!(said.ends_with("and was compared row by row.\n"), "{said}");
    assert_eq!(serve(at, &[], Some(&other)), "");
    let (status, said) = run(referral(at, &["move", "--from", "copy.db", "--to", &other], None));
    assert_eq!(status, Some(1));
    assert!(said.contains("is not empty: it has rows in ") && said.lines().count() == 1, "{said}");
}

#[test]
fn an_address_that_is_none_is_refused_and_no_password_is_shown() {
    let folder = folder();
    let serve = ["serve", "--programs", "rules", "--package", "dist", "--address", "127.0.0.1:0"];
    let (status, said) =
        run(referral(folder.path(), &serve, Some("mysql://mia:s3cret@db.example/referrals")));
    let sentence = "error: DATABASE_URL: it must begin with postgres:// or postgresql://.\n";
    assert_eq!((status, said.as_str()), (Some(1), sentence));
    let nobody = "postgres://mia:s3cret@127.0.0.1:9/referrals";
    let (status, said) = run(referral(folder.path(), &serve, Some(nobody)));
    assert_eq!(status, Some(1));
    assert!(
        said.starts_with("error: The database `postgres://127.0.0.1:9/referrals` cannot be used ("),
        "{said}"
    );
    assert!(
        said.ends_with("Check that it runs, and that DATABASE_URL names a user who may use it.\n"),
        "{said}"
    );
    assert!(!said.contains("s3cret") && !said.contains("mia"), "{said}");
}
