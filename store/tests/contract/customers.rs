//! Of all referrals of one customer, the first one protects it.

use crate::on_both;
use crate::place::{Place, hours, now, referral, run};
use jiff::ToSpan;
use referral_store::{Claim, Cleared, Clearing, Customer, Database, NewReferral, Outcome};
use referral_widget::office::{Actor, Role, Scope};
use referral_widget::program::Program;
use serde_json::json;
use sqlx::{Connection, PgConnection};

on_both!(
    of_many_that_come_at_once_one_is_first,
    one_key_in_common_makes_two_customers_one,
    protection_ends_with_its_last_day,
    whoever_only_asks_protects_nobody_and_whoever_does_not_ask_is_not_told,
    a_suspected_one_protects_once_it_is_cleared,
    in_other_scopes_a_customer_is_protected_for_others,
    only_a_known_partner_is_told_of_its_own_referral,
    keys_are_made_anew_once_and_whole,
    copies_that_make_keys_anew_at_once_lose_none,
    whoever_was_refused_stands_beside_the_referral_that_protects,
);

/// A user at the vendor.
fn desk() -> Actor {
    Actor::User { id: "mara".into(), role: Role::Manager }
}

fn customer(keys: &[&str], claim: Claim) -> Customer {
    Customer { keys: keys.iter().map(ToString::to_string).collect(), claim, scope: Scope::default() }
}

async fn of_many_that_come_at_once_one_is_first(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    // Every submission takes its keys in a different order, to show that this causes no deadlock.
    let sent: Vec<_> = (0..60)
        .map(|i| {
            let copy = copies[i % 2].clone();
            tokio::spawn(async move {
                let keys = [format!("customer {}", i % 3), format!("host {}", i % 3)];
                let mut keys = [keys[0].as_str(), keys[1].as_str()];
                if i % 4 < 2 {
                    keys.reverse();
                }
                copy.insert(referral(&format!("key-{i}"), &keys)).await.unwrap()
            })
        })
        .collect();
    let mut stored = 0;
    for sent in sent {
        match sent.await.unwrap() {
            Outcome::Stored => stored += 1,
            Outcome::Protected(by) => {
                assert_eq!((by.since.as_str(), by.until.as_str()), ("2026-11-30", "2027-02-28"))
            }
            Outcome::Known(_) => panic!("no two have one key"),
        }
    }
    assert_eq!(stored, 3);
}

async fn one_key_in_common_makes_two_customers_one(place: Place) {
    let store = place.with_program().await;
    assert!(matches!(store.insert(referral("a", &["muster", "muster.example"])).await, Ok(Outcome::Stored)));
    assert!(matches!(
        store.insert(referral("b", &["other", "muster.example"])).await,
        Ok(Outcome::Protected(_))
    ));
    assert!(matches!(store.insert(referral("c", &["other"])).await, Ok(Outcome::Stored)));
    // A repeated submission is recognised, whoever protects its customer.
    assert!(matches!(store.insert(referral("a", &["muster"])).await, Ok(Outcome::Known(_))));
}

async fn protection_ends_with_its_last_day(place: Place) {
    let store = place.with_program().await;
    let mut first = referral("a", &["muster"]);
    first.protected_until = Some("2026-12-01".into());
    store.insert(first).await.unwrap();
    let mut on_the_last_day = referral("b", &["muster"]);
    on_the_last_day.received_at = "2026-12-01T23:59:59.999Z".parse::<jiff::Timestamp>().unwrap().into();
    assert!(matches!(store.insert(on_the_last_day).await, Ok(Outcome::Protected(_))));
    let mut after = referral("c", &["muster"]);
    after.received_at = "2026-12-02T00:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
    assert!(matches!(store.insert(after).await, Ok(Outcome::Stored)));
}

async fn whoever_only_asks_protects_nobody_and_whoever_does_not_ask_is_not_told(place: Place) {
    let store = place.with_program().await;
    let mut asks = referral("a", &["muster"]);
    asks.customer.claim = Claim::Asks;
    assert!(matches!(store.insert(asks).await, Ok(Outcome::Stored)));
    assert!(matches!(store.insert(referral("b", &["muster"])).await, Ok(Outcome::Stored)));
    let mut asks = referral("c", &["muster"]);
    asks.customer.claim = Claim::Asks;
    assert!(matches!(store.insert(asks).await, Ok(Outcome::Protected(_))));
    let mut unasked = referral("d", &["muster"]);
    unasked.customer.claim = Claim::Unasked;
    assert!(matches!(store.insert(unasked).await, Ok(Outcome::Stored)));
}

async fn a_suspected_one_protects_once_it_is_cleared(place: Place) {
    let store = place.with_program().await;
    for (key, keys) in [("a", ["muster"]), ("b", ["muster"]), ("c", ["kessel"])] {
        let mut suspected = referral(key, &keys);
        suspected.customer.claim = Claim::Asks;
        suspected.suspicion = Some("[\"too fast\"]".into());
        suspected.protected_until = None;
        assert!(matches!(store.insert(suspected).await, Ok(Outcome::Stored)));
    }
    let clear = async |id: &'static str, keys: &[&str]| {
        let customer = customer(keys, Claim::Protects);
        let later = now().checked_add(1.hour()).unwrap();
        let until = Some("2027-03-01".into());
        let clearing = Clearing {
            id: id.into(),
            program: "cloud".into(),
            customer,
            until,
            actor: desk(),
            now: later.into(),
            hours: hours(),
        };
        store.clear(clearing).await.unwrap()
    };
    assert!(matches!(clear("id-a", &["muster"]).await, Some(Cleared::Protects)));
    assert!(matches!(clear("id-a", &["muster"]).await, Some(Cleared::Before)));
    let Some(Cleared::TooLate(by)) = clear("id-b", &["muster"]).await else {
        panic!("the first one protects")
    };
    assert_eq!((by.since.as_str(), by.until.as_str()), ("2026-11-30", "2027-03-01"));
    assert!(clear("id-zz", &["muster"]).await.is_none());
    let cleared = store.find("id-a").await.unwrap().unwrap();
    assert_eq!(cleared.cleared_at.unwrap().to_string(), "2026-11-30T06:06:07.089Z");
    assert_eq!(cleared.standing.protected_until.as_deref(), Some("2027-03-01"));
    assert_eq!(store.find("id-b").await.unwrap().unwrap().standing.protected_until, None);
    assert!(matches!(store.insert(referral("d", &["muster"])).await, Ok(Outcome::Protected(_))));
}

async fn keys_are_made_anew_once_and_whole(place: Place) {
    let store = place.with_program().await;
    for key in ["a", "b", "c"] {
        store.insert(referral(key, &[&format!("old {key}")])).await.unwrap();
    }
    let anew = |hash: &str, lead: &str| {
        assert!(hash == "program 1" && lead.contains("Müster"));
        Some(vec!["new".to_string(), "newer".to_string()])
    };
    let rekeyed = store.rekey("rule 2", anew).await.unwrap();
    assert_eq!((rekeyed.referrals, rekeyed.changed, rekeyed.unreadable), (3, 3, 0));
    assert_eq!(store.keys_made_by().await.unwrap().as_deref(), Some("rule 2"));
    assert!(matches!(store.insert(referral("d", &["old a"])).await, Ok(Outcome::Stored)));
    assert!(matches!(store.insert(referral("e", &["newer"])).await, Ok(Outcome::Protected(_))));
    // With the same rule, no keys are made.
    let again = store.rekey("rule 2", |_: &str, _: &str| None).await.unwrap();
    assert_eq!((again.referrals, again.changed), (0, 0));
    // A referral that cannot be read keeps its keys.
    let unreadable = store.rekey("rule 3", |_: &str, _: &str| None).await.unwrap();
    assert_eq!((unreadable.referrals, unreadable.unreadable), (4, 4));
    assert!(matches!(store.insert(referral("f", &["new"])).await, Ok(Outcome::Protected(_))));
}

async fn copies_that_make_keys_anew_at_once_lose_none(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    for i in 0..20 {
        copies[0].insert(referral(&format!("key-{i}"), &[&format!("old {i}")])).await.unwrap();
    }
    let anew = |_: &str, _: &str| Some(vec!["new".to_string()]);
    let both = tokio::join!(copies[0].rekey("rule 2", anew), copies[1].rekey("rule 2", anew));
    let made = [both.0.unwrap().referrals, both.1.unwrap().referrals];
    assert_eq!(made.iter().sum::<usize>(), 20, "one of them made all: {made:?}");
    assert!(matches!(copies[1].insert(referral("z", &["new"])).await, Ok(Outcome::Protected(_))));
}

async fn whoever_was_refused_stands_beside_the_referral_that_protects(place: Place) {
    let store = place.with_program().await;
    store.insert(referral("first", &["muster"])).await.unwrap();
    for (key, partner, claim) in [
        ("second", Some("rival \0"), Claim::Protects),
        ("second", Some("rival \0"), Claim::Protects),
        ("third", None, Claim::Asks),
    ] {
        let mut new = referral(key, &["muster", "must\0er"]);
        new.partner = partner.map(Into::into);
        new.customer.claim = claim;
        assert!(matches!(store.insert(new).await.unwrap(), Outcome::Protected(_)));
    }
    let refused = store.refused_beside("id-first").await.unwrap();
    let claims: Vec<_> = refused.iter().map(|lead| (lead.partner.is_some(), lead.claim.as_str())).collect();
    assert_eq!(claims, [(false, "asks"), (true, "protects")]);
    assert_eq!(refused[0].customers.get(), "[\"muster\",\"must\u{fffd}er\"]");
    assert!(store.refused_beside("id-second").await.unwrap().is_empty());
    // Whoever erases the lead erases the names of its customer here as well.
    run(&place, "UPDATE referrals SET lead = '{}'").await;
    let refused = store.refused_beside("id-first").await.unwrap();
    assert!(refused.len() == 2 && refused.iter().all(|lead| lead.customers.get() == "[]"));
}

/// A referral of a customer for a product, in a program whose protection is narrowed by that question.
fn for_product(key: &str, product: Option<&str>) -> NewReferral {
    let program = referral_testing::program()
        .field("company", "text")
        .field("product", "text")
        .required()
        .with(
            "agreement",
            json!({ "version": "1", "title": "Terms", "protection_days": 90, "known_by": ["company"], "scope": ["product"] }),
        )
        .json();
    let program = Program::parse(&program.to_string()).unwrap();
    let mut new = referral(key, &["muster"]);
    let lead = product.map_or(json!({}), |product| json!({ "product": product }));
    new.lead = lead.to_string();
    new.customer.scope = Scope::of_lead(&program, lead.as_object().unwrap());
    new
}

async fn in_other_scopes_a_customer_is_protected_for_others(place: Place) {
    let store = place.with_program().await;
    for (key, product, is_stored) in [
        ("a", Some("Storage"), true),
        ("b", Some("Compute"), true),
        ("c", Some(" storage! "), false),
        ("d", Some("compute"), false),
        // A lead without the answer is of every scope.
        ("e", None, false),
    ] {
        let outcome = store.insert(for_product(key, product)).await.unwrap();
        assert_eq!(matches!(outcome, Outcome::Stored), is_stored, "{key}");
    }
    // Under a program that names no questions, the first referral of all protects the customer.
    let Outcome::Protected(by) = store.insert(referral("f", &["muster"])).await.unwrap() else {
        panic!("the customer is protected")
    };
    assert_eq!((by.since.as_str(), by.own), ("2026-11-30", None));
    // A lead of before, which was not asked, protects its customer in every scope.
    let mut before = referral("g", &["kessel"]);
    before.lead = "{}".into();
    assert!(matches!(store.insert(before).await.unwrap(), Outcome::Stored));
    let mut later = for_product("h", Some("Storage"));
    later.customer.keys = vec!["kessel".into()];
    assert!(matches!(store.insert(later).await.unwrap(), Outcome::Protected(_)));
}

async fn only_a_known_partner_is_told_of_its_own_referral(place: Place) {
    let store = place.with_program().await;
    let by = |key: &str, partner: &str, known_by: &'static str, customer: &str| {
        let mut new = referral(key, &[customer]);
        (new.partner, new.attributed_by) = (Some(partner.into()), known_by);
        new
    };
    store.insert(by("a", "acme", "token", "muster")).await.unwrap();
    store.insert(by("b", "acme", "claim", "kessel")).await.unwrap();
    for (partner, known_by, customer, own) in [
        ("acme", "token", "muster", Some("id-a")),
        ("acme", "origin", "muster", Some("id-a")),
        ("acme", "claim", "muster", None),
        ("rival", "token", "muster", None),
        // Anybody may have claimed to be this partner.
        ("acme", "token", "kessel", None),
    ] {
        let Outcome::Protected(told) = store.insert(by("c", partner, known_by, customer)).await.unwrap()
        else {
            panic!("{customer} is protected")
        };
        assert_eq!(told.own.map(|own| own.id).as_deref(), own, "{partner} {known_by} {customer}");
    }
    let mut nobody = by("d", "", "token", "muster");
    nobody.partner = None;
    assert!(matches!(store.insert(nobody).await.unwrap(), Outcome::Protected(told) if told.own.is_none()));
}

/// PostgreSQL plans a statement while there are few customers, and keeps that plan while they become many.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_lead_reads_no_other_customers() {
    const LEADS: usize = 300;
    let place = Place::server().await;
    let store = place.with_program().await;
    for i in 0..LEADS {
        let customer = format!("customer {i}");
        let stored = store.insert(referral(&format!("key-{i}"), &[&customer])).await.unwrap();
        assert!(matches!(stored, Outcome::Stored));
    }
    // What a connection has counted is there for others once it is closed.
    store.close().await;
    let Database::Server(address) = &place.database else { panic!("the place is a server") };
    let mut server = PgConnection::connect(address).await.unwrap();
    loop {
        let counted = "SELECT n_tup_ins, coalesce(idx_tup_fetch, 0) + seq_tup_read FROM pg_stat_user_tables \
                       WHERE relname = 'customers'";
        let (stored, read): (i64, i64) = sqlx::query_as(counted).fetch_one(&mut server).await.unwrap();
        if stored == LEADS as i64 {
            assert!(read < 10 * stored, "{read} customers were read for {stored} leads");
            break;
        }
        tokio::task::yield_now().await;
    }
}
