//! One attempt at a delivery: a lead, after the records that it needs in the receiver's system; an event; or a mail.

use super::event;
use super::send::{self, Reply};
use super::{CLAIM_MS, Relay};
use crate::mail;
use jiff::Timestamp;
use referral_store::{Attempt, DeliveryState, Due, StoreError};
use referral_widget::json::parse;
use referral_widget::program::Relayed;
use referral_widget::submission::{before, request, wait_ms};
use serde_json::{Map, Value};
use std::time::Instant;

impl Relay {
    /// Makes one attempt, and stores its result.
    pub(super) async fn bring(&self, delivery: &Due) -> Result<(), StoreError> {
        let (at, begun) = (self.clock.now(), Instant::now());
        let Outcome { status, error, is_final, retry_after } = self.attempt(delivery, at).await?;
        let took_ms = begun.elapsed().as_millis();
        let now = self.now_ms();
        let left = u64::try_from(delivery.until - now).unwrap_or(0);
        let attempts = u32::try_from(delivery.attempts).unwrap_or(u32::MAX).saturating_add(1);
        let wait = wait_ms(attempts, random(), retry_after, left);
        let (state, due) = match (&error, wait) {
            (None, _) => (DeliveryState::Delivered, now),
            (Some(_), Some(wait)) if !is_final => {
                (DeliveryState::Waiting, now + i64::try_from(wait).unwrap_or(0))
            }
            (Some(_), _) => {
                // The answer is not logged: it may repeat what was sent.
                tracing::error!(
                    delivery = delivery.id,
                    referral = delivery.referral,
                    destination = delivery.destination,
                    status,
                    "given up; /api/deliveries says why, and POST /api/deliveries/<id>/retry tries again"
                );
                (DeliveryState::Failed, now)
            }
        };
        let took_ms = i64::try_from(took_ms).unwrap_or(i64::MAX);
        self.store.attempted(delivery, Attempt { at, took_ms, status, error, state, due }).await
    }

    async fn attempt(&self, delivery: &Due, at: Timestamp) -> Result<Outcome, StoreError> {
        if delivery.destination.starts_with(mail::DESTINATIONS) {
            let Some(mailer) = &self.mailer else {
                return Ok(Outcome::no_answer("there is no mail server; name one with --mail".into()));
            };
            let sent = mailer.send(&self.store, &self.programs, &self.hours, delivery, at).await?;
            return Ok(sent.map_or_else(Outcome::of_mail, |()| Outcome::default()));
        }
        let answer = match (&delivery.referral, &delivery.program) {
            (Some(referral), Some(program)) => self.deliver(delivery, referral, program, at).await?,
            _ => Err("the referral is gone".into()),
        };
        Ok(answer.map_or_else(Outcome::no_answer, Outcome::of_reply))
    }

    /// Returns the last answer, or why there was none.
    async fn deliver(
        &self,
        delivery: &Due,
        referral: &str,
        program: &str,
        at: Timestamp,
    ) -> Result<Result<Reply, String>, StoreError> {
        let all = match self.destinations(program).await {
            Ok(all) => all,
            Err(why) => return Ok(Err(why)),
        };
        let is_event = delivery.sequence > 0;
        let is_meant = |relayed: &Relayed| relayed.id == delivery.destination && relayed.events == is_event;
        let Some(relayed) = all.into_iter().find(is_meant) else {
            return Ok(Err("relay.json has no such destination any more".into()));
        };
        if is_event {
            let Some(happened) = self.store.event(referral, delivery.sequence).await? else {
                return Ok(Err("the event is gone".into()));
            };
            let body = match event::body(program, referral, &happened) {
                Ok(body) => body,
                Err(error) => return Ok(Err(error.to_string())),
            };
            let written = request(&relayed.destination, &body, &at.to_string(), 0);
            return Ok(send::send(&self.sender, &relayed, written, None, &delivery.id, at).await);
        }
        let Some(stored) = self.store.find(referral).await? else {
            return Ok(Err("the referral is gone".into()));
        };
        let mut submission = match send::submission(&stored) {
            Ok(submission) => submission,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let made: Map<String, Value> = parse(&delivery.made).unwrap_or_default();
        if !made.is_empty() {
            submission["made"] = made.into();
        }
        let received_at = stored.received_at.to_string();
        let received_ms = u64::try_from(stored.received_at.milliseconds()).unwrap_or_default();
        while let Some(first) = before(&relayed.destination, &submission, &received_at, received_ms) {
            let mut reply =
                match send::send(&self.sender, &relayed, first.request, Some(&first.path), &delivery.id, at)
                    .await
                {
                    Ok(reply) => reply,
                    Err(why) => return Ok(Err(format!("{}: {why}", first.name))),
                };
            if reply.error.is_none() {
                if let Some(id) = reply.id(&first.id) {
                    submission["made"][first.name] = id;
                    let claimed_until = self.now_ms() + CLAIM_MS;
                    self.store.made(delivery, &submission["made"].to_string(), claimed_until).await?;
                    continue;
                }
                reply.error = Some(format!("the answer has no {}", first.id));
            }
            reply.error = reply.error.map(|error| format!("{}: {error}", first.name));
            return Ok(Ok(reply));
        }
        let request = request(&relayed.destination, &submission, &received_at, received_ms);
        Ok(send::send(&self.sender, &relayed, request, None, &delivery.id, at).await)
    }
}

/// What came of an attempt. By default, it has succeeded.
#[derive(Default)]
struct Outcome {
    status: Option<u16>,
    error: Option<String>,
    /// True if another attempt would come to the same.
    is_final: bool,
    retry_after: Option<u32>,
}

impl Outcome {
    fn of_reply(reply: Reply) -> Self {
        let Reply { status, retry_after, error, .. } = reply;
        Outcome { status: Some(status), error, is_final: send::is_final(status), retry_after }
    }

    fn of_mail(failure: mail::Failure) -> Self {
        let mail::Failure { status, why, is_final } = failure;
        Outcome { status, error: Some(why), is_final, retry_after: None }
    }

    fn no_answer(why: String) -> Self {
        Outcome { error: Some(why), ..Outcome::default() }
    }
}

/// Returns a random number, evenly distributed. It is zero, so there is no jitter, if the system gives none.
fn random() -> u32 {
    let mut bytes = [0; 4];
    let _ = getrandom::fill(&mut bytes);
    u32::from_le_bytes(bytes)
}
