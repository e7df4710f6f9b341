//! What is missing or wrong on a partner's page.

use super::fetch::Fetched;
use super::finding::Finding;
use super::needs::Needs;
use super::package::{FORM, Hashes};
use super::policy::{Seen, forbidden};
use super::read::{Form, Page, Script};
use referral_widget::program::Program;
use reqwest::Url;

/// What a page should have.
pub struct Wanted<'a> {
    /// Where visitors reach the endpoint.
    pub vendor: &'a str,
    /// The hashes of the scripts.
    pub hashes: &'a Hashes,
    /// The program.
    pub program: &'a Program,
    /// The partner's id.
    pub partner: &'a str,
    /// The websites from which the partner refers. If empty, any.
    pub websites: &'a [String],
    /// True if the endpoint takes nothing from this partner.
    pub is_refused: bool,
}

/// Compares a page with what it should have. Empty if nothing is missing.
pub fn check(fetched: &Fetched, wanted: &Wanted) -> Vec<Finding> {
    let page = Page::read(&fetched.html);
    let base = page.base.as_ref().and_then(|base| fetched.address.join(base).ok());
    let base = base.unwrap_or_else(|| fetched.address.clone());
    let mut findings = fetched.findings.clone();
    let own_script = format!("{}/referral-widget/{FORM}", wanted.vendor);
    let script = script(&page, &base, &own_script);
    check_script(script.as_ref(), &own_script, wanted, &mut findings);
    let form = form(&page, &base, wanted);
    check_form(form, &base, wanted, &mut findings);
    let needs = Needs::of(wanted.program, wanted.vendor);
    let allowed: Vec<&str> =
        form.map(|form| form.delivery_origins.split_whitespace().collect()).unwrap_or_default();
    let lacks = |origin: &&String| form.is_some() && !allowed.contains(&origin.as_str());
    if needs.chosen.iter().any(|origin| lacks(&origin)) {
        let all: Vec<&str> = needs.chosen.iter().map(String::as_str).collect();
        findings.push(Finding::new("page-delivery-origins").wanted(all.join(" ")));
    }
    let address =
        script.as_ref().map(|(_, address)| address.clone()).or_else(|| Url::parse(&own_script).ok());
    if let Some(script_address) = &address {
        let seen = Seen {
            page: &fetched.address,
            script_address,
            script: script.as_ref().map(|(script, _)| *script),
            is_in_html: form.is_some_and(|form| form.is_in_html),
        };
        findings.extend(forbidden(&fetched.policies, &page.policies, &seen, &needs));
    }
    findings.extend(listed(&fetched.address, wanted));
    findings
}

/// Finds the form's script: this endpoint's, or else the first of another place.
fn script<'a>(page: &'a Page, base: &Url, own: &str) -> Option<(&'a Script, Url)> {
    let all = page.scripts.iter().filter_map(|script| Some((script, base.join(&script.src).ok()?)));
    let mut all: Vec<(&Script, Url)> =
        all.filter(|(_, address)| address.path().rsplit('/').next() == Some(FORM)).collect();
    let first = all.iter().position(|(_, address)| is_at(address, own)).unwrap_or_default();
    (!all.is_empty()).then(|| all.swap_remove(first))
}

fn check_script(script: Option<&(&Script, Url)>, own: &str, wanted: &Wanted, findings: &mut Vec<Finding>) {
    let Some((script, address)) = script else {
        findings.push(Finding::new("page-no-script"));
        return;
    };
    let is_own = is_at(address, own);
    if !is_own {
        findings.push(Finding::new("page-other-script").found(address.as_str()).wanted(own));
    }
    if !script.kind.eq_ignore_ascii_case("module") {
        findings.push(Finding::new("page-no-module"));
    }
    match &wanted.hashes.form {
        Some(hash) if script.integrity.is_empty() => {
            findings.push(Finding::new("page-no-integrity").wanted(hash.as_str()));
        }
        Some(hash) if is_own && !script.integrity.split_whitespace().any(|known| known == hash) => {
            findings.push(Finding::new("page-other-integrity").wanted(hash.as_str()));
        }
        _ => {}
    }
}

/// Finds the form that is meant: that of the program and the partner, or of the program, or the first.
fn form<'a>(page: &'a Page, base: &Url, wanted: &Wanted) -> Option<&'a Form> {
    let is_of_program = |form: &&Form| is_program(form, base, wanted);
    let is_of_partner = |form: &&Form| form.partner.as_deref() == Some(wanted.partner);
    let forms = &page.forms;
    let both = forms.iter().find(|form| is_of_program(form) && is_of_partner(form));
    both.or_else(|| forms.iter().find(is_of_program)).or(forms.first())
}

fn is_program(form: &Form, base: &Url, wanted: &Wanted) -> bool {
    let address = form.program.as_ref().and_then(|address| base.join(address).ok());
    address.is_some_and(|address| is_at(&address, &program_address(wanted)))
}

fn program_address(wanted: &Wanted) -> String {
    format!("{}/programs/{}/program.json", wanted.vendor, wanted.program.id)
}

fn check_form(form: Option<&Form>, base: &Url, wanted: &Wanted, findings: &mut Vec<Finding>) {
    let Some(form) = form else {
        findings.push(Finding::new("page-no-form"));
        return;
    };
    match form.program.as_deref().filter(|address| !address.is_empty()) {
        None => findings.push(Finding::new("page-no-program").wanted(program_address(wanted))),
        Some(address) if !is_program(form, base, wanted) => {
            findings.push(Finding::new("page-other-program").found(address).wanted(program_address(wanted)));
        }
        Some(_) => {}
    }
    match form.partner.as_deref().filter(|partner| !partner.is_empty()) {
        None => findings.push(Finding::new("page-no-partner").wanted(wanted.partner)),
        Some(other) if other != wanted.partner => {
            findings.push(Finding::new("page-other-partner").found(other).wanted(wanted.partner));
        }
        Some(_) => {}
    }
    let paper = format!("{}/refer/{}", wanted.vendor, wanted.program.id);
    let leads = |href: &String| base.join(href).is_ok_and(|address| is_at(&address, &paper));
    if !form.links.iter().any(leads) {
        findings.push(Finding::new("page-no-link").wanted(paper));
    }
}

/// True if an address is the other one, whatever its query and fragment.
fn is_at(address: &Url, other: &str) -> bool {
    Url::parse(other).is_ok_and(|other| other.origin() == address.origin() && other.path() == address.path())
}

/// Says if the endpoint would refuse leads of this partner from the page.
fn listed(page: &Url, wanted: &Wanted) -> Option<Finding> {
    if wanted.is_refused {
        return Some(Finding::new("page-partner-unknown").found(wanted.partner));
    }
    let origin = page.origin().ascii_serialization();
    let is_own = wanted.websites.is_empty() || wanted.websites.contains(&origin);
    (!is_own).then(|| Finding::new("page-origin").found(&origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = r#"<script type="module" src="https://vendor.example/referral-widget/referral-widget.js" integrity="sha384-abc" crossorigin></script>"#;
    const FORM: &str = r#"<referral-form program="https://vendor.example/programs/cloud/program.json" partner="acme"><a href="https://vendor.example/refer/cloud?partner=acme">Refer</a></referral-form>"#;

    fn found(html: &str, websites: &[&str], is_refused: bool) -> Vec<&'static str> {
        let program =
            referral_testing::program().with("id", "cloud").field("company", "text").json().to_string();
        let program = Program::parse(&program).expect("a program");
        let websites: Vec<String> = websites.iter().map(ToString::to_string).collect();
        let wanted = Wanted {
            vendor: "https://vendor.example",
            hashes: &Hashes { form: Some("sha384-abc".into()), status: None },
            program: &program,
            partner: "acme",
            websites: &websites,
            is_refused,
        };
        let fetched = Fetched {
            address: Url::parse("https://partner.example/refer").expect("an address"),
            policies: Vec::new(),
            html: html.into(),
            findings: Vec::new(),
        };
        check(&fetched, &wanted).into_iter().map(|finding| finding.key).collect()
    }

    #[test]
    fn what_is_missing_or_wrong_is_found() {
        let page = |change: &dyn Fn(String) -> String| change(format!("<!doctype html>{SCRIPT}{FORM}"));
        let replaced = |from: &'static str, to: &'static str| {
            let text = page(&|html| html);
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        };
        for (html, expected) in [
            (page(&|html| html), vec![]),
            (page(&|html| html.to_uppercase().to_lowercase()), vec![]),
            (String::new(), vec!["page-no-script", "page-no-form"]),
            (FORM.into(), vec!["page-no-script"]),
            (SCRIPT.into(), vec!["page-no-form"]),
            (replaced(" type=\"module\"", ""), vec!["page-no-module"]),
            (replaced(" integrity=\"sha384-abc\"", ""), vec!["page-no-integrity"]),
            (replaced("sha384-abc", "sha384-old sha384-older"), vec!["page-other-integrity"]),
            (replaced("sha384-abc", "sha384-old sha384-abc"), vec![]),
            (
                replaced("https://vendor.example/referral-widget/", "https://cdn.example/"),
                vec!["page-other-script"],
            ),
            (replaced("referral-widget.js\"", "referral-widget.js?v=2\""), vec![]),
            (replaced("programs/cloud/", "programs/other/"), vec!["page-other-program"]),
            (
                replaced("https://vendor.example/programs", "https://old.example/programs"),
                vec!["page-other-program"],
            ),
            (replaced("https://vendor.example/programs", "/programs"), vec!["page-other-program"]),
            (
                replaced(" program=\"https://vendor.example/programs/cloud/program.json\"", ""),
                vec!["page-no-program"],
            ),
            (replaced(" partner=\"acme\"", ""), vec!["page-no-partner"]),
            (replaced(" partner=\"acme\"", " partner=\"\""), vec!["page-no-partner"]),
            (replaced(" partner=\"acme\"", " partner=\"other\""), vec!["page-other-partner"]),
            (replaced(" partner=\"acme\"", " data-partner=\"acme\""), vec![]),
            (replaced("https://vendor.example/refer/cloud", "/somewhere"), vec!["page-no-link"]),
            // A second form for another program is not the one that is meant.
            (page(&|html| FORM.replace("cloud", "other") + html.as_str()), vec![]),
            (
                page(&|html| {
                    format!(
                        "<base href=\"https://vendor.example/x/\">{}",
                        html.replace("https://vendor.example/", "../")
                    )
                }),
                vec![],
            ),
            (
                page(&|html| {
                    format!("<meta http-equiv=Content-Security-Policy content=\"connect-src 'self'\">{html}")
                }),
                vec!["page-policy"],
            ),
        ] {
            assert_eq!(found(&html, &[], false), expected, "{html}");
        }
    }

    #[test]
    fn what_is_known_of_the_partner_is_held_against_the_page() {
        let html = format!("{SCRIPT}{FORM}");
        for (websites, is_refused, expected) in [
            (&[][..], false, vec![]),
            (&[], true, vec!["page-partner-unknown"]),
            (&["https://other.example", "https://partner.example"], false, vec![]),
            (&["https://www.partner.example"], false, vec!["page-origin"]),
        ] {
            assert_eq!(found(&html, websites, is_refused), expected, "{websites:?}");
        }
    }
}
