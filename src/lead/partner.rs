//! What is known of the partner who refers, for rules that read it.

use super::text::is_ignorable;
use crate::program::{Fact, country_exists};
use serde::Serialize;
use serde_json::Value;

/// The longest host name (RFC 1035, section 2.3.4), in bytes.
const MAX_DOMAIN: usize = 253;
/// The longest level, in characters.
const MAX_LEVEL: usize = 64;

/// Facts about a partner. A fact that is missing is not known here, so rules that read it wait. A fact that is the
/// empty text is known not to exist: rules read it as `()`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartnerFacts {
    /// The country (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The host name of the partner's website, in small letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The vendor's own word for the partner's rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

impl PartnerFacts {
    /// The value of a fact, if it is known here.
    #[must_use]
    pub fn get(&self, fact: Fact) -> Option<&str> {
        match fact {
            Fact::Country => self.country.as_deref(),
            Fact::Domain => self.domain.as_deref(),
            Fact::Level => self.level.as_deref(),
        }
    }

    /// Sets a fact. The empty text says that there is none.
    ///
    /// # Errors
    ///
    /// The form that the fact must have, as a sentence that begins with its name.
    pub fn set(&mut self, fact: Fact, text: &str) -> Result<(), &'static str> {
        if !text.is_empty() {
            check(fact, text)?;
        }
        *self.slot(fact) = Some(text.into());
        Ok(())
    }

    /// Reads facts from an object. `null` counts as missing.
    ///
    /// # Errors
    ///
    /// What is wrong with the object, as a sentence.
    pub fn from_json(json: &Value) -> Result<Self, &'static str> {
        let members = json.as_object().ok_or("must be an object, such as {\"country\": \"DE\"}")?;
        let mut facts = PartnerFacts::default();
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            let fact = Fact::from_word(name).ok_or("has a key other than `country`, `domain` and `level`")?;
            facts.set(fact, value.as_str().ok_or("has a value that is not a text")?)?;
        }
        Ok(facts)
    }

    /// These facts. Those that are missing are taken from `other`.
    #[must_use]
    pub fn or(mut self, other: &PartnerFacts) -> Self {
        for (_, fact) in Fact::WORDS {
            let slot = self.slot(fact);
            if slot.is_none() {
                *slot = other.get(fact).map(Into::into);
            }
        }
        self
    }

    /// The facts of these names. Without those that are known not to exist.
    #[must_use]
    pub fn only(mut self, facts: &[Fact]) -> Self {
        for (_, fact) in Fact::WORDS {
            let slot = self.slot(fact);
            if !facts.contains(&fact) || slot.as_deref() == Some("") {
                *slot = None;
            }
        }
        self
    }

    /// The same for whoever has the last word, such as the endpoint: a fact that is missing does not exist.
    #[must_use]
    pub fn settled(self) -> Self {
        let none = || Some(String::new());
        self.or(&PartnerFacts { country: none(), domain: none(), level: none() })
    }

    fn slot(&mut self, fact: Fact) -> &mut Option<String> {
        match fact {
            Fact::Country => &mut self.country,
            Fact::Domain => &mut self.domain,
            Fact::Level => &mut self.level,
        }
    }
}

/// Checks the form of a fact.
fn check(fact: Fact, text: &str) -> Result<(), &'static str> {
    match fact {
        Fact::Country => {
            let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
            (is_code && country_exists(text))
                .then_some(())
                .ok_or("`country` must be the code of a country (ISO 3166-1), such as DE")
        }
        Fact::Domain => is_host(text)
            .then_some(())
            .ok_or("`domain` must be a host name in small letters, such as acme.example"),
        Fact::Level => {
            let is_word = text.chars().count() <= MAX_LEVEL
                && text.trim() == text
                && !text.chars().any(|letter| letter.is_control() || is_ignorable(letter));
            is_word.then_some(()).ok_or("`level` must be a word of at most 64 characters, such as gold")
        }
    }
}

/// True for a host name of two or more labels (RFC 1123, section 2.1), in small letters.
fn is_host(text: &str) -> bool {
    let is_right = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(is_right)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= MAX_DOMAIN && text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_are_read_strictly() {
        let facts =
            PartnerFacts::from_json(&json!({ "country": "DE", "domain": "acme.example", "level": "" }));
        let facts = facts.expect("facts");
        assert_eq!(facts.get(Fact::Country), Some("DE"));
        assert_eq!(facts.get(Fact::Level), Some(""));
        assert_eq!(PartnerFacts::from_json(&json!({ "level": null })), Ok(PartnerFacts::default()));
        for wrong in [
            json!([]),
            json!({ "size": "9" }),
            json!({ "level": 3 }),
            json!({ "country": "de" }),
            json!({ "country": "ZZ" }),
            json!({ "country": "DEU" }),
            json!({ "domain": "Acme.example" }),
            json!({ "domain": "https://acme.example" }),
            json!({ "domain": "acme" }),
            json!({ "domain": "-a.example" }),
            json!({ "domain": "a..example" }),
            json!({ "level": " gold" }),
            json!({ "level": "go\nld" }),
            json!({ "level": "x".repeat(65) }),
        ] {
            assert!(PartnerFacts::from_json(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_one_source_lacks_comes_from_the_other() {
        let read = |json: Value| PartnerFacts::from_json(&json).expect("facts");
        let list = read(json!({ "country": "DE" }));
        let token = read(json!({ "country": "AT", "level": "gold" }));
        let both = list.or(&token);
        assert_eq!(both, read(json!({ "country": "DE", "level": "gold" })));
        assert_eq!(both.clone().settled(), read(json!({ "country": "DE", "domain": "", "level": "gold" })));
        assert_eq!(both.settled().only(&[Fact::Domain, Fact::Level]), read(json!({ "level": "gold" })));
    }
}
