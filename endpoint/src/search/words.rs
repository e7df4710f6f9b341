//! From a text to its words, in one way of writing: without case and accents, `ae` like `ä`, and in scripts without blanks
//! each two letters that stand together. Stored words and those that are looked for are made alike.

use referral_widget::rules::plain;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// The longest word, in letters. A longer one is found by its beginning.
const LONGEST: usize = 40;
/// The most words of one lead.
const MOST: usize = 300;
/// The longest text that is looked for, in letters.
const LONGEST_ASKED: usize = 200;
/// The fewest letters of a reference. Fewer would be a word as well.
const SHORTEST_REFERENCE: usize = 8;

/// Signs within a word that part it as well.
const PARTING: [char; 3] = ['.', '\'', '’'];

/// The words of texts, as they are stored.
pub fn stored(texts: &[impl AsRef<str>]) -> Vec<String> {
    let mut words = BTreeSet::new();
    for text in texts.iter().map(AsRef::as_ref) {
        // `S.p.A.` is found as `spa`, and a host by each of its parts.
        let parted = text.contains(PARTING).then(|| simple(&parted(text)));
        for text in [Some(simple(text)), parted].into_iter().flatten() {
            for word in text.split(' ') {
                for run in runs(word) {
                    if is_joined(run[0]) {
                        words.extend((0..run.len()).map(|at| run[at..].iter().take(2).collect::<String>()));
                    } else {
                        words.insert(run.into_iter().take(LONGEST).collect());
                    }
                }
            }
        }
    }
    words.into_iter().take(MOST).collect()
}

/// The words that somebody looks for. A referral that is found has a word that begins with each of them.
pub fn asked(text: &str) -> Vec<String> {
    let text: String = text.chars().take(LONGEST_ASKED).collect();
    let mut words = Vec::new();
    for word in simple(&parted(&text)).split(' ') {
        for run in runs(word) {
            if is_joined(run[0]) && run.len() > 1 {
                words.extend(run.windows(2).map(|two| two.iter().collect::<String>()));
            } else {
                words.push(run.into_iter().take(LONGEST).collect());
            }
        }
    }
    // The longest is most likely to be rare.
    words.sort_by_key(|word: &String| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    words
}

/// The beginning of a referral's id, if that may be looked for.
pub fn reference(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let is_reference = text.len() >= SHORTEST_REFERENCE
        && text.len() <= uuid::fmt::Hyphenated::LENGTH
        && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_reference.then_some(text)
}

/// A text whose words have no signs within them.
pub fn parted(text: &str) -> String {
    text.replace(PARTING, " ")
}

/// The text in lower case and without accents, in any script.
fn simple(text: &str) -> String {
    let mut plain = plain(text);
    if !plain.is_ascii() {
        plain = plain.nfd().filter(|letter| !is_accent(*letter)).map(usual).nfc().collect();
    }
    plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// Accents of Latin, Greek and Cyrillic, and the vowel points of Hebrew and Arabic. Marks of other scripts make other letters.
fn is_accent(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}'
            | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
    )
}

/// Letters that are written one way or the other.
fn usual(letter: char) -> char {
    match letter {
        'ς' => 'σ',
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        other => other,
    }
}

/// The parts of a word whose letters are all of scripts with blanks, or all of scripts without.
fn runs(word: &str) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    for letter in word.chars() {
        match runs.last_mut() {
            Some(run) if is_joined(run[0]) == is_joined(letter) => run.push(letter),
            _ => runs.push(vec![letter]),
        }
    }
    runs
}

/// True for letters of scripts that put no blanks between words.
fn is_joined(letter: char) -> bool {
    if letter.is_ascii() || letter == 'ー' {
        return letter == 'ー';
    }
    matches!(
        letter.script(),
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(asked_for: &str, text: &str) -> bool {
        let (stored, asked) = (stored(&[text]), asked(asked_for));
        !asked.is_empty() && asked.iter().all(|word| stored.iter().any(|stored| stored.starts_with(word)))
    }

    #[test]
    fn a_text_is_found_however_it_is_written() {
        for (asked_for, text) in [
            ("MUELLER", "Müller & Söhne GmbH"),
            ("müller", "Mueller"),
            ("muller soehne", "Müller & Söhne"),
            ("Strasse", "Große Straße 1"),
            ("cafe", "Café Noir"),
            ("zażółć", "Zazolc"),
            ("łódź", "LODZ Transport"),
            ("østergaard", "Ostergaard"),
            ("spa", "Fiat S.p.A."),
            ("s.p.a.", "Fiat S.p.A."),
            ("o'neill", "O’Neill Ltd"),
            ("αθηνα", "ΑΘΉΝΑ"),
            ("ΟΔΟΣ", "οδός"),
            ("вектор", "ВЕКТОР"),
            ("kessel-ag.example", "https://www.kessel-ag.example/kontakt"),
            ("mia@kessel.example", "Mia@Kessel.example"),
            ("+49 30 1234", "+49 30 1234567"),
            ("東京", "株式会社東京電力"),
            ("電", "東京電力"),
            ("力", "東京電力"),
            ("ﾄﾖﾀ", "トヨタ自動車"),
            ("サーバー", "東京サーバーABC"),
            ("abc", "東京サーバーABC"),
            ("القاهره", "شركة القاهرة"),
            ("احمد", "أَحْمَد"),
            ("มหาชน", "บริษัท ตัวอย่าง จำกัด (มหาชน)"),
            ("ตัวอย่าง", "บริษัทตัวอย่างจำกัด"),
            ("삼성", "삼성전자"),
            ("שלום", "שָׁלוֹם"),
        ] {
            assert!(
                finds(asked_for, text),
                "{asked_for} in {text}: {:?} {:?}",
                asked(asked_for),
                stored(&[text])
            );
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for (asked_for, text) in [
            ("kessel", "Muster AG"),
            ("京東", "東京"),
            ("が", "かき"),
            ("ค่า", "ค้า"),
            ("muster kessel", "Muster AG"),
            ("", "Muster"),
            ("@ . -", "Muster"),
        ] {
            assert!(!finds(asked_for, text), "{asked_for} in {text}");
        }
    }

    #[test]
    fn words_have_bounds() {
        let long = "x".repeat(50_000);
        assert_eq!(stored(&[&long]), ["x".repeat(LONGEST)]);
        assert!(finds(&long[..100], &long));
        let many: String = (0..5_000).map(|i| format!("word{i} ")).collect();
        assert_eq!(stored(&[&many]).len(), MOST);
        assert!(asked(&many).len() < 100);
    }

    #[test]
    fn a_reference_is_known_by_how_it_looks() {
        assert_eq!(reference(" 019A4F2B-77 "), Some("019a4f2b-77".into()));
        for text in ["019a", "muster-ag", "", "019a4f2b-7777-7777-7777-777777777777-7"] {
            assert_eq!(reference(text), None, "{text}");
        }
    }
}
