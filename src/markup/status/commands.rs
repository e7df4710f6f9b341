//! What a partner can do with a referral: answer, ask, withdraw, and say what is wrong.

use super::Words;
use crate::status::{PartnerCommand, ReferralView};
use maud::{Markup, html};

/// What is going on in the forms of a referral.
pub struct Forms {
    /// True if it is the only referral of the page.
    pub is_alone: bool,
    /// True if the browser can forget it.
    pub can_be_forgotten: bool,
    /// Why the endpoint does not show it any more.
    pub closed: Option<String>,
    /// The commands that are on their way.
    pub on_its_way: Vec<PartnerCommand>,
    /// The commands that have been given, but still have to be confirmed.
    pub to_confirm: Vec<PartnerCommand>,
    /// The command that was not done.
    pub refused: Option<Refusal>,
    /// The commands for which the partner has written a text.
    pub typed: Vec<PartnerCommand>,
}

/// A command that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The command.
    pub command: PartnerCommand,
    /// Why it was not done, in a sentence.
    pub why: String,
}

/// The longest text that an endpoint takes, in characters.
const MAX_MESSAGE: u32 = 4000;

/// A form for each command that is possible. If one is not possible any more, it stays with the text that the partner
/// has written.
pub fn forms(view: &ReferralView, forms: &Forms, words: &Words<'_>) -> Markup {
    html! {
        @for (_, command) in PartnerCommand::WORDS {
            @let is_possible = view.may.contains(&command) && forms.closed.is_none();
            @let refused = forms.refused.as_ref().filter(|refused| refused.command == command);
            @if is_possible || refused.is_some() || forms.typed.contains(&command) {
                (form(view, command, is_possible, refused, forms, words))
            }
        }
    }
}

/// The key of a command's name, and that of the label of its text.
fn keys(command: PartnerCommand) -> (&'static str, &'static str) {
    match command {
        PartnerCommand::Answer => ("partner-answer", "partner-label-answer"),
        PartnerCommand::Ask => ("partner-ask", "partner-label-ask"),
        PartnerCommand::Withdraw => ("partner-withdraw", "partner-label-withdraw"),
        PartnerCommand::Report => ("partner-report", "partner-label-report"),
    }
}

/// What the vendor has asked last.
fn question(view: &ReferralView) -> Option<&str> {
    let asked = view.events.iter().rev().find(|event| event.name == "desk-asked");
    asked.and_then(|event| event.message.as_deref())
}

fn form(
    view: &ReferralView,
    command: PartnerCommand,
    is_possible: bool,
    refused: Option<&Refusal>,
    forms: &Forms,
    words: &Words<'_>,
) -> Markup {
    let id = format!("{}-{}", command.as_str(), view.referral);
    let (name, label) = keys(command);
    let is_withdrawal = command == PartnerCommand::Withdraw;
    let is_to_confirm = forms.to_confirm.contains(&command);
    // What the vendor waits for is open.
    html! {
        details class="command" id=(id) open[command == PartnerCommand::Answer] {
            summary { (words.say(name)) }
            form id={ "f-" (id) } data-do=(command.as_str()) data-referral=(view.referral) novalidate {
                @if is_withdrawal { p { (words.say("partner-withdraw-means")) } }
                @if command == PartnerCommand::Report { p { (words.say("partner-report-means")) } }
                @if let (PartnerCommand::Answer, Some(question)) = (command, question(view)) {
                    blockquote id={ "a-" (id) } { (question) }
                }
                div class="field" part="field" id={ "b-" (id) } {
                    label for={ "t-" (id) } {
                        (words.say(label))
                        @if is_withdrawal { " " span class="optional" { (words.say("optional")) } }
                    }
                    textarea id={ "t-" (id) } name="message" part="control" rows="3" maxlength=(MAX_MESSAGE) dir="auto"
                        required[!is_withdrawal] aria-invalid=[refused.map(|_| "true")]
                        aria-describedby=[refused.map(|_| format!("x-{id}"))] {}
                }
                @if let Some(refused) = refused { p class="error" part="error" id={ "x-" (id) } { (refused.why) } }
                @if !is_possible {
                    p class="notice card" id={ "n-" (id) } { (words.say("text-still-here")) }
                } @else if is_to_confirm {
                    div class="confirm" id={ "y-" (id) } role="group" aria-labelledby={ "q-" (id) } {
                        p id={ "q-" (id) } { strong { (words.say("withdraw-sure")) } }
                        button class="submit" part="submit" id={ "yes-" (id) } type="submit" { (words.say("withdraw-yes")) }
                        " "
                        button class="submit secondary" id={ "no-" (id) } type="button" data-do="keep"
                            data-referral=(view.referral) { (words.say("withdraw-no")) }
                    }
                } @else {
                    @let is_on_its_way = forms.on_its_way.contains(&command);
                    button class="submit" part="submit" id={ "do-" (id) } type="submit"
                        aria-disabled=[is_on_its_way.then_some("true")] {
                        @if is_on_its_way { (words.say("sending")) } @else { (words.say(name)) }
                    }
                }
            }
        }
    }
}
