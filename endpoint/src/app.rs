//! What handlers share.

use crate::access::{Guesses, Token};
use crate::catalog::Evaluator;
use crate::catalog::Programs;
use crate::challenge::Challenge;
use crate::clock::Clock;
use crate::http::limits::{BehindProxy, Limits};
use crate::outbox::{Bell, Secrets};
use axum::extract::FromRef;
use referral_signing::Keypair;
use referral_store::Store;
use reqwest::Client;
use std::sync::Arc;

/// What handlers share.
pub struct App {
    pub clock: Clock,
    pub programs: Arc<Programs>,
    pub evaluator: Evaluator,
    pub store: Store,
    /// The operator's; without one, the stored one holds.
    pub token: Option<Token>,
    /// Wrong ones.
    pub guesses: Guesses,
    /// Tells the relay that there is something to bring.
    pub bell: Bell,
    /// What the relay's destinations may name.
    pub secrets: Secrets,
    /// Asks others.
    pub client: Client,
    pub limits: Limits,
    /// Who checks challenges, if anybody does.
    pub challenge: Option<Challenge>,
    /// Whether the last proxy's word counts for where a request comes from.
    pub behind_proxy: bool,
    /// Nobody answers the questions in less, in seconds.
    pub least_seconds: f64,
    /// Signs receipts.
    pub signer: Keypair,
}

/// The state of all routes. A handler asks for what it needs by its type: `State<Store>`, or `State<Arc<App>>` for many parts.
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
    Arc<Programs>: |app| Arc::clone(&app.programs);
    BehindProxy: |app| BehindProxy(app.behind_proxy);
    Bell: |app| app.bell.clone();
    Clock: |app| app.clock.clone();
    Secrets: |app| app.secrets.clone();
    Store: |app| app.store.clone();
}
