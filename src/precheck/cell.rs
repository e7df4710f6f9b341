//! From a cell to an answer.

use crate::lead::{NumberStyle, split};
use crate::program::{Field, FieldOption, FieldType, Program, closest};
use serde_json::Value as Json;

/// How a CSV text writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// As people type them, or plain.
    pub style: NumberStyle,
    /// Whether that is a guess that the text speaks against. Then `1.500` and `1,500` are not read: to take one
    /// for the other is wrong by a factor of a thousand.
    pub doubtful: bool,
}

impl Numbers {
    /// As they are typed in the program's language. Spreadsheets separate cells by semicolons where the comma is
    /// the decimal separator: a delimiter that does not go with the language makes it doubtful.
    #[must_use]
    pub fn guess(program: &Program, delimiter: u8) -> Self {
        let style = NumberStyle::written_in(&program.language);
        let other = if style == NumberStyle::Comma { b',' } else { b';' };
        Numbers { style, doubtful: delimiter == other }
    }

    /// Known to be written so.
    #[must_use]
    pub fn written(style: NumberStyle) -> Self {
        Numbers { style, doubtful: false }
    }
}

/// What spreadsheets and people write for a ticked box: in English, German, French, Italian, Spanish and Dutch,
/// and what spreadsheets in these languages make of TRUE.
const TICKED: [&str; 16] = [
    "1",
    "x",
    "y",
    "yes",
    "true",
    "on",
    "j",
    "ja",
    "wahr",
    "oui",
    "vrai",
    "si",
    "sí",
    "vero",
    "verdadero",
    "waar",
];
/// And for one that is not ticked.
const UNTICKED: [&str; 13] =
    ["0", "n", "no", "false", "off", "nein", "falsch", "non", "faux", "nee", "falso", "onwaar", "-"];

/// The answer that a cell gives, as the form would send it. `None` where the cell is empty.
///
/// A select takes an option's value or label; a multiselect several, with semicolons or bars between. A date is one of RFC 3339 (`2026-11-23`) or has points
/// (`23.11.2026`): so written, day, month and year have the same order everywhere. With slashes they have not.
pub fn answer(field: &Field, cell: &str, numbers: Numbers) -> Result<Option<Json>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let answer = match field.kind {
        FieldType::Checkbox => Json::Bool(ticked(field, cell)?),
        FieldType::Select | FieldType::Country | FieldType::Radio => {
            Json::from(option(field, cell)?.value.as_str())
        }
        FieldType::Multiselect => split(cell)
            .map(|item| Ok(option(field, item)?.value.as_str()))
            .collect::<Result<Json, String>>()?,
        FieldType::Number | FieldType::Percent | FieldType::Money
            if numbers.doubtful && is_doubtful(cell) =>
        {
            return Err(format!(
                "{}: `{cell}` can be read in two ways; say whether decimals have a point or a comma",
                field.label
            ));
        }
        // Rows have no column (`matching.rs`).
        FieldType::Group => return Ok(None),
        FieldType::Date => pointed(cell).map_or_else(|| Json::from(cell), Json::from),
        _ => Json::from(cell),
    };
    Ok(Some(answer))
}

fn ticked(field: &Field, cell: &str) -> Result<bool, String> {
    let word = cell.to_lowercase();
    if TICKED.contains(&word.as_str()) {
        Ok(true)
    } else if UNTICKED.contains(&word.as_str()) {
        Ok(false)
    } else {
        Err(format!("{} must be yes or no", field.label))
    }
}

/// As written, else whatever the case: first among the values, then among the labels.
fn option<'a>(field: &'a Field, cell: &str) -> Result<&'a FieldOption, String> {
    let options = &field.options;
    let exact = |option: &&FieldOption| option.value == cell || option.label.trim() == cell;
    if let Some(option) =
        options.iter().find(|option| option.value == cell).or_else(|| options.iter().find(exact))
    {
        return Ok(option);
    }
    let word = cell.to_lowercase();
    let alike: Vec<&FieldOption> = options
        .iter()
        .filter(|option| option.value.to_lowercase() == word || option.label.trim().to_lowercase() == word)
        .collect();
    let label = &field.label;
    match alike.as_slice() {
        [only] => Ok(only),
        [] => {
            let known = options.iter().flat_map(|option| [option.label.as_str(), option.value.as_str()]);
            Err(match (closest(cell, known), options.first()) {
                (Some(meant), _) => format!("{label} must be one of the options; did you mean `{meant}`?"),
                (None, Some(first)) => {
                    format!(
                        "{label} must be one of the options, such as `{}` or `{}`",
                        first.value, first.label
                    )
                }
                (None, None) => format!("{label} must be one of the options"),
            })
        }
        [first, second, ..] => Err(format!(
            "{label} could be the option `{}` or `{}`; write it as it is there",
            first.value, second.value
        )),
    }
}

/// `1.500` and `1,500`: the separator is one of thousands or of decimals.
fn is_doubtful(cell: &str) -> bool {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    cell.trim_start_matches(['-', '−']).split_once(['.', ',']).is_some_and(|(whole, rest)| {
        (1..=3).contains(&whole.len()) && rest.len() == 3 && is_digits(whole) && is_digits(rest)
    })
}

/// `23.11.2026` as `2026-11-23`. Whether the day exists is not looked at.
fn pointed(cell: &str) -> Option<String> {
    let mut parts = cell.split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, lengths: &[usize]| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let known = digits(day, &[1, 2]) && digits(month, &[1, 2]) && digits(year, &[4]);
    (known && parts.next().is_none()).then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: Numbers = Numbers { style: NumberStyle::Point, doubtful: false };

    fn field(json: &str) -> Field {
        let program = include_str!("../../rules/cloud-migration/program.json");
        let mut program: Json = serde_json::from_str(program).expect("JSON");
        program["fields"] = serde_json::from_str(&format!("[{json}]")).expect("a field");
        Program::read(&program).expect("a program").fields.remove(0)
    }

    #[test]
    fn an_option_is_its_value_or_its_label() {
        let field = field(
            r#"{ "name": "size", "label": "Size", "type": "select", "options": [
                { "value": "S", "label": "Small" }, { "value": "L", "label": "Large" },
                { "value": "small", "label": "L" }, { "value": "xs", "label": "Tiny" },
                { "value": "XS", "label": "Tiniest" }
            ] }"#,
        );
        for (cell, value) in
            [("S", "S"), ("s", "S"), ("Large", "L"), ("LARGE ", "L"), ("small", "small"), ("L", "L")]
        {
            assert_eq!(answer(&field, cell, POINT), Ok(Some(Json::from(value))), "{cell}");
        }
        assert_eq!(answer(&field, " ", POINT), Ok(None));
        for (cell, said) in [
            ("Lagre", "Size must be one of the options; did you mean `Large`?"),
            ("enormous", "Size must be one of the options, such as `S` or `Small`"),
            ("SMALL", "Size could be the option `S` or `small`; write it as it is there"),
            ("Xs", "Size could be the option `xs` or `XS`; write it as it is there"),
        ] {
            assert_eq!(answer(&field, cell, POINT), Err(said.into()));
        }
    }

    #[test]
    fn several_options_stand_between_semicolons_or_bars() {
        let field = field(
            r#"{ "name": "products", "label": "Products", "type": "multiselect", "options": [
                { "value": "crm", "label": "Customers" }, { "value": "erp", "label": "Planning" }
            ] }"#,
        );
        for cell in ["crm;erp", "CRM | Planning", " ; Customers;;erp; "] {
            assert_eq!(answer(&field, cell, POINT), Ok(Some(Json::from(vec!["crm", "erp"]))), "{cell}");
        }
        assert_eq!(
            answer(&field, "crm, erp", POINT),
            Err("Products must be one of the options, such as `crm` or `Customers`".into())
        );
    }

    #[test]
    fn a_box_is_ticked_by_what_spreadsheets_write() {
        let field = field(r#"{ "name": "consent", "label": "Consent", "type": "checkbox" }"#);
        for cell in ["yes", "TRUE", "1", "x", "WAHR", "Ja", "oui", "VERO"] {
            assert_eq!(answer(&field, cell, POINT), Ok(Some(Json::Bool(true))), "{cell}");
        }
        for cell in ["no", "FALSE", "0", "-", "FALSCH", "Nein", "non", "FALSO"] {
            assert_eq!(answer(&field, cell, POINT), Ok(Some(Json::Bool(false))), "{cell}");
        }
        assert_eq!(answer(&field, "", POINT), Ok(None));
        assert_eq!(answer(&field, "maybe", POINT), Err("Consent must be yes or no".into()));
    }

    #[test]
    fn a_date_with_points_has_the_day_first() {
        let field = field(r#"{ "name": "start", "label": "Start", "type": "date" }"#);
        for (cell, date) in [
            ("23.11.2026", "2026-11-23"),
            ("1. 2. 2027", "2027-02-01"),
            ("2026-11-23", "2026-11-23"),
            ("1.2.27", "1.2.27"),
            ("11/23/2026", "11/23/2026"),
        ] {
            assert_eq!(answer(&field, cell, POINT), Ok(Some(Json::from(date))), "{cell}");
        }
    }

    #[test]
    fn a_number_that_can_be_read_in_two_ways_is_not_read_on_a_guess() {
        let field = field(r#"{ "name": "spend", "label": "Spend", "type": "money" }"#);
        let guess = Numbers { doubtful: true, ..POINT };
        for cell in ["1.500", "120,000", "-3.000"] {
            let says = format!(
                "Spend: `{cell}` can be read in two ways; say whether decimals have a point or a comma"
            );
            assert_eq!(answer(&field, cell, guess), Err(says));
            assert_eq!(answer(&field, cell, POINT), Ok(Some(Json::from(cell))));
        }
        for cell in ["1500", "1.5", "1,500.50", "1.500,50", "1500.000", "12.34"] {
            assert_eq!(answer(&field, cell, guess), Ok(Some(Json::from(cell))));
        }
    }
}
