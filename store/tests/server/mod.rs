//! A PostgreSQL server for the tests of one process. It has its own folder, runs as a user who may start one, and is
//! reached by a socket. It ends when the process ends, in whatever way.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use sqlx::{Connection, PgConnection};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The folder where Debian installs it, with a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A script that starts a server, reports it, and stops it once the other end of its input is closed.
const GUARD: &str = include_str!("guard.sh");

/// The server of this process.
struct Server {
    folder: PathBuf,
    /// Its input stays open until this process ends.
    _guard: Child,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let binaries = binaries().unwrap_or_else(|| {
            panic!(
                "No PostgreSQL was found. `cargo xtask test` installs it on Debian (apt-get install postgresql); elsewhere, \
                 name the folder of its programs in POSTGRES_BIN."
            )
        });
        // Another user must be able to reach it, so it is not below the target folder.
        let folder = std::env::temp_dir().join(format!("referral-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(&binaries).arg(&folder);
        // A signal to the process group of the tests, as from a keyboard, must not end it before the server.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut guard, 0);
        let mut guard = guard.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(guard.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "up\n", "PostgreSQL did not start; what it said is above");
        Server { folder, _guard: guard }
    })
}

/// Returns the folder of `initdb`, `pg_ctl` and `postgres`.
fn binaries() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("POSTGRES_BIN").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let is_there = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
    };
    let versions = fs::read_dir(Path::new(DEBIAN)).into_iter().flatten();
    let mut versions: Vec<PathBuf> = versions.filter_map(|entry| Some(entry.ok()?.path())).collect();
    versions.sort();
    let of_debian = versions.into_iter().rev().map(|version| version.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    of_debian.chain(on_path).find(is_there)
}

/// Returns the address of a new database that no other test uses.
pub async fn new_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = tokio::task::spawn_blocking(server).await.unwrap();
    let address =
        |name: &str| format!("postgres:///{name}?user=tests&host={}", server.folder.to_str().unwrap());
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&address("postgres")).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    address(&name)
}
