//! The currency of an amount in a cell.

use super::number_cell::NumberCell;
use crate::currency;

/// Signs and words for currencies, in capital letters and without dots at the ends, each with the currencies that it
/// may mean.
const MARKS: [(&str, &str); 52] = [
    ("€", "EUR"),
    ("EURO", "EUR"),
    ("EUROS", "EUR"),
    ("ユーロ", "EUR"),
    ("يورو", "EUR"),
    ("$", "USD CAD AUD NZD MXN SGD HKD TWD ARS CLP COP UYU"),
    ("US$", "USD"),
    ("$US", "USD"),
    ("ドル", "USD"),
    ("米ドル", "USD"),
    ("دولار", "USD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("S$", "SGD"),
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("MX$", "MXN"),
    ("R$", "BRL"),
    ("£", "GBP EGP FKP GIP SHP SYP LBP"),
    ("¥", "JPY CNY"),
    ("￥", "JPY CNY"),
    ("円", "JPY"),
    ("元", "CNY TWD"),
    ("RMB", "CNY"),
    ("CN¥", "CNY"),
    ("JP¥", "JPY"),
    ("ZŁ", "PLN"),
    ("ZL", "PLN"),
    ("KČ", "CZK"),
    ("KC", "CZK"),
    ("KR", "SEK NOK DKK ISK"),
    ("FR", "CHF"),
    ("SFR", "CHF"),
    ("FRANKEN", "CHF"),
    ("FT", "HUF"),
    ("LEI", "RON MDL"),
    ("ЛВ", "BGN"),
    ("₹", "INR"),
    ("RS", "INR PKR LKR NPR MUR SCR"),
    ("₩", "KRW KPW"),
    ("₺", "TRY"),
    ("TL", "TRY"),
    ("₽", "RUB"),
    ("₴", "UAH"),
    ("₪", "ILS"),
    ("R", "ZAR"),
    ("د.إ", "AED"),
    ("ر.س", "SAR"),
    ("ج.م", "EGP"),
];

/// The amount without its currency: `€120,000.00`, `120000 EUR`, `1.500,– zł`. The currency must be the requested one.
/// The text must have no blanks.
///
/// # Errors
///
/// The text has another currency, or is not an amount.
pub fn amount(text: &str, currency: &str) -> Result<String, NumberCell> {
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
        return Err(NumberCell::Not);
    };
    let (before, number, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
    let is_sign = |c: char| matches!(c, '-' | '+' | '(' | ')');
    for side in [before, after] {
        let mark: String = side.chars().filter(|c| !is_sign(*c)).collect();
        let mark = mark.trim_matches(['.', ',']);
        check_currency(mark, currency)?;
    }
    let signs = |side: &str| side.chars().filter(|c| is_sign(*c)).collect::<String>();
    // The point is decimal in `.50` and `€.50`, but not in `Fr.50`. Also handles `1.500,–`.
    let marked = before.trim_end_matches(is_sign).strip_suffix(['.', ',']);
    let is_point = marked.is_some_and(|mark| !mark.ends_with(char::is_alphabetic));
    let point = if is_point && before.ends_with(',') {
        ","
    } else if is_point {
        "."
    } else {
        ""
    };
    let after = after.trim_start_matches(['.', ',']);
    let after = if after.len() < text.len() - last - 1 { after.trim_start_matches('-') } else { after };
    Ok([&signs(before), point, number, &signs(after)].concat())
}

fn check_currency(text: &str, currency: &str) -> Result<(), NumberCell> {
    match mark(text) {
        _ if text.is_empty() => Ok(()),
        Mark::Of(known) if known.split(' ').any(|known| known == currency) => Ok(()),
        Mark::Of(_) => Err(NumberCell::OtherCurrency(text.to_string())),
        Mark::None => Err(NumberCell::Not),
    }
}

/// The meaning of a text as a currency.
#[derive(Debug, PartialEq)]
pub enum Mark {
    /// The currencies that it may mean (ISO 4217), separated by blanks.
    Of(String),
    /// Not a currency.
    None,
}

/// The currencies that a code, sign or word may mean.
pub fn mark(text: &str) -> Mark {
    let capital = text.trim_matches('.').to_uppercase();
    match MARKS.iter().find(|(known, _)| *known == capital) {
        Some((_, currencies)) => Mark::Of((*currencies).to_string()),
        None if currency::is_known(&capital) => Mark::Of(capital),
        None => Mark::None,
    }
}
