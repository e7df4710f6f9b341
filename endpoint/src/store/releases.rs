//! Releases: what every referral was judged by.

use super::{Store, timestamp};
use crate::programs::Release;
use jiff::Timestamp;

impl Store {
    /// Keeps a release and makes it the program's current one.
    pub async fn save_release(&self, release: &Release, now: Timestamp) -> Result<(), sqlx::Error> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "INSERT INTO releases (program, program_hash, rules_hash, program_json, script, first_seen, signature) \
             VALUES (?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (program, program_hash, rules_hash) DO UPDATE SET signature = excluded.signature",
        )
        .bind(&release.program.id)
        .bind(&release.program_hash)
        .bind(&release.rules_hash)
        .bind(&release.program_json)
        .bind(&release.script)
        .bind(timestamp(now))
        .bind(&release.signature)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO current_releases (program, program_hash, rules_hash) VALUES (?1, ?2, ?3) \
             ON CONFLICT (program) DO UPDATE SET program_hash = ?2, rules_hash = ?3",
        )
        .bind(&release.program.id)
        .bind(&release.program_hash)
        .bind(&release.rules_hash)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await
    }

    /// The document of a release, by the hashes of its files.
    pub async fn program_json(
        &self,
        program: &str,
        program_hash: &str,
        rules_hash: &str,
    ) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT program_json FROM releases WHERE program = ? AND program_hash = ? AND rules_hash = ?",
        )
        .bind(program)
        .bind(program_hash)
        .bind(rules_hash)
        .fetch_optional(&self.0)
        .await
    }

    /// Every document that a release has had, after its hash.
    pub async fn programs(&self) -> Result<Vec<(String, String)>, sqlx::Error> {
        sqlx::query_as("SELECT program_hash, program_json FROM releases GROUP BY program_hash")
            .fetch_all(&self.0)
            .await
    }

    /// Document, script and signature of the release that was last in service.
    pub async fn current_release(
        &self,
        program: &str,
    ) -> Result<Option<(String, String, Option<String>)>, sqlx::Error> {
        sqlx::query_as(
            "SELECT program_json, script, signature FROM current_releases \
             JOIN releases USING (program, program_hash, rules_hash) WHERE program = ?",
        )
        .bind(program)
        .fetch_optional(&self.0)
        .await
    }
}
