//! Exact decimals. Each operation is compiled once here: the library's operations are 1 to 3 KB of Wasm wherever they
//! are inlined.

use rust_decimal::Decimal;

/// Parses a decimal number without losing digits. `None` if the text is not a number, or has more digits than can be
/// exact (28).
#[inline(never)]
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let number: Decimal = text.parse().ok().filter(|_| !text.contains(['e', 'E']))?;
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let written = fraction.bytes().filter(u8::is_ascii_digit).count();
    // The parser rounds away digits that do not fit.
    (number.scale() as usize == written).then_some(number)
}

/// `a + b`. Like the functions below, returns `None` if the result is too large to be exact.
#[inline(never)]
pub fn sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_add(b)
}

/// `a - b`.
#[inline(never)]
pub fn difference(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_sub(b)
}

/// `a × b`.
#[inline(never)]
pub fn product(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_mul(b)
}

/// `a ÷ b`. `None` for a division by zero, too.
#[inline(never)]
pub fn quotient(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_div(b)
}

/// The remainder of `a` divided by `b`.
#[inline(never)]
pub fn rest(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_rem(b)
}

#[cfg(test)]
mod tests {
    use super::parse_decimal;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        for exact in [
            "0",
            "-0.50",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
            "7.922816251426433759354395033",
        ] {
            assert_eq!(parse_decimal(exact).map(|number| number.to_string()).as_deref(), Some(exact));
        }
        for wrong in [
            "",
            ".",
            "1,5",
            "1e3",
            "79228162514264337593543950336",
            "0.00000000000000000000000000001",
            "0.00000000000000000000000000000",
            "1.00000000000000000000000000005",
        ] {
            assert_eq!(parse_decimal(wrong), None, "{wrong}");
        }
    }
}
