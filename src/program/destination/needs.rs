//! Checks for data that a receiving system needs but does not report as missing, or reports too late.

use super::{Destination, Format};
use crate::program::{Code, Problem};

/// Reports everything that the system needs and the destination lacks. `is_private`: only the endpoint sends there.
pub fn check_needs(problems: &mut Vec<Problem>, place: &str, destination: &Destination, is_private: bool) {
    match destination.format {
        Format::Form if destination.map.is_empty() => {
            let message = "is missing: a form must use the names that its receiver knows";
            let problem = Problem::new(Code::Missing, format!("{place}.map"), message);
            problems.push(problem.help("name them, such as \"map\": { \"company\": \"lead.company\" }"));
        }
        Format::Salesforce => {
            salesforce(problems, place, destination);
            // Browsers would silently drop headers and refuse the rest: no page can read an answer of Web-to-Lead.
            if !is_private && !destination.is_simple() {
                let message = "takes a plain POST only: no headers, no cookies and no other method";
                let problem = Problem::new(Code::PageCannotSend, format!("{place}.format"), message);
                problems.push(problem.help("take `method`, `headers` and `credentials` out"));
            }
        }
        Format::Pipedrive if !is_private => {
            let message = "takes leads with a secret only, and in several requests: no page can do that";
            let problem = Problem::new(Code::PageCannotSend, format!("{place}.format"), message);
            problems.push(problem.help("let the endpoint deliver them, see `relay.json`"));
        }
        Format::Pipedrive => pipedrive(problems, place, destination),
        Format::Json | Format::CloudEvents | Format::Form | Format::Hubspot | Format::Webhook => {}
    }
}

fn has(destination: &Destination, target: &str) -> bool {
    destination.map.iter().any(|(known, _)| known == target)
        || destination.constants.iter().any(|(known, _)| known == target)
}

/// Web-to-Lead needs the organisation's id, a last name and a company. It does not report what is missing.
fn salesforce(problems: &mut Vec<Problem>, place: &str, destination: &Destination) {
    let oid = destination
        .constants
        .iter()
        .find(|(target, _)| target == "oid")
        .and_then(|(_, value)| value.as_str());
    let is_id = |oid: &str| matches!(oid.len(), 15 | 18) && oid.bytes().all(|b| b.is_ascii_alphanumeric());
    if !oid.is_some_and(is_id) {
        let problem =
            Problem::new(Code::WrongType, format!("{place}.constants.oid"), "must be the organisation’s id");
        problems
            .push(problem.help("15 or 18 letters and digits, as the generated Web-to-Lead form has them"));
    }
    for needed in ["last_name", "company"] {
        if !has(destination, needed) {
            let message = "is missing: Web-to-Lead drops leads without it";
            let problem = Problem::new(Code::Missing, format!("{place}.map.{needed}"), message);
            problems.push(problem.help("name the answer that goes there, such as \"lead.company\""));
        }
    }
}

/// A Pipedrive lead needs a title and an organisation or a person. An amount needs a currency.
fn pipedrive(problems: &mut Vec<Problem>, place: &str, destination: &Destination) {
    let mut missing = |target: &str, message: &str, help: &str| {
        problems.push(Problem::new(Code::Missing, format!("{place}.{target}"), message).help(help));
    };
    if !has(destination, "title") {
        missing("map.title", "is missing: each lead needs one", "name the answer, such as \"lead.company\"");
    }
    if !has(destination, "organization.name") && !has(destination, "person.name") {
        let message = "is missing: a lead must belong to an organisation or a person";
        missing("map.organization.name", message, "name the answer, such as \"lead.company\"");
    }
    match (has(destination, "value.amount"), has(destination, "value.currency")) {
        (true, false) => missing(
            "constants.value.currency",
            "is missing: an amount needs a currency",
            "name it by three letters, such as \"EUR\"",
        ),
        (false, true) => missing(
            "map.value.amount",
            "is missing: a currency needs an amount",
            "name the answer, or take the currency out",
        ),
        _ => {}
    }
}
