//! Builds a Wasm module: compiles it, binds it to JavaScript, optimises it, and minifies its JavaScript.

use super::brotli;
use super::stamp::{Stamp, hash};
use crate::paths;
use crate::steps::{cargo, command, run, step};
use crate::tools::WASM;
use anyhow::{Context, Result, anyhow, bail};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use walrus::{FunctionBuilder, FunctionKind};
use wasm_bindgen_cli_support::Bindgen;

/// A binary of the crate that becomes a Wasm module.
pub struct Module {
    /// The name of the binary, and of its files without their endings.
    pub name: &'static str,
    /// The cargo profile it is compiled with.
    profile: &'static str,
    cargo: &'static [&'static str],
    optimise: &'static [&'static str],
    /// The ES module that includes the binding code in a separate file. The loader of the form and that of the
    /// partner's referrals know more files, and are bundled by `loader`.
    entry: Option<&'static str>,
}

/// The modules that forms load share one profile, so that what several of them need is compiled once.
const PAGE: &str = "page";

/// The standard library's own option for small code.
const SMALL: &str = "-Zbuild-std-features=optimize_for_size";

/// Taking control flow apart and building it again makes the module compress better: it saves 3.5 KiB of the rules
/// module after Brotli, at the same speed. A second round of `-Oz` saves another 0.6 KiB.
const SMALLEST: [&str; 6] = [
    "--one-caller-inline-max-function-size=5",
    // Inlines functions that do little more than call another one: this saves 0.2 KiB.
    "--always-inline-max-function-size=4",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

/// The modules. ARCHITECTURE.md says why there are so many.
pub const MODULES: [Module; 5] = [
    Module {
        name: "form",
        profile: PAGE,
        cargo: &["--no-default-features", SMALL],
        optimise: &["--flatten", "--rereloop", "-Oz", "-Oz"],
        entry: None,
    },
    Module {
        name: "rules",
        profile: PAGE,
        cargo: &["--no-default-features", "--features", "engine", SMALL],
        optimise: &SMALLEST,
        entry: Some("src/browser/loader/rules.js"),
    },
    Module {
        name: "leads",
        profile: "leads",
        cargo: &["--no-default-features", "--features", "engine"],
        optimise: &["-O3"],
        entry: Some("src/browser/loader/leads.js"),
    },
    Module {
        name: "delivery",
        profile: PAGE,
        cargo: &[SMALL],
        optimise: &SMALLEST,
        entry: Some("src/browser/loader/delivery.js"),
    },
    Module {
        name: "status",
        profile: PAGE,
        cargo: &["--no-default-features", "--features", "status", SMALL],
        optimise: &SMALLEST,
        entry: None,
    },
];

/// The functions for powers of decimals, which `rules/sandbox.rs` keeps from scripts. With what they need, they take 6
/// KiB after Brotli.
const CUT: &str = "decimal_functions::builtin::power";

/// The seed of Rhai's hash keys, which are drawn when it is compiled. Without a fixed seed, each build would have
/// another hash, and up to 0.4 KiB more or less. The keys are not secret: anyone can read them in the module.
const SEED: &str = "referral-widget";

/// The Wasm features that rustc uses for this target. They are listed because `--all-features` allows output that
/// Node.js 20 cannot load.
const WASM_FEATURES: [&str; 7] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

impl Module {
    /// Writes the module's binding code and Wasm, each with its Brotli version, into `dist`.
    pub fn build(&self, dist: &Path) -> Result<()> {
        let name = self.name;
        step(&format!("Compiling the {name} module to Wasm (a minute or two at first)"), || self.compile())?;

        // Optimising is the slowest step if only the loader changed, so its result is kept.
        let kept = self.kept();
        let root = paths::root();
        let inputs = [self.compiled(), root.join("package-lock.json"), root.join("xtask/src/build")];
        let stamp = Stamp::new(kept.join(".built"), hash(&inputs)?);
        if !stamp.holds() {
            let _ = fs::remove_dir_all(&kept);
            let wasm = kept.join(format!("{name}.wasm"));
            step(&format!("Optimising and compressing the {name} module (up to a minute)"), || {
                self.bind(&kept.join("bound"))?;
                self.optimise(&kept.join("bound"), &wasm)?;
                brotli(&[wasm])
            })?;
            stamp.set()?;
        }
        // This runs each time. It is fast, and any of the files that it imports may have changed.
        if let Some(entry) = self.entry {
            let js = dist.join(format!("{name}.js"));
            let glue = format!("--alias:{name}-glue={}", self.glue().display());
            run(esbuild(&root.join(entry), &js).arg(glue))?;
            brotli(&[js])?;
        }
        for extension in ["wasm", "wasm.br"] {
            let file = format!("{name}.{extension}");
            fs::copy(kept.join(&file), dist.join(&file))
                .with_context(|| format!("{file} cannot be copied"))?;
        }
        Ok(())
    }

    fn kept(&self) -> PathBuf {
        paths::target().join("xtask").join(self.name)
    }

    /// Returns the path of the JavaScript that binds the module, which an ES module imports.
    pub fn glue(&self) -> PathBuf {
        self.kept().join("bound").join(format!("{}.js", self.name))
    }

    /// Returns the path of cargo's output, which still has the names of functions.
    pub fn compiled(&self) -> PathBuf {
        paths::target().join(WASM).join(self.profile).join(format!("{}.wasm", self.name))
    }

    /// Compiles the module together with the standard library, so that a panic aborts at once (see `flags`). Cargo and
    /// rustc call both options unstable, so `RUSTC_BOOTSTRAP` is needed.
    fn compile(&self) -> Result<()> {
        let name = self.name;
        run(cargo()
            .args(["build", "--package", "referral-widget", "--target", WASM])
            .args(["--profile", self.profile, "--bin", name])
            .args(self.cargo)
            .arg("-Zbuild-std=std,panic_abort")
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CONST_RANDOM_SEED", SEED)
            .env("CARGO_ENCODED_RUSTFLAGS", flags()))
    }

    fn bind(&self, out: &Path) -> Result<()> {
        let bound = Bindgen::new().input_path(self.compiled()).web(true).and_then(|bindgen| {
            bindgen
                .out_name(self.name)
                .typescript(false)
                .omit_default_module_path(true)
                .remove_producers_section(true)
                .generate_output()
        });
        bound
            .and_then(|mut bound| {
                if matches!(self.name, "rules" | "leads") {
                    cut(bound.wasm_mut())?;
                }
                bound.emit(out)
            })
            .map_err(|error| anyhow!("The bindings of the {} module cannot be made: {error:#}", self.name))
    }

    fn optimise(&self, bound: &Path, wasm: &Path) -> Result<()> {
        run(command("node")
            .arg(paths::root().join("node_modules/binaryen/bin/wasm-opt"))
            .args(self.optimise)
            .args(WASM_FEATURES)
            // The first KiB is the far end of the stack and has no data. Using that saves 1 KiB of the rules module.
            .arg("--low-memory-unused")
            // Similar functions compress better next to each other: this saves 2 KiB after Brotli. The names are
            // removed after that.
            .args([
                "--reorder-functions-by-name",
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features",
            ])
            .arg(bound.join(format!("{}_bg.wasm", self.name)))
            .arg("--output")
            .arg(wasm))
    }
}

/// Empties the functions that no script can call, so that the functions only they call are removed too.
fn cut(module: &mut walrus::Module) -> Result<()> {
    let is_cut = |function: &walrus::Function| function.name.as_ref().is_some_and(|name| name.contains(CUT));
    let found: Vec<_> =
        module.funcs.iter().filter(|function| is_cut(function)).map(|it| (it.id(), it.ty())).collect();
    if found.is_empty() {
        bail!("There is no function `{CUT}` to cut: see `rules/sandbox.rs`");
    }
    for (function, kind) in found {
        let (parameters, results) = module.types.params_results(kind);
        let (parameters, results) = (parameters.to_vec(), results.to_vec());
        let mut empty = FunctionBuilder::new(&mut module.types, &parameters, &results);
        empty.func_body().unreachable();
        let arguments = parameters.iter().map(|kind| module.locals.add(*kind)).collect();
        module.funcs.get_mut(function).kind = FunctionKind::Local(empty.local_func(arguments));
    }
    Ok(())
}

/// Returns the esbuild command for one ES module and its imports.
pub fn esbuild(entry: &Path, out: &Path) -> std::process::Command {
    let mut outfile = OsString::from("--outfile=");
    outfile.push(out);
    let mut esbuild = command(paths::root().join("node_modules/.bin/esbuild"));
    esbuild.arg(entry).arg(outfile).args([
        "--bundle",
        "--format=esm",
        "--minify",
        "--target=es2022",
        "--log-level=warning",
    ]);
    esbuild
}

/// Returns the compiler's flags. Remapped paths keep this machine's folders out of panic messages, so that the same
/// source gives the same hash anywhere.
fn flags() -> OsString {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let mut flags = OsString::from("--remap-path-prefix=");
    flags.push(paths::root());
    flags.push("=.");
    if let Some(home) = home {
        flags.push("\x1f--remap-path-prefix=");
        flags.push(home.join("registry/src"));
        flags.push("=crates");
    }
    // This computes SHA-256 in a loop instead of 64 unrolled rounds. It saves 6 KB, and only a script is hashed, once.
    flags.push("\x1f--cfg=sha2_backend_soft=\"compact\"");
    // Nobody sees debug output, so values are written by their names alone. This saves 2.5 KiB.
    flags.push("\x1f-Zfmt-debug=shallow");
    // A panic is a trap in any case. Leaving out its message, which nobody reads, saves 19 KiB of the rules module.
    flags.push("\x1f-Zunstable-options\x1f-Cpanic=immediate-abort");
    flags
}
