//! What rules are called at the desk, in the reader's language.

use crate::site::{Site, TOKEN, program, submission};
use serde_json::json;

const SCRIPT: &str = r#"
require("territory", "We serve Germany and Austria.", |lead| lead.country in ["DE", "AT"]);
score("size", |lead| if lead.employees >= 50 { 30 } else { 0 });
score("named", |lead| 10);
score("always", |lead| 10);
plan(|lead| "referral");
"#;

#[tokio::test]
async fn a_score_is_named_by_what_it_reads_with_its_code_beside() {
    let site = Site::start().await;
    let mut program = program("2");
    program["messages"] = json!({ "named": { "en": "It is a good lead", "de": "Ein guter Lead" } });
    site.write("rules/cloud/qualify.rhai", SCRIPT);
    site.write("rules/cloud/program.json", program.to_string());
    let mut lead = submission();
    lead["versions"]["program"] = json!("2");
    let answer = site.submit(&lead).await;
    assert_eq!(answer.status(), 201);
    let receipt: serde_json::Value = answer.json().await.unwrap();
    let path = format!("/referrals/{}", receipt["referral"].as_str().unwrap());
    for (language, said) in [
        ("en", ["We serve Germany and Austria.", "It is a good lead", "Points for", "Choice of the fee"]),
        ("de", ["We serve Germany and Austria.", "Ein guter Lead", "Punkte für", "Wahl der Provision"]),
    ] {
        let asked = site.get(&path).bearer_auth(TOKEN).header("accept-language", language);
        let page = asked.send().await.unwrap().text().await.unwrap();
        let table = page.split("id=\"verdict\"").nth(1).unwrap().split("</table>").next().unwrap();
        for said in said {
            assert!(table.contains(said), "{said}: {table}");
        }
        for code in ["territory", "size", "named", "always"] {
            assert!(table.contains(&format!("{code}</code>")), "{code}: {table}");
        }
    }
}
