//! The language that the command speaks.

use crate::folder::Folder;
use referral_widget::phrasebook::Phrasebook;

macro_rules! catalogs {
    ($($code:literal),*) => {
        [$(($code, include_str!(concat!("words/", $code, ".json")))),*]
    };
}

/// What only the command says.
const OWN: [(&str, &str); 8] = catalogs!("ar", "de", "es", "fr", "it", "ja", "nl", "pt");

/// The sentences of a language for lists of leads (BCP 47): else the English ones.
pub fn of_lists(language: &str) -> Phrasebook {
    Phrasebook::of_all(language, &OWN)
}

/// The sentences for whoever writes a program: in a language that was asked for, else in the program's, if there are any.
pub fn of_program(asked: Option<&str>, folder: &Folder) -> Phrasebook {
    let language = asked.or_else(|| folder.language()).unwrap_or_default();
    if Phrasebook::is_whole(language) { Phrasebook::of_all(language, &OWN) } else { Phrasebook::default() }
}
