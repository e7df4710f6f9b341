//! Waits until a file in one of some folders changes.

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Editors write a file in several steps. Changes that follow each other this closely belong together.
const QUIET: Duration = Duration::from_millis(60);

/// If changes never stop, as beside a log file, a check runs after this time all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// A watch over folders.
pub struct Watch {
    watcher: RecommendedWatcher,
    changes: Receiver<()>,
}

impl Watch {
    /// Makes a watch without any folders.
    pub fn new() -> notify::Result<Self> {
        let (sender, changes) = channel();
        let watcher = recommended_watcher(move |event: notify::Result<Event>| {
            // Reading a file, as this program does, is not a change. An error of the watcher counts as one, since it
            // may hide a change.
            if event.is_ok_and(|event| event.kind.is_access()) {
                return;
            }
            let _ = sender.send(());
        })?;
        Ok(Watch { watcher, changes })
    }

    /// Watches a folder, without its subfolders. It may be called again for the same folder, in case the folder was
    /// replaced.
    pub fn add(&mut self, folder: &Path) -> notify::Result<()> {
        self.watcher.watch(folder, RecursiveMode::NonRecursive)
    }

    /// Waits for a change, and then until no more changes follow.
    pub fn wait(&self) -> Result<(), RecvTimeoutError> {
        self.changes.recv().map_err(|_| RecvTimeoutError::Disconnected)?;
        let first = Instant::now();
        while first.elapsed() < PATIENCE {
            match self.changes.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
