//! What a vendor hands out for a partner's page, and whether the page has it.
//!
//! | part | what it does |
//! |---|---|
//! | `place` | where visitors reach this endpoint, and which pages it may visit |
//! | `package` | the hashes of the scripts that this endpoint serves |
//! | `made` | the snippets for a program, a partner and a language |
//! | `needs` | the origins that a page's policy must allow |
//! | `fetch` | fetches a partner's page, guarded against private addresses |
//! | `read` | finds the elements of a page that matter |
//! | `policy` | what a page's policy forbids |
//! | `check` | what is missing on a page |
//! | `finding` | how that is told |

mod check;
mod fetch;
mod finding;
mod made;
mod needs;
mod package;
mod place;
mod policy;
mod read;

pub use check::{Wanted, check};
pub use fetch::{Visits, web_page};
pub use finding::Finding;
pub use made::Snippets;
pub use package::Package;
pub use place::Place;
