//! `referral serve`.

use super::{admin, database};
use clap::Args;
use referral_endpoint::{Challenge, Clock, Config, Endpoint, Mail};
use referral_signing::PublicKey;
use referral_widget::program::SECRET;
use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// Often enough for whoever edits rules and looks at the form; seldom enough for a busy endpoint.
const CHECK_FILES_EVERY: Duration = Duration::from_millis(500);

/// Soon after `relay.json` was mended, and seldom enough for a database that many copies ask.
const LOOK_FOR_DELIVERIES_EVERY: Duration = Duration::from_secs(5);

/// A browser says what it wants at once, and opens another connection when it needs one.
const IDLE: Duration = Duration::from_secs(10);

#[derive(Args)]
#[command(
    after_help = "People sign in at the vendor's side by a password: `referral admin add` adds the first. It also opens with a token: the \
one in the environment variable REFERRAL_TOKEN, or else one that the first start makes and prints once."
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
    /// New submissions that are taken from one address in a minute; 0: any number
    #[arg(long, env = "REFERRAL_PER_ADDRESS", value_name = "NUMBER", default_value_t = 30)]
    per_address: u32,
    /// New submissions that are taken for one partner in an hour; 0: any number
    #[arg(long, env = "REFERRAL_PER_PARTNER", value_name = "NUMBER", default_value_t = 300)]
    per_partner: u32,
    /// How often in a day a visitor who is not known by a token or a website is told that a customer is protected; further
    /// leads of that visitor go to a partner manager
    #[arg(long, env = "REFERRAL_PROTECTED_ANSWERS", value_name = "NUMBER", default_value_t = 20)]
    protected_answers: u32,
    /// Who checks the challenges that pages set, such as https://challenges.cloudflare.com/turnstile/v0/siteverify; the
    /// site's secret there is in REFERRAL_CHALLENGE_SECRET
    #[arg(long, env = "REFERRAL_CHALLENGE_URL", value_name = "URL")]
    challenge_url: Option<String>,
    /// Not an option, as the token.
    #[arg(skip = std::env::var("REFERRAL_CHALLENGE_SECRET").ok())]
    challenge_secret: Option<String>,
    /// The endpoint is behind your own proxy, which sets X-Forwarded-For
    #[arg(long, env = "REFERRAL_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Connections that an address may have open at a time, unless all come from your own proxy; 0: any number
    #[arg(long, env = "REFERRAL_CONNECTIONS_PER_ADDRESS", value_name = "NUMBER", default_value_t = 256)]
    connections_per_address: usize,
    /// Leads that are typed in less time, or do not say how they were filled in, go to a partner manager; 0: any will do
    #[arg(long, env = "REFERRAL_LEAST_SECONDS", value_name = "SECONDS", default_value_t = 2.0)]
    least_seconds: f64,
    /// The private key that signs receipts, as `referral keygen` writes it; without one, the first start makes one
    #[arg(long, env = "REFERRAL_SIGNING_KEY", value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// A public key that programs must be signed by; with several, any of them will do
    #[arg(long = "program-key", env = "REFERRAL_PROGRAM_KEYS", value_name = "KEY", value_delimiter = ' ')]
    program_keys: Vec<String>,
    /// Let the desk check partners' pages at private addresses, such as those of a demo on this machine
    #[arg(long, env = "REFERRAL_PRIVATE_PAGES")]
    private_pages: bool,
    #[command(flatten)]
    mail: MailArguments,
    /// Not an option: command lines show in process lists.
    #[arg(skip = std::env::var("REFERRAL_TOKEN").ok())]
    token: Option<String>,
}

/// How mails are sent.
#[derive(Args)]
struct MailArguments {
    /// The mail server, such as smtps://user:password@mail.vendor.example; without one, no mails are sent. A password belongs
    /// into REFERRAL_MAIL rather than into a command line, which others of this machine can see
    #[arg(long = "mail", env = "REFERRAL_MAIL", value_name = "URL", hide_env_values = true)]
    server: Option<String>,
    /// The sender of mails
    #[arg(long = "mail-from", env = "REFERRAL_MAIL_FROM", value_name = "ADDRESS")]
    sender: Option<String>,
    /// The vendor's people, who are told of new leads to decide on and of questions, and get a digest each business day
    #[arg(long = "mail-desk", env = "REFERRAL_MAIL_DESK", value_name = "ADDRESS", value_delimiter = ',')]
    desk: Vec<String>,
    /// A folder with letters of your own, such as declined.de.txt
    #[arg(long = "mail-templates", env = "REFERRAL_MAIL_TEMPLATES", value_name = "FOLDER")]
    templates: Option<PathBuf>,
    /// Where visitors reach this endpoint, such as https://vendor.example; links in mails and snippets begin with it
    #[arg(long, env = "REFERRAL_PUBLIC_ADDRESS", value_name = "URL")]
    public_address: Option<String>,
}

impl MailArguments {
    fn mail(self) -> Result<Option<Mail>, &'static str> {
        let Some(server) = self.server.filter(|server| !server.is_empty()) else { return Ok(None) };
        let sender = self
            .sender
            .ok_or("--mail needs the sender of the mails: --mail-from partners@vendor.example.")?;
        let public_address = self.public_address.ok_or(
            "--mail needs the address that links in mails begin with: --public-address https://vendor.example.",
        )?;
        Ok(Some(Mail { server, sender, desk: self.desk, public_address, templates: self.templates }))
    }
}

/// Serves until Ctrl-C or SIGTERM.
pub async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().or_else(|_| EnvFilter::try_new("info,sqlx=warn"))?;
    let colours = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours).init();
    // A message may say an answer again; the place says enough.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a defect");
    }));
    // Many connections are many files; where the system grants no more, what it grants must do.
    #[cfg(unix)]
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    // Before anything says that the endpoint is up: a signal that comes early must stop it in order, too.
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
        public_address: arguments.mail.public_address.clone(),
        private_pages: arguments.private_pages,
        mail: arguments.mail.mail()?,
        clock: Clock::default(),
    })
    .await?;
    let page = format!("http://{}/", endpoint.address());
    if let Some(token) = endpoint.new_token() {
        let usual = format!("{}/", admin::USUAL_DESK);
        let desk =
            if page == usual { String::new() } else { format!(" --desk {}", page.trim_end_matches('/')) };
        writeln!(
            io::stdout(),
            "To sign in at the desk, run in another terminal:\n\n    \
             referral admin add --name \"Your name\" --email you@vendor.example{desk}\n\n\
             Other systems send this token as `Authorization: Bearer <token>`. It is shown this once:\n\n    {token}\n\n\
             It also opens {page} as a password. `--new-token` makes another one."
        )?;
    }
    tracing::info!("listening at {page}");
    endpoint.run(stop).await;
    Ok(())
}

/// The variables that relayed destinations may name, and no others.
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

/// Done when the operator or the system asks the process to end.
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

/// Done when the operator asks the process to end.
#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
        tracing::info!("stopping");
    })
}
