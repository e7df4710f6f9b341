//! Releases: the program and the script by which each referral was judged.

use crate::error::StoreError;
use crate::moment::Moment;
use crate::open::Store;
use crate::pools::{Transaction, read, within};
use jiff::Timestamp;
use std::sync::Arc;

/// A program and its script that are valid together, as they are stored.
#[derive(Clone, Debug)]
pub struct KeptRelease {
    /// The program's id.
    pub program: String,
    /// SHA-256 of the document, in hexadecimal.
    pub program_hash: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
    /// The document, byte for byte.
    pub program_json: String,
    /// The script, byte for byte.
    pub script: String,
    /// The vendor's signature of both, if there is one.
    pub signature: Option<String>,
}

impl KeptRelease {
    async fn write(&self, now: Moment, transaction: &mut Transaction) -> Result<(), sqlx::Error> {
        within!(
            transaction,
            execute,
            "INSERT INTO releases (program, program_hash, rules_hash, program_json, script, first_seen, signature) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (program, program_hash, rules_hash) DO UPDATE SET signature = excluded.signature",
            &self.program,
            &self.program_hash,
            &self.rules_hash,
            &self.program_json,
            &self.script,
            now,
            &self.signature
        )?;
        within!(
            transaction,
            execute,
            "INSERT INTO current_releases (program, program_hash, rules_hash) VALUES ($1, $2, $3) \
             ON CONFLICT (program) DO UPDATE SET program_hash = excluded.program_hash, rules_hash = excluded.rules_hash",
            &self.program,
            &self.program_hash,
            &self.rules_hash
        )?;
        Ok(())
    }
}

impl Store {
    /// Stores a release and makes it the program's current one.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn save_release(&self, release: KeptRelease, now: Timestamp) -> Result<(), StoreError> {
        let release = Arc::new(release);
        self.write(Vec::new(), move |transaction| {
            let release = Arc::clone(&release);
            Box::pin(async move { release.write(now.into(), transaction).await })
        })
        .await
    }

    /// Returns the document of a release, by the hashes of its files.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn program_json(
        &self,
        program: &str,
        program_hash: &str,
        rules_hash: &str,
    ) -> Result<Option<String>, StoreError> {
        Ok(read!(
            self,
            value,
            "SELECT program_json FROM releases WHERE program = $1 AND program_hash = $2 AND rules_hash = $3",
            program,
            program_hash,
            rules_hash
        )?)
    }

    /// Lists the documents of all releases, each with its hash first.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn programs(&self) -> Result<Vec<(String, String)>, StoreError> {
        Ok(read!(self, rows, "SELECT DISTINCT program_hash, program_json FROM releases")?)
    }

    /// Returns document, script and signature of the release that was last in service.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn current_release(
        &self,
        program: &str,
    ) -> Result<Option<(String, String, Option<String>)>, StoreError> {
        Ok(read!(
            self,
            row,
            "SELECT program_json, script, signature FROM current_releases \
             JOIN releases USING (program, program_hash, rules_hash) WHERE program = $1",
            program
        )?)
    }
}
