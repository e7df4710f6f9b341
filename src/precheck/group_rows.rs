//! Columns for the rows of a group: `contacts.0.email`, `E-mail 2`, `Contact 1: E-mail`.

use super::headers::{MAX_NAME, narrow, plain, quoted};
use super::place::{Place, has_column};
use crate::program::{Code, Field, Problem, Program, closest};

/// The words of a name in lower case, with numbers as separate words and without separators: `Contact1_E-Mail` becomes
/// `contact 1 e mail`.
pub fn phrase(name: &str) -> String {
    words(name).join(" ")
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in name.chars().map(narrow) {
        let kind = (c.is_alphanumeric()).then_some(c.is_ascii_digit());
        if kind.is_some() {
            match words.last_mut().filter(|_| last == Some(kind)) {
                Some(word) => word.extend(c.to_lowercase()),
                None => words.push(c.to_lowercase().collect()),
            }
        }
        last = Some(kind);
    }
    words
}

/// The possible names of the columns of all groups, without the row number, in all languages: `email`, `contact email`,
/// `contacts email`, `email contact`.
pub fn phrases(languages: &[Program]) -> impl Iterator<Item = ((usize, usize), String)> {
    let groups = languages.iter().flat_map(|program| program.fields.iter().enumerate());
    groups.filter(|(_, group)| !has_column(group)).flat_map(|(field, group)| {
        let groups = [&group.name, &group.label, &group.item].map(|name| phrase(name));
        group.fields.iter().enumerate().flat_map(move |(asked, known)| {
            let mut phrases = Vec::new();
            for name in [&known.name, &known.label].map(|name| phrase(name)) {
                let both =
                    groups.iter().flat_map(|group| [format!("{group} {name}"), format!("{name} {group}")]);
                phrases.extend(both.map(|phrase| phrase.trim().to_string()));
                phrases.push(name);
            }
            phrases.into_iter().map(move |phrase| ((field, asked), phrase))
        })
    })
}

/// The rows that a column name may mean, counted from 0, each with the rest of the name. A number in a path
/// (`contacts.0.email`, `contacts[0]`) counts from 0, any other number from 1. A name without a number means the first
/// row.
pub fn numbered(name: &str) -> impl Iterator<Item = (usize, String)> {
    let words = if name.len() > MAX_NAME { Vec::new() } else { words(name) };
    let is_path = |number: &str| ['.', '[', '/'].iter().any(|sign| name.contains(&format!("{sign}{number}")));
    let mut found: Vec<(usize, String)> = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let Ok(number) = word.parse::<usize>() else { continue };
        let row = if is_path(word) { number } else { number.saturating_sub(1) };
        found.push((row, [&words[..i], &words[i + 1..]].concat().join(" ")));
    }
    found.push((0, words.join(" ")));
    found.into_iter().filter(|(_, rest)| !rest.is_empty())
}

/// The place with that path: a field's name, or `contacts.0.email` for a field of a row.
pub fn path(program: &Program, path: &str) -> Result<Place, Problem> {
    let mut parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let (name, row, asked, more) =
        (parts.next().unwrap_or_default(), parts.next(), parts.next(), parts.next());
    let none = |code: Code, message: String| Problem::new(code, "columns", message);
    let unknown = |name: &str, names: Vec<&str>| {
        let help = closest(name, names.iter().copied()).map_or_else(
            || format!("the fields are {}", quoted(names.iter().copied())),
            |meant| format!("did you mean `{meant}`?"),
        );
        none(Code::UnknownField, format!("there is no field `{}`", plain(name))).help(help)
    };
    let of = |fields: &[Field], name: &str| fields.iter().position(|field| field.name == name);
    let Some(field) = of(&program.fields, name) else {
        return Err(unknown(path, program.fields.iter().map(|field| field.name.as_str()).collect()));
    };
    let group = &program.fields[field];
    let example =
        || group.fields.first().map(|asked| format!("`{name}.0.{}`", asked.name)).unwrap_or_default();
    match (row, asked, more) {
        (None, _, _) if has_column(group) => Ok(Place { field, row: None }),
        (Some(row), Some(asked), None) if !has_column(group) => {
            let Some(place) = of(&group.fields, asked) else {
                return Err(unknown(asked, group.fields.iter().map(|field| field.name.as_str()).collect()));
            };
            let row = row.parse::<usize>().ok().filter(|row| *row < group.most_rows() as usize);
            let row = row.ok_or_else(|| {
                none(
                    Code::OutOfRange,
                    format!("rows of `{name}` are counted from 0; there may be {}", group.most_rows()),
                )
            })?;
            Ok(Place { field, row: Some((row, place)) })
        }
        _ if has_column(group) => {
            Err(none(Code::WrongField, format!("`{name}` is not a group and has no rows")))
        }
        _ => Err(none(Code::WrongField, format!("`{name}` is a group: say which answer of which row"))
            .help(format!("such as {}", example()))),
    }
}
