//! `referral explain`.

mod explained;
mod lead;
mod text;

use crate::folder::{self, CASES, Folder, Refused};
use crate::partner::Partner;
use crate::{engine, reason, terminal, words};
use clap::{Args, ValueEnum};
use explained::Explained;
use jiff::civil::Date;
use referral_widget::lead::{Answers, Lead, NumberStyle};
use referral_widget::program::{Fact, Program, closest};
use referral_widget::rules::{Assessment, Case, Rules};
use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
#[command(after_help = "\
The exit status is 0 if the verdict is explained, 1 if the program, its script or the lead has mistakes, and 2 if \
a file cannot be found or read.

--format json prints one document: program (its id), errors (what is wrong with the lead: field, message), reason, \
verdict (as forms and endpoints get it) and values (the answers that the rules read, by field, and \
the facts of the partner, such as partner.level).")]
pub struct Arguments {
    /// The program's folder, or a file in it
    program: PathBuf,
    /// A JSON file of answers, such as {"country": "DE", "employees": 40}; `-` reads standard input
    #[arg(value_name = "LEAD.json", required_unless_present = "case")]
    lead: Option<PathBuf>,
    /// Explain the case of that name in cases.json, instead of a file
    #[arg(long, value_name = "NAME", conflicts_with = "lead")]
    case: Option<String>,
    /// The date of the verdict, such as 2026-11-23 [default: the case's, else today in the program’s time zone, as endpoints judge]
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    #[command(flatten)]
    partner: Partner,
    /// The language of the output, such as ja [default: the program's, if the output is translated into it]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// For people, or for editors and scripts
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Why there is nothing to explain.
enum Stop {
    Refused(Refused),
    Unusable(String),
}

/// Explains, rule by rule, why a lead gets its verdict.
pub fn explain(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let folder = Folder::read(&folder::one(&arguments.program)?);
    let book = words::of_program(arguments.language.as_deref(), &folder);
    let answers = arguments.lead.as_deref().map(lead::read_lead).transpose()?;
    let (explained, program) = match engine::run(|| judge(arguments, &folder, answers))? {
        Ok(judged) => judged,
        Err(Stop::Unusable(message)) => return Err(message.into()),
        Err(Stop::Refused(refused)) => {
            anstream::eprint!("{}", refused.render(&book));
            return Ok(ExitCode::FAILURE);
        }
    };
    let text = match arguments.format {
        Format::Json => terminal::clean_json(&serde_json::to_string(&explained)?) + "\n",
        Format::Text => text::explanation(&explained, &program, &book),
    };
    terminal::print(&text)?;
    Ok(if explained.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn judge(
    arguments: &Arguments,
    folder: &Folder,
    answers: Option<Answers>,
) -> Result<(Explained, Program), Stop> {
    let rules = folder.rules().map_err(Stop::Refused)?;
    let program = rules.program();
    let case = arguments.case.as_deref().map(|name| case(folder, &rules, name)).transpose()?;
    let answers = answers.or_else(|| case.as_ref().map(|case| case.answers.clone())).unwrap_or_default();
    let given = arguments.partner.facts();
    let partner = case.as_ref().map_or(given.clone(), |case| given.or(&case.partner));
    let today = arguments.today.or(case.map(|case| case.today));
    let today = today.unwrap_or_else(|| engine::today(program));
    let judge = |lead: &Lead| rules.evaluate_for(lead, &partner, today);
    let Assessment { lead, verdict, mut errors, .. } =
        Assessment::assess(program, &answers, NumberStyle::Plain, judge);
    errors.extend(lead::unknown_fields(program, &answers));
    let read: BTreeSet<&String> = verdict.findings.iter().flat_map(|finding| &finding.read).collect();
    let facts = Fact::WORDS.into_iter().filter_map(|(name, fact)| {
        let known = partner.get(fact).filter(|text| !text.is_empty())?;
        Some((format!("partner.{name}"), known.into()))
    });
    let values = lead.answers().into_iter().chain(facts).filter(|(field, _)| read.contains(field)).collect();
    let (id, reason) = (program.id.clone(), reason::sentence(&verdict));
    Ok((Explained { program: id, errors, reason, verdict, values }, program.clone()))
}

fn case(folder: &Folder, rules: &Rules, name: &str) -> Result<Case, Stop> {
    let text = match &folder.cases {
        Some(Ok(text)) => text,
        Some(Err(problems)) => return Err(Stop::Refused(folder.refused(CASES, "", problems))),
        None => return Err(Stop::Unusable(format!("`{}` does not exist", folder.file(CASES)))),
    };
    let cases = rules.read_cases(text);
    let cases = cases.map_err(|problems| Stop::Refused(folder.refused(CASES, text, &problems)))?;
    let names: Vec<String> = cases.iter().map(|case| case.name.clone()).collect();
    cases.into_iter().find(|case| case.name == name).ok_or_else(|| {
        let meant = closest(name, names.iter().map(String::as_str));
        let meant = meant.map(|meant| format!("; did you mean \"{meant}\"?")).unwrap_or_default();
        Stop::Unusable(format!("`{}` has no case \"{name}\"{meant}", folder.file(CASES)))
    })
}

fn date(text: &str) -> Result<Date, String> {
    let wrong = || "not a date that exists, such as 2026-11-23".to_string();
    let full = text.len() == 10 && text.bytes().filter(|byte| *byte == b'-').count() == 2;
    if full { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
}
