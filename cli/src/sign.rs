//! `referral sign`.

use crate::engine;
use clap::Args;
use referral_folder::{DOCUMENT, check_id, read_text, script_name};
use referral_signing::{Keypair, SIGNATURE, SignedProgram};
use referral_widget::program::{MAX_PROGRAM_BYTES, Problem, Program};
use referral_widget::rules::{MAX_SCRIPT_BYTES, Rules};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(
    after_help = "The signature goes into the file program.sig beside program.json. Sign again whenever program or \
script change. Its counter is the time in seconds, or one more than that of the signature before: where a key is \
required, an older one is refused."
)]
pub struct Arguments {
    /// The folders of the programs
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// The private key, as `referral keygen` writes it
    #[arg(long, env = "REFERRAL_PROGRAM_SIGNING_KEY", value_name = "FILE")]
    key: PathBuf,
}

/// Signs programs.
pub fn sign(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let pem = fs::read_to_string(&arguments.key)
        .map_err(|error| format!("{} cannot be read: {error}.", arguments.key.display()))?;
    let key = Keypair::from_pem(&pem).map_err(|error| format!("{}: {error}.", arguments.key.display()))?;
    for folder in &arguments.folders {
        let signed = sign_one(folder, &key)?;
        println!("{}: version {} signed, counter {}", signed.program, signed.version, signed.counter);
    }
    Ok(())
}

fn sign_one(folder: &Path, key: &Keypair) -> Result<SignedProgram, Box<dyn Error>> {
    let refused = |problems: Vec<Problem>| {
        let all: Vec<String> = problems.iter().map(Problem::to_string).collect();
        format!("{} is not signed. {}", folder.display(), all.join("; "))
    };
    let json = read_text(folder, DOCUMENT, MAX_PROGRAM_BYTES).map_err(refused)?;
    let program = Program::parse(&json).map_err(refused)?;
    let name = folder.canonicalize()?.file_name().unwrap_or_default().to_string_lossy().into_owned();
    check_id(&program, &name).map_err(refused)?;
    let script_name = script_name(&program.rules).map_err(refused)?;
    let script = read_text(folder, script_name, MAX_SCRIPT_BYTES).map_err(refused)?;
    let rules = Rules::compile(&program, &json, &script).map_err(refused)?;

    let file = folder.join(SIGNATURE);
    let before = fs::read_to_string(&file).ok();
    let before = before.and_then(|text| SignedProgram::verify(&text, &[key.public()]).ok());
    let now = u64::try_from(engine::now().as_second())?;
    let signed = SignedProgram {
        program: program.id.clone(),
        version: program.version.clone(),
        counter: before.map_or(now, |before| now.max(before.counter + 1)),
        program_sha256: rules.program_hash().into(),
        rules_sha256: rules.rules_hash().into(),
    };
    fs::write(&file, signed.sign(key)? + "\n")
        .map_err(|error| format!("{} cannot be written: {error}.", file.display()))?;
    Ok(signed)
}
