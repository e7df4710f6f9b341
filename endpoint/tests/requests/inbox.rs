//! The list of referrals at the desk: its order, its search, decisions on several at once, and the list as a file.

use crate::site::{Site, TOKEN, header, problem, submission};
use referral_endpoint::Clock;
use reqwest::{Client, Response, StatusCode, redirect};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Refers a customer about whom a person decides. Returns the referral's id.
async fn refer(site: &Site, company: &str) -> String {
    let mut submission = submission();
    submission["lead"]["company"] = json!(company);
    submission["lead"]["employees"] = json!(3);
    let receipt: Value = site.submit(&submission).await.json().await.unwrap();
    receipt["referral"].as_str().unwrap_or_else(|| panic!("{receipt}")).to_string()
}

/// The companies on a page, in its order.
fn companies(page: &str) -> Vec<String> {
    let cards = page.split("<h3>").skip(1).filter_map(|rest| rest.split_once("</h3>")).map(|(card, _)| card);
    let links = cards.filter_map(|card| card.split_once("<a href=\"/referrals/")?.1.split_once('>'));
    links.map(|(_, text)| text.trim_end_matches("</a>").to_string()).collect()
}

fn next(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("<a rel=\"next\" href=\"")?;
    Some(rest.split_once('"')?.0.replace("&amp;", "&"))
}

async fn decide(site: &Site, fields: &[(&str, &str)]) -> Response {
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let request = client.post(site.url("/referrals/decide")).basic_auth("desk", Some(TOKEN));
    request.header("sec-fetch-site", "same-origin").form(fields).send().await.unwrap()
}

#[tokio::test]
async fn what_is_overdue_comes_first_and_says_so_in_words() {
    let clock = Clock::default();
    clock.set("2026-11-23T09:00:00Z".parse().unwrap());
    let set = clock.clone();
    let site = Site::start_as(move |config| config.clock = clock).await;
    refer(&site, "First AG").await;
    set.set("2026-11-30T10:00:00Z".parse().unwrap());
    refer(&site, "Second AG").await;
    set.set("2026-12-01T10:00:00Z".parse().unwrap());
    let page = site.vendor_text("/").await;
    assert_eq!(companies(&page), ["First AG", "Second AG"]);
    assert_eq!(page.matches("overdue</span>").count(), 1);
    assert_eq!(companies(&site.vendor_text("/?due=overdue").await), ["First AG"]);
    assert_eq!(companies(&site.vendor_text("/?due=week&q=ag").await), ["First AG", "Second AG"]);
}

#[tokio::test]
async fn search_and_filters_stay_in_the_address_and_do_the_same_for_the_api() {
    let site = Site::start().await;
    for company in ["Müller & Söhne GmbH", "株式会社東京電力", "شركة القاهرة", "บริษัท ตัวอย่าง จำกัด"]
    {
        refer(&site, company).await;
    }
    let id = refer(&site, "Kessel AG").await;
    for (query, found) in [
        ("q=MUELLER", "Müller &amp; Söhne GmbH"),
        ("q=s%C3%B6hne+mul", "Müller &amp; Söhne GmbH"),
        ("q=%E6%9D%B1%E4%BA%AC", "株式会社東京電力"),
        ("q=%D8%A7%D9%84%D9%82%D8%A7%D9%87%D8%B1%D9%87", "شركة القاهرة"),
        ("q=%E0%B8%95%E0%B8%B1%E0%B8%A7%E0%B8%AD%E0%B8%A2%E0%B9%88%E0%B8%B2%E0%B8%87", "บริษัท ตัวอย่าง จำกัด"),
        (&format!("q={id}"), "Kessel AG"),
        (&format!("q={}", &id[..30]), "Kessel AG"),
        (
            "q=kessel&status=in-review&program=cloud&partner=acme-consulting&suspected=false&stage=&after=",
            "Kessel AG",
        ),
    ] {
        let page = site.vendor_text(&format!("/?{query}")).await;
        assert_eq!(companies(&page), [found], "{query}");
        let listed = site.vendor(&format!("/api/referrals?{query}")).await;
        assert_eq!(listed["referrals"].as_array().unwrap().len(), 1, "{query}: {listed}");
    }
    let page = site.vendor_text("/?q=kessel&status=in-review").await;
    assert!(
        page.contains("value=\"kessel\"") && page.contains("<option value=\"in-review\" selected>"),
        "{page}"
    );
    assert!(page.contains("href=\"/referrals.csv?q=kessel&amp;status=in-review\""), "{page}");
    for query in ["q=nobody", "q=%40", "status=won", "partner=acme", "assignee=mara", "q=%00", "program=%00"]
    {
        let page = site.vendor_text(&format!("/?{query}")).await;
        assert!(page.contains("No referral fits the search and the filters."), "{query}: {page}");
    }
    for (query, named) in [
        ("status=open", "`status` is `open`; it can be `in-review`"),
        ("due=soon", "`due` is `soon`; it can be `overdue`"),
        ("suspected=maybe", "`suspected` is `maybe`"),
        ("after=x", "`after` is no place in the list"),
        ("after=99999999999999999.1", "`after` is no place in the list"),
    ] {
        for path in ["/", "/referrals.csv"] {
            let refused = site.get(&format!("{path}?{query}")).bearer_auth(TOKEN).send().await.unwrap();
            let refused = problem(refused, 400).await;
            assert!(refused["detail"].as_str().unwrap().starts_with(named), "{refused}");
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_while_others_arrive() {
    let site = Site::start().await;
    for i in 0..52 {
        refer(&site, &format!("Company {i}")).await;
    }
    let first = site.vendor_text("/").await;
    refer(&site, "A late one").await;
    let second = site.vendor_text(&next(&first).unwrap()).await;
    assert_eq!(next(&second), None);
    let all: Vec<String> = [companies(&first), companies(&second)].concat();
    let mut expected: Vec<String> = (0..52).map(|i| format!("Company {i}")).collect();
    expected.push("A late one".into());
    assert_eq!(all, expected);
    assert!(first.contains("<h2 id=\"programs\">") && !second.contains("<h2 id=\"programs\">"));
}

#[tokio::test]
async fn of_several_each_is_decided_on_or_refused_by_itself() {
    let site = Site::start().await;
    let mut ids = BTreeMap::new();
    for company in ["Good AG", "Changed AG", "Untouched AG"] {
        ids.insert(company, refer(&site, company).await);
    }
    let page = site.vendor_text("/").await;
    assert_eq!(page.matches("name=\"ticked\"").count(), 3);
    let note = json!({ "command": "note", "note": "They called." }).to_string();
    let url = site.url(&format!("/api/referrals/{}/commands", ids["Changed AG"]));
    assert_eq!(Client::new().post(url).bearer_auth(TOKEN).body(note).send().await.unwrap().status(), 200);

    let ticked = |company: &str| format!("{} 1", ids[company]);
    let (good, changed) = (ticked("Good AG"), ticked("Changed AG"));
    let fields = [
        ("ticked", good.as_str()),
        ("ticked", &changed),
        ("ticked", "nobody 1"),
        ("form", "decline"),
        ("reason", "not-a-fit"),
        ("message", "Too small."),
        ("back", "/?q=ag"),
    ];
    let decided = decide(&site, &fields).await;
    assert_eq!(decided.status(), StatusCode::OK);
    let page = decided.text().await.unwrap();
    assert!(page.contains("Good AG") && page.contains(">declined</span>"), "{page}");
    assert!(page.contains("Something happened to it after you opened the list."), "{page}");
    assert!(page.contains("There is no such referral.") && page.contains("href=\"/?q=ag\""), "{page}");
    let statuses: Vec<Value> = site.referrals().await.iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, ["in-review", "in-review", "declined"]);
    // Sent again, it changes nothing.
    let again = decide(&site, &fields).await.text().await.unwrap();
    assert!(!again.contains("class=\"badge"), "{again}");

    let none = decide(&site, &[("form", "accept"), ("back", "https://elsewhere.example")])
        .await
        .text()
        .await
        .unwrap();
    assert!(none.contains("Select at least one referral") && !none.contains("elsewhere"), "{none}");
    let reason = [("ticked", ticked("Untouched AG")), ("form", "decline".into()), ("reason", "<img>".into())];
    let fields: Vec<(&str, &str)> = reason.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = decide(&site, &fields).await.text().await.unwrap();
    assert!(
        refused.contains("Choose one of the choices for “Reason”.") && !refused.contains("<img"),
        "{refused}"
    );
    for wrong in [&[("ticked", "x"), ("form", "accept")][..], &[("form", "win")], &[]] {
        problem(decide(&site, wrong).await, 422).await;
    }
    let many: Vec<_> = (0..51).map(|_| ("ticked", good.as_str())).chain([("form", "accept")]).collect();
    problem(decide(&site, &many).await, 422).await;
    let elsewhere = site.client.post(site.url("/referrals/decide")).basic_auth("desk", Some(TOKEN));
    let elsewhere =
        elsewhere.header("sec-fetch-site", "cross-site").form(&[("form", "accept")]).send().await.unwrap();
    problem(elsewhere, 403).await;
}

#[tokio::test]
async fn the_file_has_all_that_the_list_has_and_no_formulas() {
    let site = Site::start().await;
    for i in 0..103 {
        refer(&site, &format!("Company {i}")).await;
    }
    refer(&site, "=HYPERLINK(\"https://evil.example\")").await;
    refer(&site, "Kessel, \"Söhne\"\nAG").await;
    let response = site.get("/referrals.csv?status=in-review").bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header(&response, "content-disposition"), "attachment; filename=\"referrals.csv\"");
    assert_eq!(header(&response, "cache-control"), "no-store");
    let text = response.text().await.unwrap();
    let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns: Vec<String> = csv.headers().unwrap().iter().map(ToString::to_string).collect();
    let rows: Vec<BTreeMap<String, String>> = csv
        .records()
        .map(|row| columns.iter().cloned().zip(row.unwrap().iter().map(ToString::to_string)).collect())
        .collect();
    assert_eq!(rows.len(), 105);
    assert_eq!((rows[0]["company"].as_str(), rows[0]["status"].as_str()), ("Company 0", "in-review"));
    assert_eq!(
        (rows[0]["partner"].as_str(), rows[0]["reasons"].as_str()),
        ("acme-consulting", "company-size")
    );
    assert!(rows[103]["company"].starts_with('\''), "{:?}", rows[103]);
    let found = site.vendor_text("/referrals.csv?q=kessel").await;
    assert_eq!(found.matches("\r\n").count(), 2, "{found}");
    assert!(!site.vendor_text("/referrals.csv?q=nobody").await.contains("in-review"));
}

#[tokio::test]
async fn referrals_of_earlier_versions_are_found_after_a_start_and_erased_ones_never_more() {
    let site = Site::start().await;
    refer(&site, "Kessel AG").await;
    refer(&site, "Muster AG").await;
    let mut database = site.database().await;
    for sql in ["DELETE FROM referral_words", "UPDATE referrals SET has_words = FALSE"] {
        sqlx::query(sql).execute(&mut database).await.unwrap();
    }
    assert!(companies(&site.vendor_text("/?q=kessel").await).is_empty());
    let site = site.restart(Some(TOKEN)).await;
    assert_eq!(companies(&site.vendor_text("/?q=kessel").await), ["Kessel AG"]);
    let mut database = site.database().await;
    sqlx::query("UPDATE referrals SET lead = '{}' WHERE lead LIKE '%Kessel%'")
        .execute(&mut database)
        .await
        .unwrap();
    let site = site.restart(Some(TOKEN)).await;
    assert!(companies(&site.vendor_text("/?q=kessel").await).is_empty());
    let words: Vec<String> = sqlx::query_scalar("SELECT word FROM referral_words")
        .fetch_all(&mut site.database().await)
        .await
        .unwrap();
    assert_eq!(words, ["ag", "muster"]);
}
