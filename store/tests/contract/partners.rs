//! Partners, their invitations, and the links to their addresses of record: what works once works once, whichever copy is asked.

use crate::on_both;
use crate::place::{Place, now, referral};
use jiff::SignedDuration;
use referral_store::{
    AddressChanged, EntryLink, Invitation, MailToQueue, NewReferral, Partner, PartnerAgreement, Store,
};

on_both!(
    a_partner_is_added_once_changed_ended_and_resumed,
    an_invitation_is_accepted_once_even_by_two_at_a_time,
    a_new_invitation_or_address_ends_the_one_before,
    a_link_to_an_address_lets_one_in_and_ends,
    referrals_are_listed_in_whose_name_they_are,
);

fn partner(id: &str) -> Partner {
    let email = Some(format!("{id}@partner.example"));
    Partner { id: id.into(), name: format!("{id} Ltd"), email, ..Partner::default() }
}

fn in_an_hour() -> jiff::Timestamp {
    now() + SignedDuration::from_hours(1)
}

fn invitation(secret: u8) -> Invitation {
    Invitation { mail: None, sha256: Some([secret; 32]), ends_at: in_an_hour().into() }
}

fn mail(id: &str) -> MailToQueue {
    let due = now().as_millisecond();
    MailToQueue { id: id.into(), destination: "mail:test", due, until: due + 9 }
}

fn accepted(program: &str) -> PartnerAgreement {
    PartnerAgreement {
        program: program.into(),
        version: "1".into(),
        sha256: "a".repeat(64),
        accepted_at: now().into(),
        accepted_by: "Mia \0".into(),
    }
}

/// Adds a partner who has joined, and who has come in.
pub async fn joined(store: &Store) {
    store.add_partner(partner("acme"), now()).await.unwrap();
    store.invite_partner("acme", invitation(21), None).await.unwrap();
    assert!(store.join([21; 32], vec![accepted("cloud")], now()).await.unwrap());
    store.ask_for_entry("acme@partner.example", in_an_hour(), mail("entry"), now()).await.unwrap();
    store.open_entry("entry", [22; 32], now()).await.unwrap();
    assert!(store.enter([22; 32], [23; 32], in_an_hour(), now()).await.unwrap());
}

async fn a_partner_is_added_once_changed_ended_and_resumed(place: Place) {
    let copies = [place.with_program().await, place.open().await];
    let applied = Partner { application: Some("id-a".into()), ..partner("acme") };
    assert!(copies[0].add_partner(applied.clone(), now()).await.unwrap());
    assert!(!copies[1].add_partner(partner("acme"), now()).await.unwrap());
    // One application makes one partner.
    let twice = Partner { id: "other".into(), ..applied.clone() };
    assert!(!copies[1].add_partner(twice, now()).await.unwrap());
    assert_eq!(copies[1].partner_of_application("id-a").await.unwrap().unwrap().partner, applied);
    let changed = Partner { level: Some("gold".into()), websites: "https://a.example".into(), ..applied };
    assert!(copies[1].change_partner(changed.clone(), None).await.unwrap());
    assert!(!copies[1].change_partner(partner("nobody"), None).await.unwrap());
    assert_eq!(copies[0].partner("acme").await.unwrap().unwrap().partner, changed);
    assert!(copies[0].partner("acme\0").await.unwrap().is_none());
    assert_eq!(copies[0].partners_with_email("acme@partner.example").await.unwrap().len(), 1);
    assert!(copies[0].end_partner("acme", Some(now())).await.unwrap());
    assert!(copies[1].partner("acme").await.unwrap().unwrap().ended_at.is_some());
    assert!(copies[0].end_partner("acme", None).await.unwrap());
    assert!(copies[1].partners().await.unwrap()[0].ended_at.is_none());
    assert!(!copies[0].end_partner("nobody", None).await.unwrap());
}

async fn an_invitation_is_accepted_once_even_by_two_at_a_time(place: Place) {
    let copies = [place.open().await, place.open().await];
    copies[0].add_partner(partner("acme"), now()).await.unwrap();
    assert!(!copies[0].invite_partner("nobody", invitation(1), None).await.unwrap());
    assert!(copies[0].invite_partner("acme", invitation(1), Some(mail("m"))).await.unwrap());
    assert_eq!(copies[1].invited_partner([1; 32], now()).await.unwrap().unwrap().partner.id, "acme");
    assert!(copies[1].invited_partner([1; 32], in_an_hour()).await.unwrap().is_none());
    let join = |i: usize| copies[i].join([1; 32], vec![accepted("cloud"), accepted("solar")], now());
    let (first, second) = tokio::join!(join(0), join(1));
    assert!(first.unwrap() ^ second.unwrap());
    assert_eq!(copies[0].agreements_of("acme").await.unwrap().len(), 2);
    let kept = copies[1].partner("acme").await.unwrap().unwrap();
    assert!(kept.joined_at.is_some() && kept.invitation_ends_at.is_none());
    assert!(copies[1].invited_partner([1; 32], now()).await.unwrap().is_none());
}

async fn a_new_invitation_or_address_ends_the_one_before(place: Place) {
    let store = place.open().await;
    store.add_partner(partner("acme"), now()).await.unwrap();
    let is_open = async |secret: u8| store.invited_partner([secret; 32], now()).await.unwrap().is_some();
    store.invite_partner("acme", invitation(1), None).await.unwrap();
    let by_mail = Invitation { mail: Some("m".into()), sha256: None, ends_at: in_an_hour().into() };
    store.invite_partner("acme", by_mail, Some(mail("m"))).await.unwrap();
    assert!(!is_open(1).await);
    // Each attempt to send the mail makes the link anew.
    for secret in [2, 3] {
        assert!(store.open_invitation("m", [secret; 32], now()).await.unwrap().is_some());
        assert!(is_open(secret).await);
    }
    assert!(!is_open(2).await);
    assert!(store.open_invitation("m", [4; 32], in_an_hour()).await.unwrap().is_none());
    store.change_partner(Partner { level: Some("gold".into()), ..partner("acme") }, None).await.unwrap();
    assert!(is_open(3).await);
    let moved = Partner { email: Some("new@partner.example".into()), ..partner("acme") };
    let at = now().into();
    let tells = AddressChanged { partner: "acme".into(), email: "stale".into(), new_address: None, at };
    for id in ["told", "again"] {
        assert!(store.change_partner(moved.clone(), Some((mail(id), tells.clone()))).await.unwrap());
    }
    // The address that was of record until then is told, and once.
    let told = store.address_changed("told").await.unwrap().unwrap();
    assert_eq!((Some(told.email), told.at), (partner("acme").email, at));
    assert!(store.address_changed("again").await.unwrap().is_none());
    assert!(!is_open(3).await);
    assert!(store.open_invitation("m", [5; 32], now()).await.unwrap().is_none());
    store.invite_partner("acme", invitation(6), None).await.unwrap();
    store.end_partner("acme", Some(now())).await.unwrap();
    assert!(!is_open(6).await);
    assert!(!store.invite_partner("acme", invitation(7), None).await.unwrap());
}

async fn a_link_to_an_address_lets_one_in_and_ends(place: Place) {
    let copies = [place.open().await, place.open().await];
    copies[0].ask_for_entry("mia@partner.example", in_an_hour(), mail("m"), now()).await.unwrap();
    let link = [1; 32];
    assert_eq!(copies[0].entry_link(link, now()).await.unwrap(), EntryLink::Unknown);
    let (email, ends_at) = copies[1].open_entry("m", link, now()).await.unwrap().unwrap();
    assert_eq!((email.as_str(), ends_at), ("mia@partner.example", in_an_hour().into()));
    assert_eq!(copies[0].entry_link(link, now()).await.unwrap(), EntryLink::Works);
    assert_eq!(copies[0].entry_link(link, in_an_hour()).await.unwrap(), EntryLink::Unknown);
    let enter = |i: usize, session: u8| copies[i].enter(link, [session; 32], in_an_hour(), now());
    let (first, second) = tokio::join!(enter(0, 8), enter(1, 9));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(first ^ second);
    assert_eq!(copies[1].entry_link(link, now()).await.unwrap(), EntryLink::Used);
    assert!(copies[1].open_entry("m", [2; 32], now()).await.unwrap().is_none());
    let session = if first { [8; 32] } else { [9; 32] };
    let entered = async |at| copies[1].entered(session, at).await.unwrap();
    assert_eq!(entered(now()).await.as_deref(), Some("mia@partner.example"));
    assert_eq!(entered(in_an_hour()).await, None);
    copies[0].leave(session).await.unwrap();
    assert_eq!(entered(now()).await, None);
}

async fn referrals_are_listed_in_whose_name_they_are(place: Place) {
    let store = place.with_program().await;
    for (key, partner) in [("a", Some("acme")), ("b", Some("rival")), ("c", None)] {
        let new = NewReferral { partner: partner.map(Into::into), ..referral(key, &[]) };
        store.insert(new).await.unwrap();
    }
    let program = store.find("id-a").await.unwrap().unwrap().program;
    assert_eq!(store.referrals_in_name_of(&program, "acme").await.unwrap(), ["id-a"]);
    assert!(store.referrals_in_name_of("other", "acme").await.unwrap().is_empty());
    assert_eq!(store.in_whose_name("id-b").await.unwrap(), Some((program, "rival".into())));
    assert_eq!(store.in_whose_name("id-c").await.unwrap(), None);
    assert_eq!(store.in_whose_name("id-d\0").await.unwrap(), None);
}
