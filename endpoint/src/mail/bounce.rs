//! Mails that came back: what a mail server reports of a mail that it could not deliver (RFC 3464).

use super::facts::line;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::thread;

/// How many characters of the reason are kept.
const EXCERPT: usize = 300;
/// The largest report, in bytes. Mail servers quote the mail, and letters are small.
pub const LARGEST: usize = 256 * 1024;
/// A stack on which a report is read that consists of nothing but mails within mails, in bytes.
const STACK: usize = 64 * 1024 * 1024;

/// What a report says of a mail.
#[derive(Debug, PartialEq, Eq)]
pub enum Report {
    /// It came back.
    Failed {
        /// The id of its delivery.
        delivery: String,
        why: String,
    },
    /// It is delayed, or has arrived. There is nothing to do.
    Other,
}

/// Reads a report as mail servers write it: a `multipart/report` with a `message/delivery-status` and the mail, or its headers.
/// `None` if it is something else.
pub fn read(report: &[u8]) -> Option<Report> {
    // Mails within mails are dropped by recursion, and strangers write what comes back.
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || parsed(report));
        reader.ok()?.join().ok()?
    })
}

fn parsed(report: &[u8]) -> Option<Report> {
    let report = MessageParser::default().parse(report)?;
    let status = report
        .parts
        .iter()
        .find(|part| is(part, "message", &["delivery-status", "global-delivery-status"]))?;
    let status = String::from_utf8_lossy(status.contents());
    if !field(&status, "Action").is_some_and(|action| action.eq_ignore_ascii_case("failed")) {
        return Some(Report::Other);
    }
    let id = report.parts.iter().find_map(message_id)?;
    let delivery = id.split('@').next().unwrap_or_default().to_string();
    let code = field(&status, "Status").unwrap_or_default();
    // The server's own words come after the protocol: `smtp; 550 5.1.1 unknown user`.
    let said = field(&status, "Diagnostic-Code").unwrap_or_default();
    let said = said.split_once(';').map_or(said.as_str(), |(_, said)| said.trim());
    let why = line(&format!("it came back: {code} {said}"));
    Some(Report::Failed { delivery, why: why.trim_end().chars().take(EXCERPT).collect() })
}

fn is(part: &MessagePart<'_>, kind: &str, names: &[&str]) -> bool {
    part.content_type().is_some_and(|of| {
        let is_named = |name: &&str| of.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case(name));
        of.ctype().eq_ignore_ascii_case(kind) && names.iter().any(is_named)
    })
}

/// The `Message-ID` of the mail that came back, in the part that has the mail or its headers.
fn message_id(part: &MessagePart<'_>) -> Option<String> {
    let id = |message: &Message<'_>| message.message_id().map(String::from);
    match &part.body {
        PartType::Message(mail) => id(mail),
        _ if is(part, "text", &["rfc822-headers"]) || is(part, "message", &["global-headers"]) => {
            MessageParser::default().parse_headers(part.contents()).as_ref().and_then(id)
        }
        _ => None,
    }
}

/// The first field of that name. A long field goes on in lines that begin with a space.
fn field(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines();
    let first = lines.find_map(|line| {
        let (of, value) = line.split_once(':')?;
        of.trim().eq_ignore_ascii_case(name).then_some(value)
    })?;
    let more = lines.take_while(|line| line.starts_with([' ', '\t']));
    Some(std::iter::once(first).chain(more).map(str::trim).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(status: &str, about: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mail.example\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n{status}\r\n\
             --b\r\n{about}\r\n--b--\r\n"
        )
    }

    const MAIL: &str = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <0193@vendor.example>\r\nSubject: Yours\r\n\r\nHello";
    const HEADERS: &str =
        "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <0193@vendor.example>\r\nSubject: Yours\r\n";

    #[test]
    fn a_mail_that_came_back_is_found_by_its_message_id() {
        let status = "Final-Recipient: rfc822; mia@partner.example\r\nAction: Failed\r\nStatus: 5.1.1\r\n\
                      Diagnostic-Code: smtp; 550 5.1.1\r\n  unknown user";
        for about in [MAIL, HEADERS] {
            let read = read(report(status, about).as_bytes());
            let why = "it came back: 5.1.1 550 5.1.1 unknown user".into();
            assert_eq!(read, Some(Report::Failed { delivery: "0193".into(), why }), "{about}");
        }
    }

    #[test]
    fn a_delay_is_no_failure() {
        assert_eq!(read(report("Action: delayed\r\nStatus: 4.4.1", MAIL).as_bytes()), Some(Report::Other));
    }

    #[test]
    fn other_mails_are_no_reports() {
        let failed = "Action: failed\r\nStatus: 5.1.1";
        for other in [
            String::new(),
            "Hello".into(),
            "Subject: I am on holiday\r\nContent-Type: text/plain\r\n\r\nUntil Monday.".into(),
            report(failed, "Content-Type: text/plain\r\n\r\nNo headers"),
            report(failed, MAIL).replace("message/delivery-status", "text/plain"),
        ] {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn mails_within_mails_exhaust_no_stack() {
        let whole = "Content-Type: message/rfc822\n\n";
        let digest = "Content-Type: multipart/digest;boundary=a\n\n--a\n\n";
        for part in [whole, digest] {
            let nested = part.repeat(LARGEST / part.len());
            assert_eq!(read(report("Action: failed", &nested).as_bytes()), None);
        }
    }
}
