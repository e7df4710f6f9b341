//! Queues events for those who are told of them.

use super::{KEEP_MS, Relay};
use crate::mail::DIGEST;
use jiff::Timestamp;
use referral_store::{MailToQueue, StoreError, Told, Untold};
use referral_widget::office::Allowance;
use std::collections::BTreeMap;

/// The destinations of a program that are told of events, or why they are not known.
type Listeners = Result<Vec<String>, String>;

impl Relay {
    /// Queues all events that nobody is told of yet. Those of a program whose files have a mistake wait until it is mended.
    pub(super) async fn tell_of_events(&self, now: i64, said: &mut String) -> Result<(), StoreError> {
        let mut listeners: BTreeMap<String, Listeners> = BTreeMap::new();
        let mut last = 0;
        loop {
            let untold = self.store.untold(last).await?;
            let Some(newest) = untold.last() else { return Ok(()) };
            last = newest.number;
            let mut told = Vec::new();
            for event in &untold {
                if !listeners.contains_key(&event.program) {
                    let found = self.listeners(&event.program).await;
                    listeners.insert(event.program.clone(), found);
                }
                match self.who_is_told(event, &listeners[&event.program]).await {
                    Ok(to) => told.push(Told { event: event.number, to }),
                    Err(why) if *said != why => {
                        tracing::error!(
                            program = event.program,
                            why,
                            "nobody is told of events until this is mended"
                        );
                        *said = why;
                    }
                    Err(_) => {}
                }
            }
            if !told.is_empty() {
                self.store.tell(told, now, now + KEEP_MS).await?;
            }
        }
    }

    async fn listeners(&self, program: &str) -> Listeners {
        let all = self.destinations(program).await?;
        Ok(all.into_iter().filter(|relayed| relayed.events).map(|relayed| relayed.id).collect())
    }

    async fn who_is_told(&self, event: &Untold, listeners: &Listeners) -> Result<Vec<String>, String> {
        let mut to = listeners.clone()?;
        if let Some(mailer) = &self.mailer {
            let mails = mailer.recipients(&self.store, &self.programs, event).await?;
            to.extend(mails.into_iter().map(ToString::to_string));
        }
        Ok(to)
    }

    /// Queues the digest of the day, within business hours. Whichever copy comes first queues it.
    pub(super) async fn queue_digest(&self, now: i64) -> Result<(), StoreError> {
        let Some(mailer) = self.mailer.as_ref().filter(|mailer| mailer.has_desk()) else { return Ok(()) };
        let at = Timestamp::from_millisecond(now).unwrap_or_default();
        let Ok(calendar) = self.hours.calendar(&self.store, at).await else { return Ok(()) };
        let is_open = calendar.due(at, Allowance::Hours(0)) == at;
        let id = format!("digest-{}", calendar.day_of(at));
        if is_open && mailer.is_new_digest(&id) {
            let mail = MailToQueue { id, destination: DIGEST, due: now, until: now + KEEP_MS };
            self.store.queue_mail(mail).await?;
        }
        Ok(())
    }
}
