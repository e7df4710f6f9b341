//! The names by which browsers autofill answers (HTML, “Autofill”).

use crate::program::{Code, Problem, Program, closest};

const NAMES: &[&str] = &[
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "new-password",
    "current-password",
    "one-time-code",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "postal-code",
    "cc-name",
    "cc-given-name",
    "cc-additional-name",
    "cc-family-name",
    "cc-number",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "cc-csc",
    "cc-type",
    "transaction-currency",
    "transaction-amount",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
];

/// The names that may follow `work` and the like.
const CONTACTS: &[&str] = &[
    "tel",
    "tel-country-code",
    "tel-national",
    "tel-area-code",
    "tel-local",
    "tel-local-prefix",
    "tel-local-suffix",
    "tel-extension",
    "email",
    "impp",
];

/// Reports names that browsers do not know. A browser then fills in nothing, or guesses.
pub fn check_autofill(program: &Program) -> impl Iterator<Item = Problem> {
    program.fields.iter().enumerate().filter_map(|(i, field)| {
        let given = field.autocomplete.as_deref()?.to_ascii_lowercase();
        if is_known(&given) {
            return None;
        }
        let place = format!("fields[{i}] `{}`, autocomplete", field.name);
        let message = format!("`{given}` is not a name that browsers use to fill in answers");
        let names = NAMES.iter().chain(CONTACTS).copied();
        let help = closest(given.split_ascii_whitespace().last().unwrap_or_default(), names).map_or_else(
            || "leave it out, or take one of HTML's names, such as organization or work email".to_string(),
            |meant| format!("did you mean `{meant}`?"),
        );
        Some(Problem::warning(Code::UnknownAutofill, place, message).help(help))
    })
}

/// True for `[section-…] [shipping|billing] name`, for `[home|work|mobile|fax|pager]` before a contact, and for `on` or
/// `off` alone.
fn is_known(given: &str) -> bool {
    let mut words: Vec<&str> = given.split_ascii_whitespace().collect();
    if matches!(words[..], ["on" | "off"]) {
        return true;
    }
    let mut skip = |is_next: &dyn Fn(&str) -> bool| {
        let is_there = words.first().is_some_and(|word| is_next(word));
        if is_there {
            words.remove(0);
        }
        is_there
    };
    skip(&|word| word.starts_with("section-"));
    skip(&|word| ["shipping", "billing"].contains(&word));
    let is_contact = skip(&|word| ["home", "work", "mobile", "fax", "pager"].contains(&word));
    matches!(words[..], [name] if CONTACTS.contains(&name) || !is_contact && NAMES.contains(&name))
}
