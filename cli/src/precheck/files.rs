//! Where leads come from, and where rows go.

use super::arguments::Arguments;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A file's name in a sentence.
pub fn shown_path(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { format!("`{}`", path.display()) }
}

/// The input, and its size where it has one.
pub fn open(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
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

/// A reader that says how far it is.
pub struct Counted {
    pub input: Box<dyn Read + Send>,
    pub position: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.position.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Where rows go.
pub struct Output {
    pub name: String,
    pub sink: Box<dyn Write>,
    pub terminal: bool,
}

impl Output {
    pub fn open(arguments: &Arguments) -> Result<Output, String> {
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
    pub fn width(&self) -> Option<usize> {
        let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        set.or_else(|| if self.terminal { terminal() } else { None })
    }

    /// Shown where standard error is a terminal, unless the rows themselves go by there.
    pub fn bar(&self, size: Option<u64>) -> ProgressBar {
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
