//! `referral precheck`.

mod arguments;
mod decode;
mod files;
mod program;
mod rows;
mod say;
mod table;
mod tally;
mod work;

pub use arguments::Arguments;

use crate::{engine, words};
use decode::Decoded;
use encoding_rs::Encoding;
use files::{Counted, Input, Output, shown_path};
use program::Source;
use referral_widget::phrasebook::Phrasebook;
use referral_widget::precheck::{Numbers, Records, begin};
use rows::{Format, Layout, Rows};
use say::{mismatch, noted, read_as, say};
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use tally::{NAMED, Tally, grouped};
use work::{Failure, Task};

/// Judges the leads of a file. Errors are printed on standard error.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut book = words::of_lists(arguments.language.as_deref().unwrap_or_default());
    match judge(arguments, &mut book) {
        Ok(tally) if tally.unreadable == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(Stop::Quietly) => ExitCode::SUCCESS,
        Err(Stop::Because(message)) => {
            say(&format!("{}: {}", book.say("error"), book.say(&message)));
            ExitCode::from(2)
        }
    }
}

enum Stop {
    /// Nobody reads the output any more, as after `head`.
    Quietly,
    Because(String),
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Stop::Because(message)
    }
}

/// Judges all rows. If no language was asked for, `book` becomes that of the program.
fn judge(arguments: &Arguments, book: &mut Phrasebook) -> Result<Tally, Stop> {
    let name = shown_path(&arguments.leads);
    let cannot_read = |error: io::Error| format!("{name} cannot be read ({error})");
    let source = Source::read(&arguments.program, book)?;
    if arguments.language.is_none() {
        *book = words::of_lists(&source.program.language);
    }
    let book = &*book;
    let mut input = Input::open(&arguments.leads).map_err(cannot_read)?;
    let position = Arc::new(AtomicU64::new(0));
    let reader = std::mem::replace(&mut input.reader, Box::new(io::empty()));
    let counted = Counted { input: reader, position: Arc::clone(&position) };
    let decoded = Decoded::new(counted, arguments.encoding).map_err(cannot_read)?;
    let (start, late) = (decoded.start, decoded.late());
    if start.workbook {
        return Err(
            format!("{name} is a workbook, not CSV: save it as \"CSV UTF-8\" in your spreadsheet").into()
        );
    }
    let mut records = Records::new(decoded, arguments.delimiter).map_err(cannot_read)?;
    let delimiter = records.delimiter();
    if records.is_empty().map_err(cannot_read)? {
        return Err(format!("{name} is empty: its first line must name the columns").into());
    }
    let begun = begin(&mut records, &source.languages, &arguments.options()).map_err(cannot_read)?;
    let read_as = |numbers| say(&read_as(&name, start, delimiter, numbers, &source.program, book));
    let (columns, notes) = begun.map_err(|problems| {
        read_as(Numbers::guess(&source.program, delimiter));
        mismatch(&name, &problems, book)
    })?;
    read_as(columns.numbers());
    notes.iter().for_each(|note| say(&noted(note, book)));

    let output = Output::open(arguments.output.as_deref(), &input, &source.files)?;
    let layout = Layout::new(arguments.format, delimiter, arguments.keep.then(|| columns.names()));
    let (first, mut table) = layout.start(output.width());
    let today = arguments.today.unwrap_or_else(|| engine::today(&source.program));
    let task = Arc::new(Task {
        source,
        columns,
        today,
        partner: arguments.partner.facts(),
        layout,
        book: book.clone(),
    });
    let (bar, started) = (output.bar(input.size), Instant::now());
    let mut tally = Tally::default();
    let cannot_write = |error: io::Error| match error.kind() {
        ErrorKind::BrokenPipe => Stop::Quietly,
        _ => Stop::Because(format!("{} cannot be written ({error})", output.name)),
    };
    let mut sink = output.sink;
    if arguments.format == Format::Csv && start.spreadsheet && !output.terminal {
        // Without a byte order mark, Excel reads UTF-8 as the system's own encoding.
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
    summarise(&name, &tally, started, &late, &task);
    Ok(tally)
}

fn summarise(name: &str, tally: &Tally, started: Instant, late: &OnceLock<&'static Encoding>, task: &Task) {
    let (book, criteria) = (&task.book, &task.source.criteria);
    let more = tally.unreadable.saturating_sub(NAMED as u64);
    if more > 0 {
        say(&book.say(&format!("… and {} more unreadable rows; the output names them all", grouped(more))));
    }
    if let Some(encoding) = late.get() {
        let late = format!("{name} is not UTF-8 all through: its later part was read as {}", encoding.name());
        say(&book.say(&late));
    }
    tally.summary(started.elapsed().as_secs_f64(), criteria, book).lines().for_each(say);
}
