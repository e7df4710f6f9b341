//! All referrals of the page, and how it is connected with the endpoint.

use super::referral::{forget, isolated, referral_card};
use super::said::said;
use super::{Forms, Words};
use crate::status::{Closed, MAX_ASKED, ReferralView, ViewedFeedback};
use maud::{Markup, html};

/// How the page is connected with the endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Nothing has come yet.
    #[default]
    Waiting,
    /// What is shown is up to date.
    Up,
    /// The endpoint does not answer. It is asked again.
    Cut,
    /// The endpoint refuses to answer, for the reason in this sentence.
    Refused(String),
}

/// What the page shows.
pub struct StatusPage<'a> {
    /// How it is connected.
    pub link: &'a Link,
    /// The referrals, the newest first.
    pub views: &'a [ReferralView],
    /// What was said of programs, the newest first.
    pub feedback: &'a [ViewedFeedback],
    /// What is going on in the forms of each.
    pub forms: &'a dyn Fn(&ReferralView) -> Forms,
    /// What was asked for and is not shown.
    pub closed: &'a [Closed],
    /// How many referrals this browser has sent. `None` if the page shows those of a partner who is signed in.
    pub sent: Option<usize>,
    /// What has just happened, for those who do not see it.
    pub news: &'a str,
}

/// The page.
#[must_use]
pub fn status_page(page: &StatusPage<'_>, words: &Words<'_>) -> String {
    let is_empty = page.views.is_empty();
    // These have a card, which says so itself.
    let closed = page
        .closed
        .iter()
        .filter(|closed| page.views.iter().all(|view| Some(&view.referral) != closed.referral.as_ref()));
    let closed: Vec<&Closed> = closed.collect();
    html! {
        div class="intro" {
            h2 { (words.say("your-referrals")) }
            p id="link" class="hint" role="status" { (link(page, words)) }
        }
        p id="news" class="hidden" role="status" { (page.news) }
        @if let Link::Refused(why) = page.link { p id="refused" class="failure" role="alert" { (why) } }
        @if is_empty && closed.is_empty() && page.feedback.is_empty() && *page.link == Link::Up {
            p id="empty" { (words.say(if page.sent.is_some() { "none-sent" } else { "no-referrals" })) }
        }
        @if !is_empty {
            ul id="referrals" class="referrals" role="list" {
                @for view in page.views { (referral_card(view, &(page.forms)(view), words)) }
            }
        }
        @if !closed.is_empty() {
            ul id="closed" class="referrals" role="list" {
                @for closed in closed { (not_shown(closed, page.sent.is_some(), words)) }
            }
        }
        @if !page.feedback.is_empty() {
            section id="said" {
                h2 { (words.say("you-said")) }
                (said(page.feedback, true, words))
            }
        }
        @if page.sent.is_some_and(|sent| sent >= MAX_ASKED) {
            p id="only-newest" class="hint" { (words.with("only-newest", "count", &MAX_ASKED.to_string())) }
        }
    }
    .into_string()
}

/// How the page is connected, in words. If all is well, nothing needs to be said.
fn link(page: &StatusPage<'_>, words: &Words<'_>) -> String {
    match page.link {
        Link::Waiting if page.views.is_empty() => words.say("loading-referrals"),
        Link::Cut => words.say("not-connected"),
        Link::Waiting | Link::Up | Link::Refused(_) => String::new(),
    }
}

/// A referral that the endpoint does not show, with the reason.
fn not_shown(closed: &Closed, is_kept: bool, words: &Words<'_>) -> Markup {
    html! {
        @match &closed.referral {
            Some(id) => li class="card" id={ "r-" (id) } {
                p { (closed.said) }
                p class="hint" { (words.with("reference", "referral", &isolated(id))) }
                @if is_kept { (forget(id, words)) }
            },
            None => li class="card" { p { (closed.said) } },
        }
    }
}
