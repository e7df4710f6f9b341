//! Checks of a destination that its JSON shape cannot express: each source must exist, and each target must be
//! possible.

use super::{Destination, Format, headers, needs};
use crate::program::reading::closest;
use crate::program::{Code, Problem, Program};

/// The largest number of targets.
const MOST: usize = 200;
/// The deepest target. `a.b.c` is three deep.
const DEEPEST: usize = 8;

/// The sources that every submission has, besides answers and `utm_` parameters.
const SOURCES: [&str; 22] = [
    "key",
    "program",
    "versions.program",
    "versions.program_hash",
    "versions.rules_hash",
    "language",
    "attribution.partner",
    "attribution.campaign",
    "attribution.page",
    "attribution.referrer",
    "agreement.version",
    "consent.text",
    "consent.given_at",
    "consented",
    "verdict.status",
    "verdict.score",
    "verdict.plan",
    "verdict.route",
    "verdict.estimate.amount",
    "verdict.estimate.currency",
    "now",
    "now_ms",
];

/// Further sources, which only the endpoint has: it knows them once it has taken the submission.
const TAKEN: [&str; 9] = [
    "receipt.referral",
    "receipt.status",
    "receipt.received_at",
    "receipt.protected_until",
    "receipt.decision_due",
    "receipt.decision_due_at",
    "receipt.decision_time_zone",
    "receipt.suspected",
    "receipt.signature",
];

/// Adds all problems of a destination. Without a program, it does not check that the fields exist. `is_private`: only
/// the endpoint reads the destination.
pub fn check_destination(
    problems: &mut Vec<Problem>,
    place: &str,
    destination: &Destination,
    program: Option<&Program>,
    is_private: bool,
) {
    let Destination { format, map, constants, .. } = destination;
    for (name, value) in &destination.headers {
        headers::check_header(problems, &format!("{place}.headers.{name}"), name, value, is_private);
    }
    if map.len() + constants.len() > MOST {
        problems.push(Problem::new(
            Code::TooMany,
            place,
            format!("has {} targets; the limit is {MOST}", map.len() + constants.len()),
        ));
        return;
    }
    for (target, source) in map {
        if !(is_private && TAKEN.contains(&source.as_str())) {
            self::source(problems, &format!("{place}.map.{target}"), source, program);
        }
    }
    let targets: Vec<(&str, &str)> = map
        .iter()
        .map(|(target, _)| ("map", target.as_str()))
        .chain(constants.iter().map(|(target, _)| ("constants", target.as_str())))
        .collect();
    for (i, (key, target)) in targets.iter().enumerate() {
        let place = format!("{place}.{key}.{target}");
        if let Err(problem) = self::target(*format, target) {
            problems.push(Problem { place, ..problem });
            continue;
        }
        let meets =
            |other: &&(&str, &str)| other.1 == *target || !format.is_flat() && is_within(other.1, target);
        if let Some((_, other)) = targets[..i].iter().find(meets) {
            let message = format!("has the same target as `{other}`");
            problems.push(Problem::new(Code::Duplicate, place, message).help("take one of them out"));
        }
    }
    needs::check_needs(problems, place, destination, is_private);
}

/// True if one of the two paths lies within the other.
fn is_within(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| rest.starts_with('.'))
}

fn source(problems: &mut Vec<Problem>, place: &str, source: &str, program: Option<&Program>) {
    if let Some(name) = source.strip_prefix("lead.") {
        let Some(program) = program else { return };
        if program.field(name).is_none() {
            let known = program.fields.iter().map(|field| field.name.as_str());
            let help = closest(name, known).map(|meant| format!("did you mean `lead.{meant}`?"));
            problems.push(Problem {
                help,
                ..Problem::new(Code::UnknownField, place, format!("there is no field `{name}`"))
            });
        }
        return;
    }
    let is_utm = source
        .strip_prefix("attribution.utm.utm_")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    if is_utm || SOURCES.contains(&source) {
        return;
    }
    let help = match closest(source, SOURCES) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "an answer is `lead.` and the field's name".to_string(),
    };
    problems
        .push(Problem::new(Code::UnknownSource, place, format!("a submission has no `{source}`")).help(help));
}

fn target(format: Format, target: &str) -> Result<(), Problem> {
    let is_plain = !target.is_empty()
        && target.len() <= 200
        && target.bytes().all(|b| b.is_ascii_graphic() && !b"\"\\<>".contains(&b));
    if !is_plain {
        return Err(Problem::new(Code::NotAName, "", "is not a name")
            .help("use letters, digits, points, hyphens and underscores"));
    }
    if format.is_flat() {
        return Ok(());
    }
    let parts: Vec<&str> = target.split('.').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Err(Problem::new(Code::NotAName, "", "has a part without a name").help("write it as a.b.c"));
    }
    if parts.len() > DEEPEST {
        return Err(Problem::new(
            Code::TooMany,
            "",
            format!("is {} deep; the limit is {DEEPEST}", parts.len()),
        ));
    }
    // In JavaScript, these names reach an object's prototype.
    if parts.iter().any(|part| matches!(*part, "__proto__" | "constructor" | "prototype")) {
        return Err(Problem::new(Code::NotAName, "", "has a part that JavaScript reserves")
            .help("give it another name"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{SOURCES, TAKEN};
    use crate::json::parse;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// The parts of a text in backticks.
    fn quoted(text: &str) -> BTreeSet<&str> {
        text.split('`').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_pages_and_the_schema_name_every_source_and_no_other() {
        let page = include_str!("../../../rules/README.md");
        let (_, sources) = page.split_once("- `map` has targets").expect("it says where things come from");
        let (sources, _) = sources.split_once("- `constants`").expect("the list ends");
        let mut named = quoted(sources);
        for other in ["lead.NAME", "attribution.utm.utm_…", "relay.json"] {
            assert!(named.remove(other), "{other}");
        }
        assert_eq!(named, BTreeSet::from(SOURCES));

        let page = include_str!("../../../README.md");
        let named: BTreeSet<&str> =
            quoted(page).into_iter().filter(|it| it.starts_with("receipt.")).collect();
        assert_eq!(named, BTreeSet::from(TAKEN));

        let schema: Value =
            parse(include_str!("../../../pkg/program.schema.json")).expect("the schema is JSON");
        let named = schema.pointer("/$defs/source/anyOf/2/enum").and_then(Value::as_array).expect("a list");
        assert_eq!(named.iter().filter_map(Value::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(SOURCES));
    }
}
