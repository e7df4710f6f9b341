//! Puts the same fixtures to the native engine and to the built Wasm module. The replies must be the same, byte for
//! byte.
//!
//! This half answers natively and writes `conformance.jsonl` into cargo's folder for the files of tests. `compare.mjs`
//! asks the Wasm module the same. `cargo xtask test` runs both.

#[path = "../generate/mod.rs"]
#[allow(dead_code, reason = "what else can be generated is for tests/properties.rs")]
mod generate;
#[path = "../hostile/mod.rs"]
#[allow(dead_code, reason = "what must come of an attack is the affair of tests/hostile.rs")]
mod hostile;

use generate::{Case, Choices};
use referral_widget::exchange::Session;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How many programs, scripts and leads are generated.
const GENERATED: u64 = 300;

/// A conversation: requests that one engine gets in this order.
struct Fixture {
    name: String,
    requests: Vec<String>,
}

#[test]
fn every_fixture_is_answered_and_written_down() {
    let mut lines = String::new();
    let mut names = BTreeSet::new();
    for Fixture { name, requests } in fixtures() {
        let mut session = Session::default();
        let replies: Vec<_> = requests.iter().map(|request| session.answer_json(request)).collect();
        assert!(replies[0].is_some(), "{name}: there is no answer to the first request");
        lines.push_str(&json!({ "name": name, "requests": requests, "replies": replies }).to_string());
        lines.push('\n');
        assert!(names.insert(name.clone()), "two fixtures are called {name}");
    }
    for kind in ["sample", "spellings", "partners", "generated", "hostile"] {
        assert!(names.iter().any(|name| name.starts_with(kind)), "there are no fixtures of the kind {kind}");
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance.jsonl");
    fs::write(&file, lines).expect("the fixtures can be written");
}

fn fixtures() -> Vec<Fixture> {
    let mut fixtures = samples();
    fixtures.push(spellings());
    fixtures.push(partners());
    fixtures.extend((0..GENERATED).map(generated));
    fixtures.extend(hostile::corpus().into_iter().map(attack));
    fixtures
}

fn load(program: &str, script: &str) -> String {
    json!({ "load": { "program": program, "script": script } }).to_string()
}

fn judge(id: usize, answers: &Value, today: &str) -> String {
    json!({ "judge": { "id": id, "answers": answers, "today": today } }).to_string()
}

/// Each sample program with all its cases, and each case again with the answers one after the other.
fn samples() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let entries = fs::read_dir(folder).expect("the sample programs are in rules/");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().map(|folder| sample(folder)).collect()
}

fn sample(folder: &Path) -> Fixture {
    let read = |file: &str| fs::read_to_string(folder.join(file)).expect("a sample program has this file");
    let cases: Value = serde_json::from_str(&read("cases.json")).expect("cases.json is JSON");
    let mut requests = vec![load(&read("program.json"), &read("qualify.rhai"))];
    for case in cases["cases"].as_array().expect("cases") {
        let today = case["today"].as_str().expect("a date");
        let mut typed = json!({});
        for (name, answer) in case["lead"].as_object().expect("a lead") {
            typed[name] = answer.clone();
            requests.push(judge(requests.len(), &typed, today));
        }
        requests.push(judge(requests.len(), &case["lead"], today));
    }
    let name = folder.file_name().expect("a folder has a name").to_string_lossy();
    Fixture { name: format!("sample: {name}"), requests }
}

/// Names, addresses and sentences as they are written around the world, and what the vocabulary makes of each. In a
/// page, the browser decomposes and composes letters.
fn spellings() -> Fixture {
    let program = referral_testing::program().field("one", "textarea").field("two", "textarea").text();
    let script = r#"
        route(|lead| plain(lead.one) + "|" + company_name(lead.one) + "|" + domain(lead.one) + "|" + company_domain(lead.one)
            + "|" + same_company(lead.one, lead.two) + "|" + same_text(lead.one, lead.two) + "|" + mentions(lead.one, lead.two)
            + "|" + mentions(lead.two, lead.one));
    "#;
    let texts = [
        "㈱山田製作所",
        "ﾔﾏﾀﾞ（株）",
        "テ\u{3099}ータ・センター㍿",
        "삼성전자 ㈜",
        "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}",
        "Mu\u{308}ller & So\u{308}hne GmbH",
        "Müller und Söhne",
        "ﬁnance™ ½ m² ´a´ ¨ Åre İzmir ŉ ǅ ﷺ",
        "Общество с ограниченной ответственностью «Йод»",
        "ΟΔΟΣ Ά ΐ",
        "Nguyễn Thị Ánh",
        "शर्मा क़",
        "שָׁלוֹם",
        "شركة لآلئ",
        "สำนักงาน SAP คลาวด์",
        "東京のSAP導入、C#とC++",
        "C",
        "C#",
        ".NET, R&D",
        "https://www.MU\u{308}LLER.example/a",
        "jo@xn--mller-kva.example",
        "xn--r8jz45g.example",
        "xn--99999999.example",
        "ｆｉｒｍａ。ｅｘａｍｐｌｅ",
        "\u{1f1e9}\u{1f1ea} 𝐌𝓊𝔰𝕥𝖾𝗋 \u{fb1d}\u{2126}",
    ];
    let mut requests = vec![load(&program, script)];
    for one in texts {
        for two in texts {
            requests.push(judge(requests.len(), &json!({ "one": one, "two": two }), "2026-11-23"));
        }
    }
    Fixture { name: "spellings".into(), requests }
}

/// Rules that read facts of the partner, with tokens that know all of them, some or none.
fn partners() -> Fixture {
    let program = referral_testing::program()
        .field("website", "url")
        .with("partner_facts", json!(["country", "domain", "level"]))
        .text();
    let script = r#"
        require("self", "Not yourself.", |lead| same_company(lead.website, partner.domain) != true);
        review("region", "In the region.", |lead| partner.country in ["DE", "AT"] || lead.website == ());
        score("level", |lead| { let points = 0; for known in ["silver", "gold"] { points += 10; if known == partner.level { return points; } } 0 });
        route(|lead| `team-${partner.level}`);
    "#;
    let mut requests = vec![load(&program, script)];
    for token in [
        json!(null),
        json!(
            "e30.eyJmYWN0cyI6eyJjb3VudHJ5IjoiREUiLCJkb21haW4iOiJwYXJ0bmVyLmV4YW1wbGUiLCJsZXZlbCI6ImdvbGQifX0.AA"
        ),
        // {"facts":{"level":"größer"}}
        json!("e30.eyJmYWN0cyI6eyJsZXZlbCI6Imdyw7bDn2VyIn19.AA"),
        json!("e30.eyJmYWN0cyI6eyJsZXZlbCI6ImdyXHUwMGY2XHUwMGRmZXIifX0.AA"),
        json!("e30.eyJmYWN0cyI6eyJjb3VudHJ5IjoiIiwibGV2ZWwiOiIifX0.AA"),
        json!("no token"),
        json!(7),
    ] {
        for lead in [json!({}), json!({ "website": "https://partner.example" })] {
            let id = requests.len();
            let judge = json!({ "id": id, "answers": lead, "today": "2026-11-23", "token": token });
            requests.push(json!({ "judge": judge }).to_string());
        }
    }
    Fixture { name: "partners".into(), requests }
}

fn generated(seed: u64) -> Fixture {
    let case = Case::new(&mut Choices::seeded(seed));
    let known = |id: usize, answers: &Value, today: &str| {
        let judge = json!({ "id": id, "answers": answers, "today": today, "token": case.token() });
        json!({ "judge": judge }).to_string()
    };
    let requests = vec![
        load(&case.program, &case.script),
        judge(1, &json!(case.answers), "2026-11-23"),
        known(2, &json!(case.answers), "2026-11-23"),
        known(3, &json!(case.later), "2027-01-01"),
        judge(4, &json!({}), "2026-11-23"),
    ];
    Fixture { name: format!("generated: {seed}"), requests }
}

fn attack(attack: hostile::Attack) -> Fixture {
    let requests =
        vec![hostile::load(&attack.script), hostile::judge(), hostile::load(hostile::GOOD), hostile::judge()];
    Fixture { name: format!("hostile: {}", attack.name), requests }
}
