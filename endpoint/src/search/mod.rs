//! The words by which people find a referral at the desk: those of company, addresses and people, in one way of writing.
//!
//! | part | what it does |
//! |---|---|
//! | `words` | from a text to its words |

mod words;

pub use words::{asked, reference};

use referral_store::{Store, StoreError};
use referral_widget::json::parse;
use referral_widget::lead::Answers;
use referral_widget::program::{Field, FieldType, Program};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// The words of a lead: those of all answers that are one line of text.
pub fn of_lead(program: &Program, answers: &Answers) -> Vec<String> {
    let mut texts = Vec::new();
    collect(&program.fields, answers, &mut texts);
    words::stored(&texts)
}

fn collect<'a>(fields: &[Field], answers: &'a Answers, texts: &mut Vec<Cow<'a, str>>) {
    for field in fields.iter().filter(|field| !field.sensitive) {
        let Some(answer) = answers.get(&field.name) else { continue };
        match field.kind {
            FieldType::Text | FieldType::Phone => texts.extend(answer.as_str().map(Cow::from)),
            FieldType::Email | FieldType::Url => {
                texts.extend(answer.as_str().map(|address| words::parted(address).into()));
            }
            FieldType::Group => {
                for row in answer.as_array().into_iter().flatten().filter_map(Value::as_object) {
                    collect(&field.fields, row, texts);
                }
            }
            FieldType::Textarea
            | FieldType::Number
            | FieldType::Percent
            | FieldType::Money
            | FieldType::Select
            | FieldType::Country
            | FieldType::Radio
            | FieldType::Multiselect
            | FieldType::Checkbox
            | FieldType::Date => {}
        }
    }
}

/// Makes the words of the referrals that were stored before there were any.
pub async fn fill(store: &Store) -> Result<(), StoreError> {
    let mut programs = HashMap::new();
    let mut referrals = 0;
    loop {
        let wordless = store.without_words().await?;
        if wordless.is_empty() {
            break;
        }
        if programs.is_empty() {
            let all = store.programs().await?.into_iter();
            programs = all.filter_map(|(hash, json)| Some((hash, Program::parse(&json).ok()?))).collect();
        }
        referrals += wordless.len();
        let found = wordless.into_iter().map(|referral| {
            let read = || Some(of_lead(programs.get(&referral.program_hash)?, &parse(&referral.lead).ok()?));
            let words = read().unwrap_or_default();
            (referral, words)
        });
        store.add_words(found.collect()).await?;
    }
    if referrals > 0 {
        tracing::info!(referrals, "earlier referrals can be found by their words now");
    }
    Ok(())
}
