//! What an earlier version has made goes on working: its database, its receipts, and the migrations that made it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod site;

use referral_endpoint::signing::{Proof, keys_of, lead_digest};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use site::{Site, TOKEN};
use std::fs;
use std::path::PathBuf;

fn landed(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/landed").join(name)
}

fn json_of(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(landed(name)).unwrap()).unwrap()
}

async fn opened() -> Site {
    let folder = tempfile::TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("rules/cloud")).unwrap();
    fs::create_dir_all(folder.path().join("dist")).unwrap();
    fs::copy(landed("referrals.db"), folder.path().join("referrals.db")).unwrap();
    for file in ["program.json", "qualify.rhai"] {
        fs::copy(landed(file), folder.path().join("rules/cloud").join(file)).unwrap();
    }
    Site::start_in(folder, Some(TOKEN)).await
}

#[tokio::test]
async fn a_database_of_before_is_opened_with_all_that_is_in_it() {
    let site = opened().await;
    let [suspected, first] = <[Value; 2]>::try_from(site.referrals().await).unwrap();
    assert_eq!(first["lead"], json_of("submission.json")["lead"]);
    assert_eq!(first["receipt"], json_of("receipt.json"));
    assert_eq!(first["cleared_at"], Value::Null);
    assert_eq!(suspected["suspicion"], json!(["The field that nobody sees was filled in."]));
    assert_eq!(site.vendor("/api/feedback").await["feedback"][0]["attributed_by"], "claim");

    // The same submission gets the receipt of then, to the byte; the same customer is still protected.
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

    // What a machine may have sent protected then, and does so still; that it is not a machine's can be said of it, too.
    let path = format!("/api/referrals/{}/not-a-machine", suspected["id"].as_str().unwrap());
    let cleared = site.client.post(site.url(&path)).bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    other["lead"]["company"] = json!("Kessel");
    assert_eq!(site.submit(&other).await.status(), 409);
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
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations");
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
    ] {
        assert_eq!(
            hash(name),
            expected,
            "{name}: a database that has run it would refuse to start; add another instead"
        );
    }
}
