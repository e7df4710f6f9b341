//! A referral after its receipt: its status and stage, the permissions of actors, and its deadlines.
//!
//! All functions are pure: a handler loads a [`Referral`], asks [`Referral::decide`] for the events of a command, and
//! stores the [`Event`]s. The state of a referral follows from its events alone ([`Referral::apply`]). Events contain
//! no text that a person wrote: messages and notes are stored beside them, where they can be erased.
//!
//! | module | |
//! |---|---|
//! | `actor` | actors and their permissions |
//! | `command`, `command_json` | commands on a referral |
//! | `deal` | what was bought |
//! | `event` | the events of a referral |
//! | `referral` | the state of a referral, computed from its events |
//! | `decide` | turns a command into events, or refuses it |
//! | `refused` | the reason for a refusal, and the possible commands |
//! | `calendar`, `business_hours`, `people`, `hours_error` | the vendor's business hours, and who is reminded of deadlines |
//! | `duties` | what one side owes the other, and its deadlines |
//! | `deadline` | deadlines and their reminders |
//! | `step`, `undo` | takes the last step of a person of the vendor back |
//! | `scope` | the part of the business in which a referral protects its customer |
//! | `record` | how a program has kept its deadlines |

mod actor;
#[cfg(not(target_arch = "wasm32"))]
mod business_hours;
#[cfg(not(target_arch = "wasm32"))]
mod calendar;
mod command;
mod command_json;
#[cfg(not(target_arch = "wasm32"))]
mod deadline;
mod deal;
mod decide;
#[cfg(not(target_arch = "wasm32"))]
mod duties;
mod event;
#[cfg(not(target_arch = "wasm32"))]
mod hours_error;
#[cfg(not(target_arch = "wasm32"))]
mod people;
#[cfg(not(target_arch = "wasm32"))]
mod record;
mod referral;
mod refused;
#[cfg(not(target_arch = "wasm32"))]
mod scope;
mod step;
mod terms;
mod undo;

pub use crate::status::{LifecycleStatus, Owed, OwedBy};
pub use actor::{Actor, Role};
#[cfg(not(target_arch = "wasm32"))]
pub use business_hours::{BusinessHours, Durations, MAX_HOURS_BYTES, WEEKDAYS, WrittenHours};
#[cfg(not(target_arch = "wasm32"))]
pub use calendar::{Allowance, Calendar};
pub use command::{Command, CommandName, Decision, Order};
#[cfg(not(target_arch = "wasm32"))]
pub use deadline::{Deadline, ESCALATIONS};
pub use deal::Deal;
pub use decide::{Circumstances, MAX_TEXT, Rival};
#[cfg(not(target_arch = "wasm32"))]
pub use duties::{Duties, Duty, WorkingHours};
pub use event::Event;
#[cfg(not(target_arch = "wasm32"))]
pub use hours_error::{HoursError, HoursMistake};
#[cfg(not(target_arch = "wasm32"))]
pub use people::People;
#[cfg(not(target_arch = "wasm32"))]
pub use record::{Decided, DecisionRecord, RECORD_DAYS};
pub use referral::Referral;
pub use refused::Refused;
#[cfg(not(target_arch = "wasm32"))]
pub use scope::Scope;
pub use step::{Step, Undone};
pub use terms::{DECLINE_REASONS, LOSS_REASONS, STAGES, Terms};
pub use undo::Past;
