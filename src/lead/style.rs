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
    /// As `Point`, by somebody whose habit may be another: what can be read in two ways is asked.
    AskedPoint,
    /// The same of `Comma`.
    AskedComma,
}

impl NumberStyle {
    /// How answers in a form of that language (BCP 47) are typed. Whoever fills it in may be used to another one.
    #[must_use]
    pub fn typed_in(language: &str) -> Self {
        match Self::written_in(language) {
            NumberStyle::Comma => NumberStyle::AskedComma,
            _ => NumberStyle::AskedPoint,
        }
    }

    /// The decimal separator: a comma, else a point.
    #[must_use]
    pub fn has_comma(self) -> bool {
        matches!(self, NumberStyle::Comma | NumberStyle::AskedComma)
    }

    /// How people who read that language write numbers, after Unicode CLDR.
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
