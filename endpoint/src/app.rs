//! What handlers share.

use crate::access::{Guesses, Token};
use crate::catalog::Programs;
use crate::challenge::Challenge;
use crate::clock::Clock;
use crate::evaluator::Evaluator;
use crate::http::limits::{BehindProxy, Limits};
use crate::outbox::{Bell, Secrets};
use crate::signing::Keypair;
use axum::extract::FromRef;
use referral_store::Store;
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

impl FromRef<Arc<App>> for BehindProxy {
    fn from_ref(app: &Arc<App>) -> Self {
        BehindProxy(app.behind_proxy)
    }
}
