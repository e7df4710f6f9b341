//! What the vendor knows of a partner, for rules that read it.

use super::bounds;
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::partners::{known, listed};
use referral_widget::lead::PartnerFacts;
use referral_widget::program::Program;

/// The facts of the partner with that id that the program's rules read, from all sources. It makes no difference whether
/// the id is proved: somebody who claims to be another partner refers in that partner's name. `token` has what a token of
/// the vendor's says. The sources come first, because they are newer.
pub async fn of_partner(
    app: &App,
    program: &Program,
    partner: Option<&str>,
    token: &PartnerFacts,
) -> Result<PartnerFacts, Refusal> {
    if program.partner_facts.is_empty() {
        return Ok(PartnerFacts::default());
    }
    let Some(id) = bounds::partner(partner.map(Into::into)) else {
        return Ok(token.clone().only(&program.partner_facts));
    };
    let state = app.programs.state(&program.id).await?;
    let has_list = state.is_some_and(|state| state.private.partners);
    let list = if has_list { listed(&app.programs, &program.id).await? } else { None };
    let known = known(&app.store, list.as_ref(), &program.id, &id).await?;
    Ok(known.facts().or(token).only(&program.partner_facts))
}
