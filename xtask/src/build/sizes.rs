//! Measures how much a page loads, and compares it with the limits.

use super::module::MODULES;
use super::{FILES, loader};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The groups of files that are measured together: the name in `sizes.json`, the files, and the limit in KiB after
/// Brotli.
pub const GROUPS: [(&str, &[&str], u64); 4] = [
    ("form_path", &[loader::FILE, "form.wasm"], 45),
    ("rules_module", &["rules.js", "rules.wasm"], 230),
    ("delivery_module", &["delivery.js", "delivery.wasm"], 60),
    ("status_path", &["status.js", "status.wasm"], 45),
];

/// Measures the built files and writes `sizes.json` beside them.
pub fn measure(dist: &Path) -> Result<Value> {
    let mut files = serde_json::Map::new();
    for file in FILES {
        let raw = length(&dist.join(file))?;
        let brotli = length(&dist.join(format!("{file}.br")))?;
        files.insert(file.into(), json!({ "raw": raw, "brotli": brotli }));
    }
    let mut sizes = json!({ "files": files });
    for (name, members, limit) in GROUPS {
        let total = |kind: &str| members.iter().filter_map(|file| files[*file][kind].as_u64()).sum::<u64>();
        sizes[name] = json!({ "raw": total("raw"), "brotli": total("brotli"), "limit": limit * 1024 });
    }
    let mut with_rhai = Vec::new();
    for module in MODULES {
        let compiled = module.compiled();
        let bytes = fs::read(&compiled).with_context(|| format!("{} cannot be read", compiled.display()))?;
        if names_rhai(&bytes) {
            with_rhai.push(format!("{}.wasm", module.name));
        }
    }
    sizes["modules_with_rhai"] = json!(with_rhai);
    let text = serde_json::to_string_pretty(&sizes)?;
    fs::write(dist.join("sizes.json"), text + "\n").context("sizes.json cannot be written")?;
    Ok(sizes)
}

/// Prints the sizes as a table.
pub fn print(sizes: &Value) {
    println!("{:<22}{:>12}{:>14}{:>12}", "", "raw KiB", "brotli KiB", "limit");
    let row = |name: &str, size: &Value| {
        let kib = |kind: &str| size[kind].as_u64().map(|bytes| bytes as f64 / 1024.0);
        let limit = kib("limit").map(|limit| format!("{limit:.0}")).unwrap_or_default();
        let over = if kib("limit") < kib("brotli") && !limit.is_empty() { "  over" } else { "" };
        let (raw, brotli) = (kib("raw").unwrap_or_default(), kib("brotli").unwrap_or_default());
        println!("{name:<22}{raw:>12.1}{brotli:>14.1}{limit:>12}{over}");
    };
    for file in FILES {
        row(file, &sizes["files"][file]);
    }
    for (name, ..) in GROUPS {
        row(&name.replace('_', " "), &sizes[name]);
    }
}

/// True if a module that still has its names contains Rhai's engine. The bare word `rhai` would not tell: it is part of
/// `qualify.rhai`, which the form module names. The crate's name would not tell either: a generic function of the
/// standard library bears the name of the crate that first used it.
fn names_rhai(module: &[u8]) -> bool {
    [&b"rhai::engine"[..], b"4rhai6engine"]
        .iter()
        .any(|name| module.windows(name.len()).any(|window| window == *name))
}

fn length(file: &Path) -> Result<u64> {
    Ok(fs::metadata(file).with_context(|| format!("{} cannot be read", file.display()))?.len())
}

#[cfg(test)]
mod tests {
    use super::names_rhai;

    #[test]
    fn finds_rhai_by_its_symbols_and_not_by_the_name_of_a_script() {
        assert!(names_rhai(b"..rhai::engine::Engine::eval.."));
        assert!(names_rhai(b".._ZN4rhai6engine6Engine4eval17h.."));
        assert!(!names_rhai(b"..\"rules\": \"qualify.rhai\".."));
        assert!(!names_rhai(b"..vec3VecNtNtB7_6string6StringE4dropCseuzrWg1pTSf_4rhai.."));
    }
}
