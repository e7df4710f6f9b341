//! Reads markup as maud writes it: elements, attributes in double quotes, and four escaped characters.
//!
//! From these pieces a page makes its nodes one by one. So it needs no parser of the browser, which would read a text as
//! HTML, and which pages may forbid (Trusted Types).

use std::borrow::Cow;

/// A piece of markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The beginning of an element.
    Open {
        /// The element's name.
        name: &'a str,
        /// Its attributes. Those without a value have an empty one.
        attributes: Vec<(&'a str, Cow<'a, str>)>,
        /// True if the element has no contents and no end (HTML, void elements).
        is_void: bool,
    },
    /// The end of an element.
    Close,
    /// A text.
    Text(Cow<'a, str>),
}

/// The elements without contents that our markup uses.
const VOID: [&str; 3] = ["br", "hr", "input"];

/// Returns the pieces of markup that maud has written.
pub fn pieces(markup: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = markup;
    std::iter::from_fn(move || {
        let (piece, after) = match rest.strip_prefix('<') {
            Some(tag) => {
                let (tag, after) = tag.split_once('>')?;
                (if tag.starts_with('/') { Piece::Close } else { open(tag) }, after)
            }
            None if rest.is_empty() => return None,
            None => {
                let end = rest.find('<').unwrap_or(rest.len());
                (Piece::Text(unescaped(&rest[..end])), &rest[end..])
            }
        };
        rest = after;
        Some(piece)
    })
}

/// Reads what is between `<` and `>`. No value contains these signs, since they are escaped.
fn open(tag: &str) -> Piece<'_> {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(value) => value.split_once('"').unwrap_or((value, "")),
            None => ("", after),
        };
        attributes.push((attribute, unescaped(value)));
        rest = after.trim_start_matches([' ', '=']);
    }
    Piece::Open { name, attributes, is_void: VOID.contains(&name) }
}

fn unescaped(text: &str) -> Cow<'_, str> {
    let mut pieces = text.split('&');
    let first = pieces.next().unwrap_or_default();
    if first.len() == text.len() {
        return text.into();
    }
    let mut plain = String::from(first);
    for piece in pieces {
        let (name, rest) = piece.split_once(';').unwrap_or((piece, ""));
        plain.push(match name {
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            _ => '&',
        });
        plain.push_str(rest);
    }
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;

    #[test]
    fn what_maud_writes_is_read_as_it_was_meant() {
        let text = "a <b> & \"c\" &lt; 'd' = >";
        let markup = html! {
            p class="x y" title=(text) hidden { (text) input type="text" required value=(text); br; }
        };
        let text = Cow::from(text);
        let expected = [
            Piece::Open {
                name: "p",
                attributes: vec![("class", "x y".into()), ("title", text.clone()), ("hidden", "".into())],
                is_void: false,
            },
            Piece::Text(text.clone()),
            Piece::Open {
                name: "input",
                attributes: vec![("type", "text".into()), ("required", "".into()), ("value", text)],
                is_void: true,
            },
            Piece::Open { name: "br", attributes: vec![], is_void: true },
            Piece::Close,
        ];
        assert_eq!(pieces(&markup.into_string()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn broken_markup_ends_instead_of_going_on_for_ever() {
        for broken in ["<", "<p", "<p a=\"", "a<", "<p a= b>", "< >", "<p  a>"] {
            assert!(pieces(broken).count() < 5, "{broken}");
        }
    }
}
