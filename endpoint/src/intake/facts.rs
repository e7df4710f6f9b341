//! What the vendor knows of a partner, for rules that read it.

use super::bounds;
use super::partners;
use crate::app::App;
use crate::http::refusal::Refusal;
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
    let listed = match bounds::partner(partner.map(Into::into)) {
        Some(id) => partners::listed(app, &program.id, &id).await?,
        None => PartnerFacts::default(),
    };
    Ok(listed.or(token).only(&program.partner_facts))
}
