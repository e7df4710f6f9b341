//! Names of columns, dates and numbers as spreadsheets write them, in all languages of a program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use csv::ByteRecord;
use referral_widget::lead::{Lead, Value};
use referral_widget::precheck::{Columns, Options, Records, Row, begin, languages};
use referral_widget::program::Program;
use serde_json::{Value as Json, json};

/// A program with these fields in each of its languages, as the command and the leads module read it.
fn programs(fields: Json) -> Vec<Program> {
    let asked = referral_testing::program().with("fields", fields);
    languages(&asked.parsed(), &asked.text())
}

fn bilingual() -> Vec<Program> {
    programs(json!([
        { "name": "company", "label": { "en": "Company", "de": "Firma" }, "type": "text" },
        { "name": "budget", "label": { "en": "Budget", "de": "Auftragswert" }, "type": "money" },
        { "name": "staff", "label": { "en": "Employees", "de": "Mitarbeiter" }, "type": "number" },
        { "name": "contacts", "label": { "en": "Contacts", "de": "Kontakte" }, "type": "group", "required": true,
          "item": { "en": "Contact", "de": "Kontakt" }, "max_items": 3, "fields": [
            { "name": "email", "label": { "en": "E-mail", "de": "E-Mail-Adresse" }, "type": "email", "required": true },
            { "name": "job", "label": { "en": "Job title", "de": "Aufgabe" }, "type": "text" }
        ] }
    ]))
}

fn columns(header: &[&str], options: &Options) -> Result<Vec<Option<String>>, String> {
    let programs = bilingual();
    let columns = Columns::match_header(&programs, &ByteRecord::from(header.to_vec()), options, b',');
    columns.map(|(columns, _)| columns.fields(&programs[0])).map_err(|problems| problems[0].to_string())
}

/// Returns the field that a column beside `company` answers, or why that is not known.
fn matched(name: &str) -> Result<Option<String>, String> {
    columns(&["company", name], &Options::default()).map(|mut fields| fields.remove(1))
}

/// Returns the rows of a text, with the options that somebody gives.
fn rows_of(programs: &[Program], text: &str, options: &Options) -> Result<Vec<Row>, String> {
    let mut records = Records::new(text.as_bytes(), options.delimiter).unwrap();
    let begun = begin(&mut records, programs, options).unwrap();
    let (columns, _) = begun.map_err(|problems| problems[0].to_string())?;
    Ok(records.map(|record| columns.read(&programs[0], &record.unwrap())).collect())
}

#[test]
fn a_column_is_known_by_its_label_in_any_language_and_whatever_stands_beside_it() {
    for name in [
        "Budget",
        "Auftragswert",
        "AUFTRAGSWERT",
        "Budget*",
        "* Budget",
        "Budget:",
        "Budget (EUR)",
        "Budget [€] *",
        "Budget (in EUR):",
        "Budget in EUR",
        "Budget, EUR",
        "Auftragswert (in €)",
        "Auftragswert in €",
        "Budget（ＥＵＲ）",
        "Ｂｕｄｇｅｔ＊",
        "Budget (required)",
        "Budget\u{a0}(EUR)",
        "\u{200b}Budget",
        "Budget (net (of tax))",
    ] {
        assert_eq!(matched(name), Ok(Some("budget".into())), "{name}");
    }
    for (name, field) in
        [("Mitarbeiter", Some("staff")), ("Employees (FTE)", Some("staff")), ("Employee EUR", None)]
    {
        assert_eq!(matched(name), Ok(field.map(String::from)), "{name}");
    }
    // A text in another language (FR) is not an amount in francs.
    let fields = columns(&["budget", "Company (FR)"], &Options::default());
    assert_eq!(fields, Ok(vec![Some("budget".to_string()), None]));
}

#[test]
fn an_amount_in_another_unit_is_told() {
    let mend = "name the column after the field)";
    for (name, said) in [
        ("Budget (USD)", "is in `usd`, and the field `budget` in EUR (convert the amounts to EUR, and "),
        (
            "Budget (TEUR)",
            "is in units of `teur`, but the field `budget` is in single units (write the numbers out, and ",
        ),
        (
            "Budget in k€",
            "is in units of `k€`, but the field `budget` is in single units (write the numbers out, and ",
        ),
        ("Budget [¥]", "is in `¥`, and the field `budget` in EUR (convert the amounts to EUR, and "),
    ] {
        assert_eq!(matched(name), Err(format!("column 2 `{name}`: {said}{mend}")));
    }
}

#[test]
fn a_column_of_a_group_has_the_number_of_its_row() {
    for (name, field) in [
        ("contacts.0.email", "contacts.0.email"),
        ("contacts[0].email", "contacts.0.email"),
        ("contacts[1][email]", "contacts.1.email"),
        ("contacts.2.job", "contacts.2.job"),
        ("email 1", "contacts.0.email"),
        ("email_2", "contacts.1.email"),
        ("E-mail 2", "contacts.1.email"),
        ("email3", "contacts.2.email"),
        ("Contact 1: E-mail", "contacts.0.email"),
        ("Contact 2 – Job title", "contacts.1.job"),
        ("contact1_email", "contacts.0.email"),
        ("E-mail (Contact 2)", "contacts.1.email"),
        ("Kontakt 1: E-Mail-Adresse", "contacts.0.email"),
        ("Aufgabe 3", "contacts.2.job"),
        ("Ｃｏｎｔａｃｔ　１：Ｅ－ｍａｉｌ", "contacts.0.email"),
        ("Contact: E-mail", "contacts.0.email"),
        ("E-mail", "contacts.0.email"),
    ] {
        assert_eq!(matched(name), Ok(Some(field.into())), "{name}");
    }
    assert_eq!(matched("Fax 1"), Ok(None));
    let said = "column 2 `email 4`: belongs to row 4, but there may be 3 rows at most (leave the column out)";
    assert_eq!(matched("email 4"), Err(said.into()));
    for (field, said) in [
        ("contacts.1.email", Ok(Some("contacts.1.email".to_string()))),
        (
            "contacts",
            Err("`contacts` is a group: say which answer of which row (such as `contacts.0.email`)"
                .to_string()),
        ),
        ("contacts.7.email", Err("rows of `contacts` are counted from 0; there may be 3".into())),
        ("contacts.0.emial", Err("there is no field `emial` (did you mean `email`?)".into())),
        ("company.0.x", Err("`company` is not a group and has no rows".into())),
    ] {
        let options = Options { columns: vec![("Post".into(), field.into())], ..Options::default() };
        let found = columns(&["budget", "Post"], &options).map(|mut fields| fields.remove(1));
        assert_eq!(found, said.map_err(|said| format!("`Post` mapped to `{field}`: {said}")));
    }
}

#[test]
fn columns_of_a_group_fill_its_rows() {
    let programs = bilingual();
    let text = "company,email 1,Job title 1,email 2\nMuster AG,it@muster.example,CIO,info@muster.example\n\
                Beispiel AG,,,info@beispiel.example\nProbe AG,nobody,CIO,\n";
    let rows = rows_of(&programs, text, &Options::default()).unwrap();
    let [Row::Lead(first), Row::Lead(second), Row::Unreadable(mistakes)] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    let contacts = |lead: &Lead| lead.answers()["contacts"].clone();
    assert_eq!(
        contacts(first),
        json!([{ "email": "it@muster.example", "job": "CIO" }, { "email": "info@muster.example" }])
    );
    assert_eq!(contacts(second), json!([{ "email": "info@beispiel.example" }]));
    let mistake = &mistakes[0];
    assert_eq!(mistake.field.as_deref(), Some("contacts.0.email"));
    assert_eq!((mistake.column.as_deref(), mistake.value.as_deref()), (Some("email 1"), Some("nobody")));
    assert_eq!(mistake.message, "E-mail (Contact 1) must be an e-mail address, such as name@company.example");
}

/// If each of these were examined again after each bracket or number, it would take hours.
#[test]
fn names_and_cells_of_any_length_are_read_in_time() {
    for name in ["()", "1 ", "a (", "mo ", "1,"].map(|part| part.repeat(300_000)) {
        assert_eq!(matched(&name), Ok(None));
    }
    let text = format!(
        "company,budget\n{}\n",
        ["1.", "mo ", "(1)"].map(|part| format!("A,{}", part.repeat(300_000))).join("\n")
    );
    let rows = rows_of(&bilingual(), &text, &Options::default()).unwrap();
    assert!(rows.iter().all(|row| matches!(row, Row::Unreadable(_))), "{}", rows.len());
    assert!(dates(&["mo ".repeat(300_000).as_str()], None).unwrap()[0].contains("must be a date"));
}

#[test]
fn a_required_group_without_a_column_is_told() {
    let header = ByteRecord::from(vec!["company"]);
    let (_, notes) = Columns::match_header(&bilingual(), &header, &Options::default(), b',').unwrap();
    assert_eq!(
        notes[0].to_string(),
        "header: no column for the rows of `contacts`: they count as not answered (name columns like \
         `contacts.0.email`)"
    );
}

#[test]
fn cells_that_are_missing_at_the_end_are_empty_and_empty_ones_may_be_more() {
    let text = "company,budget,staff\nA,5,7,\nB,6,,,\nC\nD,1,2,x\n";
    let rows = rows_of(&bilingual(), text, &Options::default()).unwrap();
    let [Row::Lead(a), Row::Lead(b), Row::Lead(c), Row::Unreadable(mistakes)] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(a.get("staff"), Some(&Value::Integer(7)));
    assert_eq!((b.get("staff"), c.get("budget")), (None, None));
    assert_eq!(c.get("company"), Some(&Value::Text("C".into())));
    assert_eq!(
        mistakes[0].to_string(),
        "has 4 cells, but the header has 3; put quotes around cells with a delimiter in them"
    );
}

/// Returns the dates of a column, or why it cannot be read.
fn dates(cells: &[&str], order: Option<&str>) -> Result<Vec<String>, String> {
    let programs = programs(json!([{ "name": "start", "label": "Start", "type": "date" }]));
    let dates = order.map(|order| Options::dates_named(order).unwrap());
    let text = format!("start\n{}\n", cells.join("\n"));
    let rows = rows_of(&programs, &text, &Options { dates, ..Options::default() })?;
    let said = |row: Row| match row {
        Row::Lead(lead) => lead.answers()["start"].as_str().unwrap().to_string(),
        Row::Unreadable(mistakes) => mistakes[0].to_string(),
        Row::Blank => "blank".into(),
    };
    Ok(rows.into_iter().map(said).collect())
}

#[test]
fn a_date_that_can_be_read_in_one_order_only_tells_the_order_of_its_column() {
    let read = dates(&["03/04/2027", "23/11/2026", "05/06/2027"], None).unwrap();
    assert_eq!(read, ["2027-04-03", "2026-11-23", "2027-06-05"]);
    let read = dates(&["03/04/2027", "11/23/2026", "05/06/2027"], None).unwrap();
    assert_eq!(read, ["2027-03-04", "2026-11-23", "2027-05-06"]);
    // The deciding date is far behind the beginning.
    let many = [vec!["03/04/2027"; 10_000], vec!["23/11/2026"]].concat();
    assert_eq!(dates(&many, None).unwrap()[0], "2027-04-03");
    for same in ["03/03/2027", "2027-03-04", "4.3.2027"] {
        assert_eq!(dates(&[same], None).unwrap().len(), 1);
    }
}

#[test]
fn a_column_that_leaves_the_order_open_is_asked_for() {
    let open = "column 1 `start`: `03/04/2027` in line 3 does not tell whether day or month comes first, and neither does any \
                other date in the column (say it with the option `dates`: day-first or month-first)";
    assert_eq!(dates(&["2027-01-01", "03/04/2027", "05/06/2027"], None), Err(open.into()));
    assert_eq!(dates(&["03/04/2027"], Some("day-first")).unwrap(), ["2027-04-03"]);
    assert_eq!(dates(&["03/04/2027"], Some("month-first")).unwrap(), ["2027-03-04"]);
    assert_eq!(
        dates(&["11/23/2026"], Some("day-first")).unwrap(),
        [
            "Start: `11/23/2026` is not a date, because the others are day-first, as the option `dates` says; write dates like \
          2027-03-31"
        ]
    );
}

#[test]
fn a_column_that_contradicts_itself_is_told_row_by_row() {
    assert_eq!(
        dates(&["23/11/2026", "03/04/2027", "11/24/2026"], None).unwrap(),
        [
            "2026-11-23",
            "Start: `03/04/2027` can be read in two ways, since the column has `23/11/2026` and `11/24/2026`; say which \
             comes first (the option `dates`: day-first or month-first), or write dates like 2027-03-31",
            "2026-11-24",
        ]
    );
}

#[test]
fn numbers_of_a_column_are_read_as_those_that_have_one_reading() {
    let programs = programs(json!([
        { "name": "spend", "label": "Spend", "type": "money" },
        { "name": "employees", "label": "Employees", "type": "number" }
    ]));
    let read = |text: &str, decimal: Option<&str>| {
        let decimal = decimal.map(|decimal| Options::decimal_named(decimal).unwrap());
        let rows = rows_of(&programs, text, &Options { decimal, ..Options::default() }).unwrap();
        let said = |row: &Row| match row {
            Row::Lead(lead) => {
                let answers = lead.answers();
                format!("{} {}", answers["spend"].as_str().unwrap(), answers["employees"])
            }
            Row::Unreadable(mistakes) => mistakes[0].to_string(),
            Row::Blank => "blank".into(),
        };
        rows.iter().map(said).collect::<Vec<_>>()
    };
    // One amount decides for the whole sheet.
    let german = "spend;employees\n120.000,00 €;1.320\n64.000;85\n";
    assert_eq!(read(german, None), ["120000.00 1320", "64000.00 85"]);
    let asked = "Spend: `64.000` can be read in two ways; say whether decimals have a point or a comma (the option \
                 `decimal`)";
    assert_eq!(read("spend;employees\n64.000;85\n", None), [asked]);
    assert_eq!(read("spend;employees\n64.000;85\n", Some("comma")), ["64000.00 85"]);
    // With two styles, only what has a single reading is read.
    let both = "spend;employees\n1.500,50;1\n1,500.50;2\n64.000;3\n";
    assert_eq!(read(both, None), ["1500.50 1", "1500.50 2", asked]);
    // An option decides.
    let wrong = "spend,employees\n\"1.500,50\",1\n";
    assert_eq!(read(wrong, Some("point")), ["Spend must be a number, such as 1,500.50"]);
}

#[test]
fn a_name_with_the_delimiter_in_brackets_is_one() {
    for text in [
        "Company (name, legal form, seat);Budget\nMuster AG;5\n",
        "Company (name, legal form, seat),Budget\nMuster AG,5\n",
        "Company (name, legal form, seat)\tBudget\nMuster AG\t5\n",
        "\"Company\"|\"Budget\"\nMuster AG|5\n",
        "\"sep=;\"\r\nFirma;Auftragswert\r\nMuster AG;5\r\n",
        "sep=,,\r\nFirma,Auftragswert,\r\nMuster AG,5,\r\n",
    ] {
        let rows = rows_of(&bilingual(), text, &Options::default()).unwrap();
        let [Row::Lead(lead)] = rows.as_slice() else { panic!("{text}: {rows:?}") };
        let answers = lead.answers();
        assert_eq!(
            (&answers["company"], &answers["budget"]),
            (&json!("Muster AG"), &json!("5.00")),
            "{text}"
        );
    }
}
