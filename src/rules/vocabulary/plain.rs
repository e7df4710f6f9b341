//! Comparing texts by their words: without case, accents and punctuation.

use super::call::{Answer, Call, Native, Table};
use super::letters::small;
use super::normal;
use rhai::Dynamic;

pub const TABLE: Table = &[
    ("plain(text?) -> text?", Native::Text(plain)),
    ("same_text(text?, text?) -> bool", Native::Tests(same_text)),
    (
        "mentions(text?, text) -> bool",
        Native::Any(|c| {
            let word = c.get(1).clone();
            mentions(c, &[word])
        }),
    ),
    ("mentions(text?, list) -> bool", Native::Any(|c| mentions(c, &c.list(1)?))),
];

/// Lower-case Latin letters that Unicode does not decompose, each with its plain letter.
const LATIN: &str = "ðd øo đd ħh ıi ĸk łl ŋn ŧt ƀb ƈc ƌd ƒf ƙk ƚl ƞn ƥp ƫt ƭt ƴy ƶz ǥg ȡd ȥz ȴl ȵn ȶt ȷj ȼc ȿs ɀz ɇe ɉj ɍr ɏy";

/// The treatment of signs.
#[derive(Clone, Copy, PartialEq)]
enum Signs {
    /// Signs become a space, or nothing.
    Gone,
    /// The same, except for signs after a single letter: `C#` is not `C`. Words next to letters of a script without
    /// blanks are separate words.
    Words,
    /// The same, and `#` and `+` after any word, `&`, and a dot before a word are kept, as in `C++`, `R&D` and `.NET`.
    Kept,
}

/// The replacement of a letter or sign.
enum Part {
    Letters(char, Option<char>),
    Nothing,
    Space,
}

/// The text in lower case without accents. Each run of spaces and punctuation becomes one space. Dots and apostrophes
/// are removed, so that `S.p.A.` becomes `spa`. Letters of other scripts stay, in lower case and their usual form. A
/// German ä becomes a, as in Unicode, and not ae.
pub fn plain(text: &str) -> String {
    simple(text, Signs::Gone)
}

fn simple(text: &str, signs: Signs) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            // Unicode would decompose these into letters, into a blank with an accent, or without separating blanks.
            '™' | '℠' | '´' => {}
            '\u{3200}'..='\u{33ff}' => shown.extend([' ', letter, ' ']),
            _ => shown.push(letter),
        }
    }
    let mut shown = normal::decomposed(&shown);
    let is_gone = |letter| signs == Signs::Gone && matches!(part(letter), Part::Nothing);
    if !shown.is_ascii() && shown.contains(is_gone) {
        // Accents stand in their usual order also where a sign between them is gone.
        shown = normal::decomposed(&shown.replace(is_gone, "")).into_owned().into();
    }
    let mut simple = String::with_capacity(shown.len());
    let (mut space, mut before, mut rest) = (false, ' ', &*shown);
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        let letter = small(letter);
        match part(letter) {
            _ if is_kept(letter, before, rest, &simple, signs) => {
                if (space || letter == '&') && !simple.is_empty() {
                    simple.push(' ');
                }
                simple.push(if letter == '♯' { '#' } else { letter });
                space = letter == '&';
            }
            Part::Nothing => {}
            Part::Space => space = true,
            // Drops an accent after a Latin letter. Other scripts need theirs.
            Part::Letters('\u{300}'..='\u{36f}', None)
                if space
                    || simple.is_empty()
                    || simple.ends_with(|last: char| last.is_ascii_alphanumeric()) => {}
            Part::Letters(first, second) => {
                let last = simple.chars().next_back().unwrap_or(' ');
                let parts = signs != Signs::Gone
                    && last != '.'
                    && (is_joined(last) != is_joined(first) || is_suffix(last));
                if (space || parts) && !simple.is_empty() {
                    simple.push(' ');
                }
                space = false;
                simple.push(first);
                simple.extend(second);
            }
        }
        before = letter;
    }
    normal::composed(simple)
}

/// True if a sign is kept, given the text before and after it.
fn is_kept(sign: char, before: char, rest: &str, simple: &str, signs: Signs) -> bool {
    let next = rest.trim_start_matches(is_suffix).chars().next().map_or(' ', small);
    match sign {
        _ if signs == Signs::Gone => false,
        '#' | '+' | '♯' => {
            let word = simple.rsplit(' ').next().unwrap_or_default();
            let letters = word.trim_end_matches(is_suffix);
            (is_word(before) && !before.is_ascii_digit() || is_suffix(before) && letters != word)
                && (!is_word(next) || next.is_ascii_digit())
                && (signs == Signs::Kept || letters.chars().count() == 1)
        }
        '&' => signs == Signs::Kept,
        '.' => signs == Signs::Kept && !is_word(before) && before != '.' && is_word(next),
        _ => false,
    }
}

fn is_suffix(sign: char) -> bool {
    matches!(sign, '#' | '+' | '♯')
}

/// True for a letter of a word that blanks separate.
fn is_word(letter: char) -> bool {
    matches!(part(letter), Part::Letters(..)) && !is_joined(letter)
}

/// True for a letter of a script in which words are not separated by blanks, as in Chinese, Japanese and Thai, or in
/// which particles are attached to words, as in Korean.
pub fn is_joined(letter: char) -> bool {
    matches!(
        letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
            | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

fn part(letter: char) -> Part {
    match letter {
        'a'..='z' | '0'..='9' => Part::Letters(letter, None),
        'ß' => Part::Letters('s', Some('s')),
        'æ' => Part::Letters('a', Some('e')),
        'œ' => Part::Letters('o', Some('e')),
        'þ' => Part::Letters('t', Some('h')),
        'ς' => Part::Letters('σ', None),
        '.' | '\'' | '’' | '‘' | 'ʼ' | '`' | '®' | '©' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {
            Part::Nothing
        }
        '\u{80}'..='\u{bf}'
        | '×'
        | '÷'
        | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{3003}'
        | '\u{3008}'..='\u{301f}'
        | '・' => Part::Space,
        _ if letter.is_ascii() => Part::Space,
        '\u{250}'.. => Part::Letters(letter, None),
        _ => {
            let mut pairs = LATIN.split(' ').map(str::chars);
            let plain = pairs.find_map(|mut pair| (pair.next() == Some(letter)).then(|| pair.next())?);
            Part::Letters(plain.unwrap_or(letter), None)
        }
    }
}

fn same_text(a: &str, b: &str) -> bool {
    let a = plain(a);
    !a.is_empty() && a == plain(b)
}

/// True if the text contains one of the words or phrases. A word of a script with blanks must occur as a whole word. A
/// word of a script without blanks may be part of a longer run.
fn mentions(c: &Call, phrases: &[Dynamic]) -> Answer<Dynamic> {
    let Some(text) = c.answer(0)? else { return Ok(false.into()) };
    let padded = |signs| [" ", &simple(&text, signs), " "].concat();
    let words = padded(Signs::Words);
    for phrase in phrases {
        let Ok(phrase) = phrase.as_immutable_string_ref() else { continue };
        c.charge(text.len() + phrase.len())?;
        let (plain, written) = (simple(&phrase, Signs::Words), simple(&phrase, Signs::Kept));
        let is_part = |edge: Option<char>| edge.is_some_and(is_joined);
        let before = if is_part(written.chars().next()) { "" } else { " " };
        let behind = if is_part(written.chars().next_back()) { "" } else { " " };
        let found = if plain == written {
            words.contains(&[before, &plain, behind].concat())
        } else {
            padded(Signs::Kept).contains(&[before, &written, behind].concat())
        };
        if found && plain.chars().any(|letter| matches!(part(letter), Part::Letters(..))) {
            return Ok(true.into());
        }
    }
    Ok(false.into())
}
