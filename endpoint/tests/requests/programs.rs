//! Programs, scripts and the package, as partners' pages load them.

use crate::site::{self, SCRIPT, Site, TOKEN, header, problem, program, submission};
use serde_json::{Value, json};

const BROKEN: &str = r#"require("territory", "We serve Germany.", |lead| lead.contry == "DE");"#;

#[tokio::test]
async fn a_release_is_served_byte_for_byte_and_revalidated_by_its_hash() {
    let site = Site::start().await;
    let response = site.get("/programs/cloud/qualify.rhai").send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(header(&response, "cache-control"), "no-cache");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    assert_eq!(header(&response, "referral-refused"), "");
    let etag = header(&response, "etag").to_string();
    assert_eq!(response.text().await.unwrap(), SCRIPT);
    let listed = site.vendor("/api/programs").await;
    assert_eq!(etag, format!("\"{}\"", listed["programs"][0]["rules_hash"].as_str().unwrap()));

    let response = site.get("/programs/cloud/program.json").header("origin", "https://partner.example");
    let response = response.send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "application/json");
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    assert!(header(&response, "access-control-expose-headers").contains("referral-refused"));
    let etag = header(&response, "etag").to_string();
    assert_eq!(response.text().await.unwrap(), program("1").to_string());
    let weak = format!("\"other\", W/{etag}");
    for known in [etag.as_str(), "*", &weak] {
        let same =
            site.get("/programs/cloud/program.json").header("if-none-match", known).send().await.unwrap();
        assert_eq!(same.status(), 304);
        assert_eq!(header(&same, "etag"), etag);
    }
}

#[tokio::test]
async fn an_edited_script_judges_the_next_lead() {
    let site = Site::start().await;
    let before: Value = site.submit(&submission()).await.json().await.unwrap();
    site.write("rules/cloud/qualify.rhai", SCRIPT.replace("50", "500"));
    let after: Value = site.submit(&submission()).await.json().await.unwrap();
    assert_eq!((&before["status"], &after["status"]), (&json!("accepted"), &json!("in-review")));
    assert_ne!(before["verdict"]["rules_hash"], after["verdict"]["rules_hash"]);
}

#[tokio::test]
async fn a_broken_script_is_refused_and_the_last_good_one_stays_even_across_a_restart() {
    let site = Site::start().await;
    let good = site.get("/programs/cloud/qualify.rhai").send().await.unwrap();
    let good = header(&good, "etag").to_string();
    site.write("rules/cloud/qualify.rhai", BROKEN);
    assert_refused(&site, &good).await;
    let site = site.restart(Some(TOKEN)).await;
    assert_refused(&site, &good).await;
    site.write("rules/cloud/qualify.rhai", "throw \"Gru\u{df}\\nan alle\";");
    let response = site.get("/programs/cloud/qualify.rhai").send().await.unwrap();
    assert_eq!(header(&response, "referral-refused"), "qualify.rhai, line 1, column 1: Gru? an alle");

    site.write("rules/cloud/qualify.rhai", SCRIPT);
    let mended = site.get("/programs/cloud/qualify.rhai").send().await.unwrap();
    assert_eq!(header(&mended, "etag"), good);
    assert_eq!(header(&mended, "referral-refused"), "");
}

async fn assert_refused(site: &Site, good: &str) {
    let response =
        site.get("/programs/cloud/qualify.rhai").header("if-none-match", good).send().await.unwrap();
    assert_eq!(response.status(), 200, "a browser that revalidates must see the header");
    assert_ne!(header(&response, "etag"), good);
    let reason = header(&response, "referral-refused").to_string();
    assert!(
        reason.starts_with("qualify.rhai") && reason.contains("contry") && reason.len() <= 300,
        "{reason}"
    );
    assert_eq!(response.text().await.unwrap(), SCRIPT);
    let receipt: Value = site.submit(&submission()).await.json().await.unwrap();
    assert_eq!(receipt["status"], "accepted");
    let listed = site.vendor("/api/programs").await;
    assert_eq!(listed["programs"][0]["state"], "refused");
    assert_eq!(listed["programs"][0]["in_service"], true);
    let page = site.get("/").bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("last good in service") && page.contains("contry"));
}

#[tokio::test]
async fn files_that_cannot_be_in_service_say_why() {
    let site = Site::start().await;
    for (place, program, message) in [
        (
            "id",
            json!({ "id": "other" }),
            "id: is `other`, but the folder's name is `cloud` (give both the same name)",
        ),
        (
            "rules",
            json!({ "rules": "https://vendor.example/q.rhai" }),
            "rules: is a web address, which this endpoint does not fetch (put the script beside program.json and name the file)",
        ),
        (
            "rules",
            json!({ "rules": "../../referrals.db" }),
            "rules: `../../referrals.db` is not the name of a script beside program.json (use letters, digits, points, hyphens and underscores, such as qualify.rhai)",
        ),
        (
            "missing.rhai",
            json!({ "rules": "missing.rhai" }),
            "missing.rhai: is missing (put the file into the program's folder, or correct `rules` in program.json)",
        ),
    ] {
        let mut document = site::program("1");
        for (key, value) in program.as_object().unwrap() {
            document[key] = value.clone();
        }
        site.write("rules/cloud/program.json", document.to_string());
        let response = site.get("/programs/cloud/program.json").send().await.unwrap();
        assert_eq!(header(&response, "referral-refused"), message);
        let listed = site.vendor("/api/programs").await;
        assert_eq!(listed["programs"][0]["problems"][0]["place"], place);
    }
    site.write("rules/cloud/program.json", program("1").to_string());
    site.write("rules/cloud/qualify.rhai", "x".repeat(256 * 1024 + 1));
    let response = site.get("/programs/cloud/program.json").send().await.unwrap();
    assert_eq!(header(&response, "referral-refused"), "qualify.rhai: is longer than 262144 bytes");
    std::fs::remove_file(site.file("rules/cloud/program.json")).unwrap();
    let response = site.get("/programs/cloud/program.json").send().await.unwrap();
    assert_eq!(header(&response, "referral-refused"), "program.json: is missing");
    assert_eq!(site.vendor("/api/programs").await["programs"][0]["in_service"], true);
    std::fs::create_dir(site.file("rules/My program")).unwrap();
    site.write("rules/My program/program.json", "{}");
    site.write("rules/README.md", "Not a program.");
    let listed = site.vendor("/api/programs").await;
    assert_eq!(listed["programs"].as_array().unwrap().len(), 2);
    assert_eq!(listed["programs"][0]["problems"][0]["message"], "`My program` is not a program id");
    std::fs::remove_dir_all(site.file("rules/cloud")).unwrap();
    problem(site.get("/programs/cloud/program.json").send().await.unwrap(), 404).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_out_of_the_folder_is_not_published() {
    let site = Site::start().await;
    std::fs::remove_file(site.file("rules/cloud/qualify.rhai")).unwrap();
    site.write("secret", "require(\"a\", \"b\", |lead| true);");
    std::os::unix::fs::symlink(site.file("secret"), site.file("rules/cloud/qualify.rhai")).unwrap();
    let response = site.get("/programs/cloud/qualify.rhai").send().await.unwrap();
    assert_eq!(
        header(&response, "referral-refused"),
        "qualify.rhai: cannot be read: it is a link that leads out of the program's folder"
    );
    assert_eq!(response.text().await.unwrap(), SCRIPT);
}

#[tokio::test]
async fn a_program_that_never_was_good_asks_to_try_again() {
    let site = Site::start().await;
    std::fs::create_dir(site.file("rules/new")).unwrap();
    site.write("rules/new/program.json", "{");
    let mut submission = submission();
    submission["program"] = json!("new");
    let answers =
        [site.get("/programs/new/program.json").send().await.unwrap(), site.submit(&submission).await];
    for response in answers {
        assert_eq!(header(&response, "retry-after"), "5");
        let refused = problem(response, 503).await;
        assert_eq!(refused["type"], "program-refused");
        assert_eq!(
            refused["detail"],
            "The vendor's files for `new` cannot be used yet. program.json, line 1, column 1: is not JSON: EOF while parsing \
             an object"
        );
    }
}

#[tokio::test]
async fn the_package_is_embeddable_from_anywhere_and_compressed_where_it_can_be() {
    let site = Site::start().await;
    site.write("dist/referral-widget.js", "export {};");
    site.write("dist/referral-widget.js.br", "not really brotli");
    site.write("dist/form.wasm", "\0asm");
    site.write("dist/form.css", "a {}");
    for (file, content_type) in [
        ("referral-widget.js", "text/javascript"),
        ("form.wasm", "application/wasm"),
        ("form.css", "text/css"),
    ] {
        let path = format!("/referral-widget/{file}");
        let response = site.get(&path).header("origin", "https://partner.example").send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "content-type"), content_type);
        assert_eq!(header(&response, "access-control-allow-origin"), "*");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "cross-origin");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        let etag = header(&response, "etag").to_string();
        assert!(etag.starts_with('"'), "{etag}");
        let same = site.get(&path).header("if-none-match", etag).send().await.unwrap();
        assert_eq!(same.status(), 304);
    }
    let plain = site.get("/referral-widget/referral-widget.js").send().await.unwrap();
    let small = site.get("/referral-widget/referral-widget.js").header("accept-encoding", "gzip, br");
    let small = small.send().await.unwrap();
    for response in [&plain, &small] {
        assert_eq!(header(response, "vary"), "accept-encoding");
    }
    assert_eq!(header(&small, "content-encoding"), "br");
    assert_eq!(header(&small, "content-type"), "text/javascript");
    assert_ne!(header(&plain, "etag"), header(&small, "etag"));
    problem(site.get("/referral-widget/..%2freferrals.db").send().await.unwrap(), 404).await;
}
