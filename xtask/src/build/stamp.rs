//! Stamps, which tell that nothing changed since the last build.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A file with the hash of the inputs of a build.
pub struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    /// Makes the stamp in `file` for these inputs.
    pub fn new(file: PathBuf, inputs: String) -> Self {
        Self { file, inputs }
    }

    /// True if the last finished work had the same inputs.
    pub fn holds(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|last| last == self.inputs)
    }

    /// Records that the work is finished.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn set(&self) -> Result<()> {
        fs::write(&self.file, &self.inputs)
            .with_context(|| format!("{} cannot be written", self.file.display()))
    }
}

/// Returns one hash over files, and over all files in folders, including their names.
///
/// # Errors
///
/// One of them cannot be read.
pub fn hash(paths: &[PathBuf]) -> Result<String> {
    let mut hasher = Sha256::new();
    for path in paths {
        add(&mut hasher, path).with_context(|| format!("{} cannot be read", path.display()))?;
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn add(hasher: &mut Sha256, path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        let mut entries =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(hasher, entry));
    }
    let bytes = fs::read(path)?;
    hasher.update(path.as_os_str().as_encoded_bytes());
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
    Ok(())
}
