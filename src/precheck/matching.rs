//! Names of columns compared with names and labels of fields.

use crate::program::{Field, FieldType, Problem, Program, Severity, closest};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How many problems are told one by one.
const TOLD: usize = 20;
/// Among how many columns the one is looked for that was meant.
const GUESSED: usize = 300;

/// For each column the place of its field in the program, or all that makes that doubtful.
pub fn fields(
    program: &Program,
    names: &[String],
    map: &[(String, String)],
) -> Result<Vec<Option<usize>>, Vec<Problem>> {
    let mut matching = Matching {
        program,
        names,
        fields: vec![None; names.len()],
        columns: vec![None; program.fields.len()],
        problems: Vec::new(),
        more: 0,
    };
    matching.map(map);
    matching.by_name();
    let Matching { fields, mut problems, more, .. } = matching;
    if problems.is_empty() && fields.iter().all(Option::is_none) {
        problems.push(nothing_fits(program, names));
    }
    if more > 0 {
        problems.push(Problem::new("header", format!("{more} more problems like these")));
    }
    if problems.is_empty() { Ok(fields) } else { Err(problems) }
}

struct Matching<'a> {
    program: &'a Program,
    names: &'a [String],
    /// For each column its field, and for each field its column.
    fields: Vec<Option<usize>>,
    columns: Vec<Option<usize>>,
    problems: Vec<Problem>,
    /// How many problems are not told.
    more: usize,
}

/// Places by a name.
type Places<'a> = BTreeMap<Cow<'a, str>, Vec<usize>>;

fn places<'a>(names: impl Iterator<Item = (usize, Cow<'a, str>)>) -> Places<'a> {
    let mut places = Places::new();
    names.for_each(|(place, name)| places.entry(name).or_default().push(place));
    places
}

impl Matching<'_> {
    fn tell(&mut self, problem: impl FnOnce() -> Problem) {
        if self.problems.len() < TOLD {
            self.problems.push(problem());
        } else {
            self.more += 1;
        }
    }

    fn take(&mut self, column: usize, field: usize) {
        self.fields[column] = Some(field);
        self.columns[field] = Some(column);
    }

    fn map(&mut self, map: &[(String, String)]) {
        if map.is_empty() {
            return;
        }
        let exact = places(self.names.iter().map(|name| name.as_str().into()).enumerate());
        let like = places(self.names.iter().map(|name| alike(name).into()).enumerate());
        let (names, fields) = (self.names, &self.program.fields);
        for (column, field) in map {
            let problem = |message: String, help: Option<String>| {
                let place = format!("`{}` mapped to `{}`", plain(column), plain(field));
                Problem { help, ..Problem::new(place, message) }
            };
            let Some(known) = fields.iter().position(|known| known.name == *field && has_column(known))
            else {
                self.tell(|| {
                    let names =
                        fields.iter().filter(|field| has_column(field)).map(|field| field.name.as_str());
                    let help = closest(field, names.clone()).map_or_else(
                        || format!("the fields are {}", quoted(names)),
                        |meant| format!("did you mean `{meant}`?"),
                    );
                    problem(format!("there is no field `{}`", plain(field)), Some(help))
                });
                continue;
            };
            let found = exact.get(column.trim()).or_else(|| like.get(alike(column).as_str()));
            match found.map_or(&[][..], Vec::as_slice) {
                [] => self.tell(|| {
                    let names = names.iter().map(String::as_str);
                    let help = closest(column, names.clone().take(GUESSED)).map_or_else(
                        || format!("the columns are {}", quoted(names)),
                        |meant| format!("did you mean `{}`?", plain(meant)),
                    );
                    problem(format!("there is no column `{}`", plain(column)), Some(help))
                }),
                [only] if self.fields[*only].is_some() => {
                    self.tell(|| problem("the column is mapped twice".into(), None));
                }
                [_] if self.columns[known].is_some() => {
                    self.tell(|| problem("the field is mapped twice".into(), None));
                }
                [only] => self.take(*only, known),
                many => self.tell(|| {
                    let help = Some("give each its own name".into());
                    problem(format!("{} columns are called `{}`", many.len(), plain(column)), help)
                }),
            }
        }
    }

    /// Fields that are still free take the columns that are still free.
    fn by_name(&mut self) {
        let (names, fields) = (self.names, &self.program.fields);
        let taken = self.columns.clone();
        let free = || {
            let fields = fields.iter().enumerate();
            fields.filter(|(field, known)| taken[*field].is_none() && has_column(known))
        };
        let exact = places(free().map(|(field, known)| (field, known.name.as_str().into())));
        let like = places(free().map(|(field, known)| (field, alike(&known.name).into())));
        let labels = places(free().map(|(field, known)| (field, alike(&known.label).into())));
        for (column, name) in names.iter().enumerate() {
            if self.fields[column].is_some() || name.is_empty() {
                continue;
            }
            let word = alike(name);
            let found = exact.get(name.as_str()).or_else(|| like.get(word.as_str()));
            let place = || format!("column {} `{}`", column + 1, plain(name));
            match found.or_else(|| labels.get(word.as_str())).map_or(&[][..], Vec::as_slice) {
                [] => {}
                [field] => match self.columns[*field] {
                    None => self.take(column, *field),
                    Some(first) => self.tell(|| {
                        let (field, other) = (&fields[*field].name, plain(&names[first]));
                        let message =
                            format!("fits the field `{field}`, and so does column {} `{other}`", first + 1);
                        Problem::new(place(), message).help(if names[first] == *name {
                            "rename or remove one of them".to_string()
                        } else {
                            format!("map the one that is meant to `{field}`")
                        })
                    }),
                },
                many => self.tell(|| {
                    let many = quoted(many.iter().map(|field| fields[*field].name.as_str()));
                    Problem::new(place(), format!("is the label of the fields {many}"))
                        .help("name the column after one of them, or map it")
                }),
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
    let answered: BTreeSet<usize> = columns.iter().copied().flatten().collect();
    let without = program.fields.iter().enumerate().filter(|(field, _)| !answered.contains(field));
    let without = without.map(|(_, field)| field);
    let required: Vec<&Field> = without.filter(|field| field.required && has_column(field)).collect();
    let meant = |name: &str| closest(name, unused.iter().copied().take(GUESSED));
    let (mut absent, consequence) = (Vec::new(), "rules that need it wait for an answer");
    for field in required {
        match meant(&field.name).or_else(|| meant(&field.label)) {
            Some(column) => note(
                Severity::Warning,
                "header",
                format!("no column for the required field `{}`: {consequence}", field.name),
                Some(format!("did you mean the column `{}`? Then map it to `{}`", plain(column), field.name)),
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

/// What names have in common however they are typed.
fn alike(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn quoted<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 30;
    let mut shown: Vec<String> =
        names.by_ref().take(SHOWN).map(|name| format!("`{}`", plain(name))).collect();
    let more = names.count();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

/// A name as it can stand in a sentence: cut, and without control characters.
pub fn plain(name: &str) -> String {
    name.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
