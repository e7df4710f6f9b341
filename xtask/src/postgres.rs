//! PostgreSQL, which the tests of the store start themselves: the machine's own, else that of its package manager.

use crate::browsers::debian_installer;
use crate::steps::{run, step};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Debian's package. It keeps its programs in a folder for each version.
const PACKAGE: &str = "postgresql";
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder of `initdb`, `pg_ctl` and `postgres`, which are fetched if there are none. `store/tests/server/` looks in the
/// same places.
///
/// # Errors
///
/// There are none and none can be fetched; the message says what to do.
pub fn ensure() -> Result<PathBuf> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    if let Some(installer) = debian_installer() {
        let installed = step(&format!("Installing PostgreSQL (apt-get install {PACKAGE})"), || {
            run(installer("update").arg("--quiet"))?;
            run(installer("install").args(["--quiet", "--yes", PACKAGE]))
        });
        if let (Ok(()), Some(found)) = (installed, find()?) {
            return Ok(found);
        }
    }
    bail!(
        "No PostgreSQL was found for the tests of the store and none could be fetched. Install it (on Debian: `sudo apt-get \
         install {PACKAGE}`) or set POSTGRES_BIN to the folder of initdb, pg_ctl and postgres, and start again."
    )
}

fn find() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os("POSTGRES_BIN").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        if !is_there(&named) {
            bail!("POSTGRES_BIN names {}, which lacks initdb, pg_ctl or postgres.", named.display());
        }
        return Ok(Some(named));
    }
    let versions = Path::new(DEBIAN).read_dir().into_iter().flatten();
    let of_debian = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(of_debian.chain(std::env::split_paths(&path)).find(|folder| is_there(folder)))
}

fn is_there(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}
