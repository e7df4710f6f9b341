//! The command's output is in the program's language: in Japanese for authors, and in all of the form's languages for
//! lists.

use crate::leads::{command, run};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const SCRIPT: &str = r#"require("budget", "予算が百万円以上であること", |lead| lead.budget >= 1000000);
review("start", "開始日が決まっていること", |lead| lead.start != ());
score("need", |lead| if lead.need == "new" { 10 } else { 0 });
qualify_at(5);
"#;

fn program(language: &str) -> Value {
    json!({
        "id": "program", "version": "1", "name": "導入の紹介", "language": language, "currency": "JPY",
        "vendor": { "name": "山田製作所" }, "contact": { "name": "窓口", "email": "partners@yamada.example" },
        "fields": [
            { "name": "company", "label": "会社名", "type": "text", "required": true },
            { "name": "email", "label": "メール", "type": "email", "required": true },
            { "name": "budget", "label": "予算", "type": "money", "required": true, "min": 0 },
            { "name": "start", "label": "開始日", "type": "date" },
            { "name": "country", "label": "国", "type": "country" },
            { "name": "need", "label": "ご要望", "type": "select", "options": [
                { "value": "new", "label": "導入" }, { "value": "care", "label": "保守" }
            ] }
        ],
        "compensation": [{ "id": "share", "name": "標準", "basis": "budget", "tiers": [{ "percent": 2 }],
            "payment": { "days": 30, "after": "契約" } }],
        "agreement": { "version": "1", "title": "規約", "summary": "規約", "protection_days": 90,
            "known_by": ["company", "email"] },
        "delivery": { "endpoint": "/api/referrals" }
    })
}

fn folder(program: &str, script: &str, cases: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let of = folder.path().join("program");
    fs::create_dir(&of).unwrap();
    for (name, text) in [("program.json", program), ("qualify.rhai", script), ("cases.json", cases)] {
        fs::write(of.join(name), text).unwrap();
    }
    folder
}

fn said(folder: &TempDir, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    command.arg(arguments[0]).arg(folder.path().join("program")).args(&arguments[1..]);
    let output = command.output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// Returns the English words of a text. Quoted words, excerpts and paths of files, and names do not count.
fn english(text: &str, names: &[&str]) -> Vec<String> {
    let is_ours =
        |line: &&str| !line.contains("-->") && !line.contains(" | ") && !line.trim().starts_with('{');
    let lines: Vec<&str> = text.lines().filter(is_ours).collect();
    let unquoted = lines.join("\n").split(['`', '"']).step_by(2).collect::<Vec<_>>().join(" ");
    let words = unquoted.split(|letter: char| !letter.is_ascii_alphanumeric() && !"_./-[]".contains(letter));
    let words = words.filter(|word| word.bytes().filter(u8::is_ascii_lowercase).count() > 1);
    words.filter(|word| !names.contains(word) && !word.contains('/')).map(ToString::to_string).collect()
}

const CASES: &str = r#"{ "cases": [
    { "name": "導入", "today": "2026-11-23", "lead": { "company": "東", "email": "a@b.example", "budget": 2000000, "need": "new",
      "start": "2027-03-01" }, "verdict": "qualified" },
    { "name": "少額", "today": "2026-11-23", "lead": { "company": "東", "email": "a@b.example", "budget": 10 },
      "verdict": "qualified" }
] }"#;

#[test]
fn authors_of_a_japanese_program_read_japanese() {
    let names = [
        "program",
        "fields",
        "budget",
        "need",
        "start",
        "verdict",
        "qualified",
        "disqualified",
        "review",
        "share",
        "new",
        "today",
        "add_days",
    ];
    let good = folder(&program("ja").to_string(), SCRIPT, CASES);
    let text = said(&good, &["check"]);
    assert!(text.contains("ケース「少額」が期待と違います"), "{text}");
    assert!(text.contains("program: ルール 3 件、ケース 2 件のうち 1 件が期待と違う"), "{text}");
    assert_eq!(english(&text, &names), Vec::<String>::new(), "{text}");
    let text = said(&good, &["explain", "--case", "少額"]);
    assert!(text.contains("条件を満たしていません：必須の条件 `budget` を満たしていません。"), "{text}");
    assert_eq!(english(&text, &names), Vec::<String>::new(), "{text}");

    let mut wrong = program("ja");
    wrong["fields"][2]["typ"] = json!("money");
    wrong["agreement"]["protection_days"] = json!("90");
    let text = said(&folder(&wrong.to_string(), SCRIPT, CASES), &["check"]);
    assert!(text.contains("ここでは使えないキーです"), "{text}");
    let places = ["program", "fields[2].typ", "agreement.protection_days"];
    assert_eq!(english(&text, &places), Vec::<String>::new(), "{text}");
    let slips = "require(\"a\", \"文\", |lead| lead.bugdet > 1);\nreview(\"b\", \"文\", |lead| lead.start > today + 90);\n";
    for script in [
        slips,
        "require(\"a\", \"文\" |lead| true);",
        &SCRIPT.replace("lead.start != ()", "lead.start <= today + 90"),
    ] {
        let text = said(&folder(&program("ja").to_string(), script, CASES), &["check"]);
        assert_eq!(english(&text, &names), Vec::<String>::new(), "{text}");
    }
    let text = said(
        &folder(&program("ja").to_string().replace(",\"contact\"", "\"contact\""), SCRIPT, CASES),
        &["check"],
    );
    assert!(text.contains("JSON ではありません"), "{text}");
    assert_eq!(english(&text, &["program.json"]), Vec::<String>::new(), "{text}");
}

#[test]
fn an_author_may_ask_for_another_language() {
    let good = folder(&program("ja").to_string(), SCRIPT, CASES);
    assert!(said(&good, &["check", "--language", "en"]).contains("program: 3 rules, 1 of 2 cases fails"));
    let english = folder(&program("en").to_string(), SCRIPT, CASES);
    assert!(said(&english, &["check"]).contains("program: 3 rules, 1 of 2 cases fails"));
    assert!(said(&english, &["check", "--language", "ja-JP"]).contains("ルール 3 件"));
    // There are no German sentences for authors, and a half translated output would be worse.
    assert!(said(&english, &["check", "--language", "de"]).contains("3 rules"));
}

#[test]
fn lists_are_spoken_of_in_the_languages_of_the_form() {
    let sheet = "会社名;メール;予算;開始日;ご要望;備考\n東;a@b.example;2000000;2027-03-01;導入;\n西;x;viel;31.2.2027;何;x\n\n";
    for (language, read, mistake, summary) in [
        (
            "de",
            "Zellen getrennt durch Semikolons",
            "muss eine Zahl sein",
            "2 Zeilen in 0,0 s: 1 geeignet, 1 unlesbar.",
        ),
        ("fr", "séparées par des points-virgules", "nombre", "1 illisibles."),
        ("es", "separadas por punto y coma", "número", "1 ilegibles."),
        ("pt", "separadas por ponto e vírgula", "número", "1 ilegíveis."),
        ("it", "separate da punto e virgola", "numero", "1 illeggibili."),
        ("nl", "gescheiden door puntkomma’s", "getal", "1 onleesbaar."),
        ("ja", "区切りはセミコロン", "予算：数値を入力してください", "条件を満たす 1、読み取れない 1"),
        ("ar", "فواصل منقوطة", "رقم", "غير مقروء: 1."),
    ] {
        let folder = folder(&program(language).to_string(), SCRIPT, CASES);
        let run = run(command(Path::new(&folder.path().join("program"))), sheet.as_bytes());
        for said in [read, summary] {
            assert!(run.err.contains(said), "{language}: {}", run.err);
        }
        assert!(run.out.contains(mistake), "{language}: {}", run.out);
        let words = [
            "the",
            "columns",
            "must",
            "rows",
            "row",
            "line",
            "note",
            "warning",
            "qualified",
            "unreadable",
            "column",
        ];
        let said = run.err.split(|letter: char| !letter.is_alphabetic());
        assert_eq!(
            said.filter(|word| words.contains(word)).collect::<Vec<_>>(),
            Vec::<&str>::new(),
            "{}",
            run.err
        );
    }
}
