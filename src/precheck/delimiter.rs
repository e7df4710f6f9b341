//! What separates the cells.

use super::Records;
use csv::ByteRecord;

const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are looked at for whether they have as many cells as the header.
const ROWS: usize = 10;

/// The known delimiter that the first line has most of and that cuts the rows behind it in the same way; a comma where there
/// is none. What stands in quotes or brackets counts little, and so does what a blank follows.
pub fn sniff(text: &[u8]) -> u8 {
    let mut best = (0, 0, b',');
    for delimiter in KNOWN {
        let (plain, all) = counts(text, delimiter);
        let score = plain * (1 + alike(text, delimiter));
        if (score, all) > (best.0, best.1) {
            best = (score, all, delimiter);
        }
    }
    best.2
}

/// How often the first line has a delimiter between two cells for sure, and how often at all.
fn counts(text: &[u8], delimiter: u8) -> (usize, usize) {
    let (mut plain, mut all, mut is_quoted, mut depth) = (0, 0, false, 0_usize);
    for (i, byte) in text.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\r' | b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            byte if *byte == delimiter => {
                all += 1;
                plain += usize::from(depth == 0 && text.get(i + 1) != Some(&b' '));
            }
            _ => {}
        }
    }
    // A bracket that nothing closes, as in `:(`, hides nothing.
    if depth > 0 { (all, all) } else { (plain, all) }
}

/// How many of the first rows have as many cells as the header.
fn alike(text: &[u8], delimiter: u8) -> usize {
    let Ok(mut records) = Records::new(text, Some(delimiter)) else { return 0 };
    let Ok(Some((_, Ok(header)))) = records.header() else { return 0 };
    let mut alike = 0;
    for _ in 0..ROWS {
        match records.read() {
            Ok(Some((_, Ok(())))) => alike += usize::from(records.width() == header.len()),
            _ => break,
        }
    }
    if header.len() > 1 { alike } else { 0 }
}

/// A header whose cells are one where a bracket opens in the first and closes in the last: `Company (name, seat)`.
pub fn joined(header: &ByteRecord, delimiter: u8) -> ByteRecord {
    let (mut joined, mut cell, mut depth) = (ByteRecord::new(), Vec::new(), 0_i64);
    for part in header {
        if depth > 0 {
            cell.push(delimiter);
        }
        cell.extend_from_slice(part);
        let count = |signs: &[char]| String::from_utf8_lossy(part).matches(signs).count() as i64;
        depth = (depth + count(&['(', '[', '（', '【']) - count(&[')', ']', '）', '】'])).max(0);
        if depth == 0 {
            joined.push_field(&cell);
            cell.clear();
        }
    }
    if depth > 0 { header.clone() } else { joined }
}

/// The delimiter that a first line `sep=;` names, and the line's length. Excel writes such a line and reads it. Other
/// programs put it into quotes, or fill it up with empty cells, by what separates them in truth.
pub fn declared(text: &[u8]) -> Option<(u8, usize)> {
    let length = text.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
    let line = &text[..length];
    let (line, is_quoted) = line.strip_prefix(b"\"").map_or((line, false), |line| (line, true));
    let (name, rest) = line.split_at_checked(4)?;
    let (delimiter, mut rest) = rest.split_first()?;
    if is_quoted {
        rest = rest.strip_prefix(b"\"")?;
    }
    if !name.eq_ignore_ascii_case(b"sep=") || delimiter.is_ascii_alphanumeric() || *delimiter == b'"' {
        return None;
    }
    match rest {
        [] => Some((*delimiter, length)),
        [filler, more @ ..] => {
            let is_known = KNOWN.contains(filler) || filler == delimiter;
            (is_known && more.iter().all(|byte| byte == filler)).then_some((*filler, length))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{declared, sniff};

    #[test]
    fn the_first_line_tells_the_delimiter() {
        for (line, delimiter) in [
            ("company,country", b','),
            ("Firma;Land;Umsatz, netto", b';'),
            ("\"a;b;c\",d", b','),
            ("\"a \"\";;\"\" b\"\tc", b'\t'),
            ("a|b|c\n;;;;;;", b'|'),
            ("company", b','),
            ("company, country, need", b','),
            ("a;b,c", b','),
            ("", b','),
        ] {
            assert_eq!(char::from(sniff(line.as_bytes())), char::from(delimiter), "{line:?}");
        }
    }

    #[test]
    fn a_delimiter_within_a_name_hides_no_other() {
        for (text, delimiter) in [
            ("Company (name, legal form, seat);Country\nA;DE", b';'),
            ("Company (name, legal form, seat)\tCountry", b'\t'),
            ("Budget (net, EUR)|Country (code, name)|Need\n100,000|DE|Muster, AG", b'|'),
            ("Firma, Rechtsform, Sitz;Land\nMuster, AG, Bonn;DE", b';'),
            ("Firma, Sitz;Umsatz\nA;1,5\nB;2,5", b';'),
            ("\"Company, its seat; and more\"\tCountry\nA\tDE", b'\t'),
            ("Company (a;b),Country\nA,DE", b','),
            ("Size :(;Country\nA;DE", b';'),
        ] {
            assert_eq!(char::from(sniff(text.as_bytes())), char::from(delimiter), "{text:?}");
        }
    }

    #[test]
    fn a_line_may_name_the_delimiter() {
        for (line, delimiter) in [
            ("sep=;", b';'),
            ("SEP=\t", b'\t'),
            ("\"sep=;\"", b';'),
            ("sep=,,", b','),
            ("sep=;;;;", b';'),
            ("sep=;,,,", b','),
            ("\"sep=,\",,", b','),
            ("\"sep=,\";;", b';'),
        ] {
            let text = format!("{line}\r\nFirma;Land");
            assert_eq!(declared(text.as_bytes()), Some((delimiter, line.len())), "{line}");
        }
        for no in ["sep=;Land\r\n", "sep", "sep=\r\n", "\"sep=;\r\n", "sep=;", "sep=a\r\n", "separator;b\n"] {
            assert_eq!(declared(no.as_bytes()), None, "{no:?}");
        }
    }
}
