//! `referral precheck`.

mod decode;
mod program;
mod rows;
mod table;
mod tally;
mod work;

use clap::{Args, ValueEnum};
use decode::{Decoded, Start};
use encoding_rs::Encoding;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use program::Source;
use referral_widget::lead::NumberStyle;
use referral_widget::precheck::{Columns, Numbers, Records};
use referral_widget::program::{Problem, Program, Severity};
use rows::{Format, Layout, Rows};
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tally::{NAMED, Tally, grouped};
use work::{Failure, Task};

#[derive(Args)]
#[command(after_help = "\
The first line of the file names the columns. A column answers the field of the same name or label, whatever the \
case; --map says so where it does not. Columns that fit no field are left out, and an empty cell is no answer.

A select takes the value or the label of an option, a checkbox yes or no (also true, false, 1, 0, x, ja, nein, oui, \
non and what spreadsheets write), a date 2026-11-23 or 23.11.2026. Encoding and delimiter are guessed, and said: \
UTF-8, UTF-16 and Windows-1252; comma, semicolon, tab and bar.

The output has a row for every row of the file: line, status (qualified, review, disqualified, incomplete, or \
unreadable), score, fee, currency, plan, route, the rules not met, the fields that rules wait for, and errors. It has \
the file's delimiter, points in decimals, and an apostrophe before text that a spreadsheet would take for a formula.

Exit status: 0 if all rows were read, 1 if some were not, 2 if there was nothing to do it with.")]
pub struct Arguments {
    /// The program: its folder, or the program.json in it
    program: PathBuf,
    /// The leads: a CSV file, or - for standard input
    leads: PathBuf,
    /// Take a column as the answer to a field, such as "Firmenname=company"; may be repeated
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = mapping)]
    map: Vec<(String, String)>,
    /// What separates the cells: a character, or "tab"
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// The file's encoding, such as utf-8, utf-16le or windows-1252
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    /// How the file writes decimals: 1,500.50 or 1.500,50 [default: as in the program's language]
    #[arg(long, value_name = "SEPARATOR")]
    decimal: Option<Separator>,
    /// The date of the check [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// How the output is written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Put the file's own columns before those of the output
    #[arg(long)]
    keep: bool,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Separator {
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

/// Judges the leads of a file. What goes wrong is said on standard error.
pub fn run(arguments: &Arguments) -> ExitCode {
    match judge(arguments) {
        Ok(tally) if tally.unreadable == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(Stop::Quietly) => ExitCode::SUCCESS,
        Err(Stop::Because(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

enum Stop {
    /// Nobody reads the output any more.
    Quietly,
    Because(String),
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Stop::Because(message)
    }
}

fn judge(arguments: &Arguments) -> Result<Tally, Stop> {
    let name = shown_path(&arguments.leads);
    let cannot_read = |error: io::Error| format!("{name} cannot be read ({error})");
    let source = Source::read(&arguments.program)?;
    let (input, size) = open(&arguments.leads).map_err(cannot_read)?;
    let position = Arc::new(AtomicU64::new(0));
    let input = Counted { input, position: Arc::clone(&position) };
    let decoded = Decoded::new(input, arguments.encoding).map_err(cannot_read)?;
    let (start, late) = (decoded.start, decoded.late());
    if start.workbook {
        return Err(
            format!("{name} is a workbook, not CSV: save it as \"CSV UTF-8\" in your spreadsheet").into()
        );
    }
    let mut records = Records::new(decoded, arguments.delimiter).map_err(cannot_read)?;
    let delimiter = records.delimiter();
    let header = match records.next().transpose().map_err(cannot_read)? {
        None => return Err(format!("{name} is empty: its first line must name the columns").into()),
        Some(header) => header.cells.map_err(|why| format!("{name}, line {}: {why}", header.line))?,
    };
    let numbers = match arguments.decimal {
        Some(Separator::Point) => Numbers::written(NumberStyle::Point),
        Some(Separator::Comma) => Numbers::written(NumberStyle::Comma),
        None => Numbers::guess(&source.program, delimiter),
    };
    say(&read_as(&name, start, delimiter, numbers, &source.program));
    let (columns, notes) = Columns::of(&source.program, &header, &arguments.map)
        .map_err(|problems| mismatch(&name, &problems))?;
    notes.iter().for_each(|note| say(&noted(note)));

    let output = Output::open(arguments)?;
    let layout = Layout::new(arguments.format, delimiter, arguments.keep.then(|| columns.names()));
    let (first, mut table) = layout.start(output.width());
    let today = arguments.today.unwrap_or_else(|| jiff::Timestamp::now().to_zoned(TimeZone::UTC).date());
    let task = Arc::new(Task { source, columns, numbers, today, layout });
    let (bar, started) = (output.bar(size), Instant::now());
    let mut tally = Tally::default();
    let cannot_write = |error: io::Error| match error.kind() {
        ErrorKind::BrokenPipe => Stop::Quietly,
        _ => Stop::Because(format!("{} cannot be written ({error})", output.name)),
    };
    let mut sink = output.sink;
    if arguments.format == Format::Csv && start.spreadsheet && !output.terminal {
        // Without it, Excel takes UTF-8 for the system's own encoding.
        sink.write_all("\u{feff}".as_bytes()).map_err(cannot_write)?;
    }
    sink.write_all(&first).map_err(cannot_write)?;
    let judged = work::run(&task, records, |done| {
        let unnamed = NAMED.saturating_sub(usize::try_from(tally.unreadable).unwrap_or(NAMED));
        if !done.tally.named.is_empty() && unnamed > 0 {
            bar.suspend(|| done.tally.named.iter().take(unnamed).for_each(|row| say(row)));
        }
        tally.add(&done.tally);
        bar.set_position(position.load(Ordering::Relaxed));
        bar.set_message(grouped(tally.rows()));
        match (done.rows, &mut table) {
            (Rows::Text(text), _) => sink.write_all(&text),
            (Rows::Cells(rows), Some(table)) => sink.write_all(table.lines(&rows).as_bytes()),
            (Rows::Cells(_), None) => Ok(()),
        }
    });
    bar.finish_and_clear();
    match judged {
        Ok(()) => {}
        Err(Failure::Output(error)) => return Err(cannot_write(error)),
        Err(Failure::Input(error)) => return Err(cannot_read(error).into()),
        Err(Failure::Threads(error)) => return Err(format!("no thread for the rules ({error})").into()),
        Err(Failure::Engine) => {
            return Err("the rules engine failed: the rows above are judged".to_string().into());
        }
    }
    if let (0, Some(mut table)) = (tally.rows(), table) {
        sink.write_all(table.lines(&[]).as_bytes()).map_err(cannot_write)?;
    }
    sink.flush().map_err(cannot_write)?;
    summarise(&name, &tally, started, &late);
    Ok(tally)
}

fn summarise(name: &str, tally: &Tally, started: Instant, late: &AtomicBool) {
    let more = tally.unreadable.saturating_sub(NAMED as u64);
    if more > 0 {
        say(&format!("… and {} more unreadable rows; the output names them all", grouped(more)));
    }
    if late.load(Ordering::Relaxed) {
        say(&format!("{name} is not UTF-8 all through: its later part was read as windows-1252"));
    }
    tally.summary(started.elapsed().as_secs_f64()).lines().for_each(say);
}

/// What was guessed of a file, and how to correct it.
fn read_as(name: &str, start: Start, delimiter: u8, numbers: Numbers, program: &Program) -> String {
    let cells = match delimiter {
        b',' => "commas".to_string(),
        b';' => "semicolons".to_string(),
        b'\t' => "tabs".to_string(),
        b'|' => "bars".to_string(),
        other => format!("`{}`", char::from(other)),
    };
    let (like, other) = match numbers.style {
        NumberStyle::Comma => ("1.500,50", "point"),
        _ => ("1,500.50", "comma"),
    };
    let mut text =
        format!("{name}: {}, cells separated by {cells}, numbers like {like}", start.encoding.name());
    if numbers.doubtful {
        text.push_str(&format!(
            " (guessed from the program's language, {}; if the file has others, add --decimal {other})",
            program.language
        ));
    }
    text
}

fn noted(note: &Problem) -> String {
    let word = match note.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = note.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{word}: {}{help}", note.message)
}

fn mismatch(name: &str, problems: &[Problem]) -> String {
    match problems {
        [only] => format!("{name}: {only}"),
        _ => {
            let lines: Vec<String> = problems.iter().map(|problem| format!("\n  {problem}")).collect();
            format!("the columns of {name} cannot be matched to fields:{}", lines.concat())
        }
    }
}

/// One line, or several, on standard error. Who has closed it does not want to know.
fn say(text: &str) {
    for line in text.lines() {
        let _ = writeln!(io::stderr(), "{}", table::shown(line));
    }
}

fn shown_path(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { format!("`{}`", path.display()) }
}

/// The input, and its size where it has one.
fn open(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    Ok((Box::new(file), found.is_file().then_some(found.len())))
}

struct Counted {
    input: Box<dyn Read + Send>,
    position: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.position.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

struct Output {
    name: String,
    sink: Box<dyn Write>,
    terminal: bool,
}

impl Output {
    fn open(arguments: &Arguments) -> Result<Output, String> {
        let Some(path) = &arguments.output else {
            let stdout = io::stdout();
            let terminal = stdout.is_terminal();
            return Ok(Output { name: "standard output".into(), sink: Box::new(stdout.lock()), terminal });
        };
        let name = shown_path(path);
        let same =
            |other: &Path| matches!((path.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if same(&arguments.leads) {
            return Err(format!("{name} is the file with the leads: choose another for the output"));
        }
        let file = File::create(path).map_err(|error| format!("{name} cannot be written ({error})"))?;
        Ok(Output { name, sink: Box::new(file), terminal: false })
    }

    /// How wide a table may be: `COLUMNS`, where somebody has set it, or the terminal's width.
    fn width(&self) -> Option<usize> {
        let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        set.or_else(|| if self.terminal { terminal() } else { None })
    }

    /// Shown where standard error is a terminal, unless the rows themselves go by there.
    fn bar(&self, size: Option<u64>) -> ProgressBar {
        if self.terminal {
            return ProgressBar::hidden();
        }
        let (bar, template) = match size {
            Some(size) => (ProgressBar::new(size), "{bar:40} {percent} % · {msg} rows · {eta} to go"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg} rows · {elapsed}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message("0");
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}
