//! The vendor's business hours: as JSON, and as a page where they are edited.

mod api;
mod form;
mod page;
mod people;
mod typed;

pub use api::{CurrentHours, set_hours, show_hours};
pub use page::{edit_hours, save_hours};
