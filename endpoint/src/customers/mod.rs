//! The keys by which the customer of a lead is recognised. No page loads this code, so its size does not matter: it has
//! complete lists where scripts only have the most common entries.
//!
//! | part | what it does |
//! |---|---|
//! | `address` | from an e-mail or web address to the company's own domain or page |
//! | `lists` | mail providers and shared sites |
//! | `lookalike` | letters of other scripts that look like Latin ones |
//! | `placeholder` | what people write if they have no name |

mod address;
mod lists;
mod lookalike;
mod placeholder;

use referral_store::{Store, StoreError};
use referral_widget::json::parse;
use referral_widget::lead::{Answers, is_ignorable};
use referral_widget::program::{Agreement, Program};
use referral_widget::rules::{NAME_PARTS, company_name};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};

/// The rule by which keys are made, apart from the lists. The number is raised when the rule changes. A test checks
/// that the packages are those of `Cargo.lock`.
const RULE: &str = "3 idna-1.1.0 psl-2.1.247 unicode-normalization-0.1.26 unicode-security-0.1.3";

/// Returns the keys by which the customer of a lead is recognised, in no particular order. Two customers with one key
/// in common are the same.
pub fn keys(agreement: &Agreement, answers: &Answers) -> Vec<String> {
    if agreement.protection_days == 0 {
        return Vec::new();
    }
    let named = agreement.known_by.iter().filter_map(|name| answers.get(name)?.as_str());
    let keys: BTreeSet<String> = named.flat_map(keys_of).collect();
    keys.into_iter().collect()
}

/// Returns the keys of one answer: a name without its legal form, or the company of an address. The answer in Latin
/// letters gives further keys.
fn keys_of(text: &str) -> impl Iterator<Item = String> {
    let seen: String = text.chars().filter(|letter| !is_ignorable(*letter)).collect();
    let is_named = !placeholder::is_placeholder(&seen);
    let looks = lookalike::latin(&seen);
    let texts = is_named.then_some([Some(seen), looks]).into_iter().flatten().flatten();
    texts.filter_map(|text| match address::Address::parse(&text) {
        Some(address) => address.company(),
        None => Some(company_name(&text)).filter(|name| !name.is_empty()),
    })
}

/// Names the rule, the packages and the lists by which keys are made now. Keys that were made in another way are of no
/// use.
fn made_by() -> String {
    let mut lists = Sha256::new();
    for list in NAME_PARTS.iter().chain(&[lists::MAIL, lists::SHARED]).chain(&placeholder::PLACEHOLDERS) {
        lists.update(list);
        lists.update("\n");
    }
    format!("{RULE} {}", hex::encode(lists.finalize()))
}

/// Makes the keys of all protected customers again from their leads, if they were made by another rule or with other
/// lists. If two referrals share a customer by the new keys, the earlier one protects it.
pub async fn rekey(store: &Store) -> Result<(), StoreError> {
    let made_by = made_by();
    if store.keys_made_by().await?.as_ref() == Some(&made_by) {
        return Ok(());
    }
    let mut agreements = HashMap::new();
    for (hash, json) in store.programs().await? {
        if let Ok(program) = Program::parse(&json) {
            agreements.insert(hash, program.agreement);
        }
    }
    let anew = move |hash: &str, lead: &str| Some(keys(agreements.get(hash)?, &parse(lead).ok()?));
    let rekeyed = store.rekey(&made_by, anew).await?;
    if rekeyed.referrals > 0 {
        let (referrals, changed) = (rekeyed.referrals, rekeyed.changed);
        tracing::info!(referrals, changed, "a newer rule recognizes customers; their keys are made again");
    }
    if rekeyed.unreadable > 0 {
        tracing::warn!(
            referrals = rekeyed.unreadable,
            "the program or the answers of some referrals cannot be read by this version of the endpoint; their customers \
             keep their old keys"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        keys_of(text).collect::<BTreeSet<_>>().into_iter().collect()
    }

    #[test]
    fn the_rule_names_the_packages_that_it_is_made_by() {
        let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
        let lock = std::fs::read_to_string(lock).expect("the workspace has a lock file");
        for package in RULE.split(' ').skip(1) {
            let (name, version) = package.rsplit_once('-').expect("a name and a version");
            let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(
                lock.contains(&locked),
                "{package} is not in Cargo.lock. Name the version there in RULE, so that keys \
                that are stored are made anew"
            );
        }
    }

    #[test]
    fn names_are_one_however_they_are_written() {
        for name in [
            "㈱山田製作所",
            "(株)山田製作所",
            "（株）山田製作所",
            "株式会社山田製作所",
            "山田製作所㈱",
            "山田 製作所 株式会社",
            "株式会社\u{3000}山田\u{200b}製作所",
        ] {
            assert!(keys(name).contains(&"山田製作所".to_string()), "{name}: {:?}", keys(name));
        }
        for name in [
            "Muster AG",
            "ＭＵＳＴＥＲ　ＡＧ",
            "Мuster AG",
            "Mustеr АG",
            "ΜUSTER",
            "𝐌uster",
            "Mus\u{34f}ter ag",
        ] {
            assert!(keys(name).contains(&"muster".to_string()), "{name}: {:?}", keys(name));
        }
        assert!(keys("Mu\u{308}ll\u{435}r & Söhne").contains(&"muller sohne".to_string()));
        // A name in another script keeps its letters, whether they are written as capitals or not.
        assert_eq!(keys("Вектор"), ["вектор"]);
        assert!(keys("ВЕКТОР").contains(&"вектор".to_string()));
        // Names that only resemble each other stay different.
        for (a, b) in
            [("Kern", "Kem"), ("A1 Telekom", "Al Telekom"), ("O2", "02 Energie"), ("ミラー", "ミラ")]
        {
            assert!(keys(a).iter().all(|key| !keys(b).contains(key)), "{a} and {b}");
        }
        assert!(keys("トヨ夕").iter().any(|key| keys("トヨタ").contains(key)));
    }

    #[test]
    fn hosts_are_one_in_letters_and_in_punycode() {
        for host in [
            "https://www.müller.example/kontakt",
            "jo@xn--mller-kva.example",
            "MU\u{308}LLER.example",
            "müller。example",
            "mü\u{ad}ller.example",
        ] {
            assert_eq!(keys(host)[0], "xn--mller-kva.example", "{host}");
        }
        assert!(keys("https://mustеr.example").contains(&"muster.example".to_string()));
        assert_ne!(keys("müller.example"), keys("muller.example"));
    }
}
