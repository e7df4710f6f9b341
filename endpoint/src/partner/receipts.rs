//! The page that verifies receipts, and the keys for it. Once it is loaded, it makes no requests, so a receipt stays on
//! the reader's machine.

use crate::http::conditional::{etag_of, unless_known};
use crate::http::refusal::Refusal;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, PreEscaped, html};
use referral_signing::{KeyError, PublicKey, jwks};
use referral_store::Store;
use serde_json::Value;

/// The page may load its own script and style, and make no other request.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// `GET /.well-known/jwks.json`: all keys that ever signed receipts (RFC 7517).
pub async fn keys(State(store): State<Store>, headers: HeaderMap) -> Result<Response, Refusal> {
    let keys = known(&store).await?;
    let etag = etag_of(&keys.to_string());
    Ok(unless_known(&headers, etag, Json(keys)))
}

/// Reads the current keys. Another copy of the endpoint may have added one.
async fn known(store: &Store) -> Result<Value, Refusal> {
    let known = store.public_keys().await?;
    let known: Result<Vec<PublicKey>, KeyError> = known.iter().map(|key| PublicKey::parse(key)).collect();
    known.map(|known| jwks(&known)).map_err(|error| {
        tracing::error!(%error, "a key that is stored cannot be read");
        Refusal::unavailable("The keys cannot be read; the endpoint's log says why.")
    })
}

/// `GET /verify.js`.
pub async fn script() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("verify.js"))
}

/// `GET /verify`.
pub async fn page(State(store): State<Store>) -> Result<impl IntoResponse, Refusal> {
    // A script element ends at `</script>`, so the keys must not contain it.
    let keys = known(&store).await?.to_string().replace('<', "\\u003c");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Verify a receipt" }
                link rel="stylesheet" href="/status.css";
                script id="keys" type="application/json" { (PreEscaped(keys)) }
                script type="module" src="/verify.js" {}
            }
            body {
                main {
                    h1 { "Verify a receipt" }
                    p { "Paste a receipt, or choose the file that was saved. It is checked here, in this browser, and sent nowhere." }
                    p { label for="file" { "The saved file " } input id="file" type="file" accept=".jws,.txt"; }
                    p { label for="receipt" { "Or the receipt itself" } }
                    textarea id="receipt" rows="6" spellcheck="false" autocomplete="off" {}
                    details {
                        summary { "Keys of another vendor" }
                        p { label for="own-keys" { "The content of its /.well-known/jwks.json" } }
                        textarea id="own-keys" rows="4" spellcheck="false" autocomplete="off" {}
                    }
                    div id="said" role="status" {}
                    noscript { p { "This page needs JavaScript. The command " code { "referral verify" } " does the same." } }
                }
            }
        }
    };
    Ok(([(header::CONTENT_SECURITY_POLICY, POLICY), (header::REFERRER_POLICY, "no-referrer")], page))
}
