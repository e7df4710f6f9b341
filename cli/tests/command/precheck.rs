//! `referral precheck` as a partner meets it.

use crate::leads::{HEADER, Run, precheck, rows};
use std::fs;

const FULL: &str = "company,website,country,need,first_year_spend,employees,existing_customer,in_talks,contact_name,\
email,consent\n";
const GOOD: &str =
    "Beispiel GmbH,beispiel.example,DE,migration,120000,320,no,no,Head of IT,it@beispiel.example,yes\n";
const QUALIFIED: &str = "qualified,80,12000.00,EUR,new-customer,sales-frankfurt,,,\n";

const CELLS: &str = "has 12 cells, but the header has 11; put quotes around cells with a delimiter in them";

/// Runs a list with all columns, so that the only message is the summary.
fn full(rows: &str) -> Run {
    precheck(&[], format!("{FULL}{rows}").as_bytes())
}

#[test]
fn the_sample_gives_a_verdict_for_every_row() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/cloud-migration/leads.csv");
    let run = precheck(&[], &fs::read(sample).unwrap());
    assert_eq!(
        run.out,
        "line,status,score,fee,currency,plan,route,unmet,waiting_for,errors\n\
         2,qualified,90,12000.00,EUR,new-customer,sales-frankfurt,,,\n\
         3,qualified,45,6400.00,EUR,new-customer,sales-zurich,,,\n\
         4,qualified,65,2400.00,EUR,expansion,sales-frankfurt,,,\n\
         5,disqualified,45,,,new-customer,sales-frankfurt,territory,,\n\
         6,disqualified,55,,,new-customer,sales-frankfurt,offer,,\n\
         7,review,25,1200.00,EUR,new-customer,sales-frankfurt,talks-known; company-size,,\n\
         8,review,90,76800.00,EUR,new-customer,key-accounts,deal-size,,\n\
         9,incomplete,40,,,new-customer,,,first_year_spend,\n\
         10,unreadable,,,,,,,,\"Expected spend in the first year must be a number, such as 1,500.50\"\n\
         11,unreadable,,,,,,,,Country must be one of the options; did you mean `Germany`?\n"
    );
    assert_eq!(
        run.said(),
        "standard input: UTF-8, cells separated by commas, numbers like 1,500.50\n\
         note: 1 column fits no field and is left out: `Owner`\n\
         warning: no columns for the required fields `contact_name`, `email`, `consent`: rules that need them wait \
         for answers\n\
         line 10: column `First year spend`, `about 20000`: Expected spend in the first year must be a number, such as 1,500.50\n\
         line 11: column `Country`, `Germny`: Country must be one of the options; did you mean `Germany`?\n\
         10 rows: 3 qualified, 2 for review, 2 disqualified, 1 incomplete, 2 unreadable.\n\
         Not met:\n  \
           1  territory: The company is in Germany, Austria or Switzerland.\n  \
           1  offer: The company needs a migration, a private cloud, or backup and recovery.\n  \
           1  talks-known: You know that we are not talking with the company yet. If you are not sure, we check.\n  \
           1  company-size: The company has 50 employees or more. If it is smaller, we look at it together.\n  \
           1  deal-size: The first year is worth 500,000 euros or less. If it is more, we plan the next steps with \
         you.\n"
    );
    assert_eq!(run.status, 1);
}

#[test]
fn a_file_of_which_every_row_is_read_is_a_success() {
    let run = full(GOOD);
    assert_eq!(run.out, format!("{HEADER}2,{QUALIFIED}"));
    assert_eq!(
        run.said(),
        "standard input: UTF-8, cells separated by commas, numbers like 1,500.50\n1 row: 1 qualified.\n"
    );
    assert_eq!(run.status, 0);
}

#[test]
fn one_bad_row_among_a_thousand_costs_itself_alone() {
    let bad = "Beispiel GmbH,beispiel.example,DE,,,,,,,,,yes\n";
    let run = full(&format!("{}{bad}{}", GOOD.repeat(700), GOOD.repeat(299)));
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 1_001);
    assert_eq!(lines[701], format!("702,unreadable,,,,,,,,\"{CELLS}\""));
    assert_eq!(lines[702], format!("703,{}", QUALIFIED.trim_end()));
    assert!(run.said().contains(&format!("\nline 702: {CELLS}\n")), "{}", run.err);
    assert!(run.said().ends_with("1,000 rows: 999 qualified, 1 unreadable.\n"), "{}", run.err);
    assert_eq!(run.status, 1);
}

#[test]
fn of_many_bad_rows_the_first_are_named() {
    let run = full(&"x,,,,,,,,,,,x\n".repeat(1_500));
    assert_eq!(run.err.lines().filter(|line| line.ends_with(CELLS)).count(), 20);
    assert!(run.said().contains("\n… and 1,480 more unreadable rows; the output names them all\n"));
    assert_eq!(rows(&run.out), 1_500);
}

#[test]
fn wild_rows_are_reported_with_their_lines() {
    let huge = "x".repeat(2 * 1024 * 1024);
    let text = format!(
        "{}{GOOD}{}{}\n,,,,,,,,,,\n{}{huge}\n{GOOD}{}",
        GOOD.replace("Beispiel GmbH", "\"Beispiel\r\nGmbH\""),
        GOOD.replace("Beispiel GmbH", "Bei\0spiel"),
        GOOD.trim_end().replace("DE,", "DE,,"),
        GOOD.replace("it@beispiel.example", "nobody").replace(",320,", ",many,"),
        GOOD.replace("Beispiel GmbH", "\"Beispiel GmbH"),
    );
    let run = full(&text);
    assert_eq!(
        run.out,
        format!(
            "{HEADER}2,{QUALIFIED}4,{QUALIFIED}\
             5,unreadable,,,,,,,,has a NUL byte in the column `company`\n\
             6,unreadable,,,,,,,,\"{CELLS}\"\n\
             8,unreadable,,,,,,,,\"Employees must be a number, such as 1,500.50; E-mail address of the contact must \
             be an e-mail address, such as name@company.example\"\n\
             9,unreadable,,,,,,,,is longer than 1 MiB; is a quote opened and not closed?\n\
             10,{QUALIFIED}11,unreadable,,,,,,,,opens a quote that is not closed\n"
        )
    );
    assert!(
        run.said().ends_with("8 rows: 3 qualified, 5 unreadable.\n1 blank row left out.\n"),
        "{}",
        run.err
    );
}

#[test]
fn columns_find_their_fields_by_name_label_or_map() {
    let header = "Firmenname,COMPANY WEBSITE,country,Need,first-year spend,Employees,Does the company already buy from \
us?,in_talks,Contact Name,E-Mail address of the contact,consent,Notes\n";
    let row = GOOD.replace('\n', ",call soon\n");
    let run = precheck(&["--columns", "Firmenname=company"], format!("{header}{row}").as_bytes());
    assert!(run.err.contains("note: 1 column fits no field and is left out: `Notes`\n1 row"), "{}", run.err);

    let said = |map: &[&str], header: &str| {
        let run = precheck(map, format!("{header}\n").as_bytes());
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        run.err.split_once("error: ").unwrap().1.to_string()
    };
    assert_eq!(
        said(&["--map", "Firma=compny"], "Firma,country"),
        "standard input: `Firma` mapped to `compny`: there is no field `compny` (did you mean `company`?)\n"
    );
    assert_eq!(
        said(&["--map", "Frima=company"], "Firma,country"),
        "standard input: `Frima` mapped to `company`: there is no column `Frima` (did you mean `Firma`?)\n"
    );
    assert_eq!(
        said(&["--map", "Firma=company", "--map", "Name=company"], "Firma,Name"),
        "standard input: `Name` mapped to `company`: the field is mapped twice\n"
    );
    assert_eq!(
        said(&["--map", "Firma=company", "--map", "Firma=country"], "Firma,Name"),
        "standard input: `Firma` mapped to `country`: the column is mapped twice\n"
    );
    assert_eq!(
        said(&[], "company,country,Company,in_talks,in_talks"),
        "the columns of standard input cannot be matched to fields:\n  \
           column 3 `Company`: fits the field `company`, and so does column 1 `company` (map the one that is meant to \
         `company`)\n  \
           column 5 `in_talks`: fits the field `in_talks`, and so does column 4 `in_talks` (rename or remove one of \
         them)\n"
    );
    assert!(said(&[], "Beispiel GmbH,DE").starts_with(
        "standard input: header: no column fits a field of the program; the columns are `Beispiel GmbH`, `DE` (the \
         first line names the columns; the fields are `company`, `website`, `country`, "
    ));
    let run = precheck(&["--columns", "Firma"], b"");
    assert!(
        run.err.contains("invalid value 'Firma' for '--columns <COLUMN=FIELD>': write it as COLUMN=FIELD")
    );
    assert_eq!(run.status, 2);
}

#[test]
fn a_misspelt_column_is_noticed_where_its_field_is_required() {
    let run = full("");
    assert_eq!(run.status, 0);
    let misspelt = FULL.replace("country", "contry").replace(",email", "");
    let run = precheck(&[], misspelt.as_bytes());
    assert_eq!(
        run.said(),
        "standard input: UTF-8, cells separated by commas, numbers like 1,500.50\n\
         note: 1 column fits no field and is left out: `contry`\n\
         warning: no column for the required field `country`: rules that need it wait for an answer (did you mean \
         the column `contry`? Then map it to `country`)\n\
         warning: no column for the required field `email`: rules that need it wait for an answer\n\
         0 rows.\n"
    );
    assert_eq!(run.out, HEADER);
}

#[test]
fn a_file_without_leads_is_told_from_an_empty_one() {
    let run = full("\n\n");
    assert_eq!((run.out.as_str(), run.status), (HEADER, 0));
    for empty in ["", "\n\r\n", "\u{feff}"] {
        let run = precheck(&[], empty.as_bytes());
        assert_eq!(run.err, "error: standard input is empty: its first line must name the columns\n");
        assert_eq!(run.status, 2);
    }
    let run = precheck(&[], b"PK\x03\x04\x14\x00\x06\x00");
    assert_eq!(
        run.err,
        "error: standard input is a workbook, not CSV: save it as \"CSV UTF-8\" in your spreadsheet\n"
    );
}

/// Many batches with rows of every kind. Each row is in the output once, in its place.
#[test]
fn every_row_is_accounted_for_once_and_in_order() {
    let (mut text, mut expected, mut line) = (String::new(), String::from(HEADER), 2);
    let unreadable = format!("unreadable,,,,,,,,\"{CELLS}\"\n");
    for i in 0..3_000 {
        let (row, lines, written) = match i * i % 7 {
            0 => (GOOD.to_string(), 1, QUALIFIED),
            1 => ("\n".to_string(), 1, ""),
            2 => (GOOD.replace("GmbH", "\"GmbH\""), 1, QUALIFIED),
            4 if i % 2 == 0 => (GOOD.replace("Beispiel GmbH", "\"Beispiel\n\"\"GmbH\"\"\""), 2, QUALIFIED),
            4 => (",,\r\n".to_string(), 1, ""),
            _ => ("x,,,,,,,,,,,x\r\n".to_string(), 1, unreadable.as_str()),
        };
        text.push_str(&row);
        if !written.is_empty() {
            expected.push_str(&format!("{line},{written}"));
        }
        line += lines;
    }
    let run = full(&text);
    assert!(run.out == expected, "the output differs");
    assert_eq!(rows(&run.out) + 1, expected.lines().count());
}
