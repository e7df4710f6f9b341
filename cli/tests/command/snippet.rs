//! `referral snippet` in the languages of the form.

use serde_json::{Value, json};
use std::fs;
use std::process::Command;

fn snippet(id: &str, language: &str) -> String {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/");
    let text = fs::read_to_string(format!("{sample}{id}/program.json")).unwrap();
    let mut program: Value = serde_json::from_str(&text).unwrap();
    program["language"] = json!(language);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("program.json"), program.to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral"));
    command.arg("snippet").arg(folder.path()).args(["--at", "https://vendor.example", "--partner", "acme"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_form_in_it_speaks_the_program_s_language() {
    for (language, shown, direction, send, waits, paid) in [
        ("de", "de", "ltr", "Empfehlung senden", "Die Prüfung wird geladen", "50.000"),
        ("ja", "ja", "ltr", "紹介を送信する", "確認の準備をしています", "50,000"),
        ("ar", "ar", "rtl", "إرسال", "", "50"),
        // There are no Swedish texts, so the form is in English.
        ("sv", "en", "ltr", "Send referral", "The check is on its way", "50,000"),
    ] {
        let snippet = snippet("cloud-migration", language);
        let widget = snippet.split("<div class=\"widget\"").nth(1).unwrap().split('>').next().unwrap();
        for part in [format!(r#"lang="{shown}""#), format!(r#"dir="{direction}""#), "hidden".to_string()] {
            assert!(widget.contains(&part), "{language}: {widget}");
        }
        for part in [send, waits, paid] {
            assert!(snippet.contains(part), "{language}: {part} in {snippet}");
        }
        assert!(snippet.contains(&format!(r#"partner="acme" lang="{language}">"#)), "{snippet}");
        let is_english = shown == "en";
        for words in ["Send referral", "The check is on its way", "(optional)", "What you earn", "Choose…"]
        {
            assert_eq!(snippet.contains(words), is_english, "{language}: {words}");
        }
        let is_left_to_right = snippet.contains(r#"type="email" "#) && snippet.contains(r#"dir="ltr""#);
        assert!(is_left_to_right, "{snippet}");
    }
}

#[test]
fn steps_rows_and_countries_are_in_that_language_too() {
    let steps = snippet("ways-to-refer", "de");
    for said in ["aria-label=\"Schritte\"", "Schritt 1 von 2", ">Weiter<"] {
        assert!(steps.contains(said), "{said} in {steps}");
    }
    let rows = snippet("strategic-introduction", "fr");
    assert!(rows.contains("<template><div class=\"card row\""), "{rows}");
    assert!(snippet("every-question", "ja").contains(">ドイツ</option>"));
    assert!(snippet("every-question", "en-GB").contains(">Germany</option>"));
}
