//! The form and the partner's referrals in a page: connects the other rooms with the page. wasm32 only.

mod form;
mod input;
mod judge;
mod page;
mod read;
mod send;
mod state;
#[cfg(feature = "status")]
pub mod status;

pub use form::Form;
pub use page::Page;
pub use send::{after, wait};
