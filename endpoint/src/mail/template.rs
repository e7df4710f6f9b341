//! A text with placeholders, such as `{company}`.

/// A text, read and checked.
#[derive(Clone, Debug)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Placeholder(String),
}

/// A placeholder's name with what stands in its place.
pub type Values = Vec<(&'static str, String)>;

impl Template {
    /// Reads a text. `known` are the placeholders that it may have.
    ///
    /// # Errors
    ///
    /// The first placeholder that is not known, or the brace that is not closed, with its line.
    pub fn read(text: &str, known: &[&str]) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            pieces.push(Piece::Text(before.into()));
            let line = text[..text.len() - after.len()].matches('\n').count() + 1;
            let closed = after.split_once('}').filter(|(name, _)| !name.contains(['\n', '{']));
            let Some((name, after)) = closed else {
                return Err(format!("line {line}: a `{{` is not closed with `}}`"));
            };
            if !known.contains(&name) {
                let shown: String = name.escape_debug().take(60).collect();
                let known: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
                return Err(format!(
                    "line {line}: `{{{shown}}}` is not a placeholder; there are {}",
                    known.join(", ")
                ));
            }
            pieces.push(Piece::Placeholder(name.into()));
            rest = after;
        }
        if let Some((before, _)) = rest.split_once('}') {
            let line = text[..text.len() - rest.len() + before.len()].matches('\n').count() + 1;
            return Err(format!("line {line}: a `}}` has no `{{` before it"));
        }
        pieces.push(Piece::Text(rest.into()));
        Ok(Template(pieces))
    }

    /// The names of its placeholders.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// True if it has placeholders, and nothing stands in the place of any.
    pub fn is_empty(&self, values: &Values) -> bool {
        let mut placeholders = self.placeholders().peekable();
        placeholders.peek().is_some() && placeholders.all(|name| value(values, name).is_empty())
    }

    /// Hands over the parts of the text, one after the other: with the name of the placeholder, or without for the text between.
    pub fn each<'a>(&'a self, values: &'a Values) -> impl Iterator<Item = (Option<&'a str>, &'a str)> {
        self.0.iter().map(|piece| match piece {
            Piece::Text(text) => (None, text.as_str()),
            Piece::Placeholder(name) => (Some(name.as_str()), value(values, name)),
        })
    }
}

fn value<'a>(values: &'a Values, name: &str) -> &'a str {
    values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_placeholder_is_named_with_its_line() {
        let read = |text: &str| Template::read(text, &["company", "link"]).map(|_| ());
        assert_eq!(read("of {company}:\n{link}"), Ok(()));
        let said = read("Hello\n\nof {compny}").expect_err("it is wrong");
        assert_eq!(said, "line 3: `{compny}` is not a placeholder; there are {company}, {link}");
        assert_eq!(read("a\n{company"), Err("line 2: a `{` is not closed with `}`".into()));
        assert_eq!(read("{company\n}"), Err("line 1: a `{` is not closed with `}`".into()));
        assert_eq!(read("{link}\n}"), Err("line 2: a `}` has no `{` before it".into()));
        assert!(read("{\u{202e}}").expect_err("it is wrong").contains("u{202e}"));
    }

    #[test]
    fn a_value_is_not_read_as_a_template() {
        let template = Template::read("of {company}", &["company", "link"]).expect("it is right");
        let values = vec![("company", "{link}".to_string())];
        let said: String = template.each(&values).map(|(_, text)| text).collect();
        assert_eq!(said, "of {link}");
        assert!(!template.is_empty(&values));
        assert!(template.is_empty(&Vec::new()));
    }
}
