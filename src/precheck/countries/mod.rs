//! Finding countries by their common names.
//!
//! `generate.mjs` writes `names.txt`. `other_names.txt` is written by hand.

use crate::rules::plain;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const NAMES: &str = include_str!("names.txt");
const OTHER_NAMES: &str = include_str!("other_names.txt");

/// The countries that a name may mean (ISO 3166-1 alpha-2), by the key of the name. An alpha-2 code takes precedence
/// over names.
fn names() -> &'static BTreeMap<String, Vec<&'static str>> {
    static NAMES_BY_KEY: OnceLock<BTreeMap<String, Vec<&str>>> = OnceLock::new();
    NAMES_BY_KEY.get_or_init(|| {
        let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (code, name) in all() {
            // `Oesterreich`, as typed on keyboards without Ö.
            let spelt = name.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
            for name in [name, without_brackets(name), &spelt] {
                let codes = names.entry(key(name)).or_default();
                if !codes.contains(&code) {
                    codes.push(code);
                    codes.sort_unstable();
                }
            }
        }
        for (code, _) in all() {
            names.insert(key(code), vec![code]);
        }
        names
    })
}

/// Each code with each of its names. Unicode's English name comes first after the alpha-3 code.
fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = NAMES.lines().chain(OTHER_NAMES.lines()).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('|')).flat_map(|(code, names)| {
        // The alpha-3 code in `names.txt` is treated like a name.
        names.split('|').map(move |name| (code, name))
    })
}

/// The countries that a text may mean: none, one, or several with the same name.
pub fn called(text: &str) -> &'static [&'static str] {
    // For example `Bolivia (Plurinational State of)` and `Moldova, Republic of`.
    let before_comma = text.split_once(',').map_or(text, |(before, _)| before);
    let tried = [text, without_brackets(text), before_comma];
    tried.iter().find_map(|text| names().get(&key(text))).map_or(&[], Vec::as_slice)
}

/// The English name of a country.
pub fn english(code: &str) -> Option<&'static str> {
    // It comes after the alpha-3 code.
    all().filter(|(known, _)| *known == code).nth(1).map(|(_, name)| name)
}

/// All names of the countries whose codes are accepted.
pub fn names_of<'a>(codes: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = &'static str> + 'a {
    all().filter(move |(code, _)| codes(code)).map(|(_, name)| name)
}

fn without_brackets(name: &str) -> &str {
    name.split_once(['(', '（']).map_or(name, |(before, _)| before)
}

/// The common form of all spellings of a name: lower case without accents, signs, `the` and `and`, with `st` for
/// `saint`.
pub fn key(name: &str) -> String {
    let plain = plain(name);
    let words = plain.split(' ').filter(|word| !matches!(*word, "the" | "and"));
    let words: Vec<&str> = words.map(|word| if word == "saint" { "st" } else { word }).collect();
    // `AND` is the code of Andorra.
    if words.is_empty() { plain } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_its_names_and_codes() {
        for (code, names) in [
            (
                "DE",
                "DE deu Germany germany Deutschland Allemagne Alemania Duitsland ドイツ ألمانيا BRD Niemcy",
            ),
            ("GB", "GB UK U.K. GBR England Großbritannien"),
            ("US", "US USA U.S.A. EUA America アメリカ"),
            ("TR", "TR TUR Turkey Türkiye Turkiye Türkei トルコ"),
            ("CZ", "CZ CZE Czechia Tschechien"),
            ("NL", "NL Holland Nederland"),
            ("RU", "RU RUS Russia Russland"),
            ("AD", "AD AND and"),
            ("AT", "AT AUT Österreich Osterreich Oesterreich オーストリア"),
        ] {
            for name in names.split(' ') {
                assert_eq!(called(name), [code], "{name}");
            }
        }
        for (code, name) in [
            ("CZ", "Czech Republic"),
            ("CZ", "Tschechische Republik"),
            ("US", "the United States of America"),
            ("GB", "United Kingdom of Great Britain and Northern Ireland"),
            ("KR", "Korea, Republic of"),
            ("KR", "South  Korea"),
            ("BO", "Bolivia (Plurinational State of)"),
            ("MD", "Moldova, Republic of"),
            ("BA", "Bosnia and Herzegovina"),
            ("BA", "Bosnia & Herzegovina"),
            ("LC", "Saint Lucia"),
            ("CI", "Cote d'Ivoire"),
            ("MM", "Myanmar"),
            ("HK", "Hong Kong"),
        ] {
            assert_eq!(called(name), [code], "{name}");
        }
        assert_eq!(called("Congo"), ["CD", "CG"]);
        assert_eq!(called("Korea"), ["KP", "KR"]);
        assert_eq!(called("Virgin Islands"), ["VG", "VI"]);
        for nothing in ["", "Atlantis", "Berlin", "(", "XX", "the"] {
            assert_eq!(called(nothing), [""; 0], "{nothing}");
        }
    }

    /// An ambiguous name is reported, so a name may have two countries only if people use it for both.
    #[test]
    fn no_other_names_are_of_two_countries() {
        let shared: Vec<&str> =
            names().iter().filter(|(_, codes)| codes.len() > 1).map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            shared,
            ["congo", "corea", "coree", "coreia", "kongo", "korea", "st martin", "virgin islands", "コンゴ"]
        );
    }

    #[test]
    fn every_country_has_both_codes_and_an_english_name() {
        let codes: Vec<&str> =
            NAMES.lines().filter_map(|line| line.split_once('|')).map(|(code, _)| code).collect();
        assert_eq!(codes.len(), 249);
        for code in codes {
            assert_eq!(called(code), [code]);
            let alpha_3 = all().find(|(known, _)| *known == code).map(|(_, name)| name).unwrap_or_default();
            assert!(alpha_3.len() == 3 && alpha_3.bytes().all(|b| b.is_ascii_uppercase()), "{code}");
            assert_eq!(called(alpha_3), [code]);
        }
        assert_eq!((english("DE"), english("TR")), (Some("Germany"), Some("Türkiye")));
    }
}
