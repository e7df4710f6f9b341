//! How people who read a language write numbers.

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberStyle {
    /// Digits with at most one point: what travels.
    Plain,
    /// As typed where `.` is the decimal separator (English).
    Point,
    /// As typed where `,` is the decimal separator (most of Europe).
    Comma,
}

impl NumberStyle {
    /// How people who read that language (BCP 47) type numbers, after Unicode CLDR.
    #[must_use]
    pub fn typed_in(language: &str) -> Self {
        let mut parts = language.split('-');
        let language = parts.next().unwrap_or_default();
        let swiss = parts.any(|part| matches!(part, "CH" | "LI"));
        match language {
            "de" | "fr" | "it" if swiss => NumberStyle::Point,
            "de" | "fr" | "es" | "pt" | "it" | "nl" | "da" | "sv" | "nb" | "fi" | "pl" | "cs" | "tr" => {
                NumberStyle::Comma
            }
            _ => NumberStyle::Point,
        }
    }
}
