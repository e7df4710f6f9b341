//! Periods and days that are probably mistakes: a protection of no days, an immediate decision, rates of a future day.

use crate::date;
use crate::program::{Code, Drafts, Outbox, Problem, Program};
use jiff::civil::Date;

/// Reports the probable mistakes.
pub fn check_terms(program: &Program, today: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |is_so: bool, code: Code, place: &str, message: &str, help: &str| {
        if is_so {
            problems.push(Problem::warning(code, place, message).help(help));
        }
    };
    // A partner who applies is no customer.
    #[cfg(feature = "delivery")]
    let is_application = program.application.is_some();
    #[cfg(not(feature = "delivery"))]
    let is_application = false;
    say(
        program.agreement.protection_days == 0 && !is_application,
        Code::ZeroDays,
        "agreement.protection_days",
        "is 0: no lead is ever protected",
        "give the days for which a customer stays the partner's, such as 90",
    );
    say(
        program.delivery.decision_days == 0,
        Code::ZeroDays,
        "delivery.decision_days",
        "is 0: a decision would be due the moment that a lead arrives",
        "give the days that a partner manager has, such as 2",
    );
    say(
        program.drafts == Drafts::Device && program.draft_days == Some(0),
        Code::ZeroDays,
        "draft_days",
        "is 0: no draft is kept",
        "give the days for which drafts are kept, or write \"drafts\": \"off\"",
    );
    say(
        program.outbox == Outbox::Off && program.outbox_days.is_some(),
        Code::KeyOutOfPlace,
        "outbox_days",
        "is given, but nothing is kept on the device",
        "leave it out: it belongs to \"outbox\": \"device\"",
    );
    if let Some(rates) = &program.rates {
        say(
            date::parse_date(&rates.as_of).is_some_and(|day| day > today),
            Code::FutureDate,
            "rates.as_of",
            "is a day that has not been yet",
            "give the day that the rates are of",
        );
    }
    problems
}
