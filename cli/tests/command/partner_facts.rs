//! The options for what is known of the partner.

use referral_signing::{Keypair, PartnerToken};
use referral_testing::program;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

const SCRIPT: &str = r#"require("self", "Not your own company.", |lead| lead.domain != partner.domain);
review("level", "Gold.", |lead| partner.level == "gold");
"#;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("test")).unwrap();
    let program = program().field("domain", "text").with("partner_facts", json!(["domain", "level"]));
    for (name, text) in [
        ("program.json", program.text()),
        ("qualify.rhai", SCRIPT.into()),
        ("lead.json", json!({ "domain": "kessel.example" }).to_string()),
        ("leads.csv", "domain\nkessel.example\nacme.example\n".into()),
        (
            "cases.json",
            json!({ "cases": [{ "name": "Gold", "today": "2026-11-23", "verdict": "qualified",
                "lead": { "domain": "kessel.example" }, "partner": { "level": "gold" } }] })
            .to_string(),
        ),
    ] {
        fs::write(folder.path().join("test").join(name), text).unwrap();
    }
    folder
}

/// Returns the exit status, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    let output = command.args(arguments).current_dir(folder).env_remove("CLICOLOR_FORCE").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_verdict_is_explained_by_what_is_known_of_the_partner() {
    let folder = folder();
    let explain = |more: &[&str]| {
        let (status, out, err) = run(folder.path(), &[&["explain", "test", "test/lead.json"], more].concat());
        assert_eq!(status, 0, "{err}");
        // Lines are cut at the width of the terminal.
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let open = explain(&[]);
    for said in [
        "Review, the endpoint decides: `partner.domain` and `partner.level` must be known.",
        "waits for the endpoint, which knows partner.level",
    ] {
        assert!(open.contains(said), "{said}: {open}");
    }
    let known = explain(&["--partner-domain", "acme.example", "--partner-level", "gold"]);
    assert!(known.contains("Qualified") && known.contains("partner.level = \"gold\""), "{known}");
    let own = explain(&["--partner-domain", "kessel.example", "--partner-level", ""]);
    assert!(own.contains("Disqualified") && own.contains("partner.level = no answer"), "{own}");
    let (status, out, _) = run(folder.path(), &["explain", "test", "--case", "Gold"]);
    assert!(status == 0 && out.contains("Qualified"), "{out}");
    let (status, _, err) =
        run(folder.path(), &["explain", "test", "test/lead.json", "--partner-country", "Germany"]);
    assert!(status == 2 && err.contains("must be the code of a country"), "{err}");
}

#[test]
fn the_cases_pass_and_a_list_is_judged() {
    let folder = folder();
    let (status, out, err) = run(folder.path(), &["check", "test"]);
    assert_eq!(status, 0, "{out}{err}");
    let rows = |more: &[&str]| {
        let (status, out, err) =
            run(folder.path(), &[&["precheck", "test", "test/leads.csv"], more].concat());
        assert_eq!(status, 0, "{err}");
        out
    };
    let open = rows(&[]);
    assert!(open.contains("2,review,0,,,,,,partner.domain; partner.level,"), "{open}");
    let known = rows(&["--partner-domain", "acme.example", "--partner-level", "gold"]);
    assert!(known.contains("2,qualified,") && known.contains("3,disqualified,"), "{known}");
}

#[test]
fn a_token_says_what_the_vendor_knows() {
    let folder = folder();
    let (status, key, err) = run(folder.path(), &["keygen", "key.pem"]);
    assert_eq!(status, 0, "{err}");
    let pem = fs::read_to_string(folder.path().join("key.pem")).unwrap();
    let public = Keypair::from_pem(&pem).unwrap().public();
    assert_eq!(public.text(), key.trim());
    let token = |more: &[&str]| {
        let arguments = [&["token", "acme", "test", "--key", "key.pem"], more].concat();
        let (status, token, err) = run(folder.path(), &arguments);
        assert_eq!(status, 0, "{err}");
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = i64::try_from(since.as_secs()).unwrap();
        PartnerToken::verify(&token, std::slice::from_ref(&public), "test", now).unwrap()
    };
    let with = token(&["--partner-country", "DE", "--partner-level", "gold"]);
    assert_eq!(with.facts, Some(json!({ "country": "DE", "level": "gold" })));
    assert_eq!(with.facts().unwrap().country.as_deref(), Some("DE"));
    assert_eq!(token(&[]).facts, None);
}
