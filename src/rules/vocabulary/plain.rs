//! Texts as people mean them: without case, accents and punctuation.

use super::Table;
use super::call::{Answer, Call, Native};
use super::letters::small;
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

/// The letters a to z that the small Latin letters from U+00DF to U+024F come to without their accents, one for
/// each code point; `-` where there is none. From the canonical decompositions of Unicode 16.0, and by hand
/// where Unicode has none (ø, ł, đ, ı). A German ä is an a here, as it is in Unicode, and not ae.
const LATIN: &str = "saaaaaaaceeeeiiiidnooooo-ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllll--\
    llnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsb------ccd-dd----ff-----kkl---n-oo--pp-----ttt-uu--\
    yyzz-------------dddlllnnnaaiioouuuuuuuuuu-aaaa--ggggkkoooo--jdddgg--nnaa----aaaaeeeeiiiioooorrrruuuusstt--hhnd--\
    zzaaeeooooooooyylntj---ccl-sz--b--eejj--rryy";

/// The same for U+1E00 to U+1EFF, with the letters of Vietnamese.
const LATIN_ADDITIONAL: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnooooooo\
    opppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwya-sss-aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeee\
    eeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy";

/// What becomes of a letter or sign.
enum Part {
    Letters(char, Option<char>),
    Nothing,
    Space,
}

/// Small letters, without accents, each run of spaces and punctuation as one space. Dots and apostrophes are
/// left out without a space, so that `S.p.A.` is `spa`. Letters of other scripts stay, as small ones.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut space = false;
    for letter in text.chars().map(small) {
        match part(letter) {
            Part::Nothing => {}
            Part::Space => space = true,
            // An accent of its own, as some systems write é. Other scripts need theirs.
            Part::Letters('\u{300}'..='\u{36f}', None)
                if !space && plain.ends_with(|last: char| last.is_ascii_alphanumeric()) => {}
            Part::Letters(first, second) => {
                if space && !plain.is_empty() {
                    plain.push(' ');
                }
                space = false;
                plain.push(first);
                plain.extend(second);
            }
        }
    }
    plain
}

fn part(letter: char) -> Part {
    // Full-width forms, as in Japanese.
    let letter = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    let second = match letter {
        'ß' => Some('s'),
        'æ' | 'œ' | 'ǽ' => Some('e'),
        'þ' => Some('h'),
        'ĳ' | 'ǉ' | 'ǌ' => Some('j'),
        'ǆ' | 'ǳ' => Some('z'),
        _ => None,
    };
    let code = letter as usize;
    let latin = match code {
        0xdf..=0x24f => LATIN.as_bytes().get(code - 0xdf),
        0x1e00..=0x1eff => LATIN_ADDITIONAL.as_bytes().get(code - 0x1e00),
        _ => None,
    };
    match (letter, latin) {
        (_, Some(latin)) if *latin != b'-' => Part::Letters(*latin as char, second),
        ('ς', _) => Part::Letters('σ', None),
        (
            '.'
            | '\''
            | '’'
            | '‘'
            | '`'
            | '´'
            | '®'
            | '©'
            | '™'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{feff}',
            _,
        ) => Part::Nothing,
        ('ª' | 'º' | '¹' | '²' | '³' | '¼'..='¾', _) => Part::Letters(letter, None),
        (
            '\u{80}'..='\u{bf}'
            | '×'
            | '÷'
            | '\u{2000}'..='\u{206f}'
            | '\u{3000}'..='\u{3003}'
            | '\u{3008}'..='\u{301f}'
            | '・',
            _,
        ) => Part::Space,
        _ if letter.is_ascii_alphanumeric() || !letter.is_ascii() => Part::Letters(letter, None),
        _ => Part::Space,
    }
}

fn same_text(a: &str, b: &str) -> bool {
    let a = plain(a);
    !a.is_empty() && a == plain(b)
}

/// Whether one of the words or phrases stands in the text, as whole words.
fn mentions(c: &Call, phrases: &[Dynamic]) -> Answer<Dynamic> {
    let Some(text) = c.answer(0)? else { return Ok(false.into()) };
    let text = padded(&text);
    for phrase in phrases {
        c.charge(text.len())?;
        if let Ok(phrase) = phrase.as_immutable_string_ref() {
            let phrase = padded(&phrase);
            if !phrase.trim().is_empty() && text.contains(&phrase) {
                return Ok(true.into());
            }
        }
    }
    Ok(false.into())
}

fn padded(text: &str) -> String {
    [" ", &plain(text), " "].concat()
}
