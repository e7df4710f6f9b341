//! The referrals of a source, for all elements of the page that show them.

use super::connection::Connection;
use super::kept;
use super::known::Known;
use super::requests::{Failure, ask, run_to_end};
use super::source::Source;
use super::values::text;
use crate::markup::status::Refusal;
use crate::status::{FEEDBACK_LIST, PartnerCommand, SENT_LIST};
use gloo_events::EventListener;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use web_sys::{Event, EventTarget, VisibilityState};

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Feed>>> = const { RefCell::new(Vec::new()) };
}

/// The referrals of a source, up to date as long as somebody holds this.
pub struct Feed {
    me: Weak<Feed>,
    known: Rc<Known>,
    connection: Rc<Connection>,
    /// The events of the page that matter.
    page: RefCell<Vec<EventListener>>,
}

impl Feed {
    /// Returns the feed of a source. Elements of the page that show the same share it.
    pub fn of(source: Source) -> Rc<Feed> {
        let open = FEEDS.with_borrow_mut(|feeds| {
            feeds.retain(|feed| feed.strong_count() > 0);
            feeds.iter().filter_map(Weak::upgrade).find(|feed| *feed.known.source() == source)
        });
        open.unwrap_or_else(|| {
            let known = Known::new(source);
            let connection = Connection::open(known.clone());
            let feed =
                Rc::new_cyclic(|me| Feed { me: me.clone(), known, connection, page: RefCell::default() });
            FEEDS.with_borrow_mut(|feeds| feeds.push(Rc::downgrade(&feed)));
            *feed.page.borrow_mut() = feed.listen_to_page();
            feed
        })
    }

    /// What is known of the referrals.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// How many referrals this browser has sent. `None` if those of a partner are shown.
    pub fn sent(&self) -> Option<usize> {
        self.known.source().partner.is_none().then(|| self.known.sent().len())
    }

    /// Removes a referral from the list in this browser.
    pub fn forget(&self, referral: &str) {
        kept::forget(&self.known.source().endpoint, referral);
        self.look_at_list();
    }

    fn listen_to_page(&self) -> Vec<EventListener> {
        let Some(window) = web_sys::window() else { return Vec::new() };
        let Some(document) = window.document() else { return Vec::new() };
        let on = |target: &EventTarget, name: &'static str, act: fn(&Feed, &Event)| {
            let me = self.me.clone();
            EventListener::new(target, name, move |event| {
                if let Some(feed) = me.upgrade() {
                    act(&feed, event);
                }
            })
        };
        vec![
            on(&window, "pagehide", |feed, _| feed.connection.stop()),
            on(&window, "pageshow", |feed, _| {
                feed.known.look_at_list();
                feed.connection.start();
            }),
            on(&window, "online", |feed, _| feed.connection.refresh()),
            on(&window, "offline", |feed, _| feed.connection.cut()),
            on(&document, "visibilitychange", |feed, _| feed.seen()),
            on(&window, "storage", |feed, event| {
                // Without a name, all was removed.
                if text(event, "key").is_none_or(|name| name == SENT_LIST || name == FEEDBACK_LIST) {
                    feed.look_at_list();
                }
            }),
            // The form of this page has sent a referral. A page hears nothing of what it stores itself.
            on(&window, "referral-submitted", |feed, _| feed.look_at_list()),
        ]
    }

    /// The page is seen again, or is out of sight.
    fn seen(&self) {
        let document = web_sys::window().and_then(|window| window.document());
        if document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible) {
            self.look_at_list();
            self.connection.refresh();
            self.known.tell(&[]);
        }
    }

    fn look_at_list(&self) {
        if self.known.look_at_list() {
            self.connection.ask_anew();
            self.known.tell(&[]);
        }
    }

    /// Does something with a referral. `then` takes the reason if it was not done. What became of the referral is shown
    /// already. `unreached` is the reason if there was no answer.
    pub fn command(
        &self,
        referral: &str,
        command: PartnerCommand,
        message: Option<&str>,
        unreached: String,
        then: impl FnOnce(Option<Refusal>) + 'static,
    ) {
        let source = self.known.source();
        let order = {
            let (sent, board) = (self.known.sent(), self.known.board());
            let sent = sent.iter().find(|sent| sent.referral == referral);
            let revision = board.view(referral).map_or(0, |view| view.revision);
            source.order((referral, revision), sent, command, message)
        };
        let me = self.me.clone();
        let answered = move |answer: Result<JsValue, Failure>| {
            let feed = me.upgrade();
            let refusal = match answer {
                Ok(view) => {
                    if let Some(feed) = feed {
                        feed.connection.pass_on("referral", &view);
                        feed.known.show(&view);
                    }
                    None
                }
                Err(Failure { detail, .. }) => {
                    // Something may have happened that this page has not heard of yet.
                    if let Some(feed) = feed.filter(|_| detail.is_some()) {
                        feed.connection.ask_anew();
                    }
                    Some(Refusal { command, why: detail.unwrap_or(unreached) })
                }
            };
            then(refusal);
        };
        let route = source.route("commands");
        run_to_end(|signal| ask(route, order, signal), answered);
    }
}
