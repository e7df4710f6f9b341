//! The invariants of ARCHITECTURE.md that the compiler does not check.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns every source below a folder: its name and its text.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found = Vec::new();
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a source is text")));
        }
    }
    found
}

#[test]
fn clocks_chance_and_the_network_stay_outside_the_pure_rooms() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let rooms = fs::read_dir(&src).expect("the core has rooms").filter_map(|entry| Some(entry.ok()?.path()));
    let is_pure = |room: &PathBuf| room.is_dir() && !room.ends_with("browser") && !room.ends_with("bin");
    for room in rooms.filter(is_pure) {
        for (file, text) in sources(&room) {
            let taboo = [
                "SystemTime",
                "Instant::now",
                "Zoned::now",
                "Timestamp::now",
                "std::fs",
                "std::net",
                "js_sys",
                "web_sys",
            ];
            wrong.extend(
                taboo.iter().filter(|word| text.contains(**word)).map(|word| format!("{file}: {word}")),
            );
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_endpoint_and_the_command_read_the_clock_in_one_place_each() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let reading = |folder: &str| -> Vec<String> {
        let code = sources(&root.join(folder)).into_iter();
        // The tests of a file are at its end.
        let reads = |text: &str| {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            code.contains("Timestamp::now") || code.contains("SystemTime::now") || code.contains("Zoned::now")
        };
        code.filter(|(_, text)| reads(text)).map(|(file, _)| file).collect()
    };
    for (folder, place) in [("endpoint/src", "clock.rs"), ("cli/src", "engine.rs")] {
        let found = reading(folder);
        assert!(matches!(&found[..], [file] if file.ends_with(place)), "{found:?}");
    }
}

#[test]
fn only_the_store_knows_the_databases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let others = ["src", "signing/src", "folder/src", "language/src", "endpoint/src", "cli/src"]
        .map(|folder| sources(&root.join(folder)))
        .concat();
    // The command's filter of the log contains the name `sqlx` as text, which is allowed.
    let knows = |text: &str| text.contains("sqlx::") || text.contains("rusqlite");
    let wrong: Vec<_> = others.into_iter().filter(|(_, text)| knows(text)).map(|(file, _)| file).collect();
    assert_eq!(wrong, Vec::<String>::new());
    let knows_more = |text: &str| text.contains("referral_endpoint") || text.contains("axum");
    let store = sources(&root.join("store/src")).into_iter();
    let wrong: Vec<_> = store.filter(|(_, text)| knows_more(text)).map(|(file, _)| file).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_compiler_is_an_exact_one() {
    // The build needs unstable flags, so another version of the compiler may produce other bytes.
    let toolchain = include_str!("../rust-toolchain.toml");
    let channel = toolchain.lines().find_map(|line| line.strip_prefix("channel = ")).expect("a channel");
    let parts: Vec<&str> = channel.trim_matches('"').split('.').collect();
    assert!(parts.len() == 3 && parts.iter().all(|part| part.parse::<u32>().is_ok()), "{channel}");
}

#[test]
fn json_from_outside_comes_in_by_one_door() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let taboo = [
        "serde_json::from_",
        "serde_json::de",
        "serde_json::Deserializer",
        "use serde_json::{from_",
        // The extractors in which axum parses JSON itself.
        "): Json<",
        "Option<Json<",
        "JsonRejection",
    ];
    let mut wrong = Vec::new();
    for (file, text) in
        ["src", "signing/src", "folder/src", "language/src", "store/src", "endpoint/src", "cli/src"]
            .map(|folder| sources(&root.join(folder)))
            .concat()
    {
        // The tests of a file are at its end.
        let code =
            text.split("#[cfg(test)]").next().unwrap_or_default().replace("serde_json::from_value", "");
        let is_door = file.contains("/src/json/");
        wrong.extend(
            taboo
                .iter()
                .filter(|word| !is_door && code.contains(**word))
                .map(|word| format!("{file}: {word}")),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_command_links_no_web_server_for_what_needs_none() {
    let packages = |features: &[&str]| {
        let output = std::process::Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--package", "referral-cli", "--edges", "normal", "--prefix", "none"])
            .args(features)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("names are text")
    };
    let has = |packages: &str, name: &str| packages.lines().any(|line| line.split(' ').next() == Some(name));
    let (whole, alone) = (packages(&[]), packages(&["--no-default-features"]));
    for name in ["axum", "hyper", "sqlx", "tokio", "referral-endpoint", "referral-store"] {
        assert!(has(&whole, name) && !has(&alone, name), "{name}");
    }
    assert!(has(&alone, "referral-signing"));
}

#[test]
fn every_source_is_part_of_its_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = [
        "src",
        "cli/src",
        "endpoint/src",
        "endpoint/suffixes/src",
        "folder/src",
        "language/src",
        "signing/src",
        "store/src",
        "testing/src",
        "xtask/src",
    ];
    let mut left = Vec::new();
    for (file, _) in crates.iter().flat_map(|folder| sources(&root.join(folder))) {
        let path = Path::new(&file);
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let folder = path.parent().expect("a folder");
        // The roots of crates and modules, and separate programs, have no parent.
        if ["mod", "lib", "main"].contains(&name) || folder.ends_with("bin") {
            continue;
        }
        let parents = ["mod.rs", "lib.rs", "main.rs"].map(|parent| folder.join(parent));
        let parents = parents.into_iter().chain([folder.with_extension("rs")]);
        let declares = |parent: PathBuf| {
            let text = fs::read_to_string(parent).unwrap_or_default();
            text.lines().any(|line| line.trim().ends_with(&format!("mod {name};")))
        };
        if !parents.into_iter().any(declares) {
            left.push(file);
        }
    }
    assert_eq!(left, Vec::<String>::new());
}
