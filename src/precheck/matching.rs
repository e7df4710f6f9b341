//! Names of columns compared with names and labels of fields.

use crate::program::{Field, FieldType, Problem, Program, Severity, closest};

/// For each column the place of its field in the program, or all that makes that doubtful.
pub fn fields(
    program: &Program,
    names: &[String],
    map: &[(String, String)],
) -> Result<Vec<Option<usize>>, Vec<Problem>> {
    let mut matching = Matching { program, fields: vec![None; names.len()], names, problems: Vec::new() };
    for (column, field) in map {
        matching.map(column, field);
    }
    matching.by_name();
    if matching.problems.is_empty() && matching.fields.iter().all(Option::is_none) {
        matching.problems.push(nothing_fits(program, names));
    }
    if matching.problems.is_empty() { Ok(matching.fields) } else { Err(matching.problems) }
}

struct Matching<'a> {
    program: &'a Program,
    names: &'a [String],
    fields: Vec<Option<usize>>,
    problems: Vec<Problem>,
}

impl Matching<'_> {
    fn map(&mut self, column: &str, field: &str) {
        let place = format!("`{column}` mapped to `{field}`");
        let mut problem = |message: String, help: Option<String>| {
            self.problems.push(Problem { help, ..Problem::new(&place, message) });
        };
        let Some(known) =
            self.program.fields.iter().position(|known| known.name == field && has_column(known))
        else {
            let names =
                self.program.fields.iter().filter(|field| has_column(field)).map(|field| field.name.as_str());
            let help = closest(field, names.clone()).map_or_else(
                || format!("the fields are {}", quoted(names)),
                |meant| format!("did you mean `{meant}`?"),
            );
            return problem(format!("there is no field `{field}`"), Some(help));
        };
        let exact: Vec<usize> = places(self.names, |name| name == column.trim());
        let found =
            if exact.is_empty() { places(self.names, |name| alike(name) == alike(column)) } else { exact };
        match found.as_slice() {
            [] => {
                let names = self.names.iter().map(String::as_str);
                let help = closest(column, names.clone()).map_or_else(
                    || format!("the columns are {}", quoted(names)),
                    |meant| format!("did you mean `{meant}`?"),
                );
                problem(format!("there is no column `{column}`"), Some(help));
            }
            [only] if self.fields[*only].is_some() => {
                problem("the column is mapped twice".into(), None);
            }
            [_] if self.fields.contains(&Some(known)) => problem("the field is mapped twice".into(), None),
            [only] => self.fields[*only] = Some(known),
            [..] => problem(
                format!("{} columns are called `{column}`", found.len()),
                Some("give each its own name".into()),
            ),
        }
    }

    /// Fields that are still free take the columns that are still free.
    fn by_name(&mut self) {
        let fields = &self.program.fields;
        let free = |field: usize| !self.fields.contains(&Some(field)) && has_column(&fields[field]);
        let found: Vec<Vec<usize>> = (self.names.iter().enumerate())
            .map(|(column, name)| {
                if self.fields[column].is_some() || name.is_empty() {
                    return Vec::new();
                }
                let named = |test: &dyn Fn(&Field) -> bool| {
                    (0..fields.len()).filter(|i| free(*i) && test(&fields[*i])).collect::<Vec<usize>>()
                };
                let word = alike(name);
                let exact = named(&|field| field.name == *name);
                let names = named(&|field| alike(&field.name) == word);
                let labels = named(&|field| alike(&field.label) == word);
                [exact, names, labels].into_iter().find(|found| !found.is_empty()).unwrap_or_default()
            })
            .collect();
        for (column, found) in found.iter().enumerate() {
            let place = format!("column {} `{}`", column + 1, self.names[column]);
            match found.as_slice() {
                [] => {}
                [field] => {
                    let taken = self.fields.iter().position(|taken| *taken == Some(*field));
                    let name = &fields[*field].name;
                    match taken {
                        None => self.fields[column] = Some(*field),
                        Some(first) => self.problems.push(
                            Problem::new(
                                place,
                                format!(
                                    "fits the field `{name}`, and so does column {} `{}`",
                                    first + 1,
                                    self.names[first]
                                ),
                            )
                            .help(if self.names[first] == self.names[column] {
                                "rename or remove one of them".to_string()
                            } else {
                                format!("map the one that is meant to `{name}`")
                            }),
                        ),
                    }
                }
                [..] => self.problems.push(
                    Problem::new(
                        place,
                        format!(
                            "is the label of the fields {}",
                            quoted(found.iter().map(|field| fields[*field].name.as_str()))
                        ),
                    )
                    .help("name the column after one of them, or map it"),
                ),
            }
        }
    }
}

fn nothing_fits(program: &Program, names: &[String]) -> Problem {
    let fields = quoted(program.fields.iter().map(|field| field.name.as_str()));
    let columns = quoted(names.iter().map(String::as_str));
    Problem::new("header", format!("no column fits a field of the program; the columns are {columns}"))
        .help(format!("the first line names the columns; the fields are {fields}"))
}

/// What is worth knowing of columns that were matched.
pub fn notes(program: &Program, names: &[String], columns: &[Option<usize>]) -> Vec<Problem> {
    let mut notes = Vec::new();
    let mut note = |severity: Severity, place: &str, message: String, help: Option<String>| {
        notes.push(Problem { severity, help, ..Problem::new(place, message) });
    };
    let unused = names.iter().zip(columns).filter(|(_, field)| field.is_none());
    let unused: Vec<&str> = unused.map(|(name, _)| name.as_str()).collect();
    if !unused.is_empty() {
        let which = quoted(unused.iter().map(|name| if name.is_empty() { "(no name)" } else { name }));
        note(Severity::Note, "header", format!("{} left out: {which}", fits_none(unused.len())), None);
    }
    let groups: Vec<&Field> = program.fields.iter().filter(|field| !has_column(field)).collect();
    if !groups.is_empty() {
        let severity =
            if groups.iter().any(|group| group.required) { Severity::Warning } else { Severity::Note };
        let which = quoted(groups.iter().map(|group| group.name.as_str()));
        note(severity, "header", format!("a list has no rows of {which}: they count as not answered"), None);
    }
    let without = program.fields.iter().enumerate().filter(|(i, _)| !columns.contains(&Some(*i)));
    let without = without.map(|(_, field)| field);
    let required: Vec<&Field> = without.filter(|field| field.required && has_column(field)).collect();
    let (mut absent, consequence) = (Vec::new(), "rules that need it wait for an answer");
    for field in required {
        let meant = closest(&field.name, unused.iter().copied())
            .or_else(|| closest(&field.label, unused.iter().copied()));
        match meant {
            Some(column) => note(
                Severity::Warning,
                "header",
                format!("no column for the required field `{}`: {consequence}", field.name),
                Some(format!("did you mean the column `{column}`? Then map it to `{}`", field.name)),
            ),
            None => absent.push(field.name.as_str()),
        }
    }
    match absent.as_slice() {
        [] => {}
        [only] => note(
            Severity::Warning,
            "header",
            format!("no column for the required field `{only}`: {consequence}"),
            None,
        ),
        [..] => note(
            Severity::Warning,
            "header",
            format!(
                "no columns for the required fields {}: rules that need them wait for answers",
                quoted(absent.iter().copied())
            ),
            None,
        ),
    }
    notes
}

/// A group is several rows, and a lead has only one.
fn has_column(field: &Field) -> bool {
    field.kind != FieldType::Group
}

fn fits_none(columns: usize) -> String {
    match columns {
        1 => "1 column fits no field and is".into(),
        many => format!("{many} columns fit no field and are"),
    }
}

fn places(names: &[String], test: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..names.len()).filter(|i| test(&names[*i])).collect()
}

/// What names have in common however they are typed.
fn alike(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 30;
    let mut names: Vec<String> = names.map(|name| format!("`{}`", plain(name))).collect();
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// A name as it can stand in a sentence: cut, and without control characters.
fn plain(name: &str) -> String {
    name.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
