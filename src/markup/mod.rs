//! The form, the verdict, the receipt and a partner's referrals as HTML, escaped by construction.
//!
//! The browser renders this HTML into a shadow root. Ids are unique within one form: `f-NAME` is the control of a
//! field, `h-NAME` its hint, `e-NAME` its error, `g-NAME` the title of a group or of a row.
//!
//! The texts are English. `data-text` is the key of a text's translations (`loader/texts/`), `data-slot` the place of a
//! part in them. The loader's `language.js` replaces the English words by a translation, and keeps the parts.

mod errors;
mod failure;
mod field;
mod form;
mod format;
#[cfg(any(feature = "delivery", feature = "status"))]
mod pieces;
mod receipt;
#[cfg(feature = "delivery")]
mod snippet;
#[cfg(any(feature = "delivery", feature = "status"))]
pub mod status;
#[cfg(feature = "engine")]
mod stylesheet;
mod terms;
mod text;
#[cfg(feature = "engine")]
mod verdict;
mod waiting;

pub use errors::{error, summary};
pub use failure::{failure, sending_failed};
pub use field::LONG_LIST;
pub use form::{AGREEMENT, AGREEMENT_ERROR, CONSENT, CONSENT_ERROR, TRAP, form};
pub use format::money;
#[cfg(any(feature = "delivery", feature = "status"))]
pub use pieces::{Piece, pieces};
pub use receipt::receipt;
#[cfg(feature = "delivery")]
pub use snippet::{CHECKED_BY_DESK, snippet};
#[cfg(feature = "engine")]
pub use stylesheet::stylesheet;
pub use terms::terms;
pub use text::{CHECKING, SEND, SENDING, TRY_AGAIN, Text, text};
#[cfg(feature = "engine")]
pub use verdict::{Panel, headline, panel, shown_answer};
pub use waiting::{Waiting, refused};
