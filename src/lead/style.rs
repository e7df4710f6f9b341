//! How numbers are written in different languages.

/// The way in which a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberStyle {
    /// Digits with at most one point, as in stored and sent data.
    Plain,
    /// Typed, with the decimal separator `.` (English).
    Point,
    /// Typed, with the decimal separator `,` (most of Europe).
    Comma,
    /// Like `Point`, but typed by somebody who may use the other separator. A number with two readings is queried.
    AskedPoint,
    /// Like `Comma`, but a number with two readings is queried.
    AskedComma,
}

impl NumberStyle {
    /// The style of answers typed into a form in that language (BCP 47). The partner may be used to another style, so a
    /// number with two readings is queried.
    #[must_use]
    pub fn typed_in(language: &str) -> Self {
        match Self::written_in(language) {
            NumberStyle::Comma => NumberStyle::AskedComma,
            _ => NumberStyle::AskedPoint,
        }
    }

    /// True if the decimal separator is a comma, false if it is a point.
    #[must_use]
    pub fn has_comma(self) -> bool {
        matches!(self, NumberStyle::Comma | NumberStyle::AskedComma)
    }

    /// The style of a language, after Unicode CLDR.
    #[must_use]
    pub fn written_in(language: &str) -> Self {
        match language.split_once('-').unwrap_or((language, "")) {
            ("de" | "it", "CH" | "LI") => NumberStyle::Point,
            ("es", "419" | "CU" | "DO" | "GT" | "HN" | "MX" | "NI" | "PA" | "PE" | "PR" | "SV" | "US") => {
                NumberStyle::Point
            }
            ("ar", "DZ" | "LY" | "MA" | "TN") => NumberStyle::Comma,
            ("de" | "fr" | "es" | "pt" | "it" | "nl" | "da" | "sv" | "nb" | "fi" | "pl" | "cs" | "tr", _) => {
                NumberStyle::Comma
            }
            _ => NumberStyle::Point,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_may_decide() {
        for comma in ["de", "de-AT", "fr", "es", "es-AR", "pt", "pt-BR", "fr-CH", "it", "nl-BE", "ar-MA"] {
            assert_eq!(NumberStyle::written_in(comma), NumberStyle::Comma, "{comma}");
            assert_eq!(NumberStyle::typed_in(comma), NumberStyle::AskedComma, "{comma}");
        }
        for point in ["en", "de-CH", "it-CH", "es-MX", "es-419", "ja", "ar", "ar-EG", ""] {
            assert_eq!(NumberStyle::written_in(point), NumberStyle::Point, "{point}");
            assert_eq!(NumberStyle::typed_in(point), NumberStyle::AskedPoint, "{point}");
        }
    }
}
