//! The vendor's programs. They are read again when their files change, and refused if they have mistakes.

mod evaluator;
mod files;
mod publish;
mod release;

pub use evaluator::{Evaluator, Failed};
pub use publish::{REFUSED, program_file};
pub use release::Release;

use crate::clock::Clock;
use crate::http::refusal::Refusal;
use evaluator::Checked;
use files::Files;
use referral_folder::{DOCUMENT, PARTNERS, SIGNATURE, is_there};
use referral_signing::{PublicKey, SignedProgram};
use referral_store::{Store, StoreError};
use referral_widget::program::{Code, Problem, Program, RELAY};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Which unpublished files there are beside a program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Private {
    /// `partners.json`
    pub partners: bool,
    /// `relay.json`
    pub relay: bool,
}

/// The state of a program.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The last valid release, which is in service.
    pub release: Option<Arc<Release>>,
    /// The unpublished files beside it.
    pub private: Private,
    /// Why the current files are refused. Empty if they are in service.
    pub refused: Vec<Problem>,
}

impl State {
    /// Returns why the files are refused, in one line.
    pub fn reason(&self) -> String {
        self.refused.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ")
    }
}

/// The rules engine is too busy to check a script.
struct Busy;

/// All programs of a folder, one sub-folder each.
pub struct Programs {
    folder: PathBuf,
    check_every: Duration,
    evaluator: Evaluator,
    store: Store,
    keys: Vec<PublicKey>,
    clock: Clock,
    slots: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<Slot>>>>,
}

/// The state of one program in memory.
#[derive(Default)]
struct Slot {
    /// When the files were last read.
    checked: Option<Instant>,
    /// Whether there was a folder then.
    has_folder: bool,
    /// The files that `state` is about.
    seen: Option<Files>,
    state: State,
}

impl Programs {
    /// Manages the programs of a folder. Files are read when a program is asked for, at most once in `check_every`. If
    /// there are keys, only programs signed by one of them go into service.
    pub fn new(
        folder: PathBuf,
        check_every: Duration,
        evaluator: Evaluator,
        store: Store,
        keys: Vec<PublicKey>,
        clock: Clock,
    ) -> Self {
        Programs { folder, check_every, evaluator, store, keys, clock, slots: Mutex::default() }
    }

    /// Returns the folder of a program's files.
    pub fn folder(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// Returns the program's current state. `None` if there is no such program.
    pub async fn state(&self, id: &str) -> Result<Option<State>, StoreError> {
        let Some(slot) = self.slot(id).await else { return Ok(None) };
        // Requests that come while the files are read wait for the result, instead of reading the files too.
        let mut slot = slot.lock().await;
        if slot.checked.is_none() {
            slot.state.release = self.restore(id).await?;
        }
        if slot.checked.is_none_or(|checked| checked.elapsed() >= self.check_every) {
            slot.has_folder = self.has_folder(id).await;
            if slot.has_folder {
                self.refresh(id, &mut slot).await?;
            }
            slot.checked = Some(Instant::now());
        }
        let has_files = slot.state.release.is_some() || !matches!(slot.seen, Some(Files::Missing));
        Ok((slot.has_folder && has_files).then(|| slot.state.clone()))
    }

    /// Returns the place of a program in memory. What has no folder gets none, so made-up names take no memory.
    async fn slot(&self, id: &str) -> Option<Arc<tokio::sync::Mutex<Slot>>> {
        let slots = || self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let known = slots().get(id).cloned();
        if known.is_none() && is_id(id) && self.has_folder(id).await {
            return Some(Arc::clone(slots().entry(id.to_string()).or_default()));
        }
        known
    }

    async fn has_folder(&self, id: &str) -> bool {
        tokio::fs::metadata(self.folder.join(id)).await.is_ok_and(|found| found.is_dir())
    }

    /// Lists all programs by folder name.
    pub async fn list(&self) -> Result<Vec<(String, State)>, ListError> {
        let mut names = Vec::new();
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A folder without a document still is a program if it has a last valid release.
            if is_id(&name) || tokio::fs::metadata(entry.path().join(DOCUMENT)).await.is_ok() {
                names.push(name);
            }
        }
        names.sort();
        let mut programs = Vec::new();
        for name in names {
            let state = if is_id(&name) {
                self.state(&name).await?
            } else {
                let problem = Problem::new(Code::NotAName, "folder", format!("`{name}` is not a program id"))
                    .help("use 1 to 64 lower-case letters, digits and hyphens, starting with a letter");
                Some(State { refused: vec![problem], ..State::default() })
            };
            programs.extend(state.map(|state| (name, state)));
        }
        Ok(programs)
    }

    /// Restores the last valid release of an earlier run.
    async fn restore(&self, id: &str) -> Result<Option<Arc<Release>>, StoreError> {
        let Some((program_json, script, signature)) = self.store.current_release(id).await? else {
            return Ok(None);
        };
        let restored = match Program::parse(&program_json) {
            Ok(program) => match self.compile(program, program_json, script, signature).await {
                Ok(compiled) => compiled,
                // The files are read next, or at the next request.
                Err(Busy) => return Ok(None),
            },
            Err(problems) => Err(problems),
        };
        Ok(restored
            .inspect_err(|problems| {
                tracing::error!(program = id, ?problems, "the stored release is refused by this version");
            })
            .ok()
            .map(Arc::new))
    }

    /// Reads the files. If they changed, they go into service or are refused.
    async fn refresh(&self, id: &str, slot: &mut Slot) -> Result<(), StoreError> {
        let files = files::read_files(&self.folder, id).await;
        let folder = self.folder.join(id);
        slot.state.private =
            Private { partners: is_there(&folder, PARTNERS), relay: is_there(&folder, RELAY) };
        if slot.seen.as_ref() == Some(&files) {
            return Ok(());
        }
        let release = match files.clone() {
            Files::Read { program, json, script, signature } => {
                match self.compile(*program, json, script, signature).await {
                    Ok(compiled) => compiled,
                    // The files are not judged yet. The next check decides.
                    Err(Busy) => return Ok(()),
                }
            }
            Files::Refused(problems) => Err(problems),
            Files::Missing => Err(vec![Problem::new(Code::UnreadableFile, DOCUMENT, "is missing")]),
        };
        match release {
            // The counter is raised only after everything else is correct.
            Ok(release) if !self.counts(&release).await? => {
                let problem = Problem::new(
                    Code::Unproven,
                    SIGNATURE,
                    "is older than the one before it: an earlier version was put back",
                );
                slot.state.refused = vec![problem.help("sign the program again with `referral sign`")];
            }
            Ok(release) => {
                // A release that could not be stored must not go into service, because referrals refer to it.
                self.store.save_release(release.kept(), self.clock.now()).await?;
                let (version, rules) = (&release.program.version, &release.rules_hash);
                tracing::info!(program = id, version, rules, "in service");
                slot.state = State {
                    release: Some(Arc::new(release)),
                    refused: Vec::new(),
                    private: slot.state.private,
                };
            }
            Err(problems) => {
                slot.state.refused = problems;
                let (reason, kept) = (slot.state.reason(), slot.state.release.is_some());
                if kept || files != Files::Missing {
                    tracing::warn!(program = id, reason, last_good_in_service = kept, "refused");
                }
            }
        }
        slot.seen = Some(files);
        Ok(())
    }

    async fn compile(
        &self,
        program: Program,
        program_json: String,
        script: String,
        signature: Option<String>,
    ) -> Result<Result<Release, Vec<Problem>>, Busy> {
        let today = program.today(self.clock.now());
        let checked =
            self.evaluator.check_script(program.clone(), program_json.clone(), script.clone(), today).await;
        let checked = match checked {
            Err(Failed::Busy) => return Err(Busy),
            Err(Failed::Broken) => Err(vec![
                Problem::new(Code::EngineFailed, &program.rules, "made the rules engine fail")
                    .help("take out the declaration added last, and try again"),
            ]),
            Ok(checked) => checked,
        };
        Ok(checked.and_then(|checked| self.release(program, program_json, script, signature, checked)))
    }

    fn release(
        &self,
        program: Program,
        program_json: String,
        script: String,
        signature: Option<String>,
        checked: Checked,
    ) -> Result<Release, Vec<Problem>> {
        for warning in checked.warnings {
            tracing::warn!(program = program.id, %warning, "is probably a mistake");
        }
        let (program_hash, rules_hash) = (checked.program_hash, checked.rules_hash);
        let languages = program.languages(&program_json);
        let translated = languages.into_iter().map(|language| (language, OnceLock::new())).collect();
        let release =
            Release { program, program_json, script, program_hash, rules_hash, signature, translated };
        if !self.keys.is_empty() {
            self.signed(&release).map_err(|problem| vec![problem])?;
        }
        Ok(release)
    }

    /// Returns the signed claims, if they are about this release.
    fn signed(&self, release: &Release) -> Result<SignedProgram, Problem> {
        let again = "sign the program with `referral sign`";
        let Some(signature) = &release.signature else {
            return Err(Problem::new(
                Code::Unproven,
                SIGNATURE,
                "is missing, and this endpoint takes signed programs only",
            )
            .help(again));
        };
        let signed = SignedProgram::verify(signature, &self.keys).map_err(|forged| {
            Problem::new(Code::Unproven, SIGNATURE, format!("proves nothing: {forged}")).help(again)
        })?;
        let is_of_this = signed.program == release.program.id
            && signed.program_sha256 == release.program_hash
            && signed.rules_sha256 == release.rules_hash;
        match is_of_this {
            true => Ok(signed),
            false => Err(Problem::new(
                Code::Unproven,
                SIGNATURE,
                "belongs to other files: they have changed since they were signed",
            )
            .help(again)),
        }
    }

    /// True if no newer signature was ever seen, or if no signature is required.
    async fn counts(&self, release: &Release) -> Result<bool, StoreError> {
        match self.keys.is_empty() {
            true => Ok(true),
            false => match self.signed(release) {
                Ok(signed) => self.store.count_signature(&signed.program, signed.counter).await,
                Err(_) => Ok(false),
            },
        }
    }
}

/// Why the programs cannot be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ListError> for Refusal {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Store(error) => error.into(),
            ListError::Folder(error) => {
                tracing::error!(%error, "the programs folder cannot be read");
                Refusal::unavailable("The programs folder cannot be read; the endpoint's log says why.")
            }
        }
    }
}

/// True for an id that `program.json` allows. So a name can never lead out of the folder.
fn is_id(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_of_a_program_is_read_once_and_no_other_is_read_at_all() {
        let program_json = r#"{
            "id": "cloud", "version": "1", "name": { "en": "Cloud", "de": "Wolke" }, "currency": "EUR",
            "vendor": { "name": "Example Ltd" },
            "contact": { "name": "Partner desk", "email": "partners@vendor.example" },
            "fields": [{ "name": "company", "label": { "en": "Company", "de": "Firma" }, "type": "text" }],
            "compensation": [{ "id": "a", "name": "Fee", "flat": 1, "payment": { "days": 1, "after": "it" } }],
            "agreement": { "version": "1", "title": "Terms", "protection_days": 1 },
            "delivery": { "endpoint": "/api/referrals" }
        }"#
        .to_string();
        let program = Program::parse(&program_json).expect("a program");
        let languages = program.languages(&program_json);
        assert_eq!(languages.iter().collect::<Vec<_>>(), ["de"]);
        let release = Release {
            translated: languages.into_iter().map(|language| (language, OnceLock::new())).collect(),
            program,
            program_json,
            script: String::new(),
            program_hash: String::new(),
            rules_hash: String::new(),
            signature: None,
        };
        let german = release.program_in(Some("de"));
        assert_eq!(german.name, "Wolke");
        assert!(std::ptr::eq(german, release.program_in(Some("de-CH"))));
        for other in [None, Some("en"), Some("fr"), Some("zz-anything"), Some("")] {
            assert!(std::ptr::eq(&raw const release.program, release.program_in(other)), "{other:?}");
        }
    }
}
