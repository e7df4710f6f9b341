//! Where a referral stands, and what its partner is told about it.
//!
//! A page for partners asks the endpoint for the [`ReferralView`]s of its referrals, and hears of changes in a stream
//! of events. All of this is data and pure functions: whoever shows it has the clock, the network and the page.
//!
//! | module | |
//! |---|---|
//! | `lifecycle` | the status of a referral |
//! | `owed` | what one side owes the other |
//! | `view` | a referral as its partner sees it |
//! | `board` | all referrals that are shown, each as new as it is known |
//! | `sent` | the lists of the referrals and of the feedback that a browser has sent |
//! | `event_stream` | reads server-sent events |
//! | `attempts` | how an endpoint is asked again after it did not answer |
//! | `countdown` | the time that is left, in the unit in which people say it |

mod attempts;
mod board;
mod countdown;
mod event_stream;
mod lifecycle;
mod owed;
mod sent;
mod view;

pub use attempts::{Attempts, Way};
pub use board::{Board, Change};
pub use countdown::{Countdown, Unit};
pub use event_stream::{EventStream, StreamEvent};
pub use lifecycle::LifecycleStatus;
pub use owed::{Owed, OwedBy};
pub use sent::{FEEDBACK_LIST, MAX_ASKED, SENT_LIST, SentReferral, sent_to};
pub use view::{
    Closed, Due, Labelled, Named, PartnerCommand, ReferralReason, ReferralView, ReferralViews, ViewedAnswer,
    ViewedEvent, ViewedFeedback,
};
