//! What every operation refuses in the same way: by the document, so that a new one is tried too.

use super::contract::{Contract, request};
use crate::site::{Site, TOKEN, problem};
use reqwest::{Method, header};

pub async fn of_all(site: &Site, contract: &mut Contract) {
    for (name, operation) in contract.operations() {
        let (method, path) = (name.0.as_str(), name.1.as_str());
        let has_parts = path.contains('{');
        let somewhere =
            path.replace("{id}", "nobody").replace("{key}", "nobody").replace("{file}", "program.json");
        let is_of_vendor = !operation["security"].is_null();
        let has_body = !operation["requestBody"].is_null();
        let asked = |path: &str| request(site, &name, path, &operation);

        if is_of_vendor {
            let plain = site.client.request(method.parse().unwrap(), site.url(&somewhere));
            contract.send(method, path, 401, plain).await;
        }
        if is_of_vendor && method != "GET" {
            let foreign = asked(&somewhere).header("sec-fetch-site", "cross-site");
            contract.send(method, path, 403, foreign).await;
        }
        if has_parts {
            let unreadable = path.replace("{id}", "%ff").replace("{key}", "%ff").replace("{file}", "%ff");
            contract.send(method, path, 400, asked(&unreadable)).await;
        }
        if has_body {
            contract
                .send(
                    method,
                    path,
                    415,
                    asked(&somewhere).header(header::CONTENT_TYPE, "text/html").body("{}"),
                )
                .await;
            let json = || asked(&somewhere).header(header::CONTENT_TYPE, "application/json");
            contract.send(method, path, 413, json().body(" ".repeat(300_000))).await;
            let unread: u16 = if path == "/api/referrals" { 400 } else { 422 };
            for body in ["", "{", "[]", "7", "{\"a\": 1, \"a\": 2}"] {
                let response = json().body(body).send().await.unwrap();
                let status = response.status().as_u16();
                assert!(status == unread || status == 422, "{method} {path} {body} {status}");
                contract.hold(method, path, status, response).await;
            }
        }
        if has_parts && is_of_vendor {
            let body = &operation["requestBody"]["content"]["application/json"]["example"];
            let whole = if has_body { asked(&somewhere).json(body) } else { asked(&somewhere) };
            contract.send(method, path, 404, whole).await;
        }
        other_methods(site, contract, path, &somewhere).await;
    }
}

/// Other methods are refused with those that there are.
async fn other_methods(site: &Site, contract: &Contract, path: &str, somewhere: &str) {
    let known = contract.document["paths"][path].as_object().unwrap();
    for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        if known.contains_key(&method.as_str().to_ascii_lowercase()) {
            continue;
        }
        let response =
            site.client.request(method.clone(), site.url(somewhere)).bearer_auth(TOKEN).send().await.unwrap();
        let allowed = crate::site::header(&response, "allow").to_string();
        for known in known.keys() {
            assert!(allowed.contains(&known.to_ascii_uppercase()), "{method} {path}: Allow is `{allowed}`");
        }
        problem(response, 405).await;
    }
}
