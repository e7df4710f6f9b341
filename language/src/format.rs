//! Writes numbers, dates, lists and names of countries as a language does, by Unicode CLDR. In a browser,
//! `loader/language.js` gets the same from `Intl`.

use icu_calendar::Gregorian;
use icu_collator::{Collator, CollatorPreferences};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_experimental::dimension::currency::formatter::CurrencyFormatter;
use icu_experimental::dimension::percent::formatter::PercentFormatter;
use icu_experimental::displaynames::multi::RegionDisplayNames;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use std::cmp::Ordering;

/// Returns a number's plural category (CLDR).
pub fn plural(locale: &Locale, number: u64) -> &'static str {
    let Ok(rules) = PluralRules::try_new_cardinal(locale.into()) else { return "other" };
    match rules.category_for(number) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// Writes a number, percentage or amount in the language. The input is as `src/markup/format.rs` writes it: `1,234.50`,
/// `7.5%`, `EUR 500`. `None` for any other text.
pub fn number(locale: &Locale, text: &str) -> Option<String> {
    let (currency, text) = text.split_once('\u{a0}').map_or((None, text), |(code, text)| (Some(code), text));
    let (percent, text) = text.strip_suffix('%').map_or((false, text), |text| (true, text));
    let digits = text.strip_prefix(['-', '−']).unwrap_or(text);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    if !is_number || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let value: Decimal = text.replace('−', "-").replace(',', "").parse().ok()?;
    let plain = DecimalFormatter::try_new(locale.into(), Default::default()).ok()?;
    match currency {
        Some(code) => amount(locale, code, &value, &plain),
        None if percent => {
            let formatter = PercentFormatter::try_new(locale.into(), Default::default()).ok()?;
            Some(formatter.format(&value).to_string())
        }
        None => Some(plain.format(&value).to_string()),
    }
}

/// Writes an amount with as many decimals as it has. The formatter always writes as many as the currency has.
fn amount(locale: &Locale, code: &str, value: &Decimal, plain: &DecimalFormatter) -> Option<String> {
    let formatter = CurrencyFormatter::try_new_symbol(locale.into(), code.parse().ok()?, Default::default());
    let written = formatter.ok()?.format_fixed_decimal(value).to_string();
    // The longest form is tried first, because the written amount begins with the shorter forms too.
    for decimals in (0..=4).rev() {
        let mut padded = value.clone();
        padded.absolute.pad_end(-decimals);
        let long = plain.format(&padded).to_string();
        if written.contains(&long) {
            return Some(written.replace(&long, &plain.format(value).to_string()));
        }
    }
    Some(written)
}

/// Writes out a date (RFC 3339 full-date). `None` if the text is not a date.
pub fn date(locale: &Locale, text: &str) -> Option<String> {
    let day: jiff::civil::Date = text.parse().ok()?;
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    let day = Date::try_new_gregorian(day.year().into(), month, of_month).ok()?;
    let formatter = FixedCalendarDateTimeFormatter::<Gregorian, YMD>::try_new(locale.into(), YMD::long());
    Some(formatter.ok()?.format(&day).to_string())
}

/// `a, b and c`
pub fn list(locale: &Locale, items: &[&str]) -> String {
    match ListFormatter::try_new_and(locale.into(), ListFormatterOptions::default()) {
        Ok(formatter) => formatter.format(items.iter()).to_string(),
        Err(_) => items.join(", "),
    }
}

/// Returns country codes (ISO 3166-1 alpha-2) with their names, sorted by name.
pub fn countries<'a>(locale: &Locale, codes: impl Iterator<Item = &'a str>) -> Vec<(&'a str, String)> {
    let names = RegionDisplayNames::try_new(locale.into(), Default::default()).ok();
    let name = |code: &str| names.as_ref()?.of(code.parse().ok()?).map(ToString::to_string);
    let mut named: Vec<_> = codes.map(|code| (code, name(code).unwrap_or_else(|| code.into()))).collect();
    let collator = Collator::try_new(CollatorPreferences::from(locale), Default::default()).ok();
    named.sort_by(|(_, a), (_, b)| {
        collator.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b))
    });
    named
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        tag.parse().unwrap()
    }

    /// The expected texts are from the tables of CLDR 48 (number patterns, symbols), as Chromium writes them.
    #[test]
    fn numbers_amounts_and_percentages_are_written_as_readers_do() {
        for (tag, text, written) in [
            ("de", "1,234.50", "1.234,50"),
            ("de", "EUR\u{a0}12,500", "12.500\u{a0}€"),
            ("de", "EUR\u{a0}12,500.50", "12.500,50\u{a0}€"),
            ("de", "EUR\u{a0}−1,234", "-1.234\u{a0}€"),
            ("de-CH", "EUR\u{a0}12,500", "€\u{a0}12'500"),
            ("de", "7.5%", "7,5\u{a0}%"),
            ("fr", "1,234,567", "1\u{202f}234\u{202f}567"),
            ("es", "1,234", "1234"),
            ("ja", "JPY\u{a0}50,000,000", "￥50,000,000"),
            ("ja", "EUR\u{a0}500", "€500"),
            ("ja", "8%", "8%"),
            ("it", "EUR\u{a0}500.00", "500,00\u{a0}€"),
        ] {
            assert_eq!(number(&locale(tag), text).as_deref(), Some(written), "{tag} {text}");
        }
        for none in ["", "soon", "2027-03-01", "+49 30", "1.2.3", "-", "EUR\u{a0}", "%", "…"] {
            assert_eq!(number(&locale("de"), none), None, "{none}");
        }
    }

    #[test]
    fn dates_lists_and_plurals_are_those_of_the_language() {
        assert_eq!(date(&locale("ja"), "2026-12-01").unwrap(), "2026年12月1日");
        assert_eq!(date(&locale("de"), "2027-03-31").unwrap(), "31. März 2027");
        assert_eq!(date(&locale("fr"), "2027-01-05").unwrap(), "5 janvier 2027");
        assert_eq!(date(&locale("de"), "2027-02-30"), None);
        assert_eq!(list(&locale("de"), &["a", "b", "c"]), "a, b und c");
        assert_eq!(list(&locale("ja"), &["a", "b"]), "a、b");
        let of = |tag, number| plural(&locale(tag), number);
        assert_eq!([of("de", 1), of("de", 0), of("ja", 1), of("fr", 0)], ["one", "other", "other", "one"]);
        assert_eq!([of("ar", 0), of("ar", 2), of("ar", 5), of("ar", 11)], ["zero", "two", "few", "many"]);
    }

    #[test]
    fn countries_have_names_and_stand_in_their_order() {
        let named = |tag| countries(&locale(tag), ["DE", "CH", "AT", "XX"].into_iter());
        let names = |tag| named(tag).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names("de"), ["Deutschland", "Österreich", "Schweiz", "XX"]);
        assert_eq!(names("en"), ["Austria", "Germany", "Switzerland", "XX"]);
        assert_eq!(named("es")[0], ("DE", "Alemania".to_string()));
        assert!(named("ja").contains(&("DE", "ドイツ".to_string())));
    }
}
