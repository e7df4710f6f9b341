//! The language of the command's output.

use crate::folder::Folder;
use referral_widget::phrasebook::Phrasebook;

macro_rules! catalogs {
    ($($code:literal),*) => {
        [$(($code, include_str!(concat!("words/", $code, ".json")))),*]
    };
}

/// The sentences that only the command uses.
const OWN: [(&str, &str); 8] = catalogs!("ar", "de", "es", "fr", "it", "ja", "nl", "pt");

/// Returns the sentences about lists of leads in a language (BCP 47), or the English ones.
pub fn of_lists(language: &str) -> Phrasebook {
    Phrasebook::of_all(language, &OWN)
}

/// Returns the sentences for authors of programs: in the language that was asked for, or else in the program's. They
/// are English if that language has no complete translation.
pub fn of_program(asked: Option<&str>, folder: &Folder) -> Phrasebook {
    let language = asked.or_else(|| folder.language()).unwrap_or_default();
    if Phrasebook::is_whole(language) { Phrasebook::of_all(language, &OWN) } else { Phrasebook::default() }
}
