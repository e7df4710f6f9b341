//! The state that handlers share.

use crate::access::{Callers, SignIns};
use crate::catalog::Evaluator;
use crate::catalog::Programs;
use crate::challenge::Challenge;
use crate::clock::Clock;
use crate::hours::Hours;
use crate::http::limits::{BehindProxy, Limits};
use crate::live::Live;
use crate::outbox::{Bell, Secrets};
use crate::record::Records;
use crate::signer::Signer;
use crate::snippets::{Package, Place, Visits};
use axum::extract::FromRef;
use referral_store::Store;
use reqwest::Client;
use std::sync::Arc;

/// The state that handlers share.
pub struct App {
    pub clock: Clock,
    pub programs: Arc<Programs>,
    pub evaluator: Evaluator,
    pub store: Store,
    /// Finds out who makes a request of the vendor's side.
    pub callers: Arc<Callers>,
    /// Signs people in.
    pub sign_ins: Arc<SignIns>,
    /// Tells the relay that there is something to deliver.
    pub bell: Bell,
    /// The secrets that the relay's destinations may name.
    pub secrets: Secrets,
    /// The client for requests to other servers.
    pub client: Client,
    pub limits: Limits,
    /// True if the endpoint sends mails.
    pub sends_mails: bool,
    /// The service that checks challenges, if there is one.
    pub challenge: Option<Challenge>,
    /// True if the last proxy says where a request comes from.
    pub behind_proxy: bool,
    /// The least time that a person needs for the questions, in seconds.
    pub least_seconds: f64,
    /// The key that signs receipts.
    pub signer: Signer,
    /// The vendor's business hours.
    pub hours: Hours,
    /// Tells open pages what has changed.
    pub live: Live,
    /// How programs have kept their deadlines.
    pub records: Records,
    /// Where visitors reach this endpoint.
    pub place: Place,
    /// The package that this endpoint serves.
    pub package: Package,
    /// Visits partners' pages.
    pub visits: Visits,
}

/// The state of all routes. A handler asks for the part it needs by its type: `State<Store>`, or `State<Arc<App>>` for
/// several parts.
#[derive(Clone)]
pub struct Shared(pub Arc<App>);

macro_rules! parts {
    ($($kind:ty: |$app:ident| $part:expr;)*) => {
        $(impl FromRef<Shared> for $kind {
            fn from_ref(Shared($app): &Shared) -> Self {
                $part
            }
        })*
    };
}

parts! {
    Arc<App>: |app| Arc::clone(app);
    Arc<Callers>: |app| Arc::clone(&app.callers);
    Arc<SignIns>: |app| Arc::clone(&app.sign_ins);
    Arc<Programs>: |app| Arc::clone(&app.programs);
    BehindProxy: |app| BehindProxy(app.behind_proxy);
    Bell: |app| app.bell.clone();
    Clock: |app| app.clock.clone();
    Hours: |app| app.hours.clone();
    Records: |app| app.records.clone();
    Secrets: |app| app.secrets.clone();
    Store: |app| app.store.clone();
}
