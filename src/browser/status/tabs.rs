//! The other tabs of the website. Whoever holds a Web Lock reads the stream, and passes on what it brings by a
//! `BroadcastChannel`. When the holder goes, the browser gives the lock to the next one.

use super::values::{get, object};
use gloo_events::EventListener;
use js_sys::{Function, Object, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

#[wasm_bindgen]
extern "C" {
    /// Web Locks (W3C). `web-sys` has them only with unstable options.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, held: &Function) -> Result<Promise, JsValue>;
}

/// The channel to the other tabs. It is closed when this is dropped.
pub struct Channel {
    channel: BroadcastChannel,
    _listener: EventListener,
}

impl Channel {
    /// Opens the channel, if the browser has one. `heard` takes what other tabs say.
    pub fn open(name: &str, heard: impl Fn(JsValue) + 'static) -> Option<Channel> {
        let has_channels =
            web_sys::window().is_some_and(|window| get(&window, "BroadcastChannel").is_function());
        let channel = if has_channels { BroadcastChannel::new(name).ok()? } else { return None };
        let listener = EventListener::new(&channel, "message", move |event| {
            heard(event.unchecked_ref::<MessageEvent>().data());
        });
        Some(Channel { channel, _listener: listener })
    }

    /// Tells the other tabs.
    pub fn tell(&self, message: &JsValue) {
        // It fails only for what cannot be copied. JSON can.
        let _ = self.channel.post_message(message);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// A lock that is held or waited for. It is given back when this is dropped.
pub struct Lock {
    abort: AbortController,
    release: Rc<RefCell<Option<Function>>>,
    _held: Closure<dyn FnMut() -> Promise>,
}

impl Lock {
    /// Asks for the lock, if the browser has locks. `held` is called once it is held, `refused` if this page cannot have
    /// locks.
    pub fn request(name: &str, held: impl Fn() + 'static, refused: impl FnOnce() + 'static) -> Option<Lock> {
        let locks = get(&web_sys::window()?.navigator(), "locks");
        let locks = locks.is_object().then(|| locks.unchecked_into::<Locks>())?;
        let abort = AbortController::new().ok()?;
        let release = Rc::new(RefCell::new(None));
        let slot = release.clone();
        let held = Closure::new(move || {
            // The lock is held until this promise is resolved.
            let promise = Promise::new(&mut |resolve, _| *slot.borrow_mut() = Some(resolve));
            held();
            promise
        });
        let options = object(&[("signal", abort.signal().into())]);
        let asked = locks.request(name, &options, held.as_ref().unchecked_ref()).ok()?;
        let signal = abort.signal();
        spawn_local(async move {
            if JsFuture::from(asked).await.is_err() && !signal.aborted() {
                refused();
            }
        });
        Some(Lock { abort, release, _held: held })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let release = self.release.borrow_mut().take();
        match release {
            Some(release) => _ = release.call0(&JsValue::UNDEFINED),
            None => self.abort.abort(),
        }
    }
}
