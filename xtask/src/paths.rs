//! Where things are.

use std::path::PathBuf;

/// The repository.
pub fn root() -> PathBuf {
    // As `cargo run` says it: what was compiled in stays where the checkout was, if its folder moves.
    let mut root =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    root.pop();
    root
}

/// Where cargo builds: `CARGO_TARGET_DIR`, else `target/`.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        // Relative to where the command was called, as cargo takes it.
        Some(directory) => {
            std::env::current_dir().map_or_else(|_| directory.clone().into(), |here| here.join(&directory))
        }
        None => root().join("target"),
    }
}

/// What a page loads.
pub fn dist() -> PathBuf {
    root().join("pkg/dist")
}

/// The command `referral`, as `cargo build` leaves it.
pub fn referral() -> PathBuf {
    target().join("debug").join(format!("referral{}", std::env::consts::EXE_SUFFIX))
}
