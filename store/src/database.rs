//! The choice of a database: a file or a server.

use crate::error::StoreError;
use std::fmt;
use std::path::{Path, PathBuf};

/// How the addresses of PostgreSQL begin.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// Where the data is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file.
    File(PathBuf),
    /// The address of a PostgreSQL database. It may contain a password.
    Server(String),
}

impl Database {
    /// Reads the address of a PostgreSQL database, or else the path of a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            Database::Server(text.into())
        } else {
            Database::File(text.into())
        }
    }

    /// Reads the address of a PostgreSQL database.
    ///
    /// # Errors
    ///
    /// The address begins with another scheme.
    pub fn server(address: &str) -> Result<Self, StoreError> {
        match Self::parse(address) {
            Database::File(_) => {
                Err(StoreError::Address("it must begin with postgres:// or postgresql://".into()))
            }
            server => Ok(server),
        }
    }
}

impl From<&Path> for Database {
    fn from(file: &Path) -> Self {
        Database::File(file.into())
    }
}

impl From<PathBuf> for Database {
    fn from(file: PathBuf) -> Self {
        Database::File(file)
    }
}

/// Leaves out user and password, so that neither gets into a log.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::File(file) => file.display().fmt(f),
            Database::Server(address) => {
                let bare = address.split('?').next().unwrap_or_default();
                let (scheme, place) = bare.split_once("://").unwrap_or(("postgres", bare));
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                write!(f, "{scheme}://{place}")
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_reads_a_password_in_a_log() {
        for address in [
            "postgres://mia:s3cret@db.example:5432/referrals?sslmode=require",
            "postgresql://mia:s3cr@et@db.example/referrals?password=s3cret",
        ] {
            let shown = format!("{} {:?}", Database::parse(address), Database::parse(address));
            assert!(!shown.contains("s3cr") && !shown.contains("mia"), "{shown}");
            assert!(shown.contains("db.example") && shown.contains("/referrals"), "{shown}");
        }
    }

    #[test]
    fn whatever_is_no_address_of_postgresql_is_a_file() {
        assert_eq!(Database::parse("referrals.db"), Database::File("referrals.db".into()));
        assert!(matches!(Database::parse("postgres:///referrals"), Database::Server(_)));
        let refused = Database::server("mysql://db.example/referrals").map_err(|error| error.to_string());
        assert_eq!(refused, Err("it must begin with postgres:// or postgresql://".to_string()));
    }
}
