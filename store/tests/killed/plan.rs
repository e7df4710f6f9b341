//! Random steps, the same for the process that takes them and for the model.

use crate::chance::{Dice, any_actor, any_order};
use crate::place::{hours, now, referral};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use referral_store::{Claim, Customer, NewCommand, NewReferral};
use referral_widget::office::{BusinessHours, Order, Scope, Terms, WorkingHours};
use referral_widget::submission::ReferralStatus;

/// The steps of a sequence. The first one refers a customer.
const STEPS: usize = 11;

/// Something that is done to the store.
pub enum Step {
    Refer(Box<NewReferral>),
    Give(Box<NewCommand>),
    Remind { referral: String, at: Timestamp, hours: Box<WorkingHours> },
}

/// The program's time zone is UTC.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// All steps from the given one on, one sequence after the other.
pub fn plan(sequences: usize, seed: u64, from: usize) -> impl Iterator<Item = Step> {
    (from / STEPS..sequences).flat_map(move |sequence| steps_of(sequence, seed)).skip(from % STEPS)
}

/// The steps of one sequence, which has a customer of its own, whom several partners refer.
fn steps_of(sequence: usize, seed: u64) -> Vec<Step> {
    let mut dice = Dice(seed.wrapping_add(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(sequence as u64 + 1)));
    let mut at = now();
    let customer = format!("customer {sequence}");
    let mut known = vec![format!("{sequence}-0")];
    let mut steps = vec![refer(&known[0], &customer, at, &mut dice)];
    for step in 1..STEPS {
        at += i64::try_from(dice.roll(60 * 24 * 20)).unwrap().minutes();
        let key = known[dice.roll(known.len())].clone();
        steps.push(match dice.roll(8) {
            0 => {
                let key = format!("{sequence}-{step}");
                let new = refer(&key, &customer, at, &mut dice);
                known.push(key);
                new
            }
            1 | 2 => Step::Remind { referral: format!("id-{key}"), at, hours: Box::new(hours_with_people()) },
            _ => give(&key, &customer, &format!("{sequence}-{step}"), at, &mut dice),
        });
    }
    steps
}

fn hours_with_people() -> WorkingHours {
    let written = r#"{"time_zone":"Asia/Tokyo","hours":{"monday":["09:00-17:00"]},"people":{"50":["mara"],"100":["jon"]}}"#;
    let BusinessHours { calendar, people, .. } = BusinessHours::from_json(written).unwrap();
    WorkingHours { calendar, people, ..hours() }
}

fn refer(key: &str, customer: &str, at: Timestamp, dice: &mut Dice) -> Step {
    let mut new = referral(key, &[customer]);
    new.status = [
        ReferralStatus::InReview,
        ReferralStatus::InReview,
        ReferralStatus::Accepted,
        ReferralStatus::Declined,
    ][dice.roll(4)];
    new.received_at = at.into();
    let until = day_of(at).checked_add(90.days()).unwrap();
    new.protected_until = (new.status != ReferralStatus::Declined).then(|| until.to_string());
    Step::Refer(Box::new(new))
}

fn give(key: &str, customer: &str, once: &str, at: Timestamp, dice: &mut Dice) -> Step {
    let today = day_of(at);
    let order = any_order(today.checked_add(120.days()).unwrap(), dice);
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    Step::Give(Box::new(NewCommand {
        referral: format!("id-{key}"),
        program: "cloud".into(),
        key: Some((once.into(), order.to_string())),
        actor: any_actor(dice),
        order: Order::from_json(order.as_object().unwrap()).unwrap(),
        seen: None,
        now: at,
        today,
        terms: Terms {
            stages: words(&["contacted", "meeting"]),
            decline_reasons: words(&["no-need"]),
            loss_reasons: words(&["price"]),
        },
        protects_until: Some(today.checked_add(90.days()).unwrap()),
        quiet_days: 30,
        customer: Customer { keys: vec![customer.into()], claim: Claim::Protects, scope: Scope::default() },
        hours: hours(),
    }))
}
