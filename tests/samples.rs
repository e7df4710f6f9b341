//! The sample programs in `rules/` parse and compile, and every case gets its expected verdict.

use referral_widget::program::{FieldType, Problem, Program};
use referral_widget::rules::{Coverage, Rules, Status, Trial};
use std::fs;
use std::path::{Path, PathBuf};

struct Sample {
    name: String,
    program: Program,
    coverage: Coverage,
    trials: Vec<Trial>,
}

impl Sample {
    fn read(folder: &Path) -> Sample {
        let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let text = |file: &str| {
            fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{name}/{file}: {error}"))
        };
        let json = text("program.json");
        let program = Program::parse(&json).unwrap_or_else(|problems| refuse(&name, &problems));
        let script = text(&program.rules);
        let rules =
            Rules::compile(&program, &json, &script).unwrap_or_else(|problems| refuse(&name, &problems));
        let cases = rules.read_cases(&text("cases.json")).unwrap_or_else(|problems| refuse(&name, &problems));
        let trials: Vec<Trial> = cases.iter().map(|case| rules.try_case(case)).collect();
        let coverage = Coverage::measure(&rules, &trials);
        Sample { name, program, coverage, trials }
    }
}

fn refuse<T>(sample: &str, problems: &[Problem]) -> T {
    let lines: Vec<_> = problems.iter().map(|problem| format!("  {problem}")).collect();
    panic!("{sample} is refused:\n{}", lines.join("\n"))
}

fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let entries = fs::read_dir(folder).expect("the sample programs are in rules/");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "rules/ has no sample program");
    folders.iter().map(|folder| Sample::read(folder)).collect()
}

#[test]
fn every_case_gets_its_verdict() {
    let mut failures = Vec::new();
    for sample in samples() {
        for trial in &sample.trials {
            for difference in &trial.differences {
                failures.push(format!("{}, case \"{}\": {difference}", sample.name, trial.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} differ:\n  {}", failures.len(), failures.join("\n  "));
}

#[test]
fn cases_leave_no_rule_and_no_plan_untried_and_get_every_verdict() {
    for sample in samples() {
        assert_eq!(sample.coverage.gaps(), Vec::<String>::new(), "{}", sample.name);
        for (_, status) in Status::WORDS {
            let seen = sample.trials.iter().any(|trial| trial.verdict.status == status);
            assert!(seen, "{}: no case is {status:?}", sample.name);
        }
    }
}

#[test]
fn a_folder_is_named_after_its_program() {
    for sample in samples() {
        assert_eq!(sample.name, sample.program.id);
    }
}

#[test]
fn the_samples_show_every_type_of_field() {
    let samples = samples();
    let used: Vec<FieldType> =
        samples.iter().flat_map(|sample| &sample.program.fields).map(|field| field.kind).collect();
    for (word, kind) in FieldType::WORDS {
        assert!(used.contains(&kind), "no sample has a field of type {word}");
    }
}
