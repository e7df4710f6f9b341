//! Matching column names to the names and labels of fields.

use super::group_rows;
use super::headers::{self, alike, plain, quoted};
use super::place::{Place, has_column};
use crate::program::{Code, Field, Problem, Program, Severity, closest};
use std::collections::{BTreeMap, BTreeSet};

/// The largest number of problems that are reported one by one.
const TOLD: usize = 20;
/// The largest number of columns that are searched for a similar name.
const GUESSED: usize = 300;

/// The place that each column answers, or everything that makes this ambiguous. `languages` is the program, first in
/// its own language and then in its others.
pub fn places(
    languages: &[Program],
    names: &[String],
    map: &[(String, String)],
) -> Result<Vec<Option<Place>>, Vec<Problem>> {
    let Some(program) = languages.first() else { return Ok(vec![None; names.len()]) };
    let mut matching = Matching {
        program,
        names,
        places: vec![None; names.len()],
        columns: BTreeMap::new(),
        problems: Vec::new(),
        more: 0,
    };
    matching.map(map);
    matching.by_name(languages);
    // The following steps would report the same problems again.
    if matching.problems.is_empty() {
        matching.by_row(languages);
    }
    if matching.problems.is_empty() {
        matching.by_bare_name(languages);
    }
    let Matching { places, mut problems, more, .. } = matching;
    if problems.is_empty() && places.iter().all(Option::is_none) {
        problems.push(nothing_fits(program, names));
    }
    if let (true, Some(last)) = (more > 0, problems.last()) {
        problems.push(Problem::new(last.code, "header", format!("{more} more problems like these")));
    }
    if problems.is_empty() { Ok(places) } else { Err(problems) }
}

struct Matching<'a> {
    program: &'a Program,
    names: &'a [String],
    /// The place of each column, and the column of each place.
    places: Vec<Option<Place>>,
    columns: BTreeMap<Place, usize>,
    problems: Vec<Problem>,
    /// The number of problems that are not reported.
    more: usize,
}

/// Names, each with everything that has that name.
type Named<T> = BTreeMap<String, Vec<T>>;

fn named<T: PartialEq>(names: impl Iterator<Item = (T, String)>) -> Named<T> {
    let mut named = Named::new();
    for (thing, name) in names {
        let things: &mut Vec<T> = named.entry(name).or_default();
        if !things.contains(&thing) {
            things.push(thing);
        }
    }
    named
}

impl Matching<'_> {
    fn tell(&mut self, problem: impl FnOnce() -> Problem) {
        if self.problems.len() < TOLD {
            self.problems.push(problem());
        } else {
            self.more += 1;
        }
    }

    fn take(&mut self, column: usize, place: Place) {
        self.places[column] = Some(place);
        self.columns.insert(place, column);
    }

    fn map(&mut self, map: &[(String, String)]) {
        if map.is_empty() {
            return;
        }
        let mut exact: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (column, name) in self.names.iter().enumerate() {
            exact.entry(name).or_default().push(column);
        }
        let like = named(self.names.iter().map(|name| alike(name)).enumerate());
        let (names, program) = (self.names, self.program);
        for (column, field) in map {
            let problem = |code: Code, message: String, help: Option<String>| {
                let place = format!("`{}` mapped to `{}`", plain(column), plain(field));
                Problem::new(code, place, message).or_help(help)
            };
            let known = match group_rows::path(program, field) {
                Ok(known) => known,
                Err(why) => {
                    self.tell(|| problem(why.code, why.message, why.help));
                    continue;
                }
            };
            let found = exact.get(column.trim()).or_else(|| like.get(&alike(column)));
            match found.map_or(&[][..], Vec::as_slice) {
                [] => self.tell(|| {
                    let names = names.iter().map(String::as_str);
                    let help = closest(column, names.clone().take(GUESSED)).map_or_else(
                        || format!("the columns are {}", quoted(names)),
                        |meant| format!("did you mean `{}`?", plain(meant)),
                    );
                    problem(
                        Code::UnknownColumn,
                        format!("there is no column `{}`", plain(column)),
                        Some(help),
                    )
                }),
                [only] if self.places[*only].is_some() => {
                    self.tell(|| problem(Code::AmbiguousColumn, "the column is mapped twice".into(), None));
                }
                [_] if self.columns.contains_key(&known) => {
                    self.tell(|| problem(Code::AmbiguousColumn, "the field is mapped twice".into(), None));
                }
                [only] => self.take(*only, known),
                many => self.tell(|| {
                    let help = Some("give each its own name".into());
                    problem(
                        Code::AmbiguousColumn,
                        format!("{} columns are called `{}`", many.len(), plain(column)),
                        help,
                    )
                }),
            }
        }
    }

    /// Matches the remaining columns to the remaining fields: by name, by label, and by label in another language.
    fn by_name(&mut self, languages: &[Program]) {
        let taken: BTreeSet<Place> = self.columns.keys().copied().collect();
        let free = |program: &Program| {
            let fields = program.fields.iter().enumerate().filter(|(_, known)| has_column(known));
            let fields = fields.map(|(field, known)| (Place::of_field(field), known.clone()));
            fields.filter(|(place, _)| !taken.contains(place)).collect::<Vec<_>>()
        };
        let own = free(self.program);
        let of = |own: &[(Place, Field)], name: fn(&Field) -> String| {
            named(own.iter().map(|(place, field)| (*place, name(field))))
        };
        let others: Vec<_> = languages.iter().skip(1).flat_map(free).collect();
        let known = [
            of(&own, |field| field.name.clone()),
            of(&own, |field| alike(&field.name)),
            of(&own, |field| alike(&field.label)),
            of(&others, |field| alike(&field.label)),
        ];
        for (column, name) in self.names.iter().enumerate() {
            if self.places[column].is_none() && !name.is_empty() {
                let word = alike(name);
                let found =
                    known[0].get(name).or_else(|| known[1..].iter().find_map(|known| known.get(&word)));
                self.settle(column, found.map_or(&[][..], Vec::as_slice), true);
            }
        }
    }

    /// Matches columns of groups: `contacts.0.email`, `E-mail 2`, `Contact 1: E-mail`.
    fn by_row(&mut self, languages: &[Program]) {
        if self.program.fields.iter().all(has_column) {
            return;
        }
        let known = named(group_rows::phrases(languages));
        for (column, name) in self.names.iter().enumerate() {
            if self.places[column].is_some() || name.is_empty() {
                continue;
            }
            let Some((row, found)) =
                group_rows::numbered(name).find_map(|(row, rest)| Some((row, known.get(&rest)?)))
            else {
                continue;
            };
            let places: Vec<Place> = found
                .iter()
                .map(|(field, asked)| Place { field: *field, row: Some((row, *asked)) })
                .collect();
            let most = places.first().and_then(|place| self.program.fields.get(place.field));
            let most = most.map_or(0, |group| group.most_rows() as usize);
            if row >= most {
                let name = plain(name);
                self.tell(|| {
                    Problem::new(
                        Code::OutOfRange,
                        format!("column {} `{name}`", column + 1),
                        format!("belongs to row {}, but there may be {most} rows at most", row + 1),
                    )
                    .help("leave the column out")
                });
            } else {
                self.settle(column, &places, true);
            }
        }
    }

    /// Matches the rest by the name without a unit and without the signs of required questions.
    fn by_bare_name(&mut self, languages: &[Program]) {
        let taken: BTreeSet<Place> = self.columns.keys().copied().collect();
        let fields = languages.iter().flat_map(|program| program.fields.iter().enumerate());
        let fields =
            fields.filter(|(field, known)| has_column(known) && !taken.contains(&Place::of_field(*field)));
        let names = fields.flat_map(|(field, known)| {
            [&known.name, &known.label].map(|name| (Place::of_field(field), headers::bare(name).0))
        });
        let known = named(names.filter(|(_, name)| !name.is_empty()));
        for (column, name) in self.names.iter().enumerate() {
            if self.places[column].is_some() {
                continue;
            }
            let (bare, units) = headers::bare(name);
            let Some(found) = known.get(&bare) else { continue };
            let asks = found.first().and_then(|place| place.asks(self.program));
            if asks.is_some_and(|field| !headers::may_have(field, &units)) {
                continue;
            }
            if let Some(wrong) = asks.and_then(|field| headers::wrong_unit(self.program, field, &units)) {
                let name = plain(name);
                self.tell(|| {
                    Problem::new(Code::WrongUnit, format!("column {} `{name}`", column + 1), wrong.0)
                        .help(wrong.1)
                });
            } else {
                self.settle(column, found, false);
            }
        }
    }

    /// Assigns a column to the place that it fits. `named` is true if the full name fits, false if only the bare name
    /// does.
    fn settle(&mut self, column: usize, found: &[Place], named: bool) {
        let (names, program) = (self.names, self.program);
        let place = || format!("column {} `{}`", column + 1, plain(&names[column]));
        match found {
            [] => {}
            [only] => match self.columns.get(only).copied() {
                None => self.take(column, *only),
                Some(first) => self.tell(|| {
                    let (field, other) = (only.name(program), plain(&names[first]));
                    let message =
                        format!("fits the field `{field}`, and so does column {} `{other}`", first + 1);
                    Problem::new(Code::AmbiguousColumn, place(), message).help(
                        if names[first] == names[column] {
                            "rename or remove one of them".to_string()
                        } else {
                            format!("map the one that is meant to `{field}`")
                        },
                    )
                }),
            },
            many => self.tell(|| {
                let many: Vec<String> = many.iter().map(|place| place.name(program)).collect();
                let (many, is) =
                    (quoted(many.iter().map(String::as_str)), if named { "is" } else { "may be" });
                Problem::new(Code::AmbiguousColumn, place(), format!("{is} the label of the fields {many}"))
                    .help("name the column after one of them, or map it")
            }),
        }
    }
}

fn nothing_fits(program: &Program, names: &[String]) -> Problem {
    let fields = quoted(program.fields.iter().map(|field| field.name.as_str()));
    let columns = quoted(names.iter().map(String::as_str));
    Problem::new(
        Code::NoColumn,
        "header",
        format!("no column fits a field of the program; the columns are {columns}"),
    )
    .help(format!("the first line names the columns; the fields are {fields}"))
}

/// The notes on matched columns.
pub fn notes(program: &Program, names: &[String], places: &[Option<Place>]) -> Vec<Problem> {
    let mut notes = Vec::new();
    let mut note = |severity: Severity, code: Code, message: String, help: Option<String>| {
        notes.push(Problem { severity, ..Problem::new(code, "header", message).or_help(help) });
    };
    let unused = names.iter().zip(places).filter(|(_, place)| place.is_none());
    let unused: Vec<&str> = unused.map(|(name, _)| name.as_str()).collect();
    if !unused.is_empty() {
        let which = quoted(unused.iter().map(|name| if name.is_empty() { "(no name)" } else { name }));
        note(Severity::Note, Code::LeftOut, format!("{} left out: {which}", fits_none(unused.len())), None);
    }
    let answered: BTreeSet<usize> = places.iter().flatten().map(|place| place.field).collect();
    let without = program.fields.iter().enumerate().filter(|(field, _)| !answered.contains(field));
    let without: Vec<&Field> = without.map(|(_, field)| field).collect();
    let groups: Vec<&Field> = without.iter().filter(|field| !has_column(field)).copied().collect();
    if let Some(first) = groups.first() {
        let severity =
            if groups.iter().any(|group| group.required) { Severity::Warning } else { Severity::Note };
        let which = quoted(groups.iter().map(|group| group.name.as_str()));
        let asked = first.fields.first().map(|field| field.name.as_str()).unwrap_or_default();
        note(
            severity,
            Code::NoColumn,
            format!("no column for the rows of {which}: they count as not answered"),
            Some(format!("name columns like `{}.0.{asked}`", first.name)),
        );
    }
    let required = without.into_iter().filter(|field| field.required && has_column(field));
    let meant = |name: &str| closest(name, unused.iter().copied().take(GUESSED));
    let (mut absent, consequence) = (Vec::new(), "rules that need it wait for an answer");
    for field in required {
        match meant(&field.name).or_else(|| meant(&field.label)) {
            Some(column) => note(
                Severity::Warning,
                Code::NoColumn,
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
            Code::NoColumn,
            format!("no column for the required field `{only}`: {consequence}"),
            None,
        ),
        [..] => note(
            Severity::Warning,
            Code::NoColumn,
            format!(
                "no columns for the required fields {}: rules that need them wait for answers",
                quoted(absent.iter().copied())
            ),
            None,
        ),
    }
    notes
}

fn fits_none(columns: usize) -> String {
    match columns {
        1 => "1 column fits no field and is".into(),
        many => format!("{many} columns fit no field and are"),
    }
}
