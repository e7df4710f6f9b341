//! What a program may choose of the requests that a page sends for it. The page belongs to somebody else, and its visitor
//! may be signed in there or wherever a program points.

use super::Destination;
use serde::Deserialize;

/// The origins that decide it (WHATWG URL, as it writes them).
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Origins {
    /// Where the request goes.
    pub to: String,
    /// Where the program was published, if that can be told.
    pub program: Option<String>,
    /// Where the page allows the program to choose method and headers (`delivery-origins`).
    pub page: Vec<String>,
}

/// Why a page does not send a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Barred {
    /// No page sends it.
    ForGood(String),
    /// This page does not, and another one may: it has to wait.
    Here(String),
}

impl Destination {
    /// Whether a page sends to this destination as the program asks. The program's own origin takes anything. Cookies go
    /// nowhere else. Another origin takes the plain POST that the format makes, and, where the page allows it, a method
    /// and headers that the program chooses.
    ///
    /// # Errors
    ///
    /// Why not, and what to do about it.
    pub fn allowed(&self, origins: &Origins) -> Result<(), Barred> {
        let Origins { to, program, page } = origins;
        // "null" stands for all that have no origin, such as `data:` and `file:`. They are not the same.
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

    /// Whether it is a POST with nothing of the program's choice but address and body.
    #[must_use]
    pub fn is_simple(&self) -> bool {
        self.method == "POST" && self.headers.is_empty() && self.credentials == "omit"
    }
}
