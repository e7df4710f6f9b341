//! Checks of fields that the shape of the JSON cannot express.

use super::names::{currency, is_country, is_name, is_repeated, no_field, visible};
use super::{Code, Problem, closest};
use crate::date;
#[cfg(feature = "delivery")]
use crate::program::Application;
use crate::program::{AnswerKind, Field, FieldType, MAX_ROWS, Program};

const MAX_FIELDS: usize = 200;
const MAX_OPTIONS: usize = 1_000;

/// Reports fields that cannot be asked.
pub fn check_fields(problems: &mut Vec<Problem>, program: &Program) {
    if program.fields.is_empty() {
        problems.push(Problem::new(Code::Missing, "fields", "is empty: there is nothing to ask"));
    }
    let count: usize = program.fields.iter().map(|field| 1 + field.fields.len()).sum();
    if count > MAX_FIELDS {
        let many = format!("has {count} fields; the limit is {MAX_FIELDS}");
        problems.push(Problem::new(Code::TooMany, "fields", many));
    }
    questions(problems, "", &program.fields, program);
    prefill(problems, program);
    #[cfg(feature = "delivery")]
    {
        known_by(problems, program);
        scope(problems, program);
        if let Some(name) = &program.partner_email {
            email(problems, "partner_email", name, program);
        }
        application(problems, program);
    }
}

/// Checks the questions of a program, or of a row in it.
fn questions(problems: &mut Vec<Problem>, within: &str, fields: &[Field], program: &Program) {
    let mut names: Vec<&str> = Vec::new();
    for (i, field) in fields.iter().take(MAX_FIELDS).enumerate() {
        let place = format!("{within}fields[{i}] `{}`", field.name);
        if !is_name(&field.name, '_') {
            problems.push(
                Problem::new(Code::NotAName, &place, "is not a field name")
                    .help("use 1 to 64 lower-case letters, digits and underscores, starting with a letter"),
            );
        }
        if is_repeated(&mut names, &field.name) {
            problems.push(
                Problem::new(Code::Duplicate, &place, "is the name of two fields").help("rename one of them"),
            );
        }
        if field.label.trim().is_empty() {
            problems.push(Problem::new(Code::Empty, &place, "has an empty label"));
        }
        options(problems, &place, field);
        frame(problems, &place, field);
        fills(problems, &place, field, program);
        if matches!((field.min, field.max), (Some(min), Some(max)) if min > max) {
            problems.push(Problem::new(Code::EmptyRange, &place, "has a min above its max"));
        }
        if matches!((field.min_length, field.max_length), (Some(min), Some(max)) if min > max) {
            problems.push(Problem::new(Code::EmptyRange, &place, "has a min_length above its max_length"));
        }
        days(problems, &place, field);
        items(problems, &place, field);
        conditions(problems, &place, field);
        currency(problems, &format!("{place}, currency"), field.currency.as_deref());
        rows(problems, &place, field, program);
    }
}

/// Checks the questions of a group's row, and the name of the row.
fn rows(problems: &mut Vec<Problem>, place: &str, field: &Field, program: &Program) {
    if field.kind != FieldType::Group {
        if !field.fields.is_empty() || !field.item.is_empty() {
            let problem =
                Problem::new(Code::KeyOutOfPlace, place, "has fields or an item, but its type takes no rows");
            problems.push(problem.help("they belong to the type group"));
        }
        return;
    }
    if field.fields.is_empty() {
        problems.push(
            Problem::new(Code::Missing, place, "has no fields")
                .help("a row of a group asks one thing or more"),
        );
    }
    if field.item.trim().is_empty() {
        problems.push(
            Problem::new(Code::Missing, place, "has no item")
                .help("say what a row is called, such as \"Contact\""),
        );
    }
    if field.max_items.is_some_and(|most| most == 0 || most > MAX_ROWS) {
        problems.push(Problem::new(
            Code::OutOfRange,
            place,
            format!("has a max_items that is not from 1 to {MAX_ROWS}"),
        ));
    }
    if field.min_items > field.max_items.or(Some(field.most_rows())) {
        let problem =
            Problem::new(Code::EmptyRange, place, "has a min_items above the most rows that it takes");
        problems.push(
            problem.help(format!("`max_items` says how many: 10 if it is left out, at most {MAX_ROWS}")),
        );
    }
    for (i, asked) in field.fields.iter().take(MAX_FIELDS).enumerate() {
        let plain = [
            ("is a group in a group", asked.kind == FieldType::Group),
            ("has a visible_when, but stands in a row", asked.visible_when.is_some()),
            ("has a valid_when, but stands in a row", asked.valid_when.is_some()),
            ("fills a field, but stands in a row", asked.fills.is_some()),
        ];
        for (message, _) in plain.iter().filter(|(_, is_there)| *is_there) {
            let problem =
                Problem::new(Code::KeyOutOfPlace, format!("{place}, fields[{i}] `{}`", asked.name), *message);
            problems.push(problem.help("a row asks plain questions, each of them in every row"));
        }
    }
    if field.fields.iter().all(|asked| asked.kind != FieldType::Group) {
        questions(problems, &format!("{place}, "), &field.fields, program);
    }
}

fn options(problems: &mut Vec<Problem>, place: &str, field: &Field) {
    let kind = field.kind.answer_kind();
    let chooses = kind == AnswerKind::Option || kind == AnswerKind::Options;
    if chooses == field.options.is_empty() {
        let message = if chooses { "has no options" } else { "has options, but its type takes none" };
        problems.push(
            Problem::new(if chooses { Code::Missing } else { Code::KeyOutOfPlace }, place, message)
                .help("options belong to the types select, radio, multiselect and country"),
        );
    }
    if field.options.len() > MAX_OPTIONS {
        let many = format!("has {} options; the limit is {MAX_OPTIONS}", field.options.len());
        problems.push(Problem::new(Code::TooMany, place, many));
    }
    let mut values: Vec<&str> = Vec::new();
    for (i, option) in field.options.iter().take(MAX_OPTIONS).enumerate() {
        visible(problems, &format!("{place}, options[{i}].value"), &option.value);
        if option.value.is_empty() {
            problems.push(Problem::new(Code::Empty, place, "has an option with an empty value"));
        }
        if field.kind == FieldType::Country && !is_country(&option.value) {
            let message = format!("has the option `{}`, which is not a country code", option.value);
            problems.push(
                Problem::new(Code::NotACountry, place, message)
                    .help("use two capital letters (ISO 3166-1), such as DE"),
            );
        }
        if field.kind == FieldType::Multiselect && option.value.contains([';', '|']) {
            let message =
                format!("has the option `{}`, which a list of leads would take for two", option.value);
            problems.push(
                Problem::new(Code::AmbiguousOption, place, message).help("leave out semicolons and bars"),
            );
        }
        if is_repeated(&mut values, &option.value) {
            problems.push(Problem::new(
                Code::Duplicate,
                place,
                format!("has the option `{}` twice", option.value),
            ));
        }
    }
}

/// Checks the texts in the control's frame.
fn frame(problems: &mut Vec<Problem>, place: &str, field: &Field) {
    let framed = match field.kind {
        FieldType::Radio | FieldType::Multiselect | FieldType::Checkbox | FieldType::Group => false,
        FieldType::Text
        | FieldType::Textarea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Number
        | FieldType::Percent
        | FieldType::Money
        | FieldType::Select
        | FieldType::Country
        | FieldType::Date => true,
    };
    if !framed && [&field.prefix, &field.suffix].iter().any(|text| !text.is_empty()) {
        let problem = Problem::new(
            Code::KeyOutOfPlace,
            place,
            "has a prefix or a suffix, but its type has no frame around the answer",
        );
        problems.push(problem.help("put it into the label or the hint"));
    }
}

/// Checks the field that a web address fills in.
fn fills(problems: &mut Vec<Problem>, place: &str, field: &Field, program: &Program) {
    let Some(name) = &field.fills else { return };
    if field.kind != FieldType::Url {
        let problem = Problem::new(Code::KeyOutOfPlace, place, "fills a field, but is not a web address");
        problems.push(problem.help("`fills` belongs to the type url"));
    }
    if program.field(name).is_none_or(|filled| filled.kind != FieldType::Text) {
        let names = program.fields.iter().map(|field| field.name.as_str());
        let help = closest(name, names).map(|meant| format!("did you mean `{meant}`?"));
        let message = format!("fills `{name}`, which is not a field of the type text");
        problems.push(Problem::new(Code::WrongField, place, message).or_help(help));
    }
}

/// Checks the conditions on an answer, and the messages for an answer that does not meet them.
fn conditions(problems: &mut Vec<Problem>, place: &str, field: &Field) {
    if field.pattern.is_some() && field.kind != FieldType::Text {
        let problem = Problem::new(Code::KeyOutOfPlace, place, "has a pattern, but is not a line of text");
        problems
            .push(problem.help("`pattern` belongs to the type text; the other types have their own checks"));
    }
    for (key, is_given, message) in [
        ("`pattern` and `pattern_message`", field.pattern.is_some(), &field.pattern_message),
        ("`valid_when` and `valid_message`", field.valid_when.is_some(), &field.valid_message),
    ] {
        if is_given == message.trim().is_empty() {
            let problem = Problem::new(Code::IncompletePair, place, format!("has only one of {key}"));
            problems.push(problem.help("the message tells the partner what a right answer looks like"));
        }
    }
}

/// Checks a field that asks for an e-mail address.
#[cfg(feature = "delivery")]
fn email(problems: &mut Vec<Problem>, place: &str, name: &str, program: &Program) {
    match program.field(name) {
        None => problems.push(no_field(place, name, program)),
        Some(field) if field.kind == FieldType::Email => {}
        Some(_) => problems.push(
            Problem::new(Code::WrongField, place, format!("`{name}` has no e-mail address as its answer"))
                .help("name a field of the type email that stands in no group"),
        ),
    }
}

/// Checks the fields of an application.
#[cfg(feature = "delivery")]
fn application(problems: &mut Vec<Problem>, program: &Program) {
    let Some(application) = &program.application else { return };
    email(problems, "application.email", &application.email, program);
    let Application { company, contact, website, country, .. } = application;
    let others = [("contact", contact), ("website", website), ("country", country)];
    let others = others.into_iter().filter_map(|(key, name)| Some((key, name.as_ref()?)));
    for (key, name) in others.chain([("company", company)]) {
        if program.field(name).is_none() {
            problems.push(no_field(&format!("application.{key}"), name, program));
        }
    }
}

/// Checks the fields by which a returning customer is recognised.
#[cfg(feature = "delivery")]
fn known_by(problems: &mut Vec<Problem>, program: &Program) {
    for (i, name) in program.agreement.known_by.iter().enumerate() {
        let place = format!("agreement.known_by[{i}]");
        match program.field(name) {
            None => problems.push(no_field(&place, name, program)),
            Some(field) => match field.kind {
                FieldType::Text | FieldType::Email | FieldType::Url => {}
                FieldType::Textarea
                | FieldType::Phone
                | FieldType::Number
                | FieldType::Percent
                | FieldType::Money
                | FieldType::Select
                | FieldType::Country
                | FieldType::Radio
                | FieldType::Multiselect
                | FieldType::Checkbox
                | FieldType::Date
                | FieldType::Group => {
                    problems.push(
                        Problem::new(Code::WrongField, place, format!("`{name}` does not identify a company"))
                            .help("a name, a web address or an e-mail address does: fields of the types text, url and email"),
                    );
                }
            },
        }
    }
}

/// Checks the questions that narrow the protection of a customer.
#[cfg(feature = "delivery")]
fn scope(problems: &mut Vec<Problem>, program: &Program) {
    let agreement = &program.agreement;
    if !agreement.scope.is_empty() && agreement.known_by.is_empty() {
        let message = "narrows no protection, because no customer is known again";
        let help = "name the fields by which a customer is known in `agreement.known_by`";
        problems.push(Problem::new(Code::IncompletePair, "agreement.scope", message).help(help));
    }
    for (i, name) in agreement.scope.iter().enumerate() {
        let place = format!("agreement.scope[{i}]");
        let Some(field) = program.field(name) else {
            problems.push(no_field(&place, name, program));
            continue;
        };
        match field.kind {
            FieldType::Text | FieldType::Select | FieldType::Country | FieldType::Radio if field.required => {
            }
            FieldType::Text | FieldType::Select | FieldType::Country | FieldType::Radio => {
                let message = format!("`{name}` may be left without an answer");
                let help = "give it `\"required\": true`: without an answer, a lead protects its customer in every scope";
                problems.push(Problem::new(Code::WrongField, place, message).help(help));
            }
            FieldType::Textarea
            | FieldType::Phone
            | FieldType::Email
            | FieldType::Url
            | FieldType::Number
            | FieldType::Percent
            | FieldType::Money
            | FieldType::Multiselect
            | FieldType::Checkbox
            | FieldType::Date
            | FieldType::Group => {
                let message = format!("`{name}` does not name one product or territory");
                let help = "fields of the types text, select, radio and country do";
                problems.push(Problem::new(Code::WrongField, place, message).help(help));
            }
        }
    }
}

/// Checks the fields that a page's address may answer.
fn prefill(problems: &mut Vec<Problem>, program: &Program) {
    for (i, name) in program.prefill.iter().enumerate() {
        let place = format!("prefill[{i}]");
        match program.field(name) {
            None => problems.push(no_field(&place, name, program)),
            Some(field) if field.sensitive => problems.push(
                Problem::new(Code::Exposed, place, format!("`{name}` is sensitive"))
                    .help("addresses stay in histories and logs: let partners type it"),
            ),
            Some(field) if field.kind == FieldType::Group => problems.push(
                Problem::new(Code::WrongField, place, format!("`{name}` is a group"))
                    .help("an address answers single questions"),
            ),
            _ => {}
        }
    }
}

/// Checks the days between which an answer must lie.
fn days(problems: &mut Vec<Problem>, place: &str, field: &Field) {
    let given = [("earliest", &field.earliest), ("latest", &field.latest)];
    for (key, day) in given.iter().filter_map(|(key, day)| Some((key, day.as_deref()?))) {
        if field.kind != FieldType::Date {
            let problem = Problem::new(Code::KeyOutOfPlace, place, format!("has {key}, but is not a date"));
            problems.push(problem.help("numbers have min and max"));
        } else if date::parse_date(day).is_none() {
            let problem =
                Problem::new(Code::NotADate, place, format!("has {key} `{day}`, which is not a date"));
            problems.push(problem.help("write a day that exists, such as \"2026-11-23\""));
        }
    }
    // Comparing texts is enough: all days have four digits, two and two.
    if let (Some(earliest), Some(latest)) = (&field.earliest, &field.latest)
        && earliest > latest
    {
        let problem = Problem::new(
            Code::EmptyRange,
            place,
            format!("takes days from {earliest} to {latest}: there are none"),
        );
        problems.push(problem.help("put `earliest` before `latest`"));
    }
}

/// Checks how many options are to be chosen.
fn items(problems: &mut Vec<Problem>, place: &str, field: &Field) {
    let (least, most) = (field.min_items, field.max_items);
    if field.kind == FieldType::Group {
        return; // `rows` has checked it
    }
    if least.or(most).is_some() && field.kind != FieldType::Multiselect {
        let problem = Problem::new(
            Code::KeyOutOfPlace,
            place,
            "has min_items or max_items, but its type takes no list",
        );
        problems.push(problem.help("they belong to the types multiselect and group"));
    }
    if matches!((least, most), (Some(least), Some(most)) if least > most) {
        problems.push(Problem::new(Code::EmptyRange, place, "has a min_items above its max_items"));
    }
    if least.is_some_and(|least| least as usize > field.options.len()) {
        problems.push(Problem::new(
            Code::EmptyRange,
            place,
            "has a min_items above the number of its options",
        ));
    }
}
