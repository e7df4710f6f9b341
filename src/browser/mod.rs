//! The form in a page: connects the other rooms with the page through the loader. wasm32 only.

mod form;
mod input;
mod judge;
mod page;
mod read;
mod send;
mod state;

pub use form::Form;
pub use page::Page;
pub use send::{after, wait};
