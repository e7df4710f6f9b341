//! Finds out which company an e-mail or web address belongs to.

use super::lists::{self, Names};
use percent_encoding::percent_decode_str;
use referral_suffixes::registered;
use referral_widget::rules::host;

/// Path segments that belong to the site itself, although they are where the names of companies are.
const NOBODYS: &str = "about|accounts|app|biz|business|business-directory|channel|companies|company|contact|events|explore|feed|groups|\
    hashtag|help|home|i|in|intent|jobs|legal|login|marketplace|media|messages|p|page|pages|people|photo|photos|places|posts|\
    privacy|product|profile|public|reel|reels|results|search|settings|share|sharer|shorts|signup|status|stories|story|terms|\
    topics|tv|user|users|video|videos|watch";

/// The host of an address, in the letters of DNS (UTS 46), and the segments of its path, in lower case.
pub struct Address {
    host: String,
    path: Vec<String>,
}

impl Address {
    /// Reads an e-mail or web address. `None` for any other text.
    pub fn parse(text: &str) -> Option<Address> {
        let host = host(text)?;
        let host = idna::domain_to_ascii(&host).unwrap_or(host);
        let scheme = text.split_once("://").filter(|(scheme, _)| !scheme.contains('/'));
        let (_, path) = scheme.map_or(text, |(_, rest)| rest).split_once('/').unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts = path.split('/').filter(|part| !part.is_empty());
        let path = parts.map(|part| percent_decode_str(part).decode_utf8_lossy().to_lowercase()).collect();
        Some(Address { host, path })
    }

    /// Returns the domain that a company has registered or has at a site builder, or its page on a shared site. `None`
    /// if the address does not identify a company, as with a mailbox that anybody can get.
    pub fn company(&self) -> Option<String> {
        let (registered, ending) = registered(&self.host)?;
        // The lists name a site that exists under every ending as `site.*`.
        let everywhere = format!("{}.*", registered.strip_suffix(ending)?.trim_end_matches('.'));
        // The domains from the host itself up to the registered one.
        let depth = self.host.matches('.').count() - registered.matches('.').count();
        let mut domains: Vec<&str> =
            (0..=depth).filter_map(|dots| self.host.splitn(dots + 1, '.').last()).collect();
        domains.push(&everywhere);
        if domains.iter().any(|domain| lists::is_mail(domain)) {
            return None;
        }
        let shared = domains.iter().find_map(|domain| Some((*domain, lists::shared(domain)?)));
        let Some((domain, names)) = shared else { return Some(registered.to_string()) };
        let domain = if domain == everywhere { registered } else { domain };
        match names {
            Names::Nobody => None,
            Names::Host => {
                let before = self.host.strip_suffix(domain)?.strip_suffix('.')?;
                let name = before.rsplit('.').next()?;
                Some(format!("{name}.{domain}"))
            }
            Names::Pages(patterns) => patterns.iter().find_map(|pattern| {
                let page = self.page(pattern)?;
                Some(format!("{domain}/{}", page.join("/")))
            }),
        }
    }

    /// Returns the segments of the path that a pattern such as `company/*` covers, if the path begins like it.
    fn page(&self, pattern: &str) -> Option<Vec<&str>> {
        let mut path = self.path.iter();
        pattern
            .split('/')
            .map(|wanted| {
                let part = path.next()?.as_str();
                let fits = match wanted.strip_suffix('*') {
                    Some(sign) => part.strip_prefix(sign).is_some_and(is_name),
                    None => part == wanted,
                };
                fits.then_some(part)
            })
            .collect()
    }
}

fn is_name(part: &str) -> bool {
    part.chars().count() > 1 && !part.ends_with(".php") && NOBODYS.split('|').all(|nobodys| nobodys != part)
}

#[cfg(test)]
mod tests {
    use super::Address;

    fn company(text: &str) -> Option<String> {
        Address::parse(text)?.company()
    }

    #[test]
    fn endings_are_those_of_the_public_suffix_list() {
        for (address, expected) in [
            ("https://www.acme.example/a", "acme.example"),
            ("jo@mail.acme.co.uk", "acme.co.uk"),
            ("un.asso.fr", "un.asso.fr"),
            ("https://www.praxis.med.br", "praxis.med.br"),
            ("acme.shibuya.tokyo.jp", "acme.shibuya.tokyo.jp"),
            ("acme.tokyo.jp", "acme.tokyo.jp"),
            ("acme.eu.org", "acme.eu.org"),
            ("sklep.acme.waw.pl", "acme.waw.pl"),
            ("acme.公司.cn", "acme.xn--55qx5d.cn"),
            ("www.acme.xn--55qx5d.cn", "acme.xn--55qx5d.cn"),
            ("eins.my.canva.site", "eins.my.canva.site"),
            ("acme.github.io", "acme.github.io"),
            ("https://acme.blogspot.com/2026", "acme.blogspot.com"),
            ("acme.blogspot.de", "acme.blogspot.de"),
            ("https://shop.acme.myshopify.com", "acme.myshopify.com"),
            ("acme.onmicrosoft.com", "acme.onmicrosoft.com"),
        ] {
            assert_eq!(company(address).as_deref(), Some(expected), "{address}");
        }
        for nobodys in
            ["co.uk", "https://www.github.io", "https://my.canva.site", "https://blogspot.de", "wixsite.com"]
        {
            assert_eq!(company(nobodys), None, "{nobodys}");
        }
    }

    #[test]
    fn what_many_share_names_nobody() {
        for address in [
            "https://www.google.de/maps/place/Eins+GmbH",
            "https://maps.google.co.jp/?cid=1",
            "https://goo.gl/maps/abc",
            "https://www.gelbeseiten.de/gsbiz/1",
            "https://www.facebook.com/profile.php?id=1000",
            "https://www.facebook.com/groups/acme",
            "https://www.linkedin.com/in/jo-lee",
            "https://www.linkedin.com",
            "https://bit.ly/3abc",
            "https://www.amazon.co.uk/stores/acme",
            "https://itp.ne.jp/info/1",
            "https://example.com",
            "jo@pec.it",
            "jo@studio.legalmail.it",
            "jo@gmail.com",
            "jo@yahoo.co.jp",
            "jo@cytanet.com.cy",
            "jo@plala.or.jp",
            "jo@mweb.co.za",
            "jo@msa.hinet.net",
            "jo@cantv.net",
        ] {
            assert_eq!(company(address), None, "{address}");
        }
    }

    #[test]
    fn a_page_of_its_own_names_a_company() {
        for (address, expected) in [
            ("https://de.linkedin.com/company/Acme-GmbH/?trk=1", "linkedin.com/company/acme-gmbh"),
            ("https://www.linkedin.com/company/acme-gmbh/about", "linkedin.com/company/acme-gmbh"),
            ("https://m.facebook.com/acme.gmbh", "facebook.com/acme.gmbh"),
            ("instagram.com/acme_gmbh/", "instagram.com/acme_gmbh"),
            ("https://www.youtube.com/@Acme", "youtube.com/@acme"),
            ("https://sites.google.com/view/acme/start", "sites.google.com/view/acme"),
            ("https://g.page/acme", "g.page/acme"),
            ("https://linktr.ee/acme", "linktr.ee/acme"),
            ("https://www.facebook.com/m%C3%BCller", "facebook.com/müller"),
        ] {
            assert_eq!(company(address).as_deref(), Some(expected), "{address}");
        }
    }
}
