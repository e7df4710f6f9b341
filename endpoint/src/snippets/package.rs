//! The built package that this endpoint serves.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha384};
use std::path::{Path, PathBuf};

/// The script of the form.
pub const FORM: &str = "referral-widget.js";
/// The script of a partner's referrals.
pub const STATUS: &str = "status.js";

/// The folder of the package.
#[derive(Clone)]
pub struct Package {
    folder: PathBuf,
}

/// The hashes of the scripts that pages embed (Subresource Integrity).
#[derive(Clone, Debug, Default)]
pub struct Hashes {
    /// That of the form's script. `None` if the package lacks it.
    pub form: Option<String>,
    /// That of the script of a partner's referrals.
    pub status: Option<String>,
}

impl Package {
    /// The package in a folder.
    pub fn new(folder: &Path) -> Self {
        Package { folder: folder.to_path_buf() }
    }

    /// Computes the hashes of the scripts as they are served now.
    pub async fn hashes(&self) -> Hashes {
        Hashes { form: self.hash(FORM).await, status: self.hash(STATUS).await }
    }

    async fn hash(&self, file: &str) -> Option<String> {
        let bytes = tokio::fs::read(self.folder.join(file)).await.ok()?;
        Some(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes))))
    }
}
