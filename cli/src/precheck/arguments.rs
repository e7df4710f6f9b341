//! The options of `referral precheck`.

use super::rows::Format;
use crate::partner::Partner;
use clap::Args;
use encoding_rs::Encoding;
use jiff::civil::Date;
use referral_widget::lead::NumberStyle;
use referral_widget::precheck::{Options, Order, encoding};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "\
The first line of the file names the columns. A column answers the field of the same name or label, in any of the \
program's languages, whatever the case, and without a unit in brackets, `*` or `:`; --columns says so where it does \
not. A column of a group has the number of the row in its name: `contacts.0.email`, `E-mail 1`, `Contact 1: E-mail`. \
Columns that fit no field are left out, and an empty cell is no answer. There may be 16,384 columns.

A select takes the value or the label of an option, a country its code or what people call it, a checkbox yes or no \
(also true, false, 1, 0, x, ja, nein, oui, non and what spreadsheets write), an amount its currency before or behind \
it, a date 2026-11-23, 23.11.2026, 11/23/2026 or November 23, 2026. Whether day or month comes first, and whether \
decimals have a point or a comma, is told by the other cells of the column; where none tells it, --dates and --decimal \
do. Encoding and delimiter are guessed, and said: UTF-8, UTF-16, Windows-1252, Shift_JIS and EUC-JP; comma, semicolon, \
tab and bar.

The output has a row for every row of the file: line, status (qualified, review, disqualified, incomplete, or \
unreadable), score, fee, currency, plan, route, the rules not met, the fields and facts of the partner that rules wait for, and errors. It has \
the file's delimiter, points in decimals, and an apostrophe before text that a spreadsheet of any country would take \
for a formula.

Exit status: 0 if all rows were read, 1 if some were not, 2 if there was nothing to do it with.")]
pub struct Arguments {
    /// The program: its folder, or the program.json in it
    pub program: PathBuf,
    /// The leads: a CSV file, or - for standard input
    pub leads: PathBuf,
    /// Take a column as the answer to a field, such as "Firmenname=company"; may be repeated
    #[arg(long, visible_alias = "map", value_name = "COLUMN=FIELD", value_parser = mapping)]
    pub columns: Vec<(String, String)>,
    /// What separates the cells: a character, or "tab"
    #[arg(long, value_name = "CHARACTER", value_parser = Options::delimiter_named)]
    pub delimiter: Option<u8>,
    /// The file's encoding, such as utf-8, utf-16le, windows-1252, shift_jis or cp932
    #[arg(long, value_name = "NAME", value_parser = encoding_named)]
    pub encoding: Option<&'static Encoding>,
    /// How the file writes decimals: with a point (1,500.50) or a comma (1.500,50) [default: as the column shows, else as
    /// in the program's language]
    #[arg(long, value_name = "point|comma", value_parser = Options::decimal_named)]
    pub decimal: Option<NumberStyle>,
    /// How the file writes 3 April 2027: day-first (03/04/2027) or month-first (04/03/2027) [default: as the column
    /// shows]
    #[arg(long, value_name = "day-first|month-first", value_parser = Options::dates_named)]
    pub dates: Option<Order>,
    /// The language of the output, such as de [default: the program's]
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// The date of the check [default: today, in the program’s time zone]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<Date>,
    #[command(flatten)]
    pub partner: Partner,
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

impl Arguments {
    /// Returns the options about the sheet.
    pub fn options(&self) -> Options {
        Options {
            columns: self.columns.clone(),
            delimiter: self.delimiter,
            decimal: self.decimal,
            dates: self.dates,
            partner: self.partner.facts(),
            language: self.language.clone(),
        }
    }
}

fn mapping(text: &str) -> Result<(String, String), String> {
    let (column, field) = text.rsplit_once('=').ok_or("write it as COLUMN=FIELD")?;
    Ok((column.trim().to_string(), field.trim().to_string()))
}

fn encoding_named(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label_no_replacement(encoding::standard_name(name).as_bytes()).ok_or_else(|| {
        "there is no such encoding; known are utf-8, utf-16le, utf-16be, windows-1252, shift_jis, euc-jp and the other \
         names of encoding.spec.whatwg.org"
            .into()
    })
}
