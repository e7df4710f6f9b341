//! All releases are kept for ever, and one of each program is in service.

use crate::on_both;
use crate::place::{Place, now, release};

on_both!(the_last_one_is_in_service_and_all_are_kept);

async fn the_last_one_is_in_service_and_all_are_kept(place: Place) {
    let store = place.open().await;
    assert_eq!(store.current_release("cloud").await.unwrap(), None);
    for version in ["1", "2", "1"] {
        store.save_release(release("cloud", version), now()).await.unwrap();
    }
    let mut signed = release("cloud", "1");
    signed.signature = Some("signed".into());
    store.save_release(signed.clone(), now()).await.unwrap();
    let current = store.current_release("cloud").await.unwrap().unwrap();
    assert_eq!(current, (signed.program_json.clone(), signed.script, signed.signature));
    let mut programs = store.programs().await.unwrap();
    programs.sort();
    assert_eq!(programs, ["1", "2"].map(|it| (format!("program {it}"), release("cloud", it).program_json)));
    let found = store.program_json("cloud", "program 2", "rules 2").await.unwrap();
    assert_eq!(found, Some(release("cloud", "2").program_json));
    assert_eq!(store.program_json("cloud", "program 2", "rules 1").await.unwrap(), None);
}
