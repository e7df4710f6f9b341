//! `relay.json`: the systems that the endpoint forwards leads to. The file is not published, so a destination may use
//! secrets.

use super::{Destination, Format, check};
use crate::program::reading::{Object, document};
use crate::program::{Code, Problem, Program};

/// The name of the file beside `program.json`.
pub const RELAY: &str = "relay.json";

/// The prefix of the environment variables that the file may use. It cannot read any others.
pub const SECRET: &str = "REFERRAL_SECRET_";

/// The largest number of destinations.
const MOST: usize = 20;

/// A system that the endpoint forwards leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Relayed {
    /// Its name, chosen by the vendor.
    pub id: String,
    /// Where the lead goes and how the body is written. Address and headers may contain `${REFERRAL_SECRET_…}`.
    pub destination: Destination,
    /// The environment variable with the signing secret of Standard Webhooks (`whsec_…`).
    pub signed_with: Option<String>,
    /// True if it is told of each event of a referral, instead of getting the lead.
    pub events: bool,
    /// True if events may go to an address of a private network.
    pub private_address: bool,
}

impl Relayed {
    /// Reads `relay.json`.
    ///
    /// # Errors
    ///
    /// All mistakes found.
    pub fn parse_all(json: &str, program: &Program) -> Result<Vec<Relayed>, Vec<Problem>> {
        let json = document(RELAY, json)?;
        let mut problems = Vec::new();
        let mut o = Object::new(&json, String::new(), &mut problems);
        let all = o.list("destinations", |o| {
            let (id, endpoint) = (o.text("id"), o.text("endpoint"));
            let signed_with = o.optional_text("signed_with");
            let (events, private_address) = (o.flag("events", false), o.flag("private_address", false));
            Relayed { id, destination: Destination::keys(o, endpoint), signed_with, events, private_address }
        });
        o.finish();
        if problems.is_empty() {
            inspect(&mut problems, &all, program);
        }
        if problems.is_empty() { Ok(all) } else { Err(problems) }
    }
}

fn inspect(problems: &mut Vec<Problem>, all: &[Relayed], program: &Program) {
    if all.len() > MOST {
        let message = format!("has {} destinations; the limit is {MOST}", all.len());
        problems.push(Problem::new(Code::TooMany, "destinations", message));
    }
    for (i, relayed) in all.iter().enumerate() {
        let place = format!("destinations[{i}]");
        let Relayed { id, destination, signed_with, .. } = relayed;
        let is_name = !id.is_empty()
            && id.len() <= 64
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !is_name {
            let problem = Problem::new(Code::NotAName, format!("{place}.id"), "is not a name");
            problems.push(problem.help("use lower-case letters, digits and hyphens"));
        }
        if all[..i].iter().any(|other| other.id == *id) {
            problems.push(
                Problem::new(Code::Duplicate, format!("{place}.id"), "is the name of two")
                    .help("rename one of them"),
            );
        }
        let is_web =
            ["https://", "http://", "${"].iter().any(|start| destination.endpoint.starts_with(start));
        if !is_web {
            let problem =
                Problem::new(Code::NotAnAddress, format!("{place}.endpoint"), "is not a web address");
            problems.push(problem.help("begin it with https://"));
        }
        secrets(problems, &format!("{place}.endpoint"), &destination.endpoint);
        for (name, value) in &destination.headers {
            secrets(problems, &format!("{place}.headers.{name}"), value);
        }
        if let Some(name) = signed_with
            && !name.starts_with(SECRET)
        {
            let problem =
                Problem::new(Code::NotASecret, format!("{place}.signed_with"), "is not the name of a secret");
            problems.push(problem.help(format!("name an environment variable that begins with {SECRET}")));
        }
        check::check_destination(problems, &place, destination, Some(program), true);
        check_events(problems, &place, relayed);
    }
}

/// Reports what a destination of events lacks, and the keys that have a meaning for leads or for events alone.
fn check_events(problems: &mut Vec<Problem>, place: &str, relayed: &Relayed) {
    let Relayed { destination, signed_with, events, private_address, .. } = relayed;
    if !events {
        if *private_address {
            let place = format!("{place}.private_address");
            let problem = Problem::new(Code::KeyOutOfPlace, place, "has no effect on leads");
            problems.push(problem.help("take it out, or add `events`: true"));
        }
        return;
    }
    if signed_with.is_none() {
        let place = format!("{place}.signed_with");
        let problem = Problem::new(Code::Missing, place, "is missing: events are signed");
        problems.push(problem.help(format!("name an environment variable that begins with {SECRET}")));
    }
    let unused = [
        ("format", destination.format != Format::Json),
        ("method", destination.method != "POST"),
        ("map", !destination.map.is_empty()),
        ("constants", !destination.constants.is_empty()),
    ];
    for (key, _) in unused.into_iter().filter(|(_, is_there)| *is_there) {
        let problem = Problem::new(Code::KeyOutOfPlace, format!("{place}.{key}"), "has no effect on events");
        problems.push(problem.help("take it out; every event has the same form"));
    }
}

/// Reports a text that uses a variable other than a secret.
fn secrets(problems: &mut Vec<Problem>, place: &str, text: &str) {
    for part in text.split("${").skip(1) {
        let name = part.split_once('}').map(|(name, _)| name);
        let is_secret = name.is_some_and(|name| {
            name.starts_with(SECRET)
                && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        });
        if !is_secret {
            let problem = Problem::new(Code::NotASecret, place, "names something other than a secret");
            problems.push(problem.help(format!("write it as ${{{SECRET}CRM}}, in capital letters")));
        }
    }
}
