//! How a referral may move from its status, and who may move it.

use super::{TODAY, at, circumstances, manager, order, user, whole};
use jiff::civil::date;
use referral_widget::office::{
    Actor, Circumstances, Event, LifecycleStatus, Order, Owed, OwedBy, Referral, Refused, Rival, Role,
};
use serde_json::json;

fn new(status: LifecycleStatus) -> Referral {
    let protected = (status != LifecycleStatus::Declined).then(|| date(2027, 2, 21));
    Referral { status, protected_until: protected, ..Referral::arriving(at("2026-11-20T10:00:00Z")) }
}

fn give(
    referral: &mut Referral,
    order: &Order,
    actor: &Actor,
    circumstances: &Circumstances<'_>,
) -> Vec<Event> {
    let events = referral.decide(order, actor, None, circumstances).unwrap();
    for event in &events {
        referral.apply(event, actor, circumstances.now);
    }
    events
}

/// A referral after these commands.
fn after(from: LifecycleStatus, commands: &[&str]) -> Referral {
    let mut referral = new(from);
    for command in commands {
        let actor = if *command == "withdraw" { Actor::Partner } else { manager() };
        give(&mut referral, &whole(command), &actor, &circumstances());
    }
    referral
}

fn expired() -> Referral {
    let mut referral = new(LifecycleStatus::InReview);
    let later =
        Circumstances { today: date(2027, 2, 22), now: at("2027-02-22T10:00:00Z"), ..circumstances() };
    give(&mut referral, &whole("expire"), &Actor::Clock, &later);
    referral
}

fn names(referral: &Referral, actor: &Actor) -> String {
    let names: Vec<&str> = referral.possible(actor).into_iter().map(|name| name.as_str()).collect();
    names.join(" ")
}

#[test]
fn each_status_allows_what_its_row_says() {
    let referrals = [
        (new(LifecycleStatus::InReview), "decide ask note assign extend release", "withdraw ask", "expire"),
        (
            new(LifecycleStatus::Accepted),
            "advance win lose ask note assign extend release",
            "withdraw ask",
            "expire",
        ),
        (after(LifecycleStatus::InReview, &["decline"]), "reopen ask note", "ask", ""),
        (after(LifecycleStatus::Accepted, &["win"]), "correct ask note release", "ask", ""),
        (after(LifecycleStatus::Accepted, &["lose"]), "reopen ask note release", "ask", ""),
        (after(LifecycleStatus::Accepted, &["withdraw"]), "note", "", ""),
        (expired(), "reopen ask note", "ask", ""),
    ];
    let seen: Vec<LifecycleStatus> = referrals.iter().map(|(referral, ..)| referral.status).collect();
    assert_eq!(seen, LifecycleStatus::WORDS.map(|(_, status)| status));
    for (referral, desk, partner, clock) in &referrals {
        let status = referral.status.as_str();
        assert_eq!(names(referral, &manager()), *desk, "{status}");
        assert_eq!(names(referral, &user(Role::Admin)), *desk, "{status}");
        assert_eq!(names(referral, &user(Role::Viewer)), "", "{status}");
        assert_eq!(names(referral, &Actor::Partner), *partner, "{status}");
        assert_eq!(names(referral, &Actor::Clock), *clock, "{status}");
    }
    assert_eq!(names(&new(LifecycleStatus::Accepted), &user(Role::Finance)), "win note");
    assert_eq!(names(&new(LifecycleStatus::InReview), &user(Role::Finance)), "note");
}

#[test]
fn an_impossible_command_is_refused_with_what_is_possible() {
    let said = |referral: &Referral, command: &str, actor: &Actor| {
        referral.decide(&whole(command), actor, None, &circumstances()).unwrap_err().to_string()
    };
    assert_eq!(
        said(&after(LifecycleStatus::Accepted, &["win"]), "lose", &manager()),
        "`lose` is not possible, because the referral is won. Possible is `correct`, `ask`, `note` or `release`."
    );
    assert_eq!(
        said(&new(LifecycleStatus::InReview), "win", &user(Role::Finance)),
        "`win` is not possible, because the referral is in-review. Possible is `note`."
    );
    assert_eq!(
        said(&new(LifecycleStatus::InReview), "accept", &Actor::Partner),
        "You may not give the command `decide` here. You may give `withdraw` or `ask`."
    );
    assert_eq!(
        said(&new(LifecycleStatus::InReview), "note", &user(Role::Viewer)),
        "You may not give the command `note` here. You may give nothing."
    );
    assert_eq!(
        said(&new(LifecycleStatus::Accepted), "answer", &manager()),
        "There is no open question to answer."
    );
}

#[test]
fn the_second_of_two_people_is_told_what_the_first_did() {
    let mut referral = new(LifecycleStatus::InReview);
    let seen = referral.revision;
    give(&mut referral, &whole("decline"), &manager(), &circumstances());
    let refused = referral.decide(&whole("accept"), &user(Role::Admin), Some(seen), &circumstances());
    assert_eq!(refused, Err(Refused::Outdated { seen: 0, now: 2 }));
    // Somebody who has seen the current version is told what is possible.
    let refused = referral.decide(&whole("accept"), &user(Role::Admin), Some(2), &circumstances());
    assert!(matches!(refused, Err(Refused::Impossible { .. })), "{refused:?}");
}

#[test]
fn a_declined_or_withdrawn_referral_protects_no_longer_and_a_lost_one_does() {
    for (from, command, protects) in [
        (LifecycleStatus::InReview, "decline", false),
        (LifecycleStatus::InReview, "withdraw", false),
        (LifecycleStatus::Accepted, "withdraw", false),
        (LifecycleStatus::Accepted, "lose", true),
        (LifecycleStatus::Accepted, "win", true),
        (LifecycleStatus::Accepted, "release", false),
    ] {
        assert_eq!(after(from, &[command]).protected_until.is_some(), protects, "{command}");
    }
    assert_eq!(expired().protected_until, None);
}

#[test]
fn what_is_reopened_is_protected_anew_unless_another_partner_is() {
    let declined = after(LifecycleStatus::InReview, &["decline"]);
    let mut reopened = declined.clone();
    let events = give(&mut reopened, &whole("reopen"), &manager(), &circumstances());
    assert_eq!(events, [Event::Reopened, Event::Protected { until: date(2027, 2, 21) }]);
    assert_eq!((reopened.status, reopened.stage.as_deref()), (LifecycleStatus::Accepted, None));

    let rival = Some(Rival { since: date(2026, 11, 21), until: date(2027, 2, 19) });
    let refused =
        declined.decide(&whole("reopen"), &manager(), None, &Circumstances { rival, ..circumstances() });
    assert_eq!(
        refused.unwrap_err().to_string(),
        "Another partner’s referral protects this customer, since 2026-11-21 and until 2027-02-19. Release that protection \
         first, or wait until it ends."
    );
    // If its own protection still holds, a rival does not matter.
    let lost = after(LifecycleStatus::Accepted, &["lose"]);
    assert!(
        lost.decide(&whole("reopen"), &manager(), None, &Circumstances { rival, ..circumstances() }).is_ok()
    );
}

#[test]
fn it_expires_when_its_protection_is_over_and_nobody_has_worked_on_it() {
    let mut referral = new(LifecycleStatus::Accepted);
    let on = |today, now: &str| Circumstances { today, now: at(now), ..circumstances() };
    let expire = |referral: &Referral, on: &Circumstances<'_>| {
        referral.decide(&whole("expire"), &Actor::Clock, None, on)
    };
    assert_eq!(expire(&referral, &on(date(2027, 2, 21), "2027-02-21T12:00:00Z")), Err(Refused::TooEarly));
    assert!(expire(&referral, &on(date(2027, 2, 22), "2027-02-22T12:00:00Z")).is_ok());
    // A note counts as work on the referral.
    give(&mut referral, &whole("note"), &manager(), &on(date(2027, 2, 1), "2027-02-01T12:00:00Z"));
    assert_eq!(expire(&referral, &on(date(2027, 2, 22), "2027-02-22T12:00:00Z")), Err(Refused::TooEarly));
    assert!(expire(&referral, &on(date(2027, 3, 3), "2027-03-03T12:00:00Z")).is_ok());
}

#[test]
fn what_is_owed_follows_from_what_happened() {
    let owed = |referral: &Referral| referral.owed();
    let mut referral = new(LifecycleStatus::InReview);
    assert_eq!(owed(&referral), [Owed::Decision]);
    give(&mut referral, &whole("ask"), &Actor::Partner, &circumstances());
    give(&mut referral, &whole("ask"), &manager(), &circumstances());
    assert_eq!(owed(&referral), [Owed::Decision, Owed::DeskAnswer, Owed::PartnerAnswer]);
    assert_eq!((Owed::DeskAnswer.by(), Owed::PartnerAnswer.by()), (OwedBy::Vendor, OwedBy::Partner));
    give(&mut referral, &whole("answer"), &Actor::Partner, &circumstances());
    give(&mut referral, &whole("accept"), &manager(), &circumstances());
    assert_eq!(owed(&referral), [Owed::FirstContact, Owed::DeskAnswer]);
    give(&mut referral, &whole("advance"), &manager(), &circumstances());
    give(&mut referral, &whole("answer"), &manager(), &circumstances());
    assert_eq!(owed(&referral), []);
    give(&mut referral, &whole("ask"), &Actor::Partner, &circumstances());
    give(&mut referral, &whole("withdraw"), &Actor::Partner, &circumstances());
    assert_eq!(owed(&referral), []);
}

#[test]
fn what_an_order_says_must_be_known_and_can_be_so() {
    let referral = after(LifecycleStatus::Accepted, &["advance"]);
    let said = |json: serde_json::Value| {
        referral.decide(&order(json), &manager(), None, &circumstances()).unwrap_err().to_string()
    };
    let deal = |value: i64, currency: &str, on: &str| json!({ "command": "win", "value": value, "currency": currency, "on": on });
    for (json, expected) in [
        (json!({ "command": "advance", "stage": "meeting" }), "The referral is at `meeting` already."),
        (
            json!({ "command": "advance", "stage": "lunch" }),
            "`stage` is `lunch`; it must be `contacted`, `meeting` or `proposal`.",
        ),
        (
            json!({ "command": "lose", "reason": "\u{1b}[2J" }),
            "`reason` is `\\u{1b}[2J`; it must be `price` or `no-decision`.",
        ),
        (json!({ "command": "assign", "to": null }), "The referral is nobody’s already."),
        (deal(0, "EUR", "2026-11-20"), "`value` is 0; it must be above zero, in minor units such as cents."),
        (
            deal(i64::MIN, "EUR", "2026-11-20"),
            "`value` is -9223372036854775808; it must be above zero, in minor units such as cents.",
        ),
        (deal(1, "euro", "2026-11-20"), "`currency` is `euro`; it must be a code of ISO 4217, such as EUR."),
        (deal(1, "EUR", "2026-11-24"), "`on` is 2026-11-24, which is in the future."),
        (json!({ "command": "ask" }), "`message` is missing: it is what you ask."),
        (
            json!({ "command": "release", "note": " \n" }),
            "`note` is missing: say why, for those who come later.",
        ),
        (json!({ "command": "note", "note": "x".repeat(4_001) }), "`note` is longer than 4000 characters."),
        (
            json!({ "command": "extend", "until": "2026-12-31", "note": "x" }),
            "The customer is protected until 2027-02-21, which is not earlier.",
        ),
        (
            json!({ "command": "extend", "until": "2026-11-22", "note": "x" }),
            "The protection cannot end on 2026-11-22, which is past.",
        ),
    ] {
        assert_eq!(said(json.clone()), expected, "{json}");
    }
    let spy = order(json!({ "command": "ask", "message": "Why?", "note": "for the desk" }));
    let refused = referral.decide(&spy, &Actor::Partner, None, &circumstances()).unwrap_err();
    assert_eq!(refused.to_string(), "`note` is for the vendor only; write a `message`.");
}

#[test]
fn a_lead_in_review_that_is_taken_is_protected_from_then_on() {
    let mut suspected = Referral::arriving(at("2026-11-20T10:00:00Z"));
    let events = give(&mut suspected, &whole("accept"), &manager(), &circumstances());
    assert_eq!(events, [Event::Accepted, Event::Protected { until: date(2027, 2, 21) }]);
    let mut protected = new(LifecycleStatus::InReview);
    assert_eq!(give(&mut protected, &whole("accept"), &manager(), &circumstances()), [Event::Accepted]);
    assert!(protected.protected_until.unwrap() > TODAY);
}
