//! Every answer to a request that fails says what is wrong and how to fix it.

use crate::site::{self, Site, header, problem, submission};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

#[tokio::test]
async fn answers_that_are_missing_or_wrong_are_named() {
    let site = Site::start().await;
    let mut submission = submission();
    submission["lead"] = json!({ "country": "XX", "employees": "many" });
    submission["agreement"]["accepted"] = json!(false);
    let refused = problem(site.submit(&submission).await, 422).await;
    assert_eq!(refused["type"], "invalid-answers");
    assert_eq!(
        refused["errors"],
        json!([
            {
                "field": "country", "message": "Country must be one of the options",
                "key": "not-one-option", "values": { "label": "Country" },
            },
            {
                "field": "employees", "message": "Employees must be a number, such as 1,500.50",
                "key": "not-a-number", "values": { "label": "Employees", "example": "1,500.50" },
            },
            {
                "field": "company", "message": "Enter an answer: Company",
                "key": "missing", "values": { "label": "Company" },
            },
            {
                "field": "accept-agreement", "message": "Accept the agreement: Partner terms",
                "key": "accept-agreement",
            },
        ])
    );
    assert!(site.referrals().await.is_empty());
}

#[tokio::test]
async fn a_typed_number_that_can_be_read_in_two_ways_is_asked_before_anything_is_stored() {
    let site = Site::start().await;
    let mut program = site::program("2");
    let spend = json!({ "name": "spend", "label": "Spend", "type": "money" });
    program["fields"].as_array_mut().unwrap().push(spend);
    site.write("rules/cloud/program.json", program.to_string());
    let mut submission = submission();
    submission["agreement"]["version"] = program["agreement"]["version"].clone();
    submission["typed"] = json!(true);
    for (key, language, typed, clear) in [
        ("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e71", "en", "150.000", "150,000"),
        ("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e72", "de-AT", "150,000", "150.000"),
    ] {
        submission["language"] = json!(language);
        submission["lead"]["company"] = json!(format!("Alpenblick {language}"));
        submission["key"] = json!(key);
        submission["lead"]["spend"] = json!(typed);
        let refused = problem(site.submit(&submission).await, 422).await;
        assert_eq!(
            refused["errors"],
            json!([{
                "field": "spend", "message": "Spend can be read in two ways: write 150,000 or 150.00",
                "key": "two-ways", "values": { "label": "Spend", "grouped": "150,000", "fraction": "150.00" },
            }])
        );
        submission["lead"]["spend"] = json!(clear);
        assert_eq!(site.submit(&submission).await.status(), 201);
    }
    let stored: Vec<Value> = site.referrals().await.iter().map(|it| it["lead"]["spend"].clone()).collect();
    assert_eq!(stored, [json!("150000.00"), json!("150000.00")]);
}

#[tokio::test]
async fn an_agreement_that_has_changed_must_be_accepted_anew() {
    let site = Site::start().await;
    let mut submission = submission();
    submission["agreement"]["version"] = json!("0");
    let refused = problem(site.submit(&submission).await, 422).await;
    assert_eq!(refused["type"], "invalid-answers");
    assert_eq!(
        refused["errors"],
        json!([{
            "field": "accept-agreement", "message": "The agreement has changed: read version 1, and accept it",
            "key": "agreement-changed", "values": { "version": "1" },
        }])
    );
}

#[tokio::test]
async fn keys_are_uuids_and_the_header_repeats_the_body() {
    let site = Site::start().await;
    let submission = submission();
    let key = submission["key"].as_str().unwrap();
    for other in ["", "x", "\"\"", "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77"] {
        let response =
            site.post(submission.to_string()).header("idempotency-key", other).send().await.unwrap();
        let refused = problem(response, 400).await;
        assert_eq!(
            refused["detail"],
            "The header Idempotency-Key and the body's `key` differ. Send the same key in both, or leave the \
             header out."
        );
    }
    for same in [key.to_string(), format!("\"{key}\"")] {
        let response =
            site.post(submission.to_string()).header("idempotency-key", same).send().await.unwrap();
        assert!(response.status().is_success());
    }
    for wrong in [String::new(), "7".into(), key.replace('-', ""), format!("{{{key}}}")] {
        let mut submission = submission.clone();
        submission["key"] = json!(wrong);
        let refused = problem(site.submit(&submission).await, 422).await;
        assert_eq!(refused["detail"], "`key` must be a UUID such as 9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77.");
    }
}

#[tokio::test]
async fn bodies_that_are_no_submission_are_refused_with_the_reason() {
    let site = Site::start().await;
    let refused = problem(site.post("{\"key\":").send().await.unwrap(), 400).await;
    assert_eq!(refused["detail"], "The body is not JSON: EOF while parsing a value at line 1 column 7.");
    let refused = problem(site.post("{}").send().await.unwrap(), 422).await;
    assert_eq!(refused["type"], "invalid-submission");
    assert_eq!(refused["detail"], "The JSON is not a submission: missing field `key` at line 1 column 2.");
    let submission = submission();
    let members =
        ["key", "program", "versions", "lead", "attribution", "agreement"].map(|name| &submission[name]);
    let list = problem(site.submit(&json!(members)).await, 422).await;
    assert_eq!(list["detail"], "The JSON is not a submission: it is not an object.");
    let refused = problem(site.post(vec![b'"', 0xff, b'"']).send().await.unwrap(), 400).await;
    assert_eq!(refused["detail"], "The body is not UTF-8 text. Send JSON in UTF-8.");
    let long = format!("\"{}\"", "x".repeat(128 * 1024));
    let refused = problem(site.post(long).send().await.unwrap(), 413).await;
    assert_eq!(
        refused["detail"],
        "The body is too large. A submission has at most 131072 bytes, and everything else at most 262144. Shorten the \
         longest texts."
    );

    let url = site.url("/api/referrals");
    let form = site.client.post(&url).header("content-type", "application/x-www-form-urlencoded").body("a=b");
    let refused = problem(form.send().await.unwrap(), 415).await;
    assert_eq!(
        refused["detail"],
        "Send the submission as JSON with the header Content-Type: application/json (text/plain is taken too)."
    );
    let plain = site.client.post(&url).header("content-type", "text/plain;charset=UTF-8");
    assert_eq!(plain.body(submission.to_string()).send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn unknown_programs_pages_and_methods_are_problems_too() {
    let site = Site::start().await;
    for id in ["nope", "..", "", "cloud/../cloud", "Cloud"] {
        let mut submission = submission();
        submission["program"] = json!(id);
        let refused = problem(site.submit(&submission).await, 404).await;
        assert_eq!(refused["type"], "unknown-program");
    }
    for path in
        ["/nowhere", "/programs/nope/program.json", "/programs/cloud/secret.txt", "/referral-widget/no.js"]
    {
        problem(site.get(path).send().await.unwrap(), 404).await;
    }
    for path in ["/programs/cloud/..%2f..%2freferrals.db", "/programs/..%2frules%2fcloud/program.json"] {
        problem(site.get(path).send().await.unwrap(), 404).await;
    }
    let response = site.client.put(site.url("/api/referrals")).send().await.unwrap();
    assert!(header(&response, "allow").contains("POST"));
    problem(response, 405).await;
    for path in ["/", "/programs/cloud/program.json", "/referral-widget/referral-widget.js"] {
        problem(site.client.post(site.url(path)).send().await.unwrap(), 405).await;
    }
}

#[tokio::test]
async fn any_answer_can_be_read_by_the_partners_page() {
    let site = Site::start().await;
    for body in ["", "{}", &submission().to_string()] {
        let response = site.post(body.to_string()).send().await.unwrap();
        assert_eq!(header(&response, "access-control-allow-origin"), "*");
        let exposed = header(&response, "access-control-expose-headers");
        assert!(exposed.contains("retry-after") && exposed.contains("idempotent-replayed"), "{exposed}");
    }
    let preflight = site
        .client
        .request(reqwest::Method::OPTIONS, site.url("/api/referrals"))
        .header("origin", "https://partner.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,idempotency-key");
    let response = preflight.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    assert_eq!(header(&response, "access-control-allow-methods"), "POST");
    assert_eq!(header(&response, "access-control-allow-headers"), "content-type,idempotency-key");
    assert_eq!(header(&response, "access-control-max-age"), "7200");
}

#[tokio::test]
async fn no_body_makes_the_endpoint_fail() {
    let site = Site::start().await;
    for nested in ["[", "{\"a\":", "{\"lead\":{\"company\":["] {
        let status = site.post(nested.repeat(6_000)).send().await.unwrap().status();
        assert!(status.is_client_error(), "{status}");
    }
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    for lead in [deep.as_str(), "{\"employees\":1e999}", "{\"employees\":123456789012345678901234567890}"] {
        let body = submission()
            .to_string()
            .replace("{\"company\":\"Muster AG\",\"country\":\"DE\",\"employees\":\"250\"}", lead);
        assert!(body.contains(lead));
        let status = site.post(body).send().await.unwrap().status();
        assert!(status.is_client_error(), "{status}");
    }

    let handle = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let mut runner =
            TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
        runner
            .run(&anything(), |body| {
                let status = handle.block_on(site.post(body).send()).unwrap().status();
                prop_assert!(status.is_client_error() || status.is_success(), "{status}");
                Ok(())
            })
            .unwrap();
    })
    .await
    .unwrap();
}

/// Random bytes, and a submission with one member replaced by any value.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        any::<Vec<u8>>(),
        (0..6_usize, json_value()).prop_map(|(member, value)| {
            let members = ["key", "program", "versions", "lead", "agreement", "verdict"];
            let mut submission = submission();
            submission[members[member]] = value;
            submission.to_string().into_bytes()
        }),
    ]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("company|country|employees|note|\\PC*", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
