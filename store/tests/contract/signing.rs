//! One key signs, however many copies start together, and all copies know all public keys.

use crate::on_both;
use crate::place::{Place, now};

on_both!(
    copies_that_start_together_end_with_one_key,
    the_operators_key_signs_and_older_ones_stay_known_to_all,
    a_key_that_is_rotated_signs_no_more_and_stays_known,
    a_counter_never_goes_back,
    copies_that_start_together_end_with_one_token,
);

async fn copies_that_start_together_end_with_one_key(place: Place) {
    let mut starts = Vec::new();
    for i in 0..6 {
        let copy = place.open().await;
        starts.push(tokio::spawn(async move {
            copy.own_key(&format!("public {i}"), &format!("pem {i}"), now()).await.unwrap()
        }));
    }
    let mut keys = Vec::new();
    for start in starts {
        keys.push(start.await.unwrap());
    }
    keys.dedup();
    assert_eq!(keys.len(), 1);
    let public = place.open().await.public_keys().await.unwrap();
    assert_eq!(public, [keys[0].replace("pem", "public")]);
}

async fn the_operators_key_signs_and_older_ones_stay_known_to_all(place: Place) {
    let copies = [place.open().await, place.open().await];
    copies[0].own_key("made", "pem", now()).await.unwrap();
    copies[1].sign_with("operator", now()).await.unwrap();
    copies[1].sign_with("operator", now()).await.unwrap();
    assert_eq!(copies[0].public_keys().await.unwrap(), ["operator", "made"]);
    // No private key is stored any more. The next start without the operator's key makes a new one.
    assert_eq!(copies[0].own_key("another", "its pem", now()).await.unwrap(), "its pem");
    assert_eq!(copies[1].public_keys().await.unwrap(), ["another", "operator", "made"]);
}

async fn a_key_that_is_rotated_signs_no_more_and_stays_known(place: Place) {
    let copies = [place.open().await, place.open().await];
    assert!(!copies[0].rotate_key("early", "its pem", now()).await.unwrap());
    copies[0].own_key("first", "first pem", now()).await.unwrap();
    let (one, two) = tokio::join!(
        copies[0].rotate_key("second", "second pem", now()),
        copies[1].rotate_key("third", "third pem", now())
    );
    assert!(one.unwrap() && two.unwrap());
    let known = copies[1].public_keys().await.unwrap();
    assert_eq!((known.len(), known[2].as_str()), (3, "first"));
    // One private key is kept: that of the newest.
    let signs = copies[0].private_key().await.unwrap().unwrap();
    assert_eq!(signs, format!("{} pem", known[0]));
    assert_eq!(copies[1].own_key("fourth", "its pem", now()).await.unwrap(), signs);
    copies[0].sign_with("operator", now()).await.unwrap();
    assert!(!copies[1].rotate_key("late", "its pem", now()).await.unwrap());
    assert_eq!(copies[1].private_key().await.unwrap(), None);
}

async fn a_counter_never_goes_back(place: Place) {
    let copies = [place.open().await, place.open().await];
    assert!(copies[0].count_signature("cloud", 7).await.unwrap());
    assert!(copies[1].count_signature("cloud", 7).await.unwrap());
    assert!(!copies[1].count_signature("cloud", 6).await.unwrap());
    assert!(copies[1].count_signature("other", 1).await.unwrap());
    let raises: Vec<_> = (8..40)
        .map(|counter| {
            let copy = copies[counter % 2].clone();
            tokio::spawn(async move { copy.count_signature("cloud", counter as u64).await.unwrap() })
        })
        .collect();
    for raise in raises {
        raise.await.unwrap();
    }
    assert!(!copies[0].count_signature("cloud", 38).await.unwrap());
    assert!(!copies[0].count_signature("cloud", u64::MAX).await.unwrap());
}

async fn copies_that_start_together_end_with_one_token(place: Place) {
    let copies = [place.open().await, place.open().await];
    let both = tokio::join!(copies[0].set_first_token_hash([1; 32]), copies[1].set_first_token_hash([2; 32]));
    let both = [both.0.unwrap(), both.1.unwrap()];
    assert_ne!(both[0], both[1]);
    let kept = if both[0] { [1; 32] } else { [2; 32] };
    assert_eq!(copies[0].token_hash().await.unwrap().unwrap(), kept);
    copies[1].set_token_hash([3; 32]).await.unwrap();
    assert_eq!(copies[0].token_hash().await.unwrap().unwrap(), [3; 32]);
}
