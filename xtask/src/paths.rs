//! The paths of the repository and of build outputs.

use std::path::PathBuf;

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    // `cargo run` sets this variable. The compiled-in path would be wrong if the checkout has been moved.
    let mut root =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    root.pop();
    root
}

/// Returns the folder where cargo builds: `CARGO_TARGET_DIR`, or else `target/`.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        // Like cargo, this takes a relative path from where the command was called.
        Some(directory) => {
            std::env::current_dir().map_or_else(|_| directory.clone().into(), |here| here.join(&directory))
        }
        None => root().join("target"),
    }
}

/// Returns the folder with what a page loads.
pub fn dist() -> PathBuf {
    root().join("pkg/dist")
}

/// Returns the path of the command `referral`, as `cargo build` makes it.
pub fn referral() -> PathBuf {
    target().join("debug").join(format!("referral{}", std::env::consts::EXE_SUFFIX))
}
