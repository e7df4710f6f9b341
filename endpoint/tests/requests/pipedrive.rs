//! Leads that are delivered to Pipedrive, where a lead belongs to an organisation or a person that must be created
//! before.

use crate::site::{CRM_SECRET, Site, program, submission};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

const ORGANIZATIONS: &str = "/api/v2/organizations";
const PERSONS: &str = "/api/v2/persons";
const LEADS: &str = "/api/v1/leads";

/// Path, status and body.
type Answer = (&'static str, u16, Value);

/// A stand-in that accepts only what the documentation of the API describes:
/// <https://developers.pipedrive.com/docs/api/v1/Leads#addLead>,
/// <https://developers.pipedrive.com/docs/api/v1/Organizations#addOrganization> and
/// <https://developers.pipedrive.com/docs/api/v1/Persons#addPerson> (the last two in version 2). The token is a header
/// or a parameter.
#[derive(Clone, Default)]
struct Pipedrive {
    address: String,
    made: Arc<Mutex<Vec<(String, Value)>>>,
    /// Answers that replace the stand-in's own.
    instead: Arc<Mutex<Vec<Answer>>>,
}

impl Pipedrive {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let pipedrive = Pipedrive { address, ..Pipedrive::default() };
        let router = [ORGANIZATIONS, PERSONS, LEADS]
            .into_iter()
            .fold(Router::new(), |router, path| router.route(path, post(take)))
            .with_state(pipedrive.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        pipedrive
    }

    fn instead(&self, path: &'static str, status: u16, body: Value) {
        self.instead.lock().unwrap().push((path, status, body));
    }

    /// Returns the records that were created, in order.
    fn made(&self) -> Vec<(String, Value)> {
        self.made.lock().unwrap().clone()
    }

    fn refusal(&self, path: &str, body: &Map<String, Value>) -> Option<String> {
        let known: &[&str] = match path {
            ORGANIZATIONS => &["name", "owner_id", "address", "label_ids", "visible_to", "custom_fields"],
            PERSONS => &[
                "name",
                "owner_id",
                "org_id",
                "emails",
                "phones",
                "label_ids",
                "visible_to",
                "custom_fields",
            ],
            _ => &[
                "title",
                "owner_id",
                "label_ids",
                "person_id",
                "organization_id",
                "value",
                "expected_close_date",
                "visible_to",
                "was_seen",
                "origin_id",
                "channel",
                "channel_id",
            ],
        };
        if let Some(unknown) = body.keys().find(|key| !known.contains(&key.as_str())) {
            return Some(format!("\"{unknown}\" is not allowed"));
        }
        let name = if path == LEADS { "title" } else { "name" };
        if body.get(name).and_then(Value::as_str).is_none_or(str::is_empty) {
            return Some(format!("\"{name}\" is required"));
        }
        for (key, of) in
            [("organization_id", ORGANIZATIONS), ("org_id", ORGANIZATIONS), ("person_id", PERSONS)]
        {
            let Some(id) = body.get(key) else { continue };
            let is_there = |id: u64| self.made().get(id as usize - 100).is_some_and(|(path, _)| path == of);
            if !id.as_u64().is_some_and(is_there) {
                return Some(format!("\"{key}\" is not known"));
            }
        }
        if path == LEADS && !body.contains_key("organization_id") && !body.contains_key("person_id") {
            return Some("a lead needs an organization or a person".into());
        }
        for key in ["emails", "phones"] {
            let is_list =
                |it: &Value| it.as_array().is_some_and(|all| all.iter().all(|one| one["value"].is_string()));
            if body.get(key).is_some_and(|it| !is_list(it)) {
                return Some(format!("\"{key}\" must be a list of objects"));
            }
        }
        let value = body.get("value")?;
        let is_money =
            value["amount"].is_number() && value["currency"].as_str().is_some_and(|it| it.len() == 3);
        (!is_money).then(|| "\"value\" must have an amount and a currency".into())
    }
}

async fn take(
    State(pipedrive): State<Pipedrive>,
    uri: Uri,
    Query(parameters): Query<HashMap<String, String>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let path = uri.path().to_string();
    let no =
        |status, error: String| (status, Json(json!({ "success": false, "error": error, "data": null })));
    let token = headers.get("x-api-token").and_then(|it| it.to_str().ok());
    let token = token.or(parameters.get("api_token").map(String::as_str));
    if token != Some(CRM_SECRET) {
        return no(StatusCode::UNAUTHORIZED, "unauthorized access".into());
    }
    let mut instead = pipedrive.instead.lock().unwrap();
    if let Some(place) = instead.iter().position(|(at, ..)| *at == path) {
        let (_, status, body) = instead.remove(place);
        return (StatusCode::from_u16(status).unwrap(), Json(body));
    }
    if let Some(error) = pipedrive.refusal(&path, body.as_object().unwrap()) {
        return no(StatusCode::BAD_REQUEST, error);
    }
    let mut made = pipedrive.made.lock().unwrap();
    // Leads have UUIDs, other records have numbers.
    let id =
        if path == LEADS { json!("adf21080-0e10-11eb-879b-05d71fb426ec") } else { json!(100 + made.len()) };
    made.push((path, body));
    (StatusCode::CREATED, Json(json!({ "success": true, "data": { "id": id } })))
}

/// A program that asks for a person and a budget, and delivers leads to Pipedrive.
async fn site(pipedrive: &Pipedrive, change: impl FnOnce(&mut Value)) -> Site {
    let mut destination = json!({
        "id": "pipedrive",
        "format": "pipedrive",
        "endpoint": format!("{}{LEADS}", pipedrive.address),
        "headers": { "x-api-token": "${REFERRAL_SECRET_CRM}" },
        "map": {
            "organization.name": "lead.company",
            "person.name": "lead.contact", "person.emails": "lead.email",
            "title": "lead.company",
            "value.amount": "lead.budget",
        },
        "constants": { "value.currency": "EUR", "was_seen": false },
    });
    change(&mut destination);
    let site = Site::start().await;
    let mut program = program("2");
    let fields = program["fields"].as_array_mut().unwrap();
    fields.push(json!({ "name": "contact", "label": "Contact", "type": "text" }));
    fields.push(json!({ "name": "email", "label": "E-mail", "type": "email" }));
    fields.push(json!({ "name": "budget", "label": "Budget", "type": "money" }));
    site.write("rules/cloud/program.json", program.to_string());
    site.write("rules/cloud/relay.json", json!({ "destinations": [destination] }).to_string());
    site
}

fn lead(more: Value) -> Value {
    let mut submission = submission();
    submission["versions"]["program"] = json!("2");
    for (name, answer) in more.as_object().unwrap() {
        submission["lead"][name] = answer.clone();
    }
    submission
}

#[tokio::test]
async fn an_organisation_and_a_person_are_made_and_then_the_lead_that_hangs_on_them() {
    let pipedrive = Pipedrive::start().await;
    let site = site(&pipedrive, |_| {}).await;
    let answers = json!({ "contact": "Head of IT", "email": "it@muster.example", "budget": "150000.25" });
    assert_eq!(site.submit(&lead(answers)).await.status(), 201);
    site.delivery("delivered").await;
    let referral = site.referrals().await[0]["id"].clone();
    assert_eq!(
        pipedrive.made(),
        [
            (ORGANIZATIONS.into(), json!({ "name": "Muster AG" })),
            (
                PERSONS.into(),
                json!({ "name": "Head of IT", "emails": [{ "value": "it@muster.example" }], "org_id": 100 })
            ),
            (
                LEADS.into(),
                json!({
                    "title": "Muster AG", "organization_id": 100, "person_id": 101, "origin_id": referral,
                    "value": { "amount": 150_000.25, "currency": "EUR" }, "was_seen": false,
                })
            ),
        ]
    );
}

#[tokio::test]
async fn what_was_not_answered_is_neither_made_nor_sent() {
    let pipedrive = Pipedrive::start().await;
    let site = site(&pipedrive, |_| {}).await;
    assert_eq!(site.submit(&lead(json!({ "email": "it@muster.example" }))).await.status(), 201);
    site.delivery("delivered").await;
    let made = pipedrive.made();
    let [organization, (_, lead)] = &made[..] else { panic!("{made:?}") };
    assert_eq!(organization.0, ORGANIZATIONS);
    assert_eq!((lead.get("person_id"), lead.get("value")), (None, None));
}

#[tokio::test]
async fn what_was_made_is_not_made_again_when_the_lead_itself_has_to_wait() {
    let pipedrive = Pipedrive::start().await;
    let site = site(&pipedrive, |_| {}).await;
    pipedrive.instead(LEADS, 503, json!({}));
    pipedrive.instead(PERSONS, 429, json!({ "success": false, "error": "request over limit" }));
    site.submit(&lead(json!({ "contact": "Head of IT" }))).await;
    let done = site.delivery("delivered").await;
    let log: Vec<&Value> = done["log"].as_array().unwrap().iter().map(|attempt| &attempt["error"]).collect();
    assert_eq!(
        log,
        [
            &json!("person: HTTP 429: {\"error\":\"request over limit\",\"success\":false}"),
            &json!("HTTP 503: {}"),
            &Value::Null
        ]
    );
    let paths: Vec<String> = pipedrive.made().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, [ORGANIZATIONS, PERSONS, LEADS]);
}

#[tokio::test]
async fn an_answer_without_an_id_is_said_and_nothing_is_made_twice() {
    let pipedrive = Pipedrive::start().await;
    let site = site(&pipedrive, |_| {}).await;
    pipedrive.instead(ORGANIZATIONS, 200, json!({ "success": true }));
    site.submit(&lead(json!({}))).await;
    let failed = site.delivery("failed").await;
    assert_eq!(failed["log"][0]["error"], "organization: the answer has no data.id");
    assert_eq!(pipedrive.made(), []);
}

#[tokio::test]
async fn a_token_in_the_address_goes_along_everywhere() {
    let pipedrive = Pipedrive::start().await;
    let with_token = format!("{}{LEADS}?api_token=${{REFERRAL_SECRET_CRM}}", pipedrive.address);
    let site = site(&pipedrive, |destination| {
        destination["endpoint"] = json!(with_token);
        destination["headers"] = json!({});
    })
    .await;
    site.submit(&lead(json!({}))).await;
    site.delivery("delivered").await;
    assert_eq!(pipedrive.made().len(), 2);
}
