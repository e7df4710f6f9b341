//! Counts what became of referrals, from their events.

use jiff::{SignedDuration, Timestamp};
use referral_widget::office::{Deal, Event, LifecycleStatus};
use std::collections::{BTreeMap, BTreeSet};

/// With fewer decisions than this, a partner's share says little.
pub const FEW: usize = 5;

/// The times that decisions are counted in, in hours. The last one has no end.
pub const WAITS: [i64; 4] = [4, 24, 72, 168];

/// What became of the referrals of a period.
#[derive(Default)]
pub struct Tally {
    pub arrived: usize,
    pub accepted: usize,
    pub declined: usize,
    /// How many have come as far as each stage.
    pub stages: Vec<usize>,
    pub won: usize,
    pub lost: usize,
    /// How long people took to decide.
    pub waits: Vec<SignedDuration>,
    pub decline_reasons: BTreeMap<String, usize>,
    pub loss_reasons: BTreeMap<String, usize>,
    pub partners: BTreeMap<Option<String>, Partner>,
}

/// What became of the referrals of one partner.
#[derive(Default)]
pub struct Partner {
    pub arrived: usize,
    pub accepted: usize,
    pub declined: usize,
    pub won: usize,
    /// What was won, in minor units, by currency.
    pub value: BTreeMap<String, i64>,
}

impl Partner {
    /// How many were accepted or declined.
    pub fn decided(&self) -> usize {
        self.accepted + self.declined
    }

    /// True if there are so few decisions that the share says little.
    pub fn is_few(&self) -> bool {
        self.decided() < FEW
    }

    /// How many of a hundred decided ones were accepted.
    pub fn share(&self) -> usize {
        (100 * self.accepted + self.decided() / 2).checked_div(self.decided()).unwrap_or(0)
    }
}

/// One referral, from its events.
#[derive(Clone, Default)]
struct Course {
    is_accepted: bool,
    decided_at: Option<Timestamp>,
    status: Option<LifecycleStatus>,
    stage: Option<String>,
    declined: Option<String>,
    lost: Option<String>,
    reached: BTreeSet<String>,
    deal: Option<Deal>,
}

impl Course {
    fn of(events: &[(Timestamp, Event)]) -> Self {
        let mut course = Course::default();
        // Where it stood before the last step, which can be taken back.
        let mut before = Course::default();
        for (at, event) in events {
            if let Event::Undone(undone) = event {
                let is_of_course = (course.status, &course.stage, &course.deal)
                    != (Some(undone.status), &undone.stage, &undone.deal);
                if is_of_course {
                    course = before.clone();
                }
                continue;
            }
            if event.status().is_some() || matches!(event, Event::Advanced { .. } | Event::Corrected(_)) {
                before = course.clone();
            }
            course.status = event.status().or(course.status);
            course.is_accepted |= event.status() == Some(LifecycleStatus::Accepted);
            match event {
                Event::Accepted => {
                    course.decided_at.get_or_insert(*at);
                    course.stage = None;
                }
                Event::Reopened => course.stage = None,
                Event::Declined { reason } => {
                    course.decided_at.get_or_insert(*at);
                    course.declined = Some(reason.clone());
                }
                Event::Lost { reason } => course.lost = Some(reason.clone()),
                Event::Advanced { stage } => {
                    course.reached.insert(stage.clone());
                    course.stage = Some(stage.clone());
                }
                Event::Won(deal) | Event::Corrected(deal) => course.deal = Some(deal.clone()),
                _ => {}
            }
        }
        course
    }
}

impl Tally {
    /// Counts a referral. `stages` are those of the vendor's sales, in their order.
    pub fn count(
        &mut self,
        received_at: Timestamp,
        partner: Option<String>,
        events: &[(Timestamp, Event)],
        stages: &[String],
    ) {
        let course = Course::of(events);
        let is_declined = course.status == Some(LifecycleStatus::Declined);
        let is_won = course.deal.is_some();
        let of_partner = self.partners.entry(partner).or_default();
        for (count, of_partner, is_counted) in [
            (&mut self.arrived, &mut of_partner.arrived, true),
            (&mut self.accepted, &mut of_partner.accepted, course.is_accepted),
            (&mut self.declined, &mut of_partner.declined, is_declined && !course.is_accepted),
            (&mut self.won, &mut of_partner.won, is_won),
        ] {
            *count += usize::from(is_counted);
            *of_partner += usize::from(is_counted);
        }
        if let Some(deal) = course.deal {
            let sum = of_partner.value.entry(deal.currency).or_default();
            *sum = sum.saturating_add(deal.value);
        }
        // Whoever has come further has come as far.
        let furthest = if is_won {
            Some(stages.len())
        } else {
            stages.iter().rposition(|id| course.reached.contains(id)).map(|at| at + 1)
        };
        self.stages.resize(stages.len(), 0);
        for count in self.stages.iter_mut().take(furthest.unwrap_or(0)) {
            *count += 1;
        }
        self.waits.extend(course.decided_at.map(|at| at.duration_since(received_at)));
        if let Some(reason) = course.declined.filter(|_| is_declined) {
            *self.decline_reasons.entry(reason).or_default() += 1;
        }
        if course.status == Some(LifecycleStatus::Lost) {
            self.lost += 1;
            *self.loss_reasons.entry(course.lost.unwrap_or_default()).or_default() += 1;
        }
    }

    /// How many decisions took at most so many hours, and more than the time before it; and those that took longer than all.
    pub fn by_wait(&self) -> [usize; WAITS.len() + 1] {
        let mut counts = [0; WAITS.len() + 1];
        for wait in &self.waits {
            let at = WAITS.iter().position(|hours| *wait <= SignedDuration::from_hours(*hours));
            counts[at.unwrap_or(WAITS.len())] += 1;
        }
        counts
    }

    /// The time that half of the decisions took at most.
    pub fn median_wait(&self) -> Option<SignedDuration> {
        let mut waits = self.waits.clone();
        waits.sort_unstable();
        waits.get(waits.len().checked_sub(1)? / 2).copied()
    }

    /// The partners, the best first: those with the largest share of accepted referrals, and then those with most won. Those with
    /// few decisions come after the others.
    pub fn best_partners(&self) -> Vec<(Option<&str>, &Partner)> {
        let mut partners: Vec<_> =
            self.partners.iter().map(|(name, partner)| (name.as_deref(), partner)).collect();
        partners.sort_by_key(|(_, partner)| {
            (
                partner.is_few(),
                std::cmp::Reverse((partner.share(), partner.won, partner.value.values().sum::<i64>())),
            )
        });
        partners
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use referral_widget::json::parse;

    fn happened(events: &[(i64, &str)]) -> Vec<(Timestamp, Event)> {
        let read = |(hours, json): &(i64, &str)| {
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(*hours);
            (at, parse::<Event>(json).expect("an event"))
        };
        events.iter().map(read).collect()
    }

    fn tally(referrals: &[(&str, &[(i64, &str)])]) -> Tally {
        let stages = ["contacted", "meeting", "proposal"].map(String::from);
        let mut tally = Tally::default();
        for (partner, events) in referrals {
            let partner = Some(partner.to_string()).filter(|partner| !partner.is_empty());
            tally.count(Timestamp::UNIX_EPOCH, partner, &happened(events), &stages);
        }
        tally
    }

    const REVIEW: (i64, &str) = (0, r#"{"received":{"status":"in-review"}}"#);
    const AT_ONCE: (i64, &str) = (0, r#"{"received":{"status":"accepted"}}"#);
    const WON: (i64, &str) = (9, r#"{"won":{"value":100,"currency":"EUR","on":"2026-11-01"}}"#);

    #[test]
    fn whoever_came_further_came_as_far() {
        let tally = tally(&[
            ("", &[REVIEW]),
            ("", &[REVIEW, (3, r#""accepted""#)]),
            ("", &[AT_ONCE, (1, r#"{"advanced":{"stage":"meeting"}}"#)]),
            ("", &[AT_ONCE, WON]),
            ("", &[REVIEW, (30, r#"{"declined":{"reason":"not-a-fit"}}"#)]),
            ("", &[AT_ONCE, (5, r#"{"lost":{"reason":"price"}}"#)]),
        ]);
        assert_eq!((tally.arrived, tally.accepted, tally.declined), (6, 4, 1));
        assert_eq!((&tally.stages[..], tally.won, tally.lost), (&[2, 2, 1][..], 1, 1));
        assert_eq!(tally.by_wait(), [1, 0, 1, 0, 0]);
        assert_eq!(tally.median_wait(), Some(SignedDuration::from_hours(3)));
        assert_eq!((tally.decline_reasons["not-a-fit"], tally.loss_reasons["price"]), (1, 1));
    }

    #[test]
    fn one_that_is_reopened_counts_as_accepted_once() {
        let tally = tally(&[(
            "acme",
            &[REVIEW, (1, r#"{"declined":{"reason":"other"}}"#), (2, r#""reopened""#), WON],
        )]);
        assert_eq!((tally.accepted, tally.declined, tally.won), (1, 0, 1));
        assert!(tally.decline_reasons.is_empty());
        assert_eq!(tally.partners[&Some("acme".into())].value["EUR"], 100);
    }

    #[test]
    fn partners_are_ordered_by_quality_and_few_leads_prove_little() {
        let declined: &[(i64, &str)] = &[REVIEW, (1, r#"{"declined":{"reason":"other"}}"#)];
        let mut referrals: Vec<(&str, &[(i64, &str)])> = vec![("lucky", &[AT_ONCE, WON])];
        referrals.extend(std::iter::repeat_n(("busy", declined), 20));
        referrals.extend(std::iter::repeat_n(("busy", &[AT_ONCE][..]), 20));
        referrals.extend(std::iter::repeat_n(("good", &[AT_ONCE][..]), 4));
        referrals.push(("good", declined));
        let tally = tally(&referrals);
        let best: Vec<_> = tally
            .best_partners()
            .into_iter()
            .map(|(name, it)| (name.unwrap_or_default(), it.share(), it.is_few()))
            .collect();
        assert_eq!(best, [("good", 80, false), ("busy", 50, false), ("lucky", 100, true)]);
    }

    #[test]
    fn a_step_that_was_taken_back_does_not_count_and_a_corrected_deal_does() {
        let back = |json: &'static str| (20, json);
        let declined = tally(&[(
            "acme",
            &[
                REVIEW,
                (2, r#"{"declined":{"reason":"no-need"}}"#),
                back(r#"{"undone":{"step":"declined","status":"in-review"}}"#),
            ],
        )]);
        assert_eq!((declined.arrived, declined.declined, declined.waits.len()), (1, 0, 0));
        assert!(declined.decline_reasons.is_empty());

        let extended = tally(&[(
            "acme",
            &[
                REVIEW,
                (2, r#""accepted""#),
                (3, r#"{"protected":{"until":"2027-06-30"}}"#),
                back(r#"{"undone":{"step":"protected","status":"accepted"}}"#),
            ],
        )]);
        assert_eq!(extended.accepted, 1);

        let corrected = tally(&[(
            "acme",
            &[
                REVIEW,
                (2, r#""accepted""#),
                WON,
                (10, r#"{"corrected":{"value":70,"currency":"EUR","on":"2026-11-01"}}"#),
            ],
        )]);
        let value = |tally: &Tally| tally.best_partners()[0].1.value.clone();
        assert_eq!((corrected.won, value(&corrected)["EUR"]), (1, 70));

        let lost_deal = tally(&[(
            "acme",
            &[REVIEW, (2, r#""accepted""#), WON, back(r#"{"undone":{"step":"won","status":"accepted"}}"#)],
        )]);
        assert_eq!((lost_deal.accepted, lost_deal.won, value(&lost_deal).len()), (1, 0, 0));
    }
}
