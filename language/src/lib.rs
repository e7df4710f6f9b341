//! The language of a page: which one it is, its texts, and how it writes numbers and dates.

mod format;
mod page;
mod texts;

pub use page::{html_of, translated};
pub use texts::Texts;

use icu_locale_core::{LanguageIdentifier, Locale};

/// The languages that have texts (those of `loader/languages.js`), each with its own name for itself.
pub const LANGUAGES: [(&str, &str); 9] = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("ja", "日本語"),
    ("ar", "العربية"),
];

/// A language from [`LANGUAGES`], possibly with a script or a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// The BCP 47 tag, such as `de-CH`.
    tag: String,
    /// The language alone, such as `de`.
    code: &'static str,
}

impl Language {
    /// Returns the language that a BCP 47 tag names, if there are texts in it.
    pub fn named(tag: &str) -> Option<Self> {
        let LanguageIdentifier { language, script, region, .. } = tag.trim().parse().ok()?;
        let (code, _) = LANGUAGES.into_iter().find(|(code, _)| *code == language.as_str())?;
        // Variants are dropped: they could make the tag as long as a visitor likes.
        let tag = LanguageIdentifier { language, script, region, ..LanguageIdentifier::UNKNOWN }.to_string();
        Some(Language { tag, code })
    }

    /// Chooses the first language that has texts, from those that the reader knows, best first (`Accept-Language`, RFC
    /// 9110, section 12.5.4), and then the program's own.
    pub fn accepted(header: &str, own: &str) -> Self {
        let mut ranges: Vec<(f32, &str)> = header
            .split(',')
            .filter_map(|range| {
                let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
                Some((weight.trim().strip_prefix("q=")?.parse().ok()?, tag))
            })
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        ranges.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let mut tags = ranges.into_iter().map(|(_, tag)| tag).chain([own]);
        tags.find_map(Language::named).unwrap_or_default()
    }

    /// The BCP 47 tag, such as `de-CH`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language without script and region.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// `rtl` or `ltr`
    pub fn direction(&self) -> &'static str {
        if self.code == "ar" { "rtl" } else { "ltr" }
    }

    fn locale(&self) -> Locale {
        self.tag.parse().unwrap_or(Locale::UNKNOWN)
    }
}

impl Default for Language {
    fn default() -> Self {
        Language { tag: "en".into(), code: "en" }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::*;

    #[test]
    fn the_best_known_language_of_a_reader_is_taken() {
        for (header, own, expected) in [
            ("de", "en", "de"),
            ("de-ch, en;q=0.8", "en", "de-CH"),
            ("zh-CN,zh;q=0.9,ja;q=0.5,en;q=0.3", "en", "ja"),
            ("en;q=0.2, fr;q=0.9", "ja", "fr"),
            ("en;q=0, *;q=0.5", "ja", "ja"),
            ("*", "pt-BR", "pt-BR"),
            ("", "nl", "nl"),
            ("", "sv", "en"),
            ("sv, da", "it", "it"),
            ("de;q=much, es ;q=0.1", "en", "es"),
            ("\"><b>, ar-EG", "en", "ar-EG"),
        ] {
            assert_eq!(Language::accepted(header, own).tag(), expected, "{header}");
        }
    }

    #[test]
    fn a_tag_is_no_longer_than_language_script_and_region() {
        assert_eq!(Language::named("de-latn-ch-1996-fonipa").unwrap().tag(), "de-Latn-CH");
        assert_eq!(Language::named("german"), None);
        assert_eq!(Language::named("deutsch-de"), None);
        assert_eq!(Language::named(""), None);
    }

    #[test]
    fn the_languages_are_those_of_the_form() {
        let loader = include_str!("../../src/browser/loader/languages.js");
        let codes: Vec<&str> = LANGUAGES.iter().map(|(code, _)| *code).collect();
        assert!(loader.contains(&format!("({})", codes.join("|"))));
    }
}
