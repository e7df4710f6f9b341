//! A referral after its receipt: its status and stage, the permissions of actors, and its deadlines.
//!
//! All functions are pure: a handler loads a [`Referral`], asks [`Referral::decide`] for the events of a command, and
//! stores the [`Event`]s. The state of a referral follows from its events alone ([`Referral::apply`]). Events contain
//! no text that a person wrote: messages and notes are stored beside them, where they can be erased.
//!
//! | module | |
//! |---|---|
//! | `status` | the status of a referral |
//! | `actor` | actors and their permissions |
//! | `command`, `command_json` | commands on a referral |
//! | `deal` | what was bought |
//! | `event` | the events of a referral |
//! | `referral` | the state of a referral, computed from its events |
//! | `decide` | turns a command into events, or refuses it |
//! | `refused` | the reason for a refusal, and the possible commands |
//! | `calendar`, `calendar_file` | the vendor's business hours |
//! | `owed`, `duties` | what one side owes the other, and its deadlines |
//! | `deadline` | deadlines and their reminders |

mod actor;
#[cfg(not(target_arch = "wasm32"))]
mod calendar;
#[cfg(not(target_arch = "wasm32"))]
mod calendar_file;
mod command;
mod command_json;
#[cfg(not(target_arch = "wasm32"))]
mod deadline;
mod deal;
mod decide;
#[cfg(not(target_arch = "wasm32"))]
mod duties;
mod event;
mod owed;
mod referral;
mod refused;
mod status;
mod terms;

pub use actor::{Actor, Role};
#[cfg(not(target_arch = "wasm32"))]
pub use calendar::{Allowance, Calendar};
#[cfg(not(target_arch = "wasm32"))]
pub use calendar_file::{CalendarError, MAX_CALENDAR_BYTES};
pub use command::{Command, CommandName, Decision, Order};
#[cfg(not(target_arch = "wasm32"))]
pub use deadline::{Deadline, ESCALATIONS};
pub use deal::Deal;
pub use decide::{Circumstances, Rival};
#[cfg(not(target_arch = "wasm32"))]
pub use duties::{Duties, Duty, WorkingHours};
pub use event::Event;
pub use owed::{Owed, OwedBy};
pub use referral::Referral;
pub use refused::Refused;
pub use status::LifecycleStatus;
pub use terms::{DECLINE_REASONS, LOSS_REASONS, STAGES, Terms};
