//! An empty database for a test, and data to put into it.

use crate::server;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use referral_store::{Claim, Customer, Database, Filter, KeptRelease, NewReferral, Store};
use referral_widget::office::{Allowance, Calendar, People, Scope, WorkingHours};
use referral_widget::submission::ReferralStatus;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// An empty database.
pub struct Place {
    pub database: Database,
    _folder: Option<TempDir>,
}

impl Place {
    pub fn file() -> Self {
        let folder = TempDir::new().unwrap();
        Place { database: Database::File(folder.path().join("referrals.db")), _folder: Some(folder) }
    }

    pub async fn server() -> Self {
        Place { database: Database::parse(&server::new_database().await), _folder: None }
    }

    pub fn is_server(&self) -> bool {
        matches!(self.database, Database::Server(_))
    }

    /// Opens it, as another copy of the endpoint would.
    pub async fn open(&self) -> Store {
        Store::open(&self.database).await.unwrap()
    }

    /// Opens it, with the program `cloud` in it.
    pub async fn with_program(&self) -> Store {
        let store = self.open().await;
        store.save_release(release("cloud", "1"), now()).await.unwrap();
        store
    }
}

pub fn now() -> Timestamp {
    "2026-11-30T05:06:07.089Z".parse().unwrap()
}

pub fn release(program: &str, version: &str) -> KeptRelease {
    KeptRelease {
        program: program.into(),
        program_hash: format!("program {version}"),
        rules_hash: format!("rules {version}"),
        program_json: format!("{{\"id\":\"{program}\", \"version\":\"{version}\"}}"),
        script: format!("// {version}"),
        signature: None,
    }
}

/// The referrals of a program.
pub fn of_program(id: &str) -> Filter {
    Filter { program: Some(id.into()), ..Filter::default() }
}

/// The usual business hours, in UTC.
pub fn hours() -> WorkingHours {
    WorkingHours {
        calendar: Calendar::usual(TimeZone::UTC),
        version: None,
        decision: Allowance::Days(5),
        first_contact: Allowance::Days(2),
        answer: Allowance::Days(2),
        people: People::default(),
    }
}

/// A referral that protects the customer with those keys.
pub fn referral(key: &str, customer: &[&str]) -> NewReferral {
    NewReferral {
        id: format!("id-{key}"),
        key: key.into(),
        program: "cloud".into(),
        program_version: "1".into(),
        program_hash: "program 1".into(),
        rules_hash: "rules 1".into(),
        fingerprint: format!("posted {key}"),
        lead_fingerprint: format!("read {key}"),
        lead: "{\"company\": \"Müster\\u0000 AG\",  \"z\":1.50}".into(),
        lead_salt: format!("salt-{key}"),
        attribution: "{\"partner\":\"acme\"}".into(),
        partner: Some("acme".into()),
        attributed_by: "claim",
        token_id: None,
        agreement: "{}".into(),
        consent: None,
        claimed_versions: "{}".into(),
        claimed_verdict: None,
        partner_facts: None,
        verdict: "{}".into(),
        verdicts_agree: Some(true),
        challenged: false,
        suspicion: None,
        receipt: format!("{{\"key\":\"{key}\"}}"),
        status: ReferralStatus::Accepted,
        received_at: now().into(),
        customer: Customer {
            keys: customer.iter().map(ToString::to_string).collect(),
            claim: Claim::Protects,
            scope: Scope::default(),
        },
        protected_until: Some("2027-02-28".into()),
        relayed: true,
        hours: hours(),
        words: vec!["muster".into(), format!("word-of-{key}")],
        language: Some("de".into()),
        status_key: None,
    }
}

/// Runs a statement as somebody does who has the database itself.
pub async fn run(place: &Place, sql: &'static str) {
    match &place.database {
        Database::File(file) => {
            let address = format!("sqlite://{}", file.display());
            SqliteConnection::connect(&address).await.unwrap().execute(sql).await.unwrap();
        }
        Database::Server(address) => {
            PgConnection::connect(address).await.unwrap().execute(sql).await.unwrap();
        }
    }
}
