//! How a page stays up to date with an endpoint.
//!
//! Of the tabs that show the same, one **leads**. It asks the endpoint: by a stream, or again and again where no stream
//! comes through. It passes on what it hears. The other tabs ask only at first, and when they hear nothing for a while.

use super::known::Known;
use super::requests::{Failure, Request, ask};
use super::stream;
use super::tabs::{Channel, Lock};
use super::values::{get, object, text};
use crate::markup::status::Link;
use crate::status::{Attempts, StreamEvent, Way};
use gloo_timers::callback::Timeout;
use js_sys::{Date, JSON, Math};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

/// A stream that is silent for so long is cut. An endpoint sends a sign of life every 15 seconds.
const SILENCE_MS: u32 = 45_000;
/// A stream that brings nothing at first may be held back by a proxy. Meanwhile single requests take its place, after
/// the first pause and after the others.
const HELD_BACK_MS: [u32; 2] = [4_000, 15_000];
/// A stream that lived so long was worth opening. If one ends earlier, the next comes after a longer pause.
const LIVED_MS: f64 = 10_000.0;
/// How long a new tab waits for the lock before it asks by itself.
const LOCK_MS: u32 = 200;
/// A tab that leads and says nothing for so long may be asleep. Then the others ask by themselves.
const ASLEEP_MS: u32 = 60_000;
/// What was heard so recently is up to date, also after a page was out of sight.
const RECENT_MS: f64 = 20_000.0;

/// The connection of a page with an endpoint. It ends when it is dropped.
pub struct Connection {
    me: Weak<Connection>,
    known: Rc<Known>,
    tabs: RefCell<Tabs>,
    asking: RefCell<Asking>,
    attempts: RefCell<Attempts>,
    is_leading: Cell<bool>,
    /// True if this tab has heard of all its referrals since it began.
    is_informed: Cell<bool>,
    /// When the stream has first brought something, in milliseconds since 1970.
    fruitful_since: Cell<Option<f64>>,
    /// When something was last heard, in milliseconds since 1970.
    heard_at: Cell<f64>,
}

/// What connects this tab with others.
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

impl Connection {
    /// Connects a page.
    pub fn open(known: Rc<Known>) -> Rc<Connection> {
        let connection = Rc::new_cyclic(|me| Connection {
            me: me.clone(),
            known,
            tabs: RefCell::default(),
            asking: RefCell::default(),
            attempts: RefCell::default(),
            is_leading: Cell::default(),
            is_informed: Cell::default(),
            fruitful_since: Cell::default(),
            heard_at: Cell::default(),
        });
        connection.start();
        connection
    }

    /// Returns a function that does something with the connection, if it is still there.
    fn later<Given: 'static>(&self, act: impl Fn(&Self, Given) + 'static) -> impl Fn(Given) + 'static {
        let me = self.me.clone();
        move |given| {
            if let Some(connection) = me.upgrade() {
                act(&connection, given);
            }
        }
    }

    fn after(&self, ms: u32, act: fn(&Self)) -> Timeout {
        let act = self.later(move |connection, ()| act(connection));
        Timeout::new(ms, move || act(()))
    }

    /// Begins to ask, or to listen to the tab that does.
    pub fn start(&self) {
        if self.tabs.borrow().channel.is_some() || self.is_leading.get() {
            return;
        }
        let name = self.known.source().name();
        let channel = Channel::open(&name, self.later(|connection, message| connection.hear_tab(&message)));
        let lead = self.later(|connection, ()| connection.lead(Attempts::default()));
        let alone = self.later(|connection, ()| connection.lead(Attempts::without_streams()));
        let lock = channel.as_ref().and_then(|_| Lock::request(&name, move || lead(()), move || alone(())));
        if lock.is_none() {
            return self.lead(Attempts::without_streams());
        }
        *self.tabs.borrow_mut() = Tabs { channel, _lock: lock };
        self.asking.borrow_mut().next = Some(self.after(LOCK_MS, Connection::ask));
    }

    /// Ends all that is going on, as a page must that the browser keeps for the way back.
    pub fn stop(&self) {
        self.is_leading.set(false);
        self.is_informed.set(false);
        let ended = (self.asking.take(), self.tabs.take());
        drop(ended);
    }

    fn lead(&self, attempts: Attempts) {
        self.is_leading.set(true);
        *self.attempts.borrow_mut() = attempts;
        self.ask();
    }

    /// After sleep, or a page that was out of sight, what is shown may be old.
    pub fn refresh(&self) {
        if *self.known.link() != Link::Up || Date::now() - self.heard_at.get() > RECENT_MS {
            self.ask();
        }
    }

    /// The browser is offline.
    pub fn cut(&self) {
        self.lose(&Failure::default());
        self.ask();
    }

    /// The list in this browser is another.
    pub fn ask_anew(&self) {
        self.is_informed.set(false);
        self.ask();
    }

    /// Asks now, in the way that is likely to succeed.
    fn ask(&self) {
        let before = self.asking.take();
        drop(before);
        if self.known.is_empty() {
            self.is_informed.set(true);
            self.known.set_link(Link::Up);
            return;
        }
        let way = self.attempts.borrow().way();
        if self.is_leading.get() && way == Way::Stream { self.open_stream() } else { self.ask_once() }
    }

    fn open_stream(&self) {
        self.fruitful_since.set(None);
        let heard = self.later(|connection, events: Vec<StreamEvent>| connection.hear_stream(events));
        let ended = self.later(|connection, failure: Failure| connection.stream_ended(&failure));
        let stream = stream::open(self.known.source().route("stream"), self.known.question(), heard, ended);
        let mut asking = self.asking.borrow_mut();
        asking.stream = stream;
        asking.silence = Some(self.after(SILENCE_MS, Connection::stream_silent));
        asking.next = Some(self.after(HELD_BACK_MS[0], Connection::ask_once));
    }

    fn hear_stream(&self, events: Vec<StreamEvent>) {
        self.heard_at.set(Date::now());
        self.asking.borrow_mut().silence = Some(self.after(SILENCE_MS, Connection::stream_silent));
        for event in events {
            let Ok(data) = JSON::parse(&event.data) else { continue };
            match event.name.as_str() {
                "referrals" => {
                    self.fruitful_since.set(Some(Date::now()));
                    self.attempts.borrow_mut().stream_came();
                    let waiting = {
                        let mut asking = self.asking.borrow_mut();
                        (asking.next.take(), asking.single.take())
                    };
                    drop(waiting);
                    self.take_all(&data);
                }
                "referral" => {
                    self.pass_on("referral", &data);
                    self.known.show(&data);
                }
                _ => {}
            }
        }
        if self.fruitful_since.get().is_some() {
            self.pass_on("link", &"up".into());
        }
    }

    fn stream_silent(&self) {
        self.stream_ended(&Failure::default());
    }

    fn stream_ended(&self, failure: &Failure) {
        let now = Date::now();
        match self.fruitful_since.take() {
            None => self.attempts.borrow_mut().failed(Way::Stream),
            Some(since) => self.attempts.borrow_mut().stream_ended(now - since > LIVED_MS),
        }
        // Where the stream brings nothing, single requests may have succeeded meanwhile.
        let is_recent = now - self.heard_at.get() < RECENT_MS && self.asking.borrow().next.is_some();
        if !is_recent {
            self.lose(failure);
        }
        self.ask_later(failure);
    }

    /// Asks by a single request: as the one who leads, or for this tab alone.
    fn ask_once(&self) {
        let answered = self.later(|connection, answer: Result<JsValue, Failure>| match answer {
            Ok(answer) => connection.answered(&answer),
            Err(failure) => connection.not_answered(&failure),
        });
        let (route, question) = (self.known.source().route("referrals"), self.known.question());
        let single = Request::run(true, |signal| ask(route, question, signal), answered);
        self.asking.borrow_mut().single = single;
    }

    fn answered(&self, answer: &JsValue) {
        self.heard_at.set(Date::now());
        self.take_all(answer);
        if self.is_streaming() {
            let next = self.after(HELD_BACK_MS[1], Connection::ask_once);
            self.asking.borrow_mut().next = Some(next);
            return;
        }
        self.attempts.borrow_mut().poll_came();
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
        let is_listening = !self.is_leading.get() && self.is_informed.get() && *self.known.link() == Link::Up;
        let pause = self.attempts.borrow().pause_ms(Math::random(), failure.retry_after);
        let pause = if is_listening { ASLEEP_MS } else { pause };
        self.asking.borrow_mut().next = Some(self.after(pause, Connection::ask));
    }

    fn lose(&self, failure: &Failure) {
        let why = failure.detail.clone().filter(|_| failure.is_refusal());
        if self.known.set_link(why.map_or(Link::Cut, Link::Refused)) {
            self.pass_on("link", &"cut".into());
        }
    }

    fn take_all(&self, answer: &JsValue) {
        self.is_informed.set(true);
        self.pass_on("referrals", answer);
        self.known.show_all(answer);
    }

    /// Tells the other tabs.
    pub fn pass_on(&self, name: &str, what: &JsValue) {
        if let Some(channel) = &self.tabs.borrow().channel {
            channel.tell(&object(&[(name, what.clone())]));
        }
    }

    /// Hears what another tab has heard.
    fn hear_tab(&self, message: &JsValue) {
        self.known.show(&get(message, "referral"));
        if self.is_leading.get() {
            // From a tab that does not lead, only a referral is news: the answer to a command.
            return;
        }
        let all = get(message, "referrals");
        if all.is_object() {
            self.is_informed.set(true);
            self.known.show_all(&all);
        }
        if !self.is_informed.get() {
            return;
        }
        self.heard_at.set(Date::now());
        let link = if text(message, "link").as_deref() == Some("cut") { Link::Cut } else { Link::Up };
        self.known.set_link(link);
        let asking = self.asking.take();
        drop(asking);
        self.asking.borrow_mut().next = Some(self.after(ASLEEP_MS, Connection::ask));
    }
}
