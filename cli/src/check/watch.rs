//! Waiting until a file of some folders changes.

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Editors write a file in several steps; these belong together.
const QUIET: Duration = Duration::from_millis(60);

/// Where it never is quiet, such as beside a log file, a check comes nevertheless.
const PATIENCE: Duration = Duration::from_secs(1);

/// A watch over folders.
pub struct Watch {
    watcher: RecommendedWatcher,
    changes: Receiver<()>,
}

impl Watch {
    /// Watches nothing yet.
    pub fn new() -> notify::Result<Self> {
        let (sender, changes) = channel();
        let watcher = recommended_watcher(move |event: notify::Result<Event>| {
            // That somebody reads a file, as we do, is no change. What went wrong with watching may hide one.
            if event.is_ok_and(|event| event.kind.is_access()) {
                return;
            }
            let _ = sender.send(());
        })?;
        Ok(Watch { watcher, changes })
    }

    /// Watches a folder, without the folders in it. Watching it again, in case that it was replaced, is no mistake.
    pub fn add(&mut self, folder: &Path) -> notify::Result<()> {
        self.watcher.watch(folder, RecursiveMode::NonRecursive)
    }

    /// Waits for a change, and until it is quiet again.
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
