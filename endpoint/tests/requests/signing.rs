//! Receipts that prove what arrived, and programs that only the owner of the key can publish.

use crate::site::{SCRIPT, Site, TOKEN, header, problem, program, submission};
use jiff::Timestamp;
use referral_signing::{Forged, Keypair, Proof, SignedProgram, keys_of, lead_digest};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;

async fn keys(site: &Site) -> Vec<referral_signing::PublicKey> {
    keys_of(&site.get("/.well-known/jwks.json").send().await.unwrap().text().await.unwrap()).unwrap()
}

async fn receipt(site: &Site, submission: &Value) -> Value {
    site.submit(submission).await.json().await.unwrap()
}

#[tokio::test]
async fn a_receipt_proves_what_is_stored() {
    let site = Site::start().await;
    let receipt = receipt(&site, &submission()).await;
    let signature = receipt["signature"].as_str().unwrap();
    let proof = Proof::verify(signature, &keys(&site).await).unwrap();
    let stored = &site.referrals().await[0];
    assert_eq!(
        [&proof.referral, &proof.key, &proof.status, &proof.received_at].map(|text| json!(text)),
        ["id", "key", "status", "received_at"].map(|name| stored[name].clone())
    );
    assert_eq!(json!(proof.partner), stored["attribution"]["partner"]);
    assert_eq!(json!(proof.program_sha256), stored["versions"]["program_hash"]);
    assert_eq!(json!(proof.rules_sha256), stored["versions"]["rules_hash"]);
    assert_eq!(json!(proof.protected_until), receipt["protected_until"]);
    assert_eq!((proof.iss.as_str(), proof.agreement_version.as_str()), ("Example Ltd", "1"));
    let lead = serde_json::from_value(stored["lead"].clone()).unwrap();
    let salt = receipt["lead_salt"].as_str().unwrap();
    assert_eq!(stored["receipt"], receipt);
    assert_eq!(proof.lead_sha256, lead_digest(Some(salt), "cloud", &lead).unwrap());
    assert_ne!(proof.lead_sha256, lead_digest(None, "cloud", &lead).unwrap());
    assert_eq!((proof.ver, proof.partner_known_by.as_deref()), (2, Some("claim")));
    let fee = proof.fee.unwrap();
    assert_eq!(
        (fee.plan.as_str(), fee.amount.as_str(), fee.currency.as_str(), fee.payment.days),
        ("referral", "500.00", "EUR", 30)
    );
    assert_eq!((proof.decision_due_at, proof.not_yet_protected), (None, false));
}

#[tokio::test]
async fn once_the_salt_is_erased_nobody_can_try_which_lead_it_was() {
    let site = Site::start().await;
    let submission = submission();
    let receipt = receipt(&site, &submission).await;
    let salt = receipt["lead_salt"].as_str().unwrap();
    let mut database = site.database().await;
    sqlx::query("DELETE FROM lead_salts").execute(&mut database).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut database)
        .await
        .unwrap();
    let lead = submission["lead"].as_object().unwrap().clone();
    for table in tables {
        let rows: Vec<sqlx::sqlite::SqliteRow> =
            sqlx::query(sqlx::AssertSqlSafe(format!("SELECT * FROM {table}")))
                .fetch_all(&mut database)
                .await
                .unwrap();
        for row in rows {
            for column in 0..sqlx::Row::len(&row) {
                let text: String = sqlx::Row::try_get(&row, column).unwrap_or_default();
                let unsalted = lead_digest(None, "cloud", &lead).unwrap();
                assert!(!text.contains(salt) && !text.contains(&unsalted), "{table}: {text}");
            }
        }
    }
}

#[tokio::test]
async fn one_that_was_altered_proves_nothing() {
    let site = Site::start().await;
    let receipt = receipt(&site, &submission()).await;
    let signature = receipt["signature"].as_str().unwrap();
    let keys = keys(&site).await;
    for at in (0..signature.len()).step_by(7) {
        let mut bytes = signature.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(bytes).unwrap();
        assert!(Proof::verify(&altered, &keys).is_err(), "{at}");
    }
    let other = [Keypair::generate().unwrap().public()];
    assert_eq!(Proof::verify(signature, &other), Err(Forged::UnknownKey));
}

#[tokio::test]
async fn sent_again_it_is_the_same_to_the_byte_and_its_key_outlives_a_restart() {
    let site = Site::start().await;
    let submission = submission();
    let first = site.submit(&submission).await.text().await.unwrap();
    let before = keys(&site).await;
    let site = site.restart(Some(TOKEN)).await;
    assert_eq!(site.submit(&submission).await.text().await.unwrap(), first);
    assert_eq!(keys(&site).await, before);
}

#[tokio::test]
async fn a_key_of_the_operator_signs_and_older_ones_stay_known() {
    let own = Keypair::generate().unwrap();
    let pem = own.to_pem().unwrap();
    let site = Site::start_as(|config| config.signing_key = Some(pem)).await;
    let keys = keys(&site).await;
    assert_eq!((keys.len(), keys[0]), (2, own.public()));
    let receipt = receipt(&site, &submission()).await;
    assert!(Proof::verify(receipt["signature"].as_str().unwrap(), &[own.public()]).is_ok());
    // The database had made its own key, and has erased it.
    let mut database = site.database().await;
    let kept: Vec<String> = sqlx::query_scalar("SELECT pem FROM signing_keys WHERE pem IS NOT NULL")
        .fetch_all(&mut database)
        .await
        .unwrap();
    assert_eq!(kept, [""; 0]);
}

#[tokio::test]
async fn a_key_that_is_rotated_signs_soon_and_receipts_of_the_old_one_stay_valid() {
    let site = Site::start_as(|config| config.look_every = Duration::from_millis(20)).await;
    let before = receipt(&site, &submission()).await;
    let new = Keypair::generate().unwrap();
    let (public, pem) = (new.public(), new.to_pem().unwrap());
    assert!(site.store().await.rotate_key(&public.text(), &pem, Timestamp::now()).await.unwrap());
    let mut tries = 0;
    loop {
        let receipt = receipt(&site, &submission()).await;
        if Proof::verify(receipt["signature"].as_str().unwrap(), &[public]).is_ok() {
            break;
        }
        tries += 1;
        assert!(tries < 5_000, "the old key still signs");
    }
    let known = keys(&site).await;
    assert_eq!((known.len(), known[0]), (2, public));
    assert!(Proof::verify(before["signature"].as_str().unwrap(), &known).is_ok());
}

#[tokio::test]
async fn the_page_that_verifies_has_the_keys_and_asks_nobody() {
    let site = Site::start().await;
    let response = site.get("/verify").send().await.unwrap();
    let policy = header(&response, "content-security-policy").to_string();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("connect-src"), "{policy}");
    let page = response.text().await.unwrap();
    assert!(page.contains(&keys(&site).await[0].text()), "{page}");
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn sign(site: &Site, key: &Keypair, counter: u64) {
    let [json, script] = ["program.json", "qualify.rhai"]
        .map(|file| std::fs::read_to_string(site.file(&format!("rules/cloud/{file}"))).unwrap());
    let signed = SignedProgram {
        program: "cloud".into(),
        version: "1".into(),
        counter,
        program_sha256: hash(&json),
        rules_sha256: hash(&script),
    };
    site.write("rules/cloud/program.sig", signed.sign(key).unwrap());
}

/// Returns why the program is refused, and the version in service.
async fn standing(site: &Site) -> (String, Value) {
    let listed = site.vendor("/api/programs").await["programs"][0].clone();
    let problem = &listed["problems"][0];
    (format!("{}: {}", problem["place"], problem["message"]).replace('"', ""), listed["version"].clone())
}

#[tokio::test]
async fn where_a_key_is_configured_only_what_it_signed_is_in_service() {
    let key = Keypair::generate().unwrap();
    let public = key.public();
    let site = Site::start_as(|config| config.program_keys = vec![public]).await;
    // The program was in service before a signature was required.
    let missing = "program.sig: is missing, and this endpoint takes signed programs only";
    assert_eq!(standing(&site).await.0, missing);

    sign(&site, &key, 5);
    assert_eq!(standing(&site).await, ("null: null".into(), json!("1")));
    let signature = site.get("/programs/cloud/program.sig").send().await.unwrap();
    assert_eq!(header(&signature, "content-type"), "application/jose");
    assert_eq!(site.submit(&submission()).await.status(), 201);

    let changed = "program.sig: belongs to other files: they have changed since they were signed";
    site.write("rules/cloud/qualify.rhai", format!("{SCRIPT}\n// Altered."));
    assert_eq!(standing(&site).await, (changed.into(), json!("1")));
    site.write("rules/cloud/qualify.rhai", SCRIPT);
    site.write("rules/cloud/program.json", program("2").to_string());
    assert_eq!(standing(&site).await, (changed.into(), json!("1")));

    sign(&site, &Keypair::generate().unwrap(), 6);
    let foreign = "program.sig: proves nothing: it is signed by a key that is not among those given";
    assert_eq!(standing(&site).await, (foreign.into(), json!("1")));
    std::fs::remove_file(site.file("rules/cloud/program.sig")).unwrap();
    assert_eq!(standing(&site).await, (missing.into(), json!("1")));
    sign(&site, &key, 6);
    assert_eq!(standing(&site).await, ("null: null".into(), json!("2")));

    // An older version is put back, with its own valid signature.
    site.write("rules/cloud/program.json", program("1").to_string());
    sign(&site, &key, 5);
    let older = "program.sig: is older than the one before it: an earlier version was put back";
    assert_eq!(standing(&site).await, (older.into(), json!("2")));
}

#[tokio::test]
async fn without_a_key_a_signature_is_published_and_not_asked_for() {
    let site = Site::start().await;
    let missing = site.get("/programs/cloud/program.sig").send().await.unwrap();
    problem(missing, 404).await;
    sign(&site, &Keypair::generate().unwrap(), 1);
    let signature = site.get("/programs/cloud/program.sig").send().await.unwrap();
    assert_eq!(signature.status(), 200);
    assert_eq!(site.submit(&submission()).await.status(), 201);
}
