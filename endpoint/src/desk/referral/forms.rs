//! A form for each command that is possible. They work without a script, and with the keyboard alone.

use super::labels::Labels;
use super::typed::Typed;
use crate::access::{Caller, Right};
use maud::{Markup, html};
use referral_store::User;
use referral_widget::office::CommandName;

/// The forms, closed but for the one that was refused.
pub fn forms(
    caller: &Caller,
    possible: &[CommandName],
    people: &[User],
    labels: &Labels<'_>,
    typed: Option<&Typed>,
) -> Markup {
    let words = labels.words;
    let names: Vec<&str> = possible.iter().flat_map(|command| forms_of(*command)).copied().collect();
    html! {
        section aria-labelledby="next" {
            h2 id="next" { (words.say("next-steps")) }
            @if names.is_empty() {
                p.empty { (words.say(if caller.has(Right::Command) { "nothing-to-do" } else { "role-reads-only" })) }
            }
            @for name in names {
                @let typed = typed.filter(|typed| typed.form() == name);
                details.command open[typed.is_some()] {
                    summary { (words.say(&format!("command-{name}"))) }
                    form method="post" action={ "/referrals/" (labels.stored.id) "/commands" } {
                        input type="hidden" name="form" value=(name);
                        input type="hidden" name="revision" value=(labels.stored.standing.revision);
                        (fields(name, people, labels, typed))
                        button type="submit" { (words.say(&format!("command-{name}"))) }
                    }
                }
            }
        }
    }
}

/// The forms of a command, by the names of their buttons.
fn forms_of(command: CommandName) -> &'static [&'static str] {
    match command {
        CommandName::Decide => &["accept", "decline"],
        CommandName::Advance => &["advance"],
        CommandName::Win => &["win"],
        CommandName::Correct => &["correct"],
        CommandName::Lose => &["lose"],
        CommandName::Reopen => &["reopen"],
        CommandName::Ask => &["ask"],
        CommandName::Answer => &["answer"],
        CommandName::Note => &["note"],
        CommandName::Assign => &["assign"],
        CommandName::Extend => &["extend"],
        CommandName::Release => &["release"],
        // The partner's own, the clock's, and what has a button below the history.
        CommandName::Withdraw | CommandName::Expire | CommandName::Undo => &[],
    }
}

fn fields(form: &str, people: &[User], labels: &Labels<'_>, typed: Option<&Typed>) -> Markup {
    let field = Field { form, labels, typed };
    html! {
        @match form {
            "decline" => { (field.choice("reason", &labels.decline_reasons())) (field.message()) (field.note("label-note", false)) },
            "lose" => { (field.choice("reason", &labels.loss_reasons())) (field.message()) (field.note("label-note", false)) },
            "advance" => { (field.choice("stage", &labels.stages())) (field.message()) (field.note("label-note", false)) },
            "win" => {
                (field.input("value", "text", true, ""))
                (field.input("currency", "text", true, &labels.program.currency))
                (field.input("on", "date", true, ""))
                (field.message()) (field.note("label-note", false))
            },
            "correct" => {
                @let deal = labels.deal();
                (field.input("value", "text", true, &deal.as_ref().map(|deal| labels.words.number(&deal.amount())).unwrap_or_default()))
                (field.input("currency", "text", true, deal.as_ref().map_or("", |deal| &deal.currency)))
                (field.input("on", "date", true, &deal.as_ref().map(|deal| deal.on.to_string()).unwrap_or_default()))
                (field.message()) (field.note("label-why", true))
            },
            "ask" | "answer" => (field.text("message", "label-message", true)),
            "note" => (field.note("label-note", true)),
            "assign" => (field.person(people)),
            "extend" => {
                (field.input("until", "date", true, labels.stored.standing.protected_until.as_deref().unwrap_or_default()))
                (field.message()) (field.note("label-why", true))
            },
            "reopen" | "release" => { (field.message()) (field.note("label-why", true)) },
            _ => { (field.message()) (field.note("label-note", false)) },
        }
    }
}

/// A field of a form, with what was typed into it before.
struct Field<'a> {
    form: &'a str,
    labels: &'a Labels<'a>,
    typed: Option<&'a Typed>,
}

impl Field<'_> {
    fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.form)
    }

    fn value(&self, name: &str, otherwise: &str) -> String {
        self.typed.map_or(otherwise, |typed| typed.get(name).unwrap_or_default()).into()
    }

    fn label(&self, name: &str, key: &str, is_required: bool) -> Markup {
        let words = self.labels.words;
        html! {
            label for=(self.id(name)) {
                (words.say(key)) @if !is_required { " " (words.say("optional")) }
            }
        }
    }

    fn choice(&self, name: &str, choices: &[(String, String)]) -> Markup {
        let chosen = self.value(name, self.labels.stored.standing.stage.as_deref().unwrap_or_default());
        html! {
            (self.label(name, &format!("label-{name}"), true))
            select id=(self.id(name)) name=(name) required {
                // Nobody gives a reason by not looking.
                option value="" { (self.labels.words.say("choose")) }
                @for (id, label) in choices { option value=(id) selected[*id == chosen] { (label) } }
            }
        }
    }

    fn input(&self, name: &str, kind: &str, is_required: bool, otherwise: &str) -> Markup {
        html! {
            (self.label(name, &format!("label-{name}"), is_required))
            input id=(self.id(name)) name=(name) type=(kind) required[is_required] value=(self.value(name, otherwise))
                autocomplete="off";
        }
    }

    /// Somebody who works on the referral, or nobody.
    fn person(&self, people: &[User]) -> Markup {
        let assignee = self.labels.stored.standing.assignee.as_deref().unwrap_or_default();
        let chosen = self.value("to", assignee);
        let is_listed = people.iter().any(|user| user.id == assignee);
        html! {
            (self.label("to", "label-assignee", true))
            select id=(self.id("to")) name="to" {
                option value="" selected[chosen.is_empty()] { (self.labels.words.say("nobody")) }
                @if !assignee.is_empty() && !is_listed {
                    option value=(assignee) selected[chosen == assignee] { (self.labels.user(assignee)) }
                }
                @for user in people { option value=(user.id) selected[chosen == user.id] { (user.name) } }
            }
        }
    }

    fn text(&self, name: &str, key: &str, is_required: bool) -> Markup {
        let words = self.labels.words;
        let seen_by = if name == "note" { "only-desk-sees" } else { "partner-sees" };
        html! {
            (self.label(name, key, is_required))
            textarea id=(self.id(name)) name=(name) rows="2" maxlength="4000" required[is_required]
                aria-describedby={ (self.id(name)) "-seen" } { (self.value(name, "")) }
            p.facts id={ (self.id(name)) "-seen" } { (words.say(seen_by)) }
        }
    }

    fn message(&self) -> Markup {
        self.text("message", "label-message", false)
    }

    fn note(&self, key: &str, is_required: bool) -> Markup {
        self.text("note", key, is_required)
    }
}
