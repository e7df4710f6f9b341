//! `<referral-status>` in a page: asks the endpoint, hears of changes, and shows the referrals. wasm32 only.
//!
//! | module | |
//! |---|---|
//! | `element` | one element: what it shows, and what the partner does in it |
//! | `draw` | makes nodes from markup, and changes only what differs |
//! | `texts` | texts, times and days in the language of the element |
//! | `feed` | the referrals of a source, for all elements of the page that show them |
//! | `known` | what is known of them, and who is told when it changes |
//! | `connection` | how that stays up to date |
//! | `source` | whose referrals are shown, and the requests that ask for them |
//! | `read` | what an endpoint answers |
//! | `requests` | requests that are answered once |
//! | `stream` | a request whose answer goes on |
//! | `tabs` | the other tabs of the website: one of them reads the stream, and passes on what it brings |
//! | `kept` | the list of sent referrals in this browser |
//! | `values` | JavaScript values |

mod connection;
mod draw;
mod element;
mod feed;
mod kept;
mod known;
mod read;
mod requests;
mod source;
mod stream;
mod tabs;
mod texts;
mod values;

pub use element::StatusElement;
pub use source::Source;
pub use texts::Texts;
