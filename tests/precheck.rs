//! Reads leads from CSV text.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use csv::ByteRecord;
use proptest::prelude::*;
use referral_widget::lead::Value;
use referral_widget::precheck::{
    Columns, MAX_COLUMNS, Mistake, Numbers, Options, Outcome, Record, Records, Row, begin,
};
use referral_widget::program::Program;
use serde_json::{Value as Json, json};

fn program(language: &str, fields: Json) -> Program {
    referral_testing::program().with("language", language).with("fields", fields).parsed()
}

fn columns(
    program: &Program,
    header: &[&str],
    map: &[(&str, &str)],
) -> Result<(Columns, Vec<String>), Vec<String>> {
    let map: Vec<_> = map.iter().map(|(column, field)| (column.to_string(), field.to_string())).collect();
    let options = Options { columns: map, ..Options::default() };
    let texts = |problems: Vec<_>| problems.iter().map(ToString::to_string).collect::<Vec<String>>();
    Columns::match_header(std::slice::from_ref(program), &ByteRecord::from(header.to_vec()), &options, b',')
        .map(|(columns, notes)| (columns, texts(notes)))
        .map_err(texts)
}

/// Returns the fields that columns answer, by name.
fn fields(program: &Program, header: &[&str], map: &[(&str, &str)]) -> Vec<Option<String>> {
    columns(program, header, map).unwrap().0.fields(program)
}

/// Returns the rows of a text, as the text itself and the program's language decide.
fn rows(program: &Program, text: &str) -> Vec<Row> {
    let mut records = Records::new(text.as_bytes(), None).unwrap();
    let languages = std::slice::from_ref(program);
    let (columns, _) = begin(&mut records, languages, &Options::default()).unwrap().unwrap();
    records.map(|record| columns.read(program, &record.unwrap())).collect()
}

fn questions() -> Json {
    json!([
        { "name": "company", "label": "Firma", "type": "text" },
        { "name": "spend", "label": "Umsatz", "type": "money" },
        { "name": "employees", "label": "Mitarbeiter", "type": "number", "required": true },
        { "name": "start", "label": "Beginn", "type": "date" },
        { "name": "consent", "label": "Einverstanden", "type": "checkbox" }
    ])
}

#[test]
fn a_german_program_reads_what_a_german_spreadsheet_writes() {
    let program = program("de", questions());
    let text =
        "Firma;UMSATZ;mitarbeiter;Beginn;Einverstanden\n Muster AG ;1.500,50;1.200;1.2.2027;WAHR\n;;;;\n";
    let rows = rows(&program, text);
    let [Row::Lead(lead), Row::Blank] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(lead.get("company"), Some(&Value::Text("Muster AG".into())));
    assert_eq!(lead.get("spend"), Some(&Value::Decimal("1500.5".parse().unwrap())));
    assert_eq!(lead.get("employees"), Some(&Value::Integer(1200)));
    assert_eq!(lead.get("start"), Some(&Value::Date("2027-02-01".parse().unwrap())));
    assert_eq!(lead.get("consent"), Some(&Value::Bool(true)));
}

#[test]
fn a_delimiter_that_does_not_go_with_the_language_makes_numbers_doubtful() {
    for (language, delimiter, doubtful) in [
        ("en", b',', false),
        ("en", b';', true),
        ("de", b';', false),
        ("de", b',', true),
        ("de", b'\t', false),
    ] {
        let program = program(language, questions());
        assert_eq!(Numbers::guess(&program, delimiter).doubtful, doubtful, "{language}");
    }
}

#[test]
fn an_empty_cell_is_no_answer() {
    let rows = rows(&program("en", questions()), "company,employees,start,consent\nMuster AG,,,\n");
    let [Row::Lead(lead)] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((lead.get("employees"), lead.get("start")), (None, None));
    // It is the same in the form, where a box that is not ticked is not sent.
    assert_eq!(lead.get("consent"), Some(&Value::Bool(false)));
}

#[test]
fn every_mistake_of_a_row_is_named() {
    let rows = rows(
        &program("en", questions()),
        "company,employees,start,consent\nMuster AG,1.5,02/30/2027,maybe\n",
    );
    let mistake = |field: &str, value: &str, message: &str| Mistake {
        field: Some(field.into()),
        column: Some(field.into()),
        value: Some(value.into()),
        message: message.into(),
        help: None,
    };
    let mistakes = vec![
        mistake("employees", "1.5", "Mitarbeiter must be a whole number"),
        mistake("start", "02/30/2027", "Beginn must be a date that exists, such as 2027-03-31"),
        mistake("consent", "maybe", "Einverstanden must be yes or no"),
    ];
    assert_eq!(rows, [Row::Unreadable(mistakes)]);
}

#[test]
fn a_label_of_two_fields_is_no_name_for_a_column() {
    let program = program(
        "en",
        json!([
            { "name": "name", "label": "Company", "type": "text" },
            { "name": "contact", "label": "Name", "type": "text" },
            { "name": "first", "label": "Phone", "type": "phone" },
            { "name": "second", "label": "phone", "type": "phone" }
        ]),
    );
    let problems = columns(&program, &["Name", "PHONE"], &[]).unwrap_err();
    assert_eq!(
        problems,
        [
            "column 2 `PHONE`: is the label of the fields `first`, `second` (name the column after one of them, or \
             map it)"
        ]
    );
    // A field's name takes precedence over another field's label, and a mapping takes precedence over both.
    let named = |names: [&str; 2]| names.map(|name| Some(name.to_string()));
    assert_eq!(fields(&program, &["Name", "PHONE"], &[("phone", "second")]), named(["name", "second"]));
    assert_eq!(fields(&program, &["Company", "Name"], &[("Name", "contact")]), named(["name", "contact"]));
    let twice = columns(&program, &["Phone 1", "phone-1"], &[("PHONE_1", "first")]).unwrap_err();
    assert_eq!(
        twice,
        ["`PHONE_1` mapped to `first`: 2 columns are called `PHONE_1` (give each its own name)"]
    );
}

#[test]
fn an_unnamed_column_is_left_out_by_that_name() {
    let (_, notes) =
        columns(&program("en", questions()), &["company", "", "employees", "x\u{1b}"], &[]).unwrap();
    assert_eq!(notes, ["header: 2 columns fit no field and are left out: `(no name)`, `x\u{fffd}`"]);
}

/// The most columns that are allowed. If each were compared with all others, this would take minutes.
#[test]
fn a_list_may_have_as_many_columns_as_a_worksheet() {
    let program = program("en", questions());
    let numbered: Vec<String> = (1..MAX_COLUMNS).map(|column| format!("Column {column}")).collect();
    let mut header: Vec<&str> = numbered.iter().map(String::as_str).collect();
    header.push("company");
    let (matched, notes) = columns(&program, &header, &[]).unwrap();
    assert_eq!(matched.fields(&program).last(), Some(&Some("company".to_string())));
    assert!(
        notes[0].starts_with("header: 16383 columns fit no field and are left out: `Column 1`, "),
        "{notes:?}"
    );
    header.push("one more");
    let said = "header: has 16385 columns; the limit is 16384 (keep the columns that answer fields of the program, and \
                leave out the others)";
    assert_eq!(columns(&program, &header, &[]).unwrap_err(), [said]);
}

#[test]
fn of_many_mistakes_in_a_header_the_first_are_told_and_the_others_counted() {
    let program = program("en", questions());
    // The first column is reported with each of the others, so it is cut off.
    let long = format!("Company{}", " ".repeat(900_000));
    let header: Vec<&str> = [long.as_str()].into_iter().chain(vec!["company"; MAX_COLUMNS - 1]).collect();
    let repeated = columns(&program, &header, &[]).unwrap_err();
    assert_eq!((repeated.len(), repeated[20].as_str()), (21, "header: 16363 more problems like these"));
    assert!(repeated.iter().all(|problem| problem.len() < 300), "{repeated:?}");

    let numbered: Vec<String> = (0..MAX_COLUMNS).map(|column| format!("Column {column}")).collect();
    let header: Vec<&str> = numbered.iter().map(String::as_str).collect();
    let map = |field| header.iter().map(|column| (*column, field)).collect::<Vec<_>>();
    let twice = columns(&program, &header, &map("company")).unwrap_err();
    assert_eq!(twice[0], "`Column 1` mapped to `company`: the field is mapped twice");
    assert_eq!(twice[20], "header: 16363 more problems like these");
    let absent: Vec<String> = (0..100_000).map(|column| format!("absent {column}")).collect();
    let absent: Vec<_> = absent.iter().map(|column| (column.as_str(), "company")).collect();
    let absent = columns(&program, &header, &absent).unwrap_err();
    assert_eq!(absent[20], "header: 99980 more problems like these");
}

/// Finding the intended name among names of this length would take days without a limit.
#[test]
fn names_of_any_length_are_compared_in_time() {
    let mut fields = questions();
    fields[2]["label"] = "x".repeat(100_000).into();
    let header = "y".repeat(100_000);
    let map = "z".repeat(100_000);
    let (_, notes) = columns(&program("en", fields.clone()), &["company", &header], &[]).unwrap();
    assert_eq!(
        notes[1],
        "header: no column for the required field `employees`: rules that need it wait for an answer"
    );
    let unknown = columns(&program("en", fields), &["company", &header], &[(&map, "company")]).unwrap_err();
    let shown = "z".repeat(60);
    assert!(
        unknown[0].starts_with(&format!("`{shown}` mapped to `company`: there is no column `{shown}` ("))
    );
}

#[test]
fn what_is_said_of_a_row_does_not_grow_with_the_name_of_a_column() {
    let header = "x".repeat(100_000);
    let rows = rows(&program("en", questions()), &format!("company,{header}\n1,\0\n"));
    let shown = "x".repeat(60);
    let message = format!("has a NUL byte in the column `{shown}`");
    let mistake = Mistake { message, ..Mistake::default() };
    assert_eq!(rows, [Row::Unreadable(vec![mistake])]);
}

fn cells() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"company".to_vec()),
        Just(b"Mitarbeiter".to_vec()),
        Just(b"yes".to_vec()),
        "[0-9.,'+-]{0,9}".prop_map(String::into_bytes),
        "\\PC{0,9}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..9),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is in the cells, a row is a lead, blank or unreadable, and can be written as such.
    #[test]
    fn every_row_is_read_or_says_why_not(
        header in prop::collection::vec(cells(), 1..6),
        row in prop::collection::vec(cells(), 0..6),
        language in prop_oneof![Just("en"), Just("de")],
        delimiter in prop_oneof![Just(b','), Just(b';')],
    ) {
        let program = program(language, questions());
        let header = ByteRecord::from(header);
        let options = Options::default();
        let Ok((columns, _)) = Columns::match_header(std::slice::from_ref(&program), &header, &options, delimiter) else {
            return Ok(());
        };
        let record = Record { line: 2, last_line: 2, cells: Ok(ByteRecord::from(row.clone())) };
        match columns.read(&program, &record) {
            Row::Lead(lead) => {
                prop_assert!(columns.fields(&program).iter().flatten().count() >= lead.answers().len() - 1);
            }
            Row::Blank => prop_assert!(row.iter().all(|cell| cell.trim_ascii().is_empty())),
            Row::Unreadable(mistakes) => {
                prop_assert!(!mistakes.is_empty());
                let cells = Outcome::unreadable(2, &mistakes).cells();
                prop_assert_eq!((cells[0].as_ref(), cells[1].as_ref()), ("2", "unreadable"));
                prop_assert!(!cells[9].is_empty());
            }
        }
    }
}
