//! Limits on the requests that a program makes a page send. The page belongs to somebody else, and its visitor may be
//! signed in there or at the program's target.

use super::Destination;
use serde::Deserialize;

/// The origins that decide whether a request is allowed, serialized as in the WHATWG URL standard.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Origins {
    /// The origin that the request goes to.
    pub to: String,
    /// The origin that published the program, if it is known.
    pub program: Option<String>,
    /// Origins for which the page lets the program choose method and headers (`delivery-origins`).
    pub page: Vec<String>,
}

/// The reason why a page does not send a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Barred {
    /// No page may send it.
    ForGood(String),
    /// This page may not send it, but another may. The request waits.
    Here(String),
}

impl Destination {
    /// Checks that a page may send the request that the program asks for. The program's own origin accepts any request.
    /// Cookies go to no other origin. Other origins get the plain POST of the format. If the page allows it, the
    /// program may also choose method and headers for them.
    ///
    /// # Errors
    ///
    /// The reason, and what to do about it.
    pub fn allowed(&self, origins: &Origins) -> Result<(), Barred> {
        let Origins { to, program, page } = origins;
        // All URLs without an origin, such as `data:` and `file:`, have the origin "null". They are not the same
        // origin.
        let is_own = to != "null" && program.as_ref() == Some(to);
        if is_own {
            return Ok(());
        }
        if self.credentials != "omit" {
            return Err(Barred::ForGood(format!(
                "Cookies go to the origin that published the program and to no other, so nothing was sent to {to}. \
                 Take `credentials` out of this destination."
            )));
        }
        if self.is_simple() || page.contains(to) {
            return Ok(());
        }
        Err(Barred::Here(format!(
            "The program chooses method or headers for {to}, which this page does not allow. To allow it, write \
             delivery-origins=\"{to}\" on the <referral-form> element."
        )))
    }

    /// True for a POST in which the program chooses only address and body.
    #[must_use]
    pub fn is_simple(&self) -> bool {
        self.method == "POST" && self.headers.is_empty() && self.credentials == "omit"
    }
}
