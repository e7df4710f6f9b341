//! All operations of the API. A new route gets an entry here, or else a test fails.

use super::operation::{AnswerHeader, ETAG, Operation, of};
use crate::access::Right;
use crate::desk;
use crate::http::problem_kind::ProblemKind;
use crate::intake::{KeptFeedback, SentFeedback};
use crate::partner;
use axum::http::{Method, StatusCode};
use referral_widget::office::{Order, WrittenHours};
use referral_widget::status::{ReferralView, ReferralViews};
use referral_widget::submission::{Receipt, Submission};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use std::sync::LazyLock;

const REVISION: AnswerHeader = AnswerHeader {
    name: "ETag",
    about: "How many events the referral has had. `If-Match` and `If-None-Match` take it.",
    always: true,
};
const LOCATION: AnswerHeader =
    AnswerHeader { name: "Location", about: "The referral’s address in this API.", always: false };
const REPLAYED: AnswerHeader = AnswerHeader {
    name: "Idempotent-Replayed",
    about: "`true`, because the receipt is the first one again.",
    always: true,
};
const STATUS_KEY: AnswerHeader = AnswerHeader {
    name: "Status-Key",
    about: "The key with which the sender may act on the referral. A repeated submission is told it only if it names the key.",
    always: false,
};
const RATE_LIMIT: [AnswerHeader; 2] = [
    AnswerHeader {
        name: "RateLimit",
        about: "What is left of each limit (IETF draft `ratelimit-headers`).",
        always: false,
    },
    AnswerHeader { name: "RateLimit-Policy", about: "The limits themselves.", always: false },
];

/// The operations that take a referral’s id.
const OF_A_REFERRAL: [&str; 4] = ["find_referral", "list_events", "give_command", "clear_referral"];

/// All operations.
pub static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    [public(), of_partners(), referrals(), rest_of_vendor()].into_iter().flatten().collect()
});

fn public() -> Vec<Operation> {
    vec![
        Operation::new("submit", Method::POST, "/api/referrals", "Sends a referral, or feedback about a program.")
            .about(
                "A lead is judged by the program’s rules, stored, and answered with a receipt. The same `key` again gets the \
                 same receipt, so it is safe to send it again. Text in the type `text/plain` is read as JSON too. Feedback has \
                 `feedback` in place of `lead`.",
            )
            .header(
                "Idempotency-Key",
                "The same UUID as in `key`. It may be left out.",
                json!({ "type": "string", "format": "uuid" }),
                None,
            )
            .body(submission_or_feedback, submission())
            .answers_in(StatusCode::CREATED, "It is stored.", vec![("application/json", receipt_or_key)])
            .with(&[LOCATION, STATUS_KEY])
            .with(&RATE_LIMIT)
            .leads_to(&OF_A_REFERRAL, "/referral")
            .answers::<Receipt>(StatusCode::OK, "It was stored before. This is the first receipt again.")
            .with(&[LOCATION, REPLAYED, STATUS_KEY])
            .refuses(
                StatusCode::FORBIDDEN,
                &[
                    ProblemKind::ChallengeFailed,
                    ProblemKind::PartnerOrigin,
                    ProblemKind::PartnerToken,
                    ProblemKind::UnknownPartner,
                ],
            )
            .refuses(StatusCode::BAD_REQUEST, &[ProblemKind::ByStatus])
            .refuses(StatusCode::NOT_FOUND, &[ProblemKind::UnknownProgram])
            .refuses(StatusCode::CONFLICT, &[ProblemKind::CustomerProtected])
            .refuses(
                StatusCode::UNPROCESSABLE_ENTITY,
                &[
                    ProblemKind::InvalidSubmission,
                    ProblemKind::InvalidAnswers,
                    ProblemKind::IdempotencyKeyReused,
                ],
            )
            .refuses(StatusCode::TOO_MANY_REQUESTS, &[ProblemKind::TooManySubmissions])
            .refuses(StatusCode::SERVICE_UNAVAILABLE, &[ProblemKind::ProgramRefused]),
        Operation::new("program_file", Method::GET, "/programs/{id}/{file}", "Returns a file of a program in service.")
            .about("The files are `program.json`, the script that it names, and `program.sig` if the program is signed.")
            .path_part("id", "The program’s id.", "cloud-migration")
            .path_part("file", "The file’s name.", "program.json")
            .cached()
            .answers_in(
                StatusCode::OK,
                "The file.",
                vec![("application/json", anything), ("text/plain", of::<String>), ("application/jose", of::<String>)],
            )
            .with(&[
                ETAG,
                AnswerHeader {
                    name: "Referral-Refused",
                    about: "Why newer files of the vendor are not in service.",
                    always: false,
                },
            ])
            .refuses(StatusCode::NOT_FOUND, &[ProblemKind::ByStatus, ProblemKind::UnknownProgram])
            .refuses(StatusCode::SERVICE_UNAVAILABLE, &[ProblemKind::ProgramRefused]),
        Operation::new("record", Method::GET, "/programs/{id}/record.json", "Returns how a program keeps its deadlines.")
            .path_part("id", "The program’s id.", "cloud-migration")
            .answers::<partner::ProgramRecord>(StatusCode::OK, "The record of the last 90 days.")
            .refuses(StatusCode::NOT_FOUND, &[ProblemKind::UnknownProgram])
            .refuses(StatusCode::SERVICE_UNAVAILABLE, &[ProblemKind::ProgramRefused]),
        Operation::new("keys", Method::GET, "/.well-known/jwks.json", "Returns the keys that sign receipts (RFC 7517).")
            .cached()
            .answers_in(StatusCode::OK, "The keys.", vec![("application/json", key_set)])
            .with(&[ETAG]),
        Operation::new("show_document", Method::GET, "/api/openapi.json", "Returns this description (OpenAPI 3.1).")
            .cached()
            .answers_in(StatusCode::OK, "The description.", vec![("application/json", anything)])
            .with(&[ETAG]),
        Operation::new("health", Method::GET, "/health", "Says that the endpoint runs.").answers_in(
            StatusCode::OK,
            "It runs. The body is `ok`.",
            vec![("text/plain", of::<String>)],
        ),
    ]
}

/// What partners ask about their referrals.
fn of_partners() -> Vec<Operation> {
    const HELD: &str = "Whoever asks shows status keys, a token in which the vendor says who the partner is, or saved \
                        receipts. A key or a token lets the partner act. A receipt only shows its referral. Text in the type \
                        `text/plain` is read as JSON too.";
    let question = || {
        json!({
            "language": "en",
            "referrals": [{ "referral": "$REFERRAL", "status_key": SAMPLE_STATUS_KEY }],
        })
    };
    vec![
        Operation::new(
            "partner_referrals",
            Method::POST,
            "/api/partner/referrals",
            "Shows a partner’s referrals. It changes nothing.",
        )
        .about(HELD)
        .body(of::<partner::Question>, question())
        .answers::<ReferralViews>(StatusCode::OK, "The referrals, the newest first, and what is not shown.")
        .refuses(StatusCode::UNPROCESSABLE_ENTITY, &[ProblemKind::ByStatus]),
        Operation::new(
            "partner_stream",
            Method::POST,
            "/api/partner/stream",
            "Shows a partner’s referrals, and each again when it changes.",
        )
        .about(
            "The answer is a stream of server-sent events that does not end by itself. The first event, `referrals`, has the answer of \
             `POST /api/partner/referrals`. Each event `referral` has one referral that has changed. A comment comes every 15 seconds.",
        )
        .body(of::<partner::Question>, question())
        .answers_in(StatusCode::OK, "The stream.", vec![("text/event-stream", stream_event)])
        .refuses(StatusCode::UNPROCESSABLE_ENTITY, &[ProblemKind::ByStatus]),
        Operation::new(
            "partner_command",
            Method::POST,
            "/api/partner/commands",
            "Asks or answers the vendor, withdraws a referral, or says what is wrong with it, for its partner.",
        )
        .about(HELD)
        .body(
            of::<partner::PartnerCommand>,
            json!({
                "referral": "$REFERRAL",
                "status_key": SAMPLE_STATUS_KEY,
                "command": "ask",
                "message": "When do you call the customer?",
            }),
        )
        .answers::<ReferralView>(StatusCode::OK, "It is carried out. The answer is the referral as it is now.")
        .refuses(StatusCode::FORBIDDEN, &[ProblemKind::ByStatus])
        .refuses(StatusCode::CONFLICT, &[ProblemKind::CommandImpossible])
        .refuses(StatusCode::GONE, &[ProblemKind::ByStatus])
        .refuses(StatusCode::PRECONDITION_FAILED, &[ProblemKind::ReferralChanged])
        .refuses(StatusCode::UNPROCESSABLE_ENTITY, &[ProblemKind::ByStatus, ProblemKind::CommandIncomplete]),
    ]
}

fn referrals() -> Vec<Operation> {
    let one = |name, method, path, summary| {
        Operation::new(name, method, path, summary)
            .path_part("id", "The referral’s id.", "$REFERRAL")
            .refuses(StatusCode::NOT_FOUND, &[ProblemKind::ByStatus])
    };
    vec![
        Operation::new("list_referrals", Method::GET, "/api/referrals", "Lists referrals, the newest first.")
            .needs(Right::Read)
            .about("`next` of the answer is the value of `before` for the next page. It is null on the last page.")
            .query::<desk::Asked>()
            .answers::<desk::Referrals>(StatusCode::OK, "A page of referrals.")
            .leads_to(&OF_A_REFERRAL, "/referrals/0/id"),
        one("find_referral", Method::GET, "/api/referrals/{id}", "Returns a referral.")
            .needs(Right::Read)
            .cached()
            .answers::<referral_store::Stored>(StatusCode::OK, "The referral.")
            .with(&[REVISION]),
        one("list_events", Method::GET, "/api/referrals/{id}/events", "Lists what happened to a referral, the oldest first.")
            .needs(Right::Read)
            .answers::<desk::Events>(StatusCode::OK, "Its events."),
        one("give_command", Method::POST, "/api/referrals/{id}/commands", "Gives a command to a referral.")
            .needs(Right::Command)
            .about(
                "Decides on it, moves it through the stages of sales, and reports that it was won or lost. Stages and reasons \
                 are those of the referral’s program. A reason may also be the code of one of its rules. Whoever sends \
                 `If-Match` needs the scope `read` as well, to know the referral’s `ETag`.",
            )
            .header(
                "Idempotency-Key",
                "A name for this command that is used once, such as the id of a change in your CRM. The same command under the \
                 same key is carried out once, and answered each time.",
                json!({ "type": "string", "pattern": "^[!-~]{1,200}$" }),
                Some("crm-change-4711"),
            )
            .header(
                "If-Match",
                "The `ETag` of the referral as you saw it. If something has happened since, the command is refused.",
                json!({ "type": "string", "pattern": "^(\\*|\"[0-9]{1,18}\")$" }),
                None,
            )
            .body(of::<Order>, json!({ "command": "decide", "decision": "accept", "message": "Welcome." }))
            .answers::<desk::Answer>(StatusCode::OK, "It is carried out. The answer says where the referral stands now.")
            .with(&[REVISION])
            .refuses(StatusCode::FORBIDDEN, &[ProblemKind::CommandNotAllowed])
            .refuses(StatusCode::CONFLICT, &[ProblemKind::CommandImpossible, ProblemKind::CustomerProtected])
            .refuses(StatusCode::PRECONDITION_FAILED, &[ProblemKind::ReferralChanged])
            .refuses(
                StatusCode::UNPROCESSABLE_ENTITY,
                &[ProblemKind::CommandIncomplete, ProblemKind::IdempotencyKeyReused],
            ),
        one(
            "clear_referral",
            Method::POST,
            "/api/referrals/{id}/not-a-machine",
            "Says that no machine has sent a referral.",
        )
        .needs(Right::Manage)
        .about("It protects its customer from then on.")
        .answers_in(StatusCode::NO_CONTENT, "It protects its customer.", vec![])
        .refuses(StatusCode::CONFLICT, &[ProblemKind::CustomerProtected]),
    ]
}

fn rest_of_vendor() -> Vec<Operation> {
    vec![
        Operation::new("list_programs", Method::GET, "/api/programs", "Lists the programs.")
            .needs(Right::Read)
            .about("Each with its versions, and why newer files are not in service.")
            .answers::<desk::ListedPrograms>(StatusCode::OK, "The programs."),
        Operation::new(
            "list_feedback",
            Method::GET,
            "/api/feedback",
            "Lists the latest feedback, the newest first.",
        )
        .needs(Right::Read)
        .query::<desk::FeedbackQuery>()
        .answers::<desk::ListedFeedback>(StatusCode::OK, "The feedback.")
        .leads_to(&["answer_feedback"], "/feedback/0/key"),
        Operation::new(
            "answer_feedback",
            Method::POST,
            "/api/feedback/{key}/answer",
            "Answers feedback, or corrects the answer.",
        )
        .needs(Right::Command)
        .about("Whoever sent the feedback sees the last answer.")
        .path_part("key", "The feedback’s key.", "$FEEDBACK")
        .body(of::<desk::FeedbackAnswer>, json!({ "text": "Yes, in francs, too." }))
        .answers::<referral_store::Feedback>(StatusCode::OK, "The feedback with its answer.")
        .refuses(StatusCode::NOT_FOUND, &[ProblemKind::ByStatus])
        .refuses(StatusCode::UNPROCESSABLE_ENTITY, &[ProblemKind::CommandIncomplete]),
        Operation::new(
            "list_partners",
            Method::GET,
            "/api/partners",
            "Lists the partners that are kept at the desk.",
        )
        .needs(Right::Read)
        .answers::<desk::ListedPartners>(StatusCode::OK, "The partners, by their names."),
        Operation::new(
            "list_deliveries",
            Method::GET,
            "/api/deliveries",
            "Lists the latest deliveries to other systems.",
        )
        .needs(Right::Read)
        .query::<desk::DeliveryQuery>()
        .answers::<desk::Deliveries>(StatusCode::OK, "The deliveries, the newest first, with their attempts.")
        .leads_to(&["retry_delivery"], "/deliveries/0/id"),
        Operation::new("list_bounces", Method::GET, "/api/bounces", "Lists the latest mails that came back.")
            .needs(Right::Read)
            .about("Correct the address, and try the mail’s delivery again.")
            .answers::<desk::Bounces>(StatusCode::OK, "The mails, with what the mail server reports."),
        Operation::new(
            "retry_delivery",
            Method::POST,
            "/api/deliveries/{id}/retry",
            "Tries a delivery again.",
        )
        .needs(Right::Manage)
        .about("Only a delivery that waits or has failed can be tried again.")
        .path_part("id", "The delivery’s id.", "$DELIVERY")
        .answers_in(StatusCode::ACCEPTED, "It is tried again soon.", vec![])
        .refuses(StatusCode::NOT_FOUND, &[ProblemKind::ByStatus]),
        Operation::new(
            "replay_delivery",
            Method::POST,
            "/api/deliveries/{id}/replay",
            "Brings an event to a webhook again.",
        )
        .needs(Right::Manage)
        .about("It has the same id as before, and is signed anew.")
        .path_part("id", "The delivery’s id.", "$DELIVERY")
        .answers_in(StatusCode::ACCEPTED, "It is brought again soon.", vec![])
        .refuses(StatusCode::NOT_FOUND, &[ProblemKind::ByStatus]),
        Operation::new("show_hours", Method::GET, "/api/hours", "Returns the business hours.")
            .needs(Right::Read)
            .cached()
            .answers::<desk::CurrentHours>(StatusCode::OK, "The hours.")
            .with(&[ETAG]),
        Operation::new("set_hours", Method::PUT, "/api/hours", "Sets the business hours.")
            .needs(Right::Hours)
            .about("Deadlines are computed by them from now on. A deadline that runs stays as it is.")
            .body(
                of::<WrittenHours>,
                json!({
                    "time_zone": "Europe/Berlin",
                    "hours": {
                        "monday": ["09:00-12:30", "13:30-17:00"],
                        "tuesday": ["09:00-12:30", "13:30-17:00"],
                        "wednesday": ["09:00-12:30", "13:30-17:00"],
                        "thursday": ["09:00-12:30", "13:30-17:00"],
                        "friday": ["09:00-14:00"],
                    },
                    "holidays": { "2026-12-25": "Christmas Day" },
                }),
            )
            .answers_in(StatusCode::NO_CONTENT, "They hold.", vec![])
            .refuses(StatusCode::UNPROCESSABLE_ENTITY, &[ProblemKind::ByStatus]),
    ]
}

/// The status key of the sample lead.
const SAMPLE_STATUS_KEY: &str = "5d1f0a7e-2b8c-4f39-9c64-7e0b1a2d3c4f";

/// A lead for the sample program `cloud-migration`.
fn submission() -> Value {
    json!({
        "key": "9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77",
        "program": "cloud-migration",
        "versions": { "program": "2026-11-01" },
        "lead": {
            "company": "Beispiel Pumpen GmbH",
            "website": "https://pumpen.example",
            "country": "DE",
            "need": "migration",
            "first_year_spend": "120000",
            "employees": 320,
            "existing_customer": "no",
            "in_talks": "unknown",
            "contact_name": "Head of IT",
            "email": "it@pumpen.example",
            "consent": true,
        },
        "attribution": { "partner": "acme-consulting" },
        "agreement": { "version": "2026-11", "accepted": true },
        "signals": { "trap": "", "seconds": 40 },
        "status_key": SAMPLE_STATUS_KEY,
    })
}

fn submission_or_feedback(generator: &mut SchemaGenerator) -> Schema {
    let either = [generator.subschema_for::<Submission>(), generator.subschema_for::<SentFeedback>()];
    json_schema!({ "anyOf": either })
}

fn receipt_or_key(generator: &mut SchemaGenerator) -> Schema {
    let either = [generator.subschema_for::<Receipt>(), generator.subschema_for::<KeptFeedback>()];
    json_schema!({ "anyOf": either })
}

/// An event of a stream. Its data are JSON.
fn stream_event(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": { "event": { "enum": ["referrals", "referral"] }, "data": { "type": "string" } },
        "required": ["event", "data"],
    })
}

fn key_set(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": { "keys": { "type": "array", "items": { "type": "object", "required": ["kty", "kid"] } } },
        "required": ["keys"],
    })
}

fn anything(_: &mut SchemaGenerator) -> Schema {
    json_schema!({})
}
