//! Who is reminded of deadlines: people at the desk by their ids, so that events hold no address of theirs, and others by their
//! addresses.

use lettre::Address;
use referral_store::User;
use referral_widget::office::{HoursError, HoursMistake, WrittenHours};

/// Names the people of business hours by their ids. Returns the mistakes: who is neither at the desk nor an e-mail address.
pub fn by_id(written: &mut WrittenHours, present: &[User]) -> Vec<HoursError> {
    let mut mistakes = Vec::new();
    for (share, people) in &mut written.people {
        for (i, person) in people.iter_mut().enumerate() {
            let user = present.iter().find(|user| user.id == *person || user.email == person.to_lowercase());
            if let Some(user) = user {
                person.clone_from(&user.id);
            } else if person.parse::<Address>().is_err() {
                let mistake = HoursMistake::NoPerson(person.clone());
                mistakes.push(HoursError { place: format!("people.{share}[{i}]"), mistake });
            }
        }
    }
    mistakes
}

/// Names them by their addresses, as people read them.
pub fn by_address(written: &mut WrittenHours, present: &[User]) {
    for person in written.people.values_mut().flatten() {
        if let Some(user) = present.iter().find(|user| user.id == *person) {
            person.clone_from(&user.email);
        }
    }
}
