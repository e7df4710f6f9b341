//! The script that pages embed: `src/browser/loader/` in one file, with the hashes of the files it loads; and the part
//! of it that only programs with long lists load.

use super::module::{MODULES, Module, esbuild};
use crate::paths::{root, target};
use crate::steps::{run, step};
use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha384};
use std::fs;
use std::path::Path;

const FORM: &Module = &MODULES[0];

/// Its name.
pub const FILE: &str = "referral-widget.js";

/// What it loads for programs with long lists or countries.
pub const CHOICES: &str = "choices.js";

/// The files that it loads, and vouches for.
const LOADS: [&str; 4] = ["form.wasm", "rules.js", "rules.wasm", CHOICES];

/// Bundles the loader into `dist`, beside the files that it loads.
pub fn build(dist: &Path) -> Result<()> {
    let choices = root().join("src/browser/loader").join(CHOICES);
    step("Bundling the search in long lists", || {
        run(esbuild(&choices, &dist.join(CHOICES)).arg("--loader:.css=text"))
    })?;
    let mut hashes = serde_json::Map::new();
    for file in LOADS {
        hashes.insert(file.into(), integrity(&dist.join(file))?.into());
    }
    let define = format!("--define:__INTEGRITY__={}", serde_json::Value::Object(hashes));
    let glue = format!("--alias:form-glue={}", FORM.glue().display());
    // As text the stylesheet would go in as it is written, comments and all.
    let css = target().join("xtask/form.css");
    let alias = format!("--alias:form-css={}", css.display());
    step("Bundling the loader", || {
        run(&mut esbuild(&root().join("src/markup/form.css"), &css))?;
        run(esbuild(&root().join("src/browser/loader/index.js"), &dist.join(FILE)).args([
            "--loader:.css=text",
            &define,
            &glue,
            &alias,
        ]))
    })
}

/// What a partner pastes, with the loader's own hash.
pub fn snippet(dist: &Path) -> Result<String> {
    let integrity = integrity(&dist.join(FILE))?;
    Ok(format!(
        r#"<script type="module" src="https://YOUR-HOST/referral-widget/{FILE}"
  integrity="{integrity}" crossorigin></script>
<referral-form program="https://YOUR-HOST/programs/YOUR-PROGRAM/program.json" partner="YOUR-PARTNER">
  <a href="https://YOUR-HOST/refer/YOUR-PROGRAM">Refer a customer</a>
</referral-form>"#
    ))
}

/// Subresource integrity (W3C SRI) of a file.
fn integrity(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes))))
}
