//! The mail server, the sender, and who is written to. All of it is checked at the start.

use super::letters::Letters;
use lettre::message::Mailbox;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, Tokio1Executor};
use reqwest::Url;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long the mail server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How mails are sent.
#[derive(Clone)]
pub struct Mail {
    /// The mail server: `smtps://user:password@host`, or `smtp://…?tls=required`. It may contain a password.
    pub server: String,
    /// The sender, such as `Partner desk <partners@vendor.example>`.
    pub sender: String,
    /// The addresses of the vendor's people.
    pub desk: Vec<String>,
    /// The address under which visitors reach the endpoint, such as `https://vendor.example`. Links in mails begin with it.
    pub public_address: String,
    /// A folder with letters that replace the built-in ones.
    pub templates: Option<PathBuf>,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("sender", &self.sender).finish_non_exhaustive()
    }
}

/// Sends mails.
#[derive(Clone)]
pub struct Mailer {
    pub(super) transport: AsyncSmtpTransport<Tokio1Executor>,
    pub(super) sender: Mailbox,
    pub(super) desk: Arc<[Mailbox]>,
    /// Without a slash at its end.
    pub(super) public_address: String,
    pub(super) letters: Arc<Letters>,
    /// The id of the last digest that was queued, so that it is not asked for again at each look.
    last_digest: Arc<Mutex<String>>,
}

impl Mailer {
    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// A sentence that says which setting is wrong, and how to mend it. It never holds the server's password.
    pub fn new(mail: &Mail) -> Result<Self, String> {
        let sender: Mailbox = mail.sender.trim().parse().map_err(|_| {
            "--mail-from is not an address. Write it as partners@vendor.example or \"Partner desk <partners@vendor.example>\"."
                .to_string()
        })?;
        let desk = mail.desk.iter().map(|address| address.trim()).filter(|address| !address.is_empty());
        let desk = desk.map(|address| {
            let shown: String = address.escape_debug().take(80).collect();
            let read = address.parse::<Address>();
            read.map(|address| Mailbox::new(None, address)).map_err(|_| {
                format!("--mail-desk: `{shown}` is not an address. Write it as partners@vendor.example.")
            })
        });
        let desk: Vec<Mailbox> = desk.collect::<Result<_, _>>()?;
        let public = Url::parse(mail.public_address.trim()).ok();
        let is_web = |url: &Url| {
            ["https", "http"].contains(&url.scheme()) && url.query().is_none() && url.fragment().is_none()
        };
        let public = public.filter(is_web).ok_or(
            "--public-address is not a web address. Write where visitors reach this endpoint, such as https://vendor.example.",
        )?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(mail.server.trim());
        let server = server.map_err(|_| {
            "--mail is not the address of a mail server. Write it as smtps://user:password@mail.vendor.example, or as \
             smtp://user:password@mail.vendor.example?tls=required; letters of user and password that have a meaning in an \
             address are written as %40 for @ and the like."
                .to_string()
        })?;
        let domain = ClientId::Domain(sender.email.domain().to_string());
        let transport = server.hello_name(domain).timeout(Some(PATIENCE)).build();
        let letters = Arc::new(Letters::read(mail.templates.as_deref())?);
        let public_address = public.as_str().trim_end_matches('/').to_string();
        let last_digest = Arc::default();
        Ok(Mailer { transport, sender, desk: desk.into(), public_address, letters, last_digest })
    }

    /// True if somebody at the vendor is written to.
    pub fn has_desk(&self) -> bool {
        !self.desk.is_empty()
    }

    /// True if this copy has not seen that digest yet.
    pub fn is_new_digest(&self, id: &str) -> bool {
        let mut last = self.last_digest.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = *last != id;
        *last = id.into();
        is_new
    }
}
