//! What becomes of a referral after its receipt: status and stage, who may do what, by when it is owed.
//!
//! Pure functions: a handler loads a [`Referral`], asks [`Referral::decide`] what a command comes to, and stores the
//! [`Event`]s. A referral is what its events have made of it ([`Referral::apply`]), and nothing else. Events hold no text that
//! a person wrote: messages and notes are kept beside them, where they can be erased.
//!
//! | module | |
//! |---|---|
//! | `status` | where a referral stands |
//! | `actor` | who does something, and who may |
//! | `command`, `command_json` | what somebody wants to do |
//! | `event` | what happened |
//! | `referral` | what its events have made of a referral |
//! | `decide` | from a command to events, or to a refusal |
//! | `terms` | the words that commands name |
//! | `refused` | why a command is refused, and what is possible instead |
//! | `calendar`, `calendar_file` | the vendor's business hours |
//! | `deadline` | by when something is owed, and when people are told that it is late |

mod actor;
#[cfg(not(target_arch = "wasm32"))]
mod calendar;
#[cfg(not(target_arch = "wasm32"))]
mod calendar_file;
mod command;
mod command_json;
#[cfg(not(target_arch = "wasm32"))]
mod deadline;
mod decide;
mod event;
mod referral;
mod refused;
mod status;
mod terms;

pub use actor::{Actor, Role};
#[cfg(not(target_arch = "wasm32"))]
pub use calendar::{Allowance, Calendar};
#[cfg(not(target_arch = "wasm32"))]
pub use calendar_file::{CalendarError, MAX_CALENDAR_BYTES};
pub use command::{Command, CommandName, Deal, Decision, Order};
#[cfg(not(target_arch = "wasm32"))]
pub use deadline::{Deadline, ESCALATIONS};
pub use decide::{Circumstances, Rival};
pub use event::Event;
pub use referral::{Owed, OwedBy, Referral};
pub use refused::Refused;
pub use status::Status;
pub use terms::{DECLINE_REASONS, LOSS_REASONS, STAGES, Terms};
