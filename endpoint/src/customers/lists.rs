//! Lists of mail providers and of shared sites. Each file says where its entries come from.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// One domain on each line. `name.*` is the name under every ending.
pub const MAIL: &str = include_str!("mail_providers.txt");
/// One site on each line. The file explains the format.
pub const SHARED: &str = include_str!("shared_sites.txt");

/// What an address at a shared site identifies.
pub enum Names {
    /// Nobody.
    Nobody,
    /// The company whose name is the host's label before the site's domain.
    Host,
    /// The company whose page it is, if the path matches one of these patterns.
    Pages(Vec<&'static str>),
}

static MAIL_DOMAINS: LazyLock<HashSet<&str>> = LazyLock::new(|| lines(MAIL).collect());

static SITES: LazyLock<HashMap<&str, Names>> = LazyLock::new(|| lines(SHARED).filter_map(site).collect());

/// True if anybody can get a mailbox at that domain.
pub fn is_mail(domain: &str) -> bool {
    MAIL_DOMAINS.contains(domain)
}

/// Returns how a shared site names companies. `None` if the site is not shared.
pub fn shared(domain: &str) -> Option<&'static Names> {
    SITES.get(domain)
}

/// Returns the lines of a list, without its comments.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn site(line: &'static str) -> Option<(&'static str, Names)> {
    let mut words = line.split_whitespace();
    let domain = words.next()?;
    if let Some(domain) = domain.strip_prefix("*.") {
        return Some((domain, Names::Host));
    }
    let pages: Vec<&str> = words.map(|page| page.trim_start_matches('/')).collect();
    Some((domain, if pages.is_empty() { Names::Nobody } else { Names::Pages(pages) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_domain_in_the_letters_of_dns_and_stands_once() {
        for list in [MAIL, SHARED] {
            let mut known = HashSet::new();
            for line in lines(list) {
                let domain = line.split_whitespace().next().expect("a word").trim_start_matches("*.");
                let name = domain.strip_suffix(".*").unwrap_or(domain);
                let is_domain =
                    name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'));
                assert!(is_domain && (name != domain || name.contains('.')), "{line}");
                assert!(known.insert(domain), "{line} stands twice");
            }
        }
    }
}
