//! Texts in several languages. Each should exist in all languages of the program, and only in languages of the form.

use super::words::some;
use crate::program::{Code, Problem, closest, document, primary, texts};
use crate::rules::{Kind, Rules};
use std::collections::BTreeSet;

/// The languages of the form (`loader/languages.js`).
const SPOKEN: [&str; 9] = ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pt"];
/// The largest number of texts that are reported one by one.
const MOST: usize = 20;

/// Reports texts that are missing in some languages of the program, and languages that no form is shown in.
pub fn check_translations(rules: &Rules, program_json: &str) -> Vec<Problem> {
    let Ok(json) = document("program.json", program_json) else { return Vec::new() };
    let own = primary(&rules.program.language);
    let texts = texts(&json);
    let all: BTreeSet<&str> = texts.iter().flat_map(|(_, texts)| texts.keys().map(String::as_str)).collect();
    let (used, unread): (Vec<&str>, Vec<&str>) =
        all.into_iter().filter(|language| *language != own).partition(|language| SPOKEN.contains(language));
    let mut problems: Vec<Problem> = unread
        .iter()
        .filter_map(|language| {
            let (place, _) = texts.iter().find(|(_, texts)| texts.contains_key(*language))?;
            let message = format!("has a text in `{language}`, a language that no form is shown in");
            let help = match closest(language, SPOKEN).filter(|meant| *meant != own && !used.contains(meant))
            {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("forms are in: {}", some(&SPOKEN)),
            };
            Some(Problem::warning(Code::UnknownLanguage, place, message).help(help))
        })
        .collect();
    let mut missing = Vec::new();
    let mut look = |place: &str, what: &str, has: &dyn Fn(&str) -> bool| {
        let lacks: Vec<&str> = used.iter().copied().filter(|language| !has(language)).collect();
        if !lacks.is_empty() {
            let message = format!("{what} not in {}, and other texts are", some(&lacks));
            let help = format!("add it: until then partners who read {} see it in {own}", some(&lacks));
            missing.push(Problem::warning(Code::Untranslated, place, message).help(help));
        }
    };
    for (place, texts) in &texts {
        look(place, "is", &|language| texts.contains_key(language));
    }
    for rule in rules.rules.iter().filter(|rule| matches!(rule.kind, Kind::Require | Kind::Review)) {
        let place = format!("messages.{}", rule.code);
        if json.pointer(&format!("/messages/{}", rule.code)).is_none() {
            look(&place, &format!("what the rule `{}` says is", rule.code), &|_| false);
        }
    }
    let more = missing.len().saturating_sub(MOST);
    missing.truncate(MOST);
    problems.append(&mut missing);
    if more > 0 {
        let message = format!("{more} more texts are not in all languages of the program");
        problems.push(
            Problem::warning(Code::Untranslated, "program.json", message)
                .help("this list goes on once the texts above are there"),
        );
    }
    problems
}
