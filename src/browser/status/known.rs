//! What a page knows of the referrals of a source, and who is told when it changes.

use super::kept;
use super::read;
use super::source::Source;
use crate::markup::status::Link;
use crate::status::{Board, Change, SentReferral};
use std::cell::{Ref, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

/// Hears of news: of the referrals that have changed, or of anything else to show.
type Listener = Rc<dyn Fn(&[Change])>;

/// What is known.
pub struct Known {
    me: Weak<Known>,
    source: Source,
    board: RefCell<Board>,
    link: RefCell<Link>,
    sent: RefCell<Vec<SentReferral>>,
    feedback: RefCell<Vec<SentReferral>>,
    listeners: RefCell<Vec<(u32, Listener)>>,
}

/// Somebody who listens, until this is dropped.
pub struct Listening {
    known: Weak<Known>,
    id: u32,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(known) = self.known.upgrade() {
            known.listeners.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}

impl Known {
    /// Nothing is known yet but the list in this browser.
    pub fn new(source: Source) -> Rc<Known> {
        let known = Rc::new_cyclic(|me| Known {
            me: me.clone(),
            source,
            board: RefCell::default(),
            link: RefCell::default(),
            sent: RefCell::default(),
            feedback: RefCell::default(),
            listeners: RefCell::default(),
        });
        known.look_at_list();
        known
    }

    /// Whose referrals these are.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The referrals.
    pub fn board(&self) -> Ref<'_, Board> {
        self.board.borrow()
    }

    /// How the page is connected with the endpoint.
    pub fn link(&self) -> Ref<'_, Link> {
        self.link.borrow()
    }

    /// The referrals that this browser has sent. None if those of a partner are shown.
    pub fn sent(&self) -> Ref<'_, Vec<SentReferral>> {
        self.sent.borrow()
    }

    /// True if there is nothing to ask for.
    pub fn is_empty(&self) -> bool {
        self.source.partner.is_none() && self.sent.borrow().is_empty() && self.feedback.borrow().is_empty()
    }

    /// The request for these referrals.
    pub fn question(&self) -> String {
        self.source.question(&self.sent.borrow(), &self.feedback.borrow())
    }

    /// Calls `listener` whenever there is something new to show.
    pub fn listen(&self, listener: Listener) -> Listening {
        let mut listeners = self.listeners.borrow_mut();
        let id = listeners.last().map_or(0, |(id, _)| id + 1);
        listeners.push((id, listener));
        Listening { known: self.me.clone(), id }
    }

    /// Tells those who listen.
    pub fn tell(&self, changes: &[Change]) {
        // A listener may drop others.
        let listeners: Vec<Listener> = self.listeners.borrow().iter().map(|(_, it)| it.clone()).collect();
        listeners.iter().for_each(|listener| listener(changes));
    }

    /// Looks at the lists in this browser. Returns whether one has changed.
    pub fn look_at_list(&self) -> bool {
        if self.source.partner.is_some() {
            return false;
        }
        let sent = kept::sent(&self.source.endpoint);
        let feedback = kept::feedback(&self.source.endpoint);
        if *self.sent.borrow() == sent && *self.feedback.borrow() == feedback {
            return false;
        }
        *self.feedback.borrow_mut() = feedback;
        *self.sent.borrow_mut() = sent;
        self.retain();
        // The first referral is on its way here.
        if self.board.borrow().is_empty() {
            *self.link.borrow_mut() = Link::Waiting;
        }
        true
    }

    /// Takes all referrals, as the endpoint shows them.
    pub fn show_all(&self, answer: &JsValue) {
        let changes = self.board.borrow_mut().take_all(read::views(answer));
        self.retain();
        *self.link.borrow_mut() = Link::Up;
        self.tell(&changes);
    }

    /// Takes a referral that may have changed.
    pub fn show(&self, view: &JsValue) {
        let Some(view) = read::view(view) else { return };
        let change = self.board.borrow_mut().take(view);
        self.retain();
        self.tell(change.as_slice());
    }

    /// Keeps only the referrals of the list. Another tab may have more.
    fn retain(&self) {
        if self.source.partner.is_none() {
            let sent = self.sent.borrow();
            self.board.borrow_mut().retain(|referral| sent.iter().any(|it| it.referral == referral));
        }
    }

    /// Notes how the page is connected. Returns whether that is news.
    pub fn set_link(&self, link: Link) -> bool {
        if *self.link.borrow() == link {
            return false;
        }
        *self.link.borrow_mut() = link;
        self.tell(&[]);
        true
    }
}
