//! Checks that the shape of the JSON cannot express: names, references, ranges, links.

use super::names::{currency, excerpt, is_country, is_name, is_repeated, no_field, visible};
use super::{Code, Problem, closest, fields};
use crate::date;
use crate::program::{Drafts, FieldType, Layout, Plan, Program, Rates, time_zone};
use iri_string::types::IriReferenceStr;

/// The largest number of exchange rates. ISO 4217 has fewer currencies.
const MAX_RATES: usize = 200;

/// The most stages, and the most reasons.
#[cfg(feature = "delivery")]
const MAX_CHOICES: usize = 50;

/// Returns all problems of a program whose shape is right.
pub fn check_program(program: &Program) -> Vec<Problem> {
    let mut found = Vec::new();
    let problems = &mut found;
    if !is_name(&program.id, '-') {
        problems.push(
            Problem::new(Code::NotAName, "id", format!("`{}` is not a program id", program.id))
                .help("use 1 to 64 lower-case letters, digits and hyphens, starting with a letter"),
        );
    }
    for (place, text) in [
        ("version", &program.version),
        ("name", &program.name),
        ("vendor.name", &program.vendor.name),
        ("contact.name", &program.contact.name),
        ("agreement.version", &program.agreement.version),
        ("agreement.title", &program.agreement.title),
    ] {
        if text.trim().is_empty() {
            problems.push(Problem::new(Code::Empty, place, "is empty"));
        }
    }
    visible(problems, "version", &program.version);
    visible(problems, "agreement.version", &program.agreement.version);
    currency(problems, "currency", Some(&program.currency));
    time_zone::check_time_zone(problems, program);
    for (i, code) in program.territory.iter().enumerate() {
        if !is_country(code) {
            problems.push(
                Problem::new(
                    Code::NotACountry,
                    format!("territory[{i}]"),
                    format!("`{code}` is not a country code"),
                )
                .help("use two capital letters (ISO 3166-1), such as DE"),
            );
        }
    }
    address(problems, "delivery.endpoint", &program.delivery.endpoint);
    #[cfg(feature = "delivery")]
    {
        delivery(problems, program);
        choices(problems, program);
    }
    address(problems, "rules", &program.rules);
    fields::check_fields(problems, program);
    steps(problems, program);
    if program.draft_days.is_some() && program.drafts != Drafts::Device {
        let problem = Problem::new(
            Code::KeyOutOfPlace,
            "draft_days",
            "is given, but drafts are not kept on the device",
        );
        problems.push(problem.help("it belongs to \"drafts\": \"device\""));
    }
    if program.outbox_days == Some(0) {
        let problem = Problem::new(
            Code::OutOfRange,
            "outbox_days",
            "is 0, so that nothing would be sent a second time",
        );
        problems.push(problem.help("give 1 to 90 days, or leave it out: it is 14"));
    }
    if program.consent.as_ref().is_some_and(|consent| consent.text.trim().is_empty()) {
        problems.push(
            Problem::new(Code::Empty, "consent.text", "is empty").help("say what the customer agrees to"),
        );
    }
    if program.layout == Layout::Steps && program.steps.is_empty() {
        let problem = Problem::new(Code::IncompletePair, "layout", "is \"steps\", but there are no steps");
        problems.push(problem.help("group the fields in `steps`, or leave `layout` out"));
    }
    let mut facts = Vec::new();
    for (i, fact) in program.partner_facts.iter().enumerate() {
        if is_repeated(&mut facts, fact.as_str()) {
            problems.push(Problem::new(Code::Duplicate, format!("partner_facts[{i}]"), "is the name of two"));
        }
    }
    plans(problems, program);
    if let Some(table) = &program.rates {
        rates(problems, table);
    }
    found
}

/// Checks where submissions go.
#[cfg(feature = "delivery")]
fn delivery(problems: &mut Vec<Problem>, program: &Program) {
    program.delivery.destination.check(problems, "delivery", program);
    let mut ids: Vec<&str> = Vec::new();
    for (i, (id, destination)) in program.delivery.also.iter().enumerate() {
        let place = format!("delivery.also[{i}]");
        if !is_name(id, '-') {
            let problem = Problem::new(
                Code::NotAName,
                format!("{place}.id"),
                format!("`{}` is not a name", excerpt(id)),
            );
            problems.push(problem.help("use lower-case letters, digits and hyphens, starting with a letter"));
        }
        if is_repeated(&mut ids, id) {
            problems.push(
                Problem::new(Code::Duplicate, format!("{place}.id"), "is the name of two")
                    .help("rename one of them"),
            );
        }
        address(problems, &format!("{place}.endpoint"), &destination.endpoint);
        destination.check(problems, &place, program);
    }
}

/// Checks the steps. They divide the list of fields: each field belongs to one step, in the order in which it is asked.
fn steps(problems: &mut Vec<Problem>, program: &Program) {
    let mut fields = program.fields.iter().map(|field| field.name.as_str());
    for (i, step) in program.steps.iter().enumerate() {
        let place = format!("steps[{i}]");
        if step.title.trim().is_empty() {
            problems.push(Problem::new(Code::Empty, &place, "has an empty title"));
        }
        if step.fields.is_empty() {
            problems.push(Problem::new(Code::Missing, &place, "has no fields"));
        }
        for name in &step.fields {
            let next = fields.next();
            if next == Some(name) {
                continue;
            }
            let problem = match next {
                _ if program.field(name).is_none() => no_field(&place, name, program),
                Some(next) => {
                    Problem::new(Code::StepOrder, &place, format!("has `{name}` where `{next}` is next"))
                        .help("steps must list the fields in the order of `fields`, each field once")
                }
                None => Problem::new(Code::StepOrder, &place, format!("has `{name}` again"))
                    .help("each field belongs in exactly one step"),
            };
            return problems.push(problem);
        }
    }
    if let (false, Some(left)) = (program.steps.is_empty(), fields.next()) {
        let problem = Problem::new(Code::StepOrder, "steps", format!("the field `{left}` is in no step"));
        problems.push(problem.help("each field belongs in exactly one step"));
    }
}

fn plans(problems: &mut Vec<Problem>, program: &Program) {
    let mut ids: Vec<&str> = Vec::new();
    for (i, plan) in program.compensation.iter().enumerate() {
        let place = format!("compensation[{i}] `{}`", plan.id);
        if is_repeated(&mut ids, &plan.id) {
            problems.push(
                Problem::new(Code::Duplicate, &place, "is the id of two plans").help("rename one of them"),
            );
        }
        visible(problems, &format!("compensation[{i}].id"), &plan.id);
        if plan.flat.is_none() && plan.tiers.is_empty() {
            problems.push(
                Problem::new(Code::PaysNothing, &place, "pays nothing")
                    .help("give it `flat`, `tiers` or both"),
            );
        }
        currency(problems, &format!("{place}, currency"), plan.currency.as_deref());
        basis(problems, &place, plan, program);
        tiers(problems, &place, plan);
        for (name, amount) in [("flat", plan.flat), ("cap", plan.cap)] {
            if amount.is_some_and(|amount| amount.0.is_sign_negative()) {
                problems.push(Problem::new(Code::OutOfRange, &place, format!("has a negative `{name}`")));
            }
        }
    }
}

fn basis(problems: &mut Vec<Problem>, place: &str, plan: &Plan, program: &Program) {
    let names = program.fields.iter().map(|field| field.name.as_str());
    match &plan.basis {
        None if !plan.tiers.is_empty() => problems.push(
            Problem::new(Code::IncompletePair, place, "has tiers but no basis")
                .help("name the money field that the percentage is taken of"),
        ),
        Some(basis) => match program.field(basis) {
            None => {
                let help = closest(basis, names).map(|name| format!("did you mean `{name}`?"));
                let message = format!("takes a percentage of unknown field `{basis}`");
                problems.push(Problem::new(Code::UnknownField, place, message).or_help(help));
            }
            Some(field) if field.kind != FieldType::Money => problems.push(
                Problem::new(
                    Code::WrongField,
                    place,
                    format!("takes a percentage of `{basis}`, which is not money"),
                )
                .help("the basis is a field of type money"),
            ),
            Some(field) => {
                let currency = plan.currency.as_deref().unwrap_or(&program.currency);
                if program.currency_of(field) != currency {
                    let message = format!(
                        "pays in {currency}, but its basis `{basis}` is in {}",
                        program.currency_of(field)
                    );
                    problems.push(
                        Problem::new(Code::MixedCurrencies, place, message)
                            .help("give both the same currency"),
                    );
                }
            }
        },
        None => {}
    }
}

fn tiers(problems: &mut Vec<Problem>, place: &str, plan: &Plan) {
    let last = plan.tiers.len().saturating_sub(1);
    for (i, tier) in plan.tiers.iter().enumerate() {
        let place = format!("{place}, tiers[{i}]");
        if tier.up_to.is_none() && i < last {
            problems.push(
                Problem::new(Code::TierOrder, &place, "has no `up_to`")
                    .help("only the last tier may be open"),
            );
        }
        let below = i.checked_sub(1).and_then(|below| plan.tiers[below].up_to);
        if matches!((below, tier.up_to), (Some(below), Some(up_to)) if below >= up_to) {
            problems.push(Problem::new(Code::TierOrder, &place, "does not start above the tier before it"));
        }
        if tier.percent.0.is_sign_negative() || tier.percent.0 > 100.into() {
            problems.push(Problem::new(Code::OutOfRange, &place, format!("pays {} percent", tier.percent)));
        }
    }
}

fn rates(problems: &mut Vec<Problem>, rates: &Rates) {
    currency(problems, "rates.base", Some(&rates.base));
    if rates.source.trim().is_empty() {
        problems
            .push(Problem::new(Code::Empty, "rates.source", "is empty").help("say who publishes the rates"));
    }
    let year = date::parse_date(&rates.as_of).map(|date| date.year());
    if !year.is_some_and(|year| (1999..=2100).contains(&year)) {
        let message = format!("`{}` is not the day of a rate", excerpt(&rates.as_of));
        problems.push(Problem::new(Code::NotADate, "rates.as_of", message).help("write it as 2026-11-23"));
    }
    if rates.buys.is_empty() || rates.buys.len() > MAX_RATES {
        let message = format!("has {} rates; it takes 1 to {MAX_RATES}", rates.buys.len());
        problems.push(Problem::new(Code::TooMany, "rates.buys", message));
    }
    for (code, rate) in rates.buys.iter().take(MAX_RATES) {
        let place = format!("rates.buys.{}", excerpt(code));
        currency(problems, &place, Some(code));
        if *code == rates.base {
            problems.push(
                Problem::new(Code::KeyOutOfPlace, &place, "is the base itself").help("leave it out: it is 1"),
            );
        }
        if rate.0.is_zero() || rate.0.is_sign_negative() {
            let message = format!("is {rate}: one {} buys nothing of it", rates.base);
            problems.push(Problem::new(Code::OutOfRange, &place, message).help("give a number above zero"));
        }
    }
}

/// Reports an address that cannot be fetched. It must be a web address or a path relative to the program.
fn address(problems: &mut Vec<Problem>, place: &str, address: &str) {
    // An IRI in ASCII is a URI (RFC 3987, section 3.1). A second grammar would add 2 KB of Wasm.
    let known = !address.is_empty()
        && address.is_ascii()
        && IriReferenceStr::new(address)
            .is_ok_and(|iri| matches!(iri.scheme_str(), None | Some("https" | "http")));
    if !known {
        let message = format!("`{}` is neither a web address nor a relative path", excerpt(address));
        problems.push(Problem::new(Code::NotAnAddress, place, message));
    }
}

/// Stages and reasons: names that are there once, and that people can read.
#[cfg(feature = "delivery")]
fn choices(problems: &mut Vec<Problem>, program: &Program) {
    for (key, choices) in [
        ("stages", &program.stages),
        ("decline_reasons", &program.decline_reasons),
        ("loss_reasons", &program.loss_reasons),
    ] {
        if choices.len() > MAX_CHOICES {
            let message = format!("has {} entries", choices.len());
            problems.push(
                Problem::new(Code::TooMany, key, message)
                    .help(format!("keep at most {most}", most = MAX_CHOICES)),
            );
        }
        let mut seen = Vec::new();
        for (i, choice) in choices.iter().enumerate() {
            if !is_name(&choice.id, '-') {
                let message = format!("`{}` is not a name", excerpt(&choice.id));
                problems.push(
                    Problem::new(Code::NotAName, format!("{key}[{i}].id"), message)
                        .help("use 1 to 64 lower-case letters, digits and hyphens, starting with a letter"),
                );
            }
            if is_repeated(&mut seen, &choice.id) {
                let problem = Problem::new(Code::Duplicate, format!("{key}[{i}].id"), "is the name of two");
                problems.push(problem.help("rename one of them"));
            }
            if choice.label.trim().is_empty() {
                problems.push(Problem::new(Code::Empty, format!("{key}[{i}].label"), "is empty"));
            }
        }
    }
}
