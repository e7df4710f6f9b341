//! The catalogs. `lists/` has what is said of lists of leads, and of answers as forms say it; `programs/` what is said to whoever
//! writes a program and its script.

use super::Phrasebook;

macro_rules! catalogs {
    ($folder:literal: $($code:literal),*) => {
        [$(($code, include_str!(concat!($folder, "/", $code, ".json")))),*]
    };
}

const LISTS: [(&str, &str); 8] = catalogs!("lists": "ar", "de", "es", "fr", "it", "ja", "nl", "pt");
const PROGRAMS: [(&str, &str); 1] = catalogs!("programs": "ja");

impl Phrasebook {
    /// What is said of lists. Without sentences in a language (BCP 47), they are the English ones.
    #[must_use]
    pub fn of_lists(language: &str) -> Self {
        Phrasebook::new(language, &catalog(&LISTS, language).into_iter().collect::<Vec<_>>())
    }

    /// All that is said, and the sentences of more catalogs: languages, and what is said in them.
    #[must_use]
    pub fn of_all(language: &str, more: &[(&str, &'static str)]) -> Self {
        let catalogs = [&PROGRAMS[..], &LISTS, more].into_iter().filter_map(|it| catalog(it, language));
        Phrasebook::new(language, &catalogs.collect::<Vec<_>>())
    }

    /// Whether there are sentences in a language for whoever writes a program. Half of them would be worse than none.
    #[must_use]
    pub fn is_whole(language: &str) -> bool {
        catalog(&PROGRAMS, language).is_some()
    }
}

fn catalog(catalogs: &[(&str, &'static str)], language: &str) -> Option<&'static str> {
    let code = language.split('-').next().unwrap_or_default();
    catalogs.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, catalog)| *catalog)
}
