//! What separates the cells.

const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The known delimiter that the first line has most of, quoted text left aside; a comma where it has none.
pub fn sniff(text: &[u8]) -> u8 {
    let mut counts = [0_usize; KNOWN.len()];
    let mut quoted = false;
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if quoted => {}
            byte => {
                if let Some(i) = KNOWN.iter().position(|known| known == byte) {
                    counts[i] += 1;
                }
            }
        }
    }
    // The first of equals: `max_by_key` would take the last.
    let most = counts.iter().max().copied().unwrap_or_default();
    counts.iter().position(|count| *count == most).map_or(b',', |i| KNOWN[i])
}

/// The delimiter that a first line `sep=;` names, and the line's length. Excel writes such a line and reads it.
pub fn declared(text: &[u8]) -> Option<(u8, usize)> {
    let (name, rest) = text.split_at_checked(4)?;
    match rest {
        [delimiter, b'\r' | b'\n', ..] if name.eq_ignore_ascii_case(b"sep=") => Some((*delimiter, 5)),
        _ => None,
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
            ("a;b,c", b','),
            ("", b','),
        ] {
            assert_eq!(char::from(sniff(line.as_bytes())), char::from(delimiter), "{line:?}");
        }
        assert_eq!(declared(b"sep=;\r\nFirma;Land"), Some((b';', 5)));
        assert_eq!(declared(b"sep=;Land\r\n"), None);
        assert_eq!(declared(b"sep"), None);
    }
}
