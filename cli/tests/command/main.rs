//! What the command does and prints. All is one program, because linking takes longer than most of the tests.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "../../../tests/hostile/json.rs"]
mod attacks;
#[path = "../../../store/tests/server/mod.rs"]
mod server;

mod check;
mod codes;
mod databases;
mod explain;
mod hostile;
mod languages;
mod leads;
mod lists;
mod partner_facts;
mod people;
mod precheck;
mod precheck_files;
mod precheck_limits;
mod precheck_output;
mod serve;
mod signing;
mod small;
mod snippet;
