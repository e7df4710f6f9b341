//! The language of the page: the reader's, or else that of the programs.

use super::listing::listed;
use crate::catalog::{Programs, State};
use crate::http::extract::accepted_languages;
use crate::http::refusal::Refusal;
use axum::http::HeaderMap;
use dom_query::Document;
use maud::{Markup, PreEscaped, html};
use referral_language::{Language, Texts, html_of};
use referral_store::Json;
use referral_widget::json::parse;
use referral_widget::phrasebook::Phrasebook;
use std::collections::BTreeMap;
use std::sync::Arc;

macro_rules! catalogs {
    ($($code:literal),*) => {
        [$(($code, include_str!(concat!("suspicion/", $code, ".json")))),*]
    };
}

/// The reasons for a suspicion, which are stored in English.
const SUSPICION: [(&str, &str); 8] = catalogs!("ar", "de", "es", "fr", "it", "ja", "nl", "pt");

pub struct Words {
    pub language: Language,
    texts: Texts,
    /// The sentences about mistakes in programs. They are English if the language has none.
    pub problems: Phrasebook,
    suspicion: Phrasebook,
}

impl Words {
    /// Chooses the language that the browser asks for, or else that of the first program in service.
    pub fn for_reader(headers: &HeaderMap, programs: &BTreeMap<String, State>) -> Self {
        let releases = programs.values().filter_map(|state| state.release.as_deref());
        let own = releases.map(|release| release.program.language.as_str()).next();
        let language = Language::accepted(accepted_languages(headers), own.unwrap_or_default());
        let code = language.code();
        let problems =
            if Phrasebook::is_whole(code) { Phrasebook::of_all(code, &[]) } else { Phrasebook::default() };
        let suspicion = SUSPICION.iter().find(|(known, _)| *known == code);
        let suspicion = suspicion.map(|(_, catalog)| Phrasebook::new(code, &[catalog])).unwrap_or_default();
        Words { texts: Texts::in_language(&language), problems, suspicion, language }
    }

    /// The same, for a page that lists no programs.
    pub async fn for_page(headers: &HeaderMap, programs: &Arc<Programs>) -> Result<Self, Refusal> {
        Ok(Words::for_reader(headers, &listed(programs).await?.into_iter().collect()))
    }

    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.texts.say(key, values)
    }

    /// Writes an amount as the language does.
    pub fn money(&self, amount: &str, currency: &str) -> String {
        self.texts.money(amount, currency)
    }

    /// Writes a number as the language does.
    pub fn number(&self, number: &str) -> String {
        self.texts.number(number)
    }

    /// Writes the answers in a page's body as the language does: numbers, dates, and the form's own words.
    pub fn translated(&self, body: Markup) -> Markup {
        let body = Document::fragment(body.into_string());
        self.texts.translate(&body);
        PreEscaped(html_of(&body))
    }

    /// Writes a text with a name in place of its `{label}`.
    pub fn naming(&self, key: &str, name: Markup) -> Markup {
        let text = self.with(key, &[("label", "\0")]);
        let (before, after) = text.split_once('\0').unwrap_or_default();
        html! { (before) (name) (after) }
    }

    /// Writes `relay.json: what is wrong.`
    pub fn mended(&self, file: &str, why: &str) -> String {
        let why = self.problems.say(why.trim_end_matches('.'));
        format!("{file}: {}", self.with("sentence", &[("label", &why)]))
    }

    /// Says that something may be a machine's, and why.
    pub fn suspicion(&self, reasons: &Json) -> String {
        let reasons: Vec<String> = parse(reasons.get()).unwrap_or_default();
        let reasons = reasons.iter().map(|reason| self.suspicion.say(reason));
        std::iter::once(self.say("maybe-machine")).chain(reasons).collect::<Vec<_>>().join(" ")
    }
}
