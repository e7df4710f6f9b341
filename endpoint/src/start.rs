//! Starts an endpoint from a configuration.

use crate::access::{Callers, SignIns, Token};
use crate::app::{App, Shared};
use crate::catalog::Evaluator;
use crate::catalog::{Programs, State};
use crate::challenge::Challenge;
use crate::clock::Clock;
use crate::customers;
use crate::desk;
use crate::hours::Hours;
use crate::http::client::{Reach, client};
use crate::http::limits::Limits;
use crate::listen::{self, Connections};
use crate::live::Live;
use crate::mail::{Mail, Mailer};
use crate::outbox::{self, Bell, Relay, Secrets, Sender};
use crate::record::Records;
use crate::routes;
use crate::search;
use crate::signer::Signer;
use crate::snippets::{Package, Place, Visits};
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

/// How often quotas that are whole again are deleted.
const FORGET_EVERY: Duration = Duration::from_secs(60 * 60);

/// The configuration of an endpoint.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of programs, one sub-folder each.
    pub programs: PathBuf,
    /// The folder of the built package.
    pub package: PathBuf,
    /// A SQLite file, which is created if needed, or a PostgreSQL database.
    pub database: Database,
    /// Host and port to listen on; port 0 takes a free one.
    pub address: String,
    /// The token that opens the vendor's side. Without one, the stored token is valid, or the first start makes one.
    pub token: Option<String>,
    /// Replace the stored token.
    pub new_token: bool,
    /// The environment variables that `relay.json` may name. Each begins with `REFERRAL_SECRET_`.
    pub secrets: BTreeMap<String, String>,
    /// How many new submissions are taken from one address in a minute. 0 means no limit.
    pub per_address: u32,
    /// How many new submissions are taken for one partner in an hour. 0 means no limit.
    pub per_partner: u32,
    /// How often a day a visitor who is not known by a token or a website is told that a customer is protected.
    pub protected_answers: u32,
    /// The service that checks the challenges of pages. Without one, no challenge is required.
    pub challenge: Option<Challenge>,
    /// True if the endpoint is behind a proxy of the operator's, whose `X-Forwarded-For` can be trusted.
    pub behind_proxy: bool,
    /// How many connections an address may have at a time, unless a proxy makes them all. 0 means no limit.
    pub connections_per_address: usize,
    /// How long a connection may take for the headers of a request, or stay open without one.
    pub idle: Duration,
    /// The least seconds that a person needs to fill in the form. A form that was filled in faster is taken for a
    /// machine's.
    pub least_seconds: f64,
    /// The private key that signs receipts (Ed25519, PKCS #8, PEM). Without one, the first start makes one.
    pub signing_key: Option<String>,
    /// The keys of which one must have signed a program. If empty, programs need no signature.
    pub program_keys: Vec<PublicKey>,
    /// How long to wait before a program's files are read again.
    pub check_every: Duration,
    /// How long it may take to notice new deliveries if nothing reports them, for example if `relay.json` was corrected
    /// or another copy of the endpoint is gone.
    pub look_every: Duration,
    /// How mails are sent. Without it, none are.
    pub mail: Option<Mail>,
    /// Where visitors reach this endpoint. Without it, pages of the desk name the address by which they were asked for.
    pub public_address: Option<String>,
    /// True if the desk may fetch partners' pages from private addresses, as those of a demo.
    pub private_pages: bool,
    /// The clock.
    pub clock: Clock,
}

/// Why an endpoint does not start, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder does not exist.
    #[error(
        "The {what} folder `{}` cannot be read ({source}). Start the command in the folder that has it, or name another with \
         {option}.{}",
        path.display(),
        if *what == "package" { " `cargo xtask build` makes it." } else { "" }
    )]
    Folder {
        /// Which folder.
        what: &'static str,
        /// The option that names it.
        option: &'static str,
        /// Where it should be.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The address is taken or does not exist.
    #[error(
        "The address {address} cannot be used ({source}). Stop what uses it, or name another with --address."
    )]
    Address {
        /// Host and port.
        address: String,
        /// The system's error.
        source: io::Error,
    },
    /// The address is not one.
    #[error("`{0}` is not an address: --address needs host and port, such as 127.0.0.1:8787.")]
    NoAddress(String),
    /// The database cannot be opened or written.
    #[error("The database `{database}` cannot be used ({source}). {}", advice(database))]
    Database {
        /// The database.
        database: Database,
        /// The database's error.
        source: StoreError,
    },
    /// The token is too weak, or two options contradict each other.
    #[error("{0}")]
    Token(&'static str),
    /// A setting of mails cannot be used.
    #[error("{0}")]
    Mail(String),
    /// The signing key cannot be used.
    #[error("REFERRAL_SIGNING_KEY: {0}.")]
    Key(#[from] KeyError),
    /// The system gives no threads or random numbers.
    #[error("The system refuses what the endpoint needs ({0}).")]
    System(#[from] io::Error),
}

/// An endpoint that listens. It answers once it [runs](Endpoint::run).
pub struct Endpoint {
    listener: TcpListener,
    router: Router,
    address: SocketAddr,
    new_token: Option<String>,
    connections: Connections,
    store: Store,
    relay: Relay,
    live: Live,
    /// The key that signs receipts, unless it is the operator's, who replaces it by a restart.
    stored_signer: Option<Signer>,
}

impl Endpoint {
    /// Opens folders, address and database.
    ///
    /// # Errors
    ///
    /// What is missing or in use, in a sentence that says what to do.
    pub async fn start(mut config: Config) -> Result<Self, StartError> {
        trim(&mut config);
        check_token(&config)?;
        let mailer = config.mail.as_ref().map(Mailer::new).transpose().map_err(StartError::Mail)?;
        let place =
            Place::new(config.public_address.as_deref(), config.behind_proxy).map_err(StartError::Mail)?;
        let package = folder(&config.package, "package", "--package")?;
        let programs = folder(&config.programs, "programs", "--programs")?;
        let in_use = |source: io::Error| match source.kind() {
            io::ErrorKind::InvalidInput => StartError::NoAddress(config.address.clone()),
            _ => StartError::Address { address: config.address.clone(), source },
        };
        // This comes before the database is opened. A start that fails here must not have made a token that nobody
        // sees.
        let listener = TcpListener::bind(&config.address).await.map_err(in_use)?;
        let address = listener.local_addr().map_err(in_use)?;
        let unusable = |source| StartError::Database { database: config.database.clone(), source };
        let store = Store::open(&config.database).await.map_err(unusable)?;
        tracing::info!(database = %config.database, "opened");
        store.end_claims().await.map_err(unusable)?;
        customers::rekey(&store).await.map_err(unusable)?;
        search::fill(&store).await.map_err(unusable)?;
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
        let signer = Signer::new(signer);
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
        let hours = Hours::default();
        let (client, public_client) = (client(Reach::Everything)?, client(Reach::PublicAddresses)?);
        let bell = Bell::default();
        let secrets = Secrets::new(config.secrets);
        let sends_mails = mailer.is_some();
        let relay = Relay {
            store: store.clone(),
            programs: Arc::clone(&programs),
            bell: bell.clone(),
            sender: Sender { client: client.clone(), public_client, secrets: secrets.clone() },
            clock: config.clock.clone(),
            mailer,
            hours: hours.clone(),
            look_every: config.look_every,
        };
        let live = Live::default();
        let callers = Arc::new(Callers::new(store.clone(), config.clock.clone(), token));
        let sign_ins = Arc::new(SignIns::new(store.clone(), config.clock.clone()));
        let app = App {
            clock: config.clock,
            programs,
            bell,
            secrets,
            client,
            evaluator,
            store: store.clone(),
            callers,
            sign_ins,
            signer: signer.clone(),
            hours,
            live: live.clone(),
            records: Records::default(),
            limits: Limits::new(config.per_address, config.per_partner, config.protected_answers),
            sends_mails,
            challenge: config.challenge,
            behind_proxy: config.behind_proxy,
            least_seconds: config.least_seconds,
            place,
            package: Package::new(&package),
            visits: Visits::new(config.private_pages)?,
        };
        // Mistakes in programs are reported now, and not only at the first visit.
        match app.programs.list().await {
            Ok(programs) => tell_of_relays(&app, programs).await,
            Err(error) => tracing::error!(%error, "the programs cannot be listed"),
        }
        let router = routes::router(Shared(Arc::new(app)), &package);
        let per_address =
            Some(config.connections_per_address).filter(|most| *most > 0 && !config.behind_proxy);
        let stored_signer = config.signing_key.is_none().then_some(signer);
        let connections = Connections { per_address, idle: config.idle };
        Ok(Endpoint { listener, router, address, new_token, connections, store, relay, live, stored_signer })
    }

    /// Returns the address on which it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the token, if this start made one. It is not shown again later.
    #[must_use]
    pub fn new_token(&self) -> Option<&str> {
        self.new_token.as_deref()
    }

    /// Answers requests until `stop` completes, and then finishes open requests.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let forgetting = tokio::spawn(forget_used(self.store.clone(), self.relay.clock.clone()));
        let hearing = outbox::hear_copies(self.store.clone(), self.relay.bell.clone(), self.relay.look_every);
        let hearing = tokio::spawn(hearing);
        let (store, clock, hours) = (&self.store, &self.relay.clock, &self.relay.hours);
        let tools = || (store.clone(), clock.clone(), hours.clone());
        let expiring = desk::expire_untouched(tools(), self.relay.look_every);
        let expiring = tokio::spawn(expiring);
        let rotating = self
            .stored_signer
            .map(|signer| tokio::spawn(signer.follow(self.store.clone(), self.relay.look_every)));
        let reminding = desk::remind_of_deadlines(tools(), self.relay.look_every);
        let reminding = tokio::spawn(reminding);
        let mailer = self.relay.mailer.clone();
        let greeting = tokio::spawn(async move {
            if let Some(mailer) = mailer {
                mailer.greet().await;
            }
        });
        let relaying = tokio::spawn(self.relay.run());
        let watching = tokio::spawn(self.live.clone().run(self.store.clone()));
        let live = self.live;
        // Streams would never end by themselves, and the endpoint waits for open requests.
        let stop = async {
            stop.await;
            live.end();
        };
        listen::serve(self.listener, self.router, self.connections, stop).await;
        watching.abort();
        forgetting.abort();
        hearing.abort();
        greeting.abort();
        relaying.abort();
        expiring.abort();
        if let Some(rotating) = rotating {
            rotating.abort();
        }
        reminding.abort();
        self.store.close().await;
    }
}

/// Deletes quotas that are whole again, from time to time.
async fn forget_used(store: Store, clock: Clock) {
    loop {
        if let Err(error) = store.forget_used(clock.now()).await {
            tracing::error!(%error, "quotas that have fully recovered cannot be removed");
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}

/// Trims secrets. A secret that was copied, or read from a file, often has a space or a line end.
fn trim(config: &mut Config) {
    let challenge = config.challenge.as_mut().map(|challenge| &mut challenge.secret);
    for secret in config.token.as_mut().into_iter().chain(challenge) {
        *secret = secret.trim().to_string();
    }
}

/// Logs the mistakes that prevent deliveries of these programs.
async fn tell_of_relays(app: &App, programs: Vec<(String, State)>) {
    for (id, state) in programs {
        let Some(release) = state.release.filter(|_| state.private.relay) else { continue };
        let (folder, secrets) = (app.programs.folder(&id), app.secrets.clone());
        let found = tokio::task::spawn_blocking(move || {
            let mistakes = outbox::mistakes(&folder, &release.program, &secrets);
            (mistakes, outbox::weaknesses(&folder, &release.program, &secrets))
        });
        let (mistakes, weaknesses) = found.await.unwrap_or_default();
        for why in weaknesses {
            tracing::error!(program = id, why, "relay.json names a weak secret; deliveries go on with it");
        }
        for why in mistakes {
            tracing::error!(
                program = id,
                why,
                "relay.json cannot be used as it is; leads wait to be delivered"
            );
        }
    }
}

/// Returns the key that signs receipts: the operator's, or else the stored one, or else a new one.
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

/// True if the token could be guessed: it is short, or repeats the same few characters.
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
