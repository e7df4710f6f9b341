//! Where and how a submission is posted. A destination is read and checked where a vendor edits it and where it is
//! used. The rules module skips it.

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
    /// The HTTP method: `POST`, `PUT` or `PATCH`.
    pub method: &'static str,
    /// Additional headers: name and value.
    pub headers: Vec<(String, String)>,
    /// When the browser sends cookies: `omit`, `same-origin` or `include` (Fetch standard).
    pub credentials: &'static str,
    /// Targets in the body, each with its source in the submission.
    pub map: Vec<(String, String)>,
    /// Targets with a fixed value.
    pub constants: Vec<(String, Value)>,
}

words! {
    /// How a body is written.
    #[derive(Default)]
    Format {
        /// The submission as JSON. With a map, a JSON object of the mapped targets.
        #[default]
        Json = "json",
        /// The same, as the data of a `CloudEvents` 1.0 event in structured mode.
        CloudEvents = "cloudevents",
        /// URL-encoded, like an HTML form.
        Form = "form",
        /// The format of `HubSpot`'s forms.
        Hubspot = "hubspot",
        /// The format of Salesforce Web-to-Lead.
        Salesforce = "salesforce",
        /// The format of Pipedrive's API: first an organisation and a person, then the lead that belongs to them.
        Pipedrive = "pipedrive",
        /// Flat and URL-encoded. Zapier, Make and n8n can read it, and browsers send it without a preflight.
        Webhook = "webhook",
    }
}

impl Format {
    /// True if targets are names of form fields rather than paths into an object.
    #[must_use]
    pub fn is_flat(self) -> bool {
        match self {
            Format::Json | Format::CloudEvents | Format::Pipedrive => false,
            Format::Form | Format::Hubspot | Format::Salesforce | Format::Webhook => true,
        }
    }
}
