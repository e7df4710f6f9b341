//! Partners as people: kept at the desk, invited by a link, with an agreement that is accepted once, and with a link to their address
//! of record that works once.

use crate::mail::mailing;
use crate::partners::token;
use crate::site::inbox::Inbox;
use crate::site::people::Browser;
use crate::site::{Site, header, problem, submission};
use referral_signing::Keypair;
use referral_widget::office::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The secret in the first link of a page that leads there.
fn link(page: &str, to: &str) -> String {
    let rest = page.split(&format!("{to}/")).nth(1).unwrap_or_else(|| panic!("no {to} in {page}"));
    format!("{to}/{}", rest.chars().take_while(char::is_ascii_hexdigit).collect::<String>())
}

async fn add(manager: &mut Browser, fields: &[(&str, &str)]) -> String {
    let response = manager.post("/partners", fields).await;
    let (status, page) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, 200, "{page}");
    page
}

/// A referral in the name of a partner.
fn by(partner: &str, key: &str, company: &str) -> Value {
    let mut sent = submission();
    sent["key"] = json!(key);
    sent["attribution"] = json!({ "partner": partner });
    sent["lead"]["company"] = json!(company);
    sent
}

fn accept_field(page: &str, program: &str) -> String {
    let at = page.find(&format!("name=\"accept-{program}\"")).unwrap();
    page[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap().into()
}

#[tokio::test]
async fn a_partner_is_added_invited_and_accepts_the_agreement_once() {
    let site = Site::start().await;
    let mut manager = site.person(Role::Manager).await;
    let shown = add(
        &mut manager,
        &[("name", "Acme <b>Consulting</b>"), ("email", "Mia@Acme.example"), ("websites", "acme.example")],
    )
    .await;
    assert!(!shown.contains("<b>Consulting"), "{shown}");
    let path = link(&shown, "/join");
    let again = manager.post("/partners", &[("name", "Acme b Consulting b")]).await;
    assert_eq!(again.status(), 422);
    assert!(again.text().await.unwrap().contains("already"));

    let mut partner = site.browser();
    let page = partner.page(&path).await;
    assert!(page.contains("Be fair.") && page.contains("mia@acme.example"), "{page}");
    let hash = accept_field(&page, "cloud");
    assert_eq!(hash.len(), 64);
    for (fields, says) in [
        (vec![("name", "Mia"), ("accept-cloud", "0")], "changed while you read"),
        (vec![("name", "Mia")], "at least one program"),
        (vec![("accept-cloud", hash.as_str())], "Enter a name"),
    ] {
        let refused = partner.post(&path, &fields).await;
        assert_eq!(refused.status(), 422);
        let page = refused.text().await.unwrap();
        assert!(page.contains(says), "{says}: {page}");
    }
    let fields = [("name", "Mia Muster"), ("accept-cloud", hash.as_str())];
    // A form of another website changes nothing.
    assert_eq!(partner.send(Method::POST, &path, &fields, "cross-site").await.status(), 403);
    let joined = partner.post(&path, &fields).await;
    assert_eq!(joined.status(), 200);
    let joined = joined.text().await.unwrap();
    assert!(joined.contains("/refer/cloud?partner=acme-b-consulting-b"), "{joined}");
    assert!(joined.contains("Referral fee"), "{joined}");
    assert_eq!(partner.post(&path, &fields).await.status(), 404);
    assert_eq!(partner.get(&path).await.status(), 404);

    let listed = site.vendor("/api/partners").await;
    let kept = &listed["partners"][0];
    assert_eq!(kept["id"], "acme-b-consulting-b");
    assert_eq!(kept["websites"], "https://acme.example");
    assert!(kept["joined_at"].is_string() && kept["invitation_ends_at"].is_null(), "{kept}");
    let one = manager.page("/partners/acme-b-consulting-b").await;
    assert!(one.contains("accepted by Mia Muster") && one.contains(&hash), "{one}");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_comes_back() {
    let site = Site::start().await;
    let mut manager = site.person(Role::Manager).await;
    let refused = manager
        .post("/partners", &[("name", "Acme"), ("websites", "javascript:alert(1)"), ("level", "\"><script>")])
        .await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("“javascript:alert(1)” is not the address of a website"), "{page}");
    assert!(page.contains("&quot;&gt;&lt;script&gt;") && !page.contains("<script>"), "{page}");
    add(&mut manager, &[("name", "Acme")]).await;
    let refused = manager.post("/partners/acme", &[("name", "Acme"), ("country", "Germany")]).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("“Germany” is not the code of a country"), "{page}");
    let changed = manager.post("/partners/acme", &[("name", "Acme Ltd"), ("country", "de")]).await;
    assert_eq!(changed.status(), 303);
    let listed = site.vendor("/api/partners").await;
    assert_eq!(
        [&listed["partners"][0]["name"], &listed["partners"][0]["country"]],
        [&json!("Acme Ltd"), &json!("DE")]
    );
    for path in ["/partners/nobody", "/partners/%00", "/partners/..%2f"] {
        assert_eq!(manager.get(path).await.status(), 404, "{path}");
    }
    assert_eq!(manager.post("/partners/nobody/invite", &[]).await.status(), 404);
}

#[tokio::test]
async fn a_partner_of_the_desk_refers_from_its_websites_by_its_own_keys_and_until_it_is_ended() {
    let site = Site::start().await;
    let mut manager = site.person(Role::Manager).await;
    let key = Keypair::generate().unwrap();
    add(
        &mut manager,
        &[
            ("name", "Acme Consulting"),
            ("websites", "https://acme.example"),
            ("keys", &key.public().text()),
            ("program-cloud", "on"),
        ],
    )
    .await;
    let send = async |sent: &Value, origin: &str| {
        let request = site.client.post(site.url("/api/referrals")).header("content-type", "application/json");
        request.header("origin", origin).body(sent.to_string()).send().await.unwrap()
    };
    let mut keys = (1..).map(|i| format!("00000000-0000-4000-8000-{i:012}"));
    let mut lead = |company: &str| by("acme-consulting", &keys.next().unwrap(), company);
    assert_eq!(send(&lead("A"), "https://acme.example").await.status(), 201);
    let refused = problem(send(&lead("B"), "https://other.example").await, 403).await;
    assert_eq!(refused["type"], "partner-origin");
    // A token that somebody else signed does not change whose websites count.
    let mut forged = lead("C");
    forged["attribution"]["token"] =
        json!(token(&Keypair::generate().unwrap(), |token| token.sub = "nobody".into()));
    let refused = problem(send(&forged, "https://other.example").await, 403).await;
    assert_eq!(refused["type"], "partner-origin");
    let mut signed = lead("D");
    signed["attribution"] = json!({ "token": token(&key, |_| {}) });
    assert_eq!(send(&signed, "https://acme.example").await.status(), 201);
    assert_eq!(site.referrals().await[0]["attributed_by"], "token");
    // The key of one partner proves nothing about another.
    add(&mut manager, &[("name", "Rival")]).await;
    let mut foreign = lead("E");
    foreign["attribution"] = json!({ "token": token(&key, |token| token.sub = "rival".into()) });
    let taken = send(&foreign, "https://acme.example").await;
    assert_eq!(taken.status(), 201);
    let stored = &site.referrals().await[0];
    assert_eq!(
        [&stored["attributed_by"], &stored["attribution"]["partner"]],
        [&json!("claim"), &Value::Null]
    );

    assert_eq!(manager.post("/partners/acme-consulting/end", &[]).await.status(), 303);
    let refused = problem(send(&lead("F"), "https://acme.example").await, 403).await;
    assert_eq!(refused["type"], "unknown-partner");
    assert!(refused["detail"].as_str().unwrap().contains("is not a partner any more"), "{refused}");
    assert_eq!(manager.post("/partners/acme-consulting/resume", &[]).await.status(), 303);
    assert_eq!(send(&lead("G"), "https://acme.example").await.status(), 201);
    // Those of the desk are known to a program whose list knows only some.
    site.write("rules/cloud/partners.json", json!({ "only_known": true, "partners": [] }).to_string());
    assert_eq!(send(&lead("H"), "https://acme.example").await.status(), 201);
    let refused =
        problem(send(&by("stranger", "10000000-0000-4000-8000-000000000001", "I"), "x").await, 403).await;
    assert_eq!(refused["type"], "unknown-partner");
}

#[tokio::test]
async fn a_link_to_the_address_of_record_works_once_and_shows_all_referrals_of_that_address_and_no_others() {
    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    let mut manager = site.person(Role::Manager).await;
    // One partner of `partners.json`, which has this address, and one of the desk.
    add(&mut manager, &[("name", "Second"), ("email", "mia@partner.example"), ("language", "de")]).await;
    add(&mut manager, &[("name", "Other"), ("email", "noah@other.example")]).await;
    let invitation = inbox.mail(|mail| mail.to == ["mia@partner.example"]).await;
    assert!(invitation.text.contains("/join/"), "{invitation:?}");
    assert!(invitation.subject.starts_with("Einladung"), "{invitation:?}");
    let mut ids = Vec::new();
    for (i, partner) in ["of-record", "second", "other", "nobody"].into_iter().enumerate() {
        let mut sent =
            by(partner, &format!("00000000-0000-4000-8000-00000000000{i}"), &format!("Company {i}"));
        sent["versions"]["program"] = json!("2");
        let answer = site.submit(&sent).await;
        assert_eq!(answer.status(), 201);
        ids.push(answer.json::<Value>().await.unwrap()["referral"].as_str().unwrap().to_string());
    }
    let mut partner = site.browser();
    let asked = async |browser: &mut Browser, email: &str| {
        let response = browser.post("/partner/entry", &[("email", email)]).await;
        (response.status().as_u16(), response.text().await.unwrap())
    };
    inbox.mails.lock().unwrap().clear();
    let unknown = asked(&mut partner, "stranger@other.example").await;
    assert_eq!(unknown, asked(&mut partner, " Mia@Partner.example ").await);
    assert_eq!(unknown.0, 200);
    assert_eq!(asked(&mut partner, "mia").await.0, 422);
    let mail = inbox.mail(|mail| mail.text.contains("/partner/enter/")).await;
    assert_eq!(mail.to, ["mia@partner.example"]);
    let path = link(&mail.text, "/partner/enter");
    // Looking at the link does not use it.
    for _ in 0..2 {
        assert!(partner.page(&path).await.contains("Show all my referrals"));
    }
    assert_eq!(partner.send(Method::POST, &path, &[], "cross-site").await.status(), 403);
    let entered = partner.post(&path, &[]).await;
    assert_eq!((entered.status().as_u16(), header(&entered, "location")), (303, "/partner"));
    let cookie = header(&entered, "set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let mut second = site.browser();
    assert_eq!(second.post(&path, &[]).await.status(), 410);
    assert_eq!(second.get(&path).await.status(), 410);
    assert_eq!(second.get("/partner/enter/0123").await.status(), 404);

    let page = partner.page("/partner").await;
    assert!(page.contains("Company 0") && page.contains("Company 1"), "{page}");
    assert!(!page.contains("Company 2") && !page.contains("Company 3"), "{page}");
    assert!(!second.page("/partner").await.contains("Company"));
    // What the component asks, with the secret of the session.
    let secret = page.split("token=\"").nth(1).unwrap().split('"').next().unwrap();
    let question = json!({ "token": secret, "program": "" });
    let request = site.client.post(site.url("/api/partner/referrals")).json(&question);
    let shown: Value = request.send().await.unwrap().json().await.unwrap();
    let referrals: BTreeSet<&str> =
        shown["referrals"].as_array().unwrap().iter().filter_map(|view| view["referral"].as_str()).collect();
    assert_eq!(referrals, BTreeSet::from([&*ids[0], &*ids[1]]));
    let act = async |secret: &str, id: &str| {
        let order =
            json!({ "referral": id, "token": secret, "program": "", "command": "ask", "message": "When?" });
        let request = site.client.post(site.url("/api/partner/commands")).json(&order);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(act(secret, &ids[0]).await, 200);
    assert_eq!(act(secret, &ids[2]).await, 403);
    // Without scripts, each has its page.
    let own = format!("/partner/{}~session", ids[1]);
    assert!(partner.page(&own).await.contains("Company 1"));
    let question = [("form", "ask"), ("message", "How long?"), ("revision", "")];
    assert_eq!(partner.send(Method::POST, &own, &question, "cross-site").await.status(), 403);
    assert_eq!(partner.post(&own, &question).await.status(), 303);
    assert_eq!(partner.get(&format!("/partner/{}~session", ids[2])).await.status(), 404);
    assert_eq!(second.get(&own).await.status(), 404);
    // The desk's cookie opens nothing here.
    assert_eq!(manager.get(&own).await.status(), 404);

    // When somebody else's address is on record, the session shows the referrals no more.
    let changed =
        manager.post("/partners/second", &[("name", "Second"), ("email", "new@partner.example")]).await;
    assert_eq!(changed.status(), 303);
    assert_eq!(act(secret, &ids[1]).await, 403);
    assert_eq!(partner.get(&own).await.status(), 404);
    assert_eq!(partner.post("/partner/leave", &[]).await.status(), 303);
    assert_eq!(act(secret, &ids[0]).await, 403);
}

#[tokio::test]
async fn nobody_is_flooded_with_links_and_an_endpoint_without_mails_says_so() {
    let site = Site::start().await;
    let mut browser = site.browser();
    let refused = browser.post("/partner/entry", &[("email", "mia@partner.example")]).await;
    assert_eq!(refused.status(), 404);
    assert!(refused.text().await.unwrap().contains("sends no mails"));
    assert!(!browser.page("/partner").await.contains("/partner/entry"));

    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    let mut browser = site.browser();
    for _ in 0..12 {
        assert_eq!(browser.post("/partner/entry", &[("email", "mia@partner.example")]).await.status(), 200);
    }
    let mut database = site.database().await;
    let queued: i64 = sqlx::query_scalar("SELECT count(*) FROM deliveries WHERE destination = 'mail:entry'")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(queued, 10);
}

#[tokio::test]
async fn an_application_is_judged_by_the_programs_rules_decided_at_the_desk_and_made_a_partner_once() {
    let site = Site::start().await;
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/become-a-partner");
    std::fs::create_dir(site.file("rules/become-a-partner")).unwrap();
    for file in ["program.json", "qualify.rhai"] {
        site.write(&format!("rules/become-a-partner/{file}"), std::fs::read(sample.join(file)).unwrap());
    }
    let mut visitor = site.browser();
    let door = visitor.page("/partner").await;
    assert!(door.contains("/refer/become-a-partner") && door.contains("Become a partner"), "{door}");
    let form = visitor.page("/refer/become-a-partner").await;
    assert!(form.contains("Apply as a partner") && form.contains("Send application"), "{form}");
    assert!(!form.contains("Send referral"), "{form}");
    let apply = async |key: &str, clients: u32, hosts: &str| {
        let mut sent = submission();
        sent["key"] = json!(key);
        sent["program"] = json!("become-a-partner");
        sent["versions"]["program"] = json!("2026-12-01");
        sent["agreement"]["version"] = json!("2026-12");
        sent["lead"] = json!({
            "company": "Musterrat \"GmbH\"", "website": "https://musterrat.example/about", "country": "AT",
            "own_hosting": hosts, "clients": clients, "contact_name": "Mia Muster", "email": "mia@musterrat.example",
        });
        let answer = site.submit(&sent).await;
        let (status, receipt) = (answer.status(), answer.json::<Value>().await.unwrap());
        assert_eq!(status, 201, "{receipt}");
        receipt
    };
    let declined = apply("00000000-0000-4000-8000-000000000001", 20, "yes").await;
    assert_eq!(declined["status"], "declined");
    // The rules speak for it, and people decide.
    let receipt = apply("00000000-0000-4000-8000-000000000002", 20, "no").await;
    assert_eq!([&receipt["status"], &receipt["protected_until"]], [&json!("in-review"), &Value::Null]);
    let id = receipt["referral"].as_str().unwrap();
    let mut manager = site.person(Role::Manager).await;
    let too_early = manager.get(&format!("/partners?application={id}")).await;
    assert_eq!(too_early.status(), 409);
    let accept = [("form", "accept"), ("revision", "1")];
    assert_eq!(manager.post(&format!("/referrals/{id}/commands"), &accept).await.status(), 303);
    assert!(manager.page(&format!("/referrals/{id}")).await.contains(&format!("/partners?application={id}")));
    let begun = manager.page(&format!("/partners?application={id}")).await;
    for value in [
        "Musterrat &quot;GmbH&quot;",
        "https://musterrat.example/about",
        "mia@musterrat.example",
        "Mia Muster",
    ] {
        assert!(begun.contains(value), "{value}: {begun}");
    }
    let fields = [
        ("application", id),
        ("name", "Musterrat GmbH"),
        ("email", "mia@musterrat.example"),
        ("websites", "https://musterrat.example/about"),
        ("program-cloud", "on"),
    ];
    add(&mut manager, &fields).await;
    assert!(manager.page(&format!("/referrals/{id}")).await.contains("/partners/musterrat-gmbh"));
    let twice = manager.post("/partners", &[("application", id), ("name", "Somebody else")]).await;
    assert_eq!(twice.status(), 422);
    // A referral of a customer makes no partner.
    let answer: Value = site.submit(&submission()).await.json().await.unwrap();
    let other = answer["referral"].as_str().unwrap();
    assert_eq!(manager.post("/partners", &[("application", other), ("name", "Other")]).await.status(), 409);
}

#[tokio::test]
async fn rules_read_what_the_desk_knows_of_a_partner_and_not_what_the_partner_signs_itself() {
    let site = Site::start().await;
    let mut manager = site.person(Role::Manager).await;
    let key = Keypair::generate().unwrap();
    add(&mut manager, &[("name", "Acme Consulting"), ("keys", &key.public().text()), ("level", "silver")])
        .await;
    let mut program = crate::site::program("2");
    program["partner_facts"] = json!(["level"]);
    let script = r#"require("level", "Only gold partners refer.", |lead| partner.level == "gold"); plan(|lead| "referral");"#;
    site.write("rules/cloud/program.json", program.to_string());
    site.write("rules/cloud/qualify.rhai", script);
    let send = async |key: &str, token: Option<String>| {
        let mut sent = by("acme-consulting", key, key);
        sent["versions"]["program"] = json!("2");
        sent["attribution"]["token"] = json!(token);
        site.submit(&sent).await.json::<Value>().await.unwrap()["status"].clone()
    };
    assert_eq!(send("00000000-0000-4000-8000-000000000001", None).await, "declined");
    let claimed = token(&key, |token| token.facts = Some(json!({ "level": "gold" })));
    assert_eq!(send("00000000-0000-4000-8000-000000000002", Some(claimed.clone())).await, "declined");
    let fields = [("name", "Acme Consulting"), ("keys", &key.public().text())];
    assert_eq!(manager.post("/partners/acme-consulting", &fields).await.status(), 303);
    assert_eq!(send("00000000-0000-4000-8000-000000000003", Some(claimed)).await, "declined");
    let fields = [("name", "Acme Consulting"), ("level", "gold")];
    assert_eq!(manager.post("/partners/acme-consulting", &fields).await.status(), 303);
    assert_eq!(send("00000000-0000-4000-8000-000000000004", None).await, "accepted");
    assert_eq!(site.referrals().await[0]["partner_facts"]["level"], "gold");
}
