//! The words that commands to a referral name: the program's own, or the usual ones.

use crate::program::{Choice, Program};

/// The usual stages of a vendor's sales.
pub const STAGES: [&str; 3] = ["contacted", "meeting", "proposal"];

/// The usual reasons for declining a lead.
pub const DECLINE_REASONS: [&str; 6] =
    ["known-customer", "already-in-talks", "not-a-fit", "outside-territory", "not-reachable", "other"];

/// The usual reasons for which a referral is lost.
pub const LOSS_REASONS: [&str; 6] = ["price", "competitor", "no-budget", "no-decision", "not-a-fit", "other"];

/// The words of a program that commands name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The stages of the vendor's sales, in their order.
    pub stages: Vec<String>,
    /// Why leads are declined: the program's own reasons, and codes of rules.
    pub decline_reasons: Vec<String>,
    /// Why accepted referrals are lost: the program's own reasons, and codes of rules.
    pub loss_reasons: Vec<String>,
}

impl Terms {
    /// The words of a program whose rules have these codes.
    #[must_use]
    pub fn of_program(program: &Program, codes: &[String]) -> Self {
        let words = |own: &[Choice], usual: &[&str]| -> Vec<String> {
            if own.is_empty() {
                usual.iter().map(ToString::to_string).collect()
            } else {
                own.iter().map(|choice| choice.id.clone()).collect()
            }
        };
        let with_codes = |mut reasons: Vec<String>| {
            for code in codes {
                if !reasons.contains(code) {
                    reasons.push(code.clone());
                }
            }
            reasons
        };
        Terms {
            stages: words(&program.stages, &STAGES),
            decline_reasons: with_codes(words(&program.decline_reasons, &DECLINE_REASONS)),
            loss_reasons: with_codes(words(&program.loss_reasons, &LOSS_REASONS)),
        }
    }
}
