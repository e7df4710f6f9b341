//! `cargo xtask contract`: holds the endpoint against the description of its API, with schemathesis.

use crate::paths::{root, target};
use crate::steps::{build_referral, command, run, step};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The tool, in the version that was tried. It needs Python 3.10 or newer.
const TOOL: &str = "schemathesis==4.32.5";
const TOKEN: &str = "a-token-for-one-run-of-the-contract";
/// The sample program that the examples of the API are for.
const PROGRAM: &str = "cloud-migration";
/// How many requests each operation gets, unless an option says otherwise.
const REQUESTS: &str = "100";
/// What is checked: no 5xx, and no answer that the document does not have. Whether a token is needed is tested natively:
/// who tries many wrong ones must wait.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,negative_data_rejection,\
                      unsupported_method,allow_header_conformance";

/// The endpoint, which ends with the run.
struct Endpoint(Child);

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds, starts an endpoint with a sample program, and sends it what the document allows and what it does not.
///
/// # Errors
///
/// Python is missing, or an answer is not as the document says. The output above shows the request, and the seed.
pub fn hold(arguments: &[&str]) -> Result<()> {
    let mut seed = u32::from_le_bytes(getrandom::u64()?.to_le_bytes()[..4].try_into()?).to_string();
    let mut requests = REQUESTS.to_string();
    for pair in arguments.chunks(2) {
        match *pair {
            ["--seed", given] => seed = given.into(),
            ["--requests", given] => requests = given.into(),
            _ => bail!("The options are --seed and --requests, each with a value."),
        }
    }
    let folder = target().join("contract");
    let tool = tool(&folder)?;
    build_referral()?;
    let (endpoint, address) = start(&folder)?;
    println!("▸ seed {seed}, {requests} requests for each operation, to http://{address}");
    let outcome = run(command(tool)
        .current_dir(&folder)
        .arg("run")
        .arg(format!("http://{address}/api/openapi.json"))
        // A stream does not end, and each would be read for ten seconds. It takes the same body as `/api/partner/referrals`.
        .args(["--exclude-path", "/api/partner/stream"])
        .args(["--wait-for-schema", "30", "--header", &format!("Authorization: Bearer {TOKEN}")])
        .args(["--checks", CHECKS, "--seed", &seed, "--max-examples", &requests])
        .args(["--suppress-health-check", "all", "--generation-database", "none", "--warnings", "off"]))
    .with_context(|| {
        format!("The API is not as its document says. The same again: cargo xtask contract --seed {seed}")
    });
    drop(endpoint);
    outcome
}

/// Installs the tool into an environment of its own, and returns its path.
fn tool(folder: &Path) -> Result<PathBuf> {
    let environment = folder.join("python");
    let programs = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let stamp = environment.join(TOOL);
    if !stamp.exists() {
        step(&format!("Installing {TOOL} (pip, into {})", environment.display()), || {
            let python = if cfg!(windows) { "python" } else { "python3" };
            run(command(python).args(["-m", "venv", "--clear"]).arg(&environment)).context(
                "Python 3.10 or newer with the module venv is needed (Debian: apt-get install python3-venv)",
            )?;
            run(command(programs.join("pip")).args(["install", "--quiet", TOOL]))
                .context("pip could not install it. Check the network, or pip's proxy settings")?;
            fs::write(&stamp, "").context("The environment cannot be written")
        })?;
    }
    Ok(programs.join("schemathesis"))
}

/// Starts an endpoint on a new database and a free port.
fn start(folder: &Path) -> Result<(Endpoint, String)> {
    let run = folder.join("run");
    let _ = fs::remove_dir_all(&run);
    let program = run.join("programs").join(PROGRAM);
    fs::create_dir_all(&program).and_then(|()| fs::create_dir_all(run.join("package")))?;
    for file in ["program.json", "qualify.rhai"] {
        fs::copy(root().join("rules").join(PROGRAM).join(file), program.join(file))?;
    }
    // Nobody listens there, so deliveries wait, and can be tried again.
    let relay = r#"{ "destinations": [
        { "id": "crm", "endpoint": "http://127.0.0.1:9/leads" },
        { "id": "events", "events": true, "endpoint": "http://127.0.0.1:9/events", "private_address": true }
    ] }"#;
    fs::write(program.join("relay.json"), relay)?;
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.to_string();
    let endpoint = Command::new(crate::paths::referral())
        .args(["serve", "--programs", "programs", "--package", "package", "--database", "referrals.db"])
        .args(["--address", &free, "--per-address", "0", "--per-partner", "0", "--least-seconds", "0"])
        .current_dir(&run)
        .env("REFERRAL_TOKEN", TOKEN)
        .env_remove("DATABASE_URL")
        .stderr(fs::File::create(run.join("log"))?)
        .stdout(Stdio::null())
        .spawn()
        .context("The command `referral` cannot be started")?;
    Ok((Endpoint(endpoint), free))
}
