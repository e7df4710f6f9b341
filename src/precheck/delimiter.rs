//! The delimiter of cells.

use csv::ByteRecord;

/// The common delimiters.
pub const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Joins cells of a header if a bracket opens in one and closes in a later one: `Company (name, seat)`.
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

/// The delimiter named in a first line `sep=;`, and the length of that line. Excel writes and reads such a line. Other
/// programs quote it or pad it with empty cells. Then the delimiter of those cells is the true one.
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
    use super::declared;

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
