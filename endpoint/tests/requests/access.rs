//! Who may use which page and route. Every one has a row here.

use crate::site::{Site, TOKEN, header, problem};
use referral_endpoint::routes;
use referral_widget::office::Role;
use reqwest::{Client, Method, Response, redirect};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Everybody may, also a visitor.
const ALL: &[&str] = &["visitor"];
const READ: &[&str] = &["viewer", "finance", "manager", "admin", "vendor's token", "token: read"];
const COMMAND: &[&str] = &["finance", "manager", "admin", "vendor's token", "token: command"];
/// Where a command is refused, these pages show the referral. So they need the right to read as well.
const COMMAND_ON_A_PAGE: &[&str] = &["finance", "manager", "admin", "vendor's token"];
const MANAGE: &[&str] = &["manager", "admin", "vendor's token", "token: manage"];
const HOURS: &[&str] = &["admin", "vendor's token", "token: hours"];
const PEOPLE: &[&str] = &["admin", "vendor's token"];
const OWN: &[&str] = &["viewer", "finance", "manager", "admin"];

const ROWS: &[(&str, &str, &[&str])] = &[
    ("POST", "/api/referrals", ALL),
    ("POST", "/api/partner/referrals", ALL),
    ("POST", "/api/partner/commands", ALL),
    ("POST", "/api/partner/stream", ALL),
    ("GET", "/programs/{id}/{file}", ALL),
    ("GET", "/programs/{id}/record.json", ALL),
    ("GET", "/.well-known/jwks.json", ALL),
    ("GET", "/referral-widget/{*file}", ALL),
    ("GET", "/api", ALL),
    ("GET", "/api/openapi.json", ALL),
    ("GET", "/verify", ALL),
    ("GET", "/verify.js", ALL),
    ("GET", "/snippets.js", ALL),
    ("GET", "/partner", ALL),
    ("POST", "/partner", ALL),
    ("GET", "/partner/{token}", ALL),
    ("POST", "/partner/{token}", ALL),
    ("POST", "/partner/entry", ALL),
    ("GET", "/partner/enter/{secret}", ALL),
    ("POST", "/partner/enter/{secret}", ALL),
    ("POST", "/partner/leave", ALL),
    ("GET", "/join/{secret}", ALL),
    ("POST", "/join/{secret}", ALL),
    ("GET", "/refer/form.css", ALL),
    ("GET", "/refer/remember.js", ALL),
    ("GET", "/refer/{id}", ALL),
    ("POST", "/refer/{id}", ALL),
    ("GET", "/status.css", ALL),
    ("GET", "/health", ALL),
    ("GET", "/sign-in", ALL),
    ("POST", "/sign-in", ALL),
    ("GET", "/sign-in/code", ALL),
    ("POST", "/sign-in/code", ALL),
    ("POST", "/sign-out", ALL),
    // It asks for the vendor's token.
    ("GET", "/with-token", &["vendor's token"]),
    ("GET", "/set-password/{secret}", ALL),
    ("POST", "/set-password/{secret}", ALL),
    ("GET", "/", READ),
    ("GET", "/referrals/{id}", READ),
    ("GET", "/referrals.csv", READ),
    ("GET", "/compare", READ),
    ("POST", "/compare", READ),
    ("GET", "/numbers", READ),
    ("GET", "/feedback", READ),
    ("GET", "/partners", READ),
    ("POST", "/partners", MANAGE),
    ("GET", "/partners/{id}", READ),
    ("POST", "/partners/{id}", MANAGE),
    ("POST", "/partners/{id}/invite", MANAGE),
    ("POST", "/partners/{id}/end", MANAGE),
    ("POST", "/partners/{id}/resume", MANAGE),
    ("GET", "/api/partners", READ),
    ("POST", "/referrals/decide", COMMAND_ON_A_PAGE),
    ("GET", "/snippets", READ),
    ("GET", "/snippets/{id}", READ),
    ("POST", "/snippets/{id}/check", MANAGE),
    ("POST", "/deliveries/{id}/retry", MANAGE),
    ("POST", "/deliveries/{id}/replay", MANAGE),
    ("POST", "/referrals/{id}/revoke-links", MANAGE),
    ("GET", "/api/programs", READ),
    ("GET", "/api/referrals", READ),
    ("GET", "/api/referrals/{id}", READ),
    ("GET", "/api/referrals/{id}/events", READ),
    ("GET", "/api/hours", READ),
    ("GET", "/api/bounces", READ),
    ("GET", "/api/feedback", READ),
    ("GET", "/api/deliveries", READ),
    // Which commands a role may give, `tests/office` says.
    ("POST", "/referrals/{id}/commands", COMMAND_ON_A_PAGE),
    ("POST", "/api/referrals/{id}/commands", COMMAND),
    ("POST", "/feedback/{key}/answer", COMMAND),
    ("POST", "/api/feedback/{key}/answer", COMMAND),
    ("POST", "/api/referrals/{id}/not-a-machine", MANAGE),
    ("POST", "/api/deliveries/{id}/retry", MANAGE),
    ("POST", "/api/deliveries/{id}/replay", MANAGE),
    ("POST", "/mail/bounces", MANAGE),
    ("PUT", "/api/hours", HOURS),
    ("GET", "/hours", HOURS),
    ("POST", "/hours", HOURS),
    ("GET", "/account", OWN),
    ("POST", "/account/password", OWN),
    ("GET", "/account/codes", OWN),
    ("POST", "/account/codes", OWN),
    ("POST", "/account/codes/end", OWN),
    ("POST", "/account/sessions/{number}/end", OWN),
    ("GET", "/people", PEOPLE),
    ("POST", "/people", PEOPLE),
    ("POST", "/people/{id}/role", PEOPLE),
    ("POST", "/people/{id}/reset", PEOPLE),
    ("POST", "/people/{id}/sign-out", PEOPLE),
    ("POST", "/people/{id}/remove", PEOPLE),
    ("GET", "/tokens", PEOPLE),
    ("POST", "/tokens", PEOPLE),
    ("POST", "/tokens/{id}/revoke", PEOPLE),
];

#[test]
fn every_page_and_route_has_a_row() {
    let rows: BTreeSet<(&str, String)> =
        ROWS.iter().map(|(method, path, _)| (*method, path.to_string())).collect();
    assert_eq!(rows.len(), ROWS.len());
    assert_eq!(routes().into_iter().collect::<BTreeSet<_>>(), rows);
}

/// So that no address is served that the list of routes lacks.
#[test]
fn routes_are_added_in_one_file() {
    let mut adding = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path).unwrap_or_default().contains(".route(") {
                adding.insert(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    assert_eq!(adding.into_iter().collect::<Vec<_>>(), ["routes.rs"]);
}

/// How somebody shows who they are.
enum Shows {
    Nothing,
    Cookie(String),
    Token(String),
}

/// Everybody who may come, by the names of the rows.
async fn callers(site: &Site) -> BTreeMap<String, Shows> {
    let mut callers = BTreeMap::from([
        ("visitor".to_string(), Shows::Nothing),
        ("vendor's token".to_string(), Shows::Token(TOKEN.into())),
    ]);
    let mut admin = site.person(Role::Admin).await;
    for scope in ["read", "command", "manage", "hours"] {
        callers.insert(format!("token: {scope}"), Shows::Token(admin.token(scope, scope).await));
    }
    callers.insert("admin".into(), Shows::Cookie(admin.cookie));
    for role in [Role::Manager, Role::Finance, Role::Viewer] {
        callers.insert(role.as_str().into(), Shows::Cookie(site.person(role).await.cookie));
    }
    callers
}

async fn ask(client: &Client, site: &Site, method: &str, path: &str, shows: &Shows) -> Response {
    let path = path.replace("{id}", "x").replace("{secret}", "x").replace("{number}", "0");
    let path = path.replace("{file}", "program.json").replace("{*file}", "x.js");
    let method: Method = method.parse().unwrap();
    let mut request = client.request(method.clone(), site.url(&path));
    if method != Method::GET {
        request = request.header("content-type", "application/x-www-form-urlencoded").body("");
    }
    request = match shows {
        Shows::Nothing => request,
        Shows::Cookie(cookie) => request.header("cookie", cookie),
        Shows::Token(token) => request.bearer_auth(token),
    };
    request.send().await.unwrap()
}

#[tokio::test]
async fn each_page_and_route_is_open_to_those_of_its_row_and_to_nobody_else() {
    let site = Site::start().await;
    let callers = callers(&site).await;
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let mut wrong = Vec::new();
    for (method, path, allowed) in ROWS {
        for (name, shows) in &callers {
            // Signing out would end the session of the rows that follow.
            if *allowed == ALL && name != "visitor" {
                continue;
            }
            let response = ask(&client, &site, method, path, shows).await;
            let status = response.status().as_u16();
            let asks_to_sign_in =
                status == 401 || status == 303 && header(&response, "location").starts_with("/sign-in");
            let is_open = status < 500 && status != 403 && (*allowed == ALL || !asks_to_sign_in);
            let is_refused = if name == "visitor" { asks_to_sign_in } else { status == 403 };
            // The page that asks for a token leads on with any that is right, and asks everybody else.
            let is_as_expected = match *path {
                "/with-token" => (status == 303) == matches!(shows, Shows::Token(_)),
                _ if allowed.contains(&name.as_str()) => is_open,
                _ => is_refused,
            };
            if !is_as_expected {
                wrong.push(format!("{method} {path} as {name}: {status}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn a_refusal_says_why_in_a_sentence() {
    let site = Site::start().await;
    let mut admin = site.person(Role::Admin).await;
    let token = admin.token("read", "read").await;
    let mut viewer = site.person(Role::Viewer).await;
    let refused = problem(viewer.get("/people").await, 403).await;
    assert_eq!(
        refused["detail"],
        "Your role `viewer` does not allow this. An admin can give you another role."
    );
    let command = site.client.post(site.url("/api/referrals/x/commands")).bearer_auth(token).json(&json!({}));
    let refused = problem(command.send().await.unwrap(), 403).await;
    assert_eq!(
        refused["detail"],
        "This token does not allow this: it lacks the scope `command`. An admin makes tokens at the desk."
    );
}
