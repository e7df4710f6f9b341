//! The program that a referral was made under.

use crate::http::refusal::Refusal;
use referral_store::{Store, Stored};
use referral_widget::json::parse;
use referral_widget::lead::Answers;
use referral_widget::office::Scope;
use referral_widget::program::Program;

/// The program that a referral was made under, with its texts in a language (BCP 47) if one is given, and the referral's
/// answers.
///
/// # Errors
///
/// The database failed, or one of the two cannot be read.
pub async fn made_under(
    store: &Store,
    stored: &Stored,
    language: Option<&str>,
) -> Result<(Program, Answers), Refusal> {
    let versions = &stored.versions;
    let json = store.program_json(&stored.program, &versions.program_hash, &versions.rules_hash).await?;
    let program = json.and_then(|json| Program::parse_in(&json, language).ok());
    program.zip(parse(stored.lead.get()).ok()).ok_or_else(|| {
        Refusal::unavailable(
            "The program or the answers of this referral cannot be read by this version of the endpoint.",
        )
    })
}

/// The scope of a referral's protection, by the program that is in service now. So a program that names other questions compares
/// what was referred before by these as well.
///
/// # Errors
///
/// The database failed.
pub async fn scope_now(store: &Store, made_under: &Program, answers: &Answers) -> Result<Scope, Refusal> {
    let current = store.current_release(&made_under.id).await?;
    let current = current.and_then(|(json, _, _)| Program::parse(&json).ok());
    Ok(Scope::of_lead(current.as_ref().unwrap_or(made_under), answers))
}
