//! The time of the next attempt to send a submission that may not have arrived.

/// The longest first wait. The limit doubles with each attempt.
pub const BASE_MS: u64 = 2_000;
/// The longest wait, unless the receiving system asks for a longer one.
pub const CAP_MS: u64 = 300_000;
/// The longest delay that a receiving system can ask for: a day. A longer one is more likely a mistake.
pub const MAX_RETRY_AFTER_S: u32 = 86_400;

/// Milliseconds until the next attempt: a random share of a span that doubles with each attempt (“full jitter”, so that
/// senders that failed together do not come back together), but no less than the receiving system asks for.
///
/// `attempt` counts from 1, the first attempt after a failure. `random` is any number, evenly distributed.
/// `retry_after_s` is the header `Retry-After` in seconds (RFC 9110, section 10.2.3). `left_ms` is how long the
/// submission is still kept. Returns `None` if that time ends before the next attempt.
#[must_use]
pub fn wait_ms(attempt: u32, random: u32, retry_after_s: Option<u32>, left_ms: u64) -> Option<u64> {
    let doubled = attempt.saturating_sub(1).min(16);
    let span = (BASE_MS << doubled).min(CAP_MS);
    // A share of the span, without the bias and the cost of a division.
    let jittered = (span * u64::from(random)) >> 32;
    let asked = u64::from(retry_after_s.unwrap_or_default().min(MAX_RETRY_AFTER_S)) * 1_000;
    Some(jittered.max(asked)).filter(|wait| *wait < left_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY_MS: u64 = 86_400_000;

    proptest! {
        #[test]
        fn a_wait_is_within_its_span_and_as_long_as_was_asked(
            attempt in any::<u32>(), random in any::<u32>(), asked in proptest::option::of(any::<u32>()),
        ) {
            let wait = wait_ms(attempt, random, asked, u64::MAX).expect("kept for ever");
            let asked = u64::from(asked.unwrap_or_default()).min(86_400) * 1_000;
            prop_assert!(wait >= asked);
            prop_assert!(wait <= asked.max(CAP_MS));
            let span = (1..attempt).take(20).fold(BASE_MS, |span, _| (span * 2).min(CAP_MS));
            prop_assert!(wait == asked || wait < span);
        }

        #[test]
        fn none_is_made_after_the_submission_has_expired(
            attempt in any::<u32>(), random in any::<u32>(), asked in proptest::option::of(any::<u32>()), left in 0..DAY_MS,
        ) {
            let unbounded = wait_ms(attempt, random, asked, u64::MAX);
            prop_assert_eq!(wait_ms(attempt, random, asked, left), unbounded.filter(|wait| *wait < left));
        }

        #[test]
        fn senders_that_failed_together_spread(attempt in 1..40_u32) {
            // A quarter of the random numbers falls into each quarter of the span.
            let quarters: Vec<u64> =
                (0..4).map(|part| wait_ms(attempt, part << 30, None, u64::MAX).expect("no end")).collect();
            let span = quarters[1] * 4;
            prop_assert_eq!(quarters, vec![0, span / 4, span / 2, span / 4 * 3]);
        }
    }

    #[test]
    fn what_is_kept_for_days_is_tried_all_the_time() {
        // With the longest possible waits, the number of attempts in a week is bounded from below, too.
        let (mut left, mut attempts) = (7 * DAY_MS, 0);
        while let Some(wait) = wait_ms(attempts + 1, u32::MAX, None, left) {
            left -= wait;
            attempts += 1;
        }
        assert!((2_000..2_100).contains(&attempts), "{attempts}");
        assert!(left < CAP_MS);
    }
}
