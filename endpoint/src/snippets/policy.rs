//! What a page's Content-Security-Policy forbids of what the form needs (CSP level 3 and Trusted Types).

use super::finding::Finding;
use super::needs::Needs;
use super::read::Script;
use content_security_policy::{
    CheckResult, CspList, Destination, Initiator, ParserMetadata, Policy, PolicyDisposition, PolicySource,
    Request,
};
use reqwest::Url;

/// The name of the form's Trusted Types policy.
const TRUSTED: &str = "referral-widget";

/// A page as its policies see it.
pub struct Seen<'a> {
    /// The page's address.
    pub page: &'a Url,
    /// The address of the form's script.
    pub script_address: &'a Url,
    /// The script as it is in the HTML, if it is there.
    pub script: Option<&'a Script>,
    /// True if the form is in the HTML, with its stylesheet.
    pub is_in_html: bool,
}

/// Returns what the policies of headers and of `meta` elements forbid.
pub fn forbidden(headers: &[String], metas: &[String], seen: &Seen, needs: &Needs) -> Vec<Finding> {
    let mut policies = CspList(Vec::new());
    for header in headers {
        policies.append(CspList::parse(header, PolicySource::Header, PolicyDisposition::Enforce));
    }
    for meta in metas {
        policies.push(Policy::parse(meta, PolicySource::Meta, PolicyDisposition::Enforce));
    }
    let is_blocked =
        |request: &Request| policies.should_request_be_blocked(request).0 == CheckResult::Blocked;
    let at = |address: &Url, destination| request(seen.page, address, destination);
    let missing = |directive: &str, wanted: &str| {
        Finding::new("page-policy").with("directive", directive).wanted(wanted)
    };
    let mut findings = Vec::new();

    let host = seen.script_address.origin().ascii_serialization();
    let beside = |file: &str| seen.script_address.join(file).ok();
    let in_page = seen.script.map(|script| Request {
        nonce: script.nonce.clone(),
        integrity_metadata: script.integrity.clone(),
        parser_metadata: ParserMetadata::ParserInserted,
        ..at(seen.script_address, Destination::Script)
    });
    let later = beside("outbox.js").map(|address| at(&address, Destination::Script));
    if in_page.iter().chain(&later).any(is_blocked) {
        findings.push(missing("script-src", &host));
    } else if in_page.is_none() && has_nonces(&policies) {
        findings.push(Finding::new("page-policy-unsure"));
    }
    if policies.is_wasm_evaluation_allowed().0 == CheckResult::Blocked {
        findings.push(missing("script-src", "'wasm-unsafe-eval'"));
    }
    let mut origins: Vec<&str> = std::iter::once(&host).chain([&needs.vendor]).map(String::as_str).collect();
    origins.extend(needs.others.iter().map(String::as_str));
    origins.dedup();
    let is_barred = |origin: &&str| {
        let address = Url::parse(&format!("{origin}/referral-widget/form.wasm"));
        address.is_ok_and(|address| is_blocked(&at(&address, Destination::None)))
    };
    let barred: Vec<&str> = origins.into_iter().filter(is_barred).collect();
    if !barred.is_empty() {
        findings.push(missing("connect-src", &barred.join(" ")));
    }
    let worker = format!("blob:{}/0", seen.page.origin().ascii_serialization());
    if Url::parse(&worker).is_ok_and(|worker| is_blocked(&at(&worker, Destination::Worker))) {
        findings.push(Finding::new("page-policy-worker"));
    }
    if seen.is_in_html && beside("form.css").is_some_and(|style| is_blocked(&at(&style, Destination::Style)))
    {
        findings.push(missing("style-src", &host));
    }
    let is_required = policies.does_sink_type_require_trusted_types("'script'", false);
    if is_required && policies.is_trusted_type_policy_creation_allowed(TRUSTED, &[]).0 == CheckResult::Blocked
    {
        findings.push(missing("trusted-types", TRUSTED));
    }
    findings
}

fn request(page: &Url, address: &Url, destination: Destination) -> Request {
    Request {
        url: address.clone(),
        current_url: address.clone(),
        origin: page.origin(),
        redirect_count: 0,
        destination,
        initiator: if destination == Destination::None { Initiator::Fetch } else { Initiator::None },
        nonce: String::new(),
        integrity_metadata: String::new(),
        parser_metadata: ParserMetadata::NotParserInserted,
    }
}

/// True if a policy allows scripts by something that only the page's own scripts could have.
fn has_nonces(policies: &CspList) -> bool {
    let directives = policies.0.iter().flat_map(|policy| &policy.directive_set);
    let scripts =
        directives.filter(|it| ["script-src", "script-src-elem", "default-src"].contains(&it.name.as_str()));
    scripts.flat_map(|directive| &directive.value).any(|source| {
        let source = source.to_ascii_lowercase();
        source == "'strict-dynamic'" || source.starts_with("'nonce-") || source.starts_with("'sha")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const GOOD: &str = "script-src https://vendor.example 'wasm-unsafe-eval'; connect-src https://vendor.example; worker-src blob:";

    fn found(headers: &[&str], metas: &[&str], script: Option<Script>) -> Vec<String> {
        let page = Url::parse("https://partner.example/refer").expect("an address");
        let address =
            Url::parse("https://vendor.example/referral-widget/referral-widget.js").expect("an address");
        let needs = Needs {
            vendor: "https://vendor.example".into(),
            others: BTreeSet::new(),
            chosen: BTreeSet::new(),
        };
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_string()).collect::<Vec<_>>();
        let seen = Seen { page: &page, script_address: &address, script: script.as_ref(), is_in_html: true };
        let findings = forbidden(&owned(headers), &owned(metas), &seen, &needs);
        let written = |finding: Finding| {
            let values: Vec<String> = finding.values.into_iter().map(|(_, value)| value).collect();
            if values.is_empty() { finding.key.to_string() } else { values.join(" ") }
        };
        findings.into_iter().map(written).collect()
    }

    #[test]
    fn policies_are_read_as_browsers_read_them() {
        let v = "https://vendor.example";
        let script_wasm = ["script-src https://vendor.example", "script-src 'wasm-unsafe-eval'"];
        let style = "style-src https://vendor.example";
        let with_style = format!("{GOOD}; style-src {v}");
        for (policy, expected) in [
            ("", vec![]),
            (with_style.as_str(), vec![]),
            (GOOD, vec![]),
            ("default-src *", vec!["script-src 'wasm-unsafe-eval'", "page-policy-worker"]),
            ("default-src * blob: 'wasm-unsafe-eval'", vec![]),
            ("default-src https: blob: 'unsafe-eval'", vec![]),
            ("default-src https://*.example blob: 'wasm-unsafe-eval'", vec![]),
            ("default-src https://vendor.example:443 blob: 'wasm-unsafe-eval'", vec![]),
            ("DEFAULT-SRC HTTPS://VENDOR.EXAMPLE blob: 'WASM-unsafe-eval'", vec![]),
            ("default-src https://vendor.example/referral-widget/ blob: 'wasm-unsafe-eval'", vec![]),
            ("script-src https://vendor.example/other/ 'wasm-unsafe-eval' blob:", vec![script_wasm[0]]),
            ("script-src https://vendor.example:8443 'wasm-unsafe-eval' blob:", vec![script_wasm[0]]),
            (
                "default-src 'none'",
                vec![
                    script_wasm[0],
                    script_wasm[1],
                    "connect-src https://vendor.example",
                    "page-policy-worker",
                    style,
                ],
            ),
            (
                "default-src 'self'; script-src https://vendor.example 'wasm-unsafe-eval'; connect-src https:; child-src blob:",
                vec![style],
            ),
            ("style-src 'self' 'unsafe-inline'", vec![style]),
            ("connect-src 'self'", vec!["connect-src https://vendor.example"]),
            ("script-src 'self'; script-src *", vec![script_wasm[0], script_wasm[1], "page-policy-worker"]),
            ("require-trusted-types-for 'script'", vec![]),
            ("require-trusted-types-for 'script'; trusted-types referral-widget", vec![]),
            ("require-trusted-types-for 'script'; trusted-types *", vec![]),
            (
                "require-trusted-types-for 'script'; trusted-types default",
                vec!["trusted-types referral-widget"],
            ),
            ("trusted-types 'none'", vec![]),
        ] {
            let script = Script::default();
            assert_eq!(found(&[policy], &[], Some(script.clone())), expected, "header: {policy}");
            assert_eq!(found(&[], &[policy], Some(script)), expected, "meta: {policy}");
        }
    }

    #[test]
    fn all_policies_hold_together() {
        let script = || Some(Script::default());
        let second = "default-src 'self'; script-src https://vendor.example 'wasm-unsafe-eval'; worker-src blob:; style-src *";
        assert_eq!(found(&[GOOD, second], &[], script()), ["connect-src https://vendor.example"]);
        assert_eq!(
            found(&[&format!("{GOOD}, {second}")], &[], script()),
            ["connect-src https://vendor.example"]
        );
        assert_eq!(found(&[GOOD], &[second], script()), ["connect-src https://vendor.example"]);
    }

    #[test]
    fn nonces_count_where_the_script_is_in_the_page_and_cannot_be_judged_where_it_is_not() {
        let with = |nonce: &str| Some(Script { nonce: nonce.into(), ..Script::default() });
        let strict = "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; worker-src blob:";
        assert_eq!(found(&[strict], &[], with("abc")), Vec::<String>::new());
        assert_eq!(found(&[strict], &[], with("other")), ["script-src https://vendor.example"]);
        assert_eq!(found(&[strict], &[], None), ["page-policy-unsure"]);
        // Without `strict-dynamic`, the scripts that the form loads later have no nonce.
        let nonce = "script-src 'nonce-abc' 'wasm-unsafe-eval'; worker-src blob:";
        assert_eq!(found(&[nonce], &[], with("abc")), ["script-src https://vendor.example"]);
    }
}
