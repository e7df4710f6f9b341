//! `referral snippet`.

use crate::folder::Folder;
use clap::Args;
use referral_folder::DOCUMENT;
use referral_language::translated;
use referral_widget::markup;
use referral_widget::program::Program;
use std::error::Error;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "It goes into the partner's page as it is, in HTML that a server sends. The form shows the program of \
today all the same, whenever the snippet was made. A strict policy of the page allows its stylesheet by `style-src`."
)]
pub struct Arguments {
    /// The program's folder
    program: PathBuf,
    /// Where the endpoint is, such as https://vendor.example
    #[arg(long, value_name = "ADDRESS")]
    at: String,
    /// The partner's id
    #[arg(long)]
    partner: String,
    /// The language of the page, such as `de`, if it is not the program's
    #[arg(long)]
    language: Option<String>,
}

/// Prints the HTML that a partner pastes, with the form in its first state.
pub fn snippet(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let folder = Folder::read(&arguments.program);
    let program = match (&folder.program, arguments.language.as_deref()) {
        (Ok(_), Some(language)) => Program::parse_in(&folder.json, Some(language)),
        (program, _) => program.clone(),
    };
    let program = program.map_err(|problems| {
        let problems = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        format!("{}: {problems}", folder.file(DOCUMENT))
    })?;
    let in_language = |html: &str| translated(html, &program.language);
    let vendor = arguments.at.trim_end_matches('/');
    println!("{}", markup::snippet(&program, vendor, &arguments.partner, in_language));
    Ok(())
}
