//! What is found on a page.

/// Something that is missing or wrong, by the key of its text, with the values that the text shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The key of the text, which says what is wrong and how to mend it.
    pub key: &'static str,
    /// What the text shows. Values of the page are short.
    pub values: Vec<(&'static str, String)>,
}

/// The most characters of a value of the page that are shown.
const SHOWN: usize = 120;

impl Finding {
    /// A finding without values.
    pub fn new(key: &'static str) -> Self {
        Finding { key, values: Vec::new() }
    }

    /// Adds what the page has.
    pub fn found(self, value: &str) -> Self {
        self.with("label", value)
    }

    /// Adds what it should have.
    pub fn wanted(mut self, value: impl Into<String>) -> Self {
        self.values.push(("wanted", value.into()));
        self
    }

    /// Adds a value of the page.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let is_long = value.chars().count() > SHOWN;
        let short: String = value.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
        self.values.push((name, if is_long { format!("{short}…") } else { short }));
        self
    }
}
