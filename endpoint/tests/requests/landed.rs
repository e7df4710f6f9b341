//! The data of an earlier version still works: its database, its receipts, and the migrations that made it.

use crate::site::{self, Site, TOKEN};
use referral_signing::{Proof, keys_of, lead_digest};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::PathBuf;

fn landed(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/landed").join(name)
}

fn json_of(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(landed(name)).unwrap()).unwrap()
}

async fn opened(version: &str) -> Site {
    let folder = tempfile::TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("rules/cloud")).unwrap();
    fs::create_dir_all(folder.path().join("dist")).unwrap();
    let of_then = |file: &str| landed(version).join(file);
    fs::copy(of_then("referrals.db"), folder.path().join("referrals.db")).unwrap();
    for file in ["program.json", "qualify.rhai"] {
        fs::copy(of_then(file), folder.path().join("rules/cloud").join(file)).unwrap();
    }
    Site::start_in(folder, Some(TOKEN)).await
}

#[tokio::test]
async fn a_database_of_before_is_opened_with_all_that_is_in_it() {
    let site = opened("").await;
    // A copy of the old file stays beside it, and is as private.
    let mut names = Vec::new();
    for entry in site.folder.path().read_dir().unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name.contains(".before-") {
            #[cfg(unix)]
            {
                let mode = std::os::unix::fs::PermissionsExt::mode(&entry.metadata().unwrap().permissions());
                assert_eq!(mode & 0o777, 0o600);
            }
            names.push(name);
        }
    }
    assert_eq!(names, ["referrals.db.before-0011"]);
    let address = format!("sqlite://{}", site.file(&names[0]).display());
    let mut copy = <sqlx::SqliteConnection as sqlx::Connection>::connect(&address).await.unwrap();
    let at = "SELECT max(version) FROM _sqlx_migrations";
    assert_eq!(sqlx::query_scalar::<_, i64>(at).fetch_one(&mut copy).await.unwrap(), 10);
    let many = "SELECT count(*) FROM referrals";
    assert_eq!(sqlx::query_scalar::<_, i64>(many).fetch_one(&mut copy).await.unwrap(), 2);

    let [suspected, first] = <[Value; 2]>::try_from(site.referrals().await).unwrap();
    assert_eq!(first["lead"], json_of("submission.json")["lead"]);
    assert_eq!(first["receipt"], json_of("receipt.json"));
    assert_eq!(first["cleared_at"], Value::Null);
    assert_eq!(suspected["suspicion"], json!(["The field that nobody sees was filled in."]));
    assert_eq!(site.vendor("/api/feedback").await["feedback"][0]["attributed_by"], "claim");

    // The same submission gets its old receipt, byte for byte, and the same customer is still protected.
    let submission = json_of("submission.json");
    let again = site.submit(&submission).await;
    assert_eq!(again.status(), 200);
    assert_eq!(again.text().await.unwrap(), fs::read_to_string(landed("receipt.json")).unwrap());
    let mut other = submission.clone();
    other["lead"]["company"] = json!("Kupfer AG");
    assert_eq!(site.submit(&other).await.status(), 422);
    other["key"] = json!("01a22900-0000-7000-8000-000000000009");
    assert_eq!(site.submit(&other).await.status(), 201);
    other["key"] = json!("01a22900-0000-7000-8000-000000000010");
    other["lead"]["company"] = json!("Muster");
    assert_eq!(site.submit(&other).await.status(), 409);

    // In that version, a lead that a machine may have sent protected its customer, and it still does. It can be cleared
    // of the suspicion too.
    let path = format!("/api/referrals/{}/not-a-machine", suspected["id"].as_str().unwrap());
    let cleared = site.client.post(site.url(&path)).bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    other["lead"]["company"] = json!("Kessel");
    assert_eq!(site.submit(&other).await.status(), 409);
}

/// A lead that another partner sends later.
fn later(lead: Value) -> Value {
    let mut submission = site::submission();
    submission["versions"]["program"] = json!("2");
    submission["attribution"]["partner"] = json!("rival");
    for (name, answer) in lead.as_object().unwrap() {
        submission["lead"][name] = answer.clone();
    }
    submission
}

#[tokio::test]
async fn whoever_was_protected_before_is_known_again_by_the_rule_of_today() {
    let site = opened("2026-11-30").await;
    // These were two customers then, and are one now. The earlier referral protects it, until 2035-02-16.
    for lead in [
        json!({ "company": "Anders AG", "website": "https://www.müller.example/kontakt" }),
        json!({ "company": "Anders AG", "email": "jo@xn--mller-kva.example" }),
        json!({ "company": "（株）山田製作所" }),
    ] {
        let refused = site::problem(site.submit(&later(lead.clone())).await, 409).await;
        assert_eq!(refused["protected_until"], "2035-02-16", "{lead}");
    }
    // These were one customer then, because they share a site or a mail provider. Now they are two.
    for lead in [
        json!({ "company": "Zwei GmbH", "website": "https://www.google.de/maps/place/Zwei" }),
        json!({ "company": "Due Srl", "email": "due@pec.it" }),
        // This lead seemed to be a machine's, so it protects nobody under any rule.
        json!({ "company": "Kupfer AG" }),
    ] {
        assert_eq!(site.submit(&later(lead.clone())).await.status(), 201, "{lead}");
    }
    for lead in
        [json!({ "company": "Eins" }), json!({ "company": "UNO S.r.l." }), json!({ "company": "Muster" })]
    {
        assert_eq!(site.submit(&later(lead.clone())).await.status(), 409, "{lead}");
    }
}

#[tokio::test]
async fn keys_that_another_rule_or_list_has_made_are_made_anew_and_others_are_let_alone() {
    let site = opened("2026-11-30").await;
    let muster = later(json!({ "company": "Muster" }));
    let restarted = async |site: Site, spoil: &'static str| {
        let mut database = site.database().await;
        sqlx::raw_sql(spoil).execute(&mut database).await.unwrap();
        drop(database);
        site.restart(Some(TOKEN)).await
    };
    // A version with an older list of suffixes would have left these keys.
    let older = "UPDATE customer_keys SET made_by = replace(made_by, 'psl-2', 'psl-1'); \
                 UPDATE customers SET customer = 'old ' || customer;";
    let site = restarted(site, older).await;
    assert_eq!(site.submit(&muster).await.status(), 409);
    // Keys that were made by today's rule are not made again.
    let site = restarted(site, "UPDATE customers SET customer = 'spoilt ' || customer").await;
    assert_eq!(site.submit(&muster).await.status(), 201);
}

#[tokio::test]
async fn thousands_of_keys_are_made_anew_at_one_start() {
    let site = opened("2026-11-30").await;
    let mut database = site.database().await;
    let many = "UPDATE customer_keys SET made_by = 'older'; \
        CREATE TEMP TABLE copies AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) \
            SELECT referrals.* FROM referrals, n WHERE number = 4; \
        UPDATE copies SET number = 100 + rowid, id = 'id-' || rowid, key = 'key-' || rowid, \
            lead = json_set(lead, '$.company', '㈱Werk ' || rowid); \
        INSERT INTO referrals SELECT * FROM copies; \
        INSERT INTO customers SELECT program, 'old ' || number, number, protected_until FROM copies;";
    sqlx::raw_sql(many).execute(&mut database).await.unwrap();
    drop(database);
    let site = site.restart(Some(TOKEN)).await;
    let mut database = site.database().await;
    let count = "SELECT count(*) FROM customers WHERE customer LIKE 'werk %'";
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(&mut database).await.unwrap(), 2500);
    let old = "SELECT count(*) FROM customers WHERE customer LIKE 'old %'";
    assert_eq!(sqlx::query_scalar::<_, i64>(old).fetch_one(&mut database).await.unwrap(), 0);
    for company in ["Werk 1", "Werk 1000", "（株）Werk 2500"] {
        assert_eq!(site.submit(&later(json!({ "company": company }))).await.status(), 409, "{company}");
    }
}

#[tokio::test]
async fn a_lead_that_cannot_be_read_keeps_its_keys() {
    let site = opened("2026-11-30").await;
    let mut database = site.database().await;
    let spoil =
        "UPDATE customer_keys SET made_by = 'older'; UPDATE referrals SET lead = '{' WHERE number = 4;";
    sqlx::raw_sql(spoil).execute(&mut database).await.unwrap();
    drop(database);
    let site = site.restart(Some(TOKEN)).await;
    assert_eq!(site.submit(&later(json!({ "company": "Muster" }))).await.status(), 409);
    assert_eq!(site.submit(&later(json!({ "company": "Eins" }))).await.status(), 409);
}

#[test]
fn a_receipt_of_version_1_is_still_verified() {
    let keys = keys_of(&fs::read_to_string(landed("keys.json")).unwrap()).unwrap();
    let proof = Proof::verify(&fs::read_to_string(landed("receipt.jws")).unwrap(), &keys).unwrap();
    assert_eq!((proof.ver, proof.partner_known_by, proof.fee), (1, None, None));
    let answers = json_of("submission.json")["lead"].as_object().unwrap().clone();
    assert_eq!(proof.lead_sha256, lead_digest(None, "cloud", &answers).unwrap());
}

#[test]
fn landed_migrations_are_as_they_were() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../store/migrations/sqlite");
    let hash = |name: &str| hex::encode(Sha256::digest(fs::read(folder.join(name)).unwrap()));
    for (name, expected) in [
        ("0001_start.sql", "8e87fc1cd79a21d62e300695b4a0857e23e2e4cdebde4f57324193cc7aeeb0e7"),
        ("0002_challenged.sql", "cf0005694f15cdbfad5c1e4c9633f502245c8688a2be14432cf6918fcb34caff"),
        ("0003_feedback.sql", "b43012dcddb6537059b78665207ba10a28a99482393892065a6c21a28e1b36e4"),
        ("0004_signing.sql", "a7fe0091bba384d50b35a6c9571a4adb066d952ce591a68837a363b48a5dca0f"),
        ("0005_suspicion.sql", "249b9c9ee63fdbc4f793f0d1980dac2a07fa3a6668d14da07376140ce1eee4a6"),
        ("0006_relay.sql", "baa5d11e0cebc6ffa95ea09e1aa52cd226054bc54daeff1755fd9d954c7d6877"),
        ("0007_attribution.sql", "0b599bfc76f3f3b60265042ae1419bf9b8e9fc3b2cc31143fc89f60877df950b"),
        ("0008_consent.sql", "3a01b0b2b0e7993f780677821603358b3e9d20e257ccc4c6a51261cd558e08c4"),
        ("0009_made.sql", "24a3a901dd9e05012c61ccae3153a7730ece34dc15106becdb58f19894b32b9b"),
        ("0010_customers.sql", "6b4d3b29e16a2428d06abeafd76bd64d5dbdd5038165fdae37084f040b3d33e2"),
        ("0011_trust.sql", "8328e3780fe2b88ec607be11de65652fac99675c93c4e4dcd61b5b7103622b76"),
        ("0012_customer_keys.sql", "87edf83b3094e72560957214ddc7ea0cdeeb78295d406327105e65c7126973d0"),
    ] {
        assert_eq!(
            hash(name),
            expected,
            "{name}: a database that has run it would refuse to start; add another instead"
        );
    }
}
