//! The pages where a vendor gets the snippets for a partner, and checks the partner's page.

mod asked;
mod checked;
mod page;

pub use checked::check_page;
pub use page::{show_snippets, snippets_page, snippets_script};
