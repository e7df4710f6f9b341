//! How an endpoint is asked again after it did not answer.

/// How an endpoint is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a stream that stays open.
    Stream,
    /// By a single request, again and again.
    Poll,
}

/// The shortest pause after a failure, in milliseconds.
const SHORTEST_MS: f64 = 1_000.0;
/// The longest pause after a failure, in milliseconds.
const LONGEST_MS: f64 = 60_000.0;
/// The longest pause that an endpoint may ask for, in seconds.
const LONGEST_ASKED_S: u32 = 3_600;
/// The pause between two requests where no stream comes through, in milliseconds.
const POLL_MS: f64 = 20_000.0;
/// A stream that brings nothing so often is not tried again for a while.
const BARREN: u32 = 2;
/// After so many requests a stream is tried again: about five minutes.
const POLLS_BEFORE_STREAM: u32 = 15;

/// What came of the attempts so far.
#[derive(Clone, Debug, Default)]
pub struct Attempts {
    /// Attempts since the last one that brought something.
    failures: u32,
    /// Streams since the last one that brought something.
    barren: u32,
    /// Requests that were answered since the last stream.
    polls: u32,
    is_without_streams: bool,
}

impl Attempts {
    /// For a browser whose tabs cannot share a stream: each of them asks by single requests.
    #[must_use]
    pub fn without_streams() -> Self {
        Attempts { is_without_streams: true, ..Attempts::default() }
    }

    /// How the endpoint is asked next. A proxy that holds streams back lets single requests pass. An endpoint that was
    /// away and answers again gets a stream after the first answer.
    #[must_use]
    pub fn way(&self) -> Way {
        let polls = if self.barren > BARREN { POLLS_BEFORE_STREAM } else { 1 };
        if self.is_without_streams || self.barren >= BARREN && self.polls < polls {
            Way::Poll
        } else {
            Way::Stream
        }
    }

    /// A stream brings something.
    pub fn stream_came(&mut self) {
        (self.barren, self.polls) = (0, 0);
    }

    /// A stream that has brought something ended. If it was short, the next one may be, too.
    pub fn stream_ended(&mut self, was_long: bool) {
        self.failures = if was_long { 0 } else { self.failures + 1 };
    }

    /// A single request was answered.
    pub fn poll_came(&mut self) {
        self.failures = 0;
        self.polls += 1;
    }

    /// An attempt brought nothing.
    pub fn failed(&mut self, way: Way) {
        self.failures += 1;
        if way == Way::Stream {
            self.barren += 1;
            self.polls = 0;
        }
    }

    /// The pause before the next attempt, in milliseconds. `random` is at least 0 and below 1: many browsers should not
    /// come back in the same moment. `asked` is the pause in seconds that the endpoint asked for (`Retry-After`).
    #[must_use]
    pub fn pause_ms(&self, random: f64, asked: Option<u32>) -> u32 {
        let pause = match (self.failures, self.way()) {
            (0, Way::Poll) => POLL_MS,
            (0, Way::Stream) => SHORTEST_MS,
            (failures, _) => (SHORTEST_MS * f64::from(1 << (failures - 1).min(6))).min(LONGEST_MS),
        };
        // Between three quarters of the pause and all of it; never less than what was asked for.
        let pause = pause * (0.75 + random / 4.0);
        let asked = asked
            .map_or(0.0, |seconds| f64::from(seconds.min(LONGEST_ASKED_S)) * 1_000.0 + random * SHORTEST_MS);
        let pause = pause.max(asked);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is between 0 and an hour"
        )]
        let pause = pause as u32;
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_a_second_to_a_minute() {
        let mut attempts = Attempts::default();
        let pauses: Vec<u32> = (0..9)
            .map(|_| {
                attempts.failed(attempts.way());
                attempts.pause_ms(1.0, None)
            })
            .collect();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
        assert_eq!(attempts.pause_ms(0.0, None), 45_000);
        for _ in 0..100 {
            attempts.failed(Way::Stream);
        }
        assert_eq!(attempts.pause_ms(1.0, None), 60_000);
    }

    #[test]
    fn an_endpoint_gets_the_pause_that_it_asks_for() {
        let mut attempts = Attempts::default();
        attempts.failed(Way::Poll);
        assert_eq!(attempts.pause_ms(0.0, Some(30)), 30_000);
        assert_eq!(attempts.pause_ms(0.5, Some(30)), 30_500);
        assert_eq!(attempts.pause_ms(0.0, Some(u32::MAX)), 3_600_000);
        assert_eq!(attempts.pause_ms(0.0, Some(0)), 750);
    }

    #[test]
    fn where_streams_bring_nothing_requests_take_their_place_for_some_minutes() {
        let mut attempts = Attempts::default();
        let mut ways = String::new();
        for _ in 0..40 {
            let way = attempts.way();
            ways.push(if way == Way::Stream { 'S' } else { 'p' });
            if way == Way::Stream { attempts.failed(way) } else { attempts.poll_came() }
        }
        assert_eq!(ways, "SSpSpppppppppppppppSpppppppppppppppSpppp");
        attempts.stream_came();
        assert_eq!(attempts.way(), Way::Stream);
    }

    #[test]
    fn an_endpoint_that_is_back_gets_a_stream_after_the_first_answer() {
        let mut attempts = Attempts::default();
        for _ in 0..5 {
            attempts.failed(attempts.way());
        }
        assert_eq!(attempts.way(), Way::Poll);
        attempts.poll_came();
        assert_eq!((attempts.way(), attempts.pause_ms(1.0, None)), (Way::Stream, 1_000));
    }

    #[test]
    fn streams_that_end_at_once_are_opened_less_and_less_often() {
        let mut attempts = Attempts::default();
        let mut pause = |was_long| {
            attempts.stream_came();
            attempts.stream_ended(was_long);
            (attempts.way(), attempts.pause_ms(1.0, None))
        };
        let pauses = [pause(true), pause(false), pause(false), pause(false), pause(true)];
        assert_eq!(pauses, [1_000, 1_000, 2_000, 4_000, 1_000].map(|ms| (Way::Stream, ms)));
    }

    #[test]
    fn a_browser_that_cannot_share_a_stream_has_none() {
        let mut attempts = Attempts::without_streams();
        for _ in 0..40 {
            assert_eq!(attempts.way(), Way::Poll);
            attempts.poll_came();
        }
        assert_eq!(attempts.pause_ms(1.0, None), 20_000);
    }
}
