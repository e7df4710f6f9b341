//! The catalogs of translations. `lists/` has messages about lists of leads and about answers, `programs/` has messages
//! for the authors of a program and its script.

use super::Phrasebook;

macro_rules! catalogs {
    ($folder:literal: $($code:literal),*) => {
        [$(($code, include_str!(concat!($folder, "/", $code, ".json")))),*]
    };
}

const LISTS: [(&str, &str); 8] = catalogs!("lists": "ar", "de", "es", "fr", "it", "ja", "nl", "pt");
const PROGRAMS: [(&str, &str); 1] = catalogs!("programs": "ja");

impl Phrasebook {
    /// The translations of messages about lists. Languages (BCP 47) without a catalog stay in English.
    #[must_use]
    pub fn of_lists(language: &str) -> Self {
        Phrasebook::new(language, &catalog(&LISTS, language).into_iter().collect::<Vec<_>>())
    }

    /// All translations, including those of further catalogs. `more` has pairs of a language and its catalog.
    #[must_use]
    pub fn of_all(language: &str, more: &[(&str, &'static str)]) -> Self {
        let catalogs = [&PROGRAMS[..], &LISTS, more].into_iter().filter_map(|it| catalog(it, language));
        Phrasebook::new(language, &catalogs.collect::<Vec<_>>())
    }

    /// True if the messages for authors of programs are translated into a language. A partial translation would be
    /// worse than none.
    #[must_use]
    pub fn is_whole(language: &str) -> bool {
        catalog(&PROGRAMS, language).is_some()
    }
}

fn catalog(catalogs: &[(&str, &'static str)], language: &str) -> Option<&'static str> {
    let code = language.split('-').next().unwrap_or_default();
    catalogs.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, catalog)| *catalog)
}
