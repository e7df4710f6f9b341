//! What the vendor's people have to do, once each business day.

use super::Mailer;
use super::facts::line;
use super::letters::Letter;
use super::send::{Failure, Ready, of_program};
use crate::catalog::Programs;
use crate::hours::{Hours, zone_of};
use crate::labels;
use jiff::Timestamp;
use referral_language::Texts;
use referral_store::{Filter, ListOrder, Moment, Store, StoreError};
use referral_widget::office::LifecycleStatus;
use referral_widget::program::Program;
use std::collections::BTreeMap;

/// How many referrals are counted, and how many are listed.
const MOST: usize = 1_000;
const LISTED: usize = 20;

impl Mailer {
    /// The digest, in the language of the first program.
    pub(super) async fn digest(
        &self,
        store: &Store,
        programs: &Programs,
        hours: &Hours,
        now: Timestamp,
    ) -> Result<Result<Ready<'_>, Failure>, StoreError> {
        let set = match hours.own_zone(store, now).await {
            Ok(set) => set,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let listed = match programs.list().await {
            Ok(listed) => listed,
            Err(error) => return Ok(Err(Failure::passing(error.to_string()))),
        };
        let released = listed.into_iter().filter_map(|(id, state)| Some((id, state.release?)));
        let released: BTreeMap<_, _> = released.collect();
        let program = |id: &str| released.get(id).map(|release| &release.program);
        let first: Option<&Program> = released.values().next().map(|release| &release.program);
        let zone = |program| set.clone().unwrap_or_else(|| zone_of(program));
        let language = first.map(of_program).unwrap_or_default();
        let texts = Texts::in_language(&language);
        let mut due = store.page(&Filter::default(), ListOrder::Due, None, MOST).await?;
        due.retain(|stored| stored.standing.next_due.is_some());
        let is_overdue = |at: Option<Moment>| at.is_some_and(|at| at < now.into());
        let to_decide =
            due.iter().filter(|stored| stored.standing.status == LifecycleStatus::InReview.as_str()).count();
        let overdue = due.iter().filter(|stored| is_overdue(stored.standing.next_due)).count();
        let lines = due.iter().take(LISTED).map(|stored| {
            let program = program(&stored.program);
            let company = labels::company(stored, program).unwrap_or_else(|| texts.say("no-company", &[]));
            let duties = stored.standing.duties().unwrap_or_default();
            let next =
                duties.open().find(|duty| Some(Moment::from(duty.deadline.due)) == stored.standing.next_due);
            let said = next.map(|duty| {
                let at = labels::plain_minute(&zone(program), duty.deadline.due);
                texts.say(&format!("due-{}", duty.owed.as_str()), &[("at", &at)])
            });
            format!("- {}: {}", line(&company), said.unwrap_or_default())
        });
        let day = now.to_zoned(zone(first)).date().to_string();
        let values = vec![
            ("day", day),
            ("to_decide", to_decide.to_string()),
            ("overdue", overdue.to_string()),
            ("list", lines.collect::<Vec<_>>().join("\n")),
            ("link", format!("{}/", self.public_address)),
        ];
        Ok(self.ready(Letter::Digest, self.desk.to_vec(), values, language))
    }
}
