//! What a partner can ask for.

use super::rows::Format;
use clap::{Args, ValueEnum};
use encoding_rs::Encoding;
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "\
The first line of the file names the columns. A column answers the field of the same name or label, whatever the \
case; --map says so where it does not. Columns that fit no field are left out, and an empty cell is no answer. There \
may be 16,384 columns.

A select takes the value or the label of an option, a checkbox yes or no (also true, false, 1, 0, x, ja, nein, oui, \
non and what spreadsheets write), a date 2026-11-23 or 23.11.2026. Encoding and delimiter are guessed, and said: \
UTF-8, UTF-16 and Windows-1252; comma, semicolon, tab and bar.

The output has a row for every row of the file: line, status (qualified, review, disqualified, incomplete, or \
unreadable), score, fee, currency, plan, route, the rules not met, the fields that rules wait for, and errors. It has \
the file's delimiter, points in decimals, and an apostrophe before text that a spreadsheet of any country would take \
for a formula.

Exit status: 0 if all rows were read, 1 if some were not, 2 if there was nothing to do it with.")]
pub struct Arguments {
    /// The program: its folder, or the program.json in it
    pub program: PathBuf,
    /// The leads: a CSV file, or - for standard input
    pub leads: PathBuf,
    /// Take a column as the answer to a field, such as "Firmenname=company"; may be repeated
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = mapping)]
    pub map: Vec<(String, String)>,
    /// What separates the cells: a character, or "tab"
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// The file's encoding, such as utf-8, utf-16le or windows-1252
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,
    /// How the file writes decimals: 1,500.50 or 1.500,50 [default: as in the program's language]
    #[arg(long, value_name = "SEPARATOR")]
    pub decimal: Option<Separator>,
    /// The date of the check [default: today, in the program’s time zone]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<Date>,
    /// How the output is written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    /// Put the file's own columns before those of the output
    #[arg(long)]
    pub keep: bool,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Separator {
    Point,
    Comma,
}

fn mapping(text: &str) -> Result<(String, String), String> {
    let (column, field) = text.rsplit_once('=').ok_or("write it as COLUMN=FIELD")?;
    Ok((column.trim().to_string(), field.trim().to_string()))
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if matches!(text, "tab" | "\\t") => Ok(b'\t'),
        [b'"' | b'\r' | b'\n' | 0] => Err("this character has another meaning in CSV".into()),
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err("it is one ASCII character, or \"tab\"".into()),
    }
}

fn encoding(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        "there is no such encoding; known are utf-8, utf-16le, utf-16be, windows-1252 and the other names of \
         encoding.spec.whatwg.org"
            .into()
    })
}
