//! `referral serve`.

use super::database;
use clap::Args;
use referral_endpoint::{Challenge, Clock, Config, Endpoint};
use referral_signing::PublicKey;
use referral_widget::program::SECRET;
use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// How often files are checked: often enough for somebody who edits rules and looks at the form, and seldom enough for
/// a busy endpoint.
const CHECK_FILES_EVERY: Duration = Duration::from_millis(500);

/// How often deliveries are looked for: soon after `relay.json` was corrected, and seldom enough for a database with
/// many copies of the endpoint.
const LOOK_FOR_DELIVERIES_EVERY: Duration = Duration::from_secs(5);

/// How long a connection may be idle. A browser sends its request at once, and opens another connection when it needs
/// one.
const IDLE: Duration = Duration::from_secs(10);

#[derive(Args)]
#[command(
    after_help = "The vendor's side opens with a token: the one in the environment variable REFERRAL_TOKEN, \
or else one that the first start makes and prints once."
)]
pub struct Arguments {
    /// The folder of programs, one sub-folder each
    #[arg(long, env = "REFERRAL_PROGRAMS", value_name = "FOLDER", default_value = "rules")]
    programs: PathBuf,
    /// The folder of the built package
    #[arg(long, env = "REFERRAL_PACKAGE", value_name = "FOLDER", default_value = "pkg/dist")]
    package: PathBuf,
    #[command(flatten)]
    database: database::Argument,
    /// Host and port to listen on
    #[arg(long, env = "REFERRAL_ADDRESS", value_name = "HOST:PORT", default_value = "127.0.0.1:8787")]
    address: String,
    /// Replace the token of the vendor's side and print the new one
    #[arg(long)]
    new_token: bool,
    /// New submissions allowed from one address in a minute; 0: any number
    #[arg(long, env = "REFERRAL_PER_ADDRESS", value_name = "NUMBER", default_value_t = 30)]
    per_address: u32,
    /// New submissions allowed for one partner in an hour; 0: any number
    #[arg(long, env = "REFERRAL_PER_PARTNER", value_name = "NUMBER", default_value_t = 300)]
    per_partner: u32,
    /// How often in a day a visitor who is not known by a token or a website is told that a customer is protected; further
    /// leads of that visitor go to a partner manager
    #[arg(long, env = "REFERRAL_PROTECTED_ANSWERS", value_name = "NUMBER", default_value_t = 20)]
    protected_answers: u32,
    /// The address that checks the challenges of pages, such as
    /// https://challenges.cloudflare.com/turnstile/v0/siteverify; the site's secret there is in
    /// REFERRAL_CHALLENGE_SECRET
    #[arg(long, env = "REFERRAL_CHALLENGE_URL", value_name = "URL")]
    challenge_url: Option<String>,
    /// There is no option for it, for the same reason as for the token.
    #[arg(skip = std::env::var("REFERRAL_CHALLENGE_SECRET").ok())]
    challenge_secret: Option<String>,
    /// A proxy of yours is in front of the endpoint and sets X-Forwarded-For
    #[arg(long, env = "REFERRAL_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Connections that an address may have open at a time, unless a proxy of yours makes them all; 0: any number
    #[arg(long, env = "REFERRAL_CONNECTIONS_PER_ADDRESS", value_name = "NUMBER", default_value_t = 256)]
    connections_per_address: usize,
    /// Leads that are typed in less time, or do not say how they were filled in, go to a partner manager; 0: any time
    /// will do
    #[arg(long, env = "REFERRAL_LEAST_SECONDS", value_name = "SECONDS", default_value_t = 2.0)]
    least_seconds: f64,
    /// The private key that signs receipts, as `referral keygen` writes it; without one, the first start makes one
    #[arg(long, env = "REFERRAL_SIGNING_KEY", value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// A public key that programs must be signed by; with several, any one of them is enough
    #[arg(long = "program-key", env = "REFERRAL_PROGRAM_KEYS", value_name = "KEY", value_delimiter = ' ')]
    program_keys: Vec<String>,
    /// There is no option for it: process lists show command lines.
    #[arg(skip = std::env::var("REFERRAL_TOKEN").ok())]
    token: Option<String>,
}

/// Serves until Ctrl-C or SIGTERM.
pub async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().or_else(|_| EnvFilter::try_new("info,sqlx=warn"))?;
    let colours = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours).init();
    // A panic's message may contain an answer of a lead, so only the place is logged.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a defect");
    }));
    // Many connections need many open files. If the system allows no more, its limit has to be enough.
    #[cfg(unix)]
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    // This comes before anything says that the endpoint is up, so that an early signal stops it cleanly too.
    let stop = stop_signal()?;
    let signing_key = arguments.signing_key.as_deref().map(read_key).transpose()?;
    let challenge = match (arguments.challenge_url, arguments.challenge_secret) {
        (Some(address), Some(secret)) => Some(Challenge { address, secret }),
        (None, _) => None,
        (Some(_), None) => {
            return Err("--challenge-url needs the site's secret in REFERRAL_CHALLENGE_SECRET.".into());
        }
    };
    let program_keys = arguments
        .program_keys
        .iter()
        .filter(|key| !key.is_empty())
        .map(|key| PublicKey::parse(key))
        .collect::<Result<_, _>>()?;
    let endpoint = Endpoint::start(Config {
        programs: arguments.programs,
        package: arguments.package,
        database: arguments.database.database()?,
        address: arguments.address,
        token: arguments.token,
        new_token: arguments.new_token,
        secrets: secrets(),
        per_address: arguments.per_address,
        per_partner: arguments.per_partner,
        protected_answers: arguments.protected_answers,
        challenge,
        behind_proxy: arguments.behind_proxy,
        connections_per_address: arguments.connections_per_address,
        idle: IDLE,
        least_seconds: arguments.least_seconds,
        signing_key,
        program_keys,
        check_every: CHECK_FILES_EVERY,
        look_every: LOOK_FOR_DELIVERIES_EVERY,
        clock: Clock::default(),
    })
    .await?;
    let page = format!("http://{}/", endpoint.address());
    if let Some(token) = endpoint.new_token() {
        writeln!(
            io::stdout(),
            "The token that opens the vendor's side, shown this once:\n\n    {token}\n\n\
             Enter it as the password at {page}, or send it as `Authorization: Bearer <token>`."
        )?;
    }
    tracing::info!("listening at {page}");
    endpoint.run(stop).await;
    Ok(())
}

/// Returns the environment variables that relayed destinations may name. They may name no others.
fn secrets() -> BTreeMap<String, String> {
    let texts = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    texts.filter(|(name, _)| name.starts_with(SECRET)).collect()
}

fn read_key(file: &Path) -> Result<String, String> {
    #[cfg(unix)]
    if let Ok(found) = std::fs::metadata(file) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            tracing::error!(
                file = %file.display(),
                "other users of this machine can read the key that signs receipts (mode {mode:03o}), and so sign in your \
                 name. Run `chmod 600` on it, or make a new one with `referral keygen`"
            );
        }
    }
    std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))
}

/// Completes when the operator or the system asks the process to end.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
    })
}

/// Completes when the operator asks the process to end.
#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
        tracing::info!("stopping");
    })
}
