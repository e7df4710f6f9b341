//! Where visitors reach this endpoint.

use axum::http::{HeaderMap, header};
use reqwest::Url;

/// Where visitors reach this endpoint, as far as it was told.
#[derive(Clone)]
pub struct Place {
    /// The address of `--public-address`, if there is one.
    pub public_address: Option<String>,
    /// True if the last proxy says by which protocol a visitor came.
    pub behind_proxy: bool,
}

impl Place {
    /// Returns the address without a slash at its end. Without `--public-address`, it is that of the request.
    pub fn address(&self, headers: &HeaderMap) -> String {
        let told = self.public_address.as_deref().map(str::trim).filter(|told| !told.is_empty());
        let told = told.and_then(|told| Url::parse(told).ok()).or_else(|| self.asked(headers));
        told.map_or_else(|| "http://127.0.0.1".into(), |told| told.as_str().trim_end_matches('/').to_string())
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
        Place { public_address: public.map(Into::into), behind_proxy }.address(&headers)
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
        ] {
            assert_eq!(address(public, behind_proxy, host, proto), expected, "{public:?} {host} {proto}");
        }
    }
}
