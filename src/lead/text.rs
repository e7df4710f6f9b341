//! Cleans a text before it is read: removes invisible characters. They are copied along with text, and would make one
//! company look like two.
//!
//! | in | what | becomes |
//! |---|---|---|
//! | all | soft hyphens, zero-width spaces, byte order marks, signs for the direction of text (Unicode UAX 9) | nothing |
//! | all but text | zero-width joiners, which names in some scripts need | nothing |
//! | e-mail and web addresses, telephone numbers | full-width letters and digits, the full stop of Chinese and Japanese, blanks of all widths | the plain ones |
//! | telephone numbers | dashes of all kinds | `-` |
//! | telephone numbers | digits of Arabic and Persian | the plain ones |
//! | one line | line ends and tabs | a blank |
//! | all | other control characters | the text is refused |

use crate::program::{AnswerKind, FieldType};
use std::borrow::Cow;

/// The cleaned text. Options are not cleaned, because they are compared with the program's letter by letter. `None` if
/// the text has a control character, which no keyboard writes.
pub fn seen(kind: FieldType, text: &str) -> Option<Cow<'_, str>> {
    if kind.answer_kind() == AnswerKind::Option || text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Some(Cow::Borrowed(text));
    }
    let is_long = kind == FieldType::Textarea;
    let (is_name, is_address) = match kind {
        FieldType::Text | FieldType::Textarea => (true, false),
        FieldType::Email | FieldType::Url | FieldType::Phone => (false, true),
        FieldType::Number
        | FieldType::Percent
        | FieldType::Money
        | FieldType::Select
        | FieldType::Country
        | FieldType::Radio
        | FieldType::Multiselect
        | FieldType::Checkbox
        | FieldType::Date
        | FieldType::Group => (false, false),
    };
    let mut seen = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' if is_long => seen.push(letter),
            '\u{200c}' | '\u{200d}' if is_name => seen.push(letter),
            _ if is_unseen(letter) => {}
            '\u{3002}' | '\u{ff61}' if is_address => seen.push('.'),
            '\u{ff01}'..='\u{ff5e}' if is_address => seen.push(plain(letter)),
            _ if kind == FieldType::Phone && plain(letter) != letter => seen.push(plain(letter)),
            '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => seen.push(' '),
            _ if letter.is_control() => return None,
            _ if letter.is_whitespace() && is_address => seen.push(' '),
            _ => seen.push(letter),
        }
    }
    Some(Cow::Owned(seen.trim().to_string()))
}

/// Converts a text to the letters that patterns are written in: full-width characters, digits of Arabic and Persian,
/// dashes of all kinds and the Japanese long vowel mark, whose key is beside the dash, become ASCII.
pub fn in_plain_letters(text: &str) -> String {
    text.chars().map(|letter| if letter == 'ー' { '-' } else { plain(letter) }).collect()
}

fn plain(letter: char) -> char {
    let moved = |from: char, to: char| {
        char::from_u32(u32::from(letter) - u32::from(from) + u32::from(to)).unwrap_or(letter)
    };
    match letter {
        '\u{ff01}'..='\u{ff5e}' => moved('\u{ff01}', '!'),
        '٠'..='٩' => moved('٠', '0'),
        '۰'..='۹' => moved('۰', '0'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{3000}' => ' ',
        _ => letter,
    }
}

/// True if two texts have the same words, whatever the blanks between them.
pub fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// True for a character that Unicode allows not to be shown (`Default_Ignorable_Code_Point`, version 17). Two texts
/// that differ only by such characters look alike.
#[must_use]
pub fn is_ignorable(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// True for a character without shape and width that does not change its neighbours.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}
