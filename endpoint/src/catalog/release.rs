//! A program and its script, as they go into service.

use referral_store::KeptRelease;
use referral_widget::program::Program;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A program and its script that are valid together.
#[derive(Debug)]
pub struct Release {
    /// The program.
    pub program: Program,
    /// Its document, byte for byte.
    pub program_json: String,
    /// Its script, byte for byte.
    pub script: String,
    /// SHA-256 of the document, in hexadecimal.
    pub program_hash: String,
    /// SHA-256 of the script, in hexadecimal.
    pub rules_hash: String,
    /// The vendor's signature of both, if there is one.
    pub signature: Option<String>,
    /// The program in each further language that it has texts in. A language is read when it is first asked for.
    pub translated: BTreeMap<String, OnceLock<Option<Program>>>,
}

impl Release {
    /// Returns the release in the form in which it is stored.
    pub fn kept(&self) -> KeptRelease {
        KeptRelease {
            program: self.program.id.clone(),
            program_hash: self.program_hash.clone(),
            rules_hash: self.rules_hash.clone(),
            program_json: self.program_json.clone(),
            script: self.script.clone(),
            signature: self.signature.clone(),
        }
    }

    /// Returns the program with its texts in a language (BCP 47), as far as it has them. Each language is read once.
    pub fn program_in(&self, language: Option<&str>) -> &Program {
        let primary = language.and_then(|language| language.split('-').next()).unwrap_or_default();
        let Some(translated) = self.translated.get(primary) else { return &self.program };
        let read = || Program::parse_in(&self.program_json, Some(primary)).ok();
        translated.get_or_init(read).as_ref().unwrap_or(&self.program)
    }
}
