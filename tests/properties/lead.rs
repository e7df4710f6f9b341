//! Reads any answers: each is accepted as its field's kind, or its field gets a message.

use crate::config;
use crate::generate::{Case, Choices};
use proptest::collection::vec;
use proptest::prelude::*;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::program::{FieldType, Program};
use serde_json::Value;

/// Anything that might be sent as an answer.
fn answer() -> impl Strategy<Value = Value> {
    let number = "[-−]?[0-9]{0,30}[.,’' ]?[0-9]{0,30}".prop_map(Value::from);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9]{1,9}\\.[0-9]{1,40}|[0-9]{1,400}|[0-9]e[0-9]{1,3}"
            .prop_map(|digits| serde_json::from_str(&digits).unwrap_or(Value::Null)),
        number,
        "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(Value::from),
        "[a-z.]{1,9}@[a-zü.-]{1,12}".prop_map(Value::from),
        "(https?://)?[a-zü.@:/?#%\\[\\]-]{1,30}".prop_map(Value::from),
        prop::sample::select(vec!["DE", "AT", " DE ", "de"]).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        (1..12_000_usize).prop_map(|length| "ü".repeat(length).into()),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z_]{0,9}", inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn what_is_taken_reads_back_and_what_is_not_is_told(
        numbers in vec(any::<u32>(), 0..40),
        typed in vec(answer(), 15),
        style in prop::sample::select(vec![NumberStyle::Plain, NumberStyle::Point, NumberStyle::Comma]),
    ) {
        let case = Case::new(&mut Choices::new(numbers));
        let program = Program::parse(&case.program).expect("a generated program is right");
        let named = case.fields.iter().map(|field| field.name.clone()).chain(["unknown".into()]);
        let answers: Answers = named.zip(typed).collect();
        let (lead, errors) = Lead::read(&program, &answers, style);
        for error in &errors {
            let field = error.field.split('.').next().and_then(|name| program.field(name));
            prop_assert!(field.is_some() && !error.message.is_empty(), "{error:?}");
            // The other rows of a group are accepted.
            let is_taken =
                field.is_some_and(|field| field.kind != FieldType::Group && lead.get(&field.name).is_some());
            prop_assert!(!is_taken, "`{}` is wrong and taken", error.field);
        }
        prop_assert!(lead.get("unknown").is_none());
        let taken = lead.answers();
        let (again, wrong) = Lead::read(&program, &taken, NumberStyle::Plain);
        prop_assert_eq!(wrong, [], "what was taken as {:?}", taken);
        for field in program.fields.iter().filter(|field| errors.iter().all(|error| error.field != field.name)) {
            prop_assert_eq!(again.get(&field.name), lead.get(&field.name), "`{}`", field.name);
        }
    }
}
