//! The tests of the core that need no program of their own. All is one program, because linking takes longer than most of the tests.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod architecture;
mod cases;
mod conditions;
mod contributing;
mod diagnostics;
mod formats;
mod groups;
mod looks;
#[path = "meaning/main.rs"]
mod meaning;
#[path = "office/main.rs"]
mod office;
mod partner_facts;
mod patterns;
mod phrasebook;
mod precheck;
mod precheck_list;
mod precheck_sheets;
mod program;
mod published;
mod readme;
mod rules;
mod samples;
mod schema;
mod shared;
mod snippet;
mod suggestions;
mod valid_when;
