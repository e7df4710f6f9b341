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

/// How a body is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The submission as JSON; or, with a map, an object of what it names.
    #[default]
    Json,
    /// The same as the data of a `CloudEvents` 1.0 event in structured mode.
    CloudEvents,
    /// URL-encoded, as HTML forms are sent.
    Form,
    /// As `HubSpot`'s forms take it.
    Hubspot,
    /// As Salesforce Web-to-Lead takes it.
    Salesforce,
    /// As Pipedrive's API takes it: an organisation and a person first, then the lead that hangs on them.
    Pipedrive,
    /// Flat and URL-encoded, which Zapier, Make and n8n take apart, and browsers send without a preflight.
    Webhook,
}

impl Format {
    /// Their words in JSON.
    pub const WORDS: [(&str, Format); 7] = [
        ("json", Format::Json),
        ("cloudevents", Format::CloudEvents),
        ("form", Format::Form),
        ("hubspot", Format::Hubspot),
        ("salesforce", Format::Salesforce),
        ("pipedrive", Format::Pipedrive),
        ("webhook", Format::Webhook),
    ];

    /// Whether targets are the names of a form's fields, and not paths into an object.
    #[must_use]
    pub fn is_flat(self) -> bool {
        !matches!(self, Format::Json | Format::CloudEvents | Format::Pipedrive)
    }
}
