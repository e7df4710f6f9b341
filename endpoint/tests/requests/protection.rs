//! Customers that another referral protects.

use crate::site::{self, Site, TOKEN, problem, program, submission};
use serde_json::{Value, json};

/// A program that recognises customers by their website and their name.
async fn site(change: impl FnOnce(&mut Value)) -> Site {
    let site = Site::start().await;
    let mut program = program("2");
    let website = json!({ "name": "website", "label": "Website", "type": "url" });
    program["fields"].as_array_mut().unwrap().push(website);
    program["agreement"]["known_by"] = json!(["website", "company"]);
    change(&mut program);
    site.write("rules/cloud/program.json", program.to_string());
    site
}

fn of(partner: &str, lead: Value) -> Value {
    let mut submission = submission();
    submission["versions"]["program"] = json!("2");
    submission["attribution"]["partner"] = json!(partner);
    for (name, answer) in lead.as_object().unwrap() {
        submission["lead"][name] = answer.clone();
    }
    submission
}

#[tokio::test]
async fn the_second_partner_is_told_since_when_and_until_when_and_not_by_whom() {
    let site = site(|_| {}).await;
    let first = of("acme-consulting", json!({ "company": "Muster Pumpen AG" }));
    let receipt: Value = site.submit(&first).await.json().await.unwrap();

    let second = of("rival", json!({ "company": "MUSTER PUMPEN", "country": "AT" }));
    let refused = problem(site.submit(&second).await, 409).await;
    let since = &receipt["received_at"].as_str().unwrap()[..10];
    assert_eq!(refused["protected_since"], since);
    assert_eq!(refused["protected_until"], receipt["protected_until"]);
    let said = refused.to_string();
    assert!(!said.contains("acme") && !said.contains("Pumpen"), "{said}");

    // The partner who came first may ask for the receipt again. Other customers are not affected.
    assert_eq!(site.submit(&first).await.status(), 200);
    assert_eq!(site.submit(&of("rival", json!({ "company": "Beispiel AG" }))).await.status(), 201);
    assert_eq!(site.referrals().await.len(), 2);
}

#[tokio::test]
async fn a_customer_is_known_by_either_answer_and_a_free_mailbox_or_nothing_names_none() {
    let site = site(|program| {
        let email = json!({ "name": "email", "label": "E-mail", "type": "email" });
        program["fields"].as_array_mut().unwrap().push(email);
        program["agreement"]["known_by"] = json!(["website", "email", "company"]);
    })
    .await;
    let lead = |company: &str, website: &str, email: &str| {
        of("acme", json!({ "company": company, "website": website, "email": email }))
    };
    for (lead, status) in [
        (lead("Eins AG", "https://www.muster.example/de", "a@gmail.com"), 201),
        (lead("Zwei AG", "shop.muster.example", ""), 409),
        (lead("Drei AG", "", "b@muster.example"), 409),
        (lead("Vier AG", "", "a@gmail.com"), 201),
        (lead("Eins", "https://other.example", ""), 409),
    ] {
        assert_eq!(site.submit(&lead).await.status(), status, "{lead}");
    }
}

#[tokio::test]
async fn what_is_declined_protects_nobody_and_is_kept() {
    let site = site(|_| {}).await;
    let declined = of("acme", json!({ "country": "FR" }));
    assert_eq!(site.submit(&declined).await.status(), 201);
    assert_eq!(site.submit(&of("rival", json!({}))).await.status(), 201);
    assert_eq!(site.submit(&of("acme", json!({ "country": "FR" }))).await.status(), 201);
    assert_eq!(site.submit(&of("acme", json!({}))).await.status(), 409);
}

#[tokio::test]
async fn without_days_or_without_a_word_nobody_is_protected() {
    for change in [
        (|program: &mut Value| program["agreement"]["protection_days"] = json!(0)) as fn(&mut Value),
        |program| program["agreement"]["known_by"] = json!([]),
    ] {
        let site = site(change).await;
        for partner in ["acme", "rival"] {
            assert_eq!(site.submit(&of(partner, json!({}))).await.status(), 201);
        }
    }
}

#[tokio::test]
async fn the_last_day_of_protection_is_the_last() {
    let site = site(|_| {}).await;
    assert_eq!(site.submit(&of("acme", json!({}))).await.status(), 201);
    let file = sqlx::SqlitePool::connect(site.file("referrals.db").to_str().unwrap()).await.unwrap();
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    for (until, status) in [(today, 409), (today.yesterday().unwrap(), 201)] {
        let moved = sqlx::query("UPDATE customers SET until = ?").bind(until.to_string());
        assert_eq!(moved.execute(&file).await.unwrap().rows_affected(), 1);
        assert_eq!(site.submit(&of("rival", json!({}))).await.status(), status, "until {until}");
    }
}

#[tokio::test]
async fn of_many_that_come_at_once_one_is_first() {
    let site = site(|_| {}).await;
    let lead = |i| of(&format!("partner-{i}"), json!({})).to_string();
    let sent: Vec<_> = (0..20).map(|i| tokio::spawn(site.post(lead(i)).send())).collect();
    let mut statuses = Vec::new();
    for answer in sent {
        statuses.push(answer.await.unwrap().unwrap().status().as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![409; 19]].concat());
    assert_eq!(site.referrals().await.len(), 1);
}

#[tokio::test]
async fn another_programs_referral_protects_nobody_here() {
    let site = site(|_| {}).await;
    let mut other = program("1");
    other["id"] = json!("other");
    other["agreement"]["known_by"] = json!(["company"]);
    std::fs::create_dir_all(site.file("rules/other")).unwrap();
    site.write("rules/other/program.json", other.to_string());
    site.write("rules/other/qualify.rhai", site::SCRIPT);
    assert_eq!(site.submit(&of("acme", json!({}))).await.status(), 201);
    let mut lead = submission();
    lead["program"] = json!("other");
    assert_eq!(site.submit(&lead).await.status(), 201);
}

#[tokio::test]
async fn the_page_without_scripts_says_so_in_a_sentence() {
    let site = site(|_| {}).await;
    site.submit(&of("acme", json!({}))).await;
    let answers = [
        ("company", "Muster AG"),
        ("country", "DE"),
        ("employees", "250"),
        ("accept-agreement", "true"),
        ("agreement-version", "1"),
        ("page-action", "send"),
    ];
    let answer =
        site.client.post(site.url("/refer/cloud?partner=rival")).form(&answers).send().await.unwrap();
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("This customer has already been referred")
            && page.contains("sending it again would change nothing"),
        "{page}"
    );
}

#[tokio::test]
async fn letters_that_nobody_sees_are_no_way_round() {
    let site = site(|_| {}).await;
    assert_eq!(site.submit(&of("acme", json!({ "website": "firma.example" }))).await.status(), 201);
    for lead in [
        json!({ "company": "X GmbH", "website": "firma.example\u{200b}" }),
        json!({ "company": "X GmbH", "website": "\u{202a}firma.example" }),
        json!({ "company": "Mus\u{200d}ter AG" }),
        json!({ "company": "Muster\u{fe0f} AG" }),
        json!({ "company": "Muster\u{ad} AG\u{feff}" }),
        json!({ "company": "Muster\u{2060}\nAG" }),
    ] {
        assert_eq!(site.submit(&of("rival", lead.clone())).await.status(), 409, "{lead}");
    }
}

#[tokio::test]
async fn what_stands_for_no_name_protects_nobody() {
    let site = site(|_| {}).await;
    for name in ["n/a", "N.A.", "-", "???", "none", "Unbekannt", "xxx", "000", "k. A.", "不明", "test"] {
        for partner in ["acme", "rival"] {
            assert_eq!(site.submit(&of(partner, json!({ "company": name }))).await.status(), 201, "{name}");
        }
    }
    for name in ["Test AG", "NA Metall GmbH", "3M", "Firma Schmidt"] {
        assert_eq!(site.submit(&of("acme", json!({ "company": name }))).await.status(), 201, "{name}");
        assert_eq!(site.submit(&of("rival", json!({ "company": name }))).await.status(), 409, "{name}");
    }
}

/// Submits leads of two partners, with website, e-mail or company. True if the second one was accepted.
async fn are_two(site: &Site, [first, second]: [Value; 2]) -> bool {
    assert_eq!(site.submit(&of("acme", first.clone())).await.status(), 201, "{first}");
    let status = site.submit(&of("rival", second.clone())).await.status().as_u16();
    assert!(matches!(status, 201 | 409), "{second}: {status}");
    status == 201
}

/// Makes two leads that differ in name and have these answers to one field. The number tells them apart from those of
/// other pairs.
fn alike_but_for(field: &str, answers: [&str; 2], number: usize) -> [Value; 2] {
    let names = ["First", "Second"].map(|name| format!("{name} number {number}"));
    let mut leads = names.map(|name| json!({ "company": name }));
    for (lead, answer) in leads.iter_mut().zip(answers) {
        lead[field] = json!(answer);
    }
    leads
}

#[tokio::test]
async fn what_many_share_makes_nobody_one() {
    let site = site(|program| {
        let email = json!({ "name": "email", "label": "E-mail", "type": "email" });
        program["fields"].as_array_mut().unwrap().push(email);
        program["agreement"]["known_by"] = json!(["website", "email", "company"]);
    })
    .await;
    for (i, [field, one, two]) in [
        [
            "website",
            "https://www.google.de/maps/place/One/@52.5,13.4",
            "https://www.google.de/maps/place/Two/@48.1,11.6",
        ],
        ["website", "gelbeseiten.de/gsbiz/one", "gelbeseiten.de/gsbiz/two"],
        ["website", "https://www.linkedin.com/company/one-gmbh", "https://www.linkedin.com/company/two-gmbh"],
        ["website", "https://facebook.com/one.gmbh", "https://facebook.com/two.gmbh"],
        ["website", "eins.my.canva.site", "zwei.my.canva.site"],
        ["website", "one.github.io", "two.github.io"],
        ["website", "https://one.blogspot.com", "https://two.blogspot.com"],
        ["website", "https://bit.ly/one", "https://bit.ly/two"],
        ["email", "one@pec.it", "two@pec.it"],
        ["email", "one@legalmail.it", "two@legalmail.it"],
        ["email", "one@plala.or.jp", "two@plala.or.jp"],
        ["website", "un.asso.fr", "deux.asso.fr"],
        ["website", "um.med.br", "dois.med.br"],
        ["website", "one.tokyo.jp", "two.tokyo.jp"],
        ["website", "one.eu.org", "two.eu.org"],
        ["website", "jeden.waw.pl", "dwa.waw.pl"],
        ["company", "n/a", "n/a"],
        ["company", "k.A.", "k. A."],
        ["company", "ﾅｼ", "なし"],
        ["company", "sin datos", "Sin datos"],
    ]
    .into_iter()
    .enumerate()
    {
        assert!(are_two(&site, alike_but_for(field, [one, two], i)).await, "{one} and {two}");
    }
}

#[tokio::test]
async fn one_customer_is_one_however_it_is_written() {
    let site = site(|_| {}).await;
    for (i, [field, one, two]) in [
        ["company", "㈱山田製作所", "(株)山田製作所"],
        ["company", "（株）佐藤工業", "株式会社佐藤工業"],
        ["company", "ﾄﾖﾐﾂﾞ商事", "トヨミヅ商事㈱"],
        ["company", "テ\u{3099}ータ館", "データ館"],
        ["company", "㈜한빛소프트", "주식회사 한빛소프트"],
        ["company", "深圳市晨光有限公司", "深圳市晨光"],
        ["company", "ООО «Ромашка»", "Ромашка"],
        ["company", "Johnson & Johnson", "Johnson and Johnson"],
        ["company", "Bauer und Söhne", "Bauer & Sohne GmbH"],
        ["company", "Kessel AG", "Кessel AG"],
        ["company", "Mu\u{308}nch Anlagen", "Münch Anlagen"],
        ["website", "müller.example", "https://www.xn--mller-kva.example/"],
        ["website", "https://de.linkedin.com/company/beispiel", "linkedin.com/company/Beispiel/about/"],
    ]
    .into_iter()
    .enumerate()
    {
        assert!(!are_two(&site, alike_but_for(field, [one, two], i)).await, "{one} and {two}");
    }
}

/// A submission that looks like a machine's.
fn suspected(partner: &str, lead: Value) -> Value {
    let mut submission = of(partner, lead);
    submission["signals"] = json!({ "trap": "cheap watches" });
    submission
}

async fn clear(site: &Site, id: &Value) -> reqwest::Response {
    let path = format!("/api/referrals/{}/not-a-machine", id.as_str().unwrap());
    site.client.post(site.url(&path)).bearer_auth(TOKEN).send().await.unwrap()
}

#[tokio::test]
async fn what_a_machine_may_have_sent_protects_nobody_until_a_person_has_looked() {
    let site = site(|_| {}).await;
    let receipt: Value = site.submit(&suspected("machine", json!({}))).await.json().await.unwrap();
    assert_eq!((&receipt["protected_until"], &receipt["not_yet_protected"]), (&Value::Null, &json!(true)));
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_string();
    assert!(policy.contains("form-action 'self'"), "{policy}");
    assert!(page.text().await.unwrap().contains("It is not from a machine</button>"));

    assert_eq!(clear(&site, &receipt["referral"]).await.status(), 204);
    assert_eq!(site.submit(&of("rival", json!({}))).await.status(), 409);
    let stored = &site.referrals().await[0];
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let until = today.checked_add(jiff::Span::new().days(90)).unwrap().to_string();
    assert_eq!(stored["protected_until"], until);
    assert!(stored["cleared_at"].as_str().unwrap().starts_with(&today.to_string()));
    // Clearing it twice has the same result.
    assert_eq!(clear(&site, &receipt["referral"]).await.status(), 204);
    assert_eq!(clear(&site, &json!("01a22900-0000-7000-8000-00000000000f")).await.status(), 404);
}

#[tokio::test]
async fn whoever_was_protected_meanwhile_stays_so() {
    let site = site(|_| {}).await;
    let machine: Value = site.submit(&suspected("machine", json!({}))).await.json().await.unwrap();
    let person: Value = site.submit(&of("acme", json!({}))).await.json().await.unwrap();
    let refused = problem(clear(&site, &machine["referral"]).await, 409).await;
    assert_eq!(refused["protected_until"], person["protected_until"]);
    assert_eq!(site.submit(&of("rival", json!({}))).await.status(), 409);
    let stored = site.referrals().await;
    let stored = stored.iter().find(|stored| stored["id"] == machine["referral"]).unwrap();
    assert_eq!(stored["protected_until"], Value::Null);
    assert!(stored["cleared_at"].is_string());
}

#[tokio::test]
async fn only_the_vendor_says_that_it_is_no_machines() {
    let site = site(|_| {}).await;
    let receipt: Value = site.submit(&suspected("machine", json!({}))).await.json().await.unwrap();
    let address =
        site.url(&format!("/api/referrals/{}/not-a-machine", receipt["referral"].as_str().unwrap()));
    assert_eq!(site.client.post(&address).send().await.unwrap().status(), 401);
    let foreign = site.client.post(&address).bearer_auth(TOKEN).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert_eq!(site.referrals().await[0]["cleared_at"], Value::Null);
    // The button of the status page leads back to the referral.
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let pressed = client.post(&address).bearer_auth(TOKEN).form(&[("a", "b")]).send().await.unwrap();
    assert_eq!(pressed.status(), 303);
    let back = pressed.headers()["location"].to_str().unwrap();
    assert_eq!(back, format!("/referrals/{}", receipt["referral"].as_str().unwrap()));
}

#[tokio::test]
async fn nobody_asks_company_by_company_which_are_protected() {
    let folder = site(|_| {}).await;
    let site = folder.restart_as(|config| config.protected_answers = 3).await;
    for company in ["Eins AG", "Zwei AG"] {
        assert_eq!(site.submit(&of("acme", json!({ "company": company }))).await.status(), 201);
    }
    for _ in 0..3 {
        assert_eq!(site.submit(&of("nosy", json!({ "company": "Eins AG" }))).await.status(), 409);
    }
    // From here on each lead goes to a person, whether its customer is protected or not, and protects nobody.
    for company in ["Eins AG", "Zwei AG", "Drei AG"] {
        let receipt: Value =
            site.submit(&of("nosy", json!({ "company": company }))).await.json().await.unwrap();
        assert_eq!(
            (&receipt["status"], &receipt["protected_until"], &receipt["not_yet_protected"]),
            (&json!("in-review"), &Value::Null, &json!(true)),
            "{company}"
        );
    }
    let stored = &site.referrals().await[0];
    assert_eq!(
        stored["suspicion"],
        json!(["Today this visitor has already been told about the maximum number of protected customers."])
    );
    // A visitor who is known is still told.
    let partners = json!({ "partners": [{ "id": "known", "origins": ["https://partner.example"] }] });
    site.write("rules/cloud/partners.json", partners.to_string());
    assert_eq!(site.submit(&of("known", json!({ "company": "Eins AG" }))).await.status(), 409);
    assert_eq!(site.submit(&of("known", json!({ "company": "Drei AG" }))).await.status(), 201);
}

#[tokio::test]
async fn asking_at_once_is_no_way_round() {
    let folder = site(|_| {}).await;
    let site = folder.restart_as(|config| config.protected_answers = 3).await;
    assert_eq!(site.submit(&of("acme", json!({}))).await.status(), 201);
    let sent: Vec<_> =
        (0..30).map(|_| tokio::spawn(site.post(of("nosy", json!({})).to_string()).send())).collect();
    let mut told = 0;
    for answer in sent {
        told += usize::from(answer.await.unwrap().unwrap().status() == 409);
    }
    assert_eq!(told, 3);
}

#[tokio::test]
async fn within_a_scope_each_product_has_its_own_protection_and_a_new_version_decides_about_all() {
    let asks_product = |program: &mut Value, scope: Value| {
        let product = json!({ "name": "product", "label": "Product", "type": "select", "required": true, "options": [
            { "value": "c", "label": "C" }, { "value": "c++", "label": "C++" } ] });
        program["fields"].as_array_mut().unwrap().push(product);
        program["agreement"]["known_by"] = json!(["company"]);
        program["agreement"]["scope"] = scope;
    };
    let site = site(|program| asks_product(program, json!(["product"]))).await;
    let lead = |partner: &str, product: &str| of(partner, json!({ "product": product }));
    assert_eq!(site.submit(&lead("acme", "c")).await.status(), 201);
    assert_eq!(site.submit(&lead("rival", "c")).await.status(), 409);
    assert_eq!(site.submit(&lead("rival", "c++")).await.status(), 201);
    assert_eq!(site.submit(&lead("third", "c++")).await.status(), 409);
    let [second, first] = <[Value; 2]>::try_from(site.referrals().await).unwrap();
    // Both keep what they have, and what is released is free for others in that scope alone.
    let url = site.url(&format!("/api/referrals/{}/commands", first["id"].as_str().unwrap()));
    let release = json!({ "command": "release", "note": "Their wish." }).to_string();
    let released = site.client.post(url).bearer_auth(TOKEN).body(release).send().await.unwrap();
    assert_eq!(released.status(), 200);
    assert_eq!(site.submit(&lead("third", "c++")).await.status(), 409);
    assert_eq!(site.submit(&lead("third", "c")).await.status(), 201);
    assert!(second["protected_until"].is_string());
    // A version that names no questions protects a customer as a whole, and what is reopened is compared by it.
    let mut whole = program("3");
    asks_product(&mut whole, json!([]));
    site.write("rules/cloud/program.json", whole.to_string());
    let mut later = lead("fourth", "c");
    later["versions"]["program"] = json!("3");
    assert_eq!(site.submit(&later).await.status(), 409);
    let url = site.url(&format!("/api/referrals/{}/commands", first["id"].as_str().unwrap()));
    let extend = json!({ "command": "extend", "until": "2090-01-01", "note": "Slow." }).to_string();
    let refused = site.client.post(url).bearer_auth(TOKEN).body(extend).send().await.unwrap();
    assert_eq!(problem(refused, 409).await["type"], "customer-protected");
}

#[tokio::test]
async fn a_partner_that_a_website_makes_known_is_told_of_its_own_referral_and_nobody_who_claims_to_be_it() {
    let site = site(|_| {}).await;
    let partners =
        json!({ "partners": [{ "id": "acme", "origins": ["https://partner.example"] }, { "id": "rival" }] });
    site.write("rules/cloud/partners.json", partners.to_string());
    let first: Value = site.submit(&of("acme", json!({}))).await.json().await.unwrap();
    let own = problem(site.submit(&of("acme", json!({}))).await, 409).await;
    assert_eq!(own["own_referral"], first["referral"]);
    let said = own["detail"].as_str().unwrap();
    assert!(said.contains(first["referral"].as_str().unwrap()) && said.contains("yourself"), "{said}");
    // From any other website, that partner is not taken at all. Another partner learns the dates alone.
    let elsewhere = site.client.post(site.url("/api/referrals")).header("content-type", "application/json");
    let elsewhere =
        elsewhere.header("origin", "https://other.example").body(of("acme", json!({})).to_string());
    assert_eq!(elsewhere.send().await.unwrap().status(), 403);
    let other = problem(site.submit(&of("rival", json!({}))).await, 409).await;
    assert!(other.get("own_referral").is_none());
    assert!(!other.to_string().contains(first["referral"].as_str().unwrap()), "{other}");
}
