//! `referral admin` and `referral key`.

use crate::server;
use referral_signing::Keypair;
use referral_store::{Database, Store};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Returns the exit status, and the output of both channels.
fn referral(folder: &Path, arguments: &[&str], server: Option<&str>) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    command.args(arguments).current_dir(folder);
    for name in ["DATABASE_URL", "REFERRAL_DATABASE", "REFERRAL_DESK"] {
        command.env_remove(name);
    }
    if let Some(server) = server {
        command.env("DATABASE_URL", server);
    }
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

const ADD: [&str; 6] = ["admin", "add", "--name", "Mara Weber", "--email", "Mara@vendor.example"];

async fn a_first_admin_is_added_and_recovered(folder: &Path, database: Database, server: Option<&str>) {
    Store::open(&database).await.unwrap().close().await;
    let (status, added) = referral(folder, &ADD, server);
    let said = "Mara Weber is an admin now. Open this link within 3 days to choose a password; it works once:\n\n    \
                http://127.0.0.1:8787/set-password/";
    assert!(status == Some(0) && added.starts_with(said), "{added}");
    let taken = "error: Somebody has the e-mail address `mara@vendor.example` already. `referral admin reset` gives them a new link.\n";
    assert_eq!(referral(folder, &ADD, server), (Some(1), taken.into()));

    let reset = ["admin", "reset", "mara@vendor.example", "--desk", "https://desk.vendor.example/"];
    let (status, again) = referral(folder, &reset, server);
    assert!(
        status == Some(0) && again.contains("\n    https://desk.vendor.example/set-password/"),
        "{again}"
    );
    let (status, said) = referral(folder, &["admin", "reset", "noor@vendor.example"], server);
    assert_eq!(status, Some(1));
    assert!(said.starts_with("error: Nobody has the e-mail address `noor@vendor.example`."), "{said}");
    let store = Store::open(&database).await.unwrap();
    assert_eq!(store.users().await.unwrap().len(), 1);

    // A key of the operator's is not in the database, and cannot be replaced there.
    let (status, said) = referral(folder, &["key", "rotate"], server);
    assert!(status == Some(1) && said.starts_with("error: The database has no private key"), "{said}");
    let first = Keypair::generate().unwrap();
    let now = "2026-11-30T12:00:00Z".parse().unwrap();
    store.own_key(&first.public().text(), &first.to_pem().unwrap(), now).await.unwrap();
    let (status, said) = referral(folder, &["key", "rotate"], server);
    assert_eq!(status, Some(0), "{said}");
    let known = store.public_keys().await.unwrap();
    assert_eq!(known[1], first.public().text());
    assert!(said.starts_with(&format!("The key {} signs receipts from now on.", known[0])), "{said}");
    assert_eq!(
        Keypair::from_pem(&store.private_key().await.unwrap().unwrap()).unwrap().public().text(),
        known[0]
    );
}

#[tokio::test]
async fn a_first_admin_is_added_and_recovered_in_a_file() {
    let folder = TempDir::new().unwrap();
    let database = Database::File(folder.path().join("referrals.db"));
    a_first_admin_is_added_and_recovered(folder.path(), database, None).await;
}

#[tokio::test]
async fn a_first_admin_is_added_and_recovered_on_a_server() {
    let (folder, address) = (TempDir::new().unwrap(), server::new_database().await);
    a_first_admin_is_added_and_recovered(folder.path(), Database::parse(&address), Some(&address)).await;
    assert!(!folder.path().join("referrals.db").exists());
}

#[test]
fn nobody_is_added_where_no_endpoint_was() {
    let folder = TempDir::new().unwrap();
    let said = "error: There is no database `referrals.db`. Start `referral serve` first, or name the database with --database.\n";
    assert_eq!(referral(folder.path(), &ADD, None), (Some(1), said.into()));
    assert!(folder.path().read_dir().unwrap().next().is_none());
}

#[tokio::test]
async fn who_cannot_be_added_is_refused_with_what_is_wrong() {
    let folder = TempDir::new().unwrap();
    let database = Database::File(folder.path().join("referrals.db"));
    Store::open(&database).await.unwrap().close().await;
    for (name, email, said) in [
        ("", "mara@vendor.example", "error: A name has 1 to 100 characters.\n"),
        ("a\nb", "mara@vendor.example", "error: A name has 1 to 100 characters.\n"),
        ("Mara", "mara", "error: `mara` is not an e-mail address, such as name@company.example.\n"),
    ] {
        let add = ["admin", "add", "--name", name, "--email", email];
        assert_eq!(referral(folder.path(), &add, None), (Some(1), said.into()));
    }
}
