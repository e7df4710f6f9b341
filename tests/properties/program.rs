//! Whatever `program.json` contains, it is a program, or it is refused with places.

use crate::{config, edited, edits, sample};
use proptest::collection::vec;
use proptest::prelude::*;
use referral_widget::program::Program;
use serde_json::{Map, Value};

/// Any JSON, with some keys and words of a program.
fn json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "id",
        "fields",
        "name",
        "type",
        "options",
        "value",
        "label",
        "min",
        "max",
        "tiers",
        "up_to",
        "percent",
        "currency",
        "select",
        "money",
        "EUR",
        "basis",
        "payment",
        "days",
        "after",
        "__proto__",
        "",
        "-1",
        "1e999",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            vec((word.clone(), inner), 0..8).prop_map(|members| {
                members.into_iter().map(|(key, value)| (key.to_string(), value)).collect::<Map<_, _>>().into()
            }),
        ]
    })
}

/// The sample program with one value replaced, removed or added, at any place.
fn nearly_a_program() -> impl Strategy<Value = Value> {
    (any::<u32>(), 0..3_u8, json()).prop_map(|(place, how, value)| {
        let mut program: Value = serde_json::from_str(&sample("cloud-migration/program.json")).expect("JSON");
        let count = places(&mut program, &mut |_| false);
        let mut left = place as usize % count;
        places(&mut program, &mut |at| {
            if left > 0 {
                left -= 1;
                return false;
            }
            match (how, at) {
                (0, at) => *at = value.clone(),
                (1, Value::Object(members)) => drop(members.pop_first()),
                (1, Value::Array(items)) => drop(items.pop()),
                (2, Value::Object(members)) => drop(members.insert("extra".into(), value.clone())),
                (2, Value::Array(items)) => items.extend(items.first().cloned()),
                (_, at) => *at = Value::Null,
            }
            true
        });
        program
    })
}

/// Passes every value to `visit` until that returns true, and counts the values.
fn places(value: &mut Value, visit: &mut impl FnMut(&mut Value) -> bool) -> usize {
    if visit(value) {
        return 1;
    }
    1 + match value {
        Value::Array(items) => items.iter_mut().map(|item| places(item, visit)).sum(),
        Value::Object(members) => members.values_mut().map(|member| places(member, visit)).sum(),
        _ => 0,
    }
}

trait PopFirst {
    fn pop_first(&mut self) -> Option<Value>;
}

impl PopFirst for Map<String, Value> {
    fn pop_first(&mut self) -> Option<Value> {
        let key = self.keys().next()?.clone();
        self.remove(&key)
    }
}

fn is_read_or_refused(text: &str) -> Result<(), TestCaseError> {
    match Program::parse(text) {
        Ok(program) => prop_assert_eq!(Program::parse(text), Ok(program)),
        Err(problems) => {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                prop_assert!(
                    !problem.message.is_empty() && problem.to_string().len() < 10_000,
                    "{}",
                    problem
                );
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        is_read_or_refused(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn json_is_read_or_refused(json in json()) {
        is_read_or_refused(&json.to_string())?;
    }

    #[test]
    fn what_is_nearly_a_program_is_read_or_refused(program in nearly_a_program()) {
        is_read_or_refused(&program.to_string())?;
    }

    #[test]
    fn a_changed_text_is_read_or_refused(edits in edits("[\\x00-\\x7f\u{e0}\u{2028}]{0,9}|[{}\\[\\],:\"]{1,4}")) {
        is_read_or_refused(&edited(&sample("industrial-automation/program.json"), &edits))?;
    }
}
