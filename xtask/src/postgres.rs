//! Finds the PostgreSQL programs, with which the tests start a server: those on the machine, or else from Debian's
//! package manager.

use crate::debian;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// The environment variable that names the folder of these programs.
pub const FOLDER: &str = "POSTGRES_BIN";
/// The Debian package. It has a folder of programs for each version.
const PACKAGE: &str = "postgresql";
const DEBIAN: &str = "/usr/lib/postgresql";

/// Returns the folder of `initdb`, `pg_ctl` and `postgres`. They are installed if they are missing.
/// `store/tests/server/` looks in the same places.
///
/// # Errors
///
/// They are missing and cannot be installed. The message says what to do.
pub fn ensure() -> Result<PathBuf> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    let why = match (debian::install("PostgreSQL", PACKAGE), find()?) {
        (Ok(()), Some(found)) => return Ok(found),
        (Ok(()), None) => "it is installed, and its programs are in none of the usual places".into(),
        (Err(error), _) => format!("{error:#}"),
    };
    bail!(
        "The tests start a PostgreSQL server of their own, and there is none on this machine ({why}). Install it and start \
         again; it need not run:\n\
         \x20   Debian, Ubuntu   sudo apt-get install {PACKAGE}\n\
         \x20   Fedora           sudo dnf install postgresql-server\n\
         \x20   Arch             sudo pacman -S postgresql\n\
         \x20   Alpine           sudo apk add postgresql setpriv\n\
         \x20   macOS            brew install postgresql@17\n\
         Where `initdb`, `pg_ctl` and `postgres` are not on the PATH then, name their folder in {FOLDER}."
    )
}

fn find() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os(FOLDER).filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        if !is_there(&named) {
            bail!("{FOLDER} names {}, which lacks initdb, pg_ctl or postgres.", named.display());
        }
        return Ok(Some(named));
    }
    let versions = Path::new(DEBIAN).read_dir().into_iter().flatten();
    let mut of_debian: Vec<PathBuf> = versions.filter_map(|entry| Some(entry.ok()?.path())).collect();
    of_debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest_first = of_debian.into_iter().rev().map(|version| version.join("bin"));
    Ok(newest_first.chain(std::env::split_paths(&path)).find(|folder| is_there(folder)))
}

fn is_there(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}
