//! The form in a page: what the other rooms say, brought to the page by the loader. wasm32 only.

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
