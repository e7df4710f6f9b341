//! What the store should have: the same commands, carried out in memory.

use crate::place::{now, referral};
use crate::plan::{Step, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use referral_store::{Moment, Outcome, Store};
use referral_widget::office::{
    Actor, Circumstances, Duties, Event, LifecycleStatus, Past, Referral, Rival, Undone, WorkingHours,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// All referrals, in the order in which they arrived.
#[derive(Default)]
pub struct Model(Vec<Remembered>);

struct Remembered {
    id: String,
    customer: String,
    arrived: Timestamp,
    referral: Referral,
    duties: Duties,
    past: Vec<Past>,
    /// Each event with its actor and time.
    events: Vec<Value>,
}

impl Remembered {
    fn apply(&mut self, events: &[Event], actor: &Actor, at: Timestamp, hours: &WorkingHours) {
        let (kind, user) = match actor {
            Actor::User { id, .. } => ("user", Some(id)),
            Actor::Partner => ("partner", None),
            Actor::Clock => ("clock", None),
        };
        for event in events {
            self.referral.apply(event, actor, at);
            self.past.push(Past { event: event.clone(), is_by_user: kind == "user", at });
            self.events.push(json!({ "at": Moment::from(at), "actor": kind, "user": user, "event": event }));
        }
        self.duties.after(events, &self.referral.owed(), at, hours);
    }
}

impl Model {
    /// Takes a step, and says what came of it.
    pub fn take(&mut self, step: Step) -> &'static str {
        match step {
            Step::Refer(new) => {
                let (customer, at) = (new.customer.keys[0].clone(), new.received_at.timestamp());
                if self.rival(&customer, day_of(at), None).is_some() {
                    return "protected";
                }
                let status = LifecycleStatus::from(new.status);
                let received = Event::Received {
                    status,
                    protected_until: new.protected_until.map(|day| day.parse().unwrap()),
                };
                let mut remembered = Remembered {
                    id: new.id,
                    customer,
                    arrived: at,
                    referral: Referral::arriving(at),
                    duties: Duties::default(),
                    past: Vec::new(),
                    events: Vec::new(),
                };
                remembered.apply(&[received], &Actor::Partner, at, &new.hours);
                self.0.push(remembered);
                "stored"
            }
            Step::Give(given) => {
                let Some(i) = self.0.iter().position(|it| it.id == given.referral) else { return "unknown" };
                let circumstances = Circumstances {
                    now: given.now,
                    today: given.today,
                    terms: &given.terms,
                    protects_until: given.protects_until,
                    rival: self.rival(&given.customer.keys[0], given.today, Some(i)),
                    last_step: Undone::last_step(&self.0[i].past, &self.0[i].referral),
                    quiet_days: given.quiet_days,
                };
                match self.0[i].referral.decide(&given.order, &given.actor, given.seen, &circumstances) {
                    Ok(events) => {
                        self.0[i].apply(&events, &given.actor, given.now, &given.hours);
                        "done"
                    }
                    Err(_) => "refused",
                }
            }
            Step::Remind { referral, at, hours } => {
                if let Some(known) = self.0.iter_mut().find(|it| it.id == referral) {
                    let events = known.duties.remind(at, &hours.people);
                    known.apply(&events, &Actor::Clock, at, &hours);
                }
                "reminded"
            }
        }
    }

    /// The earliest other referral that protects a customer on a day.
    fn rival(&self, customer: &str, day: Date, own: Option<usize>) -> Option<Rival> {
        let others = self.0.iter().enumerate().filter(|(i, it)| Some(*i) != own && it.customer == customer);
        others.into_iter().find_map(|(_, it)| {
            let until = it.referral.protected_until.filter(|until| *until >= day)?;
            Some(Rival { since: day_of(it.arrived), until })
        })
    }

    /// Everything in which a store differs.
    pub async fn differences(&self, store: &Store) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, id: &str, stored: Value, expected: Value| {
            if stored != expected {
                differences.push(format!("{what} of {id}: {stored}, and not {expected}"));
            }
        };
        for known in &self.0 {
            let id = &known.id;
            let Some(found) = store.find(id).await.unwrap() else {
                compare("existence", id, json!(false), json!(true));
                continue;
            };
            let (stored, expected) = (found.standing.referral().unwrap(), &known.referral);
            compare("state", id, json!(format!("{stored:?}")), json!(format!("{expected:?}")));
            compare("deadlines", id, json!(found.standing.duties().unwrap()), json!(known.duties));
            compare(
                "next deadline",
                id,
                json!(found.standing.next_due),
                json!(known.duties.due().map(Moment::from)),
            );
            let events = store.events(id).await.unwrap().into_iter().map(|it| {
                json!({ "at": it.at, "actor": it.actor, "user": it.user,
                    "event": serde_json::from_str::<Value>(it.event.get()).unwrap() })
            });
            compare("events", id, events.collect(), known.events.clone().into());
        }
        let reminded: BTreeSet<&String> =
            self.0.iter().filter(|it| it.duties.next_reminder().is_some()).map(|it| &it.id).collect();
        let all = store.to_remind(Timestamp::MAX, None, u32::MAX).await.unwrap();
        let stored: BTreeSet<&String> = all.iter().map(|it| &it.id).collect();
        compare("reminders", "all", json!(stored), json!(reminded));
        let customers: BTreeSet<&String> = self.0.iter().map(|it| &it.customer).collect();
        for (i, customer) in customers.into_iter().enumerate() {
            // It comes once all that was done before is over.
            let mut probe = referral(&format!("probe-{i}"), &[customer]);
            probe.received_at = (now() + jiff::SignedDuration::from_hours(24 * 100)).into();
            let day = day_of(probe.received_at.timestamp());
            let told = match store.insert(probe).await.unwrap() {
                Outcome::Protected(by) => json!([by.since, by.until]),
                Outcome::Stored | Outcome::Known(_) => json!(null),
            };
            let rival = self.rival(customer, day, None);
            compare("protection", customer, told, json!(rival.map(|rival| [rival.since, rival.until])));
        }
        differences
    }
}
