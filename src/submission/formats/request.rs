//! A request for another system.

use crate::program::Destination;
use serde::Serialize;

/// A request in the form that `fetch` takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    /// `POST`, `PUT` or `PATCH`.
    pub method: &'static str,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The text.
    pub body: String,
    /// `omit`, `same-origin` or `include`.
    pub credentials: &'static str,
    /// `cors`, or `no-cors` if the system does not let a page read its answer.
    pub mode: &'static str,
    /// `follow`, or `error` if a redirect could carry more than a plain POST to another origin.
    pub redirect: &'static str,
}

impl Request {
    /// A request with the headers and the method that the program names.
    pub fn new(destination: &Destination, content_type: &str, body: String) -> Request {
        let mut headers = vec![("content-type".to_string(), content_type.to_string())];
        headers.extend(destination.headers.iter().cloned());
        let Destination { method, credentials, .. } = *destination;
        let redirect = if destination.is_simple() { "follow" } else { "error" };
        Request { method, headers, body, credentials, mode: "cors", redirect }
    }
}
