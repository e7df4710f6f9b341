//! The input of leads and the output of rows.

use indicatif::{ProgressBar, ProgressStyle};
use same_file::Handle;
use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Writes a file's name for a sentence.
pub fn shown_path(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { format!("`{}`", path.display()) }
}

/// The source of the leads.
pub struct Input {
    pub reader: Box<dyn Read + Send>,
    /// The size in bytes, if it is known.
    pub size: Option<u64>,
    file: Option<Handle>,
}

impl Input {
    pub fn open(path: &Path) -> io::Result<Input> {
        if path == Path::new("-") {
            return Ok(Input { reader: Box::new(io::stdin()), size: None, file: Handle::stdin().ok() });
        }
        let file = File::open(path)?;
        let found = file.metadata()?;
        if found.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        let handle = Handle::from_file(file.try_clone()?)?;
        let size = found.is_file().then_some(found.len());
        Ok(Input { reader: Box::new(file), size, file: Some(handle) })
    }
}

/// A reader that counts the bytes read so far.
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

/// The destination of the rows.
pub struct Output {
    pub name: String,
    pub sink: Box<dyn Write>,
    pub terminal: bool,
}

impl Output {
    /// Opens the output. It is refused if writing would destroy an input, under whatever name: the leads, or one of the
    /// program's files.
    pub fn open(path: Option<&Path>, input: &Input, program: &[PathBuf]) -> Result<Output, String> {
        let name = path.map_or_else(|| "standard output".into(), shown_path);
        let cannot_write = |error: io::Error| format!("{name} cannot be written ({error})");
        let file = match path {
            // The file is not truncated before it is known to be no input.
            Some(path) => {
                let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
                Some(file.map_err(cannot_write)?)
            }
            None => None,
        };
        let handle = match &file {
            Some(file) => file.try_clone().and_then(Handle::from_file),
            None => Handle::stdout(),
        };
        // Only a stored file can be destroyed. A terminal may be read and written at once.
        let stored = handle.ok().filter(is_stored);
        if stored.is_some() && stored == input.file {
            return Err(format!("{name} is the file with the leads: choose another for the output"));
        }
        if stored.is_some() && program.iter().any(|file| Handle::from_path(file).ok() == stored) {
            return Err(format!("{name} is a file of the program: choose another for the output"));
        }
        let Some(file) = file else {
            let stdout = io::stdout();
            let terminal = stdout.is_terminal();
            return Ok(Output { name, sink: Box::new(stdout.lock()), terminal });
        };
        if stored.is_some() {
            file.set_len(0).map_err(cannot_write)?;
        }
        Ok(Output { name, sink: Box::new(file), terminal: false })
    }

    /// Returns how wide a table may be: `COLUMNS` if it is set, or the terminal's width. `None` if there is neither.
    pub fn width(&self) -> Option<usize> {
        let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        set.or_else(|| if self.terminal { terminal() } else { None })
    }

    /// Returns a progress bar. It is hidden if the rows go to the terminal, or if standard error is no terminal.
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

fn is_stored(file: &Handle) -> bool {
    file.as_file().metadata().is_ok_and(|found| found.is_file())
}
