//! A quota is granted once, however many copies of the endpoint grant it.

use crate::on_both;
use crate::place::{Place, now};
use jiff::{Timestamp, ToSpan};
use referral_store::{Quota, Store, Tally};
use std::time::Duration;

on_both!(
    copies_grant_together_what_one_would,
    a_quota_comes_back_bit_by_bit,
    a_tally_begins_anew_when_its_while_is_over,
    who_used_something_is_forgotten_once_all_is_there_again,
);

const QUOTA: Quota = Quota { name: "partner", most: 5, seconds: 3_600 };
const TALLY: Tally = Tally { name: "protected", most: 3, lasts: Duration::from_secs(60) };

/// Returns how long the sender must wait.
async fn wait(store: &Store, who: &str, now: Timestamp) -> Option<Duration> {
    store.beforehand("no key", TALLY, who, now).await.unwrap().wait
}

async fn copies_grant_together_what_one_would(place: Place) {
    let copies = [place.open().await, place.open().await];
    let taken: Vec<_> = (0..30)
        .map(|i| {
            let copy = copies[i % 2].clone();
            tokio::spawn(async move {
                let quota = copy.take(QUOTA, "acme", now()).await.unwrap().ok();
                (quota, copy.count(TALLY, "acme", now()).await.unwrap())
            })
        })
        .collect();
    let (mut left, mut counted) = (Vec::new(), 0);
    for taken in taken {
        let (quota, tally) = taken.await.unwrap();
        left.extend(quota);
        counted += u32::from(tally);
    }
    left.sort_unstable();
    assert_eq!((left, counted), (vec![0, 1, 2, 3, 4], 3));
    assert_eq!(copies[0].take(QUOTA, "other", now()).await.unwrap(), Ok(4));
    let other = Quota { name: "another", ..QUOTA };
    assert_eq!(copies[1].take(other, "acme", now()).await.unwrap(), Ok(4));
}

async fn a_quota_comes_back_bit_by_bit(place: Place) {
    let store = place.open().await;
    for left in (0..5).rev() {
        assert_eq!(store.take(QUOTA, "acme", now()).await.unwrap(), Ok(left));
    }
    let wait = Duration::from_secs(720);
    assert_eq!(store.take(QUOTA, "acme", now()).await.unwrap(), Err(wait));
    let later = now().checked_add(700.seconds()).unwrap();
    assert_eq!(store.take(QUOTA, "acme", later).await.unwrap(), Err(Duration::from_secs(20)));
    let later = now().checked_add(720.seconds()).unwrap();
    assert_eq!(store.take(QUOTA, "acme", later).await.unwrap(), Ok(0));
    let much_later = now().checked_add(100.hours()).unwrap();
    assert_eq!(store.take(QUOTA, "acme", much_later).await.unwrap(), Ok(4));
}

async fn a_tally_begins_anew_when_its_while_is_over(place: Place) {
    let store = place.open().await;
    let told = async |at| store.count(TALLY, "203.0.113.7", at).await.unwrap();
    assert_eq!([told(now()).await, told(now()).await], [true, true]);
    assert_eq!(wait(&store, "203.0.113.7", now()).await, None);
    assert!(told(now()).await);
    let later = now().checked_add(59.seconds()).unwrap();
    assert_eq!(wait(&store, "203.0.113.7", later).await, Some(Duration::from_secs(1)));
    assert!(!told(later).await);
    let over = now().checked_add(60.seconds()).unwrap();
    assert_eq!(wait(&store, "203.0.113.7", over).await, None);
    assert!(told(over).await);
    assert_eq!(wait(&store, "203.0.113.8", now()).await, None);
}

async fn who_used_something_is_forgotten_once_all_is_there_again(place: Place) {
    let store = place.open().await;
    store.take(QUOTA, "acme", now()).await.unwrap().unwrap();
    for _ in 0..3 {
        store.count(TALLY, "acme", now()).await.unwrap();
    }
    store.forget_used(now()).await.unwrap();
    assert_eq!(store.take(QUOTA, "acme", now()).await.unwrap(), Ok(3));
    assert!(wait(&store, "acme", now()).await.is_some());
    let later = now().checked_add(2.hours()).unwrap();
    store.forget_used(later).await.unwrap();
    // The question is about a time before the rows were deleted, and nothing is left of them.
    assert_eq!(store.take(QUOTA, "acme", now()).await.unwrap(), Ok(4));
    assert!(wait(&store, "acme", now()).await.is_none());
}
