//! Steps that are taken back, and deals that are corrected.

use super::{TODAY, at, circumstances, manager, user, whole};
use jiff::civil::date;
use referral_widget::office::{
    Actor, Circumstances, Deal, Event, LifecycleStatus, Past, Referral, Refused, Rival, Role, Undone,
};

/// A referral with all that happened to it.
struct Life {
    referral: Referral,
    past: Vec<Past>,
}

impl Life {
    fn in_review() -> Self {
        let mut life = Life { referral: Referral::arriving(at("2026-11-20T10:00:00Z")), past: Vec::new() };
        let status = LifecycleStatus::InReview;
        life.add(Event::Received { status, protected_until: Some(date(2027, 2, 21)) }, &Actor::Partner);
        life
    }

    fn add(&mut self, event: Event, actor: &Actor) {
        // Each step has a time of its own.
        let at = at("2026-11-20T10:00:00Z") + jiff::SignedDuration::from_mins(self.past.len() as i64);
        self.referral.apply(&event, actor, at);
        self.past.push(Past { event, is_by_user: matches!(actor, Actor::User { .. }), at });
    }

    fn give(&mut self, command: &str, actor: &Actor, rival: Option<Rival>) -> Result<(), Refused> {
        let last_step = Undone::last_step(&self.past, &self.referral);
        let here = Circumstances { last_step, rival, ..circumstances() };
        let events = self.referral.decide(&whole(command), actor, None, &here)?;
        let at = at("2026-11-23T10:00:00Z") + jiff::SignedDuration::from_mins(self.past.len() as i64);
        for event in events {
            self.referral.apply(&event, actor, at);
            self.past.push(Past { event, is_by_user: matches!(actor, Actor::User { .. }), at });
        }
        Ok(())
    }

    fn stands(&self) -> (LifecycleStatus, Option<&str>, bool, Option<i64>) {
        let Referral { status, stage, protected_until, deal, .. } = &self.referral;
        (*status, stage.as_deref(), protected_until.is_some(), deal.as_ref().map(|deal| deal.value))
    }
}

#[test]
fn a_decline_is_taken_back_with_its_protection_unless_somebody_else_has_it() {
    let mut life = Life::in_review();
    life.give("decline", &manager(), None).unwrap();
    assert_eq!(life.stands(), (LifecycleStatus::Declined, None, false, None));
    let rival = Rival { since: TODAY, until: date(2027, 3, 1) };
    let refused = life.give("undo", &manager(), Some(rival)).unwrap_err();
    assert_eq!(refused, Refused::ProtectedForAnother { since: rival.since, until: rival.until });
    life.give("undo", &manager(), None).unwrap();
    assert_eq!(life.stands(), (LifecycleStatus::InReview, None, true, None));
    // It is taken back once.
    assert_eq!(life.give("undo", &manager(), None), Err(Refused::NothingToUndo));
    assert!(Refused::NothingToUndo.to_string().contains("taken back already"));
}

#[test]
fn questions_and_notes_do_not_keep_a_step_from_being_taken_back() {
    let mut life = Life::in_review();
    for command in ["accept", "advance", "win", "note", "ask"] {
        life.give(command, &manager(), None).unwrap();
    }
    life.give("ask", &Actor::Partner, None).unwrap();
    assert_eq!(life.stands(), (LifecycleStatus::Won, Some("meeting"), true, Some(4_500_000)));
    life.give("undo", &manager(), None).unwrap();
    assert_eq!(life.stands(), (LifecycleStatus::Accepted, Some("meeting"), true, None));
    assert!(life.referral.partner_asks && life.referral.desk_asks);
}

#[test]
fn an_extension_that_follows_a_decision_is_taken_back_by_itself() {
    let mut life = Life::in_review();
    life.give("accept", &manager(), None).unwrap();
    life.give("extend", &manager(), None).unwrap();
    life.give("undo", &manager(), None).unwrap();
    assert_eq!(life.stands(), (LifecycleStatus::Accepted, None, true, None));
    assert_eq!(life.referral.protected_until, Some(date(2027, 2, 21)));
}

#[test]
fn what_the_partner_or_the_clock_did_stays() {
    let mut life = Life::in_review();
    life.give("accept", &manager(), None).unwrap();
    life.give("withdraw", &Actor::Partner, None).unwrap();
    assert_eq!(life.give("undo", &manager(), None), Err(Refused::NothingToUndo));
    let mut life = Life::in_review();
    assert_eq!(life.give("undo", &manager(), None), Err(Refused::NothingToUndo));
    for actor in [user(Role::Finance), user(Role::Viewer), Actor::Partner, Actor::Clock] {
        assert!(matches!(life.give("undo", &actor, None), Err(Refused::NotAllowed { .. })), "{actor:?}");
    }
}

#[test]
fn a_protection_that_began_with_the_clearing_stays() {
    let mut life = Life::in_review();
    life.give("release", &manager(), None).unwrap();
    let cleared = at("2026-11-23T12:00:00Z");
    for event in [Event::Cleared, Event::Protected { until: date(2027, 2, 21) }] {
        life.referral.apply(&event, &manager(), cleared);
        life.past.push(Past { event, is_by_user: true, at: cleared });
    }
    assert_eq!(life.give("undo", &manager(), None), Err(Refused::NothingToUndo));
    life.give("extend", &manager(), None).unwrap();
    life.give("undo", &manager(), None).unwrap();
    assert_eq!(life.referral.protected_until, Some(date(2027, 2, 21)));
}

#[test]
fn nothing_is_restored_where_the_events_do_not_lead_to_where_it_stands() {
    let mut life = Life::in_review();
    life.give("accept", &manager(), None).unwrap();
    life.referral.assignee = Some("jon".into());
    assert_eq!(Undone::last_step(&life.past, &life.referral), None);
}

#[test]
fn a_won_deal_is_corrected_with_a_reason() {
    let mut life = Life::in_review();
    life.give("accept", &manager(), None).unwrap();
    assert!(matches!(life.give("correct", &manager(), None), Err(Refused::Impossible { .. })));
    life.give("win", &manager(), None).unwrap();
    life.give("correct", &user(Role::Finance), None).unwrap();
    let deal = Deal { value: 4_000_000, currency: "EUR".into(), on: date(2026, 11, 19) };
    assert_eq!(life.referral.deal, Some(deal));
    assert!(matches!(life.give("correct", &manager(), None), Err(Refused::NoChange { .. })));
    let mut silent = whole("correct");
    silent.note = None;
    let refused = life.referral.decide(&silent, &manager(), None, &circumstances());
    assert!(matches!(refused, Err(Refused::TextMissing { part: "note", .. })));
    life.give("undo", &manager(), None).unwrap();
    assert_eq!(life.stands(), (LifecycleStatus::Won, None, true, Some(4_500_000)));
}
