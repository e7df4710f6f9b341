//! The currencies of ISO 4217, each with its number of digits after the point.

/// The codes whose minor unit does not have two digits, by digits. The source is ISO 4217 in the crate `iso_currency`
/// 0.7.1; a test compares them. The crate itself also has names and countries: 3 KiB of each module after Brotli.
const OTHERS: [(u32, &str); 3] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// All other codes. If the standard names no minor unit, as for gold, the code counts as having two digits.
const WITH_TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
    CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD \
    GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL \
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN \
    QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY \
    TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XAG XAU XBA XBB XBC XBD XCD XCG XDR XPD XPT XSU XTS \
    XUA XXX YER ZAR ZMW ZWG ZWL";

/// True if a text is the code of a currency.
pub fn is_known(code: &str) -> bool {
    other_digits(code).is_some() || has(WITH_TWO, code)
}

/// The number of digits after the point in that currency. 2 if the currency is unknown.
pub fn minor_digits(code: &str) -> u32 {
    other_digits(code).unwrap_or(2)
}

fn other_digits(code: &str) -> Option<u32> {
    OTHERS.iter().find(|(_, codes)| has(codes, code)).map(|(digits, _)| *digits)
}

fn has(codes: &str, code: &str) -> bool {
    code.len() == 3 && codes.as_bytes().chunks(4).any(|known| known.starts_with(code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use iso_currency::Currency;

    #[test]
    fn the_codes_are_those_of_the_standard() {
        let letters = || 'A'..='Z';
        for code in letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c]))) {
            let code = String::from_iter(code);
            let standard = Currency::from_code(&code);
            assert_eq!(is_known(&code), standard.is_some(), "{code}");
            let digits = standard.and_then(|currency| currency.exponent()).map_or(2, u32::from);
            assert_eq!(minor_digits(&code), digits, "{code}");
        }
        for wrong in ["", "E", "eur", "EURO", "EUR ", " EU", "R A", "R AF", "€"] {
            assert!(!is_known(wrong), "{wrong}");
        }
    }
}
