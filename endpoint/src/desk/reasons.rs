//! The reasons for declining and losing that all programs have together, each with its label.

use super::words::Words;
use crate::catalog::State;
use referral_widget::office::{DECLINE_REASONS, LOSS_REASONS};
use referral_widget::program::{Choice, Program};
use std::collections::BTreeMap;

/// Why referrals are declined.
pub fn decline_reasons(programs: &BTreeMap<String, State>, words: &Words) -> BTreeMap<String, String> {
    labelled(&DECLINE_REASONS, programs, |program| &program.decline_reasons, words)
}

/// Why referrals were declined: the same, and the rules that programs have messages for. No program's own reason is replaced.
pub fn reasons_declined_for(programs: &BTreeMap<String, State>, words: &Words) -> BTreeMap<String, String> {
    let mut reasons = decline_reasons(programs, words);
    for release in programs.values().filter_map(|state| state.release.as_deref()) {
        for (code, message) in &release.program_in(Some(words.language.tag())).messages {
            reasons.entry(code.clone()).or_insert_with(|| message.clone());
        }
    }
    reasons
}

/// Why referrals are lost.
pub fn loss_reasons(programs: &BTreeMap<String, State>, words: &Words) -> BTreeMap<String, String> {
    labelled(&LOSS_REASONS, programs, |program| &program.loss_reasons, words)
}

fn labelled(
    usual: &[&str],
    programs: &BTreeMap<String, State>,
    own: fn(&Program) -> &[Choice],
    words: &Words,
) -> BTreeMap<String, String> {
    let usual = usual.iter().map(|id| (id.to_string(), words.say(&format!("reason-{id}"))));
    let mut reasons: BTreeMap<String, String> = usual.collect();
    for release in programs.values().filter_map(|state| state.release.as_deref()) {
        let own = own(release.program_in(Some(words.language.tag()))).iter();
        reasons.extend(own.map(|reason| (reason.id.clone(), reason.label.clone())));
    }
    reasons
}
