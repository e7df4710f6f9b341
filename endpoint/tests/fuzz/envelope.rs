//! A posted submission gets one answer, the same each time, and only answers that were read are stored.

use crate::door;
use crate::site::{self, Site, header, submission};
use referral_testing::fuzz::assert_readable;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::program::Program;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The samples have this key. Each input replaces it by its own.
const KEY: &str = "01a22900-0000-7000-8000-000000000001";

const WORDS: [&str; 28] = [
    "key",
    "program",
    "versions",
    "lead",
    "typed",
    "language",
    "attribution",
    "agreement",
    "consent",
    "signals",
    "verdict",
    "challenge",
    "feedback",
    "partner",
    "utm",
    "token",
    "contacts",
    "unknown",
    "__proto__",
    "$serde_json::private::Number",
    "$serde_json::private::RawValue",
    "../cloud",
    "every-question",
    "1.500,00",
    "1e9",
    "de",
    "zz-anything",
    KEY,
];

#[test]
fn envelope() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let every = |file: &str| {
        std::fs::read_to_string(format!("{}/../rules/every-question/{file}", env!("CARGO_MANIFEST_DIR")))
            .unwrap()
    };
    let site = runtime.block_on(Site::start());
    let mut cloud = site::program("2");
    cloud["feedback"] = json!(true);
    site.write("rules/cloud/program.json", cloud.to_string());
    std::fs::create_dir(site.file("rules/every-question")).unwrap();
    for file in ["program.json", "qualify.rhai"] {
        site.write(&format!("rules/every-question/{file}"), every(file));
    }
    let programs = [cloud.to_string(), every("program.json")].map(|json| Program::parse(&json).unwrap());
    let programs = BTreeMap::from(programs.map(|program| (program.id.clone(), program)));
    let samples = samples(&programs["every-question"], &every("cases.json"));
    door("envelope", samples, &WORDS, 150).holds(|bytes| {
        runtime.block_on(holds(&site, &programs, bytes));
    });
}

fn samples(every: &Program, cases: &str) -> Vec<Vec<u8>> {
    let mut plain = submission();
    plain["key"] = KEY.into();
    let mut typed = plain.clone();
    typed["typed"] = true.into();
    typed["language"] = "de".into();
    typed["verdict"] =
        json!({ "status": "qualified", "findings": [{ "code": "territory", "outcome": "met" }] });
    typed["attribution"] = json!({
        "partner": "acme", "campaign": "autumn", "page": "https://partner.example/refer", "referrer": null,
        "utm": { "utm_source": "newsletter" },
    });
    let mut whole = plain.clone();
    let cases: Value = serde_json::from_str(cases).unwrap();
    whole["program"] = every.id.as_str().into();
    whole["lead"] = cases["cases"][0]["lead"].clone();
    whole["agreement"]["version"] = every.agreement.version.as_str().into();
    if let Some(consent) = &every.consent {
        whole["consent"] = json!({ "text": consent.text, "given_at": "2026-11-23T09:14:00Z" });
    }
    let feedback = json!({
        "key": KEY, "program": "cloud", "version": "2", "attribution": { "partner": "acme" },
        "feedback": { "topic": "fee", "text": "Is it paid in francs, too?", "email": "it@partner.example" },
    });
    [plain, typed, whole, feedback].map(|sample| sample.to_string().into_bytes()).into()
}

async fn holds(site: &Site, programs: &BTreeMap<String, Program>, bytes: &[u8]) {
    let body = with_own_key(bytes);
    let [first, again] = [post(site, &body).await, post(site, &body).await];
    match first.status {
        201 if !first.text.contains("\"referral\":") => {
            assert_eq!(
                (again.status, &again.text),
                (201, &first.text),
                "feedback is answered by its key alone"
            );
        }
        201 | 200 => {
            assert_eq!((again.status, &again.text), (200, &first.text), "a lead is stored once");
            is_kept_as_read(site, programs, &first.text).await;
        }
        400..=499 => {
            assert_eq!((again.status, &again.text), (first.status, &first.text), "posted a second time");
            is_refused_with_a_reason(&first);
        }
        status => panic!("{status}: {}", first.text),
    }
}

/// The answer to a submission, as it came.
struct Answer {
    status: u16,
    kind: String,
    text: String,
}

async fn post(site: &Site, body: &[u8]) -> Answer {
    let response = site.post(body.to_vec()).send().await.unwrap();
    let kind = header(&response, "content-type").to_string();
    Answer { status: response.status().as_u16(), kind, text: response.text().await.unwrap() }
}

/// Gives each input a key of its own, so that it is a new lead.
fn with_own_key(bytes: &[u8]) -> Vec<u8> {
    let mut key = [0; 16];
    key.copy_from_slice(&Sha256::digest(bytes)[..16]);
    let key = uuid::Uuid::from_bytes(key).to_string();
    let mut body = bytes.to_vec();
    let places = bytes.windows(KEY.len()).enumerate().filter(|(_, part)| *part == KEY.as_bytes());
    places.for_each(|(at, _)| body[at..at + KEY.len()].copy_from_slice(key.as_bytes()));
    body
}

fn is_refused_with_a_reason(answer: &Answer) {
    assert_eq!(answer.kind, "application/problem+json", "{}", answer.text);
    let problem: Value = serde_json::from_str(&answer.text).unwrap();
    assert_readable(problem["detail"].as_str().unwrap(), 1_000);
    for error in problem["errors"].as_array().into_iter().flatten() {
        assert_readable(error["message"].as_str().unwrap(), 1_000);
    }
}

async fn is_kept_as_read(site: &Site, programs: &BTreeMap<String, Program>, receipt: &str) {
    let receipt: Value = serde_json::from_str(receipt).unwrap();
    let stored = site.vendor(&format!("/api/referrals/{}", receipt["referral"].as_str().unwrap())).await;
    assert_eq!(stored["receipt"], receipt);
    let program = &programs[stored["program"].as_str().unwrap()];
    let kept: Answers = serde_json::from_value(stored["lead"].clone()).unwrap();
    let (lead, errors) = Lead::read(program, &kept, NumberStyle::Plain);
    assert_eq!((errors.as_slice(), &lead.answers()), ([].as_slice(), &kept));
    let attribution = stored["attribution"].as_object().unwrap();
    assert!(!attribution.contains_key("token"), "{attribution:?}");
    let size = stored["attribution"].to_string().chars().count();
    // Three addresses, a partner, a campaign, and 20 parameters with name and value, all of them escaped.
    assert!(size < 6 * (3 * 1_000 + 2 * 200 + 20 * 400 + 500), "{size} characters of attribution");
}
