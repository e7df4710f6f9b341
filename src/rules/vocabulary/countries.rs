//! Groups of countries.

use super::call::{Answer, Native, Table, texts, wrong};
use crate::program::closest;

pub const TABLE: Table = &[
    // An unknown group is an error even if there is no country yet.
    (
        "in_group(text?, text) -> bool",
        Native::Any(|c| {
            let group = group(&c.text(1)?)?;
            Ok(c.answer(0)?.is_some_and(|country| is_in(&country, group)).into())
        }),
    ),
    ("country_group(text) -> list", Native::Any(|c| Ok(texts(&mut group(&c.text(0)?)?.split(' '))))),
];

/// The groups and their countries (ISO 3166-1 alpha-2), as of 1 January 2026:
///
/// - EU: Treaty on European Union, 27 members since the United Kingdom left (31 January 2020).
/// - EEA: Agreement on the European Economic Area, the EU with Iceland, Liechtenstein and Norway.
/// - EFTA: EFTA Convention (Vaduz, 2001).
/// - Eurozone: Council decisions under Article 140 TFEU; Bulgaria joined on 1 January 2026.
/// - Schengen: Council decisions on the Schengen acquis; Bulgaria and Romania in full since 1 January 2025.
/// - DACH, Nordics, Baltics, Benelux, Visegrad, Iberia: by custom, Benelux by the treaty of 2008. The Nordics exclude
///   Greenland and the Faroe Islands, which have their own codes.
/// - UKI: the United Kingdom and Ireland, a common sales region. British Isles: with Man, Jersey and Guernsey.
/// - G7: its members without the EU. USMCA: the agreement of 2020. ANZ: Australia and New Zealand, by custom.
/// - GCC: Charter of 1981. ASEAN: Charter of 2008, with Timor-Leste since 26 October 2025.
/// - Mercosur: the full members, Bolivia since 2024; Venezuela is suspended.
const GROUPS: &str = "EU:AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK|\
    EEA:AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK|EFTA:CH IS LI NO|\
    Eurozone:AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK|\
    Schengen:AT BE BG CH CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK|DACH:AT CH DE|\
    Nordics:DK FI IS NO SE|Baltics:EE LT LV|Benelux:BE LU NL|Visegrad:CZ HU PL SK|Iberia:ES PT|UKI:GB IE|\
    British Isles:GB GG IE IM JE|G7:CA DE FR GB IT JP US|USMCA:CA MX US|ANZ:AU NZ|GCC:AE BH KW OM QA SA|\
    ASEAN:BN ID KH LA MM MY PH SG TH TL VN|Mercosur:AR BO BR PY UY";

fn groups() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.split('|').filter_map(|line| line.split_once(':'))
}

/// The names of the groups.
pub fn country_groups() -> impl Iterator<Item = &'static str> {
    groups().map(|(name, _)| name)
}

fn group(name: &str) -> Answer<&'static str> {
    let name = name.trim();
    if let Some((_, countries)) = groups().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Ok(countries);
    }
    let shown: String = name.chars().take(40).collect();
    let known: Vec<&str> = groups().map(|(known, _)| known).collect();
    let help = match closest(&shown, known.iter().copied()) {
        Some(meant) => ["did you mean `", meant, "`?"].concat(),
        None => ["there are ", &known.join(", ")].concat(),
    };
    Err(wrong(["there is no group of countries `", &shown, "`; ", &help].concat()))
}

/// UK and EL are used in Britain and in EU documents for GB and GR (ISO 3166-1 reserves UK).
fn is_in(country: &str, group: &str) -> bool {
    let code = match country.trim().to_ascii_uppercase() {
        code if code == "UK" => "GB".into(),
        code if code == "EL" => "GR".into(),
        code => code,
    };
    group.split(' ').any(|known| known == code)
}
