//! The page in all languages: which one it is in, and that each of its texts is translated.

use super::{KEY, asking_for_contacts, page_of, with};
use crate::site::{Site, header, program};
use serde_json::{Value, json};

const LANGUAGES: [(&str, &str, &str); 9] = [
    ("en", "ltr", "Refer a customer"),
    ("de", "ltr", "Kunden empfehlen"),
    ("fr", "ltr", "Recommander un client"),
    ("es", "ltr", "Recomendar a un cliente"),
    ("pt", "ltr", "Recomendar um cliente"),
    ("it", "ltr", "Segnala un cliente"),
    ("nl", "ltr", "Een klant doorverwijzen"),
    ("ja", "ltr", "お客様を紹介する"),
    ("ar", "rtl", "إحالة عميل"),
];

#[tokio::test]
async fn a_page_is_in_a_language_that_its_visitor_knows_or_chooses() {
    let site = Site::start().await;
    for (code, direction, title) in LANGUAGES {
        let asked =
            site.get("/refer/cloud?partner=acme").header("accept-language", format!("sv, {code};q=0.5"));
        let response = asked.send().await.unwrap();
        assert_eq!(header(&response, "vary"), "accept-language");
        assert_eq!(header(&response, "content-language"), code);
        assert_eq!(header(&response, "cache-control"), "no-store");
        assert!(
            header(&response, "content-security-policy").starts_with("default-src 'none'; style-src 'self';")
        );
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("<html lang=\"{code}\" dir=\"{direction}\">")), "{page}");
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{page}");
        assert!(page.contains("action=\"/refer/cloud?partner=acme\""), "{page}");
        // The Enter key presses the first button.
        let first = page.find("<button ").map(|at| &page[at..at + 80]).unwrap();
        assert!(first.contains("name=\"page-action\" value=\"send\""), "{first}");
        // The chosen language stays on all pages that follow, and each page offers the others.
        let chosen = page_of(&site, &format!("/refer/cloud?partner=acme&lang={code}"), "sv").await;
        assert!(chosen.contains(&format!("<h1>{title}</h1>")), "{chosen}");
        assert!(
            chosen.contains(&format!("action=\"/refer/cloud?partner=acme&amp;lang={code}\"")),
            "{chosen}"
        );
        for (other, ..) in LANGUAGES.iter().filter(|(other, ..)| *other != code) {
            assert!(
                chosen.contains(&format!("formaction=\"/refer/cloud?partner=acme&amp;lang={other}\"")),
                "{chosen}"
            );
        }
    }
    let own = page_of(&site, "/refer/cloud?lang=xx", "sv").await;
    assert!(own.contains("<html lang=\"en\" dir=\"ltr\">"), "{own}");
    let missing = page_of(&site, "/refer/nothing", "ja").await;
    assert!(
        missing.contains("というプログラムはありません。") && missing.contains("lang=\"ja\""),
        "{missing}"
    );
}

/// Numbers are read as the page writes them, whatever the program's own language is.
#[tokio::test]
async fn what_is_typed_is_read_in_the_language_of_the_page() {
    for (query, knows, shown_in, typed) in [
        ("?lang=de", "en", None, "1.234.567"),
        ("", "de-AT", None, "1.234.567"),
        ("", "en", Some("de"), "1.234.567"),
        ("", "fr", None, "1\u{202f}234\u{202f}567"),
        ("", "de-CH", None, "1’234’567"),
        ("", "ja", None, "１，２３４，５６７"),
        ("", "sv", None, "1,234,567"),
    ] {
        let site = Site::start().await;
        let mut form = with("employees", typed);
        form.extend(shown_in.map(|language| ("page-language", language)));
        let sent =
            site.client.post(site.url(&format!("/refer/cloud{query}"))).header("accept-language", knows);
        let response = sent.form(&form).send().await.unwrap();
        assert_eq!(response.status(), 200, "{knows} {typed}");
        assert_eq!(site.referrals().await[0]["lead"]["employees"], 1_234_567, "{knows} {typed}");
    }
}

#[tokio::test]
async fn another_language_keeps_what_was_typed_and_writes_numbers_as_it_does() {
    let site = asking_for_contacts().await;
    let typed =
        [("page-language", "de"), ("contacts.0.email", "it@kessel.example"), ("contacts.0.share", "7,5")];
    let typed: Vec<_> = [&with("employees", "1.234.567")[..], &typed].concat();
    let typed: Vec<_> = typed.into_iter().filter(|(name, _)| *name != "page-action").collect();
    let switched = site.client.post(site.url("/refer/cloud?lang=en")).form(&typed).send().await.unwrap();
    let page = switched.text().await.unwrap();
    for kept in
        ["value=\"1,234,567\"", "value=\"7.5\"", "value=\"it@kessel.example\"", KEY, "<html lang=\"en\""]
    {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(!page.contains("There is a problem"), "{page}");
}

/// Returns what people read on a page, without the names of other languages: one text on each line.
fn visible(page: &str) -> String {
    let page = dom_query::Document::from(page);
    page.select("details.languages").remove();
    let read = page.select("title, body *");
    read.nodes().iter().map(|node| node.immediate_text().to_string() + "\n").collect()
}

/// A program of a vendor in Japan, with all types of questions and all parts that a program can have.
fn japanese() -> (Value, &'static str) {
    let mut program = program("1");
    program["language"] = json!("ja");
    program["name"] = json!("クラウド移行");
    program["summary"] = json!("社内システムをクラウドへ移行する企業をご紹介ください。");
    program["currency"] = json!("JPY");
    program["vendor"]["name"] = json!("山田製作所");
    program["contact"] = json!({
        "name": "佐藤花子", "role": "パートナー担当", "email": "partners@vendor.example", "phone": "+81 3 1234 5678",
        "appointments": "https://vendor.example/sato"
    });
    program["fields"] = json!([
        { "name": "company", "label": "会社名", "type": "text", "required": true, "hint": "正式名称", "help": "登記上の名称です。" },
        { "name": "country", "label": "国", "type": "country", "required": true },
        { "name": "employees", "label": "従業員数", "type": "number", "required": true, "min": 1, "max": 1_000_000 },
        { "name": "budget", "label": "予算", "type": "money", "example": "12,500" },
        { "name": "start", "label": "開始日", "type": "date" },
        { "name": "website", "label": "ウェブサイト", "type": "url" },
        { "name": "share", "label": "割合", "type": "percent" },
        { "name": "topics", "label": "関心", "type": "multiselect", "min_items": 1, "options": [
            { "value": "a", "label": "移行" }, { "value": "b", "label": "保守" } ] },
        { "name": "asked", "label": "顧客の同意あり", "type": "checkbox" },
        { "name": "contacts", "label": "担当者", "type": "group", "item": "担当者", "min_items": 1, "fields": [
            { "name": "email", "label": "メール", "type": "email", "required": true } ] }
    ]);
    program["compensation"] = json!([{
        "id": "referral", "name": "紹介料", "basis": "budget", "flat": "50000", "cap": "900000",
        "tiers": [{ "up_to": "1000000", "percent": "5" }, { "percent": "2.5" }],
        "payment": { "days": 30, "after": "契約締結" }
    }]);
    program["agreement"] = json!({
        "version": "1", "title": "紹介規約", "summary": "公正に。", "text": "本文。", "protection_days": 90, "known_by": ["company"]
    });
    program["consent"] =
        json!({ "text": "顧客は連絡に同意しています。", "purpose": "ご連絡", "retention": "一年間" });
    program["ideal_customer"] = json!(["製造業"]);
    program["products"] = json!([{ "name": "移行支援", "summary": "計画から運用まで" }]);
    program["resources"] = json!([
        { "title": "資料", "link": "https://vendor.example/sheet", "kind": "product-sheet" },
        { "title": "事例", "link": "https://vendor.example/story", "kind": "success-story" }
    ]);
    let script = r#"
        require("territory", "日本の企業が対象です。", |lead| lead.country in ["JP"]);
        review("size", "従業員が五十名未満の場合は担当者が判断します。", |lead| lead.employees >= 50);
        plan(|lead| "referral");
    "#;
    (program, script)
}

fn japanese_lead<'a>(key: &'a str, employees: &'a str, action: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("company", "株式会社高橋工業"),
        ("country", "JP"),
        ("employees", employees),
        ("budget", "12500000"),
        ("start", "2027-03-01"),
        ("website", "takahashi.example"),
        ("share", "7"),
        ("topics", "a"),
        ("contacts.0.email", "it@takahashi.example"),
        ("give-consent", "true"),
        ("consent-words", "顧客は連絡に同意しています。"),
        ("accept-agreement", "true"),
        ("agreement-version", "1"),
        ("submission-key", key),
        ("page-opened", "1700000000000"),
        ("page-action", action),
    ]
}

/// Every page that a partner may see, in a language.
async fn pages(language: &str) -> Vec<(&'static str, String)> {
    let site = Site::start().await;
    let (program, script) = japanese();
    site.write("rules/cloud/program.json", program.to_string());
    site.write("rules/cloud/qualify.rhai", script);
    let path = format!("/refer/cloud?lang={language}");
    let other = "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e78";
    let mut pages = vec![("empty", page_of(&site, &path, "").await)];
    let mut nothing = japanese_lead(KEY, "many", "send");
    nothing.retain(|(name, _)| ["submission-key", "page-opened", "page-action"].contains(name));
    let wrong = [
        &nothing[..],
        &[("employees", "many"), ("website", "no"), ("share", "x"), ("contacts.0.email", "a")],
    ]
    .concat();
    for (name, form) in [
        ("unanswered", nothing),
        ("wrong", wrong),
        ("checked", japanese_lead(KEY, "1200", "check")),
        ("in review", japanese_lead(KEY, "12", "check")),
        ("a row", japanese_lead(KEY, "1200", "add contacts")),
        ("receipt", japanese_lead(KEY, "1200", "send")),
        ("earlier", japanese_lead(KEY, "1300", "send")),
        ("protected", japanese_lead(other, "1200", "send")),
    ] {
        let sent = site.client.post(site.url(&path)).form(&form).send().await.unwrap();
        pages.push((name, sent.text().await.unwrap()));
    }
    pages.push(("no program", page_of(&site, &format!("/refer/nothing?lang={language}"), "").await));
    site.write("rules/cloud/partners.json", r#"{ "only_known": true }"#);
    pages.push(("not for everybody", page_of(&site, &path, "").await));
    pages
}

/// The parts that are not in the language: the receipt's reference, and the name in the address.
const NOT_READ: [&str; 2] = ["strong[data-slot=referral]", "code[data-slot=program]"];

#[tokio::test]
async fn a_japanese_page_has_no_word_in_latin_letters_that_is_not_the_vendors_own() {
    // The vendor's own words, and the code of a currency, which is before a control.
    let vendors = [
        "JPY",
        "partners",
        "vendor",
        "example",
        "name",
        "company",
        "takahashi",
        "it",
        "many",
        "x",
        "no",
        "a",
    ];
    for (name, page) in pages("ja").await {
        let page = dom_query::Document::from(page);
        page.select(&NOT_READ.join(", ")).remove();
        let text = visible(&page.html());
        let words = text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| !word.is_empty());
        let foreign: Vec<&str> = words.filter(|word| !vendors.contains(word)).collect();
        assert_eq!(foreign, Vec::<&str>::new(), "{name}: {text}");
        for label in ["aria-label", "title", "alt", "placeholder"] {
            assert_eq!(page.select(&format!("[{label}]")).length(), 0, "{name}: {label}");
        }
    }
}

#[tokio::test]
async fn every_text_of_every_page_has_a_translation() {
    let read =
        |path: String| -> Value { serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap() };
    let catalogs = |code: &str| {
        let root = env!("CARGO_MANIFEST_DIR");
        [
            read(format!("{root}/../src/browser/loader/texts/{code}.json")),
            read(format!("{root}/../language/src/texts/{code}.json")),
        ]
    };
    let english = pages("en").await;
    for (code, ..) in LANGUAGES.iter().filter(|(code, ..)| *code != "en") {
        let catalogs = catalogs(code);
        for ((name, page), (_, english)) in pages(code).await.into_iter().zip(&english) {
            let (page, english) =
                (dom_query::Document::from(page), dom_query::Document::from(english.as_str()));
            let keys = |page: &dom_query::Document| -> Vec<String> {
                page.select("[data-text]")
                    .nodes()
                    .iter()
                    .map(|it| it.attr_or("data-text", "").to_string())
                    .collect()
            };
            assert_eq!(keys(&page), keys(&english), "{code} {name}");
            for key in keys(&page) {
                assert!(
                    !key.is_empty() && catalogs.iter().any(|texts| !texts[&key].is_null()),
                    "{code} {name}: {key}"
                );
            }
            let texts = |page: &dom_query::Document| -> String {
                page.select(
                    "h1, [data-text=send], [data-text=check-only], [data-text=known], [data-text=again]",
                )
                .text()
                .to_string()
            };
            assert_ne!(texts(&page), texts(&english), "{code} {name}");
        }
    }
}
