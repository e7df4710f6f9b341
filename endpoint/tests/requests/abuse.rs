//! Machines, floods and guessed tokens.

use crate::site::{self, Site, header, page_form, problem, submission};
use referral_signing::{Keypair, PartnerToken};
use serde_json::{Value, json};

fn signalling(signals: Value) -> Value {
    let mut submission = submission();
    submission["signals"] = signals;
    submission
}

#[tokio::test]
async fn what_a_machine_may_have_sent_is_kept_for_a_person_to_look_at() {
    let site = Site::start().await;
    for (signals, suspicion) in [
        (json!({ "trap": "", "seconds": 40.5 }), Value::Null),
        // Nothing was typed, since a portal has filled in the form.
        (json!({ "trap": "", "seconds": null }), Value::Null),
        (json!({ "trap": "cheap watches" }), json!(["The field that nobody sees was filled in."])),
        (json!({ "trap": "", "seconds": 0.25 }), json!(["It was filled in within 0.2 seconds."])),
    ] {
        let receipt: Value = site.submit(&signalling(signals)).await.json().await.unwrap();
        let stored = &site.referrals().await[0];
        assert_eq!(stored["suspicion"], suspicion);
        let expected = if suspicion.is_null() { "accepted" } else { "in-review" };
        assert_eq!(receipt["status"], expected);
        assert_eq!(receipt["decision_due"].is_null(), suspicion.is_null());
        // The partner is told, whatever the program protects.
        let told = if suspicion.is_null() { Value::Null } else { json!(true) };
        assert_eq!(receipt["suspected"], told);
    }
    let page = site.get("/").bearer_auth(site::TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("A machine may have sent it. The field that nobody sees was filled in."), "{page}");
}

#[tokio::test]
async fn the_page_without_scripts_has_the_trap_too() {
    let site = Site::start().await;
    let address = site.url("/refer/cloud");
    let page = site.client.get(&address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("aria-hidden=\"true\"") && page.contains("name=\"further-information\""), "{page}");
    let form = [
        ("company", "Kessel AG"),
        ("country", "DE"),
        ("employees", "80"),
        ("submission-key", "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77"),
        ("agreement-version", "1"),
        ("accept-agreement", "true"),
        ("further-information", "https://spam.example"),
        ("page-action", "send"),
    ];
    let answer = site.client.post(&address).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let page = answer.text().await.unwrap();
    assert!(page.contains("Whether a machine sent it"), "{page}");
    assert_eq!(site.referrals().await[0]["status"], "in-review");
}

#[tokio::test]
async fn who_does_not_say_how_it_was_filled_in_is_looked_at_unless_a_token_proves_who_it_is() {
    let key = Keypair::generate().unwrap();
    let site = Site::start().await;
    let keys = json!({ "token_keys": [key.public().text()] });
    site.write("rules/cloud/partners.json", keys.to_string());
    let now = jiff::Timestamp::now().as_second();
    let token = PartnerToken {
        sub: "acme-consulting".into(),
        aud: "cloud".into(),
        iat: now,
        exp: now + 900,
        nbf: None,
        jti: "1".into(),
        facts: None,
    };
    let mut proved = submission();
    proved["attribution"]["token"] = json!(token.sign(&key).unwrap());
    for (mut submission, status, suspicion) in [
        (submission(), "in-review", json!(["It does not say how it was filled in."])),
        (proved, "accepted", Value::Null),
    ] {
        submission.as_object_mut().unwrap().remove("signals");
        let receipt: Value = site.submit(&submission).await.json().await.unwrap();
        assert_eq!(receipt["status"], status);
        assert_eq!(site.referrals().await[0]["suspicion"], suspicion);
    }
}

#[tokio::test]
async fn the_page_without_scripts_has_its_time_too() {
    let site = Site::start().await;
    let address = site.url("/refer/cloud");
    let page = site.client.get(&address).send().await.unwrap().text().await.unwrap();
    let (_, opened) = page.split_once("name=\"page-opened\" value=\"").unwrap();
    let (opened, _) = opened.split_once('"').unwrap();
    let future = (opened.parse::<i64>().unwrap() + 3_600_000).to_string();
    for (opened, status) in [
        (opened, "in-review"),
        ("1700000000000", "accepted"),
        ("x", "in-review"),
        (future.as_str(), "in-review"),
    ] {
        let key = uuid::Uuid::now_v7().to_string();
        let form = page_form(&key, opened);
        assert_eq!(site.client.post(&address).form(&form).send().await.unwrap().status(), 200);
        assert_eq!(site.referrals().await[0]["status"], status, "{opened}");
    }
}

#[tokio::test]
async fn from_one_address_so_many_are_taken_in_a_minute_and_what_is_known_always_is() {
    let site = Site::start_as(|config| config.per_address = 3).await;
    let first = submission();
    for left in [2, 1, 0] {
        let sent = if left == 2 { first.clone() } else { submission() };
        let response = site.submit(&sent).await;
        assert_eq!(response.status(), 201);
        assert_eq!(header(&response, "ratelimit-policy"), "\"address\";q=3;w=60");
        assert_eq!(header(&response, "ratelimit"), format!("\"address\";r={left}"));
    }
    let response = site.submit(&submission()).await;
    let wait: u32 = header(&response, "retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    assert_eq!(header(&response, "ratelimit"), format!("\"address\";r=0;t={wait}"));
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let exposed = header(&response, "access-control-expose-headers").to_string();
    assert!(exposed.contains("retry-after") && exposed.contains("ratelimit"), "{exposed}");
    let refused = problem(response, 429).await;
    assert_eq!(refused["type"], "too-many-submissions");

    assert_eq!(site.submit(&first).await.status(), 200);
    assert_eq!(site.referrals().await.len(), 3);
}

#[tokio::test]
async fn for_one_partner_so_many_are_taken_and_others_go_on() {
    let site = Site::start_as(|config| config.per_partner = 1).await;
    let by = |partner: &str| {
        let mut submission = submission();
        submission["attribution"]["partner"] = json!(partner);
        submission
    };
    assert_eq!(site.submit(&by("a")).await.status(), 201);
    assert_eq!(site.submit(&by("a")).await.status(), 429);
    assert_eq!(site.submit(&by("b")).await.status(), 201);
}

#[tokio::test]
async fn what_is_refused_uses_up_nobody_elses_quota() {
    let site = Site::start_as(|config| {
        config.per_partner = 1;
        config.behind_proxy = true;
    })
    .await;
    let send = async |submission: &Value, from: &str| {
        let request = site.post(submission.to_string()).header("x-forwarded-for", from);
        request.send().await.unwrap().status().as_u16()
    };
    // A submission that is refused for its answers, its agreement or its program does not count.
    for (at, value) in
        [("/lead/country", json!("XX")), ("/agreement/accepted", json!(false)), ("/program", json!("nope"))]
    {
        let mut refused = submission();
        *refused.pointer_mut(at).unwrap() = value;
        assert!([404, 422].contains(&send(&refused, "203.0.113.1").await));
    }
    // From another address, the same partner's name has a separate quota.
    assert_eq!(send(&submission(), "203.0.113.66").await, 201);
    assert_eq!(send(&submission(), "203.0.113.66").await, 429);
    assert_eq!(send(&submission(), "203.0.113.1").await, 201);
    assert_eq!(send(&submission(), "203.0.113.1").await, 429);
}

#[tokio::test]
async fn who_passes_no_gate_counts_for_no_partner() {
    let key = Keypair::generate().unwrap();
    let site = Site::start_as(|config| config.per_partner = 1).await;
    let keys = json!({ "token_keys": [key.public().text()], "require_token": true });
    site.write("rules/cloud/partners.json", keys.to_string());
    for _ in 0..5 {
        assert_eq!(site.submit(&submission()).await.status(), 403);
    }
    let now = jiff::Timestamp::now().as_second();
    let token = PartnerToken {
        sub: "acme-consulting".into(),
        aud: "cloud".into(),
        iat: now,
        exp: now + 900,
        nbf: None,
        jti: "1".into(),
        facts: None,
    };
    let mut proved = submission();
    proved["attribution"]["token"] = json!(token.sign(&key).unwrap());
    assert_eq!(site.submit(&proved).await.status(), 201);
}

#[tokio::test]
async fn checking_on_the_page_without_scripts_is_counted_as_well() {
    let site = Site::start_as(|config| config.per_address = 1).await;
    let address = site.url("/refer/cloud");
    let check = async || site.client.post(&address).form(&[("company", "Kessel AG")]).send().await.unwrap();
    for _ in 0..4 {
        assert_eq!(check().await.status(), 200);
    }
    let refused = check().await;
    assert_eq!(refused.status(), 429);
    assert!(header(&refused, "retry-after").parse::<u32>().unwrap() > 0);
    assert!(refused.text().await.unwrap().contains("Too much came from here within a short time."));
    assert_eq!(site.client.get(&address).send().await.unwrap().status(), 429);
    // The limit of pages does not affect sending.
    assert_eq!(site.submit(&submission()).await.status(), 201);
}

#[tokio::test]
async fn tokens_cannot_be_guessed() {
    let site = Site::start_as(|config| config.behind_proxy = true).await;
    let ask = async |token: &str, from: &str| {
        let request = site.get("/api/referrals").bearer_auth(token).header("x-forwarded-for", from);
        request.send().await.unwrap()
    };
    let mut statuses = Vec::new();
    for guess in 0..50 {
        statuses.push(ask(&format!("guess-{guess}"), "203.0.113.66").await.status().as_u16());
    }
    assert_eq!(statuses, [vec![401; 30], vec![429; 20]].concat());
    // From that address not even the right token is told apart. From other addresses it works, however many guess.
    let refused = ask(site::TOKEN, "203.0.113.66").await;
    assert!(header(&refused, "retry-after").parse::<u32>().unwrap() > 0);
    problem(refused, 429).await;
    assert_eq!(ask(site::TOKEN, "203.0.113.1").await.status(), 200);
    // A request without a token is no guess.
    for _ in 0..40 {
        assert_eq!(
            site.get("/").header("x-forwarded-for", "203.0.113.2").send().await.unwrap().status(),
            401
        );
    }
}

#[tokio::test]
async fn a_token_that_can_be_guessed_is_not_taken() {
    for token in [
        "",
        " ",
        "x",
        "fixed",
        "0123456789abcde",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "abababababababababab",
        "               x",
    ] {
        let site = Site::start().await;
        let mut config = site::config(&site.folder, Some(token));
        config.database = site.file("other.db").into();
        let refused = referral_endpoint::Endpoint::start(config).await.err().map(|error| error.to_string());
        assert!(refused.is_some_and(|said| said.starts_with("REFERRAL_TOKEN can be guessed.")), "{token}");
    }
}

#[tokio::test]
async fn a_proxy_that_names_ports_names_the_same_visitor() {
    let site = Site::start_as(|config| {
        config.per_address = 1;
        config.behind_proxy = true;
    })
    .await;
    let send = async |forwarded: &str| {
        let request = site.post(submission().to_string()).header("x-forwarded-for", forwarded);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send("203.0.113.1:50123").await, 201);
    assert_eq!(send("203.0.113.2:50123").await, 201);
    assert_eq!(send("203.0.113.1:50999").await, 429);
    assert_eq!(send("[2001:db8::1]:50123").await, 201);
    assert_eq!(send("2001:db8::1").await, 429);
}

#[tokio::test]
async fn a_proxy_is_believed_only_where_there_is_one_and_only_its_last_word() {
    for (behind_proxy, second) in [(false, 429), (true, 201)] {
        let site = Site::start_as(|config| {
            config.per_address = 1;
            config.behind_proxy = behind_proxy;
        })
        .await;
        let send = async |forwarded: &str| {
            let request = site.post(submission().to_string()).header("x-forwarded-for", forwarded);
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(send("203.0.113.1").await, 201);
        assert_eq!(send("203.0.113.2").await, second);
        if behind_proxy {
            // Entries before the last one come from the visitor.
            assert_eq!(send("198.51.100.7, 203.0.113.2").await, 429);
            // An IPv6 network counts as one address.
            assert_eq!(send("2001:db8::1").await, 201);
            assert_eq!(send("2001:db8::2").await, 429);
        }
    }
}

#[tokio::test]
async fn feedback_is_limited_as_well() {
    let site = Site::start_as(|config| config.per_address = 1).await;
    let mut open = site::program("2");
    open["feedback"] = json!(true);
    site.write("rules/cloud/program.json", open.to_string());
    let said = |key: &str| json!({ "key": key, "program": "cloud", "version": "2", "feedback": { "topic": "fee", "text": "More." } });
    let send = async |key: &str| site.submit(&said(key)).await.status().as_u16();
    assert_eq!(send("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77").await, 201);
    assert_eq!(send("9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e78").await, 429);
}

#[tokio::test]
async fn feedback_passes_the_same_gate() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    site.write("rules/cloud/program.json", program.to_string());
    let partners =
        json!({ "partners": [{ "id": "acme", "origins": ["https://acme.example"] }], "only_known": true });
    site.write("rules/cloud/partners.json", partners.to_string());
    let said = |partner: &str, signals: Value| {
        json!({
            "key": uuid::Uuid::now_v7().to_string(), "program": "cloud", "version": "2", "signals": signals,
            "attribution": { "partner": partner }, "feedback": { "topic": "fee", "text": "More." },
        })
    };
    let from = async |origin: &str, said: Value| {
        let request = site.client.post(site.url("/api/referrals")).header("content-type", "application/json");
        request.header("origin", origin).body(said.to_string()).send().await.unwrap()
    };
    let good = json!({ "trap": "", "seconds": 9 });
    for (origin, partner) in [("https://foreign.example", "acme"), ("https://acme.example", "rival")] {
        problem(from(origin, said(partner, good.clone())).await, 403).await;
    }
    for (signals, suspicion) in [
        (good.clone(), Value::Null),
        (json!({ "trap": "watches", "seconds": 9 }), json!(["The field that nobody sees was filled in."])),
        (json!({ "trap": "", "seconds": 0.5 }), json!(["It was filled in within 0.5 seconds."])),
        (Value::Null, json!(["It does not say how it was filled in."])),
    ] {
        assert_eq!(from("https://acme.example", said("acme", signals)).await.status(), 201);
        let kept = site.vendor("/api/feedback").await["feedback"][0].clone();
        assert_eq!((&kept["attributed_by"], &kept["suspicion"]), (&json!("origin"), &suspicion));
    }
    let page = site.get("/").bearer_auth(site::TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("A machine may have sent it. It was filled in within 0.5 seconds."), "{page}");
}
