//! The form for words and filters. It is sent as an address, so that a list can be kept and passed on.

use super::super::words::Words;
use super::asked::{Asked, DUE};
use crate::catalog::State;
use crate::labels::status_word;
use maud::{Markup, html};
use referral_widget::office::{LifecycleStatus, STAGES};
use std::collections::BTreeMap;

pub fn form(asked: &Asked, programs: &BTreeMap<String, State>, words: &Words) -> Markup {
    let releases = || programs.iter().filter_map(|(id, state)| Some((id, state.release.as_deref()?)));
    let named = releases().map(|(id, release)| (id.clone(), release.program.name.clone())).collect();
    let statuses = LifecycleStatus::WORDS
        .map(|(word, status)| (word.to_string(), status_word(status, &|key| words.say(key))));
    let mut stages: BTreeMap<String, String> =
        STAGES.map(|id| (id.to_string(), words.say(&format!("stage-{id}")))).into();
    for (_, release) in releases() {
        stages.extend(release.program.stages.iter().map(|stage| (stage.id.clone(), stage.label.clone())));
    }
    let due = DUE.map(|word| (word.to_string(), words.say(&format!("within-{word}"))));
    let suspected = [true, false].map(|it| (it.to_string(), words.say(&format!("suspected-{it}"))));
    html! {
        search {
            form.search method="get" action="/" {
                label for="q" { (words.say("search-for")) }
                div.line {
                    input id="q" name="q" type="search" value=(asked.q.as_deref().unwrap_or_default()) maxlength="200" autocomplete="off";
                    button type="submit" { (words.say("search")) }
                }
                details open[asked.is_narrowed()] {
                    summary { (words.say("narrow")) }
                    div.filters {
                        (choice("status", &asked.status, statuses.into(), words))
                        (choice("program", &asked.program, named, words))
                        (choice("stage", &asked.stage, stages.into_iter().collect(), words))
                        (choice("due", &asked.due, due.into(), words))
                        (choice("suspected", &asked.suspected, suspected.into(), words))
                        (text("partner", &asked.partner, words))
                        (text("assignee", &asked.assignee, words))
                    }
                    button type="submit" { (words.say("search")) }
                }
                @if *asked != Asked::default() { p.more { a href="/" { (words.say("show-all")) } } }
            }
        }
    }
}

fn choice(name: &str, chosen: &Option<String>, mut choices: Vec<(String, String)>, words: &Words) -> Markup {
    // What the address names is there as well, so that sending the form again asks for the same.
    if let Some(chosen) = chosen.as_ref().filter(|chosen| !choices.iter().any(|(id, _)| id == *chosen)) {
        choices.push((chosen.clone(), chosen.clone()));
    }
    html! {
        div {
            label for={ "by-" (name) } { (words.say(&format!("filter-{name}"))) }
            select id={ "by-" (name) } name=(name) {
                option value="" { (words.say("any")) }
                @for (id, label) in &choices { option value=(id) selected[Some(id) == chosen.as_ref()] { (label) } }
            }
        }
    }
}

fn text(name: &str, typed: &Option<String>, words: &Words) -> Markup {
    html! {
        div {
            label for={ "by-" (name) } { (words.say(&format!("filter-{name}"))) }
            input id={ "by-" (name) } name=(name) value=(typed.as_deref().unwrap_or_default()) maxlength="200" autocomplete="off";
        }
    }
}
