//! A submission that waits to be sent, and the result of each attempt.

use super::{Answered, wait_ms};

const DAY_MS: u64 = 86_400_000;

/// A submission that waits. Times are in milliseconds of a clock that may be wrong or jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// The number of attempts so far.
    pub attempts: u32,
    /// The time of the last attempt.
    pub sent: u64,
    /// The time of the next attempt.
    pub due: u64,
    /// The end of all attempts.
    pub until: u64,
}

/// What follows after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It arrived, or went to a system whose answer cannot be read. The partner is told.
    Sent,
    /// It is refused. The partner is told the reason.
    Refused,
    /// It is sent again later.
    Waits(Waits),
    /// Its time is over. The partner is told, and may send it again.
    Expired,
}

impl Waits {
    /// A new submission that is sent at once. `keep` is how long to try, in milliseconds.
    #[must_use]
    pub fn new(now: u64, keep: u64) -> Waits {
        Waits { attempts: 0, sent: now, due: now, until: now.saturating_add(keep) }
    }

    /// Milliseconds until the next attempt. If the clock was set back, the elapsed time is unknown, so the wait is 0.
    #[must_use]
    pub fn wait(&self, now: u64) -> u64 {
        if now < self.sent { 0 } else { self.due.saturating_sub(now) }
    }

    /// What follows after an attempt with that result. `random` and `retry_after_s` are as for [`wait_ms`].
    #[must_use]
    pub fn after(self, answered: &Answered, now: u64, random: u32, retry_after_s: Option<u32>) -> Next {
        match answered {
            Answered::Delivered(_) | Answered::Unconfirmed | Answered::Earlier(_) => return Next::Sent,
            Answered::Known(_) | Answered::Fields(..) | Answered::Refused(_) => return Next::Refused,
            Answered::Retry(_) => {}
        }
        let attempts = self.attempts.saturating_add(1);
        let left = self.until.saturating_sub(now);
        if left == 0 {
            return Next::Expired;
        }
        // One last attempt is made at the very end.
        let wait = wait_ms(attempts, random, retry_after_s, left).unwrap_or(left.min(DAY_MS));
        Next::Waits(Waits { attempts, sent: now, due: now.saturating_add(wait), until: self.until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::{Answer, Body};
    use proptest::prelude::*;

    const KEY: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";

    fn answers() -> impl Strategy<Value = Answer> {
        let http = (100..700_u16, any::<bool>()).prop_map(|(status, redirected)| Answer::Http {
            status,
            redirected,
            body: Box::new(Body::default()),
        });
        prop_oneof![3 => Just(Answer::None), 1 => Just(Answer::Opaque), 4 => http]
    }

    proptest! {
        /// Whatever the answers, and however the clock jumps: the submission is sent, refused with a reason, tried
        /// again after a known wait, or over. It is over only after its time.
        #[test]
        fn none_is_ever_forgotten(
            keep in 1..30 * DAY_MS,
            steps in proptest::collection::vec(
                (answers(), any::<u32>(), proptest::option::of(any::<u32>()), -3 * DAY_MS as i64..3 * DAY_MS as i64), 1..60,
            ),
        ) {
            let mut now = 1_795_000_000_000_u64;
            let mut waits = Waits::new(now, keep);
            prop_assert_eq!(waits.wait(now), 0);
            for (answer, random, asked, jump) in steps {
                now = now.saturating_add(waits.wait(now)).saturating_add_signed(jump);
                let answered = Answered::read(KEY, answer);
                match waits.after(&answered, now, random, asked) {
                    Next::Waits(next) => {
                        prop_assert!(matches!(answered, Answered::Retry(_)));
                        prop_assert_eq!((next.until, next.attempts), (waits.until, waits.attempts + 1));
                        prop_assert!(next.wait(now) <= DAY_MS);
                        // Whatever the clock says, no submission waits longer than that.
                        prop_assert!(next.wait(now - now.min(jump.unsigned_abs())) <= DAY_MS);
                        prop_assert!(now + next.wait(now) <= next.until);
                        waits = next;
                    }
                    Next::Expired => {
                        prop_assert!(matches!(answered, Answered::Retry(_)));
                        prop_assert!(now >= waits.until);
                        break;
                    }
                    Next::Sent => {
                        let is_sent = matches!(
                            answered, Answered::Delivered(_) | Answered::Unconfirmed | Answered::Earlier(_)
                        );
                        prop_assert!(is_sent);
                        break;
                    }
                    Next::Refused => {
                        let is_refused = matches!(
                            answered, Answered::Known(_) | Answered::Fields(..) | Answered::Refused(_)
                        );
                        prop_assert!(is_refused);
                        break;
                    }
                }
            }
        }

        /// With a clock that does not jump, it ends: sent, refused, or over exactly at its time.
        #[test]
        fn one_that_is_never_answered_is_over_when_its_time_is(
            keep in 1..3 * DAY_MS, random in any::<u32>(), asked in proptest::option::of(0..100_000_u32),
        ) {
            let start = 1_795_000_000_000_u64;
            let (mut now, mut waits) = (start, Waits::new(start, keep));
            let answered = Answered::read(KEY, Answer::None);
            loop {
                now += waits.wait(now).max(1);
                match waits.after(&answered, now, random.max(1 << 28), asked) {
                    Next::Waits(next) => waits = next,
                    next => {
                        prop_assert_eq!(next, Next::Expired);
                        prop_assert!((start + keep..=start + keep + 1).contains(&now));
                        break;
                    }
                }
            }
        }
    }

    #[test]
    fn after_the_clock_was_set_back_it_is_sent_at_once() {
        let waits = Waits { attempts: 1, sent: 2_000, due: 3_000, until: 9_000 };
        assert_eq!([1_000, 2_000, 2_500, 4_000].map(|now| waits.wait(now)), [0, 1_000, 500, 0]);
    }
}
