//! The single function that parses JSON from outside accepts JSON, but nothing that `serde_json` would read as
//! something else.

#[path = "hostile/json.rs"]
mod hostile;

use hostile::{NUMBER, RAW, attacks};
use proptest::prelude::*;
use referral_widget::json::{MAX_DEPTH, Unread, Why, admit, parse};
use referral_widget::program::Program;
use serde_json::{Value, json};

fn refused(text: &str) -> String {
    match parse::<Value>(text) {
        Err(Unread::Refused(refused)) => refused.to_string(),
        other => panic!("{text:.80} was not refused: {other:?}"),
    }
}

#[test]
fn every_attack_is_refused_wherever_it_stands() {
    for (name, attack) in attacks() {
        for text in
            [attack.clone(), format!("{{\"lead\":{{\"zz\":{attack}}}}}"), format!("[1,[\"x\",{attack}]]")]
        {
            assert!(parse::<Value>(&text).is_err(), "{name}");
        }
    }
}

#[test]
fn a_refusal_names_the_place() {
    let raw = format!("{{\"lead\":{{\"contacts\":[{{}},{{\"email\":{{\"{RAW}\":\"0\"}}}}]}}}}");
    assert_eq!(refused(&raw), format!("`lead.contacts.1.email` has the name `{RAW}`, which cannot be used"));
    assert_eq!(refused("{\"a\":{\"b\":1,\"b\":2}}"), "`a` has the name `b` twice");
    assert_eq!(refused("{\"b\":1,\"b\":2}"), "`the document` has the name `b` twice");
    assert_eq!(refused("[{\"\\udfff\":1}]"), "`0` has a name with an escape that stands for no character");
    let long = "x".repeat(100_000);
    assert!(refused(&format!("{{\"{long}\":{{\"{NUMBER}{long}\":1}}}}")).len() < 400);
}

#[test]
fn it_reads_as_deep_as_serde_json_and_no_deeper() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse::<Value>(&deep(MAX_DEPTH)).is_ok());
    assert_eq!(refused(&deep(MAX_DEPTH + 1)).matches("nested more than 127").count(), 1);
    assert!(serde_json::from_str::<Value>(&deep(MAX_DEPTH + 1)).is_err());
}

#[test]
fn a_program_with_a_name_twice_is_refused_at_its_line() {
    let problems =
        Program::parse("{\n  \"id\": \"a\",\n  \"ü\": 1, \"id\": \"b\"\n}").expect_err("a name stands twice");
    assert_eq!(
        problems[0].to_string(),
        "program.json, line 3, column 11: cannot be used: `the document` has the name `id` twice"
    );
}

/// Any document, which may contain the names that no text may have.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a\\\\\"{}\\[\\],:é\u{1f600}]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-c\\\\\"{}\\[\\],:é]{0,4}", inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Writes some letters of every string as escapes, by chance. The meaning stays the same.
fn escaped(json: &str, chance: &[bool]) -> String {
    let mut chance = chance.iter().cycle();
    let (mut written, mut is_text, mut is_escape) = (String::new(), false, false);
    for letter in json.chars() {
        let is_quote = letter == '"' && !is_escape;
        let may_change = is_text && !is_escape && !is_quote && letter != '\\';
        is_escape = is_text && letter == '\\' && !is_escape;
        is_text ^= is_quote;
        if may_change && chance.next() == Some(&true) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                written += &format!("\\u{unit:04x}");
            }
        } else {
            written.push(letter);
        }
    }
    written
}

fn objects(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(objects).sum::<usize>(),
        Value::Array(items) => items.iter().map(objects).sum(),
        _ => 0,
    }
}

/// Adds a member to an object. All objects are counted, and `place` is the number of the object.
fn with(value: &mut Value, place: &mut usize, name: &str) -> bool {
    if let Value::Object(members) = value {
        if *place == 0 {
            members.insert(name.into(), json!("0"));
            return true;
        }
        *place -= 1;
    }
    match value {
        Value::Object(members) => members.values_mut().any(|inner| with(inner, place, name)),
        Value::Array(items) => items.iter_mut().any(|inner| with(inner, place, name)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_harmless_is_read_as_it_is(value in document(), chance in prop::collection::vec(any::<bool>(), 1..9)) {
        let text = escaped(&value.to_string(), &chance);
        prop_assert_eq!(parse::<Value>(&text).expect("JSON without anything else"), value);
    }

    #[test]
    fn a_private_name_is_refused_wherever_it_stands_and_however_it_is_written(
        value in document(), place in any::<prop::sample::Index>(), chance in prop::collection::vec(any::<bool>(), 1..9),
        name in prop_oneof![Just(RAW), Just(NUMBER)],
    ) {
        let mut value = json!([value, {}]);
        let mut place = place.index(objects(&value));
        prop_assert!(with(&mut value, &mut place, name));
        let refused = admit(&escaped(&value.to_string(), &chance)).expect_err("a private name");
        prop_assert_eq!(refused.why, Why::Private(name.into()));
    }

    #[test]
    fn no_text_makes_it_fail_and_what_it_refuses_is_never_a_document_of_ours(
        pieces in prop::collection::vec(
            prop_oneof![
                "[{}\\[\\]\",:\\\\a0 ]{1,6}".boxed(),
                Just(format!("{{\"{RAW}\":\"")).boxed(), Just("\\u0022".to_string()).boxed(), "\\PC{1,3}".boxed(),
            ],
            0..40,
        ),
    ) {
        let text = pieces.concat();
        let is_admitted = admit(&text).is_ok();
        if let Ok(value) = serde_json::from_str::<Value>(&text) && is_admitted {
            // Written and read again, the value is the same, so nothing in it was read as something else.
            prop_assert_eq!(parse::<Value>(&value.to_string()).expect("JSON"), value);
        }
    }
}
