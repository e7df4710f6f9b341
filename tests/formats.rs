//! Submissions in the formats of other systems.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use referral_widget::program::{Barred, Destination, Origins, Program, Relayed};
use referral_widget::submission::{Request, page_request, request};
use serde_json::{Value, json};

const KEY: &str = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77";
const NOW: &str = "2026-11-23T09:15:00.000Z";
const NOW_MS: u64 = 1_795_425_300_000;

fn submission() -> Value {
    json!({
        "key": KEY,
        "program": "cloud",
        "versions": { "program": "3", "program_hash": null, "rules_hash": null },
        "lead": {
            "company": "Müller & Söhne \"Pumpen\" GmbH", "email": "it@mueller.example", "budget": 1500.50,
            "employees": 320, "products": ["crm", "erp"], "asked": true, "note": "",
            "contacts": [{ "email": "a@mueller.example" }],
        },
        "typed": false,
        "language": "de",
        "attribution": {
            "partner": "acme", "campaign": null, "page": "https://partner.example/refer", "referrer": null,
            "utm": { "utm_source": "newsletter" },
        },
        "agreement": { "version": "1", "accepted": true },
        "consent": { "text": "The customer agrees.", "given_at": "2026-11-23T09:14:00Z" },
        "verdict": { "status": "qualified", "score": 70, "plan": "referral", "estimate": { "amount": "500.00", "currency": "EUR" } },
    })
}

fn sent(delivery: Value) -> Request {
    let mut delivery = delivery;
    delivery["endpoint"] = json!("https://crm.example/leads");
    request(&Destination::parse(&delivery).unwrap(), &submission(), NOW, NOW_MS)
}

fn json_of(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

fn pairs(request: &Request) -> Vec<(String, String)> {
    assert_eq!(header(request, "content-type"), Some("application/x-www-form-urlencoded;charset=UTF-8"));
    form_urlencoded::parse(request.body.as_bytes()).into_owned().collect()
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

#[test]
fn without_a_word_it_is_the_submission_as_json_with_its_key_in_a_header() {
    let request = sent(json!({}));
    assert_eq!(json_of(&request), submission());
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert_eq!(header(&request, "idempotency-key"), Some(KEY));
    assert_eq!((request.method, request.credentials, request.mode), ("POST", "omit", "cors"));
}

#[test]
fn a_map_makes_an_object_of_its_own_with_nested_targets_and_without_what_was_not_answered() {
    let request = sent(json!({
        "method": "PUT",
        "headers": { "x-team": "partners" },
        "credentials": "include",
        "map": {
            "organisation.name": "lead.company", "organisation.size": "lead.employees", "value.amount": "lead.budget",
            "products": "lead.products", "contacts": "lead.contacts", "note": "lead.note", "campaign": "attribution.campaign",
            "source": "attribution.utm.utm_source", "id": "key", "when": "now", "gone": "lead.nothing",
        },
        "constants": { "value.currency": "EUR", "pipeline": 7 },
    }));
    assert_eq!(
        json_of(&request),
        json!({
            "organisation": { "name": "Müller & Söhne \"Pumpen\" GmbH", "size": 320 },
            "value": { "amount": 1500.50, "currency": "EUR" },
            "products": ["crm", "erp"],
            "contacts": [{ "email": "a@mueller.example" }],
            "source": "newsletter",
            "id": KEY,
            "when": NOW,
            "pipeline": 7,
        })
    );
    assert_eq!((request.method, request.credentials), ("PUT", "include"));
    assert_eq!(header(&request, "x-team"), Some("partners"));
}

/// `CloudEvents` 1.0: the required attributes of section 2.1.1, and the structured mode of the HTTP binding, section
/// 3.2.
#[test]
fn a_cloud_event_has_its_attributes_around_the_submission() {
    let request = sent(json!({ "format": "cloudevents", "constants": { "type": "com.vendor.lead" } }));
    assert_eq!(header(&request, "content-type"), Some("application/cloudevents+json; charset=UTF-8"));
    assert_eq!(
        json_of(&request),
        json!({
            "specversion": "1.0",
            "id": KEY,
            "type": "com.vendor.lead",
            "source": "https://partner.example/refer",
            "subject": "cloud",
            "time": NOW,
            "datacontenttype": "application/json",
            "data": submission(),
        })
    );
}

#[test]
fn a_form_has_the_names_that_the_program_gives() {
    let request = sent(json!({
        "format": "form",
        "map": {
            "00N5g00000ABCDE": "lead.company", "mail": "lead.email", "what": "lead.products", "budget": "lead.budget",
            "asked": "lead.asked", "people": "lead.contacts",
        },
        "constants": { "source": "partners & friends" },
    }));
    assert_eq!(
        pairs(&request),
        [
            pair("00N5g00000ABCDE", "Müller & Söhne \"Pumpen\" GmbH"),
            pair("asked", "true"),
            pair("budget", "1500.5"),
            pair("mail", "it@mueller.example"),
            pair("people", "[{\"email\":\"a@mueller.example\"}]"),
            pair("what", "crm;erp"),
            pair("source", "partners & friends"),
        ]
    );
    assert_eq!(header(&request, "idempotency-key"), None);
}

/// The shape of the example at developers.hubspot.com (`presets.json` has the address): `submittedAt` is a string, and
/// each field has an object type, a name and a value, which are all strings.
#[test]
fn hubspot_gets_fields_as_a_list_beside_context_and_consent() {
    let request = sent(json!({
        "format": "hubspot",
        "map": { "email": "lead.email", "0-2/name": "lead.company", "products": "lead.products" },
        "constants": { "lifecyclestage": "lead" },
    }));
    let mut body = json_of(&request);
    body["fields"].as_array_mut().unwrap().sort_by_key(|field| field["name"].to_string());
    assert_eq!(
        body,
        json!({
            "submittedAt": NOW_MS.to_string(),
            "fields": [
                { "objectTypeId": "0-1", "name": "email", "value": "it@mueller.example" },
                { "objectTypeId": "0-1", "name": "lifecyclestage", "value": "lead" },
                { "objectTypeId": "0-2", "name": "name", "value": "Müller & Söhne \"Pumpen\" GmbH" },
                { "objectTypeId": "0-1", "name": "products", "value": "crm;erp" },
            ],
            "context": { "pageUri": "https://partner.example/refer" },
            "legalConsentOptions": { "consent": { "consentToProcess": true, "text": "The customer agrees." } },
        })
    );
    assert_eq!(header(&request, "content-type"), Some("application/json"));
}

#[test]
fn hubspot_gets_all_answers_under_their_own_names_where_nothing_is_mapped() {
    let request = sent(json!({ "format": "hubspot" }));
    let fields = json_of(&request)["fields"].clone();
    let names: Vec<&str> =
        fields.as_array().unwrap().iter().filter_map(|field| field["name"].as_str()).collect();
    assert_eq!(names, ["asked", "budget", "company", "contacts", "email", "employees", "products"]);
}

#[test]
fn salesforce_gets_a_form_that_no_page_reads_the_answer_of_cut_to_what_its_fields_hold() {
    let mut long = submission();
    long["lead"]["company"] = json!("ß".repeat(300));
    let delivery = json!({
        "endpoint": "https://webto.salesforce.example/servlet/servlet.WebToLead?encoding=UTF-8",
        "format": "salesforce",
        "map": { "company": "lead.company", "last_name": "lead.email", "00N000000000001": "attribution.partner" },
        "constants": { "oid": "00D000000000001", "retURL": "https://vendor.example/thanks" },
    });
    let request = request(&Destination::parse(&delivery).unwrap(), &long, NOW, NOW_MS);
    assert_eq!(request.mode, "no-cors");
    // Without CORS a browser sends only the headers that forms have.
    assert_eq!(request.headers.len(), 1);
    let company = format!("{}…", "ß".repeat(254));
    assert_eq!(
        pairs(&request),
        [
            pair("00N000000000001", "acme"),
            pair("company", &company),
            pair("last_name", "it@mueller.example"),
            pair("oid", "00D000000000001"),
            pair("retURL", "https://vendor.example/thanks"),
            pair("description", &format!("company: {}", "ß".repeat(300))),
        ]
    );
}

/// Returns what Web-to-Lead gets for answers, each under the name of its field.
fn web_to_lead(answers: Value) -> Vec<(String, String)> {
    let sources =
        answers.as_object().unwrap().keys().map(|name| (name.clone(), json!(format!("lead.{name}"))));
    let mut map: serde_json::Map<String, Value> = sources.collect();
    for needed in ["last_name", "company"] {
        map.entry(needed).or_insert(json!("program"));
    }
    let delivery = json!({
        "endpoint": "https://webto.salesforce.example/servlet/servlet.WebToLead?encoding=UTF-8",
        "format": "salesforce",
        "map": map,
        "constants": { "oid": "00D000000000001" },
    });
    let submission = json!({ "program": "cloud", "lead": answers });
    let found = pairs(&request(&Destination::parse(&delivery).unwrap(), &submission, NOW, NOW_MS));
    found.into_iter().filter(|(_, value)| value != "cloud" && value != "00D000000000001").collect()
}

/// By RFC 5321 a local part may have 64 characters and a domain 255. Web-to-Lead takes 80 in all.
#[test]
fn what_makes_no_sense_without_its_end_is_never_cut() {
    let email = format!("{}@{}.example", "m".repeat(64), "k".repeat(56));
    let url = format!("https://kessel.example/{}", "a/".repeat(140));
    let phone = format!("+49 30 {}", "1234567 ".repeat(6));
    for (name, value) in
        [("email", &email), ("URL", &url), ("phone", &phone), ("mobile", &phone), ("fax", &phone)]
    {
        assert_eq!(
            web_to_lead(json!({ name: value, "description": "Met at the fair." })),
            [pair("description", &format!("{name}: {value}\nMet at the fair."))],
            "{name}"
        );
    }
    // This also applies to fields for prose. A field that is required stays, and shows that something is missing.
    assert_eq!(
        web_to_lead(json!({ "last_name": email, "title": url, "city": "x".repeat(41) })),
        [
            pair("last_name", "…"),
            pair("description", &format!("city: {}\nlast_name: {email}\ntitle: {url}", "x".repeat(41))),
        ]
    );
}

#[test]
fn prose_is_cut_to_what_is_taken_and_stands_whole_in_the_notes() {
    // 41 letters and spaces. 😀 counts as two in UTF-16, so 19 of them and an ellipsis make 39 of 40.
    let city = "Garmisch-Partenkirchen am Fuß der Alpen !";
    assert_eq!(
        web_to_lead(json!({ "city": city, "first_name": "😀".repeat(21) })),
        [
            pair("city", "Garmisch-Partenkirchen am Fuß der Alpen…"),
            pair("first_name", &format!("{}…", "😀".repeat(19))),
            pair("description", &format!("city: {city}\nfirst_name: {}", "😀".repeat(21))),
        ]
    );
    let long = "Wort ".repeat(7_000);
    let [(_, description)] = &web_to_lead(json!({ "description": long }))[..] else { panic!() };
    assert_eq!(description.chars().count(), 32_000);
    assert!(description.ends_with('…'));
}

#[test]
fn what_a_field_does_not_take_is_left_out_and_noted() {
    for (name, value, noted) in [
        ("email", json!("müller@kessel.example"), "müller@kessel.example"),
        ("email", json!("it@kessel"), "it@kessel"),
        ("email", json!("it..crm@kessel.example"), "it..crm@kessel.example"),
        ("email", json!("a@kessel.example, b@kessel.example"), "a@kessel.example, b@kessel.example"),
        ("industry", json!(["energy", "water"]), "energy;water"),
        ("lead_source", json!("a\nb"), "a\nb"),
        ("employees", json!("about 300"), "about 300"),
        ("employees", json!(123_456_789), "123456789"),
        ("revenue", json!("12 million"), "12 million"),
        ("country_code", json!("Germany"), "Germany"),
    ] {
        assert_eq!(
            web_to_lead(json!({ name: value })),
            [pair("description", &format!("{name}: {noted}"))],
            "{name}"
        );
    }
    for (name, value, sent) in [
        ("email", json!("it+crm@kessel.example"), "it+crm@kessel.example"),
        ("industry", json!("Energy & Water"), "Energy & Water"),
        ("employees", json!(320), "320"),
        ("revenue", json!("1500000.00"), "1500000.00"),
        ("country_code", json!("DE"), "DE"),
        ("state", json!("Baden-Württemberg"), "Baden-Württemberg"),
    ] {
        assert_eq!(web_to_lead(json!({ name: value })), [pair(name, sent)], "{name}");
    }
}

#[test]
fn a_webhook_gets_all_of_it_flat() {
    let found = pairs(&sent(json!({ "format": "webhook" })));
    for expected in [
        pair("key", KEY),
        pair("partner", "acme"),
        pair("status", "qualified"),
        pair("fee_amount", "500.00"),
        pair("submitted_at", NOW),
        pair("company", "Müller & Söhne \"Pumpen\" GmbH"),
        pair("products", "crm;erp"),
    ] {
        assert!(found.contains(&expected), "{expected:?}: {found:?}");
    }
    assert!(found.iter().all(|(name, _)| name != "campaign" && name != "note"), "{found:?}");
}

/// Returns the request that a page makes for a delivery to `to`. The program is from vendor.example, and the page
/// allows crm.example.
fn on_a_page(to: &str, delivery: Value) -> Result<Request, Barred> {
    let mut delivery = delivery;
    delivery["endpoint"] = json!(format!("{to}/leads"));
    let origins = Origins {
        to: to.into(),
        program: Some("https://vendor.example".into()),
        page: vec!["https://crm.example".into()],
    };
    page_request(&Destination::parse(&delivery).unwrap(), &origins, &submission(), NOW, NOW_MS)
}

/// Everything that a program can choose besides address and body.
fn chosen() -> [Value; 5] {
    [
        json!({ "method": "PUT" }),
        json!({ "method": "PATCH", "format": "form", "map": { "a": "key" } }),
        json!({ "headers": { "x-requested-with": "XMLHttpRequest" } }),
        json!({ "credentials": "include" }),
        json!({ "credentials": "same-origin", "format": "webhook" }),
    ]
}

#[test]
fn at_its_own_origin_a_program_chooses_all_of_the_request_and_no_redirect_takes_it_elsewhere() {
    for delivery in chosen() {
        let request = on_a_page("https://vendor.example", delivery.clone()).unwrap();
        assert_eq!(request.redirect, "error", "{delivery}");
    }
    let plain = on_a_page("https://vendor.example", json!({ "format": "webhook" })).unwrap();
    assert_eq!(plain.redirect, "follow");
}

#[test]
fn cookies_go_to_the_origin_of_the_program_and_no_page_can_send_them_elsewhere() {
    for to in [
        "https://crm.example",
        "https://partner.example",
        "http://vendor.example",
        "https://a.vendor.example",
    ] {
        for credentials in ["include", "same-origin"] {
            let delivery = json!({ "credentials": credentials, "method": "PUT", "headers": { "x-a": "1" } });
            let why = match on_a_page(to, delivery) {
                Err(Barred::ForGood(why)) => why,
                other => panic!("{to}: {other:?}"),
            };
            assert!(why.contains("Cookies go to the origin that published the program"), "{why}");
            assert!(why.contains(to), "{why}");
        }
    }
}

#[test]
fn method_and_headers_of_a_programs_choice_wait_for_a_page_that_allows_the_origin() {
    for delivery in chosen().into_iter().take(3) {
        assert!(on_a_page("https://crm.example", delivery.clone()).is_ok(), "{delivery}");
        for to in [
            "https://partner.example",
            "https://crm.example.net",
            "http://crm.example",
            "https://crm.example:8443",
        ] {
            let why = match on_a_page(to, delivery.clone()) {
                Err(Barred::Here(why)) => why,
                other => panic!("{to}: {other:?}"),
            };
            assert!(why.contains(&format!("delivery-origins=\"{to}\"")), "{why}");
        }
    }
}

#[test]
fn every_format_reaches_any_origin_by_the_plain_post_that_is_its_own() {
    for delivery in [
        json!({}),
        json!({ "method": "POST", "headers": {}, "credentials": "omit" }),
        json!({ "format": "cloudevents" }),
        json!({ "format": "form", "map": { "a": "key" } }),
        json!({ "format": "hubspot" }),
        json!({ "format": "webhook" }),
        json!({
            "format": "salesforce",
            "map": { "company": "lead.company", "last_name": "lead.email" },
            "constants": { "oid": "00D000000000001" },
        }),
    ] {
        let request = on_a_page("https://elsewhere.example", delivery.clone()).unwrap();
        assert_eq!((request.method, request.credentials), ("POST", "omit"), "{delivery}");
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.iter().all(|name| ["content-type", "idempotency-key"].contains(name)), "{names:?}");
    }
}

/// `data:` and `file:` addresses, and pages in a sandbox, all have the origin "null" (HTML standard).
#[test]
fn what_has_no_origin_is_nobodys_own() {
    let destination = json!({ "endpoint": "data:,", "credentials": "include" });
    let destination = Destination::parse(&destination).unwrap();
    for program in [Some("null".to_string()), None] {
        let origins = Origins { to: "null".into(), program, page: vec!["null".into()] };
        let sent = page_request(&destination, &origins, &submission(), NOW, NOW_MS);
        assert!(matches!(sent, Err(Barred::ForGood(_))), "{sent:?}");
    }
}

fn problems(delivery: Value) -> Vec<String> {
    let json = std::fs::read_to_string("rules/cloud-migration/program.json").unwrap();
    let mut program: Value = serde_json::from_str(&json).unwrap();
    program["delivery"] = delivery;
    Program::parse(&program.to_string()).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wrong_with_a_destination_is_said_with_its_place_and_its_mend() {
    let with = |more: Value| {
        let mut delivery = json!({ "endpoint": "https://crm.example/leads", "format": "json" });
        for (key, value) in more.as_object().unwrap() {
            delivery[key] = value.clone();
        }
        problems(delivery)
    };
    for (delivery, expected) in [
        (
            json!({ "format": "hubpsot" }),
            "delivery.format: must be one of json, cloudevents, form, hubspot, salesforce, pipedrive, webhook, but is the text \"hubpsot\" (did you mean `hubspot`?)",
        ),
        (json!({ "maps": {} }), "delivery.maps: is not a key that is known here (did you mean `map`?)"),
        (
            json!({ "map": { "name": "lead.compny" } }),
            "delivery.map.name: there is no field `compny` (did you mean `lead.company`?)",
        ),
        (
            json!({ "map": { "name": "attribution.parnter" } }),
            "delivery.map.name: a submission has no `attribution.parnter` (did you mean `attribution.partner`?)",
        ),
        (
            json!({ "map": { "a.b": "key" }, "constants": { "a": 1 } }),
            "delivery.constants.a: has the same target as `a.b` (take one of them out)",
        ),
        (
            json!({ "map": { "a.__proto__.b": "key" } }),
            "delivery.map.a.__proto__.b: has a part that JavaScript reserves (give it another name)",
        ),
        (
            json!({ "map": { "a..b": "key" } }),
            "delivery.map.a..b: has a part without a name (write it as a.b.c)",
        ),
        (
            json!({ "headers": { "Authorization": "Bearer 1" } }),
            "delivery.headers.Authorization: would be public: everybody can read program.json (let the endpoint deliver to a system that needs a secret, see `relay.json`)",
        ),
        (
            json!({ "headers": { "x-a": "1\r\nx-b: 2" } }),
            "delivery.headers.x-a: has a value that no header can have (use one line of ASCII)",
        ),
        (
            json!({ "headers": { "Cookie": "a=1" } }),
            "delivery.headers.Cookie: cannot be set by a page (leave it out)",
        ),
        (
            json!({ "format": "form" }),
            "delivery.map: is missing: a form must use the names that its receiver knows (name them, such as \"map\": { \"company\": \"lead.company\" })",
        ),
        (
            json!({ "format": "salesforce", "map": { "company": "lead.company", "last_name": "lead.contact_name" } }),
            "delivery.constants.oid: must be the organisation’s id (15 or 18 letters and digits, as the generated Web-to-Lead form has them)",
        ),
        (
            json!({
                "format": "salesforce", "map": { "company": "lead.company", "last_name": "lead.contact_name" },
                "constants": { "oid": "00D000000000001" }, "credentials": "include",
            }),
            "delivery.format: takes a plain POST only: no headers, no cookies and no other method (take `method`, `headers` and `credentials` out)",
        ),
        (
            json!({ "format": "pipedrive" }),
            "delivery.format: takes leads with a secret only, and in several requests: no page can do that (let the endpoint deliver them, see `relay.json`)",
        ),
        (
            json!({ "also": [{ "id": "Hook 1", "endpoint": "/hook" }] }),
            "delivery.also[0].id: `Hook 1` is not a name (use lower-case letters, digits and hyphens, starting with a letter)",
        ),
    ] {
        assert_eq!(with(delivery.clone()), [expected], "{delivery}");
    }
    assert_eq!(
        with(json!({ "also": [{ "id": "hook", "endpoint": "/hook", "format": "webhook" }] })),
        [""; 0]
    );
}

#[test]
fn what_pipedrive_would_refuse_is_said_before_a_lead_is_brought_there() {
    let program = std::fs::read_to_string("rules/cloud-migration/program.json").unwrap();
    let program = Program::parse(&program).unwrap();
    let problems = |more: Value| {
        let mut destination =
            json!({ "id": "crm", "format": "pipedrive", "endpoint": "https://crm.example/api/v1/leads" });
        for (key, value) in more.as_object().unwrap() {
            destination[key] = value.clone();
        }
        let json = json!({ "destinations": [destination] }).to_string();
        let found = Relayed::parse_all(&json, &program).err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        problems(json!({ "map": { "value.amount": "lead.first_year_spend" } })),
        [
            "destinations[0].map.title: is missing: each lead needs one (name the answer, such as \"lead.company\")",
            "destinations[0].map.organization.name: is missing: a lead must belong to an organisation or a person (name the answer, such as \"lead.company\")",
            "destinations[0].constants.value.currency: is missing: an amount needs a currency (name it by three letters, such as \"EUR\")",
        ]
    );
    let good = json!({
        "map": { "title": "lead.company", "person.name": "lead.contact_name", "value.amount": "lead.first_year_spend" },
        "constants": { "value.currency": "EUR" },
    });
    assert_eq!(problems(good), [""; 0]);
}
