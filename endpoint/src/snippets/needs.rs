//! The origins that a program's form needs, and the policy that allows them.

use referral_widget::program::{Destination, Program};
use reqwest::Url;
use std::collections::BTreeSet;

/// What a page's policy must allow.
pub struct Needs {
    /// The origin of endpoint and package.
    pub vendor: String,
    /// The other origins to which the program makes a page send leads.
    pub others: BTreeSet<String>,
    /// Those of them for which the program chooses method or headers, which the page must allow.
    pub chosen: BTreeSet<String>,
}

impl Needs {
    /// What the program needs that the endpoint at `vendor` publishes.
    pub fn of(program: &Program, vendor: &str) -> Self {
        let base = Url::parse(&format!("{vendor}/programs/{}/program.json", program.id)).ok();
        let own = base.as_ref().map(|base| base.origin().ascii_serialization()).unwrap_or_default();
        let (mut others, mut chosen) = (BTreeSet::new(), BTreeSet::new());
        let also = program.delivery.also.iter().map(|(_, destination)| destination);
        for destination in std::iter::once(&program.delivery.destination).chain(also) {
            let Some(origin) = base.as_ref().and_then(|base| origin(base, destination)) else { continue };
            if origin == own {
                continue;
            }
            if !destination.is_simple() {
                chosen.insert(origin.clone());
            }
            others.insert(origin);
        }
        Needs { vendor: own, others, chosen }
    }

    /// All origins that the form sends requests to.
    pub fn connect(&self) -> String {
        let all = std::iter::once(&self.vendor).chain(&self.others).map(String::as_str);
        all.collect::<Vec<_>>().join(" ")
    }

    /// The lines of a policy.
    pub fn policy(&self) -> String {
        let (vendor, connect) = (&self.vendor, self.connect());
        format!("script-src {vendor} 'wasm-unsafe-eval'; connect-src {connect}; worker-src blob:")
    }

    /// The same for a page that requires Trusted Types.
    pub fn policy_with_trusted_types(&self) -> String {
        format!("{}; require-trusted-types-for 'script'; trusted-types referral-widget", self.policy())
    }

    /// What the form in the page's HTML needs as well.
    pub fn style(&self) -> String {
        format!("style-src {}", self.vendor)
    }
}

fn origin(base: &Url, destination: &Destination) -> Option<String> {
    let address = base.join(&destination.endpoint).ok()?;
    ["http", "https"].contains(&address.scheme()).then(|| address.origin().ascii_serialization())
}
