//! From a configuration to a running endpoint.

use crate::access::{Guesses, Token};
use crate::app::{App, Shared};
use crate::catalog::Evaluator;
use crate::catalog::{Programs, State};
use crate::challenge::Challenge;
use crate::clock::Clock;
use crate::customers;
use crate::http::client::client;
use crate::http::limits::Limits;
use crate::listen::{self, Connections};
use crate::outbox::{self, Bell, Relay, Secrets, Sender};
use crate::routes;
use axum::Router;
use jiff::Timestamp;
use referral_signing::{KeyError, Keypair, PublicKey};
use referral_store::{Database, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often it is forgotten who has used up what is whole again.
const FORGET_EVERY: Duration = Duration::from_secs(60 * 60);

/// What an endpoint needs to start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of programs, one sub-folder each.
    pub programs: PathBuf,
    /// The folder of the built package.
    pub package: PathBuf,
    /// A SQLite file, which is created if need be, or a database of PostgreSQL.
    pub database: Database,
    /// Host and port to listen on; port 0 takes a free one.
    pub address: String,
    /// The token that opens the vendor's side. Without one, the stored one holds, or the first start makes one.
    pub token: Option<String>,
    /// Replace the stored token.
    pub new_token: bool,
    /// The environment's variables that `relay.json` may name, each beginning with `REFERRAL_SECRET_`.
    pub secrets: BTreeMap<String, String>,
    /// New submissions that are taken from one address in a minute; 0 is without end.
    pub per_address: u32,
    /// New submissions that are taken for one partner in an hour; 0 is without end.
    pub per_partner: u32,
    /// How often in a day a visitor who is not known by a token or a website is told that a customer is protected.
    pub protected_answers: u32,
    /// Who checks the challenges that pages set; without one, none is asked for.
    pub challenge: Option<Challenge>,
    /// Whether a proxy of the operator's stands before it, whose `X-Forwarded-For` can be trusted.
    pub behind_proxy: bool,
    /// Connections that an address may have at a time, where no proxy has them all; 0 is without end.
    pub connections_per_address: usize,
    /// How long a connection may take for the headers of a request, or stay without one.
    pub idle: Duration,
    /// A form that is filled in by hand in less than these seconds is a machine's.
    pub least_seconds: f64,
    /// The private key that signs receipts (Ed25519, PKCS #8, PEM). Without one, the first start makes one.
    pub signing_key: Option<String>,
    /// The keys that programs must be signed by; where there are none, they need not be.
    pub program_keys: Vec<PublicKey>,
    /// How soon after reading a program's files they may be read again.
    pub check_every: Duration,
    /// How long it takes at most until it is seen that there is something to bring to other systems, where nothing tells:
    /// `relay.json` was mended, or another copy of the endpoint is gone.
    pub look_every: Duration,
    /// What time it is.
    pub clock: Clock,
}

/// Why an endpoint does not start, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder is not there.
    #[error("The {what} folder `{}` cannot be read ({source}). Name another with {option}.", path.display())]
    Folder {
        /// Which folder.
        what: &'static str,
        /// The option that names it.
        option: &'static str,
        /// Where it should be.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The address is taken or does not exist.
    #[error(
        "The address {address} cannot be used ({source}). Stop what uses it, or name another with --address."
    )]
    Address {
        /// Host and port.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// The database cannot be opened or written.
    #[error("The database `{database}` cannot be used ({source}). {}", advice(database))]
    Database {
        /// Which one.
        database: Database,
        /// What it says.
        source: StoreError,
    },
    /// A token that cannot protect anything, or two wishes that contradict each other.
    #[error("{0}")]
    Token(&'static str),
    /// A key that signs nothing.
    #[error("REFERRAL_SIGNING_KEY: {0}.")]
    Key(#[from] KeyError),
    /// The system gives no threads or random numbers.
    #[error("The system refuses what the endpoint needs ({0}).")]
    System(#[from] io::Error),
}

/// An endpoint that listens, and answers once it [runs](Endpoint::run).
pub struct Endpoint {
    listener: TcpListener,
    router: Router,
    address: SocketAddr,
    new_token: Option<String>,
    connections: Connections,
    store: Store,
    relay: Relay,
}

impl Endpoint {
    /// Opens folders, address and database.
    ///
    /// # Errors
    ///
    /// What is missing or taken, in a sentence that says what to do.
    pub async fn start(mut config: Config) -> Result<Self, StartError> {
        trim(&mut config);
        check_token(&config)?;
        let package = folder(&config.package, "package", "--package")?;
        let programs = folder(&config.programs, "programs", "--programs")?;
        let in_use = |source| StartError::Address { address: config.address.clone(), source };
        // Before the database: a start that fails here must not have made a token that nobody sees.
        let listener = TcpListener::bind(&config.address).await.map_err(in_use)?;
        let address = listener.local_addr().map_err(in_use)?;
        let unusable = |source| StartError::Database { database: config.database.clone(), source };
        let store = Store::open(&config.database).await.map_err(unusable)?;
        tracing::info!(database = %config.database, "opened");
        store.end_claims().await.map_err(unusable)?;
        customers::rekey(&store).await.map_err(unusable)?;
        let (token, new_token) = match config.token {
            Some(text) => (Some(Token::from_text(&text)), None),
            None => {
                let (new, text) = Token::generate()?;
                let is_kept = new.save(config.new_token, &store).await.map_err(unusable)?;
                (None, is_kept.then_some(text))
            }
        };
        let signer =
            signer(config.signing_key.as_deref(), &store, config.clock.now()).await?.map_err(unusable)?;
        for key in store.public_keys().await.map_err(unusable)? {
            PublicKey::parse(&key)?;
        }
        let evaluator = Evaluator::start()?;
        let programs = Programs::new(
            programs,
            config.check_every,
            evaluator.clone(),
            store.clone(),
            config.program_keys,
            config.clock.clone(),
        );
        let programs = Arc::new(programs);
        let client = client()?;
        let bell = Bell::default();
        let secrets = Secrets::new(config.secrets);
        let relay = Relay {
            store: store.clone(),
            programs: Arc::clone(&programs),
            bell: bell.clone(),
            sender: Sender { client: client.clone(), secrets: secrets.clone() },
            clock: config.clock.clone(),
            look_every: config.look_every,
        };
        let app = App {
            clock: config.clock,
            programs,
            bell,
            secrets,
            client,
            evaluator,
            store: store.clone(),
            token,
            guesses: Guesses::default(),
            signer,
            limits: Limits::new(config.per_address, config.per_partner, config.protected_answers),
            challenge: config.challenge,
            behind_proxy: config.behind_proxy,
            least_seconds: config.least_seconds,
        };
        // What is broken is told at once, not at the first visit.
        match app.programs.list().await {
            Ok(programs) => tell_of_relays(&app, programs).await,
            Err(error) => tracing::error!(%error, "the programs cannot be listed"),
        }
        let router = routes::router(Shared(Arc::new(app)), &package);
        let per_address =
            Some(config.connections_per_address).filter(|most| *most > 0 && !config.behind_proxy);
        let connections = Connections { per_address, idle: config.idle };
        Ok(Endpoint { listener, router, address, new_token, connections, store, relay })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The token, if this start made one. It cannot be had again.
    #[must_use]
    pub fn new_token(&self) -> Option<&str> {
        self.new_token.as_deref()
    }

    /// Answers requests until `stop` is done, and then those under way.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let forgetting = tokio::spawn(forget_used(self.store.clone(), self.relay.clock.clone()));
        let hearing = outbox::hear_copies(self.store.clone(), self.relay.bell.clone(), self.relay.look_every);
        let hearing = tokio::spawn(hearing);
        let relaying = tokio::spawn(self.relay.run());
        listen::serve(self.listener, self.router, self.connections, stop).await;
        forgetting.abort();
        hearing.abort();
        relaying.abort();
        self.store.close().await;
    }
}

/// Forgets who has used something up, once all of it is there again.
async fn forget_used(store: Store, clock: Clock) {
    loop {
        if let Err(error) = store.forget_used(clock.now()).await {
            tracing::error!(%error, "quotas that have fully recovered cannot be removed");
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}

/// A secret that is copied, or read from a file, easily brings a blank or a line end along.
fn trim(config: &mut Config) {
    let challenge = config.challenge.as_mut().map(|challenge| &mut challenge.secret);
    for secret in config.token.as_mut().into_iter().chain(challenge) {
        *secret = secret.trim().to_string();
    }
}

/// Says what keeps the leads of these programs from being brought on.
async fn tell_of_relays(app: &App, programs: Vec<(String, State)>) {
    for (id, state) in programs {
        let Some(release) = state.release.filter(|_| state.private.relay) else { continue };
        let (folder, secrets) = (app.programs.folder(&id), app.secrets.clone());
        let found =
            tokio::task::spawn_blocking(move || outbox::mistakes(&folder, &release.program, &secrets));
        for why in found.await.unwrap_or_default() {
            tracing::error!(
                program = id,
                why,
                "relay.json cannot be used as it is; leads wait to be delivered"
            );
        }
    }
}

/// The key that signs receipts: the operator's, else the stored one, else a new one.
async fn signer(
    pem: Option<&str>,
    store: &Store,
    now: Timestamp,
) -> Result<Result<Keypair, StoreError>, StartError> {
    if let Some(pem) = pem {
        let key = Keypair::from_pem(pem)?;
        return Ok(store.sign_with(&key.public().text(), now).await.map(|()| key));
    }
    let new = Keypair::generate()?;
    match store.own_key(&new.public().text(), &new.to_pem()?, now).await {
        Ok(pem) => Ok(Ok(Keypair::from_pem(&pem)?)),
        Err(error) => Ok(Err(error)),
    }
}

fn advice(database: &Database) -> &'static str {
    match database {
        Database::File(_) => "See that its folder exists and is writable, or name another with --database.",
        Database::Server(_) => "Check that it runs, and that DATABASE_URL names a user who may use it.",
    }
}

fn folder(path: &Path, what: &'static str, option: &'static str) -> Result<PathBuf, StartError> {
    let refused = |source| StartError::Folder { what, option, path: path.to_path_buf(), source };
    std::fs::read_dir(path).map_err(refused)?;
    path.canonicalize().map_err(refused)
}

/// Whether somebody who tries may come to it: too short, or the same few letters again and again.
fn is_guessable(token: &str) -> bool {
    const LEAST: usize = 16;
    const LEAST_DIFFERENT: usize = 6;
    let token = token.trim();
    token.chars().count() < LEAST || token.chars().collect::<BTreeSet<_>>().len() < LEAST_DIFFERENT
}

fn check_token(config: &Config) -> Result<(), StartError> {
    match &config.token {
        Some(token) if is_guessable(token) => Err(StartError::Token(
            "REFERRAL_TOKEN can be guessed. Give it a random text of 16 characters or more, such as `openssl rand -hex 16` \
             makes, or unset it.",
        )),
        Some(_) if config.new_token => Err(StartError::Token(
            "--new-token has no effect while REFERRAL_TOKEN is set. Unset one of them.",
        )),
        _ => Ok(()),
    }
}
