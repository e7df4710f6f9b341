//! The snippets for a program, a partner and a language. All that users choose is escaped for HTML and for addresses.

use super::needs::Needs;
use super::package::{FORM, Hashes, STATUS};
use crate::catalog::Release;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use referral_language::translated;
use referral_widget::markup;
use referral_widget::program::Program;

/// What a partner gets.
pub struct Snippets {
    /// The embed code: the script with its hash, and the form.
    pub form: String,
    /// The partner's referrals: the script with its hash, and the element.
    pub status: String,
    /// The embed code with the form in the HTML.
    pub with_form: String,
    /// The lines of a policy.
    pub policy: String,
    /// The lines of a policy that requires Trusted Types.
    pub trusted_types: String,
    /// The line that the form in the HTML needs as well.
    pub style: String,
    /// The address of the form as a page.
    pub link: String,
}

impl Snippets {
    /// Makes the snippets. `vendor` is where visitors reach the endpoint, without a slash at its end. `language` is that of
    /// the partner's page, if it is not the program's.
    pub fn make(
        vendor: &str,
        hashes: &Hashes,
        release: &Release,
        partner: &str,
        language: Option<&str>,
    ) -> Self {
        let own = language.and_then(|language| Program::parse_in(&release.program_json, Some(language)).ok());
        let program = own.as_ref().unwrap_or(&release.program);
        let needs = Needs::of(program, vendor);
        let link = link(vendor, &program.id, partner, language);
        let form_script = script(vendor, FORM, hashes.form.as_deref());
        let with_form = markup::snippet(program, vendor, partner, |html| translated(html, &program.language));
        let without_hash = script(vendor, FORM, None).into_string();
        let form = html! {
            (form_script) "\n"
            referral-form program={ (vendor) "/programs/" (program.id) "/program.json" } partner=(partner) lang=[language]
                delivery-origins=[origins(&needs)] { "\n"
                "  " a href=(link) { (program.name) } "\n"
            }
        };
        let status = html! {
            (script(vendor, STATUS, hashes.status.as_deref())) "\n"
            referral-status endpoint=(vendor) lang=[language] {}
        };
        Snippets {
            form: form.into_string(),
            status: status.into_string(),
            with_form: with_form.replacen(&without_hash, &form_script.0, 1),
            policy: needs.policy(),
            trusted_types: needs.policy_with_trusted_types(),
            style: needs.style(),
            link,
        }
    }
}

/// The address of the form as a page.
fn link(vendor: &str, program: &str, partner: &str, language: Option<&str>) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().replace("%2D", "-");
    let language = language.map(|language| format!("&lang={}", encoded(language))).unwrap_or_default();
    format!("{vendor}/refer/{program}?partner={}{language}", encoded(partner))
}

fn script(vendor: &str, file: &str, hash: Option<&str>) -> Markup {
    let crossorigin = hash.map(|_| "anonymous");
    html! { script type="module" src={ (vendor) "/referral-widget/" (file) } integrity=[hash] crossorigin=[crossorigin] {} }
}

fn origins(needs: &Needs) -> Option<String> {
    let chosen: Vec<&str> = needs.chosen.iter().map(String::as_str).collect();
    (!chosen.is_empty()).then(|| chosen.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use referral_widget::json::parse;
    use std::collections::BTreeMap;

    fn release(delivery: &str) -> Release {
        let program_json = format!(
            r#"{{
                "id": "cloud", "version": "1", "name": {{ "en": "Cloud & more", "de": "Wolke" }}, "currency": "EUR",
                "vendor": {{ "name": "Example Ltd" }},
                "contact": {{ "name": "Partner desk", "email": "partners@vendor.example" }},
                "fields": [{{ "name": "company", "label": {{ "en": "Company", "de": "Firma" }}, "type": "text" }}],
                "compensation": [{{ "id": "a", "name": "Fee", "flat": 1, "payment": {{ "days": 1, "after": "it" }} }}],
                "agreement": {{ "version": "1", "title": "Terms", "protection_days": 1 }},
                "delivery": {delivery}
            }}"#
        );
        parse::<serde_json::Value>(&program_json).expect("JSON");
        Release {
            program: Program::parse(&program_json).expect("a program"),
            program_json,
            script: String::new(),
            program_hash: String::new(),
            rules_hash: String::new(),
            signature: None,
            translated: BTreeMap::new(),
        }
    }

    const HERE: &str = r#"{ "endpoint": "/api/referrals" }"#;

    fn make(delivery: &str, partner: &str, language: Option<&str>) -> Snippets {
        let hashes = Hashes { form: Some("sha384-abc".into()), status: None };
        Snippets::make("https://vendor.example", &hashes, &release(delivery), partner, language)
    }

    #[test]
    fn the_embed_code_names_script_hash_program_partner_and_the_page_without_scripts() {
        let made = make(HERE, "acme-consulting", None);
        assert_eq!(
            made.form,
            "<script type=\"module\" src=\"https://vendor.example/referral-widget/referral-widget.js\" \
             integrity=\"sha384-abc\" crossorigin=\"anonymous\"></script>\n\
             <referral-form program=\"https://vendor.example/programs/cloud/program.json\" partner=\"acme-consulting\">\n  \
             <a href=\"https://vendor.example/refer/cloud?partner=acme-consulting\">Cloud &amp; more</a>\n</referral-form>"
        );
        assert!(made.status.contains("/referral-widget/status.js\"></script>"), "{}", made.status);
        assert!(
            made.status.ends_with("<referral-status endpoint=\"https://vendor.example\"></referral-status>")
        );
        assert!(made.with_form.contains("<template shadowrootmode=\"open\">"));
        assert!(made.with_form.contains("integrity=\"sha384-abc\""), "{}", made.with_form);
        assert_eq!(
            made.policy,
            "script-src https://vendor.example 'wasm-unsafe-eval'; connect-src https://vendor.example; worker-src blob:"
        );
    }

    #[test]
    fn a_language_is_that_of_element_link_and_form() {
        let made = make(HERE, "acme", Some("de"));
        assert!(made.form.contains("lang=\"de\"") && made.form.contains(">Wolke</a>"), "{}", made.form);
        assert!(made.link.ends_with("?partner=acme&lang=de"), "{}", made.link);
        assert!(made.with_form.contains("Firma"), "{}", made.with_form);
    }

    #[test]
    fn nothing_that_somebody_chose_leaves_its_place() {
        let hostile = "\"><script>alert(1)</script>&a=b#c d/ü";
        let made = make(HERE, hostile, None);
        for text in [&made.form, &made.with_form] {
            assert!(!text.contains("<script>") && !text.contains("\"><script"), "{text}");
        }
        assert_eq!(
            made.link,
            "https://vendor.example/refer/cloud?partner=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%26a%3Db%23c%20d%2F%C3%BC"
        );
    }

    #[test]
    fn other_origins_of_the_program_are_in_the_policy_and_those_with_own_headers_are_allowed_by_the_element()
    {
        let delivery = r#"{ "endpoint": "https://hooks.example/in", "format": "webhook" }"#;
        let made = make(delivery, "acme", None);
        assert!(
            made.policy.contains("connect-src https://vendor.example https://hooks.example;"),
            "{}",
            made.policy
        );
        assert!(!made.form.contains("delivery-origins"), "{}", made.form);
        let delivery = r#"{ "endpoint": "https://crm.example/in", "headers": { "X-Key": "public" } }"#;
        let made = make(delivery, "acme", None);
        assert!(made.form.contains("delivery-origins=\"https://crm.example\""), "{}", made.form);
    }
}
