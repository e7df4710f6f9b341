//! The promises of the store, on both databases. Two stores that are open on one database stand for two copies of the
//! endpoint.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "../server/mod.rs"]
mod server;

mod chance;
mod customers;
mod deliveries;
mod feedback;
mod inbox;
mod office;
mod partners;
mod people;
mod place;
mod quotas;
mod referrals;
mod releases;
mod reminders;
mod signing;
mod start;
mod status_keys;
mod telling;
mod transfer;

/// Runs each test on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::place::Place::file()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::place::Place::server().await).await;
            })*
        }
    };
}
pub(crate) use on_both;
