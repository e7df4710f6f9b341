//! The examples of the page work as they stand there, and each command of the document can be given.

use super::contract::Contract;
use super::{COMMANDS, TOKEN, post};
use crate::site::{Site, submission};
use dom_query::Document;
use referral_widget::office::Role;
use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// A site that serves a sample program, which the examples are for.
async fn site() -> Site {
    let site = Site::start().await;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/cloud-migration");
    fs::create_dir(site.file("rules/cloud-migration")).unwrap();
    for file in ["program.json", "qualify.rhai"] {
        fs::copy(sample.join(file), site.file("rules/cloud-migration").join(file)).unwrap();
    }
    let relay = json!({ "destinations": super::nobody() });
    site.write("rules/cloud-migration/relay.json", relay.to_string());
    site
}

/// Makes the request of a command `curl`.
fn curl(site: &Site, line: &str) -> RequestBuilder {
    let words = shlex::split(line).unwrap();
    assert_eq!(words[0], "curl", "{line}");
    let after = |option: &str| {
        let places = words.iter().enumerate().filter(|(_, word)| *word == option);
        places.map(|(i, _)| words[i + 1].clone()).collect::<Vec<_>>()
    };
    let url = words.iter().find(|word| word.starts_with("http://")).unwrap();
    let method = after("-X").first().map_or(Method::GET, |method| method.parse().unwrap());
    let mut request = site.client.request(method, url);
    for line in after("-H") {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    match after("-d").pop() {
        Some(body) => request.body(body),
        None => request,
    }
}

#[tokio::test]
async fn every_example_of_the_page_works() {
    let site = site().await;
    let response = site.get("/api").send().await.unwrap();
    let policy = crate::site::header(&response, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
    let page = Document::from(response.text().await.unwrap());
    let examples: Vec<String> = page.select("article pre").iter().map(|pre| pre.text().to_string()).collect();
    let contract = Contract::of(&site).await;
    assert_eq!(examples.len(), contract.operations().len());
    let (mut referral, mut delivery) = (String::new(), String::new());
    let feedback = uuid::Uuid::now_v7().to_string();
    let said = json!({
        "key": feedback, "program": "cloud-migration", "version": "2",
        "feedback": { "topic": "fee", "text": "Is it paid in francs, too?" },
    });
    assert_eq!(site.post(said.to_string()).send().await.unwrap().status(), 201);
    for example in examples {
        let line = example
            .replace("$ENDPOINT", &site.url(""))
            .replace("$TOKEN", TOKEN)
            .replace("$REFERRAL", &referral)
            .replace("$DELIVERY", &delivery)
            .replace("$FEEDBACK", &feedback);
        let response = curl(&site, &line).send().await.unwrap();
        let status = response.status();
        let is_stream = crate::site::header(&response, "content-type") == "text/event-stream";
        // A stream does not end by itself.
        let answer = if is_stream { String::new() } else { response.text().await.unwrap() };
        assert!(status.is_success(), "{line}\n{status} {answer}");
        if referral.is_empty() {
            let receipt: Value = serde_json::from_str(&answer).unwrap();
            referral = receipt["referral"].as_str().unwrap().into();
            // An event: any delivery can be tried again, but only an event can be brought again.
            delivery = super::delivery(&site, "events").await;
        }
    }
}

/// A value for each key of a command.
fn value(key: &str) -> Value {
    match key {
        "decision" => json!("accept"),
        "stage" => json!("meeting"),
        "value" => json!(100),
        "currency" => json!("EUR"),
        "on" => json!("2026-11-01"),
        "until" => json!("2099-01-01"),
        "to" => json!("mara"),
        "reason" => json!("price"),
        _ => panic!("a value for `{key}` is missing here"),
    }
}

#[tokio::test]
async fn every_command_of_the_document_is_read_and_needs_what_the_document_says() {
    let site = Site::start().await;
    let contract = Contract::of(&site).await;
    let schema =
        &contract.document["paths"][COMMANDS]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let receipt: Value = site.submit(&submission()).await.json().await.unwrap();
    let path = format!("/api/referrals/{}/commands", receipt["referral"].as_str().unwrap());
    site.person(Role::Manager).await;
    let user = site.store().await.users().await.unwrap().remove(0).id;
    let commands = schema["oneOf"].as_array().unwrap();
    assert_eq!(commands.len(), 13);
    for command in commands {
        let required: Vec<&str> =
            command["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
        let word = command["properties"]["command"]["const"].clone();
        let own = required.iter().filter(|key| **key != "command");
        let mut whole: Map<String, Value> = own.map(|key| (key.to_string(), value(key))).collect();
        whole.insert("command".into(), word);
        whole.entry("to").and_modify(|to| *to = json!(user));
        // Some commands need a text, which is not known before the referral is.
        whole.insert("message".into(), json!("Thank you."));
        whole.insert("note".into(), json!("They called."));
        let whole = Value::Object(whole);
        assert_eq!(contract.mistakes(schema, &whole), Vec::<String>::new(), "{whole}");
        let status = post(&site, &path).json(&whole).send().await.unwrap().status().as_u16();
        assert!(matches!(status, 200 | 409), "{whole} {status}");
        for key in required {
            let mut less = whole.clone();
            less.as_object_mut().unwrap().remove(key);
            assert!(!contract.mistakes(schema, &less).is_empty(), "{less}");
            let status = post(&site, &path).json(&less).send().await.unwrap().status();
            assert_eq!(status, 422, "{less}");
        }
        let mut more = whole.clone();
        more["surprise"] = json!(1);
        assert!(!contract.mistakes(schema, &more).is_empty(), "{more}");
        assert_eq!(post(&site, &path).json(&more).send().await.unwrap().status(), 422, "{more}");
    }
}

/// Lists all schemas of the document.
fn schemas(document: &Value) -> Vec<Value> {
    let mut found: Vec<Value> =
        document["components"]["schemas"].as_object().unwrap().values().cloned().collect();
    let mut rest = vec![&document["paths"]];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(members) => {
                found.extend(members.get("schema").cloned());
                rest.extend(members.values());
            }
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    found
}

#[tokio::test]
async fn every_schema_of_the_document_is_one_and_every_example_is_as_its_schema_says() {
    let site = Site::start().await;
    let contract = Contract::of(&site).await;
    let schemas = schemas(&contract.document);
    assert!(schemas.len() > 100, "{}", schemas.len());
    for schema in schemas {
        let mistake = jsonschema::draft202012::meta::validate(&schema).err().map(|error| error.to_string());
        assert_eq!(mistake, None, "{schema:#}");
    }
    let mut count = 0;
    for (name, operation) in contract.operations() {
        let body = &operation["requestBody"]["content"]["application/json"];
        if body.is_null() {
            continue;
        }
        count += 1;
        assert_eq!(contract.mistakes(&body["schema"], &body["example"]), Vec::<String>::new(), "{name:?}");
    }
    assert_eq!(count, 7);
}

/// Finds of `cargo xtask contract` among them.
#[tokio::test]
async fn the_document_allows_just_the_feedback_that_the_endpoint_takes() {
    let site = super::site().await;
    let contract = Contract::of(&site).await;
    let schema = &contract.document["paths"]["/api/referrals"]["post"]["requestBody"]["content"]["application/json"]
        ["schema"];
    for (key, value, is_taken) in [
        ("email", json!(""), true),
        ("email", json!(null), true),
        ("email", json!("me"), false),
        ("email", json!("me@partner.example"), true),
        ("email", json!(format!("{}@partner.example", "x".repeat(254))), false),
        ("text", json!(" x "), true),
        ("text", json!(""), false),
        ("text", json!(" "), false),
        ("text", json!("x".repeat(2_001)), false),
        ("topic", json!("weather"), false),
    ] {
        let mut sent = json!({
            "key": uuid::Uuid::now_v7().to_string(), "program": "cloud", "version": "2",
            "feedback": { "topic": "fee", "text": "Is it paid in francs, too?" },
        });
        sent["feedback"][key] = value;
        assert_eq!(contract.mistakes(schema, &sent).is_empty(), is_taken, "{sent}");
        let status = site.post(sent.to_string()).send().await.unwrap().status();
        assert_eq!(status == 201, is_taken, "{sent} {status}");
    }
}

/// A list in place of an object has the values, but not their names.
#[tokio::test]
async fn no_list_is_taken_for_an_object() {
    let site = super::site().await;
    let feedback = json!({
        "key": uuid::Uuid::now_v7().to_string(), "program": "cloud", "version": "2",
        "feedback": { "topic": "fee", "text": "Is it paid in francs, too?" },
    });
    for (whole, key, list) in [
        (submission(), "versions", json!(["1"])),
        (submission(), "attribution", json!([null, null])),
        (submission(), "agreement", json!(["1", true])),
        (submission(), "consent", json!(["It is agreed.", "2026-11-20T10:00:00Z"])),
        (submission(), "signals", json!(["", 40])),
        (feedback.clone(), "attribution", json!([null, null])),
        (feedback.clone(), "signals", json!(["", 40])),
        (feedback, "feedback", json!(["fee", "Is it paid in francs, too?"])),
    ] {
        let mut sent = whole;
        sent[key] = list;
        let refused = crate::site::problem(site.post(sent.to_string()).send().await.unwrap(), 422).await;
        assert_eq!(refused["type"], "invalid-submission", "{sent}");
    }
    let hours = json!(["Europe/Berlin", { "monday": ["09:00-17:00"] }, {}]);
    let put = site.client.put(site.url("/api/hours")).bearer_auth(TOKEN).json(&hours).send().await.unwrap();
    crate::site::problem(put, 422).await;
    assert_eq!(site.vendor("/api/hours").await["hours"], Value::Null);
}
