//! Protects cells from being run as formulas by spreadsheets, after
//! [OWASP](https://owasp.org/www-community/attacks/CSV_Injection).

use crate::lead::is_ignorable;
use std::borrow::Cow;

/// Makes a cell stay a text in any spreadsheet. Each part that looks like a formula gets an apostrophe in front. A
/// changed cell also begins with an apostrophe, which shows that it was changed.
///
/// In other countries, spreadsheets split cells at other characters than this file uses, and then ignore its quotes. So
/// the text after such a character, or after a line end in a cell, is treated like a cell of its own. The same holds
/// for text after blanks, quotes and invisible characters, which some spreadsheets drop. Negative numbers and phone
/// numbers stay unchanged: signs, digits and separators alone cannot call a function.
#[must_use]
pub fn defused(cell: &str) -> Cow<'_, str> {
    let starts_odd = cell.starts_with(['\t', '\r', '\n']);
    if !starts_odd && !cell.contains(starts_formula) {
        return cell.into();
    }
    let mut defused = String::with_capacity(cell.len() + 2);
    for piece in cell.split_inclusive(separates) {
        if is_formula(piece.strip_suffix(separates).unwrap_or(piece)) {
            defused.push('\'');
        }
        defused.push_str(piece);
    }
    let is_changed = defused.len() > cell.len() || starts_odd;
    if is_changed && !defused.starts_with('\'') {
        defused.insert(0, '\'');
    }
    if is_changed { defused.into() } else { cell.into() }
}

fn is_formula(piece: &str) -> bool {
    let seen = piece.trim_start_matches(is_dropped);
    let harmless = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '.' | ',' | '/' | '(' | ')');
    let is_number = || seen.strip_prefix(['+', '-', '−']).is_some_and(|number| number.chars().all(harmless));
    seen.starts_with(starts_formula) && !is_number()
}

/// `=`, `+`, `-`, `@` and characters that become one of them in another encoding or normal form.
fn starts_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+'
            | '-'
            | '@'
            | '−'
            | '＝'
            | '＋'
            | '－'
            | '＠'
            | '﹦'
            | '﹢'
            | '﹣'
            | '﹫'
            | '⁼'
            | '⁺'
            | '⁻'
            | '₌'
            | '₊'
            | '₋'
    )
}

/// The characters that separate cells or rows in some spreadsheet.
fn separates(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | '\t'
            | '|'
            | '，'
            | '；'
            | '｜'
            | '\n'
            | '\r'
            | '\u{b}'
            | '\u{c}'
            | '\u{85}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

/// Blanks, quotes, control characters, and characters that need not be shown or only change how others are shown.
fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_ignorable(c)
        || matches!(
            c,
            '"' | '＂'
                | '\u{600}'..='\u{605}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{2800}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{13430}'..='\u{1343f}'
        )
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn a_cell_is_no_formula() {
        for formula in
            ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+SUM(A1)", "-A1", "−A1", "＝1", "﹢A1", "⁼1"]
        {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for plain in [
            "",
            "-5",
            "−5",
            " -5",
            "-1,500.50",
            "-1.500,50",
            "+49 (0)30 23125-100",
            "+49 30 23125; +49 30 23126",
            "-",
            "a=b",
            "Beispiel GmbH",
            "'=1",
            "5-3",
            "a; b, c | d",
            "it@pumpen.example, info@pumpen.example",
            "\u{feff}Beispiel\u{a0}GmbH",
        ] {
            assert_eq!(defused(plain), plain);
        }
    }

    #[test]
    fn what_some_spreadsheet_takes_for_a_cell_is_no_formula() {
        for (cell, safe) in [
            ("x;=cmd|' /C calc'!A0", "'x;'=cmd|' /C calc'!A0"),
            ("x,@A1", "'x,'@A1"),
            ("x\t+A1", "'x\t'+A1"),
            ("x|-A1", "'x|'-A1"),
            ("x；＝1", "'x；'＝1"),
            ("x\n=1", "'x\n'=1"),
            ("x\r\n=1\r\n=2", "'x\r\n'=1\r\n'=2"),
            ("x; \"=1\"", "'x;' \"=1\""),
            (";=1", "';'=1"),
            ("-5;=1;-6", "'-5;'=1;-6"),
            ("'x;=1", "'x;'=1"),
            ("\t=1", "'\t'=1"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("\nx", "'\nx"),
        ] {
            assert_eq!(defused(cell), safe);
            assert_eq!(defused(safe), safe, "once is enough");
        }
    }

    #[test]
    fn what_nobody_sees_before_a_formula_hides_nothing() {
        for unseen in [
            ' ',
            '\u{a0}',
            '\u{3000}',
            '\u{200b}',
            '\u{200e}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{feff}',
            '\u{ad}',
            '\u{61c}',
            '\u{180e}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{e0041}',
            '\0',
            '\u{1b}',
            '"',
        ] {
            for formula in [format!("{unseen}=1"), format!("{unseen}{unseen}@A1"), format!("{unseen}-A1")] {
                assert_eq!(defused(&formula), format!("'{formula}"));
                assert_eq!(defused(&format!("x;{formula}")), format!("'x;'{formula}"));
            }
        }
    }
}
