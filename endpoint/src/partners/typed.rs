//! What people write about a partner, checked.

use referral_language::Language;
use referral_signing::PublicKey;
use referral_store::Partner;
use referral_widget::lead::{PartnerFacts, is_email};
use referral_widget::program::Fact;
use reqwest::Url;

/// The longest id, name and line, in characters.
const LONGEST_ID: usize = 64;
const LONGEST_NAME: usize = 100;
const LONGEST_LINE: usize = 200;
/// The longest e-mail address and host name (RFC 5321, RFC 1035).
const LONGEST_EMAIL: usize = 254;
const LONGEST_HOST: usize = 253;
/// The most lines of a list.
const MOST_LINES: usize = 50;

/// What is wrong, as the key of a text and the value that it is about.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    pub key: &'static str,
    pub value: String,
}

fn wrong(key: &'static str, value: &str) -> Wrong {
    Wrong { key, value: value.chars().take(LONGEST_NAME).collect() }
}

/// Reads a partner from the fields of a form.
///
/// # Errors
///
/// The first field that is wrong.
pub fn typed_partner(field: impl Fn(&str) -> String) -> Result<Partner, Wrong> {
    let text = |name: &str| field(name).trim().to_string();
    let optional = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let name = text("name");
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(wrong("name-wrong", &name));
    }
    let id = optional("id").unwrap_or_else(|| slug(&name));
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let begins = id.starts_with(|first: char| first.is_ascii_alphanumeric());
    if !begins || id.len() > LONGEST_ID || !id.chars().all(is_word) {
        return Err(wrong("partner-id-wrong", &id));
    }
    let email = optional("email").map(|email| email.to_lowercase());
    if let Some(email) = email.as_ref().filter(|email| !is_email(email) || email.len() > LONGEST_EMAIL) {
        return Err(wrong("email-wrong", email));
    }
    let websites =
        lines(&text("websites"), |line| website(line).ok_or_else(|| wrong("website-wrong", line)))?;
    let keys = lines(&text("keys"), |line| {
        PublicKey::parse(line).map(|key| key.text()).map_err(|_| wrong("key-wrong", line))
    })?;
    let plain = |line: &str| {
        let is_plain = line.chars().count() <= LONGEST_LINE && !line.chars().any(char::is_control);
        is_plain.then(|| line.to_string()).ok_or_else(|| wrong("line-wrong", line))
    };
    let contacts = lines(&text("contacts"), plain)?;
    let programs = lines(&text("programs"), plain)?;
    let language = optional("language");
    if let Some(language) = language.as_ref().filter(|language| Language::named(language).is_none()) {
        return Err(wrong("language-wrong", language));
    }
    let country = optional("country").map(|country| country.to_uppercase());
    let domain = match optional("domain") {
        Some(typed) => Some(host(&typed).unwrap_or(typed)),
        None => websites.lines().next().and_then(host).filter(|host| is_domain(host)),
    };
    let level = optional("level");
    let mut facts = PartnerFacts::default();
    for (fact, given, key) in [
        (Fact::Country, &country, "country-wrong"),
        (Fact::Domain, &domain, "domain-wrong"),
        (Fact::Level, &level, "level-wrong"),
    ] {
        let Some(given) = given else { continue };
        facts.set(fact, given).map_err(|_| wrong(key, &field(fact.as_str())))?;
    }
    let PartnerFacts { country, domain, level } = facts;
    let application = None;
    Ok(Partner {
        id,
        name,
        email,
        contacts,
        websites,
        keys,
        programs,
        language,
        country,
        domain,
        level,
        application,
    })
}

/// An id made of a name: its Latin letters and digits. Empty if it has none.
fn slug(name: &str) -> String {
    let mut words =
        name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let first: String = words.next().unwrap_or_default().to_ascii_lowercase();
    let slug = words.fold(first, |slug, word| format!("{slug}-{}", word.to_ascii_lowercase()));
    slug.chars().take(LONGEST_ID).collect::<String>().trim_end_matches('-').into()
}

/// Reads a list, one entry in each line. An entry that is there twice counts once.
fn lines(text: &str, read: impl Fn(&str) -> Result<String, Wrong>) -> Result<String, Wrong> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let entry = read(line)?;
        if !found.contains(&entry) {
            found.push(entry);
        }
        if found.len() > MOST_LINES {
            return Err(wrong("too-many-lines", line));
        }
    }
    Ok(found.join("\n"))
}

/// The origin of a website: `https://partner.example`. A host alone is taken for one with `https:`.
fn website(text: &str) -> Option<String> {
    let text = if text.contains("://") { text.to_string() } else { format!("https://{text}") };
    let url = Url::parse(&text).ok()?;
    let is_web =
        ["https", "http"].contains(&url.scheme()) && url.username().is_empty() && url.password().is_none();
    is_web.then(|| url.origin().ascii_serialization()).filter(|_| is_host(&url))
}

/// The host of a website or of an address, without `www.`.
fn host(text: &str) -> Option<String> {
    let url = Url::parse(&website(text)?).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).into())
}

fn is_domain(host: &str) -> bool {
    PartnerFacts::default().set(Fact::Domain, host).is_ok()
}

fn is_host(url: &Url) -> bool {
    url.host_str().is_some_and(|host| !host.is_empty() && host.len() <= LONGEST_HOST)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> Result<Partner, Wrong> {
        let field = |name: &str| fields.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
        typed_partner(|name| field(name).to_string())
    }

    #[test]
    fn a_partner_is_read_as_it_was_meant() {
        let partner = read(&[
            ("name", " Acme Consulting GmbH "),
            ("email", "Mia@Acme.Example"),
            ("websites", "https://www.acme.example/partners?x=1\nacme.example\nhttps://acme.example:443/"),
            ("contacts", "Mia\n\n  Noah, +49 30 123  \nMia"),
            ("country", "de"),
        ])
        .unwrap();
        assert_eq!(partner.id, "acme-consulting-gmbh");
        assert_eq!(partner.name, "Acme Consulting GmbH");
        assert_eq!(partner.email.as_deref(), Some("mia@acme.example"));
        assert_eq!(partner.websites, "https://www.acme.example\nhttps://acme.example");
        assert_eq!(partner.contacts, "Mia\nNoah, +49 30 123");
        assert_eq!(partner.country.as_deref(), Some("DE"));
        assert_eq!(partner.domain.as_deref(), Some("acme.example"));
        assert_eq!((partner.level, partner.language), (None, None));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let named = |name, text| read(&[("name", "Acme"), (name, text)]).unwrap_err().key;
        assert_eq!(read(&[]).unwrap_err().key, "name-wrong");
        assert_eq!(read(&[("name", "東京商事")]).unwrap_err().key, "partner-id-wrong");
        assert_eq!(read(&[("name", "東京商事"), ("id", "tokyo")]).unwrap().id, "tokyo");
        for (name, text, key) in [
            ("name", "x\u{0}y", "name-wrong"),
            ("id", "a b", "partner-id-wrong"),
            ("id", "<script>", "partner-id-wrong"),
            ("id", "..", "partner-id-wrong"),
            ("email", "mia", "email-wrong"),
            ("websites", "javascript:alert(1)", "website-wrong"),
            ("websites", "https://user:password@acme.example", "website-wrong"),
            ("websites", "ftp://acme.example", "website-wrong"),
            ("websites", "https://", "website-wrong"),
            ("keys", "abc", "key-wrong"),
            ("language", "klingon", "language-wrong"),
            ("country", "Germany", "country-wrong"),
            ("domain", "not a domain", "domain-wrong"),
        ] {
            assert_eq!(
                if name == "name" { read(&[(name, text)]).unwrap_err().key } else { named(name, text) },
                key,
                "{text}"
            );
        }
        let many: Vec<String> = (0..=MOST_LINES).map(|i| format!("person {i}")).collect();
        assert_eq!(named("contacts", &many.join("\n")), "too-many-lines");
    }
}
