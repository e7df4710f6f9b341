//! What all elements of the page know of an endpoint's referrals, and how they stay up to date.
//!
//! A feed that **leads** asks the endpoint: by a stream, or again and again where no stream comes through. The other
//! tabs listen to it, and ask only at first, and when they hear nothing for a while.

use super::kept;
use super::read;
use super::requests::{Failure, Request, ask, run_to_end};
use super::source::Source;
use super::stream;
use super::tabs::{Channel, Lock};
use super::values::{get, object, text};
use crate::markup::status::{Link, Refusal};
use crate::status::{Attempts, Board, Change, PartnerCommand, SentReferral, StreamEvent, Way};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Date, JSON, Math};
use std::cell::{Cell, Ref, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use web_sys::VisibilityState;

/// A stream that is silent for so long is cut. An endpoint sends a sign of life every 15 seconds.
const SILENCE_MS: u32 = 45_000;
/// A stream that brings nothing at first may be held back by a proxy. Meanwhile single requests take its place, after
/// the first pause and after the others.
const HELD_BACK_MS: [u32; 2] = [4_000, 15_000];
/// How long a new tab waits for the lock before it asks by itself.
const LOCK_MS: u32 = 200;
/// A tab that leads and says nothing for so long may be asleep. Then the others ask by themselves.
const ASLEEP_MS: u32 = 60_000;
/// What was heard so recently is up to date, also after a page was out of sight.
const RECENT_MS: f64 = 20_000.0;

/// Hears of news: of the referrals that have changed, or of anything else to show.
type Listener = Rc<dyn Fn(&[Change])>;

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Feed>>> = const { RefCell::new(Vec::new()) };
}

/// The referrals of a source.
pub struct Feed {
    me: Weak<Feed>,
    source: Source,
    board: RefCell<Board>,
    link: RefCell<Link>,
    sent: RefCell<Vec<SentReferral>>,
    listeners: RefCell<Vec<(u32, Listener)>>,
    /// The events of the page that matter.
    page: RefCell<Vec<EventListener>>,
    tabs: RefCell<Tabs>,
    asking: RefCell<Asking>,
    attempts: RefCell<Attempts>,
    is_leading: Cell<bool>,
    /// True if the stream has brought something.
    is_fruitful: Cell<bool>,
    /// When something was last heard, in milliseconds since 1970.
    heard_at: Cell<f64>,
}

/// What connects the feed with other tabs.
#[derive(Default)]
struct Tabs {
    channel: Option<Channel>,
    _lock: Option<Lock>,
}

/// What is going on. Each part ends when it is dropped.
#[derive(Default)]
struct Asking {
    stream: Option<Request>,
    silence: Option<Timeout>,
    single: Option<Request>,
    next: Option<Timeout>,
}

/// An element that listens to a feed, until this is dropped.
pub struct Listening {
    feed: Rc<Feed>,
    id: u32,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.feed.listeners.borrow_mut().retain(|(id, _)| *id != self.id);
    }
}

impl Feed {
    /// Returns the feed of a source. Elements of the page that show the same share it.
    pub fn of(source: Source) -> Rc<Feed> {
        let known = FEEDS.with_borrow_mut(|feeds| {
            feeds.retain(|feed| feed.strong_count() > 0);
            feeds.iter().filter_map(Weak::upgrade).find(|feed| feed.source == source)
        });
        known.unwrap_or_else(|| {
            let feed = Rc::new_cyclic(|me| Feed {
                me: me.clone(),
                source,
                board: RefCell::default(),
                link: RefCell::default(),
                sent: RefCell::default(),
                listeners: RefCell::default(),
                page: RefCell::default(),
                tabs: RefCell::default(),
                asking: RefCell::default(),
                attempts: RefCell::default(),
                is_leading: Cell::default(),
                is_fruitful: Cell::default(),
                heard_at: Cell::default(),
            });
            FEEDS.with_borrow_mut(|feeds| feeds.push(Rc::downgrade(&feed)));
            feed.listen_to_page();
            feed.start();
            feed
        })
    }

    /// Calls `listener` whenever there is something new to show.
    pub fn listen(&self, listener: Listener) -> Option<Listening> {
        let feed = self.me.upgrade()?;
        let id = self.listeners.borrow().last().map_or(0, |(id, _)| id + 1);
        self.listeners.borrow_mut().push((id, listener));
        Some(Listening { feed, id })
    }

    /// The referrals.
    pub fn board(&self) -> Ref<'_, Board> {
        self.board.borrow()
    }

    /// How the page is connected with the endpoint.
    pub fn link(&self) -> Ref<'_, Link> {
        self.link.borrow()
    }

    /// How many referrals this browser has sent. `None` if those of a partner are shown.
    pub fn sent(&self) -> Option<usize> {
        self.source.partner.is_none().then(|| self.sent.borrow().len())
    }

    /// Removes a referral from the list in this browser.
    pub fn forget(&self, referral: &str) {
        kept::forget(&self.source.endpoint, referral);
        self.look_at_list();
    }

    fn tell(&self, changes: &[Change]) {
        // A listener may drop others.
        let listeners: Vec<Listener> = self.listeners.borrow().iter().map(|(_, it)| it.clone()).collect();
        listeners.iter().for_each(|listener| listener(changes));
    }

    /// Returns a function that does something with the feed, if it is still there.
    fn later<Given: 'static>(&self, act: impl Fn(&Feed, Given) + 'static) -> impl Fn(Given) + 'static {
        let me = self.me.clone();
        move |given| {
            if let Some(feed) = me.upgrade() {
                act(&feed, given);
            }
        }
    }

    fn after(&self, ms: u32, act: impl Fn(&Feed) + 'static) -> Timeout {
        let act = self.later(move |feed, ()| act(feed));
        Timeout::new(ms, move || act(()))
    }

    fn listen_to_page(&self) {
        let Some(window) = web_sys::window() else { return };
        let Some(document) = window.document() else { return };
        let on = |target: &web_sys::EventTarget, name: &'static str, act: fn(&Feed)| {
            let act = self.later(move |feed, ()| act(feed));
            EventListener::new(target, name, move |_| act(()))
        };
        *self.page.borrow_mut() = vec![
            on(&window, "pagehide", Feed::stop),
            on(&window, "pageshow", Feed::start),
            on(&window, "online", Feed::refresh),
            on(&window, "offline", Feed::cut),
            on(&document, "visibilitychange", Feed::refresh),
            on(&window, "storage", Feed::look_at_list),
            // The form of this page has sent a referral. A page hears nothing of what it stores itself.
            on(&window, "referral-submitted", Feed::look_at_list),
        ];
    }

    /// Begins to ask, or to listen to the tab that does.
    fn start(&self) {
        if self.tabs.borrow().channel.is_some() || self.is_leading.get() {
            return;
        }
        if self.source.partner.is_none() {
            *self.sent.borrow_mut() = kept::sent(&self.source.endpoint);
        }
        let name = self.source.name();
        let channel = Channel::open(&name, self.later(|feed, message| feed.hear_tab(&message)));
        let lead = self.later(|feed, ()| feed.lead(Attempts::default()));
        let alone = self.later(|feed, ()| feed.lead(Attempts::without_streams()));
        let lock = channel.as_ref().and_then(|_| Lock::request(&name, move || lead(()), move || alone(())));
        match lock {
            Some(lock) => {
                *self.tabs.borrow_mut() = Tabs { channel, _lock: Some(lock) };
                self.asking.borrow_mut().next = Some(self.after(LOCK_MS, Feed::ask_once));
            }
            None => self.lead(Attempts::without_streams()),
        }
    }

    /// Ends all that is going on, as a page must that the browser keeps for the way back.
    fn stop(&self) {
        self.is_leading.set(false);
        let ended = (self.asking.take(), self.tabs.take());
        drop(ended);
    }

    fn lead(&self, attempts: Attempts) {
        self.is_leading.set(true);
        *self.attempts.borrow_mut() = attempts;
        self.ask();
    }

    /// Looks whether the list in this browser has changed.
    fn look_at_list(&self) {
        if self.source.partner.is_some() {
            return;
        }
        let sent = kept::sent(&self.source.endpoint);
        if *self.sent.borrow() == sent {
            return;
        }
        self.board.borrow_mut().retain(|referral| sent.iter().any(|it| it.referral == referral));
        *self.sent.borrow_mut() = sent;
        self.ask();
        self.tell(&[]);
    }

    /// After sleep, or a page that was out of sight, what is shown may be old.
    fn refresh(&self) {
        let is_visible = web_sys::window()
            .and_then(|window| window.document())
            .is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
        if !is_visible {
            return;
        }
        self.look_at_list();
        if *self.link.borrow() != Link::Up || Date::now() - self.heard_at.get() > RECENT_MS {
            self.ask();
        }
        self.tell(&[]);
    }

    /// The browser is offline.
    fn cut(&self) {
        self.set_link(Link::Cut);
        self.ask();
    }

    /// Asks now, in the way that is likely to succeed.
    fn ask(&self) {
        let before = self.asking.take();
        drop(before);
        if self.source.partner.is_none() && self.sent.borrow().is_empty() {
            self.set_link(Link::Up);
            return;
        }
        let way = self.attempts.borrow().way();
        if self.is_leading.get() && way == Way::Stream { self.open_stream() } else { self.ask_once() }
    }

    fn question(&self) -> String {
        self.source.question(&self.sent.borrow())
    }

    fn open_stream(&self) {
        self.is_fruitful.set(false);
        let heard = self.later(|feed: &Feed, events: Vec<StreamEvent>| feed.hear_stream(events));
        let ended = self.later(|feed: &Feed, failure: Failure| feed.stream_ended(&failure));
        let stream = stream::open(self.source.route("stream"), self.question(), heard, ended);
        let mut asking = self.asking.borrow_mut();
        asking.stream = stream;
        asking.silence = Some(self.after(SILENCE_MS, |feed| feed.stream_ended(&Failure::default())));
        asking.next = Some(self.after(HELD_BACK_MS[0], Feed::ask_once));
    }

    fn hear_stream(&self, events: Vec<StreamEvent>) {
        self.heard_at.set(Date::now());
        self.asking.borrow_mut().silence =
            Some(self.after(SILENCE_MS, |feed| feed.stream_ended(&Failure::default())));
        for event in events {
            let Ok(data) = JSON::parse(&event.data) else { continue };
            self.is_fruitful.set(true);
            match event.name.as_str() {
                "referrals" => {
                    self.attempts.borrow_mut().succeeded(Way::Stream);
                    let waiting = {
                        let mut asking = self.asking.borrow_mut();
                        (asking.next.take(), asking.single.take())
                    };
                    drop(waiting);
                    self.take_all(&data);
                }
                "referral" => self.take(data),
                _ => {}
            }
        }
        if self.is_fruitful.get() {
            self.pass_on("link", "up".into());
        }
    }

    fn stream_ended(&self, failure: &Failure) {
        let was_fruitful = self.is_fruitful.replace(false);
        if !was_fruitful {
            self.attempts.borrow_mut().failed(Way::Stream);
        }
        // Single requests may have succeeded meanwhile.
        if was_fruitful || Date::now() - self.heard_at.get() > RECENT_MS {
            self.lose(failure);
        }
        self.ask_later(failure);
    }

    /// Asks by a single request: as the one who leads, or for this tab alone.
    fn ask_once(&self) {
        let answered = self.later(|feed: &Feed, answer: Result<JsValue, Failure>| match answer {
            Ok(answer) => feed.answered(&answer),
            Err(failure) => feed.not_answered(&failure),
        });
        let (route, question) = (self.source.route("referrals"), self.question());
        let single = Request::run(true, |signal| ask(route, question, signal), answered);
        self.asking.borrow_mut().single = single;
    }

    fn answered(&self, answer: &JsValue) {
        self.heard_at.set(Date::now());
        self.take_all(answer);
        if self.is_streaming() {
            let next = self.after(HELD_BACK_MS[1], Feed::ask_once);
            self.asking.borrow_mut().next = Some(next);
            return;
        }
        self.attempts.borrow_mut().succeeded(Way::Poll);
        self.ask_later(&Failure::default());
    }

    fn not_answered(&self, failure: &Failure) {
        // What is wrong, the stream will find out, too.
        if self.is_streaming() {
            return;
        }
        self.attempts.borrow_mut().failed(Way::Poll);
        self.lose(failure);
        self.ask_later(failure);
    }

    fn is_streaming(&self) -> bool {
        self.asking.borrow().stream.is_some()
    }

    fn ask_later(&self, failure: &Failure) {
        let before = self.asking.take();
        drop(before);
        let is_heard = !self.is_leading.get() && *self.link.borrow() == Link::Up;
        let pause = self.attempts.borrow().pause_ms(Math::random(), failure.retry_after);
        let pause = if is_heard { ASLEEP_MS } else { pause };
        self.asking.borrow_mut().next = Some(self.after(pause, Feed::ask));
    }

    fn lose(&self, failure: &Failure) {
        let why = failure.detail.clone().filter(|_| failure.is_refusal());
        self.set_link(why.map_or(Link::Cut, Link::Refused));
    }

    fn set_link(&self, link: Link) {
        if *self.link.borrow() == link {
            return;
        }
        let is_cut = link == Link::Cut;
        *self.link.borrow_mut() = link;
        if is_cut {
            self.pass_on("link", "cut".into());
        }
        self.tell(&[]);
    }

    /// Takes all referrals, as the endpoint shows them now.
    fn take_all(&self, answer: &JsValue) {
        self.pass_on("referrals", answer.clone());
        self.show_all(answer);
    }

    fn show_all(&self, answer: &JsValue) {
        let views = read::views(answer);
        let changes = {
            let mut board = self.board.borrow_mut();
            let changes = board.take_all(views);
            if self.source.partner.is_none() {
                let sent = self.sent.borrow();
                board.retain(|referral| sent.iter().any(|it| it.referral == referral));
            }
            changes
        };
        *self.link.borrow_mut() = Link::Up;
        self.tell(&changes);
    }

    /// Takes a referral that has changed.
    fn take(&self, view: JsValue) {
        self.pass_on("referral", view.clone());
        self.show(&view);
    }

    fn show(&self, view: &JsValue) {
        let Some(view) = read::view(view) else { return };
        let change = self.board.borrow_mut().take(view);
        self.tell(change.as_slice());
    }

    /// Tells the other tabs.
    fn pass_on(&self, name: &str, what: JsValue) {
        if let Some(channel) = &self.tabs.borrow().channel {
            channel.tell(&object(&[(name, what)]));
        }
    }

    /// Hears what another tab has heard.
    fn hear_tab(&self, message: &JsValue) {
        if self.is_leading.get() {
            // Only the answer to a command comes from a tab that does not lead.
            return self.show(&get(message, "referral"));
        }
        self.heard_at.set(Date::now());
        let asking = self.asking.take();
        drop(asking);
        self.asking.borrow_mut().next = Some(self.after(ASLEEP_MS, Feed::ask));
        match text(message, "link").as_deref() {
            Some("cut") => self.set_link(Link::Cut),
            Some(_) => self.set_link(Link::Up),
            None => {
                let all = get(message, "referrals");
                if all.is_object() { self.show_all(&all) } else { self.show(&get(message, "referral")) }
            }
        }
    }

    /// Does something with a referral. `then` takes the refusal, if there is one; the referral is shown already.
    pub fn command(
        &self,
        referral: &str,
        command: PartnerCommand,
        message: Option<&str>,
        unreached: String,
        then: impl Fn(Option<Refusal>) + 'static,
    ) {
        let order = {
            let sent = self.sent.borrow();
            let sent = sent.iter().find(|sent| sent.referral == referral);
            let revision = self.board.borrow().view(referral).map_or(0, |view| view.revision);
            self.source.order((referral, revision), sent, command, message)
        };
        let answered = self.later(move |feed: &Feed, answer: Result<JsValue, Failure>| {
            let refusal = match answer {
                Ok(view) => {
                    feed.take(view);
                    None
                }
                Err(failure) => {
                    if failure.referral.is_object() {
                        feed.take(failure.referral);
                    }
                    Some(Refusal { command, why: failure.detail.unwrap_or_else(|| unreached.clone()) })
                }
            };
            then(refusal);
        });
        let route = self.source.route("commands");
        run_to_end(|signal| ask(route, order, signal), answered);
    }
}
