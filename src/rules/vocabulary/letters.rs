//! Lower and upper case, according to Unicode.
//!
//! This module has its own tables. Those of the standard library are made for speed: they take 24 KB of the downloaded
//! module, 8 KiB after Brotli. A test checks that both agree on every letter.

mod rows;

use rows::{CAPITAL, Row, SEVERAL, SMALL};

/// The lower-case letter. Other characters stay. `İ` becomes `i`, without the dot above that Unicode adds.
pub fn small(letter: char) -> char {
    if letter.is_ascii() { letter.to_ascii_lowercase() } else { counterpart(letter, &SMALL) }
}

/// A text in lower case.
pub fn all_small(text: &str) -> String {
    let mut small_text = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let last_sigma = || letter == 'Σ' && ends_word(text, at);
        small_text.push(if last_sigma() { 'ς' } else { small(letter) });
        if letter == 'İ' {
            small_text.push('\u{307}');
        }
    }
    small_text
}

/// A text in upper case.
pub fn all_capital(text: &str) -> String {
    let mut capital = String::with_capacity(text.len());
    for letter in text.chars() {
        match SEVERAL.binary_search_by_key(&u32::from(letter), |row| row[0].into()) {
            Ok(i) => {
                let several = SEVERAL[i][1..].iter().filter(|code| **code != 0);
                capital.extend(several.filter_map(|code| char::from_u32((*code).into())));
            }
            Err(_) if letter.is_ascii() => capital.push(letter.to_ascii_uppercase()),
            Err(_) => capital.push(counterpart(letter, &CAPITAL)),
        }
    }
    capital
}

fn counterpart(letter: char, rows: &[Row]) -> char {
    let code = u32::from(letter);
    let row = rows.partition_point(|row| row.0 <= code).checked_sub(1).and_then(|row| rows.get(row));
    let Some((first, count, distance, behind)) = row else { return letter };
    let (steps, distance) = (code - first, u32::from(*distance));
    if steps % distance != 0 || steps / distance >= u32::from(*count) {
        return letter;
    }
    code.checked_add_signed(*behind).and_then(char::from_u32).unwrap_or(letter)
}

/// True if the letter at that place is the last of a word. A Greek sigma then has another form.
fn ends_word(text: &str, at: usize) -> bool {
    // Characters that may be within a word: combining accents, and signs of abbreviation.
    let is_sign = |c: &char| matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’' | '.' | ':' | '·' | '\u{ad}');
    let is_letter = |c: char| small(c) != c || all_capital(c.encode_utf8(&mut [0; 4])) != c.to_string();
    let (before, after) = text.split_at(at);
    before.chars().rev().find(|c| !is_sign(c)).is_some_and(is_letter)
        && !after.chars().skip(1).find(|c| !is_sign(c)).is_some_and(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same table, made from the standard library.
    fn rows(one: impl Fn(char) -> Option<char>) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for letter in '\u{80}'..=char::MAX {
            let Some(other) = one(letter).filter(|other| *other != letter) else { continue };
            let (code, behind) = (u32::from(letter), other as i32 - letter as i32);
            if let Some((first, count, distance, known)) = rows.last_mut() {
                let next = code - *first - u32::from(*count - 1) * u32::from(*distance);
                let may_set = *count == 1 && next <= 2;
                if *known == behind && (may_set || next == u32::from(*distance)) {
                    (*count, *distance) = (*count + 1, next as u8);
                    continue;
                }
            }
            rows.push((code, 1, 1, behind));
        }
        rows
    }

    #[test]
    fn every_letter_has_the_counterparts_that_unicode_gives_it() {
        assert_eq!(SMALL.to_vec(), rows(|letter| letter.to_lowercase().next()));
        let one = |letter: char| Some(letter.to_uppercase()).filter(|capital| capital.len() == 1)?.next();
        assert_eq!(CAPITAL.to_vec(), rows(one));
        let several = ('\0'..=char::MAX).filter(|letter| letter.to_uppercase().len() > 1);
        let several = several.map(|letter| {
            let mut row = [0; 4];
            let codes = [letter].into_iter().chain(letter.to_uppercase());
            row.iter_mut().zip(codes).for_each(|(place, code)| *place = code as u16);
            row
        });
        assert_eq!(SEVERAL.to_vec(), several.collect::<Vec<_>>());
    }

    #[test]
    fn a_text_is_written_as_the_standard_library_writes_it() {
        for text in [
            "Straße ŉ ﬃ",
            "İSTANBUL ıŞIK",
            "ΟΔΟΣ ΤΗΣ ΣΟΦΙΑΣ, Α.Σ.",
            "Σ ΑΣ2 ΑΣ’Α ὈΔΥΣΣΕΎΣ\u{301}",
            "ǅ ǆ ᾼ ᾳ",
            "ЖЁ ԺԺ Ⴀ 𐐀",
            "株式会社 😀 ¹",
        ] {
            assert_eq!(all_small(text), text.to_lowercase());
            assert_eq!(all_capital(text), text.to_uppercase());
        }
    }
}
