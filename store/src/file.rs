//! Keeps the database's files private to their owner: they have the leads in them, and the key that signs receipts.

use crate::error::StoreError;
use sqlx::SqlitePool;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

/// The endings of the files that SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Creates the file if needed, and takes away the rights of others. SQLite gives the files that it makes beside it the
/// same rights. Logs an error for each file that others could read until now, or still can.
pub fn make_private(database: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(database)?;
    let beside = BESIDE.map(|end| {
        let mut path = database.as_os_str().to_owned();
        path.push(end);
        PathBuf::from(path)
    });
    for file in [database.to_path_buf()].into_iter().chain(beside) {
        close(&file);
    }
    Ok(())
}

/// Copies a database into a file, as it is at one point in time.
pub async fn copy(pool: &SqlitePool, file: &Path) -> Result<(), StoreError> {
    // SQLite fills an empty file that exists. So the copy is private from the beginning.
    make_private(file)?;
    sqlx::query("VACUUM INTO $1").bind(file.to_string_lossy()).execute(pool).await?;
    Ok(())
}

#[cfg(unix)]
fn close(file: &Path) {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    let Ok(found) = fs::metadata(file) else { return };
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return;
    }
    let changed = fs::set_permissions(file, Permissions::from_mode(0o600));
    let file = file.display();
    match changed {
        Ok(()) => tracing::error!(
            %file,
            "other users of this machine could use this file (mode {mode:03o}); it is 0600 from now on. Whoever read it has \
             the leads, and the key that signs receipts if it is kept there: name a new one with --signing-key"
        ),
        Err(error) => tracing::error!(
            %file, %error,
            "other users of this machine can use this file (mode {mode:03o}), and that cannot be changed. Run \
             `chmod 600` on it as its owner"
        ),
    }
}

/// On other systems files have the rights of their folder.
#[cfg(not(unix))]
fn close(_: &Path) {}
