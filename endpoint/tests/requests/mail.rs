//! Mails to partners and to the vendor's people, by a real mail server.

use crate::site::inbox::{Inbox, Then};
use crate::site::{Site, TOKEN, config, problem, program, submission};
use referral_endpoint::{Clock, Endpoint, Mail, StartError};
use referral_language::{Language, Texts};
use referral_widget::office::Role;
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;

const LANGUAGES: [&str; 9] = ["en", "de", "fr", "es", "pt", "it", "nl", "ja", "ar"];

fn settings(inbox: &Inbox) -> Mail {
    Mail {
        server: inbox.address.clone(),
        sender: "Partner desk <partners@vendor.example>".into(),
        desk: vec!["mara@vendor.example".into()],
        public_address: "https://vendor.example/".into(),
        templates: None,
    }
}

/// A site with a mail server, whose program asks for the partner's address, and which knows the address of one partner.
pub async fn mailing(inbox: &Inbox) -> Site {
    mailing_as(inbox, |_| {}).await
}

async fn mailing_as(inbox: &Inbox, change: impl FnOnce(&mut Mail)) -> Site {
    let mut mail = settings(inbox);
    change(&mut mail);
    let site = Site::start_as(|config| {
        config.look_every = Duration::from_millis(50);
        config.mail = Some(mail);
        // A Sunday: no digest comes in between.
        config.clock = Clock::default();
        config.clock.set("2026-11-29T10:00:00Z".parse().unwrap());
    })
    .await;
    let mut program = program("2");
    program["partner_email"] = json!("your_email");
    let fields = program["fields"].as_array_mut().unwrap();
    fields.push(json!({ "name": "your_email", "label": "Your e-mail", "type": "email" }));
    site.write("rules/cloud/program.json", program.to_string());
    let known = json!({ "partners": [{ "id": "of-record", "email": "mia@partner.example" }] });
    site.write("rules/cloud/partners.json", known.to_string());
    site
}

fn lead(language: &str, employees: u32) -> Value {
    let mut lead = submission();
    lead["versions"]["program"] = json!("2");
    lead["language"] = json!(language);
    lead["lead"]["employees"] = json!(employees.to_string());
    lead["lead"]["your_email"] = json!("typed@partner.example");
    lead
}

/// A site whose clock runs, so that mails are tried again. Nobody at the vendor is written to.
async fn retrying(inbox: &Inbox) -> Site {
    let mail = Mail { desk: Vec::new(), ..settings(inbox) };
    mailing(inbox)
        .await
        .restart_as(|config| {
            config.look_every = Duration::from_millis(50);
            config.mail = Some(mail);
        })
        .await
}

async fn submitted(site: &Site, lead: &Value) -> String {
    let answer = site.submit(lead).await;
    assert_eq!(answer.status(), 201, "{lead}");
    answer.json::<Value>().await.unwrap()["referral"].as_str().unwrap().to_string()
}

async fn give(site: &Site, id: &str, body: Value) {
    let url = site.url(&format!("/api/referrals/{id}/commands"));
    let given = site.client.post(url).bearer_auth(TOKEN).body(body.to_string()).send().await.unwrap();
    assert_eq!(given.status(), 200, "{body}");
}

#[tokio::test]
async fn partners_are_told_in_nine_languages_what_becomes_of_their_referral() {
    let inbox = Inbox::start().await;
    let site = mailing_as(&inbox, |mail| mail.desk.clear()).await;
    for (i, language) in LANGUAGES.into_iter().enumerate() {
        let mut lead = lead(language, 3);
        lead["lead"]["company"] = json!(format!("Müster {i} & Söhne"));
        let id = submitted(&site, &lead).await;
        // A letter says what is owed when it is sent.
        inbox.mails(1).await;
        let message = "Zweite Zeile:\n1 < 2 & 3";
        give(&site, &id, json!({ "command": "ask", "message": message })).await;
        give(&site, &id, json!({ "command": "decide", "decision": "accept", "note": "Hidden note" })).await;
        give(&site, &id, json!({ "command": "advance", "stage": "meeting" })).await;
        give(
            &site,
            &id,
            json!({ "command": "win", "value": 4_500_000, "currency": "EUR", "on": "2026-11-20" }),
        )
        .await;
        let mails = inbox.mails(5).await;
        inbox.mails.lock().unwrap().clear();
        assert_eq!(mails.len(), 5, "{language}");
        let texts: Value = serde_json::from_str(
            &std::fs::read_to_string(format!("src/mail/letters/{language}.json")).unwrap(),
        )
        .unwrap();
        for (mail, letter) in mails.iter().zip(["received", "question", "accepted", "advanced", "won"]) {
            let said = format!("{language} {letter}: {mail:?}");
            assert_eq!(mail.to, ["typed@partner.example"], "{said}");
            let visible: String =
                mail.subject.chars().filter(|it| !"\u{2068}\u{2069}".contains(*it)).collect();
            assert!(visible.contains(&format!("Müster {i} & Söhne")), "{said}");
            // The first words of the letter's own text are there, in both parts, and its language is named.
            let own = texts[letter]["text"].as_str().unwrap().split("\n\n").next().unwrap();
            let longest = own.split(['{', '}']).step_by(2).max_by_key(|part| part.len()).unwrap();
            assert!(mail.text.contains(longest.trim()), "{said}: {longest}");
            assert!(mail.html.contains(&format!("<html lang=\"{language}\"")), "{said}");
            assert_eq!(mail.html.contains("dir=\"rtl\""), language == "ar", "{said}");
            let link = format!("https://vendor.example{}", mail.link());
            assert!(mail.html.contains(&format!("<a href=\"{link}\">{link}</a>")), "{said}");
            assert!(!mail.raw.contains("Hidden note") && !mail.text.contains('{'), "{said}");
            assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
            assert!(mail.header("From").contains("partners@vendor.example"));
            assert!(mail.header("References").contains(&id));
        }
        assert!(mails[0].text.contains(&id) && mails[0].text.contains("2026-12-04 17:00 (UTC)"), "{mails:?}");
        assert!(mails[1].text.contains(message) && mails[1].html.contains("1 &lt; 2 &amp; 3"), "{mails:?}");
        let written = Texts::in_language(&Language::named(language).unwrap()).money("45000.00", "EUR");
        assert!(mails[4].text.contains(&written), "{written}: {mails:?}");
    }
}

#[tokio::test]
async fn a_declined_referral_is_told_with_its_reason_in_the_partners_language() {
    let inbox = Inbox::start().await;
    let site = mailing_as(&inbox, |mail| mail.desk.clear()).await;
    let id = submitted(&site, &lead("de", 3)).await;
    give(
        &site,
        &id,
        json!({ "command": "decide", "decision": "decline", "reason": "not-a-fit", "message": "Leider." }),
    )
    .await;
    let mails = inbox.mails(2).await;
    assert!(mails[1].text.contains("Grund: Passt nicht"), "{mails:?}");
    assert!(mails[1].text.contains("Leider."));
    // What the rules decline is told as declined, with what they say.
    let mut outside = lead("en", 30);
    outside["lead"]["country"] = json!("FR");
    submitted(&site, &outside).await;
    let mails = inbox.mails(3).await;
    assert!(mails[2].subject.starts_with("Declined"), "{mails:?}");
    assert!(mails[2].text.contains("Reason: We serve Germany and Austria."), "{mails:?}");
}

#[tokio::test]
async fn mails_go_to_the_address_of_record_or_to_the_one_in_the_programs_question_and_to_no_other() {
    let inbox = Inbox::start().await;
    let site = mailing_as(&inbox, |mail| mail.desk.clear()).await;
    let mut known = lead("en", 250);
    known["attribution"]["partner"] = json!("of-record");
    submitted(&site, &known).await;
    assert_eq!(inbox.mails(1).await[0].to, ["mia@partner.example"]);
    // A machine may have typed the address: nobody is written to until a person has looked.
    let mut machine = lead("en", 250);
    machine["signals"] = json!({ "trap": "x", "seconds": 40 });
    let id = submitted(&site, &machine).await;
    let mut without = lead("en", 250);
    without["lead"].as_object_mut().unwrap().remove("your_email");
    submitted(&site, &without).await;
    submitted(&site, &lead("en", 250)).await;
    assert_eq!(inbox.mails(2).await[1].to, ["typed@partner.example"]);
    let clear = site.url(&format!("/api/referrals/{id}/not-a-machine"));
    assert_eq!(site.client.post(clear).bearer_auth(TOKEN).send().await.unwrap().status(), 204);
    give(&site, &id, json!({ "command": "decide", "decision": "accept" })).await;
    let mails = inbox.mails(3).await;
    assert!(mails.len() == 3 && mails[2].subject.starts_with("Accepted"), "{mails:?}");
}

#[tokio::test]
async fn the_vendors_people_are_told_of_what_waits_for_them() {
    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    let mut lead = lead("de", 3);
    lead["lead"].as_object_mut().unwrap().remove("your_email");
    let id = submitted(&site, &lead).await;
    let mails = inbox.mails(1).await;
    assert_eq!(mails[0].to, ["mara@vendor.example"]);
    // In the program's own language, with a way to the desk that needs no secret.
    assert_eq!(mails[0].subject, "To decide: Muster AG");
    assert!(mails[0].text.contains(&format!("https://vendor.example/referrals/{id}")), "{mails:?}");
    assert!(mails[0].text.contains("Referred by: acme-consulting"), "{mails:?}");
}

#[tokio::test]
async fn a_digest_comes_once_each_business_day() {
    let inbox = Inbox::start().await;
    let clock = Clock::default();
    clock.set("2026-11-29T10:00:00Z".parse().unwrap());
    let site = mailing_as(&inbox, |_| {}).await;
    let (mail, held) = (settings(&inbox), clock.clone());
    let site = site
        .restart_as(|config| {
            config.look_every = Duration::from_millis(20);
            config.mail = Some(mail);
            config.clock = held;
        })
        .await;
    let mut lead = lead("en", 3);
    lead["lead"].as_object_mut().unwrap().remove("your_email");
    submitted(&site, &lead).await;
    assert_eq!(inbox.mails(1).await[0].subject, "To decide: Muster AG");
    // Monday before nine, then after nine.
    clock.set("2026-11-30T08:59:00Z".parse().unwrap());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(inbox.mails(1).await.len(), 1);
    clock.set("2026-11-30T09:01:00Z".parse().unwrap());
    let mails = inbox.mails(2).await;
    assert_eq!(mails[1].subject, "2026-11-30: 1 to decide, 0 overdue");
    assert!(mails[1].text.contains("- Muster AG: A decision is due by 2026-12-04 17:00 (UTC)."), "{mails:?}");
    assert!(mails[1].message_id.contains("digest-2026-11-30"));
    clock.set("2026-12-07T09:01:00Z".parse().unwrap());
    let mails = inbox.mails(3).await;
    assert_eq!(mails[2].subject, "2026-12-07: 1 to decide, 1 overdue");
}

#[tokio::test]
async fn nothing_that_a_visitor_or_the_desk_writes_becomes_a_header_a_tag_or_a_control_character() {
    let inbox = Inbox::start().await;
    let site = mailing(&inbox).await;
    let hostile = "<b>A</b>gro, {link} Bcc: all@example.org";
    let mut lead = lead("en", 3);
    lead["lead"]["company"] = json!(hostile);
    lead["attribution"]["partner"] = json!("acme\u{202e}\r\nBcc: all@example.org");
    let id = submitted(&site, &lead).await;
    give(&site, &id, json!({ "command": "ask", "message": "One\r\n.\r\n<script>\u{202e}\u{1b}[2J\u{0}" }))
        .await;
    let mails = inbox.mails(3).await;
    for mail in &mails {
        assert_eq!(mail.to.len(), 1);
        assert_eq!(mail.header("Bcc"), "");
        for text in [&mail.subject, &mail.text, &mail.html] {
            let is_bad = |it: char| (it.is_control() && it != '\n') || "\u{202e}\u{200f}".contains(it);
            assert!(!text.contains(is_bad), "{text:?}");
        }
        assert!(!mail.html.contains("<b>") && !mail.html.contains("<script>"), "{}", mail.html);
        assert!(!mail.subject.contains('\n'));
        // A brace in an answer is no placeholder.
        assert!(mail.subject.contains("{link}"), "{}", mail.subject);
    }
    assert!(mails.iter().any(|mail| mail.text.contains("One\n.\n<script>[2J")), "{mails:?}");
}

#[tokio::test]
async fn a_refused_address_is_final_and_shown_and_what_passes_is_tried_again() {
    let inbox = Inbox::start().await;
    let site = retrying(&inbox).await;
    inbox.then(Then::Refuses(550));
    let id = submitted(&site, &lead("en", 250)).await;
    let failed = site.delivery("failed").await;
    assert_eq!((&failed["destination"], &failed["attempts"]), (&json!("mail:partner"), &json!(1)));
    assert_eq!(failed["log"][0]["status"], 550);
    let error = failed["log"][0]["error"].as_str().unwrap();
    assert!(error.starts_with("SMTP 550: "), "{error}");
    for path in ["/".to_string(), format!("/referrals/{id}")] {
        let page = site.get(&path).bearer_auth(TOKEN).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Mail to the partner") && page.contains("SMTP 550"), "{path}: {page}");
    }
    inbox.then(Then::Refuses(451));
    submitted(&site, &lead("en", 250)).await;
    assert_eq!(inbox.mails(1).await.len(), 1);
    let delivered = site.delivery("delivered").await;
    let log: Vec<&Value> = delivered["log"].as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(log, [&json!(451), &Value::Null]);
}

#[tokio::test]
async fn a_mail_whose_answer_is_lost_comes_again_under_the_same_message_id() {
    let inbox = Inbox::start().await;
    let site = retrying(&inbox).await;
    inbox.then(Then::ClosesAfterIt);
    submitted(&site, &lead("en", 250)).await;
    let mails = inbox.mails(2).await;
    let delivered = site.delivery("delivered").await;
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(mails[0].message_id, format!("<{}@vendor.example>", delivered["id"].as_str().unwrap()));
}

/// A report as Postfix writes it.
fn report(message_id: &str, action: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mail.vendor.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"b/1\"\r\n\r\n\
         --b/1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you.\r\n\
         --b/1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.vendor.example\r\n\r\n\
         Final-Recipient: rfc822; typed@partner.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such\r\n    user\r\n\r\n\
         --b/1\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\nHello\r\n--b/1--\r\n"
    )
}

#[tokio::test]
async fn a_mail_that_comes_back_is_shown_as_failed_once() {
    let inbox = Inbox::start().await;
    let site = mailing_as(&inbox, |mail| mail.desk.clear()).await;
    let id = submitted(&site, &lead("en", 250)).await;
    let message_id = inbox.mails(1).await[0].message_id.clone();
    site.delivery("delivered").await;
    let send = async |body: String| {
        let request = site.client.post(site.url("/mail/bounces")).header("content-type", "message/rfc822");
        request.bearer_auth(TOKEN).body(body).send().await.unwrap()
    };
    assert_eq!(send(report(&message_id, "delayed")).await.status(), 204);
    site.delivery("delivered").await;
    for _ in 0..2 {
        assert_eq!(send(report(&message_id, "failed")).await.status(), 204);
        let failed = site.delivery("failed").await;
        let log = failed["log"].as_array().unwrap();
        assert_eq!(log.len(), 2, "{failed}");
        assert_eq!(log[1]["error"], "it came back: 5.1.1 550 5.1.1 no such user");
    }
    let shown = site.vendor_text(&format!("/referrals/{id}")).await;
    assert!(shown.contains("550 5.1.1 no such user"), "{shown}");
    let listed = site.vendor("/api/deliveries").await;
    assert_eq!(listed["troubled_receivers"][0]["failed"], 1, "{listed}");
    let bounces = site.vendor("/api/bounces").await;
    assert_eq!(bounces["bounces"].as_array().unwrap().len(), 1, "{bounces}");
    let bounce = &bounces["bounces"][0];
    assert_eq!((&bounce["referral"], &bounce["state"]), (&json!(id), &json!("failed")));
    assert_eq!(bounce["why"], "it came back: 5.1.1 550 5.1.1 no such user");
    problem(send(report("<other@vendor.example>", "failed")).await, 404).await;
    problem(send("Subject: Hello\r\n\r\nHello".into()).await, 422).await;
}

#[tokio::test]
async fn those_whom_the_business_hours_name_are_reminded_of_a_deadline() {
    let inbox = Inbox::start().await;
    let clock = Clock::default();
    let at = |text: &str| clock.set(text.parse().unwrap());
    at("2026-11-23T08:00:00Z");
    let site = Site::start_as(|config| {
        config.look_every = Duration::from_millis(50);
        config.clock = clock.clone();
        // Nobody else is written to.
        config.mail = Some(Mail { desk: Vec::new(), ..settings(&inbox) });
    })
    .await;
    site.person(Role::Manager).await;
    let manager = site.store().await.user_with_email("manager@vendor.example").await.unwrap().unwrap();
    let hours = json!({
        "time_zone": "UTC",
        "hours": { "monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"], "wednesday": ["09:00-17:00"] },
        "durations": { "decision": { "days": 2 } },
        "people": { "50": [manager.id, "sales@vendor.example"], "80": [], "100": ["boss@vendor.example"] },
    });
    let set = site.client.put(site.url("/api/hours")).bearer_auth(TOKEN).body(hours.to_string()).send().await;
    assert_eq!(set.unwrap().status(), 204);
    let mut lead = submission();
    lead["lead"]["employees"] = json!("3");
    let id = submitted(&site, &lead).await;
    // Two working days from Monday on end on Wednesday evening.
    at("2026-11-24T17:00:00Z");
    let mails = inbox.mails(1).await;
    assert_eq!(mails[0].to, ["manager@vendor.example", "sales@vendor.example"]);
    assert_eq!(mails[0].subject, "50 % of the time is over: Muster AG");
    assert!(mails[0].text.contains("A decision is due by 2026-11-25 17:00 (UTC)."), "{mails:?}");
    assert!(mails[0].text.ends_with(&format!("https://vendor.example/referrals/{id}\n")), "{mails:?}");
    // Nobody is named for 80 %, so the next mail is that of 100 %.
    at("2026-11-25T17:00:00Z");
    let mails = inbox.mails(2).await;
    assert_eq!(mails[1].to, ["boss@vendor.example"]);
    assert_eq!(mails[1].subject, "100 % of the time is over: Muster AG");
    for due in ["first contact", "answer"] {
        assert!(!mails[1].text.contains(due), "{mails:?}");
    }
}

#[tokio::test]
async fn letters_of_the_vendors_own_replace_ours() {
    let inbox = Inbox::start().await;
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("received.de.txt"), "Danke für {company}\n\nServus!\n\n{link}\n")
        .unwrap();
    let site = mailing_as(&inbox, |mail| {
        mail.desk.clear();
        mail.templates = Some(folder.path().into());
    })
    .await;
    submitted(&site, &lead("de-AT", 250)).await;
    let mails = inbox.mails(1).await;
    assert_eq!(mails[0].subject, "Danke für Muster AG");
    assert!(mails[0].text.starts_with("Servus!\n\nhttps://vendor.example/partner/"), "{mails:?}");
}

/// Makes a setting wrong.
type Change = Box<dyn Fn(&mut Mail)>;

#[tokio::test]
async fn settings_that_cannot_be_used_are_told_at_the_start() {
    let folder = Site::start().await.stopped().await;
    let broken = TempDir::new().unwrap();
    std::fs::write(broken.path().join("won.en.txt"), "Won\n\n{compny}").unwrap();
    let inbox = Inbox { address: "smtp://127.0.0.1:1".into(), ..Inbox::default() };
    let cases: [(&str, Change); 7] = [
        ("--mail is not", Box::new(|mail| mail.server = "mail.example".into())),
        ("--mail is not", Box::new(|mail| mail.server = "https://user:secret-word@mail.example".into())),
        (
            "--mail-from is not",
            Box::new(|mail| mail.sender = "partners@vendor.example\r\nBcc: x@example.org".into()),
        ),
        ("`mara` is not an address", Box::new(|mail| mail.desk = vec!["mara".into()])),
        ("--public-address", Box::new(|mail| mail.public_address = "vendor.example".into())),
        ("--public-address", Box::new(|mail| mail.public_address = "https://vendor.example/?a=b".into())),
        (
            "`{compny}` is not a placeholder",
            Box::new(move |mail| mail.templates = Some(broken.path().into())),
        ),
    ];
    for (says, change) in cases {
        let mut mail = settings(&inbox);
        change(&mut mail);
        let mut config = config(&folder, Some(TOKEN));
        config.mail = Some(mail);
        let Err(StartError::Mail(said)) = Endpoint::start(config).await else { panic!("it starts: {says}") };
        assert!(said.contains(says) && !said.contains("secret-word"), "{said}");
    }
    // A mail server that does not answer is no reason not to take leads.
    let mut config = config(&folder, Some(TOKEN));
    config.mail = Some(settings(&inbox));
    assert!(Endpoint::start(config).await.is_ok());
}
