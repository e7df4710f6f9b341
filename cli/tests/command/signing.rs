//! `referral keygen`, `referral sign` and `referral verify`.

use referral_signing::{Keypair, PromisedFee, Proof, SavedReceipt, keys_of, lead_digest};
use referral_widget::program::Payment;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn referral(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_referral")).args(arguments).current_dir(folder).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn with_key() -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let made = referral(folder.path(), &["keygen", "key.pem"]);
    assert!(made.status.success(), "{}", err(&made));
    (folder, out(&made).trim().to_string())
}

#[test]
fn a_key_is_its_owners_alone_and_never_overwritten() {
    let (folder, public) = with_key();
    assert_eq!(public.len(), 43);
    let pem = fs::read_to_string(folder.path().join("key.pem")).unwrap();
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(folder.path().join("key.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = referral(folder.path(), &["keygen", "key.pem"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(err(&again).contains("key.pem cannot be written"), "{}", err(&again));
    assert_eq!(fs::read_to_string(folder.path().join("key.pem")).unwrap(), pem);
}

#[test]
fn programs_are_signed_again_and_again_with_a_counter_that_grows() {
    let (folder, _) = with_key();
    let program = folder.path().join("cloud-migration");
    fs::create_dir(&program).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/cloud-migration");
    for file in ["program.json", "qualify.rhai"] {
        fs::copy(sample.join(file), program.join(file)).unwrap();
    }
    let counters: Vec<u64> = (0..3)
        .map(|_| {
            let signed = referral(folder.path(), &["sign", "cloud-migration", "--key", "key.pem"]);
            assert!(signed.status.success(), "{}", err(&signed));
            out(&signed).trim().rsplit_once(' ').unwrap().1.parse().unwrap()
        })
        .collect();
    assert!(counters.is_sorted_by(|a, b| a < b), "{counters:?}");

    fs::write(program.join("qualify.rhai"), "require(").unwrap();
    let refused = referral(folder.path(), &["sign", "cloud-migration", "--key", "key.pem"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("cloud-migration is not signed."), "{}", err(&refused));
    fs::write(folder.path().join("key.pem"), "no key").unwrap();
    let refused = referral(folder.path(), &["sign", "cloud-migration", "--key", "key.pem"]);
    assert!(err(&refused).contains("`referral keygen` writes one"), "{}", err(&refused));
}

#[test]
fn what_is_no_receipt_proves_nothing() {
    let (folder, public) = with_key();
    fs::write(folder.path().join("keys.txt"), public).unwrap();
    fs::write(folder.path().join("receipt.jws"), "a.b.c").unwrap();
    let said = referral(folder.path(), &["verify", "receipt.jws", "--keys", "keys.txt"]);
    assert_eq!(said.status.code(), Some(1));
    assert!(out(&said).starts_with("This proves nothing: it is incomplete or damaged"), "{}", out(&said));
    fs::write(folder.path().join("keys.txt"), "no key").unwrap();
    let said = referral(folder.path(), &["verify", "receipt.jws", "--keys", "keys.txt"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(err(&said).contains("`no` is not an Ed25519 public key"), "{}", err(&said));
}

/// Makes a receipt of version 2 for that lead, saved with its salt, and the file of keys.
fn receipt_of(folder: &Path, lead: &serde_json::Value) {
    let key = Keypair::from_pem(&fs::read_to_string(folder.join("key.pem")).unwrap()).unwrap();
    let landed = keys_of(&fs::read_to_string(landed("keys.json")).unwrap()).unwrap();
    let first = Proof::verify(&fs::read_to_string(landed_receipt()).unwrap(), &landed).unwrap();
    let proof = Proof {
        ver: 2,
        lead_sha256: lead_digest(Some("salt-1"), &first.program, lead.as_object().unwrap()).unwrap(),
        partner_known_by: Some("claim".into()),
        not_yet_protected: true,
        protected_until: None,
        decision_due_at: Some("2026-12-04T15:00:00Z".into()),
        fee: Some(PromisedFee {
            plan: "referral".into(),
            amount: "500.00".into(),
            currency: "EUR".into(),
            payment: Payment { days: 30, after: "the contract".into() },
        }),
        ..first
    };
    let signature = proof.sign(&key).unwrap();
    let saved = SavedReceipt { signature: &signature, lead_salt: Some("salt-1") };
    fs::write(folder.join("receipt.jws"), saved.text()).unwrap();
    fs::write(folder.join("bare.jws"), signature).unwrap();
    fs::write(folder.join("lead.json"), lead.to_string()).unwrap();
}

fn landed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../endpoint/tests/landed").join(name)
}

fn landed_receipt() -> PathBuf {
    landed("receipt.jws")
}

#[test]
fn a_receipt_says_what_is_promised_and_of_which_lead_it_is() {
    let (folder, public) = with_key();
    let folder = folder.path();
    fs::write(folder.join("keys.txt"), public).unwrap();
    receipt_of(folder, &serde_json::json!({ "company": "Muster AG", "employees": 250 }));
    let verify =
        |arguments: &[&str]| referral(folder, &[&["verify", "--keys", "keys.txt"], arguments].concat());
    let said = out(&verify(&["receipt.jws", "--lead", "lead.json"]));
    for text in [
        "it came by acme-consulting, as the page said;",
        "the fee comes to EUR 500.00, 30 days after the contract;",
        "the customer is not yet protected: a person looks at the referral first;",
        "it is decided by 2026-12-04T15:00:00Z;",
        "The lead is the one that was sent.",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
    assert!(verify(&["bare.jws"]).status.success());
    let bare = verify(&["bare.jws", "--lead", "lead.json"]);
    assert_eq!(bare.status.code(), Some(2));
    assert!(err(&bare).contains("Name it with --salt."), "{}", err(&bare));
    assert!(verify(&["bare.jws", "--lead", "lead.json", "--salt", "salt-1"]).status.success());
    assert_eq!(verify(&["bare.jws", "--lead", "lead.json", "--salt", "salt-2"]).status.code(), Some(1));
    fs::write(folder.join("lead.json"), "{\"company\":\"Kessel AG\"}").unwrap();
    assert_eq!(verify(&["receipt.jws", "--lead", "lead.json"]).status.code(), Some(1));
}

#[test]
fn a_receipt_of_version_1_is_still_verified() {
    let (folder, _) = with_key();
    let submission = fs::read_to_string(landed("submission.json")).unwrap();
    let submission: serde_json::Value = serde_json::from_str(&submission).unwrap();
    fs::write(folder.path().join("lead.json"), submission["lead"].to_string()).unwrap();
    let [receipt, keys] = [landed_receipt(), landed("keys.json")].map(|path| path.display().to_string());
    let said = referral(folder.path(), &["verify", &receipt, "--keys", &keys, "--lead", "lead.json"]);
    assert!(said.status.success() && out(&said).contains("it came by acme-consulting;"), "{}", out(&said));
}

#[test]
fn check_says_what_is_wrong_with_the_files_beside_a_program() {
    let (folder, _) = with_key();
    let program = folder.path().join("cloud-migration");
    fs::create_dir(&program).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/cloud-migration");
    for file in ["program.json", "qualify.rhai", "cases.json"] {
        fs::copy(sample.join(file), program.join(file)).unwrap();
    }
    assert!(referral(folder.path(), &["sign", "cloud-migration", "--key", "key.pem"]).status.success());
    let relay = r#"{ "destinations": [{ "id": "crm", "endpoint": "https://crm.example/${PATH}" }] }"#;
    fs::write(program.join("relay.json"), relay).unwrap();
    fs::write(program.join("partners.json"), r#"{ "partner": [] }"#).unwrap();
    let checked = referral(folder.path(), &["check", "cloud-migration"]);
    assert_eq!(checked.status.code(), Some(1));
    let said = out(&checked);
    for text in [
        "names something other than a secret",
        "write it as ${REFERRAL_SECRET_CRM}, in capital letters",
        "unknown field `partner`",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
    assert!(!said.contains("program.sig"), "{said}");

    for file in ["relay.json", "partners.json"] {
        fs::remove_file(program.join(file)).unwrap();
    }
    assert!(referral(folder.path(), &["check", "cloud-migration"]).status.success());
    let script = fs::read_to_string(program.join("qualify.rhai")).unwrap();
    fs::write(program.join("qualify.rhai"), script + "\n// Edited.\n").unwrap();
    let checked = referral(folder.path(), &["check", "cloud-migration"]);
    assert!(out(&checked).contains("program.sig: belongs to other files"), "{}", out(&checked));
}
