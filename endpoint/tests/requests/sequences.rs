//! Random sequences of requests: nobody reads or changes what their row in the table of `access` forbids.

use crate::partners;
use crate::site::people::PASSWORD;
use crate::site::{CRM_SECRET, HOOK_SECRET, Site, TOKEN, program, submission};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use referral_endpoint::{add_user, routes};
use referral_signing::Keypair;
use referral_store::{MailToQueue, Partner};
use referral_widget::office::Role;
use reqwest::{Client, Method, RequestBuilder, Url, redirect};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

// Words that stand in one place each. A search by their first half must not find them for others either.
const OWN_ANSWER: &str = "zinnober-own-answer";
const OWN_MESSAGE: &str = "zinnober-own-message";
const OTHERS_ANSWER: &str = "purpur-others-answer";
const OTHERS_MESSAGE: &str = "purpur-others-message";
const OWN_REPORT: &str = "zinnober-own-report";
const OTHERS_REPORT: &str = "purpur-others-report";
const NOTE: &str = "indigo-note";
const FEEDBACK: &str = "safran-feedback";
const ADDRESS: &str = "umbra-address@vendor.example";
const TOKEN_NAME: &str = "sepia-token";
const HALVES: [&str; 7] = ["zinnober", "purpur", "indigo", "safran", "umbra", "sepia", "vendor.example"];

/// The secret of the link to the partner's own referral.
const LINK: &str = "the-link-of-the-own-referral-0123456789abcd";

/// The status keys of both referrals. The partner has its own.
const OWN_KEY: &str = "5d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";
const OTHERS_KEY: &str = "6d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";
/// The feedback of somebody else on the program, and its status key.
const FEEDBACK_ID: &str = "8d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";
const FEEDBACK_KEY: &str = "9d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";

/// The sessions of both partners, which have come in by links to their addresses of record.
const OWN_SESSION: &str = "5d1f0a7e2b8c4f399c647e0b1a2d3c4f5d1f0a7e2b8c4f399c647e0b1a2d3c4f";
const OTHERS_SESSION: &str = "6d1f0a7e2b8c4f399c647e0b1a2d3c4f6d1f0a7e2b8c4f399c647e0b1a2d3c4f";

/// What nobody may read, whoever asks.
const KEPT: [&str; 6] = [CRM_SECRET, HOOK_SECRET, TOKEN, OTHERS_KEY, FEEDBACK_KEY, OTHERS_SESSION];
/// What the desk reads.
const OF_DESK: [&str; 8] =
    [OWN_ANSWER, OWN_MESSAGE, OWN_REPORT, OTHERS_ANSWER, OTHERS_MESSAGE, OTHERS_REPORT, NOTE, FEEDBACK];
/// What only those read who look after people.
const OF_PEOPLE: [&str; 2] = [ADDRESS, TOKEN_NAME];

/// True for an address that ends what all later sequences would lack: a session, a password or the partner's link.
fn ends_a_way_in(path: &str) -> bool {
    ["/sign-out", "/partner/leave"].contains(&path)
        || path.starts_with("/account/")
        || path.ends_with("/revoke-links")
}

/// True for the route by which managers choose what others read of a partner.
fn adds_a_partner((method, path): &(&str, String)) -> bool {
    (*method, path.as_str()) == ("POST", "/partners")
}

/// Somebody who sends requests.
struct Caller {
    name: &'static str,
    shows: Shows,
    reads: &'static [&'static str],
    changes: &'static [&'static str],
}

impl Caller {
    /// Adds to a request what the caller shows of itself.
    fn shown(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.shows {
            Shows::Nothing => request,
            Shows::Cookie(cookie) => request.header("cookie", cookie),
            Shows::Session(secret) => request.header("cookie", format!("referral-partner={secret}")),
            Shows::Bearer(token) => request.bearer_auth(token),
        }
    }
}

enum Shows {
    Nothing,
    Cookie(String),
    /// The cookie of a partner who has come in.
    Session(&'static str),
    Bearer(String),
}

/// A request, by what it picks from what is at hand.
#[derive(Clone, Debug)]
struct Sent {
    route: Index,
    method: Option<Index>,
    parts: [Index; 2],
    query: Vec<Index>,
    fields: Vec<Index>,
    is_json: bool,
    is_foreign: bool,
    has_credentials: bool,
}

fn sent() -> impl Strategy<Value = Sent> {
    let picked = any::<Index>;
    let query = prop::collection::vec(picked(), 0..3);
    let fields = prop::collection::vec(picked(), 0..6);
    let method = prop::option::weighted(0.1, picked());
    let chances = (any::<bool>(), prop::bool::weighted(0.1), prop::bool::weighted(0.9));
    (picked(), method, [picked(), picked()], query, fields, chances).prop_map(
        |(route, method, parts, query, fields, (is_json, is_foreign, has_credentials))| Sent {
            route,
            method,
            parts,
            query,
            fields,
            is_json,
            is_foreign,
            has_credentials,
        },
    )
}

/// What requests name: ids and secrets that exist, and others.
struct AtHand {
    referrals: Vec<String>,
    feedback: Vec<String>,
    people: Vec<String>,
    tokens: Vec<String>,
    queries: Vec<String>,
    fields: Vec<(&'static str, String)>,
    orders: Vec<Value>,
    /// What the partner asks and orders, and what everybody may guess.
    of_partner: Vec<Value>,
    of_session: Vec<Value>,
    guesses: Vec<Value>,
}

impl AtHand {
    async fn of(site: &Site, own: &str, others: &str) -> Self {
        let receipt = site.vendor(&format!("/api/referrals/{own}")).await["receipt"].clone();
        let key = Keypair::generate().unwrap();
        let partners = json!({ "token_keys": [key.public().text()] });
        site.write("rules/cloud/partners.json", partners.to_string());
        // By a token the partner has what was sent with one, and that is neither of the two.
        let token = partners::token(&key, |_| {});
        let store = site.store().await;
        let people = store.users().await.unwrap().into_iter().map(|user| user.id).collect();
        let tokens = store.api_tokens().await.unwrap().into_iter().map(|token| token.id).collect();
        let referrals = vec![own.to_string(), others.to_string()];
        let feedback =
            store.feedback(&Default::default(), 10).await.unwrap().into_iter().map(|said| said.key).collect();
        let mut queries: Vec<String> = HALVES.iter().map(|half| format!("q={half}")).collect();
        queries.extend(HALVES.iter().map(|half| format!("customer={half}")));
        let more =
            ["limit=200", "sort=due", "status=all", "status=in-review", "state=all", "page=2", "to=/people"];
        queries.extend(more.map(String::from));
        queries.extend([own, others].map(|id| format!("after={id}")));
        let ids = [own, others].map(String::from);
        let mut fields = vec![
            ("form", "ask".into()),
            ("form", "withdraw".into()),
            ("form", "answer".into()),
            ("form", "report".into()),
            ("text", "An answer to what was said".into()),
            ("command", "decide".into()),
            ("command", "note".into()),
            ("decision", "decline".into()),
            ("decision", "accept".into()),
            ("reason", "other".into()),
            ("message", "A message".into()),
            ("note", "A note".into()),
            ("revision", "1".into()),
            ("role", "admin".into()),
            ("name", "Somebody".into()),
            ("email", ADDRESS.into()),
            ("password", PASSWORD.into()),
            ("new-password", PASSWORD.into()),
            ("repeated-password", PASSWORD.into()),
            ("scope-manage", "true".into()),
            ("time_zone", "UTC".into()),
        ];
        fields.extend(ids.clone().map(|id| ("referral", id)));
        fields.extend(ids.map(|id| ("id", id)));
        let orders = vec![
            json!({ "command": "decide", "decision": "accept" }),
            json!({ "command": "decide", "decision": "decline", "reason": "other", "note": "So it is." }),
            json!({ "command": "ask", "message": "What?" }),
            json!({ "command": "withdraw" }),
            json!({ "text": "An answer to what was said" }),
            json!({ "command": "release", "note": "Now." }),
            json!({ "command": "extend", "until": "2029-01-01", "note": "Longer." }),
            json!({ "time_zone": "UTC", "hours": { "monday": ["09:00-17:00"] } }),
            json!({}),
        ];
        let named = |referral: &str, status_key: &str| {
            let referrals = json!([{ "referral": referral, "status_key": status_key }]);
            let command = json!({ "referral": referral, "status_key": status_key, "command": "ask", "message": "When?" });
            let [mut withdraw, mut report] = [command.clone(), command.clone()];
            withdraw["command"] = json!("withdraw");
            report["command"] = json!("report");
            [json!({ "referrals": referrals, "language": "de" }), command, withdraw, report]
        };
        let submission_key = receipt["key"].as_str().unwrap();
        let mut guesses = Vec::new();
        for referral in [own, others] {
            for status_key in [submission_key, own, others, "", "7d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f"] {
                guesses.extend(named(referral, status_key));
            }
            for command in ["ask", "withdraw", "report"] {
                guesses.push(json!({
                    "referral": referral, "token": token, "program": "cloud", "command": command, "message": "When?",
                }));
            }
        }
        guesses.push(json!({ "token": token, "program": "cloud" }));
        for status_key in [FEEDBACK_ID, OWN_KEY, own, ""] {
            guesses.push(json!({ "feedback": [{ "key": FEEDBACK_ID, "status_key": status_key }] }));
        }
        let of_session = |secret: &str| {
            let mut all = vec![json!({ "token": secret, "program": "" })];
            for referral in [own, others] {
                for command in ["ask", "withdraw", "report"] {
                    all.push(json!({ "referral": referral, "token": secret, "command": command, "message": "When?" }));
                }
            }
            all
        };
        guesses.extend(of_session(&hex::encode(Sha256::digest(OTHERS_SESSION))));
        let of_session = [of_session(OWN_SESSION), guesses.clone()].concat();
        let mut of_partner = guesses.clone();
        of_partner.extend(named(own, OWN_KEY));
        of_partner.extend(named(others, OWN_KEY));
        of_partner.push(json!({ "receipts": [receipt["signature"]] }));
        AtHand {
            referrals,
            feedback,
            people,
            tokens,
            queries,
            fields,
            orders,
            of_partner,
            of_session,
            guesses,
        }
    }

    /// What stands in place of a variable part: mostly something that is meant to stand there.
    fn part(&self, path: &str, name: &str, caller: &Caller, picked: &Index) -> String {
        let others: Vec<String> = ["x", "0", "1", "%2e%2e", "%00", "cloud"].map(String::from).into();
        let mut pool: Vec<String> = match (name, path) {
            // Whoever has the link is the partner.
            ("{token}", _) if matches!(caller.shows, Shows::Nothing) => {
                let [own, others] = [0, 1].map(|i| self.referrals[i].as_str());
                let by_key = [format!("{own}~{OWN_KEY}"), format!("{others}~{OWN_KEY}")];
                vec![LINK.into(); 4].into_iter().chain(by_key).collect()
            }
            ("{token}", _) if matches!(caller.shows, Shows::Session(_)) => {
                let [own, others] = [0, 1].map(|i| self.referrals[i].as_str());
                [own, own, own, others].map(|id| format!("{id}~session")).into()
            }
            ("{id}", _) if path.contains("/people/") => self.people.clone(),
            ("{id}", _) if path.contains("/tokens/") => self.tokens.clone(),
            ("{id}", _) if path.contains("/referrals/") => [&self.referrals[..]; 3].concat(),
            ("{id}", _) => vec!["cloud".into(); 6],
            ("{key}", _) => [&self.feedback[..]; 3].concat(),
            ("{file}", _) => vec!["program.json".into(), "relay.json".into(), "partners.json".into()],
            _ => self.referrals.clone(),
        };
        pool.extend(others);
        picked.get(&pool).clone()
    }
}

/// What stands in the store, by what somebody may be allowed to change.
async fn stands(site: &Site, own: &str, others: &str) -> BTreeMap<&'static str, String> {
    let store = site.store().await;
    let revision = async |id: &str| {
        let referral = site.vendor(&format!("/api/referrals/{id}")).await;
        format!(
            "{} {}",
            referral["status"],
            site.vendor(&format!("/api/referrals/{id}/events")).await["events"].as_array().unwrap().len()
        )
    };
    let feedback = store.feedback(&Default::default(), 10_000).await.unwrap();
    let said = |referral: &str| {
        let of = feedback.iter().filter(|said| said.referral.as_deref() == Some(referral));
        of.map(|said| said.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let answers: i64 = feedback.iter().map(|said| said.answers).sum();
    let people: Vec<_> = store.users().await.unwrap();
    let people = people
        .iter()
        .map(|it| format!("{} {} {} {:?} ", it.id, it.email, it.role().as_str(), it.removed_at.is_some()));
    let tokens = store.api_tokens().await.unwrap();
    let tokens = tokens.iter().map(|it| format!("{} {} ", it.id, it.revoked_at.is_some()));
    BTreeMap::from([
        ("own referral", revision(own).await),
        ("others' referral", revision(others).await),
        ("said of own", said(own)),
        ("said of others'", said(others)),
        ("answers", answers.to_string()),
        ("people", people.collect()),
        ("tokens", tokens.collect()),
        ("hours", site.vendor("/api/hours").await.to_string()),
    ])
}

/// Refers a customer on which a person decides, and returns the id.
async fn referred(
    site: &Site,
    partner: &str,
    [answer, message, report]: [&str; 3],
    status_key: &str,
) -> String {
    let mut lead = submission();
    lead["attribution"]["partner"] = json!(partner);
    lead["status_key"] = json!(status_key);
    lead["lead"]["company"] = json!(format!("{answer} AG"));
    lead["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&lead).await.json().await.unwrap();
    let id = receipt["referral"].as_str().unwrap().to_string();
    for order in [
        json!({ "command": "ask", "message": message, "note": NOTE }),
        json!({ "command": "note", "note": NOTE }),
    ] {
        let url = site.url(&format!("/api/referrals/{id}/commands"));
        let given = site.client.post(url).bearer_auth(TOKEN).json(&order).send().await.unwrap();
        assert_eq!(given.status(), 200);
    }
    let report = json!({ "referral": id, "status_key": status_key, "command": "report", "message": report });
    let url = site.url("/api/partner/commands");
    assert_eq!(site.client.post(url).json(&report).send().await.unwrap().status(), 200);
    id
}

/// Adds a partner who has come in by a link to its address of record.
async fn entered(site: &Site, id: &str, session: &str) {
    let (store, now) = (site.store().await, Timestamp::now());
    let (email, ends_at) = (format!("{id}@partner.example"), now + SignedDuration::from_hours(1));
    let partner =
        Partner { id: id.into(), name: id.into(), email: Some(email.clone()), ..Partner::default() };
    assert!(store.add_partner(partner, now).await.unwrap());
    let mail = MailToQueue { id: id.into(), destination: "mail:entry", due: i64::MAX, until: i64::MAX };
    store.ask_for_entry(&email, ends_at, mail, now).await.unwrap();
    let [link, session] = [id, session].map(|secret| Sha256::digest(secret).into());
    store.open_entry(id, link, now).await.unwrap().unwrap();
    assert!(store.enter(link, session, ends_at, now).await.unwrap());
}

async fn callers(site: &Site) -> Vec<Caller> {
    const REFERRALS: &[&str] = &["own referral", "others' referral", "answers"];
    let mut admin = site.person(Role::Admin).await;
    add_user(&site.store().await, "Removed soon", ADDRESS, Role::Viewer, Timestamp::now()).await.unwrap();
    // Events name the tokens that caused them, so this one causes none.
    admin.token(TOKEN_NAME, "read").await;
    let command = Shows::Bearer(admin.token("of a system", "command").await);
    let manage = Shows::Bearer(admin.token("of a system", "manage").await);
    let hours = Shows::Bearer(admin.token("of a system", "hours").await);
    let read = Shows::Bearer(admin.token("of a system", "read").await);
    let viewer = Shows::Cookie(site.person(Role::Viewer).await.cookie);
    let finance = Shows::Cookie(site.person(Role::Finance).await.cookie);
    let manager = Shows::Cookie(site.person(Role::Manager).await.cookie);
    let caller = |name, shows, reads, changes| Caller { name, shows, reads, changes };
    vec![
        // Whoever has the link is the partner, and sends nothing else.
        caller(
            "visitor with the link",
            Shows::Nothing,
            &[OWN_ANSWER, OWN_MESSAGE, OWN_REPORT],
            &["own referral", "said of own"],
        ),
        caller(
            "partner who has come in",
            Shows::Session(OWN_SESSION),
            &[OWN_ANSWER, OWN_MESSAGE, OWN_REPORT],
            &["own referral", "said of own"],
        ),
        caller("viewer", viewer, &OF_DESK, &[]),
        caller("finance", finance, &OF_DESK, REFERRALS),
        caller("manager", manager, &OF_DESK, REFERRALS),
        caller("token: read", read, &OF_DESK, &[]),
        caller("token: command", command, &[], REFERRALS),
        caller("token: manage", manage, &[], REFERRALS),
        caller("token: hours", hours, &[], &["hours"]),
    ]
}

async fn send(client: &Client, site: &Site, caller: &Caller, at_hand: &AtHand, sent: &Sent) -> String {
    // What partners use are few of all routes.
    let is_of_partner = |path: &str| path.starts_with("/partner/") || path.starts_with("/api/partner/");
    let of_partner = routes().into_iter().filter(|(_, path)| is_of_partner(path));
    let all = routes().into_iter().chain(of_partner.flat_map(|route| vec![route; 16]));
    let routes: Vec<_> = all.filter(|route| !ends_a_way_in(&route.1) && !adds_a_partner(route)).collect();
    let (method, path) = sent.route.get(&routes);
    let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD, Method::PATCH];
    let method = sent.method.map_or_else(|| method.parse().unwrap(), |method| method.get(&methods).clone());
    let mut picked = sent.parts.iter();
    let filled = path.split('/').map(|part| match part.starts_with('{').then(|| picked.next()).flatten() {
        Some(picked) => at_hand.part(path, part, caller, picked),
        None => part.to_string(),
    });
    let filled: Vec<String> = filled.collect();
    let query: Vec<&str> = sent.query.iter().map(|query| query.get(&at_hand.queries).as_str()).collect();
    let url = site.url(&format!("{}?{}", filled.join("/"), query.join("&")));
    let url = Url::parse(&url).unwrap();
    // `/people/%2e%2e/sign-out` is `/sign-out`.
    if ends_a_way_in(url.path()) {
        return String::new();
    }
    let mut request = client.request(method.clone(), url);
    if method != Method::GET && method != Method::HEAD {
        request = if sent.is_json {
            let orders = match (path.starts_with("/api/partner/"), &caller.shows) {
                (false, _) => &at_hand.orders,
                (true, Shows::Nothing) => &at_hand.of_partner,
                (true, Shows::Session(_)) => &at_hand.of_session,
                (true, _) => &at_hand.guesses,
            };
            let order = sent.fields.first().map_or(Value::Null, |field| field.get(orders).clone());
            request.json(&order)
        } else {
            let fields: Vec<_> = sent.fields.iter().map(|field| field.get(&at_hand.fields)).collect();
            request.form(&fields)
        };
        let (origin, from) = if sent.is_foreign {
            ("https://elsewhere.example".into(), "cross-site")
        } else {
            (site.url(""), "same-origin")
        };
        request = request.header("origin", origin).header("sec-fetch-site", from);
    }
    if sent.has_credentials {
        request = caller.shown(request);
    }
    let mut answer = request.send().await.unwrap();
    let headers = format!("{:?}", answer.headers());
    let status = answer.status();
    assert!(!status.is_server_error(), "{}: {method} {path}: {status}", caller.name);
    if headers.contains("text/event-stream") {
        // It does not end by itself. The first event has everything.
        let first = answer.chunk().await.unwrap_or_default().unwrap_or_default();
        return headers + &*String::from_utf8_lossy(&first);
    }
    headers + answer.text().await.unwrap_or_default().as_str()
}

#[test]
fn no_sequence_of_requests_shows_or_changes_what_its_sender_may_not() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (site, own, others, callers) = runtime.block_on(async {
        let site = Site::start().await;
        let mut program = program("2");
        program["feedback"] = json!(true);
        site.write("rules/cloud/program.json", program.to_string());
        let own = referred(&site, "own-partner", [OWN_ANSWER, OWN_MESSAGE, OWN_REPORT], OWN_KEY).await;
        entered(&site, "own-partner", OWN_SESSION).await;
        entered(&site, "others-partner", OTHERS_SESSION).await;
        let others =
            referred(&site, "others-partner", [OTHERS_ANSWER, OTHERS_MESSAGE, OTHERS_REPORT], OTHERS_KEY)
                .await;
        let store = site.store().await;
        store.add_link(&own, Sha256::digest(LINK).into(), Timestamp::now()).await.unwrap();
        let feedback = json!({
            "key": FEEDBACK_ID,
            "status_key": FEEDBACK_KEY,
            "program": "cloud",
            "version": "2",
            "attribution": { "partner": "acme-consulting" },
            "feedback": { "topic": "fee", "text": FEEDBACK },
            "signals": { "trap": "", "seconds": 40 },
        });
        assert_eq!(site.post(feedback.to_string()).send().await.unwrap().status(), 201);
        let callers = callers(&site).await;
        (site, own, others, callers)
    });
    let at_hand = runtime.block_on(AtHand::of(&site, &own, &others));
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let cases = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let sequences = (any::<Index>(), prop::collection::vec(sent(), 1..24));
    let tried = TestRunner::new(cases).run(&sequences, |(caller, requests)| {
        let caller = caller.get(&callers);
        runtime.block_on(async {
            let before = stands(&site, &own, &others).await;
            // The caller is still known, and reads what is its own. So what follows reaches something.
            let path = match caller.shows {
                Shows::Nothing => format!("/partner/{LINK}"),
                Shows::Session(_) => format!("/partner/{own}~session"),
                Shows::Cookie(_) | Shows::Bearer(_) => format!("/referrals/{own}"),
            };
            let shown = caller.shown(client.get(site.url(&path))).send().await.unwrap();
            let headers = format!("{} {:?}", shown.status(), shown.headers());
            let shown = headers + shown.text().await.unwrap().as_str();
            let reads_own = caller.reads.contains(&OWN_ANSWER);
            prop_assert_eq!(shown.contains(OWN_ANSWER), reads_own, "{} at {}: {}", caller.name, path, shown);
            for request in &requests {
                let answer = send(&client, &site, caller, &at_hand, request).await;
                let all = KEPT.iter().chain(&OF_DESK).chain(&OF_PEOPLE);
                for word in all.filter(|word| !caller.reads.contains(*word)) {
                    // What somebody typed comes back to them.
                    let is_own = *word == ADDRESS
                        && request.fields.iter().any(|it| it.get(&at_hand.fields).1 == ADDRESS);
                    prop_assert!(
                        is_own || !answer.contains(word),
                        "{} read {word}: {request:?}\n{answer}",
                        caller.name
                    );
                }
            }
            let after = stands(&site, &own, &others).await;
            for (what, stood) in before {
                let may = caller.changes.contains(&what);
                prop_assert!(
                    may || stood == after[what],
                    "{} changed the {what}: {stood}, {}",
                    caller.name,
                    after[what]
                );
            }
            Ok(())
        })
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
}
