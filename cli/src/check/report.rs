//! The findings in a program's folder, as data.

use crate::folder::{CASES, Folder};
use crate::json_place::Document;
use crate::{engine, reason, words};
use referral_folder::{DOCUMENT, PARTNERS, Partners, SIGNATURE};
use referral_signing::SignedProgram;
use referral_widget::phrasebook::Phrasebook;
use referral_widget::program::{At, Code, Problem, Program, RELAY, Relayed, Severity};
use referral_widget::rules::{self, Coverage, Difference, Rules, Status, Trial};
use serde::Serialize;
use std::collections::BTreeMap;

/// All programs that were checked.
#[derive(Serialize)]
pub struct Report {
    /// True if nothing is wrong anywhere.
    pub passed: bool,
    /// The programs, in the order in which they were named.
    pub programs: Vec<ProgramReport>,
}

/// A program that was checked.
#[derive(Serialize)]
pub struct ProgramReport {
    /// Its folder, as it was named.
    pub folder: String,
    /// Its id, if it can be read.
    pub program: Option<String>,
    /// True if there is neither an error nor a warning, and every case passes.
    pub passed: bool,
    /// How many rules the script declares, if it compiles.
    pub rules: Option<usize>,
    /// The problems of its files.
    pub problems: Vec<Placed>,
    /// Its cases, if they could be run.
    pub cases: Option<Vec<CaseReport>>,
    /// What the cases leave untried.
    pub coverage: Option<Coverage>,
    /// The texts of its files, by file name.
    #[serde(skip)]
    pub texts: BTreeMap<String, String>,
    /// The sentences in the language of its author.
    #[serde(skip)]
    pub book: Phrasebook,
}

/// A problem in a file.
#[derive(Serialize)]
pub struct Placed {
    /// The name of the file in the folder.
    pub file: String,
    #[serde(flatten)]
    problem: Flat,
    /// The problem as it was found.
    #[serde(skip)]
    pub found: Problem,
}

/// A problem whose position has been moved up into its own members.
#[derive(Serialize)]
struct Flat {
    severity: Severity,
    code: Code,
    place: String,
    message: String,
    help: Option<String>,
    #[serde(flatten)]
    at: Option<Box<At>>,
}

/// A case that was run.
#[derive(Serialize)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// True if it got what it expects.
    pub passed: bool,
    /// The expectations that were not met.
    pub differences: Vec<Difference>,
    /// The verdict it got.
    pub verdict: Status,
    /// Why it got that verdict, in a sentence.
    pub reason: String,
    /// Its line in the file of cases.
    pub line: Option<usize>,
    /// Its position there.
    #[serde(skip)]
    pub at: Option<At>,
}

impl Report {
    /// Combines the reports of several programs.
    pub fn new(programs: Vec<ProgramReport>) -> Self {
        Report { passed: programs.iter().all(|program| program.passed), programs }
    }
}

impl ProgramReport {
    /// Checks a folder: first the program, then its script, then the cases. Each step needs the one before it to be
    /// valid.
    pub fn check_folder(folder: &Folder, language: Option<&str>) -> Self {
        let mut report = ProgramReport {
            folder: folder.path.display().to_string(),
            program: None,
            passed: false,
            rules: None,
            problems: Vec::new(),
            cases: None,
            coverage: None,
            texts: BTreeMap::from([(DOCUMENT.to_string(), folder.json.clone())]),
            book: words::of_program(language, folder),
        };
        match &folder.program {
            Ok(program) => report.check_program(folder, program),
            Err(problems) => report.note_json(DOCUMENT, problems.clone()),
        }
        let clean = report.problems.iter().all(|problem| problem.found.severity == Severity::Note);
        report.passed = clean && report.cases.iter().flatten().all(|case| case.passed);
        report
    }

    fn check_program(&mut self, folder: &Folder, program: &Program) {
        self.program = Some(program.id.clone());
        if let Err(problems) = folder.check_id(program) {
            self.note_json(DOCUMENT, problems);
        }
        let script = match &folder.script {
            Ok(script) => script,
            // A script that is not a file beside the program is a mistake in the program.
            Err(problems) if problems.iter().all(|problem| problem.code == Code::ScriptElsewhere) => {
                return self.note_json(DOCUMENT, problems.clone());
            }
            Err(problems) => return self.note(&program.rules, problems.clone()),
        };
        self.texts.insert(program.rules.clone(), script.clone());
        let checked = rules::check_script(program, &folder.json, script, engine::today(program));
        let (rules, found) = match checked {
            Ok((rules, doubts)) => (Some(rules), doubts),
            Err(problems) => (None, problems),
        };
        // Problems of the program that only the script reveals are placed in the document.
        let (of_script, of_program) = found.into_iter().partition(|it| it.is_of_script);
        self.note(&program.rules, of_script);
        self.note_json(DOCUMENT, of_program);
        for (name, text) in &folder.others {
            let checked = text.clone().and_then(|text| {
                self.texts.insert((*name).to_string(), text.clone());
                other(name, &text, program, rules.as_ref())
            });
            if let Err(problems) = checked {
                self.note_json(name, problems);
            }
        }
        if let Some(rules) = rules {
            self.try_cases(folder, &rules);
        }
    }

    fn try_cases(&mut self, folder: &Folder, rules: &Rules) {
        let text = match &folder.cases {
            Some(Ok(text)) => text,
            Some(Err(problems)) => return self.note(CASES, problems.clone()),
            None => {
                self.note(CASES, vec![untried("is missing")]);
                return self.cover(rules, &[]);
            }
        };
        self.texts.insert(CASES.to_string(), text.clone());
        let cases = match rules.read_cases(text) {
            Ok(cases) => cases,
            Err(problems) => return self.note_json(CASES, problems),
        };
        if cases.is_empty() {
            self.note(CASES, vec![untried("has no cases")]);
        }
        let document = Document::new(text);
        let trials: Vec<Trial> = cases.iter().map(|case| rules.try_case(case)).collect();
        let reports = trials.iter().enumerate().map(|(i, trial)| {
            let passed = trial.differences.is_empty();
            let at = document.at(&format!("cases[{i}].name"));
            CaseReport {
                name: trial.name.clone(),
                passed,
                differences: trial.differences.clone(),
                verdict: trial.verdict.status,
                reason: reason::sentence(&trial.verdict),
                line: at.as_ref().map(|at| at.line),
                at,
            }
        });
        self.cases = Some(reports.collect());
        self.cover(rules, &trials);
    }

    fn cover(&mut self, rules: &Rules, trials: &[Trial]) {
        let coverage = Coverage::measure(rules, trials);
        self.rules = Some(coverage.rules.len());
        self.coverage = Some(coverage);
    }

    /// Adds problems of a JSON file. Their lines and columns are found by their paths.
    fn note_json(&mut self, file: &str, problems: Vec<Problem>) {
        let text = self.texts.get(file).cloned().unwrap_or_default();
        let document = Document::new(&text);
        self.note(file, problems.into_iter().map(|problem| document.placed(problem)).collect());
    }

    fn note(&mut self, file: &str, problems: Vec<Problem>) {
        self.problems.extend(problems.into_iter().map(|problem| {
            let Problem { severity, code, place, message, help, at, .. } = problem.clone();
            let flat = Flat { severity, code, place, message, help, at };
            Placed { file: file.to_string(), problem: flat, found: problem }
        }));
    }
}

/// Checks a file beside program and script.
fn other(name: &str, text: &str, program: &Program, rules: Option<&Rules>) -> Result<(), Vec<Problem>> {
    match name {
        RELAY => Relayed::parse_all(text, program).map(|_| ()),
        PARTNERS => Partners::parse(text).map(|_| ()).map_err(|why| {
            vec![
                Problem::new(Code::WrongPartners, PARTNERS, why)
                    .help("until it is corrected, the endpoint accepts no leads"),
            ]
        }),
        _ => {
            let Some(rules) = rules else { return Ok(()) };
            let is_of_this = SignedProgram::unverified(text).is_some_and(|signed| {
                signed.program_sha256 == rules.program_hash() && signed.rules_sha256 == rules.rules_hash()
            });
            if is_of_this {
                return Ok(());
            }
            let mut stale = Problem::new(
                Code::Unproven,
                SIGNATURE,
                "belongs to other files: the program or the script has changed since they were signed",
            );
            stale.severity = Severity::Warning;
            Err(vec![stale.help("sign them again with `referral sign`")])
        }
    }
}

fn untried(what: &str) -> Problem {
    let mut note = Problem::new(Code::Untried, CASES, what);
    note.severity = Severity::Note;
    note.help(
        "write leads and the verdicts they must get: they keep the rules right when somebody edits them",
    )
}
