//! A partner of a program, as the vendor knows it. `partners.json` stays a source for those who keep their programs in Git; the
//! desk keeps the others.

use crate::catalog::Programs;
use crate::http::refusal::Refusal;
use referral_folder::{Partner as Listed, Partners};
use referral_signing::PublicKey;
use referral_store::{KeptPartner, Partner, Store, StoreError};
use referral_widget::lead::PartnerFacts;

/// What is known of a partner of a program.
#[derive(Default)]
pub struct Known {
    /// As `partners.json` lists it.
    pub listed: Option<Listed>,
    /// As the desk keeps it.
    pub kept: Option<KeptPartner>,
}

impl Known {
    /// True if the vendor knows the partner at all.
    pub fn is_known(&self) -> bool {
        self.listed.is_some() || self.kept.is_some()
    }

    /// True if somebody at the desk has ended that the partner refers.
    pub fn has_ended(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.ended_at.is_some())
    }

    /// The websites that may refer in the partner's name, of both sources. If empty, any website may.
    pub fn websites(&self) -> impl Iterator<Item = &str> {
        let listed = self.listed.iter().flat_map(|listed| &listed.origins).map(String::as_str);
        listed.chain(self.kept.iter().flat_map(|kept| kept.partner.websites.lines()))
    }

    /// The keys that may sign tokens about this partner, and about no other.
    pub fn keys(&self) -> impl Iterator<Item = PublicKey> {
        let kept = self.kept.iter().flat_map(|kept| kept.partner.keys.lines());
        // Only keys that can be read are kept.
        kept.filter_map(|key| PublicKey::parse(key).ok())
    }

    /// What rules may read of the partner. What `partners.json` does not say, the desk says.
    pub fn facts(&self) -> PartnerFacts {
        let listed = self.listed.as_ref().and_then(|listed| listed.facts().ok()).unwrap_or_default();
        let kept = self.kept.as_ref().map(|kept| &kept.partner);
        let kept = kept.map(|Partner { country, domain, level, .. }| PartnerFacts {
            country: country.clone(),
            domain: domain.clone(),
            level: level.clone(),
        });
        listed.or(&kept.unwrap_or_default())
    }

    /// The address of record: that of `partners.json`, or else that of the desk.
    pub fn email(&self) -> Option<&str> {
        let listed = self.listed.as_ref().and_then(|listed| listed.email.as_deref());
        listed.or_else(|| self.kept.as_ref().and_then(|kept| kept.partner.email.as_deref()))
    }
}

/// Finds a partner of a program. `list` is the program's `partners.json`, if it has one.
///
/// # Errors
///
/// The database failed.
pub async fn known(
    store: &Store,
    list: Option<&Partners>,
    program: &str,
    id: &str,
) -> Result<Known, StoreError> {
    let kept = store.partner(id).await?.filter(|kept| refers_to(kept, program));
    let listed = list.and_then(|list| list.partners.iter().find(|partner| partner.id == id)).cloned();
    Ok(Known { listed, kept })
}

/// True if the partner refers to a program.
pub fn refers_to(kept: &KeptPartner, program: &str) -> bool {
    let mut programs = kept.partner.programs.lines().peekable();
    programs.peek().is_none() || programs.any(|known| known == program)
}

/// Reads the `partners.json` of a program. `None` if it has none.
///
/// # Errors
///
/// The file cannot be used. Then nobody may refer.
pub async fn listed(programs: &Programs, program: &str) -> Result<Option<Partners>, Refusal> {
    let folder = programs.folder(program);
    let read = tokio::task::spawn_blocking(move || Partners::read(&folder)).await;
    read.unwrap_or_else(|error| Err(error.to_string())).map_err(|why| {
        tracing::error!(program, why, "partners.json cannot be used; no leads are accepted");
        Refusal::unavailable(
            "The vendor’s list of partners cannot be used right now. Send the same submission again later.",
        )
    })
}
