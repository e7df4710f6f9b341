//! A mail server that keeps what comes, and refuses what it is told to refuse. The protocol is that of the crate `mailin`.

use mailin::response::{OK, Response};
use mailin::{Action, Handler, SessionBuilder};
use mailparse::{MailHeaderMap, ParsedMail, parse_mail};
use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a mail.
#[derive(Clone, Debug)]
pub enum Then {
    /// Refuses the address with that status.
    Refuses(u16),
    /// Takes the mail, and closes the connection before it says so.
    ClosesAfterIt,
}

/// A letter as its reader sees it.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: Vec<String>,
    pub subject: String,
    pub message_id: String,
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub html: String,
    pub raw: String,
}

impl Mail {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// The path of the partner's link.
    pub fn link(&self) -> String {
        let (_, after) = self.text.split_once("/partner/").unwrap();
        format!("/partner/{}", after.split_whitespace().next().unwrap())
    }
}

#[derive(Clone, Default)]
pub struct Inbox {
    pub mails: Arc<Mutex<Vec<Mail>>>,
    pub then: Arc<Mutex<VecDeque<Then>>>,
    /// Of the form that `--mail` takes.
    pub address: String,
}

impl Inbox {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let inbox = Inbox { address, ..Inbox::default() };
        let all = inbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, all.clone()));
            }
        });
        inbox
    }

    /// What becomes of the next mail; then of the one after it.
    pub fn then(&self, then: Then) {
        self.then.lock().unwrap().push_back(then);
    }

    /// Returns what came, once there is at least so much.
    pub async fn mails(&self, least: usize) -> Vec<Mail> {
        for _ in 0..1_500 {
            let mails = self.mails.lock().unwrap().clone();
            if mails.len() >= least {
                return mails;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("only {:?} came", self.mails.lock().unwrap());
    }
}

impl Inbox {
    /// Returns the first mail on a referral.
    pub async fn mail_on(&self, referral: &str) -> Mail {
        self.mail(|mail| mail.header("References").contains(referral)).await
    }

    /// Returns the first mail that is wanted, once it is there.
    pub async fn mail(&self, is_wanted: impl Fn(&Mail) -> bool) -> Mail {
        for _ in 0..1_500 {
            let mails = self.mails.lock().unwrap().clone();
            if let Some(mail) = mails.into_iter().find(&is_wanted) {
                return mail;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("only {:?} came", self.mails.lock().unwrap());
    }
}

async fn converse(stream: TcpStream, inbox: Inbox) -> Option<()> {
    let handler = Taking { inbox, to: Vec::new(), bytes: Vec::new() };
    let mut session = SessionBuilder::new("mail.example").build(IpAddr::V4(Ipv4Addr::LOCALHOST), handler);
    let mut stream = BufReader::new(stream);
    let mut answer = Vec::new();
    session.greeting().write_to(&mut answer).ok()?;
    stream.write_all(&answer).await.ok()?;
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).await.ok()? > 0 {
        let response = session.process(&line);
        line.clear();
        if response.action == Action::NoReply {
            continue;
        }
        if response.code == CLOSES {
            return None;
        }
        answer.clear();
        response.write_to(&mut answer).ok()?;
        stream.write_all(&answer).await.ok()?;
        if response.action == Action::Close {
            return None;
        }
    }
    None
}

/// A status that the server does not send: it closes the connection instead.
const CLOSES: u16 = 499;

struct Taking {
    inbox: Inbox,
    to: Vec<String>,
    bytes: Vec<u8>,
}

impl Handler for Taking {
    fn rcpt(&mut self, to: &str) -> Response {
        let mut then = self.inbox.then.lock().unwrap();
        if let Some(Then::Refuses(status)) = then.front().cloned() {
            then.pop_front();
            return Response::custom(status, format!("<{to}> is not here"));
        }
        self.to.push(to.into());
        OK
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let (to, bytes) = (std::mem::take(&mut self.to), std::mem::take(&mut self.bytes));
        self.inbox.mails.lock().unwrap().push(read(to, &bytes));
        let next = self.inbox.then.lock().unwrap().pop_front();
        match next {
            Some(Then::ClosesAfterIt) => Response::custom(CLOSES, "closes".into()),
            _ => OK,
        }
    }
}

fn read(to: Vec<String>, bytes: &[u8]) -> Mail {
    let mail = parse_mail(bytes).unwrap();
    let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
    let part = |kind: &str| {
        let part = mail.parts().find(|part: &&ParsedMail| part.ctype.mimetype == kind);
        part.map(|part| part.get_body().unwrap().replace("\r\n", "\n")).unwrap_or_default()
    };
    Mail {
        to,
        subject: header("Subject"),
        message_id: header("Message-ID"),
        headers: mail.headers.iter().map(|header| (header.get_key(), header.get_value())).collect(),
        text: part("text/plain"),
        html: part("text/html"),
        raw: String::from_utf8_lossy(bytes).into_owned(),
    }
}
