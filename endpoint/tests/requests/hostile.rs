//! Hostile JSON on every way in. Nothing ends the process, and nothing of it is stored.

use crate::attacks::{RAW, attacks, nested};
use crate::site::{self, Site, header, problem, submission};
use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};

/// Returns the text of a submission, with something else in place of `"PLACE"`.
fn with(mut submission: Value, at: &str, attack: &str) -> String {
    *submission.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = json!("PLACE");
    submission.to_string().replace("\"PLACE\"", attack)
}

async fn is_up(site: &Site) {
    assert_eq!(site.get("/health").send().await.unwrap().text().await.unwrap(), "ok");
}

#[tokio::test]
async fn no_member_of_a_submission_takes_hostile_json() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["feedback"] = json!(true);
    site.write("rules/cloud/program.json", program.to_string());
    let mut whole = submission();
    whole["lead"]["zz"] = json!(0);
    whole["attribution"] = json!({ "partner": "acme", "utm": { "utm_source": 0 } });
    whole["verdict"] = json!({ "findings": [] });
    whole["signals"] = json!({ "trap": "", "seconds": 40 });
    whole["further"] = json!(0);
    let feedback = json!({
        "key": "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77", "program": "cloud", "version": "2", "further": 0,
        "attribution": { "utm": { "utm_source": 0 } }, "feedback": { "topic": "fee", "text": "More.", "email": null },
    });
    for (name, attack) in attacks() {
        for at in [
            "/lead/zz",
            "/lead/company",
            "/lead",
            "/verdict",
            "/verdict/findings",
            "/attribution/utm/utm_source",
            "/attribution/partner",
            "/versions",
            "/signals/seconds",
            "/key",
            "/further",
        ] {
            let status = site.post(with(whole.clone(), at, &attack)).send().await.unwrap().status();
            assert!(status.is_client_error(), "{name} at {at}: {status}");
        }
        for at in ["/feedback", "/feedback/text", "/attribution/utm/utm_source", "/further", "/key"] {
            let status = site.post(with(feedback.clone(), at, &attack)).send().await.unwrap().status();
            assert!(status.is_client_error(), "{name} in feedback at {at}: {status}");
        }
        let status = site.post(attack).send().await.unwrap().status();
        assert!(status.is_client_error(), "{name} alone: {status}");
    }
    is_up(&site).await;
    assert_eq!(site.referrals().await, Vec::<Value>::new());
    assert_eq!(site.vendor("/api/feedback").await["feedback"], json!([]));
}

#[tokio::test]
async fn a_private_name_in_an_answer_is_refused_with_its_place() {
    let site = Site::start().await;
    let attack = format!("{{\"{RAW}\":\"\\\"Muster AG\\\"\"}}");
    let body = with(submission(), "/lead/company", &attack);
    let refused = problem(site.post(body).send().await.unwrap(), 422).await;
    assert_eq!(
        refused["detail"],
        format!(
            "The JSON is not a submission: `lead.company` has the name `{RAW}`, which cannot be used. Leave it out."
        )
    );
    assert_eq!(refused["errors"][0]["field"], "company");
    let twice = submission().to_string().replace("\"lead\":{", "\"lead\":{\"company\":\"Kessel AG\",");
    let refused = problem(site.post(twice).send().await.unwrap(), 400).await;
    assert_eq!(refused["detail"], "The body cannot be read: `lead` has the name `company` twice.");
}

#[tokio::test]
async fn what_a_receiver_answers_is_no_way_in() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1/leads", listener.local_addr().unwrap());
    let answer = || async { format!("{{\"data\":{{\"id\":{}}}}}", nested(60)) };
    let router = Router::new().fallback(post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let site = Site::relaying(json!([{
        "id": "pipedrive", "format": "pipedrive", "endpoint": address,
        "headers": { "x-api-token": "${REFERRAL_SECRET_CRM}" },
        "map": { "organization.name": "lead.company", "title": "lead.company" },
    }]))
    .await;
    assert_eq!(site.submit(&submission()).await.status(), 201);
    let tried = site.delivery("failed").await;
    assert_eq!(tried["log"][0]["error"], "organization: the answer has no data.id");
    let site = site.restart(Some(site::TOKEN)).await;
    is_up(&site).await;
}

#[tokio::test]
async fn what_an_earlier_version_stored_of_it_ends_nothing() {
    let site = Site::relaying(json!([])).await;
    let id = site.submit(&submission()).await.json::<Value>().await.unwrap()["referral"].clone();
    let relay = json!({ "destinations": [{ "id": "crm", "endpoint": "http://127.0.0.1:9/leads" }] });
    let mut database = site.database().await;
    // This waits until the relay has looked at the original lead, which goes nowhere.
    while sqlx::query_scalar::<_, i64>("SELECT relayed FROM referrals")
        .fetch_one(&mut database)
        .await
        .unwrap()
        == 0
    {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    site.write("rules/cloud/relay.json", relay.to_string());
    let lead = format!("{{\"company\":\"Muster AG\",\"zz\":{}}}", nested(60));
    sqlx::query("UPDATE referrals SET lead = ?, relayed = 0")
        .bind(lead)
        .execute(&mut database)
        .await
        .unwrap();
    let site = site.restart(Some(site::TOKEN)).await;
    let mut tried = site.delivery("waiting").await;
    while tried["attempts"] == 0 {
        tried = site.delivery("waiting").await;
    }
    assert!(tried["log"][0]["error"].as_str().unwrap().contains("cannot be used"), "{tried}");
    let page = site.get("/").bearer_auth(site::TOKEN).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("Company not given"));
    let listed = site.get(&format!("/api/referrals/{}", id.as_str().unwrap())).bearer_auth(site::TOKEN);
    assert_eq!(listed.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_vendors_files_are_refused_with_the_reason() {
    let site = Site::start().await;
    for (name, attack) in attacks() {
        for (file, text) in [
            ("program.json", attack.clone()),
            ("program.json", with(site::program("2"), "/vendor", &attack)),
            ("partners.json", format!("{{\"partners\":{attack}}}")),
            ("relay.json", format!("{{\"destinations\":{attack}}}")),
        ] {
            let good = std::fs::read(site.file("rules/cloud/program.json")).unwrap();
            site.write(&format!("rules/cloud/{file}"), text);
            let response = site.get("/programs/cloud/program.json").send().await.unwrap();
            let is_refused = header(&response, "referral-refused").starts_with("program.json");
            assert_eq!(is_refused, file == "program.json", "{name} in {file}");
            let page = site.get("/").bearer_auth(site::TOKEN).send().await.unwrap().text().await.unwrap();
            assert!(page.contains(file), "{name} in {file}: {page}");
            match file {
                "program.json" => site.write("rules/cloud/program.json", good),
                _ => std::fs::remove_file(site.file(&format!("rules/cloud/{file}"))).unwrap(),
            }
        }
    }
    let site = site.restart(Some(site::TOKEN)).await;
    is_up(&site).await;
}
