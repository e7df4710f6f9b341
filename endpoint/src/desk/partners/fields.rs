//! The fields of a partner, which adding and changing share.

use super::super::listing::listed;
use super::super::people::Fields;
use super::super::words::Words;
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::partners::{Wrong, typed_partner};
use maud::{Markup, html};
use referral_language::LANGUAGES;
use referral_store::Partner;

/// How the name of a box begins that chooses a program.
const PROGRAM: &str = "program-";

/// Reads a partner from a form.
///
/// # Errors
///
/// What is wrong, in a sentence.
pub fn read(fields: &Fields, words: &Words) -> Result<Partner, String> {
    let field = |name: &str| match name {
        "programs" => chosen(fields),
        name => fields.get(name).into(),
    };
    typed_partner(field).map_err(|Wrong { key, value }| words.with(key, &[("label", &value)]))
}

/// The ids of the programs whose boxes are checked.
fn chosen(fields: &Fields) -> String {
    fields.names().filter_map(|name| name.strip_prefix(PROGRAM)).collect::<Vec<_>>().join("\n")
}

/// What was typed, also where it is wrong.
pub fn as_typed(fields: &Fields) -> Partner {
    let text = |name: &str| fields.get(name).to_string();
    let some = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    Partner {
        id: text("id"),
        name: text("name"),
        email: some("email"),
        contacts: text("contacts"),
        websites: text("websites"),
        keys: text("keys"),
        language: some("language"),
        country: some("country"),
        domain: some("domain"),
        level: some("level"),
        application: some("application"),
        programs: chosen(fields),
    }
}

/// The ids and names of all programs in service that take referrals.
pub async fn names(app: &App) -> Result<Vec<(String, String)>, Refusal> {
    let listed = listed(&app.programs).await?.into_iter();
    let releases = listed.filter_map(|(id, state)| Some((id, state.release?)));
    let referred_to = releases.filter(|(_, release)| release.program.application.is_none());
    Ok(referred_to.map(|(id, release)| (id, release.program.name.clone())).collect())
}

/// Writes the fields with what is known. An id is only asked for while the partner is new. `programs` are the ids and names of all
/// programs.
pub fn write(partner: &Partner, is_new: bool, programs: &[(String, String)], words: &Words) -> Markup {
    let line = |name: &str, kind: &str, value: Option<&str>, key: &str| {
        html! {
            label for=(name) { (words.say(key)) @if name != "name" { " " (words.say("optional")) } }
            input id=(name) name=(name) type=(kind) value=(value.unwrap_or_default()) autocomplete="off" required[name == "name"];
        }
    };
    let lines = |name: &str, value: &str, key: &str| {
        html! {
            label for=(name) { (words.say(key)) " " (words.say("optional")) }
            textarea id=(name) name=(name) rows=(value.lines().count().clamp(2, 8)) spellcheck="false" { (value) }
        }
    };
    html! {
        (line("name", "text", Some(&partner.name), "label-name"))
        @if is_new {
            (line("id", "text", Some(&partner.id), "label-partner-id"))
            p.facts { (words.say("partner-id-means")) }
        }
        (line("email", "email", partner.email.as_deref(), "label-record"))
        p.facts { (words.say("record-means")) }
        (lines("contacts", &partner.contacts, "label-contacts"))
        (lines("websites", &partner.websites, "label-websites"))
        p.facts { (words.say("websites-mean")) }
        (lines("keys", &partner.keys, "label-keys"))
        p.facts { (words.say("keys-mean")) }
        label for="language" { (words.say("language")) " " (words.say("optional")) }
        select id="language" name="language" {
            option value="" { "–" }
            @for (code, name) in LANGUAGES {
                option value=(code) lang=(code) selected[partner.language.as_deref() == Some(code)] { (name) }
            }
        }
        fieldset {
            legend { (words.say("facts-for-rules")) }
            (line("country", "text", partner.country.as_deref(), "label-country"))
            (line("domain", "text", partner.domain.as_deref(), "label-domain"))
            (line("level", "text", partner.level.as_deref(), "label-level"))
        }
        @if !programs.is_empty() {
            fieldset {
                legend { (words.say("refers-to")) }
                p.facts { (words.say("refers-to-means")) }
                @for (id, name) in programs {
                    @let field = format!("{PROGRAM}{id}");
                    label.choice for=(field) {
                        input type="checkbox" id=(field) name=(field)
                            checked[partner.programs.lines().any(|program| program == id)];
                        " " (name)
                    }
                }
            }
        }
    }
}
