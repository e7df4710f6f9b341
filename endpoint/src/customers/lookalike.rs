//! Letters of other scripts that look like Latin ones (UTS 39).
//!
//! Names are not compared by the skeletons of UTS 39. These also treat Latin letters as equal that only resemble each
//! other, as in `Kern` and `Kem`.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

/// The letters A to Z by their look: the capital and the small one.
static LATIN: LazyLock<HashMap<String, [Option<char>; 2]>> = LazyLock::new(|| {
    let mut latin: HashMap<String, [Option<char>; 2]> = HashMap::new();
    for letter in ('A'..='Z').chain('a'..='z') {
        latin.entry(look(letter)).or_default()[usize::from(letter.is_lowercase())] = Some(letter);
    }
    latin
});

/// Returns the text in Latin letters, for each word whose letters all look Latin. Chinese and Japanese characters that
/// look alike become the same one. `None` if that changes nothing.
pub fn latin(text: &str) -> Option<String> {
    let text: String = text.nfkd().collect();
    let words: Vec<String> = text.split(' ').map(word_in_latin).collect();
    let latin = words.join(" ");
    (latin != text).then_some(latin)
}

fn word_in_latin(word: &str) -> String {
    let letters: Option<String> = word.chars().map(in_latin).collect();
    letters.unwrap_or_else(|| word.to_string())
}

/// Returns the Latin letter. `None` for a letter of another script that looks like none of them.
fn in_latin(letter: char) -> Option<char> {
    // Latin letters, accents, and characters that are not letters.
    if letter <= '\u{24f}' || matches!(letter, '\u{300}'..='\u{36f}') || !letter.is_alphabetic() {
        return Some(letter);
    }
    let look = look(letter);
    if matches!(letter, '\u{2e80}'..='\u{9fff}') {
        let mut looks = look.chars();
        return looks
            .next()
            .filter(|look| looks.next().is_none() && matches!(look, '\u{2e80}'..='\u{9fff}'))
            .or(Some(letter));
    }
    let [capital, small] = *LATIN.get(&look)?;
    if letter.is_uppercase() { capital.or(small) } else { small.or(capital) }
}

fn look(letter: char) -> String {
    skeleton(letter.encode_utf8(&mut [0; 4])).collect()
}
