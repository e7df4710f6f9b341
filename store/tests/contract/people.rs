//! People, where they are signed in, and the tokens of other systems: what one copy changes, all copies see at once.

use crate::on_both;
use crate::place::{Place, now};
use jiff::SignedDuration;
use referral_store::{NewApiToken, NewSession, NewUser, PasswordLink, Store, UserChange};
use referral_widget::office::Role;

on_both!(
    of_two_with_one_address_one_is_added,
    a_link_sets_a_password_once_and_ends,
    a_session_is_over_when_it_ends_or_is_ended_or_its_person_is_removed,
    a_new_password_and_a_reset_end_sessions,
    a_one_time_code_is_used_once_even_by_two_at_a_time,
    one_admin_stays_even_if_two_remove_each_other,
    whoever_is_removed_keeps_their_name,
    a_revoked_token_opens_nothing,
);

pub fn link(secret: u8) -> PasswordLink {
    PasswordLink { sha256: [secret; 32], ends_at: (now() + SignedDuration::from_hours(1)).into() }
}

pub fn person(id: &str, role: Role) -> NewUser {
    let link = link(id.as_bytes()[0]);
    NewUser { id: id.into(), name: format!("{id} Weber"), email: format!("{id}@vendor.example"), role, link }
}

pub fn session(secret: u8, user: &str) -> NewSession {
    NewSession {
        sha256: [secret; 32],
        user: user.into(),
        confirmed: true,
        browser: "zero \0 in it".into(),
        ends_at: (now() + SignedDuration::from_hours(1)).into(),
    }
}

pub fn token(id: &str, secret: u8) -> NewApiToken {
    NewApiToken {
        id: id.into(),
        name: "CRM".into(),
        sha256: [secret; 32],
        scopes: "read command".into(),
        made_by: "mara".into(),
    }
}

async fn is_signed_in(store: &Store, secret: u8) -> bool {
    store.signed_in([secret; 32], now()).await.unwrap().is_some()
}

async fn of_two_with_one_address_one_is_added(place: Place) {
    let copies = [place.open().await, place.open().await];
    assert!(!copies[0].has_users().await.unwrap());
    let other = NewUser { id: "other".into(), link: link(9), ..person("mara", Role::Admin) };
    let (one, two) = tokio::join!(
        copies[0].add_user(person("mara", Role::Admin), now()),
        copies[1].add_user(other, now())
    );
    assert_ne!(one.unwrap(), two.unwrap());
    assert!(copies[0].has_users().await.unwrap());
    assert_eq!(copies[1].users().await.unwrap().len(), 1);
    // Whoever comes after somebody was removed may have the same address.
    let first = copies[0].user_with_email("mara@vendor.example").await.unwrap().unwrap();
    copies[0].add_user(person("noor", Role::Admin), now()).await.unwrap();
    assert_eq!(copies[0].remove_user(&first.id, now()).await.unwrap(), UserChange::Done);
    let again = NewUser { id: "again".into(), link: link(8), ..person("mara", Role::Viewer) };
    assert!(copies[1].add_user(again, now()).await.unwrap());
    assert!(copies[0].user_with_email("zero \0 in it").await.unwrap().is_none());
}

async fn a_link_sets_a_password_once_and_ends(place: Place) {
    let copies = [place.open().await, place.open().await];
    copies[0].add_user(person("mara", Role::Admin), now()).await.unwrap();
    let secret = [b'm'; 32];
    let later = now() + SignedDuration::from_hours(1);
    assert!(copies[1].user_with_link(secret, now()).await.unwrap().is_some());
    assert!(copies[1].user_with_link(secret, later).await.unwrap().is_none());
    assert!(!copies[1].set_password_by_link(secret, "late", later).await.unwrap());
    let (one, two) = tokio::join!(
        copies[0].set_password_by_link(secret, "one", now()),
        copies[1].set_password_by_link(secret, "two", now())
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one, two);
    let user = copies[0].user_with_email("mara@vendor.example").await.unwrap().unwrap();
    assert_eq!(user.password.as_deref(), Some(if one { "one" } else { "two" }));
    assert!(copies[1].user_with_link(secret, now()).await.unwrap().is_none());
}

async fn a_session_is_over_when_it_ends_or_is_ended_or_its_person_is_removed(place: Place) {
    let copies = [place.open().await, place.open().await];
    for id in ["mara", "noor"] {
        copies[0].add_user(person(id, Role::Admin), now()).await.unwrap();
    }
    for (secret, user) in [(1, "mara"), (2, "mara"), (3, "noor")] {
        copies[0].begin_session(session(secret, user), now()).await.unwrap();
    }
    let waiting = NewSession { confirmed: false, ..session(4, "mara") };
    copies[0].begin_session(waiting, now()).await.unwrap();
    let found = copies[1].signed_in([1; 32], now()).await.unwrap().unwrap();
    assert_eq!((found.user.id.as_str(), found.user.role()), ("mara", Role::Admin));
    assert!(copies[1].signed_in([1; 32], now() + SignedDuration::from_hours(1)).await.unwrap().is_none());
    assert_eq!(copies[1].sessions_of("mara", now()).await.unwrap().len(), 2);
    // Nobody ends the session of somebody else.
    copies[1].end_session("noor", found.session.number).await.unwrap();
    assert!(is_signed_in(&copies[0], 1).await);
    copies[1].end_session("mara", found.session.number).await.unwrap();
    assert!(!is_signed_in(&copies[0], 1).await && is_signed_in(&copies[0], 2).await);
    copies[1].end_all_sessions("mara").await.unwrap();
    assert!(!is_signed_in(&copies[0], 2).await && is_signed_in(&copies[0], 3).await);
    assert_eq!(copies[1].remove_user("noor", now()).await.unwrap(), UserChange::Done);
    assert!(!is_signed_in(&copies[0], 3).await);
}

async fn a_new_password_and_a_reset_end_sessions(place: Place) {
    let copies = [place.open().await, place.open().await];
    copies[0].add_user(person("mara", Role::Admin), now()).await.unwrap();
    for secret in [1, 2] {
        copies[0].begin_session(session(secret, "mara"), now()).await.unwrap();
    }
    let own = copies[0].signed_in([1; 32], now()).await.unwrap().unwrap().session.number;
    copies[1].change_password("mara", "new", own).await.unwrap();
    assert!(is_signed_in(&copies[0], 1).await && !is_signed_in(&copies[0], 2).await);
    copies[0].set_one_time_codes("mara", Some("KEY"), Some(5)).await.unwrap();
    assert!(copies[1].reset_user("mara", link(7)).await.unwrap());
    assert!(!is_signed_in(&copies[0], 1).await);
    let user = copies[0].user_with_link([7; 32], now()).await.unwrap().unwrap();
    assert_eq!((user.password, user.totp_secret), (None, None));
    assert!(!copies[0].reset_user("nobody", link(6)).await.unwrap());
}

async fn a_one_time_code_is_used_once_even_by_two_at_a_time(place: Place) {
    let copies = [place.open().await, place.open().await];
    copies[0].add_user(person("mara", Role::Admin), now()).await.unwrap();
    copies[0].set_one_time_codes("mara", Some("KEY"), Some(5)).await.unwrap();
    assert!(!copies[1].use_one_time_code("mara", 5).await.unwrap());
    let (one, two) =
        tokio::join!(copies[0].use_one_time_code("mara", 6), copies[1].use_one_time_code("mara", 6));
    assert_ne!(one.unwrap(), two.unwrap());
    assert!(!copies[0].use_one_time_code("mara", 5).await.unwrap());
}

async fn one_admin_stays_even_if_two_remove_each_other(place: Place) {
    let copies = [place.open().await, place.open().await];
    for id in ["mara", "noor"] {
        copies[0].add_user(person(id, Role::Admin), now()).await.unwrap();
    }
    let (one, two) =
        tokio::join!(copies[0].remove_user("mara", now()), copies[1].change_role("noor", Role::Viewer));
    let mut both = [one.unwrap(), two.unwrap()];
    both.sort_by_key(|change| *change == UserChange::LastAdmin);
    assert_eq!(both, [UserChange::Done, UserChange::LastAdmin]);
    assert_eq!(copies[0].change_role("nobody", Role::Admin).await.unwrap(), UserChange::Unknown);
}

async fn whoever_is_removed_keeps_their_name(place: Place) {
    let store = place.open().await;
    for id in ["mara", "noor"] {
        store.add_user(person(id, Role::Admin), now()).await.unwrap();
    }
    store.add_api_token(token("crm", 1), now()).await.unwrap();
    store.remove_user("mara", now()).await.unwrap();
    assert_eq!(store.remove_user("mara", now()).await.unwrap(), UserChange::Unknown);
    let names = store.names().await.unwrap();
    assert_eq!((names["mara"].as_str(), names["crm"].as_str()), ("mara Weber", "CRM"));
    assert!(store.user_with_email("mara@vendor.example").await.unwrap().is_none());
    assert!(store.user_with_link([b'm'; 32], now()).await.unwrap().is_none());
}

async fn a_revoked_token_opens_nothing(place: Place) {
    let copies = [place.open().await, place.open().await];
    copies[0].add_api_token(token("crm", 1), now()).await.unwrap();
    assert!(copies[1].use_api_token([2; 32], now()).await.unwrap().is_none());
    assert!(copies[1].use_api_token([1; 32], now()).await.unwrap().is_some());
    // When it was used is known to the minute.
    let soon = now() + SignedDuration::from_secs(59);
    copies[1].use_api_token([1; 32], soon).await.unwrap().unwrap();
    assert_eq!(copies[0].api_tokens().await.unwrap()[0].used_at, Some(now().into()));
    let later = now() + SignedDuration::from_mins(1);
    copies[1].use_api_token([1; 32], later).await.unwrap().unwrap();
    assert_eq!(copies[0].api_tokens().await.unwrap()[0].used_at, Some(later.into()));
    assert!(copies[0].revoke_api_token("crm", now()).await.unwrap());
    assert!(!copies[0].revoke_api_token("crm", now()).await.unwrap());
    assert!(copies[1].use_api_token([1; 32], now()).await.unwrap().is_none());
}
