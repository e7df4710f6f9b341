//! Values as texts for form fields.

use serde::Deserialize;
use serde_json::Value;

/// A text stays as it is. The items of a list are joined by a separator. Rows and objects become JSON.
pub fn form_text(value: &Value, separator: &str) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_object()) => {
            items.iter().map(|item| form_text(item, separator)).collect::<Vec<_>>().join(separator)
        }
        Value::Null => String::new(),
        _ => value.to_string(),
    }
}

/// The texts that a field accepts, if it does not accept any text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A text that is wrong as soon as a character is missing, such as a phone number.
    Exact,
    /// An e-mail address in ASCII only (RFC 5322, `dot-atom`), as some systems require.
    Email,
    /// One word of a list, such as an industry. Several words at once are refused.
    Word,
    /// A number in digits.
    Number,
    /// Two capital letters (ISO 3166-1 alpha-2).
    Country,
}

impl Shape {
    /// True if the field accepts the text. The length is not checked.
    pub fn takes(self, text: &str) -> bool {
        match self {
            Shape::Exact => true,
            Shape::Email => is_email(text),
            Shape::Word => !text.contains([';', '\n']),
            Shape::Number => text.parse::<serde_json::Number>().is_ok(),
            Shape::Country => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        }
    }
}

fn is_email(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*/=?^_+-`{|}~".contains(&byte);
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_label = |label: &str| {
        let bytes = label.as_bytes();
        !bytes.starts_with(b"-")
            && !bytes.ends_with(b"-")
            && !bytes.is_empty()
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_letter))
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// True if a text is useless or means something else when cut: an address, a number, an id.
pub fn is_exact(text: &str) -> bool {
    let is_number = |letter: char| letter.is_numeric() || " +-()/.".contains(letter);
    let is_address = || text.contains('@') || text.contains("://") || text.is_ascii();
    text.chars().all(is_number) || !text.contains(char::is_whitespace) && is_address()
}

/// The length of a text in UTF-16 units, as other systems count it.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text up to a length. If it is cut, the last character is an ellipsis.
pub fn cut(text: &str, limit: usize) -> String {
    if length(text) <= limit {
        return text.to_string();
    }
    let mut left = limit.saturating_sub(1);
    let fits = |letter: &char| {
        let rest = left.checked_sub(letter.len_utf16());
        left = rest.unwrap_or_default();
        rest.is_some()
    };
    text.chars().take_while(fits).chain(['…']).collect()
}
