//! `referral serve` as an operator meets it.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

fn serve(folder: &Path, address: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    command.args(["serve", "--programs", "rules", "--package", "dist", "--address", address]);
    command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("REFERRAL_TOKEN").env_remove("DATABASE_URL").env_remove("RUST_LOG");
    command
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("rules")).unwrap();
    std::fs::create_dir(folder.path().join("dist")).unwrap();
    folder
}

fn refused(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_start_that_fails_is_one_sentence_and_status_1() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(serve(folder.path(), &address));
    assert!(said.starts_with(&format!("error: The address {address} cannot be used (")), "{said}");
    assert!(
        said.ends_with("Stop what uses it, or name another with --address.\n") && said.lines().count() == 1
    );

    let mut command = serve(folder.path(), "127.0.0.1:0");
    command.args(["--database", "missing/referrals.db"]);
    let said = refused(command);
    assert!(said.starts_with("error: The database `missing/referrals.db` cannot be used ("), "{said}");
    for wrong in ["8898", "vendor.example", ":8898:"] {
        let said = refused(serve(folder.path(), wrong));
        let expected = format!(
            "error: `{wrong}` is not an address: --address needs host and port, such as 127.0.0.1:8787.\n"
        );
        assert_eq!(said, expected);
    }
    std::fs::remove_dir(folder.path().join("dist")).unwrap();
    let said = refused(serve(folder.path(), "127.0.0.1:0"));
    assert!(said.starts_with("error: The package folder `dist` cannot be read ("), "{said}");
    assert!(said.ends_with("`cargo xtask build` makes it.\n"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_token_is_printed_once_and_a_signal_stops_the_endpoint() {
    let folder = folder();
    let first = run_until_listening(serve(folder.path(), "127.0.0.1:0").spawn().unwrap());
    // An endpoint at another address than usual is named.
    assert!(
        first.contains(
            "referral admin add --name \"Your name\" --email you@vendor.example --desk http://127.0.0.1:"
        ),
        "{first}"
    );
    assert!(first.contains("It is shown this once:\n\n    "), "{first}");
    let again = run_until_listening(serve(folder.path(), "127.0.0.1:0").spawn().unwrap());
    assert_eq!(again, "");
    let mut fixed = serve(folder.path(), "127.0.0.1:0");
    fixed.env("REFERRAL_TOKEN", "chosen by the operator");
    assert_eq!(run_until_listening(fixed.spawn().unwrap()), "");
}

#[cfg(unix)]
#[test]
fn a_relay_secret_that_will_not_do_is_told_at_the_start() {
    let folder = folder();
    let program = folder.path().join("rules/cloud");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/cloud-migration");
    std::fs::create_dir(&program).unwrap();
    for file in ["program.json", "qualify.rhai"] {
        let text = std::fs::read_to_string(sample.join(file)).unwrap();
        std::fs::write(program.join(file), text.replace("\"cloud-migration\"", "\"cloud\"")).unwrap();
    }
    let relay = r#"{ "destinations": [{ "id": "hook", "endpoint": "https://crm.example", "signed_with": "REFERRAL_SECRET_HOOK" }] }"#;
    std::fs::write(program.join("relay.json"), relay).unwrap();
    let told = |secret: &str| {
        let mut command = serve(folder.path(), "127.0.0.1:0");
        command.env("REFERRAL_SECRET_HOOK", secret);
        let mut child = command.spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        let log: Vec<String> =
            log.map(Result::unwrap).take_while(|line| !line.contains("listening")).collect();
        assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
        child.wait().unwrap();
        let log = log.join("\n");
        assert!(!log.contains(secret.trim()), "{log}");
        log.contains("REFERRAL_SECRET_HOOK is not a Standard Webhooks secret")
    };
    assert!(told("whsec_not/base64?"));
    assert!(told("QUJD RA=="));
    assert!(!told("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n"));
    assert!(!told("C2FVsBQIhrscChlQIMV+b5sSYspob7oD"));
}

/// Returns what the endpoint printed, from its start until SIGTERM ended it.
#[cfg(unix)]
fn run_until_listening(mut child: Child) -> String {
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(log.any(|line| line.unwrap().contains("listening at http://127.0.0.1:")));
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert!(log.any(|line| line.unwrap().contains("stopping")));
    assert!(child.wait().unwrap().success());
    let mut printed = String::new();
    child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    printed
}

/// Returns the rights of the files in a folder while the endpoint runs, and its messages about them.
#[cfg(unix)]
fn rights_while_running(folder: &Path, command: &mut Command) -> (Vec<(String, u32)>, String) {
    use std::os::unix::fs::PermissionsExt;
    let mut child = command.spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(|line| line.unwrap());
    let mut said = String::new();
    for line in log.by_ref() {
        said += &line;
        if line.contains("listening at") {
            break;
        }
    }
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_name().to_string_lossy().starts_with("referrals.db"));
    let rights = files.map(|entry| {
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        (entry.file_name().to_string_lossy().into_owned(), mode)
    });
    let mut rights: Vec<_> = rights.collect();
    rights.sort();
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    log.for_each(drop);
    assert!(child.wait().unwrap().success());
    (rights, said)
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_the_owners_alone_whatever_the_umask() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let private =
        ["referrals.db", "referrals.db-shm", "referrals.db-wal"].map(|name| (name.to_string(), 0o600));
    let mut first = serve(folder.path(), "127.0.0.1:0");
    let (rights, said) = rights_while_running(folder.path(), &mut first);
    assert_eq!(rights, private);
    assert!(!said.contains("other users"), "{said}");

    // An earlier version left the files like this.
    set_permissions(folder.path().join("referrals.db"), Permissions::from_mode(0o644)).unwrap();
    std::fs::write(folder.path().join("referrals.db-wal"), "").unwrap();
    set_permissions(folder.path().join("referrals.db-wal"), Permissions::from_mode(0o664)).unwrap();
    let (rights, said) = rights_while_running(folder.path(), &mut serve(folder.path(), "127.0.0.1:0"));
    assert_eq!(rights, private);
    let told = "ERROR";
    assert!(said.matches(told).count() == 2 && said.contains("(mode 644); it is 0600 from now on"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_told_of() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let mut keygen = Command::new(env!("CARGO_BIN_EXE_referral"));
    assert!(keygen.args(["keygen", "key.pem"]).current_dir(&folder).output().unwrap().status.success());
    for (mode, is_told) in [(0o600, false), (0o640, true), (0o604, true)] {
        set_permissions(folder.path().join("key.pem"), Permissions::from_mode(mode)).unwrap();
        let mut command = serve(folder.path(), "127.0.0.1:0");
        let (_, said) = rights_while_running(folder.path(), command.args(["--signing-key", "key.pem"]));
        assert_eq!(
            said.contains("other users of this machine can read the key"),
            is_told,
            "{mode:o}: {said}"
        );
    }
}
