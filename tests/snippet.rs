//! The HTML that a partner pastes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use referral_widget::markup::snippet;
use referral_widget::program::Program;
use std::fs;

fn sample(id: &str) -> String {
    fs::read_to_string(format!("{}/rules/{id}/program.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn of(id: &str) -> String {
    snippet(&Program::parse(&sample(id)).unwrap(), "https://vendor.example", "acme & \"co\"", str::to_string)
}

#[test]
fn a_snippet_names_its_files_and_its_partner_and_leads_on_where_there_is_no_script() {
    let snippet = of("cloud-migration");
    for part in [
        r#"<script type="module" src="https://vendor.example/referral-widget/referral-widget.js"></script>"#,
        r#"<link rel="preload" as="fetch" href="https://vendor.example/programs/cloud-migration/program.json" crossorigin>"#,
        r#"<referral-form program="https://vendor.example/programs/cloud-migration/program.json" partner="acme &amp; &quot;co&quot;" lang="en">"#,
        r#"<template shadowrootmode="open"><link rel="stylesheet" href="https://vendor.example/referral-widget/form.css">"#,
        r#"<a href="https://vendor.example/refer/cloud-migration?partner=acme+%26+%22co%22">Cloud migration referrals</a>"#,
    ] {
        assert!(snippet.contains(part), "{part}\n\n{snippet}");
    }
    // Firefox would load it twice.
    assert!(!snippet.contains("form.wasm"));
    // A strict policy allows neither of them.
    assert!(!snippet.contains("<style") && !snippet.contains(" style="));
}

#[test]
fn the_form_in_it_cannot_be_sent_and_says_that_its_check_is_on_its_way() {
    let snippet = of("cloud-migration");
    assert!(snippet.contains(r#"<div class="widget" hidden lang="en" dir="ltr" part="widget">"#));
    assert!(snippet.contains(r#" method="dialog" "#));
    let headline = "The check is on its way</";
    assert_eq!(snippet.matches(headline).count(), 2, "in the panel and in the bar");
}

#[test]
fn of_a_program_in_steps_it_shows_the_first() {
    let snippet = of("ways-to-refer");
    assert!(snippet.contains("/referral-widget/steps.css"));
    assert!(snippet.contains("Step 1 of 2"));
    assert_eq!(snippet.matches(r#"<section class="step" "#).count(), 1);
    let title = snippet.split("<h3>").nth(1).unwrap();
    assert!(title.contains("How you refer</h3>"), "{title:.200}");
    for away in ["agreement away\"", "class=\"submit away\"", "<slot class=\"away\""] {
        assert!(snippet.contains(away), "{away}");
    }
}
