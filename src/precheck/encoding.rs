//! Detects the encoding of a sheet. It does not decode: `encoding_rs` does that natively, and `TextDecoder` in
//! JavaScript, which uses the same names. No library is small enough for the leads module and behaves the same on both
//! sides.

/// A detectable encoding, named as in <https://encoding.spec.whatwg.org/#names-and-labels>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or plain ASCII.
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// The encoding of Western Europe.
    Windows1252,
    /// The encoding that Excel writes in Japan.
    ShiftJis,
    /// The encoding of Unix systems in Japan.
    EucJp,
}

impl Encoding {
    /// The name of the encoding.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1252 => "windows-1252",
            Encoding::ShiftJis => "shift_jis",
            Encoding::EucJp => "euc-jp",
        }
    }
}

/// The standard name for a name that systems also use: `cp932` is `shift_jis`.
#[must_use]
pub fn standard_name(name: &str) -> &str {
    const OTHERS: [(&str, &str); 9] = [
        ("cp932", "shift_jis"),
        ("cp943", "shift_jis"),
        ("windows-932", "shift_jis"),
        ("eucjp", "euc-jp"),
        ("cp936", "gbk"),
        ("cp949", "euc-kr"),
        ("cp950", "big5"),
        ("cp65001", "utf-8"),
        ("ansi", "windows-1252"),
    ];
    let known = OTHERS.iter().find(|(other, _)| other.eq_ignore_ascii_case(name.trim()));
    known.map_or(name, |(_, name)| name)
}

/// The message for a spreadsheet's own file.
pub const IS_WORKBOOK: &str = "This is a workbook, not CSV: save it as \"CSV UTF-8\" in your spreadsheet.";

/// True if the bytes are not text but a spreadsheet's own file: `.xlsx` is a ZIP archive, `.xls` an OLE container.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// The encoding, if the first bytes show it by a byte order mark or by the zero bytes of UTF-16.
#[must_use]
pub fn marked(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some(Encoding::Utf8),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        [a, 0, b, 0, ..] if *a > 0 && *b > 0 => Some(Encoding::Utf16Le),
        [0, a, 0, b, ..] if *a > 0 && *b > 0 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// The encoding that bytes beyond ASCII suggest. `None` if there are no such bytes yet. A few invalid bytes in a UTF-8
/// text only make their own rows unreadable. `is_all` is true if no more bytes follow.
#[must_use]
pub fn guess(bytes: &[u8], is_all: bool) -> Option<Encoding> {
    let (mut valid, mut invalid, mut rest) = (0_usize, 0_usize, bytes);
    while !rest.is_empty() {
        let (good, bad, is_cut) = match str::from_utf8(rest) {
            Ok(good) => (good.len(), 0, false),
            Err(error) => {
                let good = error.valid_up_to();
                (good, error.error_len().unwrap_or(rest.len() - good), error.error_len().is_none())
            }
        };
        valid += rest[..good].iter().filter(|byte| **byte >= 0xc0).count();
        invalid += usize::from(bad > 0 && (!is_cut || is_all));
        rest = &rest[good + bad..];
    }
    match (valid, invalid) {
        (0, 0) => None,
        _ if valid >= invalid => Some(Encoding::Utf8),
        _ if is_shift_jis(bytes) => Some(Encoding::ShiftJis),
        _ if is_euc_jp(bytes) => Some(Encoding::EucJp),
        _ => Some(Encoding::Windows1252),
    }
}

/// True if each byte beyond ASCII starts a letter of two bytes or is a half-width letter, and if there are runs of
/// letters that begin with 0x81 to 0x9f: kana, signs and frequent kanji. In Windows-1252, these bytes are quotes,
/// dashes and a few letters, which never follow each other.
fn is_shift_jis(bytes: &[u8]) -> bool {
    let (mut frequent, mut rare, mut words, mut follows) = (0, 0, 0, false);
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] | [0x81..=0x9f | 0xe0..=0xfc] => break,
            [0x81..=0x9f, 0x40..=0x7e | 0x80..=0xfc, rest @ ..] => {
                frequent += 1;
                words += usize::from(follows);
                follows = true;
                rest
            }
            [0xe0..=0xfc, 0x40..=0x7e | 0x80..=0xfc, rest @ ..] => {
                rare += 1;
                follows = false;
                rest
            }
            [0..=0x7f | 0xa1..=0xdf, rest @ ..] => {
                follows = false;
                rest
            }
            _ => return false,
        };
    }
    words > 0 && frequent >= rare
}

/// True if each byte beyond ASCII belongs to a letter of two or more bytes, and if there are runs of such letters.
fn is_euc_jp(bytes: &[u8]) -> bool {
    let (mut words, mut follows, mut rest) = (0, false, bytes);
    loop {
        rest = match rest {
            [] | [0x8e | 0xa1..=0xfe] | [0x8f, ..=0xfe] => break,
            [0xa1..=0xa8 | 0xad | 0xb0..=0xf4 | 0xf9..=0xfc, 0xa1..=0xfe, rest @ ..] => {
                words += usize::from(follows);
                follows = true;
                rest
            }
            [0x8e, 0xa1..=0xdf, rest @ ..] | [0x8f, 0xa1..=0xfe, 0xa1..=0xfe, rest @ ..] => rest,
            [0..=0x7f, rest @ ..] => {
                follows = false;
                rest
            }
            _ => return false,
        };
    }
    words > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    // 会社名,国 · トヨタ自動車,ドイツ, encoded by Python's codecs.
    const SHIFT_JIS: &[u8] =
        b"\x89\xef\x8e\xd0\x96\xbc,\x8d\x91\n\x83g\x83\x88\x83^\x8e\xa9\x93\xae\x8e\xd4,\x83h\x83C\x83c\n";
    const EUC_JP: &[u8] = b"\xb2\xf1\xbc\xd2\xcc\xbe,\xb9\xf1\n\xa5\xc8\xa5\xe8\xa5\xbf\xbc\xab\xc6\xb0\xbc\xd6,\xa5\xc9\xa5\xa4\xa5\xc4\n";

    #[test]
    fn japanese_encodings_are_told_from_western_ones() {
        assert_eq!(guess(SHIFT_JIS, true), Some(Encoding::ShiftJis));
        assert_eq!(guess(EUC_JP, true), Some(Encoding::EucJp));
        // Cut in the middle of a letter.
        assert_eq!(guess(&SHIFT_JIS[..SHIFT_JIS.len() - 2], false), Some(Encoding::ShiftJis));
        assert_eq!(guess(&EUC_JP[..EUC_JP.len() - 2], false), Some(Encoding::EucJp));
        for western in [
            "Firma;Größe\r\nMüller & Söhne;groß",
            "société générale;créée à Orléans",
            "L\u{92}œuvre",
            "Compañía, año, señor",
            "Çağdaş Øresund Ærø Ålesund",
            "ÄÖÜ",
            "ãõ não está",
        ] {
            let bytes: Vec<u8> =
                western.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'\x9c')).collect();
            assert_eq!(guess(&bytes, true), Some(Encoding::Windows1252), "{western}");
        }
        assert_eq!(guess("会社名,国".as_bytes(), true), Some(Encoding::Utf8));
        assert_eq!(guess(b"company,country", true), None);
        // An incomplete letter at the end.
        assert_eq!(guess(b"company,\xe4\xbc", false), None);
        assert_eq!(guess(b"company,\xe4", true), Some(Encoding::Windows1252));
    }

    #[test]
    fn marks_and_other_names_are_known() {
        assert_eq!(marked(b"\xff\xfea\0"), Some(Encoding::Utf16Le));
        assert_eq!(marked(b"\0a\0b"), Some(Encoding::Utf16Be));
        assert_eq!(marked(b"\xef\xbb\xbfa"), Some(Encoding::Utf8));
        assert_eq!(marked(b"ab"), None);
        assert_eq!((standard_name("CP932"), standard_name("ms932")), ("shift_jis", "ms932"));
    }
}
