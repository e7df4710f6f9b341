//! The form in a page: what the other rooms say, brought to the DOM. wasm32 only.

mod dom;
mod events;
mod fetch;
mod form;
mod input;
pub mod json;
mod judge;
mod page;
mod refresh;
mod send;
mod state;

pub use form::Form;
pub use page::Page;
