//! Gives commands to referrals: for the desk, for partners, and for the clock.

use crate::clock::Clock;
use crate::customers;
use crate::hours::Hours;
use crate::http::refusal::Refusal;
use crate::intake::days_after;
use crate::made_under::{made_under, scope_now};
use axum::http::StatusCode;
use referral_store::{Claim, Commanded, Customer, NewCommand, Store, StoreError, Stored};
use referral_widget::json::parse;
use referral_widget::office::{Actor, Command, CommandName, Order, Refused, Terms};
use referral_widget::program::Program;
use referral_widget::rules::Verdict;

/// Days without a command after which a referral that is not protected any more expires.
pub const QUIET_DAYS: u32 = 30;
/// The longest id of a user, in characters. It is in an index, which takes no long texts.
const LONGEST_USER: usize = 64;

/// Gives a command to a referral. `seen` is the number of events that its giver has seen; `key` is the idempotency key with the
/// hash of the command.
pub async fn give(
    (store, clock, hours): (&Store, &Clock, &Hours),
    id: &str,
    actor: Actor,
    order: Order,
    seen: Option<u64>,
    key: Option<(String, String)>,
) -> Result<Commanded, Refusal> {
    if let Command::Assign { to: Some(user) } = &order.command
        && user.chars().count() > LONGEST_USER
    {
        let why = format!("is longer than {LONGEST_USER} characters");
        return Ok(Commanded::Refused(Refused::TextRefused { part: "to", why }));
    }
    if let Command::Assign { to: Some(user) } = &order.command {
        let known = store.present_users().await?;
        if known.iter().all(|known| known.id != *user) {
            let known = known.into_iter().map(|user| user.id).collect();
            return Ok(Commanded::Refused(Refused::UnknownWord { part: "to", word: user.clone(), known }));
        }
    }
    let stored = store.find(id).await?.ok_or_else(Refusal::unknown_referral)?;
    let (program, answers) = made_under(store, &stored, None).await?;
    let now = clock.now();
    let today = program.today(now);
    let agreement = &program.agreement;
    let until = days_after(today, agreement.protection_days).parse().ok();
    let scope = scope_now(store, &program, &answers).await?;
    let commanded = store
        .command(NewCommand {
            referral: id.into(),
            program: stored.program.clone(),
            key,
            actor,
            order,
            seen,
            now,
            today,
            terms: terms(&program, &stored),
            protects_until: until.filter(|_| agreement.protection_days > 0),
            quiet_days: QUIET_DAYS,
            customer: Customer { keys: customers::keys(agreement, &answers), claim: Claim::Protects, scope },
            hours: hours.of_program(store, &program, now).await?,
        })
        .await?;
    if let Commanded::Done(referral) = &commanded {
        tracing::info!(referral = id, status = referral.status.as_str(), "carried a command out");
    }
    Ok(commanded)
}

/// The commands that an actor may give now.
pub fn possible(stored: &Stored, actor: &Actor) -> Result<Vec<CommandName>, Refusal> {
    let referral = stored.standing.referral().map_err(|error| Refusal::from(StoreError::Broken(error)))?;
    Ok(referral.possible(actor))
}

/// The words that commands to a referral may name.
fn terms(program: &Program, stored: &Stored) -> Terms {
    let verdict = parse::<Verdict>(stored.verdict.get());
    let codes = verdict.map(|verdict| verdict.findings).unwrap_or_default();
    Terms::of_program(program, &codes.into_iter().map(|finding| finding.code).collect::<Vec<_>>())
}

/// The status of HTTP for a refused command.
pub fn status_of(refused: &Refused) -> StatusCode {
    match refused {
        Refused::NotAllowed { .. } => StatusCode::FORBIDDEN,
        Refused::Outdated { .. } => StatusCode::PRECONDITION_FAILED,
        Refused::Impossible { .. }
        | Refused::ProtectedForAnother { .. }
        | Refused::NoChange { .. }
        | Refused::NothingAsked
        | Refused::NothingToUndo
        | Refused::TooEarly => StatusCode::CONFLICT,
        Refused::UnknownWord { .. }
        | Refused::TextMissing { .. }
        | Refused::TextRefused { .. }
        | Refused::WrongDeal(_)
        | Refused::WrongDay(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
