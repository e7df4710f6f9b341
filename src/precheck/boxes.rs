//! The texts that spreadsheets and people use for a ticked or an unticked box, in the languages of the form and in
//! Polish and Czech: words for yes and no, forms of TRUE and FALSE, and signs.

use crate::rules::plain;

const TICKED: &str = "1 x y yes t true on checked \
    j ja wahr o oui v vrai s si verdadero sim verdadeiro vero waar はい 真 有 済 \
    نعم صحيح tak prawda ano pravda";
const UNTICKED: &str = "0 n no f false off unchecked \
    nein falsch non faux falso nao nee onwaar いいえ 偽 無 未 \
    لا خطأ nie falsz ne nepravda";
const SIGNS: [(&str, bool); 12] = [
    ("✓", true),
    ("✔", true),
    ("☑", true),
    ("☒", true),
    ("○", true),
    ("◯", true),
    ("〇", true),
    ("-", false),
    ("–", false),
    ("☐", false),
    ("✗", false),
    ("✘", false),
];

/// True for a ticked box, false for an unticked one. `None` if the cell is neither.
pub fn ticked(cell: &str) -> Option<bool> {
    let sign = cell.trim_end_matches('\u{fe0f}');
    if let Some((_, ticked)) = SIGNS.iter().find(|(known, _)| *known == sign) {
        return Some(*ticked);
    }
    let word = plain(cell);
    let is_in = |words: &str| words.split_whitespace().any(|known| known == word);
    if is_in(TICKED) {
        Some(true)
    } else if is_in(UNTICKED) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::ticked;

    #[test]
    fn a_box_is_ticked_in_the_languages_of_the_form() {
        for cell in [
            "yes",
            "TRUE",
            "1",
            "x",
            "X",
            "on",
            "WAHR",
            "Ja",
            "oui",
            "VRAI",
            "sí",
            "si",
            "VERDADERO",
            "sim",
            "VERDADEIRO",
            "VERO",
            "sì",
            "WAAR",
            "はい",
            "ＴＲＵＥ",
            "نعم",
            "TAK",
            "PRAWDA",
            "✓",
            "✔️",
            "○",
        ] {
            assert_eq!(ticked(cell), Some(true), "{cell}");
        }
        for cell in [
            "no",
            "FALSE",
            "0",
            "-",
            "FALSCH",
            "Nein",
            "non",
            "FAUX",
            "FALSO",
            "não",
            "nao",
            "nee",
            "ONWAAR",
            "いいえ",
            "لا",
            "NIE",
            "FAŁSZ",
            "☐",
        ] {
            assert_eq!(ticked(cell), Some(false), "{cell}");
        }
        for cell in ["maybe", "2", "", "×", "yes no", "ok"] {
            assert_eq!(ticked(cell), None, "{cell}");
        }
    }
}
