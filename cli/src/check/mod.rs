//! `referral check`.

mod report;
mod text;
mod watch;

use crate::folder::{self, Folder};
use crate::{engine, terminal};
use clap::{Args, ValueEnum};
use report::{ProgramReport, Report};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use watch::Watch;

/// The part of `--help` that describes the data.
const AFTER_HELP: &str = "\
The exit status is 0 if nothing is wrong, 1 if there is an error, a warning or a case that fails, and 2 if the
programs cannot be found or read. Notes, and what the cases leave untried, are no failure.

A rule is decisive in a case if it alone turned the verdict: a requirement that is the only one unmet; a review that
is unmet while nothing else asks for one; a score without which the lead would be on the other side of qualify_at.

--format json prints one document on one line (with --watch, one for each check):
  passed    whether nothing is wrong
  programs  folder, program (its id), passed, rules (how many), and
    problems  file, severity (error, warning or note), code (such as unknown-key; rules/CODES.md has them), place,
              message, help; and where the place is known in the file's text, line and column (in characters, from 1), length and excerpt
    cases     name, passed, differences (what, expected, got), verdict, reason, line; null if they were not tried
    coverage  never_met, never_unmet, never_decisive, same_points (codes), plans_not_earned (ids),
              routes_not_taken, and rules: code, kind, and in how many cases it was met, unmet, pending, error,
              decisive; of a score the points that it gave, and points_not_given";

#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub struct Arguments {
    /// Folders of programs, folders of one program (program.json, its script, cases.json), or a file in one
    #[arg(required = true, value_name = "FOLDER|FILE")]
    programs: Vec<PathBuf>,
    /// For people, or for editors and scripts
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The language of the output, such as ja [default: the program's, if the output is translated into it]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Check again whenever a file changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

#[derive(Clone, Copy, Default, PartialEq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Checks programs. The exit status says whether they passed.
pub fn check_programs(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    if arguments.watch {
        return keep_checking(arguments);
    }
    let report = report(arguments, &read_folders(&arguments.programs)?)?;
    print(arguments, &report)?;
    Ok(if report.passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read_folders(arguments: &[PathBuf]) -> Result<Vec<Folder>, String> {
    Ok(folder::all(arguments)?.iter().map(|path| Folder::read(path)).collect())
}

fn report(arguments: &Arguments, folders: &[Folder]) -> std::io::Result<Report> {
    let language = arguments.language.as_deref();
    let programs: std::io::Result<_> =
        folders.iter().map(|folder| engine::run(|| ProgramReport::check_folder(folder, language))).collect();
    programs.map(Report::new)
}

fn print(arguments: &Arguments, report: &Report) -> Result<(), Box<dyn Error>> {
    let text = match arguments.format {
        Format::Json => terminal::clean_json(&serde_json::to_string(report)?) + "\n",
        Format::Text => text::all(&report.programs),
    };
    Ok(terminal::print(&text)?)
}

fn keep_checking(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let mut watch = Watch::new()?;
    let mut last = None;
    loop {
        // The folders are watched before they are read, so that no change in between is lost.
        for argument in &arguments.programs {
            add(&mut watch, argument)?;
        }
        let programs = folder::all(&arguments.programs);
        for program in programs.iter().flatten() {
            add(&mut watch, program)?;
        }
        let now = read_folders(&arguments.programs);
        if last.is_none() {
            // A name that is wrong at the start would stay wrong, so there is nothing to wait for.
            programs?;
        }
        if last.as_ref() != Some(&now) {
            show(arguments, &now)?;
            last = Some(now);
        }
        watch.wait()?;
    }
}

/// Watches a path. If it is a file, or does not exist right now, the folder around it is watched.
fn add(watch: &mut Watch, path: &Path) -> Result<(), Box<dyn Error>> {
    let folder = path.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    Ok(watch.add(folder)?)
}

fn show(arguments: &Arguments, folders: &Result<Vec<Folder>, String>) -> Result<(), Box<dyn Error>> {
    if arguments.format == Format::Text {
        terminal::clear()?;
    }
    match folders {
        Ok(folders) => print(arguments, &report(arguments, folders)?)?,
        Err(message) => eprintln!("error: {}", terminal::clean(message)),
    }
    if arguments.format == Format::Text {
        terminal::print("\nWatching for changes. Ctrl-C ends it.\n")?;
    }
    Ok(())
}
