//! Every route for programs is in the document, and every operation of the document has a route.

use super::contract::Contract;
use crate::site::Site;
use std::collections::BTreeSet;

/// The beginnings of the addresses that programs use. All other addresses are pages for people, and what these load.
const FOR_PROGRAMS: [&str; 4] = ["/api/", "/programs/", "/.well-known/", "/health"];

#[tokio::test]
async fn every_route_for_programs_is_in_the_document_and_the_other_way_round() {
    let is_for_programs = |path: &str| FOR_PROGRAMS.iter().any(|begin| path.starts_with(begin));
    let routes = referral_endpoint::routes().into_iter().filter(|(_, path)| is_for_programs(path));
    let routes: BTreeSet<String> = routes.map(|(method, path)| format!("{method} {path}")).collect();
    let site = Site::start().await;
    let contract = Contract::of(&site).await;
    let described: BTreeSet<String> =
        contract.operations().into_iter().map(|((method, path), _)| format!("{method} {path}")).collect();
    assert_eq!(routes, described);
}
