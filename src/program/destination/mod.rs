//! Where and how a submission is posted: read and checked where a vendor edits it, and where it is used. The rules module
//! takes it unread.

mod check;
mod headers;
mod needs;
mod origins;
mod read;
mod relay;

pub use origins::{Barred, Origins};
pub use relay::{RELAY, Relayed, SECRET};

use super::words;
use serde_json::Value;

/// A system that takes submissions.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// The address, relative to `program.json`.
    pub endpoint: String,
    /// How the body is written.
    pub format: Format,
    /// `POST`, `PUT` or `PATCH`.
    pub method: &'static str,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// Whether the browser sends cookies along: `omit`, `same-origin` or `include` (Fetch standard).
    pub credentials: &'static str,
    /// What goes where: target, and source in the submission.
    pub map: Vec<(String, String)>,
    /// What always goes there: target and value.
    pub constants: Vec<(String, Value)>,
}

words! {
    /// How a body is written.
    #[derive(Default)]
    Format {
        /// The submission as JSON; or, with a map, an object of what it names.
        #[default]
        Json = "json",
        /// The same as the data of a `CloudEvents` 1.0 event in structured mode.
        CloudEvents = "cloudevents",
        /// URL-encoded, as HTML forms are sent.
        Form = "form",
        /// As `HubSpot`'s forms take it.
        Hubspot = "hubspot",
        /// As Salesforce Web-to-Lead takes it.
        Salesforce = "salesforce",
        /// As Pipedrive's API takes it: an organisation and a person first, then the lead that hangs on them.
        Pipedrive = "pipedrive",
        /// Flat and URL-encoded, which Zapier, Make and n8n take apart, and browsers send without a preflight.
        Webhook = "webhook",
    }
}

impl Format {
    /// Whether targets are the names of a form's fields, and not paths into an object.
    #[must_use]
    pub fn is_flat(self) -> bool {
        match self {
            Format::Json | Format::CloudEvents | Format::Pipedrive => false,
            Format::Form | Format::Hubspot | Format::Salesforce | Format::Webhook => true,
        }
    }
}
