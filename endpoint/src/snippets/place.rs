//! Where visitors reach this endpoint.

use axum::http::{HeaderMap, header};
use reqwest::Url;

/// Where visitors reach this endpoint, as far as it was told.
#[derive(Clone)]
pub struct Place {
    /// The address of `--public-address`, if there is one.
    public_address: Option<Url>,
    /// True if the last proxy says by which protocol a visitor came.
    behind_proxy: bool,
}

impl Place {
    /// Checks the address.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with it.
    pub fn new(public_address: Option<&str>, behind_proxy: bool) -> Result<Self, String> {
        let told = public_address.map(str::trim).filter(|told| !told.is_empty());
        let read = |told: &str| {
            let address =
                Url::parse(told).ok().filter(|address| ["https", "http"].contains(&address.scheme()));
            let is_bare = |address: &Url| address.query().is_none() && address.fragment().is_none();
            address.filter(is_bare).ok_or(
                "--public-address is not a web address. Write where visitors reach this endpoint, such as https://vendor.example.",
            )
        };
        Ok(Place { public_address: told.map(read).transpose()?, behind_proxy })
    }

    /// Returns the address without a slash at its end. Without `--public-address`, it is that of the request.
    pub fn address(&self, headers: &HeaderMap) -> String {
        let known = self.public_address.clone().or_else(|| self.asked(headers));
        known.map_or_else(
            || "http://127.0.0.1".into(),
            |known| known.as_str().trim_end_matches('/').to_string(),
        )
    }

    fn asked(&self, headers: &HeaderMap) -> Option<Url> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_encrypted = self.behind_proxy && text("x-forwarded-proto") == Some("https");
        let scheme = if is_encrypted { "https" } else { "http" };
        let host = text(header::HOST.as_str())?;
        let address = Url::parse(&format!("{scheme}://{host}/")).ok()?;
        let is_host = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
        (is_host && address.username().is_empty()).then_some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(public: Option<&str>, behind_proxy: bool, host: &str, proto: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("host", host.parse().expect("a header"));
        headers.insert("x-forwarded-proto", proto.parse().expect("a header"));
        Place::new(public, behind_proxy).expect("an address").address(&headers)
    }

    #[test]
    fn the_public_address_comes_first_and_then_that_of_the_request() {
        for (public, behind_proxy, host, proto, expected) in [
            (Some("https://vendor.example/"), false, "127.0.0.1:8787", "http", "https://vendor.example"),
            (Some("https://vendor.example/a/"), true, "x", "http", "https://vendor.example/a"),
            (None, false, "127.0.0.1:8787", "https", "http://127.0.0.1:8787"),
            (None, true, "vendor.example", "https", "https://vendor.example"),
            (None, true, "vendor.example", "http", "http://vendor.example"),
            (None, false, "vendor.example/\"><script>", "http", "http://127.0.0.1"),
            (None, false, "a:b@vendor.example", "http", "http://127.0.0.1"),
            (Some(" "), false, "vendor.example", "http", "http://vendor.example"),
        ] {
            assert_eq!(address(public, behind_proxy, host, proto), expected, "{public:?} {host} {proto}");
        }
        for wrong in ["vendor.example", "ftp://vendor.example", "https://vendor.example/?a=b"] {
            assert!(Place::new(Some(wrong), false).is_err(), "{wrong}");
        }
    }
}
