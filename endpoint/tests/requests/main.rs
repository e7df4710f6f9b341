//! What the endpoint answers to requests, and what it does by itself. All is one program, because linking takes longer than most of
//! the tests.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "../../../tests/hostile/json.rs"]
mod attacks;
#[path = "../../../store/tests/server/mod.rs"]
mod server;

mod abuse;
mod access;
mod api;
mod challenge;
mod commands;
mod connections;
mod consent;
mod copies;
mod deadlines;
mod desk;
mod door;
mod feedback;
mod hostile;
mod hours_page;
mod inbox;
mod kept;
mod landed;
mod mail;
mod outgoing;
mod overload;
mod partner_facts;
mod partner_mails;
mod partners;
mod people;
mod pipedrive;
mod programs;
mod protection;
mod refer;
mod refusals;
mod relay;
mod roster;
mod rule_names;
mod said;
mod sequences;
mod signing;
mod site;
mod snippets;
mod status_keys;
mod streams;
mod submissions;
mod today;
mod told;
mod vendor;
