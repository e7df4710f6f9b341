//! One element: what it shows, and what the partner does in it.

use super::draw::draw;
use super::feed::Feed;
use super::known::Listening;
use super::source::Source;
use super::texts::Texts;
use super::values::object;
use crate::markup::status::{Forms, Link, Refusal, StatusPage, Words, status_page};
use crate::status::{Change, PartnerCommand, ReferralView};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::Date;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Element, Event, HtmlElement, HtmlTextAreaElement, ShadowRoot};

/// The part of the shadow root for the referrals.
const PLACE: &str = ".widget";

/// Marks what is shown if it may be another partner's.
const UNSURE: &str = "data-unsure";

/// No timer waits longer (HTML, timers are 32 bits wide).
const LONGEST_TIMER_MS: f64 = 2_147_483_647.0;

/// A `<referral-status>` that is in a page. It ends when it is dropped.
pub struct StatusElement {
    me: Weak<StatusElement>,
    host: HtmlElement,
    root: ShadowRoot,
    /// The part of the shadow root whose contents are drawn.
    place: Element,
    texts: Texts,
    feed: Rc<Feed>,
    doing: RefCell<Doing>,
    /// What is shown.
    drawn: RefCell<String>,
    /// Draws again when a countdown changes.
    tick: RefCell<Option<Timeout>>,
    listeners: RefCell<(Option<Listening>, Vec<EventListener>)>,
}

/// What the partner is doing, each with the referral.
#[derive(Default)]
struct Doing {
    on_its_way: Vec<(String, PartnerCommand)>,
    to_confirm: Option<(String, PartnerCommand)>,
    refused: Option<(String, Refusal)>,
    /// What has just happened.
    news: String,
}

impl StatusElement {
    /// Shows the referrals of a source in the element's shadow root. `None` if that has no part for them.
    pub fn new(host: HtmlElement, source: Source, texts: Texts) -> Option<Rc<Self>> {
        let root = host.shadow_root()?;
        let place = root.query_selector(PLACE).ok()??;
        let feed = Feed::of(source);
        let element = Rc::new_cyclic(|me| StatusElement {
            me: me.clone(),
            host,
            root,
            place,
            texts,
            feed: feed.clone(),
            doing: RefCell::default(),
            drawn: RefCell::default(),
            tick: RefCell::default(),
            listeners: RefCell::default(),
        });
        let me = element.me.clone();
        let listening = feed.known().listen(Rc::new(move |changes| {
            if let Some(element) = me.upgrade() {
                element.hear(changes);
            }
        }));
        let on = |name: &'static str, act: fn(&StatusElement, &Event)| {
            let me = element.me.clone();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element.root, name, options, move |event| {
                if let Some(element) = me.upgrade() {
                    act(&element, event);
                }
            })
        };
        let events = vec![on("submit", StatusElement::submitted), on("click", StatusElement::clicked)];
        *element.listeners.borrow_mut() = (Some(listening), events);
        element.draw();
        Some(element)
    }

    fn hear(&self, changes: &[Change]) {
        if let [change, ..] = changes {
            let news = self.feed.known().board().view(&change.referral).map(|view| {
                let company = view.company.clone().unwrap_or_else(|| self.texts.say("no-company", &[]));
                format!("{company}: {}", view.status_said)
            });
            self.doing.borrow_mut().news = news.unwrap_or_default();
        }
        self.draw();
        for change in changes {
            self.dispatch(change);
        }
    }

    /// Tells the page that a referral has changed.
    fn dispatch(&self, change: &Change) {
        let status = change.status.map_or(JsValue::NULL, |status| status.as_str().into());
        let stage = change.stage.as_ref().map_or(JsValue::NULL, Into::into);
        let detail = object(&[("referral", (&change.referral).into()), ("status", status), ("stage", stage)]);
        let options = CustomEventInit::new();
        options.set_bubbles(true);
        options.set_composed(true);
        options.set_detail(&detail);
        if let Ok(event) = CustomEvent::new_with_event_init_dict("referral-status-changed", &options) {
            // It fails only for an event that is being dispatched already.
            let _ = self.host.dispatch_event(&event);
        }
    }

    fn draw(&self) {
        if let Some(words) = self.words_beside_what_was_shown() {
            if let Some(link) = self.by_id("link") {
                link.set_text_content(Some(&words));
            }
            return;
        }
        let _ = self.place.remove_attribute(UNSURE);
        let (markup, changes_in_ms) = self.markup();
        if *self.drawn.borrow() != markup {
            let focused = self.focused_referral();
            draw(&self.place, &markup);
            *self.drawn.borrow_mut() = markup;
            // What had the focus is gone: the referral's heading gets it.
            if let (Some(referral), None) = (focused, self.root.active_element()) {
                self.focus(&format!("h-{referral}"));
            }
        }
        let me = self.me.clone();
        let tick = changes_in_ms.is_finite().then(|| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is not below 0")]
            let ms = changes_in_ms.min(LONGEST_TIMER_MS).ceil() as u32;
            Timeout::new(ms, move || {
                if let Some(element) = me.upgrade() {
                    element.draw();
                }
            })
        });
        *self.tick.borrow_mut() = tick;
    }

    /// After the element was moved, or its language has changed, nothing may have come yet. Then what was shown before
    /// stays, with all that was typed in it. Returns the words that are shown beside it.
    fn words_beside_what_was_shown(&self) -> Option<String> {
        let known = self.feed.known();
        let is_shown = self.place.query_selector(".referral").is_ok_and(|found| found.is_some());
        let is_first = self.drawn.borrow().is_empty();
        if !is_first || !known.board().is_empty() || known.is_empty() || !is_shown {
            return None;
        }
        match &*known.link() {
            Link::Waiting => Some(String::new()),
            Link::Cut if !self.place.has_attribute(UNSURE) => Some(self.texts.say("not-connected", &[])),
            Link::Cut | Link::Up | Link::Refused(_) => None,
        }
    }

    /// Returns the markup, and how long it is true, in milliseconds.
    fn markup(&self) -> (String, f64) {
        let changes_in_ms = Cell::new(f64::INFINITY);
        let now = Date::now();
        let words = Words {
            say: &|key, values| self.texts.say(key, values),
            time: &|at| self.texts.time(at),
            day: &|day| self.texts.day(day),
            left: &|at| {
                let (left, ms) = self.texts.left(at, now);
                changes_in_ms.set(changes_in_ms.get().min(ms));
                left
            },
        };
        let (board, link, doing) = (self.feed.known().board(), self.feed.known().link(), self.doing.borrow());
        let sent = self.feed.sent();
        let is_typed = |referral: &str, command| !self.typed(referral, command).is_empty();
        let forms = |view: &ReferralView| {
            let referral = view.referral.clone();
            let of = |named: &[(String, PartnerCommand)]| {
                named.iter().filter(|(id, _)| *id == referral).map(|(_, command)| *command).collect()
            };
            let closed = board.closed().iter().find(|closed| closed.referral.as_ref() == Some(&referral));
            Forms {
                is_alone: board.views().len() == 1,
                can_be_forgotten: sent.is_some(),
                closed: closed.map(|closed| closed.said.clone()),
                on_its_way: of(&doing.on_its_way),
                to_confirm: of(doing.to_confirm.as_slice()),
                refused: doing.refused.as_ref().filter(|(id, _)| *id == referral).map(|(_, it)| it.clone()),
                typed: PartnerCommand::WORDS
                    .into_iter()
                    .map(|(_, command)| command)
                    .filter(|command| is_typed(&referral, *command))
                    .collect(),
            }
        };
        let page = StatusPage {
            link: &link,
            views: board.views(),
            feedback: board.feedback(),
            forms: &forms,
            closed: board.closed(),
            sent,
            news: &doing.news,
        };
        (status_page(&page, &words), changes_in_ms.get())
    }

    /// A form was sent.
    fn submitted(&self, event: &Event) {
        event.prevent_default();
        let Some((command, referral)) = event.target().and_then(|target| named(target.unchecked_ref()))
        else {
            return;
        };
        let Some(command) = PartnerCommand::from_word(&command) else { return };
        let this = (referral.clone(), command);
        if self.doing.borrow().on_its_way.contains(&this) {
            return;
        }
        let message = self.typed(&referral, command);
        if command == PartnerCommand::Withdraw {
            if self.doing.borrow().to_confirm.as_ref() != Some(&this) {
                self.doing.borrow_mut().to_confirm = Some(this);
                self.draw();
                return self.focus(&format!("no-{}-{referral}", command.as_str()));
            }
        } else if message.is_empty() {
            let why = self.texts.say("partner-text-missing", &[]);
            return self.answered(&referral, command, &message, Some(Refusal { command, why }));
        }
        {
            let mut doing = self.doing.borrow_mut();
            doing.on_its_way.push(this);
            (doing.to_confirm, doing.refused, doing.news) = (None, None, String::new());
        }
        self.draw();
        let me = self.me.clone();
        let (of, typed) = (referral.clone(), message.clone());
        let then = move |refusal| {
            if let Some(element) = me.upgrade() {
                element.answered(&of, command, &typed, refusal);
            }
        };
        let message = Some(message.as_str()).filter(|message| !message.is_empty());
        self.feed.command(&referral, command, message, self.texts.say("not-sent", &[]), then);
    }

    /// A command was done, or refused.
    fn answered(&self, referral: &str, command: PartnerCommand, sent: &str, refusal: Option<Refusal>) {
        let id = format!("{}-{referral}", command.as_str());
        let (is_refused, was_here) = (refusal.is_some(), self.is_focus_at(&id));
        // What was written meanwhile stays.
        if !is_refused && self.typed(referral, command) == sent {
            if let Some(area) = self.area(&id) {
                area.set_value("");
            }
            if let Some(details) = self.by_id(&id) {
                let _ = details.remove_attribute("open");
            }
        }
        {
            let mut doing = self.doing.borrow_mut();
            doing.on_its_way.retain(|(other, it)| other != referral || *it != command);
            doing.news = if is_refused { String::new() } else { self.texts.say("command-done", &[]) };
            doing.refused = refusal.map(|refusal| (referral.to_string(), refusal));
        }
        self.draw();
        if was_here {
            self.focus(&if is_refused { format!("t-{id}") } else { format!("h-{referral}") });
        }
    }

    /// A button was pressed that sends no form.
    fn clicked(&self, event: &Event) {
        let button = event
            .target()
            .and_then(|target| target.dyn_ref::<Element>()?.closest("button[data-do]").ok().flatten());
        let Some((act, referral)) = button.and_then(|button| named(&button)) else { return };
        match act.as_str() {
            "forget" => self.feed.forget(&referral),
            "keep" => {
                self.doing.borrow_mut().to_confirm = None;
                self.draw();
                self.focus(&format!("do-withdraw-{referral}"));
            }
            _ => {}
        }
    }

    /// What the partner has written for a command.
    fn typed(&self, referral: &str, command: PartnerCommand) -> String {
        let area = self.area(&format!("{}-{referral}", command.as_str()));
        area.map(|area| area.value().trim().to_string()).unwrap_or_default()
    }

    fn area(&self, id: &str) -> Option<HtmlTextAreaElement> {
        self.by_id(&format!("t-{id}"))?.dyn_into().ok()
    }

    fn by_id(&self, id: &str) -> Option<Element> {
        self.root.get_element_by_id(id)
    }

    fn focus(&self, id: &str) {
        if let Some(element) = self.by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    }

    /// True if the focus is in that part, or nowhere.
    fn is_focus_at(&self, id: &str) -> bool {
        let document = self.host.owner_document();
        let active = document.and_then(|document| Some((document.active_element()?, document.body()?)));
        match self.root.active_element() {
            Some(active) => self.by_id(id).is_some_and(|part| part.contains(Some(&active))),
            None => active.is_none_or(|(active, body)| active == *body),
        }
    }

    /// The referral in which the focus is.
    fn focused_referral(&self) -> Option<String> {
        let card = self.root.active_element()?.closest("li.referral").ok()??;
        card.id().strip_prefix("r-").map(Into::into)
    }
}

/// What an element does, and with which referral.
fn named(element: &Element) -> Option<(String, String)> {
    Some((element.get_attribute("data-do")?, element.get_attribute("data-referral")?))
}
