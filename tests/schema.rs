//! `pkg/program.schema.json` and the reader of `program.json` agree: on the keys, their types, which are required, and
//! the defaults.

use jsonschema::Validator;
use referral_widget::program::{Problem, Program};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn schema() -> Value {
    serde_json::from_str(&read("pkg/program.schema.json")).expect("the schema is JSON")
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).expect("the schema is one")
}

/// A program that has every possible object.
fn whole() -> Value {
    json!({
        "id": "whole", "version": "1", "name": "Whole", "currency": "EUR", "drafts": "device",
        "language": "en",
        "vendor": { "name": "Vendor" },
        "contact": { "name": "Partner desk", "email": "partners@vendor.example" },
        "products": [{ "name": "Product" }],
        "stages": [{ "id": "site-visit", "label": "Site visit" }],
        "decline_reasons": [{ "id": "no-capacity", "label": "No capacity" }],
        "application": { "company": "company", "email": "your_email" },
        "loss_reasons": [{ "id": "in-house", "label": "Built in-house" }],
        "resources": [{ "title": "Sheet", "link": "https://vendor.example/sheet" }],
        "fields": [
            { "name": "company", "label": "Company", "type": "text", "pattern": "[A-Z]{2}", "pattern_message": "Two." },
            { "name": "country", "label": "Country", "type": "select", "required": true, "options": [{ "value": "AT", "label": "Austria" }] },
            { "name": "website", "label": "Website", "type": "url" },
            { "name": "domain", "label": "Domain", "type": "text" },
            { "name": "budget", "label": "Budget", "type": "money" },
            { "name": "lifts", "label": "Lifts", "type": "number" },
            { "name": "start", "label": "Start", "type": "date" },
            { "name": "end", "label": "End", "type": "date", "valid_when": "true", "valid_message": "Later." },
            { "name": "trades", "label": "Trades", "type": "multiselect",
              "options": [
                { "value": "t1", "label": "T1" }, { "value": "t2", "label": "T2" }, { "value": "t3", "label": "T3" }
              ] },
            { "name": "contacts", "label": "Contacts", "type": "group", "item": "Person", "fields": [
                { "name": "email", "label": "E-mail", "type": "email" }
            ] },
            { "name": "your_email", "label": "Your e-mail", "type": "email" },
            { "name": "your_name", "label": "Your name", "type": "text" },
        ],
        "steps": [
            { "title": "First", "fields": ["company", "country"] },
            { "title": "Then", "fields":
                ["website", "domain", "budget", "lifts", "start", "end", "trades", "contacts", "your_email", "your_name"] },
        ],
        "rates": { "base": "EUR", "as_of": "2026-11-20", "source": "Bank", "buys": { "CHF": "0.94" } },
        "compensation": [
            { "id": "share", "name": "Share", "currency": "EUR", "flat": 5, "basis": "budget", "tiers": [{ "percent": 5 }],
              "payment": { "days": 30, "after": "payment" } },
            { "id": "flat", "name": "Flat", "flat": 5, "payment": { "days": 30, "after": "payment" } },
        ],
        "agreement": { "version": "1", "title": "Agreement", "protection_days": 90, "known_by": ["domain"] },
        "consent": { "text": "They agree." },
        "delivery": { "endpoint": "/api/referrals", "also": [{ "id": "crm", "endpoint": "/crm" }] }
    })
}

/// Where the whole program has each object of the schema. The root's name is empty. There are several questions, since
/// a key may belong to one type only.
const PLACES: [(&str, &str); 29] = [
    ("", ""),
    ("vendor", "/vendor"),
    ("contact", "/contact"),
    ("product", "/products/0"),
    ("resource", "/resources/0"),
    ("field", "/fields/0"),
    ("field", "/fields/1"),
    ("field", "/fields/2"),
    ("field", "/fields/3"),
    ("field", "/fields/4"),
    ("field", "/fields/5"),
    ("field", "/fields/6"),
    ("field", "/fields/7"),
    ("field", "/fields/8"),
    ("field", "/fields/9"),
    ("field", "/fields/9/fields/0"),
    ("option", "/fields/1/options/0"),
    ("application", "/application"),
    ("choice", "/stages/0"),
    ("step", "/steps/0"),
    ("rates", "/rates"),
    ("plan", "/compensation/0"),
    ("plan", "/compensation/1"),
    ("tier", "/compensation/0/tiers/0"),
    ("payment", "/compensation/0/payment"),
    ("agreement", "/agreement"),
    ("consent", "/consent"),
    ("delivery", "/delivery"),
    ("destination", "/delivery/also/0"),
];

fn of<'a>(schema: &'a Value, object: &str) -> &'a Value {
    if object.is_empty() { schema } else { &schema["$defs"][object] }
}

/// Resolves a schema's reference. The members of the schema itself take precedence.
fn resolved(schema: &Value, of: &Value) -> Value {
    let Some(to) = of["$ref"].as_str() else { return of.clone() };
    let mut target = resolved(schema, schema.pointer(&to[1..]).expect("it refers to something"));
    let members = of.as_object().expect("a schema").clone();
    target.as_object_mut().expect("a schema").extend(members);
    target
}

/// Returns each key with its place (a pointer to its object) and its schema.
fn keys(schema: &Value) -> Vec<(&'static str, String, Value)> {
    let mut found = Vec::new();
    for (object, place) in PLACES {
        for (key, of_key) in of(schema, object)["properties"].as_object().expect("properties") {
            found.push((place, key.clone(), resolved(schema, of_key)));
        }
    }
    found
}

fn with(place: &str, key: &str, value: Option<&Value>) -> Value {
    let mut program = whole();
    let object = program.pointer_mut(place).and_then(Value::as_object_mut).expect("the place is there");
    match value {
        Some(value) => object.insert(key.to_string(), value.clone()),
        None => object.remove(key),
    };
    program
}

fn problems(program: &Value) -> Vec<Problem> {
    Program::parse(&program.to_string()).err().unwrap_or_default()
}

fn is_taken(program: &Value) -> bool {
    problems(program).is_empty()
}

/// Writes `/fields/0` and `label` as the reader does: `fields[0].label`.
fn path(place: &str, key: &str) -> String {
    let mut path = String::new();
    for part in place.split('/').skip(1).chain([key]) {
        match part.parse::<usize>() {
            Ok(i) => path.push_str(&format!("[{i}]")),
            Err(_) if path.is_empty() => path.push_str(part),
            Err(_) => path.push_str(&format!(".{part}")),
        }
    }
    path
}

#[test]
fn a_whole_program_is_taken_by_both() {
    assert_eq!(problems(&whole()), []);
    assert!(validator().is_valid(&whole()));
}

#[test]
fn every_key_of_the_reader_is_in_the_schema_and_no_other() {
    let schema = schema();
    for (object, place) in PLACES {
        let stray = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";
        let program = with(place, stray, Some(&json!(1)));
        assert!(!validator().is_valid(&program), "{place}: any key is taken");
        let said = problems(&program).into_iter().find(|problem| problem.place == path(place, stray));
        let help =
            said.and_then(|problem| problem.help).unwrap_or_else(|| panic!("{place}: nothing is said"));
        let known: BTreeSet<&str> = help.trim_start_matches("known are: ").split(", ").collect();
        let written: BTreeSet<&str> =
            of(&schema, object)["properties"].as_object().expect("keys").keys().map(String::as_str).collect();
        let missing: Vec<_> = known.difference(&written).collect();
        let unknown: Vec<_> = written.difference(&known).collect();
        assert!(missing.is_empty(), "pkg/program.schema.json, {object}: these keys are missing: {missing:?}");
        assert!(
            unknown.is_empty(),
            "pkg/program.schema.json, {object}: these keys are not read: {unknown:?}"
        );
    }
    // Nested objects are all covered.
    let objects = schema["$defs"].as_object().expect("definitions").iter();
    for (object, _) in objects.filter(|(_, of)| of["properties"].is_object()) {
        assert!(PLACES.iter().any(|(known, _)| known == object), "no place is known for {object}");
    }
}

/// Returns what the reader says a value must be.
fn expected(place: &str, key: &str) -> String {
    for wrong in [json!(7.5), json!(true)] {
        let found = problems(&with(place, key, Some(&wrong)));
        let of_key = found.iter().find(|problem| problem.place == path(place, key));
        if let Some((must, _)) =
            of_key.and_then(|problem| problem.message.strip_prefix("must be ")?.split_once(", but is"))
        {
            return must.to_string();
        }
    }
    panic!("{place}, {key}: the reader takes everything")
}

/// Returns the same in the schema's words.
fn kind(schema: &Value, of: &Value) -> String {
    if let Some(words) = of["enum"].as_array() {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return format!("one of {}", words.join(", "));
    }
    match of["type"].as_str() {
        Some("boolean") => "true or false".into(),
        Some("integer") => format!("a whole number from 0 to {}", of["maximum"]),
        Some("object") => "an object in braces".into(),
        Some("string") => "a text in quotes".into(),
        Some("array") => match resolved(schema, &of["items"])["type"].as_str() {
            Some("object") => "a list in brackets".into(),
            _ => "a list of texts in brackets".into(),
        },
        _ if of["anyOf"][0]["type"] == "number" => {
            "a decimal number of at most 28 digits, such as 7.5 or \"7.50\"".into()
        }
        _ => "a text in quotes".into(),
    }
}

#[test]
fn every_type_is_the_readers() {
    let schema = schema();
    for (place, key, of_key) in keys(&schema) {
        // Pages cannot send to Pipedrive, so the schema leaves it out. The reader refuses it in a separate check.
        let expected = expected(place, &key).replace("salesforce, pipedrive, webhook", "salesforce, webhook");
        assert_eq!(kind(&schema, &of_key), expected, "{place}, {key}");
    }
}

#[test]
fn texts_are_in_several_languages_where_the_reader_takes_them() {
    let schema = schema();
    let validator = validator();
    for (place, key, of_key) in keys(&schema) {
        if kind(&schema, &of_key) != "a text in quotes" {
            continue;
        }
        let text = of_key["examples"][0].clone();
        let program = with(place, &key, Some(&json!({ "en": text, "de": text })));
        let is_read = problems(&program)
            .iter()
            .all(|it| it.place != path(place, &key) || !it.message.contains("must be"));
        let by_key = &of_key["anyOf"][1]["type"] == "object";
        assert_eq!(by_key, is_read, "{place}, {key}");
        assert!(by_key || !validator.is_valid(&program), "{place}, {key}");
    }
    for key in ["ideal_customer", "territory", "prefill"] {
        let program = with("", key, Some(&json!([{ "en": "Large", "de": "Groß" }])));
        assert_eq!(is_taken(&program), validator.is_valid(&program), "{key}");
    }
}

#[test]
fn what_must_be_there_is_asked_for_by_both() {
    let schema = schema();
    let validator = validator();
    for (object, place) in PLACES {
        let required = of(&schema, object)["required"].as_array().expect("some keys are required").clone();
        for key in of(&schema, object)["properties"].as_object().expect("properties").keys() {
            let program = with(place, key, None);
            let is_missing = problems(&program)
                .iter()
                .any(|it| it.place == path(place, key) && it.message == "is missing");
            if required.contains(&json!(key)) {
                assert!(
                    !is_taken(&program) && !validator.is_valid(&program),
                    "{place} is taken without {key}"
                );
            } else {
                assert!(!is_missing, "{place}: {key} is not required in the schema");
            }
        }
    }
}

/// Defaults that the reader does not have. The code that uses the key has them, in this file.
const ELSEWHERE: [(&str, &str, &str); 2] = [
    ("draft_days", "src/browser/loader/draft.js", "draft_days ?? 30"),
    ("outbox_days", "src/browser/loader/outbox.js", "KEEP_DAYS = 14;"),
];

#[test]
fn a_default_is_what_holds_where_the_key_is_left_out() {
    let mut tried = BTreeSet::new();
    let mut all = BTreeSet::new();
    for (place, key, of_key) in keys(&schema()) {
        let Some(default) = of_key.get("default") else { continue };
        all.insert(key.clone());
        if ELSEWHERE.iter().any(|(known, ..)| *known == key) {
            continue;
        }
        let (said, left_out) = (with(place, &key, Some(default)), with(place, &key, None));
        let parse = |program: &Value| Program::parse(&program.to_string());
        if let (Ok(said), Ok(left_out)) = (parse(&said), parse(&left_out)) {
            assert_eq!(said, left_out, "{place}, {key}");
            tried.insert(key);
        }
    }
    for (key, file, says) in ELSEWHERE {
        assert!(read(file).contains(says), "{file} does not say {says}");
        tried.insert(key.to_string());
    }
    assert_eq!(tried, all);
    let program = Program::parse(&whole().to_string()).expect("it is fine");
    let group = program.field("contacts").expect("it is there");
    assert_eq!((group.max_items, group.most_rows()), (None, 10));
}

#[test]
fn every_example_is_taken_and_says_something() {
    let schema = schema();
    let validator = validator();
    for (object, _) in PLACES {
        for (key, of_key) in of(&schema, object)["properties"].as_object().expect("properties") {
            let of_key = resolved(&schema, of_key);
            assert!(of_key["description"].is_string(), "{object}, {key}: nothing is said of it");
            let within = of_key["items"]["$ref"].is_string() && of_key["items"]["$ref"] != "#/$defs/text"
                || of_key["properties"].is_object();
            let examples = of_key["examples"].as_array().cloned().unwrap_or_default();
            assert!(within || !examples.is_empty(), "{object}, {key}: there is no example");
            for example in examples {
                let fits = PLACES.iter().any(|(known, place)| {
                    let program = with(place, key, Some(&example));
                    let parsed = Program::parse(&program.to_string());
                    let left_out = Program::parse(&with(place, key, None).to_string());
                    *known == object
                        && parsed.is_ok()
                        && (parsed != left_out || ["$schema", "messages"].contains(&key.as_str()))
                        && validator.is_valid(&program)
                });
                assert!(fits, "{object}, {key}: the example {example} is not taken, or says nothing");
            }
        }
    }
}

/// Returns correct and wrong values, among them an example for each kind of value in the schema.
fn values(schema: &Value) -> Vec<Value> {
    let mut kinds = BTreeSet::new();
    let of_kind = |(_, _, of): &(&str, String, Value)| {
        let kind = format!("{}{}", kind(schema, of), of["title"]);
        of["examples"].get(0).filter(|_| kinds.insert(kind)).cloned()
    };
    let mut values: Vec<Value> = keys(schema).iter().filter_map(of_kind).collect();
    values.extend([
        json!(-1),
        json!(0),
        json!(3651),
        json!("-5"),
        json!("7,5"),
        json!("100.01"),
        json!(""),
        json!(" "),
        json!([7]),
        json!([[]]),
        json!({ "en": "x" }),
        json!({ "de": "x" }),
        json!({ "x": 7 }),
        json!("mailto:a@b.example"),
        json!("javascript:alert(1)"),
        json!("Large Letters"),
        json!("EURO"),
        json!("2026-13-01"),
        json!("a;b"),
        json!({ "a": "lead.nobody" }),
        json!({ "a": "receipt.status" }),
        json!([{}]),
        json!("group"),
        json!("checkbox"),
    ]);
    values.sort_by_key(Value::to_string);
    values.dedup();
    values
}

/// If questions do not differ in anything that their keys depend on, one of them is enough.
fn is_of_its_own(place: &str) -> bool {
    !["/fields/3", "/fields/4", "/fields/5", "/fields/6", "/fields/7", "/compensation/1"].contains(&place)
}

#[test]
fn values_of_all_kinds_are_taken_by_both_or_refused_by_both() {
    let schema = schema();
    let validator = validator();
    let values = values(&schema);
    let is_shape = |problem: &Problem| {
        ["must be", "is missing", "is not a key", "is empty", "is not a program id", "is not a web address"]
            .iter()
            .any(|start| problem.message.starts_with(start))
    };
    let (mut taken, mut refused) = (0, 0);
    for (place, key, _) in keys(&schema).iter().filter(|(place, ..)| is_of_its_own(place)) {
        for value in &values {
            let program = with(place, key, Some(value));
            let found = problems(&program);
            if found.is_empty() {
                taken += 1;
                assert!(
                    validator.is_valid(&program),
                    "{place}, {key}: {value} is read, and the schema refuses it"
                );
            } else if found.iter().any(is_shape) && !value.is_object() {
                // Texts by language are left out: they must have the program's own language, which the schema cannot
                // know.
                refused += 1;
                assert!(!validator.is_valid(&program), "{place}, {key}: the schema takes {value}: {found:?}");
            }
        }
    }
    assert!(taken > 500 && refused > 500, "{taken} taken, {refused} refused");
}

#[test]
fn what_contradicts_itself_is_refused_by_both() {
    let validator = validator();
    for (place, key, value) in [
        ("", "layout", json!("steps")),
        ("", "draft_days", json!(5)),
        ("", "outbox_days", json!(0)),
        ("", "outbox_days", json!(91)),
        ("", "territory", json!(["de"])),
        ("/fields/0", "options", json!([{ "value": "a", "label": "A" }])),
        ("/fields/1", "options", json!([])),
        ("/fields/1", "type", json!("group")),
        ("/fields/2", "pattern", json!("a")),
        ("/fields/0", "fills", json!("domain")),
        ("/fields/0", "min_items", json!(1)),
        ("/fields/8", "prefix", json!("x")),
        ("/fields/9", "max_items", json!(21)),
        ("/fields/9/fields/0", "visible_when", json!("true")),
        ("/fields/9/fields/0", "type", json!("group")),
        ("/fields/7", "valid_message", json!("")),
        ("/compensation/0", "cap", json!(-1)),
        ("/compensation/0", "cap", json!("-1")),
        ("/compensation/0/tiers/0", "percent", json!(101)),
        ("/rates", "buys", json!({})),
        ("/rates", "buys", json!({ "CHF": 0 })),
        ("/delivery", "format", json!("form")),
        ("/delivery", "format", json!("salesforce")),
        ("/delivery", "format", json!("pipedrive")),
        ("/delivery", "map", json!({ "a": "receipt.status" })),
        ("/delivery", "map", json!({ "a b": "key" })),
        ("/delivery", "map", json!({ "title": { "de": "lead.company" } })),
        ("/delivery", "headers", json!({ "x-title": { "de": "Firma" } })),
        ("/delivery/also/0", "id", json!("C R M")),
    ] {
        let mut program = with(place, key, Some(&value));
        if key == "layout" || key == "draft_days" {
            program["steps"] = json!([]);
            program["drafts"] = json!("tab");
        }
        assert!(!is_taken(&program), "{place}, {key}: the reader takes {value}");
        assert!(!validator.is_valid(&program), "{place}, {key}: the schema takes {value}");
    }
}

#[test]
fn every_sample_and_fixture_is_valid() {
    let validator = validator();
    let mut files =
        vec!["benches/rules/task/program.json".to_string(), "endpoint/tests/landed/program.json".into()];
    let samples = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).expect("rules/");
    for folder in samples.filter_map(Result::ok).filter(|entry| entry.path().is_dir()) {
        let file = format!("rules/{}/program.json", folder.file_name().to_string_lossy());
        let program: Value = serde_json::from_str(&read(&file)).expect("JSON");
        let named = program["$schema"].as_str().unwrap_or_else(|| panic!("{file} names no $schema"));
        assert_eq!(
            read(&format!("{}/{named}", file.trim_end_matches("/program.json"))),
            read("pkg/program.schema.json")
        );
        files.push(file);
    }
    assert!(files.len() > 2);
    for file in files {
        let program: Value = serde_json::from_str(&read(&file)).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&program)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{file}");
    }
}

#[test]
fn the_schemas_name_is_read_over() {
    let plain = Program::parse(&whole().to_string());
    assert_eq!(Program::parse(&with("", "$schema", Some(&json!("../x.json"))).to_string()), plain);
    let said = problems(&with("", "$schema", Some(&json!(7))));
    assert_eq!(said[0].to_string(), "$schema: must be a text in quotes, but is 7");
}
