//! The vendor's side, and the requirements of a start.

use crate::site::{self, Site, TOKEN, config, header, problem, submission};
use referral_endpoint::Endpoint;
use serde_json::{Value, json};

#[tokio::test]
async fn nothing_of_the_vendors_side_opens_without_the_token() {
    let site = Site::start().await;
    for path in ["/", "/api/programs", "/api/referrals", "/api/feedback", "/api/referrals/x"] {
        for wrong in ["", "x", &TOKEN[1..]] {
            let response = site.get(path).header("origin", "https://partner.example").bearer_auth(wrong);
            let response = response.send().await.unwrap();
            assert_eq!(header(&response, "www-authenticate"), "Basic realm=\"referrals\"");
            assert_eq!(header(&response, "access-control-allow-origin"), "");
            problem(response, 401).await;
        }
        let response = site.get(path).basic_auth("anybody", Some(TOKEN)).send().await.unwrap();
        assert_eq!(response.status(), if path.ends_with('x') { 404 } else { 200 });
        assert_eq!(header(&response, "cache-control"), "no-store");
    }
    assert_eq!(site.get("/health").send().await.unwrap().text().await.unwrap(), "ok");
}

#[tokio::test]
async fn pages_of_referrals_are_newest_first_and_complete() {
    let site = Site::start().await;
    for number in 0..5 {
        let mut submission = submission();
        submission["lead"]["note"] = json!(number.to_string());
        site.submit(&submission).await;
    }
    let mut notes = Vec::new();
    let mut path = "/api/referrals?program=cloud&limit=2".to_string();
    loop {
        let page = site.vendor(&path).await;
        notes.extend(page["referrals"].as_array().unwrap().iter().map(|one| one["lead"]["note"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/referrals?program=cloud&limit=2&before={next}");
    }
    assert_eq!(notes, ["4", "3", "2", "1", "0"]);
    assert_eq!(site.vendor("/api/referrals?program=other").await["referrals"], json!([]));
    let refused = site.get("/api/referrals?limit=201").bearer_auth(TOKEN).send().await.unwrap();
    let refused = problem(refused, 400).await;
    assert_eq!(refused["detail"], "`limit` is 201; it goes from 1 to 200. For more, follow `next`.");
    problem(site.get("/api/referrals?before=x").bearer_auth(TOKEN).send().await.unwrap(), 400).await;
}

#[tokio::test]
async fn what_partners_typed_is_text_on_the_status_page() {
    let site = Site::start().await;
    let mut submission = submission();
    submission["lead"]["company"] = json!("<script>alert(1)</script>");
    submission["lead"]["employees"] = json!(3);
    submission["attribution"]["partner"] = json!("\"><img src=x>");
    site.submit(&submission).await;
    let response = site.get("/").bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(header(&response, "x-frame-options"), "DENY");
    let policy = header(&response, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; "), "{policy}");
    let page = response.text().await.unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("&lt;img src=x&gt;"));
    assert!(!page.contains("<script") && !page.contains("<img"));
    assert!(page.contains("Below 50 employees a partner manager decides."));
    assert_eq!(
        header(&site.get("/status.css").send().await.unwrap(), "content-type"),
        "text/css; charset=utf-8"
    );
}

#[tokio::test]
async fn the_status_page_says_of_rules_what_the_program_says_in_its_own_language() {
    let site = Site::start().await;
    let mut program = site::program("2");
    program["language"] = json!("ja");
    program["messages"] =
        json!({ "company-size": { "ja": "従業員が五十名未満の場合は担当者が判断します。" } });
    site.write("rules/cloud/program.json", program.to_string());
    let mut small = submission();
    small["versions"]["program"] = json!("2");
    small["lead"]["employees"] = json!("12");
    assert_eq!(site.submit(&small).await.status(), 201);
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("従業員が五十名未満の場合は担当者が判断します。</li>"), "{page}");
    assert!(!page.contains("Below 50 employees"), "{page}");
}

#[tokio::test]
async fn a_japanese_vendor_reads_no_english_on_the_status_page() {
    let site = Site::start_as(|config| config.least_seconds = 3.0).await;
    let mut program = site::program("2");
    program["language"] = json!("ja");
    program["name"] = json!("紹介");
    program["messages"] = json!({ "company-size": "従業員が五十名未満の場合は担当者が判断します。" });
    site.write("rules/cloud/program.json", program.to_string());
    let mut small = submission();
    small["versions"]["program"] = json!("2");
    small["lead"]["employees"] = json!("12");
    small["lead"]["company"] = json!("山田製作所");
    small["signals"] = json!({ "seconds": 1.5, "trap": "x" });
    assert_eq!(site.submit(&small).await.status(), 201);
    site.write("rules/cloud/partners.json", "{");
    std::fs::create_dir(site.file("rules/other")).unwrap();
    site.write("rules/other/program.json", r#"{ "id": "other", "nmae": 1 }"#);
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("見えない項目に入力されています。 1.5 秒以内に入力されています。"), "{page}");
    assert!(page.contains("満たしていません： 従業員が五十名未満"), "{page}");
    let text = page.split('<').filter(|piece| !piece.starts_with("code>") && !piece.starts_with("a "));
    let text: Vec<&str> = text.filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    // The names of files and partners stay as somebody wrote them.
    let data =
        ["program.json", "partners.json", "JSON", "CSV", "EUR", "UTC", "other", "`name`", "acme-consulting"];
    let text = data.iter().fold(text.join(" "), |text, data| text.replace(data, ""));
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 1).collect();
    assert!(words.is_empty(), "{words:?}: {text}");

    let german = site.get("/").bearer_auth(TOKEN).header("accept-language", "de-AT").send().await.unwrap();
    let page = german.text().await.unwrap();
    assert!(
        page.contains("<html lang=\"de-AT\" dir=\"ltr\">") && page.contains("Was zuerst fällig ist"),
        "{page}"
    );
    assert!(page.contains("Sie wurde innerhalb von 1,5 Sekunden ausgefüllt."), "{page}");
}

#[tokio::test]
async fn a_restart_keeps_leads_and_the_token_until_a_new_one_is_wanted() {
    let site = Site::start_with(None).await;
    let token = site.new_token.clone().unwrap();
    assert_eq!(token.len(), 64);
    let receipt: Value = site.submit(&submission()).await.json().await.unwrap();
    let site = site.restart(None).await;
    assert_eq!(site.new_token, None);
    let listed = site.get("/api/referrals").bearer_auth(&token).send().await.unwrap();
    let listed: Value = listed.json().await.unwrap();
    assert_eq!(listed["referrals"][0]["receipt"], receipt);

    let again = Endpoint::start(referral_endpoint::Config { new_token: true, ..config(&site.folder, None) });
    let newer = again.await.unwrap().new_token().map(String::from).unwrap();
    let site = site.restart(None).await;
    assert_eq!(site.get("/").bearer_auth(&token).send().await.unwrap().status(), 401);
    assert_eq!(site.get("/").bearer_auth(&newer).send().await.unwrap().status(), 200);
    let database = std::fs::read(site.file("referrals.db")).unwrap();
    assert!(!database.windows(newer.len()).any(|bytes| bytes == newer.as_bytes()));
}

#[tokio::test]
async fn a_start_that_fails_says_what_to_do() {
    let site = Site::start().await;
    let folder = tempfile::TempDir::new().unwrap();
    let good = config(&site.folder, Some(TOKEN));
    let refused = |config| async { Endpoint::start(config).await.err().unwrap().to_string() };

    let missing = folder.path().join("missing");
    let mut config = good.clone();
    config.programs = missing.clone();
    let sentence = format!(
        "The programs folder `{}` cannot be read (No such file or directory (os error 2)). Start the command in the folder \
         that has it, or name another with --programs.",
        missing.display()
    );
    assert_eq!(refused(config).await, sentence);
    let mut config = good.clone();
    config.address = site.address.to_string();
    let sentence = format!(
        "The address {} cannot be used (Address already in use (os error 98)). Stop what uses it, or name \
         another with --address.",
        site.address
    );
    assert_eq!(refused(config).await, sentence);
    let mut config = good.clone();
    config.database = missing.join("referrals.db").into();
    let sentence = refused(config).await;
    assert!(
        sentence.starts_with("The database `") && sentence.ends_with("name another with --database."),
        "{sentence}"
    );
    let mut config = good.clone();
    config.new_token = true;
    assert_eq!(
        refused(config).await,
        "--new-token has no effect while REFERRAL_TOKEN is set. Unset one of them."
    );
}
