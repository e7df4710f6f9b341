//! Countries as options.

use super::{Field, FieldOption, FieldType};

/// All 249 countries and territories of ISO 3166-1 (alpha-2), as of 1 January 2026.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// True if a code of two capital letters is a country's. Codes that begin with `X` are free for private use, such as
/// `XK` for Kosovo.
#[cfg(feature = "engine")]
pub(crate) fn exists(code: &str) -> bool {
    code.starts_with('X') || COUNTRIES.split_ascii_whitespace().any(|known| known == code)
}

/// Gives each `country` field without options its countries: those of the territory, or all. The label is the code: the
/// browser knows the names in each language (`loader/choices.js`).
pub(crate) fn fill(fields: &mut [Field], territory: &[String]) {
    let option = |code: &str| FieldOption { value: code.into(), label: code.into() };
    for field in fields {
        fill(&mut field.fields, territory);
        if field.kind != FieldType::Country || !field.options.is_empty() {
            continue;
        }
        field.options = match territory {
            [] => COUNTRIES.split(' ').map(option).collect(),
            codes => codes.iter().map(|code| option(code)).collect(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeMap;

    /// The names of countries (`country-names.json`), by code: `alpha3` is the code of ISO 3166-1, `names` has the
    /// names by language (Unicode CLDR 48), `own` the name in the country's own language if that is not one of these,
    /// and `also` other common names.
    fn names() -> Value {
        serde_json::from_str(include_str!("country-names.json")).expect("JSON")
    }

    #[test]
    fn each_country_has_its_names() {
        let names = names();
        for code in COUNTRIES.split(' ') {
            assert_eq!(names["alpha3"][code].as_str().map(str::len), Some(3), "{code}");
            for (language, by_code) in names["names"].as_object().expect("languages") {
                assert!(by_code[code].as_str().is_some_and(|name| name.len() > 2), "{code} in {language}");
            }
        }
        for (kind, by_code) in ["alpha3", "own", "also"].map(|kind| (kind, &names[kind])) {
            for code in by_code.as_object().expect("codes").keys() {
                assert!(COUNTRIES.split(' ').any(|known| known == code), "{code} in {kind}");
            }
        }
    }

    #[test]
    fn a_name_is_of_one_country() {
        let names = names();
        let mut owner = BTreeMap::new();
        let mut claim = |name: &str, code: &str| {
            let before = owner.insert(name.to_lowercase(), code.to_string());
            assert!(before.is_none_or(|before| before == code), "{name}");
        };
        for code in COUNTRIES.split(' ') {
            claim(code, code);
            let all = names["names"].as_object().expect("languages").values().map(|by_code| &by_code[code]);
            let also = names["also"][code].as_array().into_iter().flatten();
            for name in [&names["alpha3"][code], &names["own"][code]].into_iter().chain(all).chain(also) {
                if let Some(name) = name.as_str() {
                    claim(name, code);
                }
            }
        }
    }
}
