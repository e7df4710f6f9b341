//! Whose address of record an e-mail address is. Whoever reads mails at that address sees the partner's referrals.

use super::known::{listed, refers_to};
use crate::catalog::Programs;
use crate::http::refusal::Refusal;
use referral_store::Store;
use std::collections::BTreeSet;

/// The destination of mails with a link to an address of record.
pub const ENTRY: &str = "mail:entry";

/// A partner of a program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Referring {
    pub program: String,
    pub partner: String,
}

/// Lists all partners whose address of record this is, for each program to which they refer. An address in `partners.json` takes
/// the place of one of the desk.
///
/// # Errors
///
/// The database failed.
pub async fn referring(
    store: &Store,
    programs: &Programs,
    email: &str,
) -> Result<BTreeSet<Referring>, Refusal> {
    let kept = store.partners_with_email(email).await?;
    let mut found = BTreeSet::new();
    for (program, state) in programs.list().await? {
        // A list that cannot be used is reported when it is used. Until then nobody is in it, and nobody's place is taken by it.
        let list = if state.private.partners {
            match listed(programs, &program).await {
                Ok(list) => list,
                Err(_) => continue,
            }
        } else {
            None
        };
        let list = list.map(|list| list.partners).unwrap_or_default();
        let of_record =
            |address: &Option<String>| address.as_ref().is_some_and(|it| it.trim().to_lowercase() == email);
        for listed in list.iter().filter(|listed| of_record(&listed.email)) {
            found.insert(Referring { program: program.clone(), partner: listed.id.clone() });
        }
        let has_other = |id: &str| list.iter().any(|listed| listed.id == id && listed.email.is_some());
        for kept in kept.iter().filter(|kept| refers_to(kept, &program) && !has_other(&kept.partner.id)) {
            found.insert(Referring { program: program.clone(), partner: kept.partner.id.clone() });
        }
    }
    Ok(found)
}

/// True if an e-mail address is a partner's address of record.
///
/// # Errors
///
/// The database failed.
pub async fn is_address_of_record(store: &Store, programs: &Programs, email: &str) -> Result<bool, Refusal> {
    Ok(!referring(store, programs, email).await?.is_empty())
}
