//! `cargo xtask demo`: runs a vendor's endpoint and the websites of two partners on this machine.

use crate::paths::{self, root};
use crate::steps::{build_referral, command, run, step};
use crate::tools;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tower_http::services::ServeDir;

/// The address of the vendor's endpoint. It is fixed because the partners' pages name it.
const VENDOR: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);

/// The address of the partners' websites.
const PARTNER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8788);

/// The page that shows the mails, and the mail server that takes them.
const MAILBOX: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8789);
const MAIL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8790);

/// How long the endpoint may take to answer after its start.
const PATIENCE: Duration = Duration::from_secs(30);

/// Builds, starts both servers, prints what to try, and ends when the servers end.
///
/// # Errors
///
/// A port is in use, the build fails, or the endpoint ends by itself.
pub fn demo() -> Result<()> {
    // This comes before the build. Nobody should wait a minute to learn that a port is in use.
    for address in [VENDOR, MAILBOX, MAIL] {
        drop(bind(address)?);
    }
    let partner = bind(PARTNER)?;
    tools::ensure()?;
    // The builds run in parallel: each of them uses only one core at times.
    std::thread::scope(|scope| {
        let command =
            scope.spawn(|| step("Compiling the command `referral` (some minutes at first)", build_referral));
        crate::build::build_for_forms()
            .and(command.join().unwrap_or_else(|_| bail!("The build of the command panicked")))
    })?;
    let gallery = gallery()?;
    let token = token()?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("The servers cannot be started")?
        .block_on(serve(partner, &gallery, &token))
}

async fn serve(partner: TcpListener, gallery: &Path, token: &str) -> Result<()> {
    let mut stopped = Box::pin(stop_signal()?);
    partner.set_nonblocking(true)?;
    let partner = tokio::net::TcpListener::from_std(partner)?;
    let site = axum::Router::new()
        .nest_service("/gallery", ServeDir::new(gallery))
        .fallback_service(ServeDir::new(root().join("www/partner")));
    // It ends when this is dropped.
    let _mailbox = start_mailbox()?;
    let mut endpoint = start_endpoint(token)?;

    tokio::select! {
        ready = healthy(&mut endpoint) => ready?,
        () = &mut stopped => return end(endpoint).await,
    }
    samples(token).await;
    println!("{}", welcome(token));
    tokio::select! {
        served = axum::serve(partner, site) => served.context("The partners' websites stopped")?,
        ended = endpoint.wait() => bail!("The endpoint stopped by itself ({}); its message is above", ended?),
        () = &mut stopped => {}
    }
    end(endpoint).await
}

fn welcome(token: &str) -> String {
    format!(
        "
The demo runs. Ctrl-C ends it.

  A consultancy refers to a cloud provider    http://{PARTNER}/
  A supplier refers to a plant engineer       http://{PARTNER}/industrial.html
  Every state, question, look and host page   http://{PARTNER}/gallery/
  What the vendor sees                        http://vendor:{token}@{VENDOR}/
  What partners see at the vendor             http://{VENDOR}/partner
  The mails that were sent                    http://{MAILBOX}/

Try this
  Fill in a form and watch the verdict and the fee change while you type. Submit, and see it arrive below the form.
  Open it at the desk, accept it, ask something: the partner's page shows each step without a reload.
  Hand out the code for a partner's page at /snippets, and check http://{PARTNER}/ there.
  Ask at /partner for a link to partners@northgate.example. It comes into the mailbox, and shows all its referrals.
  The desk has samples in all states. Their campaign is “sample of the demo”.
  Edit rules/cloud-migration/qualify.rhai, save, and watch the open page change without a reload.
  Stop the demo and start it again: the leads are kept in .demo/ (delete it to begin anew).
"
    )
}

/// Writes the gallery's pages, and returns their folder.
fn gallery() -> Result<PathBuf> {
    let folder = paths::target().join("xtask/gallery");
    run(command("node").arg("www/gallery/pages.mjs").arg(&folder).arg(format!("http://{VENDOR}")))?;
    Ok(folder)
}

/// Starts the endpoint as a child process that ends when its handle is dropped.
fn start_endpoint(token: &str) -> Result<Child> {
    Command::new(paths::referral())
        .arg("serve")
        .args(["--programs", "rules", "--package", "pkg/dist", "--database", ".demo/referrals.db"])
        .args(["--address", &VENDOR.to_string(), "--private-pages"])
        .current_dir(root())
        .env("REFERRAL_TOKEN", token)
        .env("REFERRAL_MAIL", format!("smtp://{MAIL}"))
        .env("REFERRAL_MAIL_FROM", "Quarzgrat Cloud partner desk <partners@quarzgrat.example>")
        .env("REFERRAL_MAIL_DESK", "partners@quarzgrat.example")
        .env("REFERRAL_PUBLIC_ADDRESS", format!("http://{VENDOR}"))
        .kill_on_drop(true)
        .spawn()
        .context("The command `referral` cannot be started")
}

/// Starts the mailbox as a child process that ends when its handle is dropped.
fn start_mailbox() -> Result<Child> {
    Command::new("node")
        .arg("www/demo/mailbox.mjs")
        .args([MAILBOX.port().to_string(), MAIL.port().to_string(), ".demo/mails.jsonl".into()])
        .current_dir(root())
        .kill_on_drop(true)
        .spawn()
        .context("The mailbox cannot be started")
}

/// Fills the desk with made-up referrals in all states, unless they are there. The demo goes on without them.
async fn samples(token: &str) {
    let mut samples = Command::new("node");
    samples.arg("www/demo/samples.mjs").arg(format!("http://{VENDOR}")).env("TOKEN", token);
    if !samples.current_dir(root()).status().await.is_ok_and(|ended| ended.success()) {
        eprintln!("The desk lacks some of its samples; the reason is above.");
    }
}

/// Waits until the endpoint answers.
async fn healthy(endpoint: &mut Child) -> Result<()> {
    let asked = async {
        while !answers().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        asked = tokio::time::timeout(PATIENCE, asked) => {
            asked.ok().with_context(|| format!("The endpoint did not answer within {} s", PATIENCE.as_secs()))
        }
        ended = endpoint.wait() => bail!("The endpoint could not start ({}); its message is above", ended?),
    }
}

/// True if `GET /health` is answered with 200.
async fn answers() -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(VENDOR).await?;
        let request = format!("GET /health HTTP/1.1\r\nHost: {VENDOR}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    ask.await.is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
}

async fn end(mut endpoint: Child) -> Result<()> {
    // Every referral is on disk before it is acknowledged, so killing the endpoint loses nothing.
    let _ = endpoint.kill().await;
    println!("\nThe demo has ended. Its leads are kept in .demo/.");
    Ok(())
}

/// Waits for Ctrl-C, and on Unix also for the signals of a closing terminal or a supervisor.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {} _ = terminate.recv() => {} _ = hangup.recv() => {} }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn bind(address: SocketAddr) -> Result<TcpListener> {
    match TcpListener::bind(address) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "Port {} is in use. Perhaps another demo runs? End the program that listens there and start again.",
            address.port()
        ),
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on")),
    }
}

/// Returns the password of the vendor's pages. It is made at the first start and kept beside the leads.
fn token() -> Result<String> {
    let folder = root().join(".demo");
    let file = folder.join("token");
    if let Ok(token) = fs::read_to_string(&file) {
        return Ok(token.trim().to_string());
    }
    let token = format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, &token))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(token)
}
